"""The place of a note that shows best why it was found: a line of the file, the headings above it, an excerpt."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from notes_cli.index.candidates import Candidate
from notes_cli.text.excerpt import Excerpt, Text, excerpt
from notes_cli.text.tally import Counter, counter
from notes_cli.text.words import SEPARATOR, Unit, runs

T = TypeVar("T")

#: Characters of an excerpt in structured output.
EXCERPT_WIDTH = 160
#: Sections of a note that are looked at.
MOST = 20
#: Characters by which texts are told that may hold a unit.
_BEGINNING = 12
#: Notes whose sections are read at once.
_AT_ONCE = 50


class Section(NamedTuple):
    """A section of a note as it is stored."""

    line: int
    headings: tuple[str, ...]
    text: Text


class Place(NamedTuple):
    """Where a hit is shown."""

    line: int | None  # None only for a property whose line cannot be told
    headings: tuple[str, ...]
    excerpt: Excerpt
    others: Sequence[Section] = ()  # in which there may be more of what is sought


def sections_of(
    connection: sqlite3.Connection,
    wanted: Sequence[tuple[int, Sequence[int]]],
    read: Mapping[int, Candidate],
    *,
    every: bool = False,
) -> Iterator[list[Section]]:
    """For each note, with ids of its sections, these sections in their order, at most `MOST`; its first ones when
    there are no ids, all of the note when `every`. What was `read` before is not read again."""
    for first in range(0, len(wanted), _AT_ONCE):
        together = wanted[first : first + _AT_ONCE]
        ids = [] if every else [section for _, chosen in together for section in chosen[:MOST]]
        known = {section: _section(*read[section][2:5]) for section in ids if section in read}
        if more := [section for section in ids if section not in read]:
            known.update(_sections(connection, "s.id IN (SELECT value FROM json_each(?))", json.dumps(more)))
        for note, chosen in together:
            if chosen and not every:
                yield [known[section] for section in chosen[:MOST]]
            else:
                of_note = _sections(connection, "s.note = ?", note)
                yield [section for _, section in islice(of_note, None if every else MOST)]


def _sections(connection: sqlite3.Connection, where: str, value: str | int) -> Iterator[tuple[int, Section]]:
    rows = connection.execute(
        "SELECT s.id, s.line, t.text, s.headings FROM section s JOIN section_text t ON t.id = s.id "
        f"WHERE {where} ORDER BY s.id",
        (value,),
    )
    for section, *row in rows:
        yield section, _section(*row)


def _section(line: int, text: str, headings: str) -> Section:
    return Section(line, () if headings == "[]" else tuple(json.loads(headings)), Text(text))


class Sought(NamedTuple):
    """What is looked for and highlighted, and how much each of it counts."""

    units: tuple[Unit, ...]
    weights: tuple[float, ...]

    def held(self, text: Text) -> float:
        """How much of it stands in `text`."""
        return sum(self.weights[place] for place in text.held(self.units))

    def among(self, owners: Sequence[T], texts: Sequence[str]) -> list[T]:
        """The owners of those texts in which some of it stands, spelled as texts usually spell it: no look at each of
        their letters, and not the last word (accents, marks of Markdown within a word)."""
        counters = _counters(self.units)
        return [one for one, text in zip(owners, texts, strict=True) if any(count(text) for count in counters)]


@lru_cache(maxsize=64)
def _counters(units: tuple[Unit, ...]) -> list[Counter]:
    """What counts how each unit begins."""
    first = [next((run for run in runs(unit.text) if run != SEPARATOR), "") for unit in units]
    return [counter(run[:_BEGINNING], begins=True) for run in first if run]


def place_of(
    connection: sqlite3.Connection, note: int, title: str, sections: Sequence[Section], sought: Sought
) -> Place:
    """The window of the section that holds most of what is sought; else the property that holds some, else the title;
    each in its usual spelling, else in any; else the same for units inside of words (CamelCase); else how the note
    begins."""
    usual = sought.among(sections, [section.text.raw for section in sections])
    if usual and (found := _in_sections(usual, sought)):
        return found._replace(others=usual)
    properties = _properties(connection, note)
    named = [*properties, (1, title)]
    if found := _in_values(sought.among(named, [value for _, value in named]), sought):
        return found._replace(others=usual)
    for wanted in (sought, Sought(tuple(unit._replace(inner=True) for unit in sought.units), sought.weights)):
        if found := (_in_sections(sections, wanted) or _in_values(named, wanted)):
            return found._replace(others=sections)
    line, headings, text = sections[0]
    return Place(line, headings, excerpt(text, (), width=EXCERPT_WIDTH), sections)


def _in_sections(sections: Sequence[Section], sought: Sought) -> Place | None:
    best, most, all_of_it = None, 0.0, sum(sought.weights)
    for section in sections:
        if (held := sought.held(section.text)) > most:
            best, most = section, held
        if most >= all_of_it:  # no other one holds more
            break
    return _shown(*best, sought) if best else None


def _shown(line: int | None, headings: tuple[str, ...], text: Text, sought: Sought) -> Place | None:
    # The headings are shown above the excerpt: it is the text below them that tells more.
    shown = excerpt(text, sought.units, width=EXCERPT_WIDTH, weights=sought.weights, below_heading=bool(headings))
    return Place(None if line is None else line + shown.line, headings, shown) if shown.highlights else None


def _properties(connection: sqlite3.Connection, note: int) -> list[tuple[int | None, str]]:
    """The values of a note's properties with their lines, its description first."""
    return connection.execute(
        "SELECT line, text FROM property WHERE note = ? AND text <> '' ORDER BY key <> 'description', seq", (note,)
    ).fetchall()


def _in_values(values: Sequence[tuple[int | None, str]], sought: Sought) -> Place | None:
    for line, value in values:
        if found := _shown(line, (), Text(value), sought):
            return found
    return None
