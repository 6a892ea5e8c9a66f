"""notes export --to: Markdown, text and PDF, and what they refuse."""

import os
from pathlib import Path

import pytest

from notes_cli.cli import pdf
from notes_cli.cli.forms import FORMS
from tests.cli.test_export import Notes, notes  # noqa: F401  (a fixture)
from tests.conftest import write


def test_text_goes_to_a_file_or_to_stdout(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    code, out, err = notes("export", "篇名", "--to", "text")
    assert (code, out) == (0, "篇.txt\n")
    made = (tmp_path / "篇.txt").read_text("utf-8")
    assert made == "篇名\n\n見 那段，。\n\n乙\n\n要這段\n\n[找不到嵌入的筆記：沒有]\n\n../../外\n"
    assert "篇.md:8: embedded note not found" in err
    assert notes("export", "篇名", "--to", "text", "-o", "-")[1] == made


def test_the_same_text_again_is_no_error_and_other_text_is_left_alone(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    assert notes("export", "稿", "--to", "text")[0] == 0
    assert notes("export", "稿", "--to", "text")[0] == 0
    (tmp_path / "稿.txt").write_text("my own words")
    code, out, err = notes("export", "稿", "--to", "text")
    assert (code, out) == (3, "")
    assert "--force" in err
    assert (tmp_path / "稿.txt").read_text() == "my own words"


@pytest.mark.parametrize("place", ["nowhere/x.txt", ".", "vault/新.md"])
def test_what_cannot_be_written_is_one_line(notes: Notes, tmp_path: Path, place: str) -> None:  # noqa: F811
    code, out, err = notes("export", "篇名", "--to", "text", "-o", place)
    assert (code, out) == (2 if place.endswith(".md") else 3, "")
    assert err.startswith("notes: ")
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Notes in folders, that link and embed each other by whatever name leads there."""
    write(tmp_path / "vault", {
        "AI/主 篇.md": "---\ntitle: 主\ntags: [a]\n---\n# 小節 一\n\n[[深篇#乙 段|那段]]、[[#小節 一]]、[[深篇#^b]]、[[圖.png]]\n\n![[深篇#乙 段]]\n\n![[圖.png|30]]\n",
        "AI/深/深篇.md": "# 甲\n\n[[別篇]]\n\n# 乙 段\n\n[同](深篇.md) [[#甲]] [到]({{< ref \"別篇.md\" >}}) ![](../../圖.png)\n二行 ^b\n",
    })  # fmt: skip
    return tmp_path


def test_markdown_leads_from_the_place_of_the_note(notes: Notes, folders: Path) -> None:  # noqa: F811
    assert notes("export", "主 篇", "--to", "md")[:2] == (0, "主 篇.md\n")
    made = (folders / "主 篇.md").read_text("utf-8")
    assert made == (
        "---\ntitle: 主\ntags: [a]\n---\n# 小節 一\n\n"
        "[那段](深/深篇.md#乙-段)、[小節 一](#小節-一)、[深篇 > b](深/深篇.md)、[圖.png](../圖.png)\n\n"
        "# 乙 段\n\n[同](深/深篇.md) [甲](深/深篇.md#甲) [到](../別篇.md) ![](../圖.png)\\\n二行\n\n"
        "![圖](../圖.png)\n"
    )
    place = folders / "vault/AI/再.md"  # in the place of the note every link is found, and nothing is left to do
    place.write_text(made, "utf-8")
    assert notes("export", "AI/再.md", "--to", "md", "-o", "-")[:2] == (0, made)
    assert notes("unresolved", "in:AI/再.md")[1] == ""


def test_a_part_of_a_note_is_exported_alone(notes: Notes, folders: Path) -> None:  # noqa: F811
    made = notes("export", "深篇#甲", "--to", "md", "-o", "-")
    assert made[:2] == (0, "# 甲\n\n[別篇](../../別篇.md)\n")


def test_properties_are_kept_as_asked(notes: Notes, folders: Path) -> None:  # noqa: F811
    for props, front in (("none", ""), ("tags", "---\ntags: [a]\n---\n"), ("all", "---\ntitle: 主\ntags: [a]\n---\n")):
        made = notes("export", "主 篇", "--to", "md", "-o", "-", "--props", props)[1]
        assert made.startswith(front + "# 小節 一\n")


@pytest.mark.parametrize("place", ["別篇.md", "新.md", "../vault/別篇.md", None])
def test_no_markdown_is_written_into_the_vault(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str | None  # noqa: F811
) -> None:  # fmt: skip
    vault = tmp_path / "vault"
    before = {file: file.read_bytes() for file in vault.glob("*.md")}
    monkeypatch.chdir(vault)
    for force in ([], ["--force"]):
        code, out, err = notes("export", "篇名", "--to", "md", *(["-o", place] if place else []), *force)
        assert (code, out) == (2, "")
        assert "would be a note of the vault" in err
        assert "-o -" in err
    assert {file: file.read_bytes() for file in vault.glob("*.md")} == before


def test_markdown_of_somebody_else_is_left_alone(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    mine = tmp_path / "稿.md"
    mine.write_text("my own words")
    assert notes("export", "稿", "--to", "md")[0] == 3
    assert mine.read_text() == "my own words"
    assert notes("export", "稿", "--to", "md", "--force")[0] == 0
    assert notes("export", "稿", "--to", "md")[0] == 0  # the same again
    assert mine.read_text("utf-8") == "---\ndraft: true\n---\n<strong>「重點」</strong>後面\n"


def test_lines_that_the_vault_joins_are_not_broken(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "vault", {"行.md": "上\n下\n"})
    assert notes("export", "行", "--to", "md", "-o", "-")[1] == "上\\\n下\n"
    write(tmp_path / "vault", {".obsidian/app.json": '{"strictLineBreaks": true}'})
    assert notes("export", "行", "--to", "md", "-o", "-")[1] == "上\n下\n"


def test_a_site_is_of_pages(notes: Notes) -> None:  # noqa: F811
    code, out, err = notes("export", "--all", "--to", "md", "-o", "x")
    assert (code, out) == (2, "")
    assert "leave --to away" in err


def test_an_unknown_form_is_told(notes: Notes) -> None:  # noqa: F811
    code, out, err = notes("export", "篇名", "--to", "pdg")
    assert (code, out) == (2, "")
    assert 'did you mean "pdf"?' in err


def test_a_draft_can_be_refused(notes: Notes) -> None:  # noqa: F811
    assert notes("export", "稿", "--to", "text", "-o", "-", "--final")[0] == 2


def test_without_a_browser_no_pdf_and_a_hint(notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = notes("export", "篇名", "--to", "pdf")
    assert (code, out) == (3, "")
    assert "install Chromium" in err
    assert not (tmp_path / "篇.pdf").exists()


def test_a_pdf_of_somebody_else_is_left_alone(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    """The browser is a program that writes something else each time: who made the file is told by its last line."""
    browser = tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(
        '#!/bin/sh\nfor a; do case $a in --print-to-pdf=*) echo "%PDF-1.4 $$" > "${a#*=}";; esac; done\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}:/usr/bin:/bin")
    assert notes("export", "篇名", "--to", "pdf")[0] == 0
    first = (tmp_path / "篇.pdf").read_bytes()
    assert notes("export", "篇名", "--to", "pdf")[0] == 0
    assert (tmp_path / "篇.pdf").read_bytes() != first
    (tmp_path / "篇.pdf").write_bytes(b"%PDF-1.4 another's")
    assert notes("export", "篇名", "--to", "pdf")[0] == 3
    assert (tmp_path / "篇.pdf").read_bytes() == b"%PDF-1.4 another's"


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\necho broken >&2\n"])
def test_a_browser_that_fails_is_one_line(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str  # noqa: F811
) -> None:  # fmt: skip
    browser = tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(script)
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}:/usr/bin:/bin")
    code, out, err = notes("export", "篇名", "--to", "pdf")
    assert (code, out) == (3, "")
    assert "printed no PDF" in err
    assert "Traceback" not in err
    assert not (tmp_path / "篇.pdf").exists()


def test_a_browser_that_does_not_end_is_ended_with_its_children(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    browser = tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > '{tmp_path}/child'\nwait\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}:/usr/bin:/bin")
    monkeypatch.setattr(pdf, "LONGEST", 1)
    code, out, err = notes("export", "篇名", "--to", "pdf")
    assert (code, out) == (3, "")
    assert "did not print the page within 1 seconds" in err
    state = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (["篇名", "--to", "text", "--open"], "--open: not for --to text"),
        (["篇名", "--to", "text", "--props", "all", "--no-toc"], "--toc, --props: not for --to text"),
        (["篇名", "--to", "md", "--assets", "x"], "--assets: not for --to md"),
        (["篇名", "--to", "pdf", "--assets", "x"], "--assets: not for --to pdf"),
        (["篇名", "--title", "站", "--drafts"], "--title, --drafts: for a site"),
        (["--all", "-o", "s", "--assets", "x", "--final"], "--assets, --final: for one note"),
        (["--all", "-o", "s", "--to", "md"], "--to: for one note"),
    ],
)
def test_an_option_that_changes_nothing_is_refused(notes: Notes, arguments: list[str], refused: str) -> None:  # noqa: F811
    code, out, err = notes("export", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"notes: {refused}")


def test_a_large_note_is_told_of_before_the_work(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    assert "takes a while" not in notes("export", "篇名", "-o", "-")[2]
    monkeypatch.setattr("notes_cli.cli.forms.LARGE", 40)
    assert notes("export", "篇名", "-o", "-")[2].startswith("notes: 篇.md holds 0 MB, that takes a while\n篇.md:8:")


@pytest.mark.skipif(not any(map(pdf.shutil.which, pdf.BROWSERS)), reason="no browser that prints")
def test_a_pdf_is_printed(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    assert notes("export", "篇名", "--to", "pdf")[0] == 0
    made = (tmp_path / "篇.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert made.endswith(pdf.MARK)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_written_where_it_would_be_a_note(notes: Notes, tmp_path: Path, form: str) -> None:  # noqa: F811
    code, out, err = notes("export", "篇名", "--to", form, "-o", "vault/新.md")
    assert (code, out) == (2, "")
    assert "would be a note of the vault" in err
    assert not (tmp_path / "vault/新.md").exists()
