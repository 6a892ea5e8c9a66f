"""A note as CommonMark: each construct, and the law that any reader sees in it what the page shows."""

import re
from functools import lru_cache
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from notes_cli.export.commonmark import commonmark
from notes_cli.export.context import EmbeddedNote, ImageData, LinkedNote, PageContext
from tests.export.making import body_html, note

NOTES = {
    "別篇": "甲文 [[第三#^x]] ==標==\n二行\n\n- 項[^1]\n\n[^1]: 別篇的註 [r][1]\n\n[1]: 第三.md\n",
    "第三": "![[別篇]]\n\n```\n沒關 [[別篇]]\n",
    "環": "環前\n![[環]]\n環後\n",
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def context(*, strict: bool = False, addressed: bool = True) -> PageContext:
    """A vault of three notes and a picture, in folders of their own."""

    def resolve(target: str) -> LinkedNote | None:
        name, _, part = target.partition("#")
        name = name.rpartition("/")[2].removesuffix(".md")
        if not name:
            return LinkedNote("筆記", f"#{part}" if addressed and not part.startswith("^") else None)
        if name not in NOTES and name != "圖 a.png":
            return None
        href = "夾/" + name.replace(" ", "%20") + ("" if name.endswith("png") else ".md") + (f"#{part}" if part else "")
        return LinkedNote(name, href if addressed else None)

    def embed(target: str) -> EmbeddedNote | None:
        name = target.partition("#")[0]
        return EmbeddedNote(name, name, NOTES[name], context=made) if name in NOTES else None

    def image(target: str) -> ImageData | None:
        return ImageData(PNG) if resolve(target) else None

    made = PageContext(resolve, embed, image, strict_line_breaks=strict)
    return made


def md(text: str, *, strict: bool = False, front: str = "", **changes: object) -> str:
    return commonmark(note(**changes), front, text, context=context(strict=strict)).html


# -- the law -------------------------------------------------------------------------------------------------

_KEPT = "strong|em|del|mark|code|pre|li|h[1-6]|t[dh]|br|hr"


@lru_cache(maxsize=1)
def reader() -> MarkdownIt:
    """Any reader of GFM: nothing of ours."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def seen(html: str) -> list[str]:
    """What a person sees of HTML: its text without white space, and the marks that can be seen."""
    html = re.sub(r'<(?:div|summary) class="callout-title">(.*?)</(?:div|summary)>', r"<strong>\1</strong>", html)
    html = re.sub(r'<div class="callout-body">|<div class="embed-title">.*?</div>', "", html, flags=re.DOTALL)
    html = re.sub(r'<a href="#fnref[^>]*>[^<]*</a>|<sup[^>]*>.*?</sup>|<hr class="footnotes[^>]*>', "", html)
    html = re.sub(r'<span class="task-status"[^>]*>(.)</span>', r"[\1]", html)
    html = re.sub(r'<input( checked="")?[^>]*>', lambda found: "[x]" if found[1] else "[ ]", html)
    html = re.sub(r"<(/?)d[dt]>", lambda found: f"<{found[1]}li>" if "dd" in found[0] else "", html)
    html = re.sub(r"<(/?)s>", r"<\1del>", html)
    pieces = re.findall(rf"</?(?:{_KEPT})\b[^>]*>|<[^>]*>|[^<]+", html)
    found: list[str] = []
    for piece in pieces:
        tag = re.fullmatch(rf"<(/?(?:{_KEPT}))\b[^>]*>", piece)
        if tag:
            found.append(f"\0{tag[1]}")
        elif not piece.startswith("<") and (text := re.sub(r"\s", "", unescape(piece))):
            found += [text] if not found or found[-1].startswith("\0") else [found.pop() + text]
    return found


def shown(html: str) -> tuple[list[str], list[list[str]]]:
    """What is seen of a whole, and of its footnotes, which stand in one place or in several."""
    sections = re.findall(r"<section[^>]*>(.*?)</section>", html, flags=re.DOTALL)
    notes = [each for section in sections for each in re.findall(r'<li id="fn.*?(?=<li id="fn|\Z)', section, re.DOTALL)]
    return seen(re.sub(r"<section[^>]*>.*?</section>", "", html, flags=re.DOTALL)), sorted(map(seen, notes))


def page_shows(text: str) -> tuple[list[str], list[list[str]]]:
    return shown(body_html(text, context(addressed=False)))


def md_shows(text: str) -> tuple[list[str], list[list[str]]]:
    return shown(reader().render(md(text)))


def without_idle_breaks(html: list[str]) -> list[str]:
    """Line breaks as a person sees them: none at the beginning or the end of a block, and one of several."""
    found: list[str] = []
    for piece in html:
        if piece != "\0br" or (found and found[-1] != "\0br"):
            found.append(piece)
    closed = [after.startswith("\0/") for after in found[1:]] + [True]
    return [piece for piece, ends in zip(found, closed, strict=True) if piece != "\0br" or not ends]


_WORDS = st.text(alphabet="重點字a3「」（）。， ", min_size=1, max_size=5).map(lambda text: text.strip(" ") or "字")
#: What a line is put together from. Not here: emphasis around nothing, a link in the text of a link, and *** at once
#: with other emphasis, where two readers may well disagree.
_LEAVES = st.one_of(
    _WORDS,
    _WORDS,
    st.sampled_from([
        "[[別篇]]", "[[第三#甲|那段]]", "[[沒*有*|字]]", "[[沒有]]", "`碼 ==x== [[別篇]]`", "%%藏%%", "![[圖 a.png|300]]",
        "![畫|200](別篇.md)", "[甲](https://a.b)", "[乙](別篇.md)", "<b>粗</b>", "https://e.org/a", "\\*", "^[內註]", "字[^1]",
        "&amp;", "{{< unknown x >}}", "[丙]({{< ref \"別篇.md\" >}})",
    ]),
)  # fmt: skip
_INLINES = st.recursive(
    _LEAVES,
    lambda inner: st.tuples(st.sampled_from(["**", "*", "==", "~~"]), _WORDS, inner).map(
        lambda p: p[0] + p[1] + p[2] + p[0]
    ),
    max_leaves=3,
)
_LINES = st.lists(_INLINES, min_size=1, max_size=4).map("".join).map(str.strip).map(lambda line: line or "行")
_PARAGRAPHS = st.lists(_LINES, min_size=1, max_size=3).map("\n".join)


def _behind(first: str, rest: str) -> "st.SearchStrategy[str]":
    def moved(block: str) -> str:
        lines = block.split("\n")
        return "\n".join((first if not number else rest) + line for number, line in enumerate(lines))

    return _BLOCKS.map(moved)


_BLOCKS: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        _PARAGRAPHS,
        _PARAGRAPHS,
        _LINES.map("## {}".format),
        _PARAGRAPHS.map("{} ^b1".format),
        _LINES.map("術語\n: {}".format),
        _LINES.map(lambda line: f"- [ ] {line}\n- [x] {line}\n- [?] {line}"),
        _LINES.map(lambda line: "| a | b |\n|---|---|\n| {0} | {0} |".format(line.replace("|", "\\|"))),
        _PARAGRAPHS.map("```py\n{}\n```".format),
        st.sampled_from(["%%\n塊\n%%", "![[別篇]]", "前\n![[第三]]\n後", "<!--more-->", "---", "{{< unknown >}}"]),
        _behind("- ", "  "),
        _behind("1. ", "   "),
        _behind("> ", "> "),
        _behind("> [!note] **「甲」**乙\n> ", "> "),
    )
)
NOTE_TEXTS = st.lists(_BLOCKS, min_size=1, max_size=4).map(
    lambda blocks: "\n\n".join(blocks) + "\n\n[^1]: 註 [[別篇]]\n"
)


@settings(max_examples=150)
@given(NOTE_TEXTS)
def test_any_reader_sees_what_the_page_shows(text: str) -> None:
    shown, footnotes = md_shows(text)
    on_page, footnotes_on_page = page_shows(text)
    assert without_idle_breaks(shown) == without_idle_breaks(on_page)
    assert footnotes == footnotes_on_page


@settings(max_examples=80)
@given(NOTE_TEXTS, st.booleans())
def test_what_was_exported_is_exported_as_it_is(text: str, strict: bool) -> None:
    once = md(text, strict=strict)
    assert md(once, strict=strict) == once
