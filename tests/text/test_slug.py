"""Anchors of headings: GitHub's rule, with every script kept, and each anchor once."""

import pytest

from notes_cli.text.slug import free, slug


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Why it Matters", "why-it-matters"),
        ("什麼是「泛化」？", "什麼是泛化"),
        ("C++ & Rust", "c--rust"),
        ("  a_b-c  ", "a_b-c"),
        ("🎉", ""),
        ("ÉTÉ", "été"),
    ],
)
def test_a_slug_keeps_letters_of_any_script(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_an_anchor_that_is_taken_gets_the_next_number() -> None:
    used: dict[str, int] = {}
    assert [free(one, used) for one in ("a", "a", "a-1", "a", "")] == ["a", "a-1", "a-1-1", "a-2", ""]
