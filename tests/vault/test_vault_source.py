"""Splices of a text, and the way from what the reader sees to what stands in the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice, spliced

TEXTS = st.lists(st.sampled_from(["\ufeff", "\r\n", "\n", "\r", "a", "字", "🐈", "---", " "])).map("".join)


@given(TEXTS)
def test_every_character_has_its_place_in_the_file(text: str) -> None:
    source = Source.of(text)
    assert "\r" not in source.plain
    for place, character in enumerate(source.plain):
        there = source.text[source.at(place)]
        assert there == character or (character == "\n" and there == "\r")
    assert source.at(len(source.plain)) == len(text)


@given(TEXTS, st.data())
def test_a_splice_changes_its_span_alone(text: str, data: st.DataObject) -> None:
    source = Source.of(text)
    start = data.draw(st.integers(0, len(source.plain)))
    end = data.draw(st.integers(start, len(source.plain)))
    after = source.spliced([Splice(start, end, "x")])
    assert after == text[: source.at(start)] + "x" + text[source.at(end) :]
    assert source.spliced([]) == text


@pytest.mark.parametrize(("text", "after"), [
    ("a\r\nb\nc", "a\r\nx\r\nb\ny\nc"), ("a\rb\rc", "a\rx\rb\ry\rc"), ("a\nb\r\nc", "a\nx\nb\r\ny\r\nc"),
])  # fmt: skip
def test_new_lines_end_as_the_line_before_them(text: str, after: str) -> None:
    assert Source.of(text).spliced([Splice(2, 2, "x\n"), Splice(4, 4, "y\n")]) == after


def test_splices_must_not_overlap() -> None:
    assert spliced("abcdef", [Splice(4, 5, ""), Splice(0, 1, "x"), Splice(1, 1, "y"), Splice(0, 1, "x")]) == "xybcdf"
    with pytest.raises(ValueError, match="overlaps"):
        spliced("abcdef", [Splice(0, 3, ""), Splice(2, 4, "")])
