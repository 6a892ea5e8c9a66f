"""Taking tags out of running text, and what goes with them, so that no hole is left.

* One blank beside the tag goes: the one before it, or the one after where the tag is the first thing on its line
  (behind list marks, quote marks, a checkbox) or in brackets, emphasis or a table's cell. None goes where two words
  would be joined.
* Marks around the tag alone go too: `**#a**`, `==#a==`, `_#a_`.
* A line that held nothing but the tag goes, and a blank line with it where two would meet; so does a list item,
  unless something stands under it. A heading, a quote or a checkbox stays, empty.
* Where what is left would begin a list, a heading or a block of code, the edit is refused.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from notes_cli.errors import EditRefused
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.texts import Place

_BLANKS: Final = " \t\u00a0\u3000"
#: What stands against the word before it: the blank before a tag goes with the tag.
_CLOSING = re.compile(r"[*_=~]*(?:[\s.,;:!?)\]}、，。；：！？）」』】》〉…”’|]|\Z)")
_EMPHASIS = re.compile(r"[*_=~]+\Z")
#: The end of what may stand against the word behind it.
_OPENING = re.compile(r"(?:\A|[\s(\[{|「『（])[*_=~]+\Z|[(\[{|「『（]\Z")
_START = re.compile(
    r"(?P<indent>[ \t]*)(?P<quote>(?:>[ \t]*)*)(?P<item>(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<box>\[[^\]]\][ \t]+)?"
    r"(?P<head>#{1,6}[ \t]+)?"
)
#: What a line must not begin with once its first tag has gone.
_BLOCK = re.compile(
    r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|#{1,6}(?:[ \t]|$)|[>|]|```|~~~|%%|\$\$|<[A-Za-z/!?]|[=*_-][=*_ \t-]*$|    |\t"
)
#: A line that means something else when the one above it is gone.
_UNDER = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*$|(?:    |\t)[ \t]*\S")


def untagged(source: Source, gone: Sequence[Place]) -> str:
    """The text of `source` without the tags at `gone` (places of `places.places`). Raises `EditRefused`."""
    lines = source.plain.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    spans: dict[int, list[tuple[int, int]]] = {}
    for place in gone:
        index = source.plain.count("\n", 0, place.start)
        spans.setdefault(index, []).append((place.start - 1 - starts[index], place.end - starts[index]))
    changed = {index: _without(lines[index], each) for index, each in spans.items()}
    empty = {index for index, line in changed.items() if _goes(lines, index, line)}
    splices = [
        Splice(starts[index], starts[index] + len(lines[index]), line)
        for index, line in changed.items()
        if index not in empty
    ]
    dropped = _with_blanks(lines, empty, source.front.body_line - 1)
    splices += [
        Splice(starts[first], starts[last + 1], "")
        if last + 1 < len(lines)
        else Splice(max(starts[first] - 1, 0), len(source.plain), "")
        for first, last in _runs(dropped)
    ]
    return source.spliced(splices)


def _without(line: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        slashes = len(line[end:]) - len(line[end:].lstrip("/"))  # `#a/` is the tag a
        line = _cut(line, start, end + slashes)
    return line


def _cut(line: str, start: int, end: int) -> str:
    """`line` without the tag at [start, end), and what goes with it."""
    marks = _EMPHASIS.search(line, 0, start)
    if marks and line[end : end + len(marks[0])] == marks[0] and line[end + len(marks[0]) :][:1] != marks[0][0]:
        start, end = marks.start(), end + len(marks[0])
    before, after = line[:start], line[end:]
    found = _START.fullmatch(before)
    if found:
        after = after[1:] if after[:1] in tuple(_BLANKS) else after
        if _BLOCK.match(after) and not found["head"]:
            raise EditRefused(f"without its tag, this line would mean something else: {line.strip()[:60]}")
    elif before[-1] in _BLANKS and not after:
        before = before.rstrip(_BLANKS)
    elif before[-1] in _BLANKS and _CLOSING.match(after):
        before = before[:-1]
    elif after[:1] in tuple(_BLANKS) and _OPENING.search(before):
        after = after[1:]
    return _bare_start(before + after)


def _bare_start(line: str) -> str:
    """`line`, without blanks at its end when nothing but marks is left; those behind a checkbox make it a task."""
    found = _START.fullmatch(line)
    return line if not found or found["box"] else line.rstrip(_BLANKS)


def _goes(lines: list[str], index: int, line: str) -> bool:
    """Whether line `index`, of which `line` is left, goes as a whole."""
    found = _START.fullmatch(line) or _START.fullmatch(line + " ")
    if not found or found["quote"] or found["box"] or found["head"] or line.lstrip().startswith("#"):
        return False
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if found["item"]:
        content = next((one for one in lines[index + 1 :] if one.strip()), "")
        return len(content) - len(content.lstrip()) <= len(found["indent"])
    if _UNDER.match(below):
        raise EditRefused(f"without this line, the next would mean something else: {lines[index].strip()[:60]}")
    return True


def _with_blanks(lines: list[str], empty: set[int], first_line: int) -> set[int]:
    """The lines that go when those of `empty` do: with them a blank line where two would meet."""
    dropped = set(empty)
    for first, last in _runs(empty):
        above = first == first_line or not lines[first - 1].strip()
        if not above:
            continue
        if last + 2 < len(lines) and not lines[last + 1].strip():
            dropped.add(last + 1)
        elif last + 1 >= len(lines) - (not lines[-1]) and first > first_line:
            dropped.add(first - 1)
    return dropped


def _runs(numbers: set[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that follow one another."""
    for first in sorted(number for number in numbers if number - 1 not in numbers):
        last = first
        while last + 1 in numbers:
            last += 1
        yield first, last
