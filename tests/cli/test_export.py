"""notes export: the file it writes, and what it refuses."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from notes_cli.cli.main import run
from tests.conftest import write

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)

Notes = Callable[..., tuple[int, str, str]]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Notes:
    vault = tmp_path / "vault"
    vault.mkdir()
    write(vault, {
        ".obsidian/app.json": "{}",
        "篇.md": "---\ntitle: 篇名\n---\n見 [[別篇#乙|那段]]，![[圖.png]]。\n\n![[別篇#乙]]\n\n![[沒有]]\n\n[[../../外]] ![](../../etc/passwd)\n",
        "別篇.md": "# 甲\n不要\n# 乙\n要這段\n",
        "稿.md": "---\ndraft: true\n---\n**「重點」**後面\n",
        "環.md": "![[環]]\n",
    })  # fmt: skip
    (vault / "圖.png").write_bytes(PNG)
    (tmp_path / "祕密.png").write_bytes(PNG)
    (vault / "外.png").symlink_to(tmp_path / "祕密.png")
    for name in ("NOTES_VAULT", "NOTES_DB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def test_a_page_stands_alone_and_says_what_is_missing(notes: Notes, tmp_path: Path) -> None:
    code, out, err = notes("export", "篇名", "-o", "page.html")
    assert (code, out) == (0, "page.html\n")
    html = (tmp_path / "page.html").read_text("utf-8")
    assert "要這段" in html
    assert "不要" not in html
    assert 'src="data:image/png;base64,' in html
    assert "<script src" not in html
    assert "篇.md:8:" in err  # the embed of a note that is not there


def test_the_same_note_gives_the_same_bytes_and_is_replaced(notes: Notes, tmp_path: Path) -> None:
    notes("export", "篇名", "-o", "page.html")
    first = (tmp_path / "page.html").read_bytes()
    assert notes("export", "篇名", "-o", "page.html")[0] == 0
    assert (tmp_path / "page.html").read_bytes() == first
    assert notes("export", "篇名", "-o", "-")[1].encode() == first


def test_a_file_of_somebody_else_is_left_alone(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text("my own")
    code, out, err = notes("export", "篇名", "-o", "mine.html")
    assert (code, out) == (3, "")
    assert "--force" in err
    assert (tmp_path / "mine.html").read_text() == "my own"
    assert notes("export", "篇名", "-o", "mine.html", "--force")[0] == 0
    assert "篇名" in (tmp_path / "mine.html").read_text("utf-8")


@pytest.mark.parametrize("place", ["nowhere/x.html", ".", "vault/別篇.md", "vault/新.md"])
def test_what_cannot_be_written_is_refused_in_one_line(notes: Notes, tmp_path: Path, place: str) -> None:
    before = (tmp_path / "vault" / "別篇.md").read_bytes()
    code, out, err = notes("export", "篇名", "-o", place)
    assert (code, out) == (2 if place.endswith(".md") else 3, "")
    assert err.startswith("notes: ")
    assert "Traceback" not in err
    assert (tmp_path / "vault" / "別篇.md").read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_nothing_outside_the_vault_is_read(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"壞.md": "![[外.png]] ![](../祕密.png) ![[/etc/passwd]] ![x](file:///etc/passwd)\n"})
    _, out, _ = notes("export", "壞", "-o", "-")
    assert 'src="data:' not in out
    assert "root:x:" not in out


def test_a_draft_is_marked_and_can_be_refused(notes: Notes) -> None:
    code, out, err = notes("export", "稿", "-o", "-")
    assert code == 0
    assert "<strong>「重點」</strong>後面" in out
    assert "draft" in err
    assert notes("export", "稿", "-o", "-", "--final")[0] == 2


def test_a_link_to_a_part_that_is_not_there_says_so(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"連.md": "[[別篇#乙]] [[別篇#丙]] [x](別篇.md#甲) [y](別篇.md#^無) [z](別篇)\n"})
    _, out, _ = notes("export", "連", "-o", "-")
    assert re.findall('class="wikilink broken" title="([^"]*)"', out) == [
        "找不到這一段：別篇#丙",
        "找不到這一段：別篇.md#^無",
    ]
    assert 'href="' not in out.partition("<main>")[2]


def test_pictures_that_cannot_be_written_leave_the_page_as_it_was(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder")
    (tmp_path / "mine.html").write_text("mine")
    assert notes("export", "篇名", "-o", "keep.html")[0] == 0
    before = (tmp_path / "keep.html").read_bytes()
    code, out, err = notes("export", "篇名", "-o", "keep.html", "--assets", "taken/in")
    assert (code, out) == (3, "")
    assert "taken/in cannot be written" in err
    assert (tmp_path / "keep.html").read_bytes() == before
    assert notes("export", "篇名", "-o", "mine.html", "--assets", "圖")[0] == 3
    assert not (tmp_path / "圖").exists()


def test_a_long_name_is_cut_to_what_a_file_system_takes(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"長" * 84 + ".md": "字\n", "長" * 83 + "二.md": "字\n"})
    for name in ("長" * 84, "長" * 83 + "二"):
        code, out, _ = notes("export", name)
        assert code == 0
        assert out.startswith("長" * 70)
        assert (tmp_path / out.strip()).is_file()
    assert len(list(tmp_path.glob("長*.html"))) == 2


def test_the_page_of_a_pdf_stays_in_markdown(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"論.md": "![[論文.pdf#page=3]] [x](論文.pdf#page=4) [[論文.pdf#甲]]\n"})
    (tmp_path / "vault/論文.pdf").write_bytes(b"%PDF-1.4")
    _, out, _ = notes("export", "論", "--to", "md", "-o", "-")
    assert re.findall(r"\]\(([^)]*)\)", out) == ["論文.pdf#page=3", "論文.pdf#page=4", "論文.pdf"]


def test_a_note_that_embeds_itself_ends(notes: Notes) -> None:
    assert notes("export", "環", "-o", "-")[0] == 0


def test_an_unknown_note_proposes_the_nearest(notes: Notes) -> None:
    code, out, err = notes("export", "別遍", "-o", "-")
    assert (code, out) == (2, "") or code == 0
    assert code == 0 or "別篇.md" in err


def test_pictures_go_into_a_folder(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "頁").mkdir()
    assert notes("export", "篇名", "-o", "頁/a.html", "--assets", "圖 集")[0] == 0
    (picture,) = (tmp_path / "圖 集").iterdir()
    assert picture.read_bytes() == PNG
    html = (tmp_path / "頁/a.html").read_text("utf-8")
    assert f'src="../{quote("圖 集")}/{quote(picture.name)}"' in html
    assert "data:image/png" not in html


def test_a_big_picture_stands_beside_the_page_and_nothing_else_does(notes: Notes, tmp_path: Path) -> None:
    assert notes("export", "篇名")[0] == 0
    assert not (tmp_path / "篇.files").exists()
    (tmp_path / "vault/圖.png").write_bytes(PNG + b"0" * 6_000_000)
    assert notes("export", "篇名")[0] == 0
    assert len(list((tmp_path / "篇.files").iterdir())) == 1
    code, _, err = notes("export", "篇名", "-o", "-")
    assert code == 0
    assert "image over 5 MB left out: 圖.png" in err


@pytest.mark.parametrize(
    ("props", "shown"),
    [("all", ["title", "draft", "x"]), ("X,nosuch", ["x"]), ("none", []), (" draft , x ", ["draft", "x"])],
)
def test_properties_are_chosen(notes: Notes, tmp_path: Path, props: str, shown: list[str]) -> None:
    write(tmp_path / "vault", {"性.md": "---\ntitle: 性\ndraft: false\nx: <b>\n---\n字\n"})
    _, out, err = notes("export", "性", "-o", "-", "--props", props)
    assert ('no note has the property "nosuch"\n' in err) == ("nosuch" in props)
    assert err.count("no note has") == ("nosuch" in props)
    assert re.findall("<dt>(.*?)</dt>", out) == shown
    assert "<b>" not in out


def test_a_site_shows_the_properties_and_contents_that_are_asked_for(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"性.md": "---\n評分: 5\n甲: 6\n---\n" + "## 節\n\n" * 4})
    made = tmp_path / "s/性.html"
    assert notes("export", "--all", "-o", "s")[0] == 0
    assert 'class="toc"' in made.read_text("utf-8")
    code, _, err = notes("export", "--all", "-o", "s", "--props", "評分,評份", "--no-toc")
    assert code == 0
    assert 'no note has the property "評份"; did you mean "評分"?' in err
    html = made.read_text("utf-8")
    assert re.findall("<dt>(.*?)</dt>", html) == ["評分"]
    assert 'class="toc"' not in html


def test_the_vaults_setting_of_line_breaks_is_obeyed(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"行.md": "上\n下\n"})
    assert "上<br>" in notes("export", "行", "-o", "-")[1]
    write(tmp_path / "vault", {".obsidian/app.json": '{"strictLineBreaks": true}'})
    assert "<p>上下</p>" in notes("export", "行", "-o", "-")[1]


def test_a_page_is_shown_in_the_browser(notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path / "asked"}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    assert notes("export", "篇名", "-o", "頁 a.html", "--open")[0] == 0
    assert (tmp_path / "asked").read_text() == (tmp_path / "頁 a.html").as_uri()
    assert notes("export", "篇名", "-o", "-", "--open")[0] == 2


@pytest.mark.parametrize("place", ["locked/x.html", "file/x.html"])
def test_where_nobody_may_write_nothing_is_left(notes: Notes, tmp_path: Path, place: str) -> None:
    if place == "locked/x.html" and os.geteuid() == 0:
        pytest.skip("root may write there")
    (tmp_path / "locked").mkdir(mode=0o555)
    (tmp_path / "file").write_text("a file where a folder should be")
    code, out, err = notes("export", "篇名", "-o", place)
    assert (code, out) == (3, "")
    assert len([line for line in err.splitlines() if line.startswith("notes: ")]) == 1
    assert "Traceback" not in err
    assert os.listdir(tmp_path / "locked") == []


def test_an_unknown_note_leaves_an_older_page_alone(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("mine")
    code, out, err = notes("export", "完全不存在的一篇", "-o", "x.html", "--force")
    assert (code, out) == (2, "")
    assert err.startswith("notes: no note is called")
    assert (tmp_path / "x.html").read_text() == "mine"


def test_notes_that_embed_each_other_end_with_a_mark_and_a_place(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"甲.md": "甲文\n\n![[乙]]\n", "乙.md": "乙文\n\n![[甲]]\n"})
    code, out, err = notes("export", "甲", "-o", "-")
    assert code == 0
    assert out.count("乙文") == 1
    assert "嵌入到此為止：甲" in out
    assert "甲.md:3: 乙: embed left out, it repeats or goes too deep: 甲" in err


def test_sound_is_copied_and_what_is_missing_has_a_place(notes: Notes, tmp_path: Path) -> None:
    write(tmp_path / "vault", {"聲.md": "![[a.mp3]]\n\n![[無.mp4]]\n\n![[無.png]]\n"})
    (tmp_path / "vault/a.mp3").write_bytes(b"ID3" + b"0" * 60)
    code, _, err = notes("export", "聲", "-o", "x.html", "--assets", "檔")
    assert code == 0
    assert "聲.md:3: video not found in the vault: 無.mp4" in err
    assert "聲.md:5: image not found in the vault: 無.png" in err
    (copied,) = (tmp_path / "檔").iterdir()
    assert f'href="{quote("檔")}/{copied.name}"' in (tmp_path / "x.html").read_text("utf-8")
