"""Words of front matter that YAML 1.1 and YAML 1.2 read differently: `yes`, `12:30`, `1_000`, `0123`, `1e5`.

Obsidian reads YAML 1.2; Python's and Ruby's libraries read 1.1, Hugo something in between. Dates are left out: 1.1
makes a date of `2025-12-25` and 1.2 a text, and that is what both mean by it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from notes_cli.model import Problem
from notes_cli.problems import problem
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.yaml12 import events, resolved

#: yaml.org/type/bool.html (as PyYAML has it) and int.html, float.html; besides, what only the core schema of 1.2 knows.
_WORDS = (
    r"yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
    r"|[-+]?0[0-9_]+|[-+]?0b[01_]+|0o[0-7]+"
    r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?[0-9]+_[0-9_]*(?:\.[0-9_]*)?|[-+]?[0-9]+[eE][-+]?[0-9]+"
)
_DIFFERS = re.compile(_WORDS)
#: Whether there may be one at all: asked of every note.
_MAYBE = re.compile(rf"(?:^|[\s:,\[{{-])(?:{_WORDS})[ \t]*(?:$|[,\]}}:#])", re.MULTILINE)


class Word(NamedTuple):
    """Such a word at [start, end) of the block, on a line counted from 0."""

    text: str
    start: int
    end: int
    line: int

    @property
    def is_text(self) -> bool:
        """Whether it is a text for Obsidian, so that quotes change nothing there."""
        return isinstance(resolved(self.text), str)


def block_of(text: str, front: Front) -> tuple[int, str]:
    """Where the lines between the fences begin in `text`, and what they are."""
    begin = text.index("\n") + 1
    return begin, text[begin : text.rindex("---", 0, front.start)]


def words(block: str) -> Iterator[Word]:
    """Every key and value of a block of good YAML that is such a word."""
    if not _MAYBE.search(block):
        return
    for event in events(block):
        plain = getattr(event, "implicit", None) and hasattr(event, "value") and not event.style and event.implicit[0]
        if plain and _DIFFERS.fullmatch(event.value):
            start, end = event.start_mark, event.end_mark
            if block[start.index : end.index] == event.value:
                yield Word(event.value, start.index, end.index, start.line)


def ambiguities(text: str, front: Front) -> Iterator[Problem]:
    """A problem for each such word in the front matter of `text`."""
    if front.kind != "yaml" or front.problems:
        return
    for word in words(block_of(text, front)[1]):
        yield problem("yaml-ambiguous", word.line + 2, text=word.text)._replace(fixable=word.is_text)
