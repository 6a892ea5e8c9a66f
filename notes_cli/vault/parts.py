"""A part of a note: what `#Heading`, `#A#B` and `#^block` name, as lines of the file."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from notes_cli.model import Heading, Note
from notes_cli.vault.markdown import parser

#: First and last line.
Lines: TypeAlias = tuple[int, int]

#: What Obsidian reads as a blank when it compares headings (it keeps - _ ' and full-width marks).
_BLANKS = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")
#: Steps of `#A#B#C` that are told apart: headings have six levels, and some hold a `#` of their own.
_MOST_STEPS: Final = 32


class Place(NamedTuple):
    """A heading with its section: the names it goes by in a link, and its last line."""

    heading: Heading
    names: tuple[str, str, str]
    end: int


def part_lines(note: Note, source: str, part: str) -> Lines | None:
    """First and last line of `part` ("#Heading", "#A#B", "#^id", with or without the first "#"); None = not there."""
    name = part.removeprefix("#").strip()
    if name.startswith("^"):
        return _block(note, source.split("\n"), name[1:])
    places = _places(note.headings, source.count("\n") + 1)
    if "#" in name:
        for heading, _, end in places:
            if _written(heading.text) == _written(name):
                return heading.line, end
    steps = [step for step in name.split("#", _MOST_STEPS) if step.strip()]
    joined = 1 + max((heading.text.count("#") for heading in note.headings), default=0)
    return _section(places, steps, joined, 0, source.count("\n") + 1)


def compared(heading: str) -> str:
    """A heading as it is compared: marks as blanks, without case, in NFC."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", heading)).strip().casefold()


def _written(heading: str) -> str:
    return unicodedata.normalize("NFC", heading).casefold()


def _places(headings: Sequence[Heading], last_line: int) -> list[Place]:
    """The headings, each with its section: to before the next one of its level or above."""
    found: list[Place] = []
    below: list[tuple[int, int]] = []  # level and line of the headings that can end a section, the nearest last
    for heading in reversed(headings):
        while below and below[-1][0] > heading.level:
            below.pop()
        names = compared(heading.text), compared(heading.plain), heading.anchor.casefold()
        found.append(Place(heading, names, below[-1][1] - 1 if below else last_line))
        below.append((heading.level, heading.line))
    return found[::-1]


def _section(places: list[Place], steps: list[str], joined: int, first: int, last_line: int) -> Lines | None:
    """The section that `steps` descend to, among `places` from index `first` to line `last_line`.

    Of several headings that a step names, the first in which the rest is found counts. Up to `joined` steps
    together may name one heading that holds a `#`.
    """
    for taken in range(min(len(steps), joined), 0, -1):
        name, rest = compared("#".join(steps[:taken])), steps[taken:]
        for index in range(first, len(places)):
            heading, names, end = places[index]
            if heading.line > last_line:
                break
            if name not in names or (taken > 1 and "#" not in heading.text):
                continue
            if found := _section(places, rest, joined, index + 1, end) if rest else (heading.line, end):
                return found
    return None


def _block(note: Note, lines: list[str], name: str) -> Lines | None:
    """The block with the id `name`: a list item with what is in it, else the whole quote, table, paragraph, …

    An id that is a paragraph of its own names the block before it, a list from its first item.
    """
    line = next((b.line for b in note.blocks if b.id.casefold() == name.casefold()), None)
    if line is None:
        return None
    blocks, items = _spans("\n".join(lines[note.body_line - 1 :]), note.body_line)
    around = [item for item in items if item[0] <= line <= item[1]]
    if around:
        return _trimmed(lines, around[-1], line)
    place = next((place for place, (first, last) in enumerate(blocks) if first <= line <= last), None)
    if place is None:
        return None
    if _is_id(lines[line - 1]) and blocks[place] == (line, line):
        return _trimmed(lines, blocks[place - 1], line) if place else None
    return _trimmed(lines, blocks[place], line)


def _spans(body: str, first_line: int) -> tuple[list[Lines], list[Lines]]:
    """The lines of the blocks of `body` that are in no other, and those of its list items, outer before inner."""
    parse, options = parser()
    data = body.encode("utf-8", "replace")
    starts = list(accumulate(map(len, data.splitlines(True)), initial=0))
    blocks: list[Lines] = []
    items: list[Lines] = []
    end = 0  # of the last block
    for event, span in parse(body, options=options, merge_text=True):
        if "Start" not in event or (span["start"] < end and event["Start"] != "Item"):
            continue
        first = bisect_right(starts, span["start"]) - 1 + first_line
        last = bisect_right(starts, max(span["start"], span["end"] - 1)) - 1 + first_line
        if event["Start"] == "Item":
            items.append((first, last))
        else:
            blocks.append((first, last))
            end = span["end"]
    return blocks, items


def _trimmed(lines: list[str], block: Lines, line: int) -> Lines:
    """`block` without blank lines at its end, nor the id on line `line` when that is all that stands there."""
    first, last = block
    while last > first and (not lines[last - 1].strip(" \t>") or (last == line and _is_id(lines[last - 1]))):
        last -= 1
    return first, last


def _is_id(text: str) -> bool:
    return text.strip(" \t>").startswith("^")
