"""The place of a note that shows best why it was found: a line of the file, the headings above it, an excerpt."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from notes_cli.text.excerpt import Excerpt, Text, excerpt
from notes_cli.text.fold import spellings
from notes_cli.text.pattern import pattern
from notes_cli.text.words import SEPARATOR, Unit, is_paired, readable, runs

T = TypeVar("T")

#: What may stand within a word as Markdown writes it; letters that fold to those of ASCII, and some others.
_MARKS = "*_~=`\\"
_OTHERWISE = pattern("[\u00aa-\u1eff\uff10-\uff5a]")

#: Characters of an excerpt in structured output.
EXCERPT_WIDTH = 160
#: Sections of a note that the index found, and all sections of it, that are looked at.
MOST, LOOKED_AT = 20, 200
#: Characters by which texts are told that may hold a unit.
_BEGINNING = 8


class Section(NamedTuple):
    """A section of a note as it is stored."""

    line: int
    path: str  # the headings above and of it, JSON
    text: Text

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings from the top one down."""
        return () if self.path == "[]" else tuple(json.loads(self.path))


class Place(NamedTuple):
    """Where a hit is shown."""

    line: int | None  # None only for a property whose line cannot be told
    headings: tuple[str, ...]
    excerpt: Excerpt
    others: Sequence[Section] = ()  # in which there may be more of what is sought


def sections_of(
    connection: sqlite3.Connection, note: int, chosen: Sequence[int], *, whole: bool = False, every: bool = False
) -> list[Section]:
    """The sections of a note: first those with the ids `chosen`, at most `MOST`, in their order, then, when there are
    none or the `whole` note is to be looked through, the others; of a very long one not all, unless `every` is wanted.
    """
    first = chosen[:MOST]
    whole = whole or every or not first or len(chosen) > MOST
    known = dict(_sections(connection, "s.note = ?", note, limit=-1 if every else LOOKED_AT)) if whole else {}
    if missing := [section for section in first if section not in known]:
        known.update(_sections(connection, "s.id IN (SELECT value FROM json_each(?))", json.dumps(missing), limit=MOST))
    return [*(known.pop(section) for section in first), *known.values()]


def _sections(
    connection: sqlite3.Connection, where: str, value: str | int, *, limit: int
) -> Iterator[tuple[int, Section]]:
    rows = connection.execute(
        "SELECT s.id, s.line, s.headings, t.text FROM section s JOIN section_text t ON t.id = s.id "
        f"WHERE {where} ORDER BY s.id LIMIT ?",
        (value, limit),
    )
    for section, line, path, text in rows:
        yield section, Section(line, path, Text(text))


class Sought(NamedTuple):
    """What is looked for and highlighted, and how much each of it counts."""

    units: tuple[Unit, ...]
    weights: tuple[float, ...]

    def held(self, text: Text) -> float:
        """How much of it stands in `text`; half of that where it is only in what Markdown hides."""
        weight = sum(self.weights[place] for place in text.held(self.units))
        return weight / 2 if weight and text.is_hidden(self.units) else weight

    def among(self, owners: Sequence[T], texts: Sequence[str]) -> list[T]:
        """The owners of those texts that may hold some of it: none is left out that does, and few are left that do not.
        (To look closer at a text takes twenty times as long.)"""
        tests = _tests(self.units)
        return [one for one, text in zip(owners, texts, strict=True) if any(test(text) for test in tests)]


@lru_cache(maxsize=64)
def _tests(units: tuple[Unit, ...]) -> list[Callable[[str], bool]]:
    """For each unit what tells whether a text may hold it."""
    first = (next((run for run in runs(unit.text) if run != SEPARATOR), "") for unit in units)
    return [_test(run[:_BEGINNING]) for run in first if run]


def _test(run: str) -> Callable[[str], bool]:
    if is_paired(run):
        written = [spellings(character) for character in readable(run)]
        return lambda text: all(any(one in text for one in each) for each in written)
    if not run.isascii():
        return lambda _: True
    return lambda text: _holds_letters(text, run)


def _holds_letters(text: str, run: str) -> bool:
    text = text.lower()
    if run in text or not (text.isascii() or _OTHERWISE.search(text) is None):
        return True
    for mark in _MARKS:
        text = text.replace(mark, "")
    return run in text


def place_of(
    connection: sqlite3.Connection, note: int, title: str, sections: Sequence[Section], sought: Sought
) -> Place:
    """The window of the section that holds most of what is sought; else the property that holds some, else the title;
    else the same for units inside of words (CamelCase); else how the note begins."""
    likely = sought.among(sections, [section.text.raw for section in sections])
    if found := _in_sections(likely, sought):
        return found._replace(others=likely)
    named = [*_properties(connection, note), (1, title)]
    if found := _in_values(sought.among(named, [value for _, value in named]), sought):
        return found._replace(others=likely)
    inner = Sought(tuple(unit._replace(inner=True) for unit in sought.units), sought.weights)
    if found := _in_sections(sections, inner) or _in_values(named, inner):
        return found._replace(others=sections)
    return Place(sections[0].line, sections[0].headings, excerpt(sections[0].text, (), width=EXCERPT_WIDTH), sections)


def _in_sections(sections: Sequence[Section], sought: Sought) -> Place | None:
    best, most, all_of_it = None, 0.0, sum(sought.weights)
    for section in sections:
        if (held := sought.held(section.text)) > most:
            best, most = section, held
        if most >= all_of_it:  # no other one holds more
            break
    return _shown(best.line, best.headings, best.text, sought) if best else None


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
