"""The place of a note that shows best why it was found: a line of the file, the headings above it, an excerpt."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from notes_cli.text.excerpt import Excerpt, Text, excerpt
from notes_cli.text.words import Unit

#: Characters of an excerpt in structured output.
EXCERPT_WIDTH = 160
#: Sections of a note that are looked at.
MOST = 20


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


def sections_of(connection: sqlite3.Connection, note: int, ids: Sequence[int], *, every: bool = False) -> list[Section]:
    """The sections with these ids in their order, at most `MOST`; the note's first ones when there are none, all of
    the note when `every`."""
    where, params = (
        ("s.id IN (SELECT value FROM json_each(?))", json.dumps(ids[:MOST])) if ids else ("s.note = ?", note)
    )
    rows = connection.execute(
        "SELECT s.id, s.line, s.headings, t.text FROM section s JOIN section_text t ON t.id = s.id "
        f"WHERE {where} ORDER BY s.id LIMIT ?",
        (params, -1 if every else MOST),
    ).fetchall()
    order = {identity: place for place, identity in enumerate(ids)}
    rows.sort(key=lambda row: order.get(row[0], row[0]))
    return [Section(line, tuple(json.loads(headings)), Text(text)) for _, line, headings, text in rows]


class Sought(NamedTuple):
    """What is looked for and highlighted, and how much each of it counts."""

    units: tuple[Unit, ...]
    weights: tuple[float, ...]

    def held(self, text: Text) -> float:
        """How much of it stands in `text`."""
        return sum(self.weights[place] for place in text.held(self.units))


def place_of(
    connection: sqlite3.Connection, note: int, title: str, sections: Sequence[Section], sought: Sought
) -> Place:
    """The window of the section that holds most of what is sought; else the property that holds some, else the title;
    else the same for units inside of words (CamelCase); else how the note begins."""
    for wanted in (sought, Sought(tuple(unit._replace(inner=True) for unit in sought.units), sought.weights)):
        found = (
            _in_sections(sections, wanted)
            or _in_properties(connection, note, wanted)
            or _shown(1, (), Text(title), wanted)
        )
        if found:
            return found
    line, headings, text = sections[0]
    return Place(line, headings, excerpt(text, (), width=EXCERPT_WIDTH))


def _in_sections(sections: Sequence[Section], sought: Sought) -> Place | None:
    held = [sought.held(section.text) for section in sections]
    if not any(held):
        return None
    line, headings, text = sections[held.index(max(held))]
    return _shown(line, headings, text, sought)


def _shown(line: int | None, headings: tuple[str, ...], text: Text, sought: Sought) -> Place | None:
    # The headings are shown above the excerpt: it is the text below them that tells more.
    shown = excerpt(text, sought.units, width=EXCERPT_WIDTH, weights=sought.weights, below_heading=bool(headings))
    return Place(None if line is None else line + shown.line, headings, shown) if shown.highlights else None


def _in_properties(connection: sqlite3.Connection, note: int, sought: Sought) -> Place | None:
    values = connection.execute(
        "SELECT line, text FROM property WHERE note = ? AND text <> '' ORDER BY key <> 'description', seq", (note,)
    )
    for line, value in values:
        if found := _shown(line, (), Text(value), sought):
            return found
    return None
