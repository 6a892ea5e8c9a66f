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
from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext
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

    def attachment(target: str) -> bytes | None:
        return PNG if resolve(target) else None

    made = PageContext(resolve, embed, attachment, strict_line_breaks=strict)
    return made


def md(text: str, *, strict: bool = False, front: str = "", **changes: object) -> str:
    return commonmark(note(**changes), front, text, context=context(strict=strict)).html


# -- the law -------------------------------------------------------------------------------------------------

_KEPT = "strong|em|del|mark|code|pre|li|h[1-6]|t[dh]|br|hr"


@lru_cache(maxsize=1)
def reader() -> MarkdownIt:
    """Any reader of GFM: nothing of ours."""
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).use(footnote_plugin)


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
    return [
        piece for piece, after in zip(found, [*found[1:], "\0/"], strict=False) if piece != "\0br" or "\0/" not in after
    ]


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


# -- each construct ------------------------------------------------------------------------------------------

CASES = [
    # links
    ("[[別篇]] [[別篇|字 *a*]] [[別篇#甲|那段]]", "[別篇](夾/別篇.md) [字 \\*a\\*](夾/別篇.md) [那段](夾/別篇.md#甲)"),
    ("[[#小節]] [[#^b1]] [[沒有*a*]] [[沒有|字]]", "[小節](#小節) b1 沒有\\*a\\* 字"),
    ("[甲](別篇.md) [乙](別篇) [丙](<圖 a.png> \"題\") [丁](夾/別篇.md) [戊](沒有.md) [己](https://a.b)",
     "[甲](夾/別篇.md) [乙](夾/別篇.md) [丙](夾/圖%20a.png \"題\") [丁](夾/別篇.md) [戊](沒有.md) [己](https://a.b)"),
    ("[甲][x]、[x] 與 [y]\n\n[x]: 別篇.md\n[y]: https://a.b",
     "[甲](夾/別篇.md)、[x](夾/別篇.md) 與 [y]\n\n[x]: 別篇.md\n[y]: https://a.b"),
    ("[字]({{< ref \"別篇.md\" >}}) {{< relref \"第三\" >}} {{< ref \"沒有\" >}}",
     "[字](夾/別篇.md) [第三](夾/第三.md) 沒有"),
    ("[外 [[別篇]]](https://a.b) [[[沒有]]](https://a.b)", "[外 [別篇](夾/別篇.md)](https://a.b) \\[沒有](https://a.b)"),
    ("見https://a.b/c。後面，www.a.b/c！寫信到a@b.cc。", "見<https://a.b/c>。後面，[www.a.b/c](http://www.a.b/c)！寫信到<a@b.cc>。"),
    ("See https://a.b/c_d, or <https://a.b>.", "See https://a.b/c_d, or <https://a.b>."),
    # pictures and other files
    ("![[圖 a.png|300]] ![[圖 a.png|圖說]] ![畫|300x200](<圖 a.png>) ![300](https://a.b/c.png)",
     "![圖 a](夾/圖%20a.png) ![圖說](夾/圖%20a.png) ![畫](夾/圖%20a.png) ![](https://a.b/c.png)"),
    ("![[沒.mp3]] ![[沒.pdf]] ![[沒.png]]", "沒.mp3 沒.pdf ![沒](沒.png)"),
    # embedded notes
    ("前\n![[別篇]] 後",
     "前\n\n甲文 [第三 > x](夾/第三.md#^x) <mark>標</mark>\\\n二行\n\n- 項[^1]\n\n[^1]: 別篇的註 [r](夾/第三.md)\n\n後"),
    ("字[^1]\n\n[^1]: 註\n\n- ![[別篇]]",
     "字[^1]\n\n[^1]: 註\n\n- 甲文 [第三 > x](夾/第三.md#^x) <mark>標</mark>\\\n  二行\n\n  - 項[^1-1]\n\n"
     "  [^1-1]: 別篇的註 [r](夾/第三.md)"),
    ("![[環]]", "環前\n\n嵌入到此為止：環\n\n環後"),
    ("> ![[環]]\n> 下", "> 環前\n>\n> 嵌入到此為止：環\n>\n> 環後\n>\n> 下"),
    ("![[沒有]]", "找不到嵌入的筆記：沒有"),
    ("# ![[環]]\n\n| a |\n|---|\n| ![[環\\|字]] |", "# [環](夾/環.md)\n\n| a |\n|---|\n| [字](夾/環.md) |"),
    # callouts
    ("> [!note] 標題「a」\n> 內文", "> **標題「a」**\n>\n> 內文"),
    ("> [!tip]-\n> - 一\n懶行", "> **Tip**\n>\n> - 一\\\n懶行"),
    ("> [!warning]+ 一\n> > [!tip] 二\n> > 三", "> **一**\n>\n> > **二**\n> >\n> > 三"),
    ("- > [!note] **a**\n  > b\n  c", "- > <strong>**a**</strong>\n  >\n  > b\\\n  >   c"),
    ("> [!quote]", "> **Quote**"),
    ("> [!note]\n> {{< youtube a >}}", "> **Note**\n>\n> [YouTube 影片](https://www.youtube.com/watch?v=a)"),
    # marks and what is hidden
    ("==標== a == b ====", "<mark>標</mark> a == b ===="),
    ("前%%藏%%後\n%%\n塊\n%%\n\n文 ^id1\n\n- 一 ^x\n\n^y\n\n<!--more-->\n\n末<!-- more -->",
     "前後\n\n文\n\n- 一\n\n末"),
    ("> a\n> %%x%%\n> b", "> a\n>\n> b"),
    ("一%%藏%%\n[[沒有]]%%藏%%- x", "一\\\n沒有- x"),
    ("`a`%%x%%`b`", "`a`<!-- -->`b`"),
    # footnotes
    ("甲^[註 [[別篇]]] 乙[^2]\n\n[^2]: 二 ==x==", "甲[^1] 乙[^2]\n\n[^2]: 二 <mark>x</mark>\n\n[^1]: 註 [別篇](夾/別篇.md)"),
    ("[字^[註]](https://a.b)", "[字](https://a.b)[^1]\n\n[^1]: 註"),
    # shortcodes
    ("{{< youtube abc >}}\n字\n{{< x user=\"a\" id=\"12\" >}}",
     "[YouTube 影片](https://www.youtube.com/watch?v=abc)\n\n字\n\n[X @a](https://x.com/a/status/12)"),
    ("{{< figure src=\"圖 a.png\" alt=\"圖\" caption=\"說 *明*\" link=\"https://a.b\" >}}",
     "[![圖](夾/圖%20a.png)](https://a.b)\\\n說 \\*明\\*"),
    ("{{< highlight go >}}\nx := \"```\"\n{{< /highlight >}}", "````go\nx := \"```\"\n````"),
    ("{{< details summary=\"展開\" >}}\n內\n{{< /details >}}", "**展開**\n\n內"),
    ("{{< mine \"a`b\" >}} 與 {{</* ref */>}}", "``{{< mine \"a`b\" >}}`` 與 `{{< ref >}}`"),
    ("- {{< gist a 12 >}}\n- 二", "- [Gist a / 12](https://gist.github.com/a/12)\n- 二"),
    # emphasis
    ("**「重點」**後面 *（斜）*字 ~~「刪」~~字 **正常**", "<strong>「重點」</strong>後面 <em>（斜）</em>字 <del>「刪」</del>字 **正常**"),
    ("**[[別篇]]**字與**「**字**」**", "<strong>[別篇](夾/別篇.md)</strong>字與<strong>「</strong>字<strong>」</strong>"),
    # line breaks
    ("一\n二  \n三\\\n四", "一\\\n二  \n三\\\n四"),
    ("見 https://a.b/c\n後", "見 <https://a.b/c>\\\n後"),
    ("- 一\n  二\n\n> 三\n四", "- 一\\\n  二\n\n> 三\\\n四"),
    # what stays
    ("- [ ] 做 #標籤\n- [?] 問\n- [x] 完", "- [ ] 做 #標籤\n- [?] 問\n- [x] 完"),
    ("`==a== [[別篇]]` $a_{==b==}$\n\n$$\n==[[別篇]]==\n%%x%%\n$$\n\n    ==a==\n\n```\n[[別篇]]\n%%x%%\n```\n\n<div>\n==a==\n</div>", None),
    # what CommonMark lacks
    ("術語\n: 一 ==x==\n: 二\n\n術語二\n~ 三", "術語\n- 一 <mark>x</mark>\n- 二\n\n術語二\n- 三"),
    ("*[RL]: Reinforcement \"Learning\"\n\nRL 與 RL", "<abbr title=\"Reinforcement &quot;Learning&quot;\">RL</abbr> 與 RL"),
    ("| [[別篇\\|字]] | a |\n|---|---|\n| ==x== \\| y | `a\\|b` |\n一 | 二",
     "| [字](夾/別篇.md) | a |\n|---|---|\n| <mark>x</mark> \\| y | `a\\|b` |\n一 | 二"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_becomes_of_each_construct(text: str, expected: str | None) -> None:
    assert md(text) == (text if expected is None else expected) + "\n"


PLAIN = """# A *title* #

Text with `code`, **bold**, _em_, ~~gone~~, &amp; an entity, \\*escapes\\*, <https://a.b>, https://a.b/c and <br> HTML;
line two\tafter a tab   

Setext
======

1.  one

    more
2)  other
   * [ ] task
   + [link](<a b.md> 'title') ![p](x.png)

> quote
> > in quote
lazy

| a | b |
|:--|--:|
| `x\\|y` | **z** |

[ref]: https://a.b "t"
Note.[^n] [ref]

[^n]: A footnote.

    With two paragraphs.

***

    code [[a]]

~~~py
==a== %%b%%
~~~

<div>
 ==a==

</div>"""  # noqa: W291


def test_commonmark_stays_as_it_is_to_the_byte() -> None:
    """With the vault's lines being those of CommonMark; and without, when they end in hard breaks."""
    assert md(PLAIN + "\n", strict=True) == PLAIN + "\n"
    assert md("一  \n二\\\n三\n") == "一  \n二\\\n三\n"


FRONT = "---\ntitle: \"題\"   # 說明\ntags:\n  - a\n'x y': |\n  多\n  行\ndraft: false\n---\n"


@pytest.mark.parametrize(
    ("props", "expected"),
    [
        ((), FRONT),
        (("*",), FRONT),
        (None, ""),
        (("TAGS", "x y"), "---\ntags:\n  - a\n'x y': |\n  多\n  行\n---\n"),
        (("nosuch",), ""),
    ],
)
def test_front_matter_is_chosen_and_stays_as_written(props: tuple[str, ...] | None, expected: str) -> None:
    read = note(
        front={"title": "題", "tags": ["a"], "x y": "多\n行\n", "draft": False}, front_kind="yaml", body_line=10
    )
    made = commonmark(read, FRONT, "文\n", context=PageContext(props=props)).html
    assert made == expected + "文\n"


def test_chosen_properties_of_toml_become_yaml() -> None:
    read = note(front={"title": "題", "tags": ["a", "b"]}, front_kind="toml", body_line=5)
    front = '+++\ntitle = "題"\ntags = ["a", "b"]\n+++\n'
    assert commonmark(read, front, "文\n").html == front + "文\n"
    assert (
        commonmark(read, front, "文\n", context=PageContext(props=("tags",))).html == '---\ntags: ["a", "b"]\n---\n文\n'
    )


def test_what_is_missing_is_told_with_its_line() -> None:
    made = commonmark(
        note(body_line=4), "---\na: 1\n---\n", "一\n\n![[沒.png]] ![](無.png)\n\n![[沒有]]\n", context=context()
    )
    assert [(warned.line, warned.message) for warned in made.warnings] == [
        (6, "image not found in the vault: 沒.png"),
        (6, "image not found in the vault: 無.png"),
        (8, "embedded note not found: 沒有"),
    ]


def test_embeds_that_embed_twice_end() -> None:
    """Each embeds two more: without a bound it would be 2 to the depth, and no end."""
    twice = EmbeddedNote("", "", "")
    numbers = iter(range(10**9))
    made = PageContext(embed=lambda target: twice._replace(key=str(next(numbers)), body="![[a]]\n\n![[b]]\n"))
    assert commonmark(note(), "", "![[a]]\n", context=made).html.count("嵌入到此為止") == 16


def test_no_control_reaches_the_text() -> None:
    assert md("a\x1b[31mb\x07 [[別篇|\x1b0;x]]\n") == "a[31mb [0;x](夾/別篇.md)\n"


@pytest.mark.parametrize(
    "flood", ["[" * 9_000, "[[" * 5_000, "**「" * 3_000, "==a" * 3_000, "^[" * 900 + "]" * 900, ">" * 400, "%%" * 5_000]
)
def test_floods_are_written_in_time(flood: str) -> None:
    from time import process_time

    start = process_time()
    md(flood)
    assert process_time() - start < 10
