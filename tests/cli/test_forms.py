"""notes export --to: text and PDF, and what they refuse."""

import os
from pathlib import Path

import pytest

from notes_cli.cli import pdf
from tests.cli.test_export import Notes, notes  # noqa: F401  (a fixture)


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


def test_what_is_for_pages_alone_is_refused_for_others(notes: Notes) -> None:  # noqa: F811
    for option in (["--open"], ["--assets", "x"]):
        code, _, err = notes("export", "篇名", "--to", "text", *option)
        assert code == 2
        assert "are for HTML pages" in err


@pytest.mark.skipif(not any(map(pdf.shutil.which, pdf.BROWSERS)), reason="no browser that prints")
def test_a_pdf_is_printed(notes: Notes, tmp_path: Path) -> None:  # noqa: F811
    assert notes("export", "篇名", "--to", "pdf")[0] == 0
    made = (tmp_path / "篇.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert made.endswith(pdf.MARK)
