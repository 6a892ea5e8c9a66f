"""Cells of a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.fold import is_usual
from notes_cli.text.width import cell_list, cells, clip


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("價值", 4),
        ("ＡＩ", 4),
        ("ﾃﾞ", 2),
        ("e\u0301", 1),
        ("🚀", 2),
        ("❤\ufe0f", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("👍🏽", 2),
        ("🇹🇼", 2),
        ("…", 1),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
        ("\x1b\u200b", 0),
        ("", 0),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("價值函數", 8, "價值函數"),
        ("價值函數", 7, "價值函…"),
        ("價值函數", 6, "價值…"),
        ("abc", 2, "a…"),
        ("abc", 0, ""),
    ],
)
def test_clip(text: str, room: int, expected: str) -> None:
    assert clip(text, room) == expected


@given(st.text() | st.text("價a🚀\u200d\ufe0f\u0301❤"), st.integers(0, 30))
def test_what_is_clipped_fits(text: str, room: int) -> None:
    assert cells(clip(text, room)) <= room


def test_usual_texts_are_as_wide_as_their_characters() -> None:
    usual = "".join(c for code in range(0x20, 0x110000) if is_usual(c := chr(code)) and c != "\x7f")

    assert cell_list(usual, usual=True) == cell_list(usual, usual=False)
