"""Which heading `#Heading` or `#A#B` of a link names: Obsidian's comparison, over headings and nothing else."""

import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from notes_cli.model import Heading
from notes_cli.text.pattern import pattern

#: First and last line.
Lines: TypeAlias = tuple[int, int]

#: What Obsidian reads as a blank when it compares headings (it keeps - _ ' and full-width marks).
_BLANKS = pattern(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")
#: Steps of `#A#B#C` that are told apart: headings have six levels, and some hold a `#` of their own.
_MOST_STEPS: Final = 32


class Place(NamedTuple):
    """A heading with its section: the names it goes by in a link, and its last line."""

    heading: Heading
    names: tuple[str, str, str]
    end: int


def named_section(headings: Sequence[Heading], name: str, last_line: int) -> Lines | None:
    """First and last line of the section that `name` ("Heading", "A#B") means; None = there is none.

    `headings` are all those of a note of `last_line` lines.
    """
    places = _places(headings, last_line)
    if "#" in name:
        for heading, _, end in places:
            if _written(heading.text) == _written(name):
                return heading.line, end
    steps = [step for step in name.split("#", _MOST_STEPS) if step.strip()]
    joined = 1 + max((heading.text.count("#") for heading in headings), default=0)
    return _section(places, steps, joined, 0, last_line)


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
