"""Markdown's marks come off; lines stay; nothing takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.plain import plain, unmarked

MARKS = st.text("ab價[]()!|*_`=~<>-#^\\ \n123", max_size=60)


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
        ("|a|b|\n|---|:-:|\n|c|d|", "|a|b| |c|d|"),
        ("1. 一\n- 二\n* 三", "1. 一 二 三"),
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
    ],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    begun = time.perf_counter()
    unmarked(piece * 20_000 + "x")
    assert time.perf_counter() - begun < 2
