"""Splices: the pieces of a text that an edit replaces. Every other character stays as it is."""

from collections.abc import Iterable
from typing import NamedTuple


class Splice(NamedTuple):
    """The characters [start, end) of a text become `text`."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """`text` with `splices` made, which may come in any order and must not overlap; equal ones are made once."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(set(splices)):
        if start < at or end < start:
            raise ValueError(f"the splice [{start}, {end}) overlaps another one")
        parts += text[at:start], new
        at = end
    return "".join((*parts, text[at:]))
