"""Nothing in a note steers the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.escape import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("甲\r\n乙\t", "甲\\x0d\n乙\t"),
        ("\x9b\x7f\x00", "\\x9b\\x7f\\x00"),
        ("a\u202eb\u2066", "a\\u202eb\\u2066"),
        ("\u2028\ud800", "\\u2028\\ud800"),
        ("價值 🚀 é", "價值 🚀 é"),
    ],
)
def test_what_steers_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_one_line() -> None:
    assert shown("a\tb\nc", lines=False) == "a\\x09b\\x0ac"


@given(st.text(st.characters()))
def test_nothing_gets_through(text: str) -> None:
    result = shown(text, lines=False)
    assert not [c for c in result if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert shown(result, lines=False) == result
    result.encode()
