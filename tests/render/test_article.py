"""A note rendered for the terminal."""

import io
import re
from itertools import count
from pathlib import Path
from time import process_time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from notes_cli.export import texsigns
from notes_cli.export.callouts import LOOKS
from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext
from notes_cli.export.formula import readable
from notes_cli.export.rawhtml import as_text
from notes_cli.model import Tag
from notes_cli.render.article import COLORS as CALLOUTS
from notes_cli.render.article import HEADINGS, article
from notes_cli.render.colored import STYLES as CODE
from notes_cli.render.recolored import recolored
from notes_cli.render.spans import STYLES
from notes_cli.render.theme import THEMES
from notes_cli.render.wrap import break_points
from notes_cli.text.width import cells
from tests.export.making import note

CONTEXT = PageContext(resolve=lambda name: LinkedNote(name) if name in {"有", "圖.png", "a b.png"} else None)


def rendered(
    text: str, *, width: int = 60, color: bool = False, context: PageContext = CONTEXT, tags: tuple[Tag, ...] = ()
) -> str:
    """What the terminal gets."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, legacy_windows=False
    )
    console.print(article(note(title="題", tags=tags), text, context=context), crop=False)
    return stream.getvalue()


def body(text: str, width: int = 60) -> str:
    """The lines below the title, without trailing blanks."""
    return "\n".join(line.rstrip() for line in rendered(text, width=width).split("\n")[2:]).rstrip("\n")


CASES = [
    ("**「重點」**後面 ==亮== ~~刪~~", "「重點」後面 亮 刪"),
    ("- 一\n- 二\n  1. 三\n  2. 四", "  • 一\n  • 二\n      1. 三\n      2. 四"),
    ("- [ ] 做\n- [x] 完\n- [/] 半", "  ☐ 做\n  ☑ 完\n  [/] 半"),
    ("> 引\n> 言", "┃ 引\n┃ 言"),
    ("> [!warning] 小心\n> 內文\n> > [!tip]\n> > 裡", "▌ ! 小心\n▌ 內文\n▌\n▌ ▌ ✦ Tip\n▌ ▌ 裡"),
    ("> [!tip]- 折起\n> 內文", "▌ ✦ 折起 ▸\n▌ 內文"),
    ("> [!tip]+ 展開", "▌ ✦ 展開 ▾"),
    ("[[有|字]] [[無]] ![[圖.png]]", "字 無 ▣ 圖.png"),
    ("{{< youtube abc >}}", "▸ YouTube  abc  https://www.youtube.com/watch?v=abc"),
    ("![曲線](a%20b.png) ![](a%20b.png)", "▣ 曲線 ▣ a b.png"),
    ("![曲線|120](a%20b.png) ![[圖.png|說明]] ![[圖.png|300]]", "▣ 曲線 ▣ 說明 ▣ 圖.png"),
    ("![曲線|120](無.png) ![[無.png|300]]", "▣ 圖片未能顯示：無.png (曲線) ▣ 圖片未能顯示：無.png"),
    (
        "![[無.pdf]] 與 ![[無]] <img src=無.png alt=圖>",
        "▣ 檔案未能顯示：無.pdf 與\n\n▤ 找不到嵌入的筆記  無\n\n▣ 圖片未能顯示：無.png (圖)",
    ),
    ("<p><img src=圖.png alt=說明><br>\n字</p>\n\n<img src='無.png'>", "▣ 說明\n字\n\n▣ 圖片未能顯示：無.png"),
    ("![](https://a.b/c.png) ![](data:image/png;base64,AAAA)", "▣ https://a.b/c.png ▣ 圖片"),
    ('{{< figure src="圖.png" title="題" caption="說明 *斜*" >}}', "▣ 圖片  題 · 說明 斜"),
    ('{{< figure src="無.png" caption="說明" >}}', "▣ 圖片未能顯示：無.png  說明"),
    ('{{< figure src="圖.png" alt="替代" >}}', "▣ 替代"),
    ("*[AI]: 人工智慧\n\n## AI\n\nAI 與 AI", "AI\n\nAI（人工智慧） 與 AI"),
    ("```py\nif x:\n\ty = 1\n```", "py\n│ if x:\n│     y = 1"),
    ("甲[^1]\n\n[^1]: 註", "甲[1]\n\n────────────\n[1] 註"),
    ("| 甲 | 乙 |\n|---|--:|\n| 中文 | 1 |", "甲    乙\n────────\n中文   1"),
    ("%%藏%%前 <b>粗</b><br>後", "前 粗\n後"),
    ("$x_i^2 \\le \\frac{1}{2}$", "xᵢ² ≤ 1/2"),
    ("[red]不是標記[/red] [link=x]", "[red]不是標記[/red] [link=x]"),
    ("9. 九\n10. 十", "   9. 九\n  10. 十"),
    ("0) 零\n1) 一", "  0) 零\n  1) 一"),
    ("1. [ ] 做\n2. 完", "  1. ☐ 做\n  2. 完"),
    ("H<sub>2</sub>O<sup>x/y</sup>", "H₂O^(x/y)"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
    ("甲\n\n$$\na^2\n$$\n\n乙", "甲\n\n    a²\n\n乙"),
    ("$$\n\\begin{aligned}\na &= b \\\\\n&= \\frac{1}{2}\n\\end{aligned}\n$$", "    a = b\n    = 1/2"),
    ("$$\n\\begin{cases}\na & b\n\\end{cases}\n$$", "    {a if b}"),
    ("{{< details >}}\n\n裡\n\n{{< /details >}}", "▾ 詳細內容\n\n裡"),
    ("![[無]]", "▤ 找不到嵌入的筆記  無"),
    ("甲\n: 一\n: 二\n\n乙\n: 三", "甲\n  一\n  二\n\n乙\n  三"),
    ("| a \\| b | `c \\| d` |\n|---|:-:|\n| 一 | 二 |", "a | b  c | d\n────────────\n一      二"),
    ("名詞\n: 定義", "名詞\n  定義"),
]


@pytest.mark.parametrize(("text", "lines"), CASES)
def test_what_is_seen(text: str, lines: str) -> None:
    assert body(text) == lines


def test_the_head_of_a_note() -> None:
    assert rendered("字").startswith("題\n\n字")
    assert rendered("# 題\n\n字").startswith("題\n\n字")


STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PAYLOADS = ["\x1b]0;t\x07", "\x1b[2J", "\x9b31m", "\u202eabc", "a\rb", "\x08", "\x1b]8;;file:///etc/passwd\x1b\\x"]
PLACES = ["{}", "# {}", "- [ ] {}", "`{}`", "```{}\n{}\n```", "> [!note] {}", "[[n|{}]]", "[{}](http://a.b/{})", "![{}](a)", "| {} |\n|---|\n| {} |", "<b>{}</b>", "<div>\n{}\n</div>", "$x{}$", "{{{{< youtube {} >}}}}", "[^1]\n\n[^1]: {}"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_note_steers_the_terminal(place: str, payload: str) -> None:
    text = place.format(*[payload] * place.count("{}"))
    assert STEERING.search(rendered(text)) is None
    colored = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;(?:https?:[!-~]*)?\x1b\\", "", rendered(text, color=True))
    assert STEERING.search(colored) is None


def test_links_are_links_of_the_terminal_for_known_schemes_only() -> None:
    colored = rendered("[甲](https://a.b) [乙](obsidian://x) [丙](file:///x) [丁](a.md)", color=True)
    assert re.findall(r"\x1b\]8;id=\d+;([^\x1b]+)", colored) == ["https://a.b", "obsidian://x"]


@given(st.text(alphabet="中文，。「」（）abc 12", max_size=80), st.integers(4, 40))
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    cuts = break_points(text, width)
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert "".join(pieces) == text
    assert all(cell_len(piece.rstrip()) <= width for piece in pieces)


def test_lines_do_not_begin_with_closing_punctuation() -> None:
    text = "這是一句話，後面還有一句話。「引號」裡也有，最後一句。" * 5
    for width in range(10, 40):
        lines = body(text, width=width).split("\n")
        assert not [line for line in lines if line and line[0] in "，。」"], width


def test_tags_of_the_text_are_coloured_and_nothing_that_only_looks_like_one() -> None:
    tags = (Tag("泛化", 1, "inline"), Tag("泛化/訓練", 1, "inline"), Tag("清單", None, "list"))
    shown = rendered("說 #泛化/訓練 與 #泛化 ，a#泛化 #泛化的 #清單", color=True, tags=tags)
    assert re.findall(r"\x1b\[35m([^\x1b]*)\x1b", shown.split("\n\n", 1)[1]) == ["#泛化/訓練", "#泛化"]


@pytest.mark.parametrize(("system", "red"), [("truecolor", "\x1b[38;2;168;38;28m"), ("standard", "\x1b[31m")])
def test_a_theme_has_its_own_colours_where_the_terminal_has_them(
    system: Literal["truecolor", "standard"], red: str
) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=60, force_terminal=True, color_system=system, legacy_windows=False)
    console.print(recolored(article(note(title="題"), "> [!bug] 蟲\n> **粗**"), THEMES["light"]), crop=False)
    assert f"{red}▌ " in stream.getvalue()
    assert "\x1b[1m粗\x1b[0m" in stream.getvalue()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_replaces_every_colour_that_an_article_uses(theme: str) -> None:
    found = [*STYLES.values(), *HEADINGS.values(), *CODE.values()]
    used = {color.name for style in found for color in (style.color, style.bgcolor) if color} - {"black"}
    used |= {CALLOUTS.get(look.color, look.color) for look in LOOKS.values()}
    assert used == set(THEMES[theme])


def test_an_item_goes_on_below_its_text() -> None:
    assert body("- [/] 做一件很長的事情要很久", width=18) == "  [/] 做一件很長的\n      事情要很久"
    assert body("10. 做一件很長的事情要很久", width=18) == "  10. 做一件很長的\n      事情要很久"


def test_the_last_line_of_code_is_coloured_too() -> None:
    assert "\x1b[32m+ 新" in rendered("```diff\n- 舊\n+ 新\n```", color=True)
    assert body("```diff\n+ 新\n\n```") == "diff\n│ + 新\n│"


EMBEDDED = {
    "甲": EmbeddedNote("a", "甲題", "甲文 ![[圖.png]]\n\n![[乙]]"),
    "乙": EmbeddedNote("b", "乙題", "# 乙題\n\n![[甲]]"),
}


def test_an_embedded_note_stands_behind_a_bar_and_a_cycle_ends() -> None:
    lines = rendered("前\n\n![[甲]]\n\n後", context=PageContext(embed=EMBEDDED.get)).split("\n")[2:]
    assert [line.rstrip() for line in lines] == [
        "前",
        "",
        "┊ ▤ 甲題",
        "┊ 甲文 ▣ 圖片未能顯示：圖.png",
        "┊",
        "┊ ┊ 乙題",
        "┊ ┊",
        "┊ ┊ ▤ 嵌入到此為止  甲",
        "",
        "後",
        "",
    ]


def test_html_that_never_ends_is_read_once() -> None:
    for piece in ("<script>", "<input ", "</td  ", "<!--", "<br ", "<script"):
        started = process_time()
        as_text(piece * 20_000)
        assert process_time() - started < 2, piece
    assert as_text("甲<script>x</script>乙<style>y</style><input type=checkbox>") == "甲乙"


def test_embeds_that_embed_twice_come_to_an_end() -> None:
    numbers = count()
    context = PageContext(embed=lambda _: EmbeddedNote(str(next(numbers)), "題", "![[一]]\n\n![[二]]"))
    text = rendered("![[零]]\n\n![[零]]", context=context)
    assert text.count("嵌入到此為止") < 300
    assert next(numbers) < 1000


@pytest.mark.parametrize("nested", [">" * 11, ">" * 90, "- " * 40])
def test_embeds_deep_in_quotes_and_lists_come_to_an_end(nested: str) -> None:
    numbers = count()
    context = PageContext(embed=lambda _: EmbeddedNote(str(next(numbers)), "題", f"{nested} ![[一]]"))
    assert "嵌入到此為止" in rendered(f"{nested} ![[零]]", context=context)


def test_a_wikilink_is_a_link_of_the_terminal_when_it_has_an_address() -> None:
    known = {"有": LinkedNote("", "obsidian://open?vault=v&file=%E6%9C%89"), "壞": LinkedNote("", "file:///etc/passwd")}
    colored = rendered("[[有]] [[壞]] [[無]] [[#段]]", color=True, context=PageContext(resolve=known.get))
    assert re.findall(r"\x1b\]8;id=\d+;([^\x1b]+)", colored) == [known["有"].href]
    assert "\x1b[31m無" in colored


def test_a_picture_that_is_not_there_is_marked_as_a_broken_link_is() -> None:
    assert "\x1b[31m▣ 圖片未能顯示：無.png" in rendered("![[無.png]]", color=True)


def test_a_single_newline_is_a_break_unless_the_vault_says_no() -> None:
    assert body("一\n二") == "一\n二"
    assert "a b一二 c" in rendered("a\nb一\n二\nc", context=PageContext(strict_line_breaks=True))


def test_the_words_of_the_program_are_in_the_language_of_the_note() -> None:
    stream = io.StringIO()
    shown = article(note(title="T", draft=True, language="en"), "![[none]]")
    Console(file=stream, width=60, legacy_windows=False).print(shown)
    assert [line.rstrip() for line in stream.getvalue().split("\n")] == [
        "T",
        "Draft",
        "",
        "▤ No note to embed  none",
        "",
    ]


WIDE_TABLE = "| 名稱 | 數 | 說明 |\n|:--|--:|:-:|\n| 一 | 1,234 | 這一欄很長，長到放不下，所以要折行。 |\n| English words | 5 | 短 |"


def test_a_table_gives_the_widest_column_less_room() -> None:
    assert body(WIDE_TABLE, width=44).split("\n") == [
        "名稱              數           說明",
        "─" * 44,
        "一             1,234   這一欄很長，長到放不",
        "                         下，所以要折行。",
        "English words      5            短",
    ]


def test_a_table_too_wide_for_the_terminal_is_a_list_of_its_rows() -> None:
    assert body(WIDE_TABLE, width=20).split("\n") == [
        "  名稱: 一",
        "  數: 1,234",
        "  說明: 這一欄很",
        "    長，長到放不下，",
        "    所以要折行。",
        "",
        "  名稱: English",
        "    words",
        "  數: 5",
        "  說明: 短",
    ]


PAGE = (Path(__file__).parent / "every_construct.md").read_text("utf-8")


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_of_any_construct_is_wider_than_the_terminal(width: int) -> None:
    lines = rendered(PAGE, width=width, context=PageContext(embed=EMBEDDED.get)).split("\n")
    assert len(lines) > 100
    assert not [line for line in lines if cells(line) > width]
    text = [line.lstrip(" ┃▌│┊") for line in lines]
    assert not [line for line in text if line and line[0] in "，。、；：！？）」』】》…—"]


@given(st.text(alphabet="中，。「」（ab c\u0301\u200d👩👧☑\ufe0f\n|->1.#[]*`$", max_size=80), st.integers(20, 40))
def test_lines_of_any_text_fit(text: str, width: int) -> None:
    assert all(cells(line.rstrip()) <= width for line in rendered(text, width=width).split("\n"))


def test_nothing_that_is_one_letter_is_cut() -> None:
    family = "👩\u200d👩\u200d👧"
    assert [line.rstrip() for line in body(family * 9, width=4).split("\n")] == [family * 2] * 4 + [family]
    assert body("e\u0301" * 10, width=4) == "\n".join(["e\u0301" * 4] * 2 + ["e\u0301" * 2])


def test_deep_nesting_is_shown() -> None:
    assert "到底" in rendered(">" * 90 + " 到底", width=40)
    assert "到底" in rendered("\n".join("  " * depth + "- 到底" for depth in range(40)), width=40)


def test_the_signs_kept_at_hand_are_those_of_the_big_table() -> None:
    from latex2mathml.symbols_parser import convert_symbol

    assert {name: chr(int(convert_symbol(f"\\{name}") or "0", 16)) for name in texsigns.COMMON} == texsigns.COMMON


def test_readable_formulas() -> None:
    assert readable(r"\sum_{i=1}^{n} \alpha_i \cdot \mathrm{MSE}") == "∑ᵢ₌₁ⁿ αᵢ · MSE"
    assert readable(r"\frac{a") == r"\frac{a"
    assert readable(r"\frac{1}{1 + e^{-(r(A))}}") == "1/(1 + e^(-(r(A))))"
    assert readable(r"\hat{R}_n(f) \sim \mathcal{D}") == "R̂ₙ(f) ∼ D"
    assert readable(r"2\,e^{-2n\varepsilon^2}") == "2 e^(-2nε²)"
    assert readable(r"\left(\frac{N_c}{N}\right)^{2}") == "((N_c)/N)²"
    for unsayable in (
        r"\begin{cases} a \end{dcases}",
        r"\begin{tikzcd} a \end{tikzcd}",
        r"\nosuchthing{x}",
        "a & b",
        "}",
    ):
        assert readable(unsayable) == unsayable


FORMULAS = [
    (r"\frac{ab}{2n}", "(ab)/(2n)"),
    (r"\frac{a}{b}^2 + {a+b}^2", "(a/b)² + (a+b)²"),
    (r"\frac{1}{x}y", "(1/x)y"),
    (r"1/\frac{1}{2}", "1/(1/2)"),
    (r"\frac12 + \frac{x_1}{\hat{y}}", "1/2 + x₁/ŷ"),
    (r"\sqrt{ab} + \sqrt{x}y", "√(ab) + (√x)y"),
    (r"\mathbb{E}_{(x,y)\sim\mathcal{D}}", "E_((x,y)∼D)"),
    (r"a\,b\;c\quad d~e", "a b c d e"),
    (r"\acute{e} \check x \hat\theta_n", "\u00e9 x\u030c θ̂ₙ"),
    (r"2\log x", "2 log x"),
    (r"x^\pi_i", "x^(π)ᵢ"),
    (r"\operatorname*{arg\,max}_a", "arg maxₐ"),
    (r"P(A\mid B)", "P(A | B)"),
    (r"\binom{n}{k} + 1", "C(n, k) + 1"),
    (r"\underbrace{a+b}_{n} + \overbrace{x}^{\text{誤差}}", "⏟(a+b)ₙ + ⏞(x)^(誤差)"),
    (r"\begin{pmatrix}1&-2\\3&4\end{pmatrix}^T x", "(1 -2; 3 4)ᵀ x"),
    (r"\begin{bmatrix} a+1 & \\ c & d \\ \end{bmatrix}", "[a+1, ; c, d]"),
    (r"\left[\begin{array}{c|c} \frac{1}{2} & \mathbb{E}[x] \end{array}\right]", "[1/2 E[x]]"),
    (r"f(x)=\begin{cases} 1, & x>0 \\ 0 & \text{否則}\end{cases}", "f(x)={1 if x>0; 0 否則}"),
    (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
]


@pytest.mark.parametrize(("tex", "line"), FORMULAS)
def test_formulas_keep_their_meaning(tex: str, line: str) -> None:
    assert readable(tex) == line
    assert line in body(f"${tex}$", width=80)


@pytest.mark.parametrize(
    "tex", [r"\overparen{x}", r"\underbar{x}", r"x^{y}^{z}", r"\frac{}{}", r"\hat{}", "a % c", r"_{}x"]
)
def test_formulas_not_understood_stay_as_written(tex: str) -> None:
    assert readable(tex) == tex


@given(st.text(alphabet=r"\{}^_ ab12+[]&~", max_size=30))
def test_any_formula_is_shown_whole_or_as_written(tex: str) -> None:
    line = readable(tex)
    assert line == tex or not re.search(r"\\[A-Za-z]{2}", line)
