"""A note as text to paste: what each construct becomes, and what holds for any note."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext
from notes_cli.export.post import post
from tests.export.making import note

EMBEDDED = {"別篇": "嵌入的 **字**[^1]\n\n[^1]: 別篇的註", "環": "環裡 \n\n![[環]]"}


def _embed(target: str) -> EmbeddedNote | None:
    return EmbeddedNote(target, target, EMBEDDED[target]) if target in EMBEDDED else None


CONTEXT = PageContext(resolve=LinkedNote, embed=_embed)


def pasted(text: str) -> str:
    """What stands below the title."""
    made = post(note(title="題"), text, context=CONTEXT).html
    assert made.startswith("題\n")
    assert made.endswith("\n")
    return made.removeprefix("題\n").strip("\n")


CASES = [
    ("## 標題\n\n**「重點」**後面 ==亮== *斜* ~~刪~~ `碼`", "標題\n\n「重點」後面 亮 斜 刪 碼"),
    ("一行\n下一行  \n再一行", "一行\n下一行\n再一行"),
    ("- 一\n- 二\n    - 三\n\n1. 甲\n2. 乙", "• 一\n• 二\n  ◦ 三\n\n1. 甲\n2. 乙"),
    ("- [ ] 做\n- [x] 完\n- [/] 半", "☐ 做\n☑ 完\n[/] 半"),
    ("> 引\n> 言", "│ 引\n│ 言"),
    ("> [!tip] 小訣竅\n> 內文", "【小訣竅】\n內文"),
    ("[甲](https://a.b/c) [乙](https://d.e) [又](https://a.b/c)",
     "甲[1] 乙[2] 又[1]\n\n連結\n[1] https://a.b/c\n[2] https://d.e"),
    ("https://a.b/c 與 <https://d.e> 與 [內](別.md) [[別篇|字]]", "https://a.b/c 與 https://d.e 與 內 字"),
    ("字[^a] [甲](https://a.b)\n\n[^a]: 註 [乙](https://c.d)",
     "字[1] 甲[2]\n\n註與連結\n[1] 註 乙[3]\n[2] https://a.b\n[3] https://c.d"),
    ("| 名 | 年 |\n|---|--:|\n| 甲 | 2023 |\n| 乙 |  |", "• 名：甲｜年：2023\n• 名：乙"),
    ("![](a.png)\n\n![曲線](b.png)\n\n![[圖.png|300]]", "[圖片：曲線]"),
    ("$x_i^2 \\le \\frac{1}{2}$", "xᵢ² ≤ 1/2"),
    ("```py\nif x:\n\ty = 1\n```", "if x:\n    y = 1"),
    ("{{< youtube abc >}}", "YouTube：https://www.youtube.com/watch?v=abc"),
    ("前%%藏%%後 ^id\n\n<!--more-->\n\n%%\n藏\n%%", "前後"),
    ("👍🏽 ❤️ 一", "👍🏽 ❤️ 一"),
    ("前[^1]\n\n![[別篇]]\n\n[^1]: 本篇的註", "前[1]\n\n嵌入的 字[2]\n\n註\n[1] 本篇的註\n[2] 別篇的註"),
    ("![[環]]", "環裡\n\n[嵌入到此為止：環]"),
    ("![[沒有]]", "[找不到嵌入的筆記：沒有]"),
    ("| 數 |  |\n|---|---|\n| 100 | 甲 |", "• 數：100｜甲"),
    ("> - 甲\n>   - 乙", "│ • 甲\n│   ◦ 乙"),
    ("> [!note] 詞\n> - 甲", "【詞】\n• 甲"),
    ("1. [ ] 做\n2. 完", "1. ☐ 做\n2. 完"),
    ("0. 零\n1. 一", "0. 零\n1. 一"),
    ("詞\n: 一\n: 二\n\n字\n: 三", "詞\n  一\n  二\n\n字\n  三"),
    ("- | a | b |\n  |---|---|\n  | 1 | 2 |\n  | 3 | 4 |", "• a：1｜b：2\n• a：3｜b：4"),
    ("- 甲\n\n  | a |\n  |---|\n  | 1 |", "• 甲\n\n  ◦ a：1"),
    ("<img src=a.png alt='a &lt; b'>\n\n字 <img src=b.png> <std:vector> <https://a.b>", "[圖片：a < b]\n\n字  <std:vector> https://a.b"),
    ("[js](javascript:x) ![f](file:///etc/x.png) [r]\n\n[r]: vbscript:x", "js [圖片：f] r"),
    ("{{% box %}}\n\n字\n\n{{% /box %}}\n\n{{< details 更多 >}}\n\n藏\n\n{{< /details >}}",
     "{{% box %}}\n\n字\n\n{{% /box %}}\n\n更多\n\n藏"),
    ('{{< figure src="a.png" title="題" caption="說明 *斜*^[註]" >}}', "[圖片：題 · 說明 斜]"),
    ('{{< figure src="a.png" alt="替代" >}}', "[圖片：替代]"),
    ("*[AI]: 人工智慧\n\n## AI\n\nAI 與 AI", "AI\n\nAI（人工智慧） 與 AI"),
    ("![替代 | 120](a.png) ![120](a.png)", "[圖片：替代]"),
    ("A line<br>B &amp; \\*C\\*", "A line\nB & *C*"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_pasted(text: str, expected: str) -> None:
    assert pasted(text) == expected


def test_a_title_that_the_text_repeats_stands_once() -> None:
    for first in ("# 題", "【題】"):
        assert post(note(title="題"), f"{first}\n\n字").html == f"{first.strip('# ')}\n\n字\n"


def test_the_source_is_told() -> None:
    made = post(note(title="題", source_name="報", source_url="https://a.b"), "字").html
    assert made == "題\n\n字\n\n來源：報 https://a.b\n"


def test_what_is_missing_is_a_warning_with_its_line() -> None:
    (warned,) = post(note(body_line=5), "字\n\n![[沒有]]", context=CONTEXT).warnings
    assert warned == (7, "embedded note not found: 沒有")


PIECES = ["# 題", "- 甲", "  - 乙", "> 引", "> [!note] 詞", "**粗**", "[字](https://a.b)", "[^1]", "[^1]: 註", "|甲|乙|", "|--|--|",
          "```", "$x$", "![[別篇]]", "![[環]]", "\x1b[2J", "\u202e", "\ud800", "%%", "<b>", "   ", "\t", "{{< x >}}", "==亮=="]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["\n", "\n\n", " "]))
def test_any_note_gives_clean_text(pieces: list[str], between: str) -> None:
    made = post(note(title="題"), between.join(pieces), context=CONTEXT).html
    made.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", made)
    assert not re.search(r"[ \t\u3000]\n|\n{3}", made)


@given(st.lists(st.text(alphabet="中文字，。abc12", min_size=1, max_size=9), min_size=1, max_size=6))
def test_no_word_is_lost(lines: list[str]) -> None:
    for shape in ("- {}", "> {}", "**{}**", "# {}", "> [!note] 詞\n> {}", "| 甲 |\n|---|\n| {} |"):
        made = post(note(title="題"), "\n\n".join(shape.format(line) for line in lines)).html
        for line in lines:
            assert line in made, shape
