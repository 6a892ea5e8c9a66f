"""Markdown's marks come off; lines stay; nothing takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.plain import plain, unmarked

MARKS = st.text("ab價[]()!|*_`=~<>-#^\\ \n123$%{}&;:/", max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A [[link|b]] **c**", "A b c"),
        ("## 價值函數 ^id-1", "價值函數"),
        ("> - [ ] **2024** 年", "2024 年"),
        ("第**3**章_強調_", "第3章_強調"),
        ("5*3 是 2 * 3，max_tokens", "5*3 是 2 * 3，max_tokens"),
        ("`a_b*c` ``x``", "a_b*c x"),
        ("==標記== ~~刪~~ a == b", "標記 刪 a == b"),
        ("[![圖](a.png)](https://x/(y)) ![[圖.png]]", "圖 圖.png"),
        ("[文][ref] 註[^1]", "文 註"),
        ("\\*字\\*", "*字*"),
        ("甲<!-- 藏\n起 -->乙", "甲 乙"),
        ("甲 <!-- 沒完", "甲 <!-- 沒完"),
        ("> [!note] 標題\n> 內容", "標題 內容"),
        ("甲\n---\n```python\ncode\n```", "甲 code"),
        ("|a|b|\n|---|:-:|\n|c|d|", "a · b c · d"),
        ("1. 一\n- 二\n* 三", "1. 一 二 三"),
        (r"$\hat{R}_n(f)$ 與 $a_1*b_2$、$$x_1*y_2*z$$", r"$\hat{R}_n(f)$ 與 $a_1*b_2$、$$x_1*y_2*z$$"),
        ("$$\na_1\n+ b*c*d\n$$\n- 項", "$$ a_1 + b*c*d $$ 項"),
        ("$$ 是兩個符號\n\n- 項", "$$ 是兩個符號 項"),
        ("$5 與 *$10*，US$5/US$6 **粗**", "$5 與 $10，US$5/US$6 粗"),
        ("$u[i](t)$ `a[i](x)` [`f`](u) \\$5_6*7", "$u[i](t)$ a[i](x) f $5_6*7"),
        ("![[x.png|300]] ![[a/b.png|300x200]] ![[圖.png|說明|300]]", "x.png a/b.png 說明"),
        ("![說明|100](y) [[a|300]] ![[甲 2024.png|乙 2024]]", "說明 300 乙 2024"),
        ("甲%%藏\n著%%乙 100%% 的", "甲 乙 100%% 的"),
        ("```\n%%time\n```\n甲 `<!--` 乙 -->\n~~~\n%%bash\n", "%%time 甲 <!-- 乙 --> %%bash"),
        ("| a | b\\|c |\n|---|:-:|\n| [[x\\|y]] |  | `d` |", "a · b|c y · d"),
        ("> | a | b |\n> |---|---|\n> | c | d |", "a · b c · d"),
        ("|x| ≤ |y|", "|x| ≤ |y|"),
        ('<b>粗</b><br/> <a href="x">文</a> `<b>` \\<i>', "粗 文 <b> <i>"),
        ("List<int> a<y and z>w 甲 < 乙 > 丙", "List<int> a<y and z>w 甲 < 乙 > 丙"),
        ("a &amp; &lt;c&gt; &#x4e00;&#10;&nope; `&amp;`", "a & <c> 一 &nope; &amp;"),
        ("<https://a.b/c_d_e*f*> <me@x.org>", "https://a.b/c_d_e*f* me@x.org"),
        ("甲\n[ref]: https://x.org/a_b '題'\n> [r]: <a b>\n[^1]: 註", "甲 註"),
        ("[注]: 不是 定義", "[注]: 不是 定義"),
        ("甲{{< youtube x_y_z >}}乙 {{% note %}}文{{% /note %}} {{ .T }}", "甲乙 文 {{ .T }}"),
        ("H~2~O x^2^", "H~2~O x^2^"),
        ("- [ ]\n- [x]\n* [ ] \n- [ ] 文", "文"),
    ],
)
def test_marks_come_off(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(MARKS | st.text())
def test_lines_stay(text: str) -> None:
    assert unmarked(text).count("\n") == text.count("\n")


@given(st.text("甲乙丙 ab12，。\n"))
def test_text_without_marks_stays(text: str) -> None:
    assert plain(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[[",
        "[a](",
        "*",
        "`",
        "`a",
        "_",
        "<!--",
        " ",
        "> ",
        "\n>",
        "- ",
        "[a]((",
        " ^a",
        "==",
        "\\",
        "|-",
        "| ",
        "$",
        "$a",
        "$$",
        "$$a",
        "$a\\$",
        "<a",
        "&a",
        "{{<",
        "%%",
        "<!--a -->%%",
        "`a` %% <!-- ",
        "```%%",
        "\n~~~\n%%",
        "[a]: ",
        "\n[a]: b ",
        "[a]:<",
        "\n|-\n|a",
        "![[1|",
        "![[1|1]]",
        "<a@" + "." * 9,
    ],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    begun = time.perf_counter()
    unmarked(piece * 20_000 + "x")
    assert time.perf_counter() - begun < 2
