"""Sound, films and PDFs in a page: played from the page's own bytes or from beside it, else named."""

import re
from base64 import b64encode
from typing import Any

import pytest

from notes_cli.export import images
from notes_cli.export.context import LinkedNote, PageContext
from notes_cli.export.page import page
from notes_cli.export.post import post
from notes_cli.export.sanitize import sanitized
from tests.export.making import main_of, note

MP3 = b"ID3\x03" + b"0" * 60
MP4 = b"\0\0\0\x18ftypmp42" + b"0" * 60
FILES = {
    "錄音 一.mp3": MP3,
    "片.mp4": MP4,
    "大.mp4": MP4 + b"0" * 6_000_000,
    "論.pdf": b"%PDF-1.4",
    "單.m4a": b"#EXTM3U\nhttp://elsewhere.example/a\n",
}


def look(**changes: Any) -> PageContext:
    """The context of a vault that holds `FILES`."""
    return PageContext(attachment=FILES.get, **changes)


BESIDE = look(beside="f", all_beside=True, resolve=LinkedNote)


@pytest.mark.parametrize(
    ("text", "tag", "mime", "data"),
    [
        ("![[錄音 一.mp3]]", "audio", "audio/mpeg", MP3),
        ("![聲](錄音%20一.mp3)", "audio", "audio/mpeg", MP3),
        ("![[片.mp4|300x200]]", "video", "video/mp4", MP4),
        ('<video src="片.mp4" controls></video>', "video", "video/mp4", MP4),
        ('<video>\n<source src="片.mp4">\nnothing plays\n</video>', "video", "video/mp4", MP4),
        ('{{< figure src="片.mp4" >}}', "video", "video/mp4", MP4),
    ],
)
def test_small_ones_are_carried_and_played(text: str, tag: str, mime: str, data: bytes) -> None:
    made = page(note(), text, context=look())
    html = main_of(made.html)
    assert f'<{tag} controls="" preload="metadata" src="data:{mime};base64,{b64encode(data).decode()}"' in html
    assert html.count('<span class="card">') == 1
    assert "plays" not in html
    assert "img-src data:; media-src data:; style-src" in made.html
    assert made.warnings == ()
    assert made.assets == ()


def test_a_film_has_the_size_that_is_asked_for() -> None:
    assert 'width="300" height="200"></video>' in main_of(page(note(), "![[片.mp4|300x200]]", context=look()).html)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("![[大.mp4]]", "video over 5 MB left out: 大.mp4 (an HTML page with --assets DIR has it)"),
        ("![[論.pdf#page=3]]", "PDF left out: 論.pdf (an HTML page with --assets DIR has it)"),
        ("![[單.m4a]]", "audio that cannot be played left out: 單.m4a (an HTML page with --assets DIR has it)"),
    ],
)
def test_what_a_page_cannot_carry_is_named(text: str, message: str) -> None:
    made = page(note(body_line=3), "字\n\n" + text, context=look(beside="f"))
    assert [(warned.line, warned.message) for warned in made.warnings] == [(5, message)]
    html = main_of(made.html)
    assert re.search(
        r'<span class="card"><span class="card-kind">\w+</span> <span class="card-title">.\.\w+</span>', html
    )
    assert "src=" not in html
    assert "href=" not in html
    assert made.assets == ()


def test_beside_the_page_they_are_linked_and_played() -> None:
    text = "![[大.mp4#t=30]]\n\n![[論.pdf#page=3]] ![[單.m4a]]\n\n[讀](論.pdf#page=2) [[論.pdf|論文]]"
    made = page(note(), text, context=BESIDE)
    html = main_of(made.html)
    assert sorted(len(asset.data) for asset in made.assets) == sorted(
        len(FILES[n]) for n in ("大.mp4", "論.pdf", "單.m4a")
    )
    names = {re.sub(r"^.*\.", "", asset.name): asset.name for asset in made.assets}
    assert re.search(
        r'<video [^>]*src="f/[^"]+\.mp4#t=30" aria-label="大.mp4"></video><a class="card" href="f/[^"]+', html
    )
    assert html.count(".pdf#page=3") == html.count(".pdf#page=2") == 1
    assert "<audio" not in html  # a playlist would ask the network
    assert html.count("href=") == 5
    assert set(names) == {"mp4", "pdf", "m4a"}
    assert "media-src data: 'self' file:;" in made.html
    assert made.warnings == ()


@pytest.mark.parametrize(
    "text", ["![[無.mp3]]", "![](無.mp3)", "<audio src='無.mp3'></audio>", "![[file:///etc/無.mp3]]"]
)
def test_missing_ones_are_seen(text: str) -> None:
    for context in (look(), BESIDE):
        made = page(note(), text, context=context)
        assert '<span class="missing">檔案未能顯示：' in made.html
        assert len(made.warnings) == 1
        assert "audio not found in the vault" in made.warnings[0].message


def test_one_on_the_web_is_a_card() -> None:
    html = main_of(page(note(), "![曲](https://a.b/c.mp3) ![[https://a.b/c.pdf]]", context=BESIDE).html)
    assert html.count('<a class="card" href="https://a.b/c.') == 2


def test_a_file_that_is_too_large_for_any_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "LARGEST", 1_000_000)
    made = page(note(), "![[大.mp4]] [x](大.mp4)", context=BESIDE)
    assert made.assets == ()
    assert [warned.message for warned in made.warnings] == [
        "video over 1 MB left out: 大.mp4", "file over 1 MB left out: 大.mp4",
    ]  # fmt: skip


def test_only_bytes_that_we_put_there_are_played() -> None:
    html = sanitized(
        '<audio src="data:text/html;base64,x" autoplay onplay=x></audio><video src="//a/f.mp4" poster=y>', {"f"}
    )
    assert html == "<audio></audio><video></video>"


def test_a_post_names_them() -> None:
    text = post(note(), "![[錄音 一.mp3]] ![[片.mp4|300]] ![[論.pdf#page=3]] ![聲](a.mp3)", context=look()).html
    assert "[音訊：錄音 一.mp3] [影片：片.mp4] [PDF：論.pdf] [音訊：聲]" in text
