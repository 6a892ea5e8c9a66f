"""Ranked search: from a query to the notes that answer it, best first, each with the place that shows why.

`plan` takes the query apart, `stages` finds notes, `candidates` and `score` rank their sections, `places` shows
where; this module puts an answer together from them, and says what had to be left out.
"""

import json
import re
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from notes_cli.index.candidates import properties
from notes_cli.index.listing import NEWEST, NOTE_COLUMNS, note_record, order_by
from notes_cli.index.places import Place, Section, Sought, place_of, sections_of
from notes_cli.index.plan import Plan, plan
from notes_cli.index.remarks import absent_units as _absent
from notes_cli.index.remarks import remarks
from notes_cli.index.shown import Looker, in_sections, looks, merged, of_units, plain_units
from notes_cli.index.stages import Answer, Found, Stage, answer
from notes_cli.index.weights import STAGE
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import Query
from notes_cli.results import Hit, MatchedLine, NoteRecord
from notes_cli.text.excerpt import Line
from notes_cli.text.fold import fold
from notes_cli.text.words import Unit, is_paired, readable, runs

#: Of two notes that answer as well, the one of the newer date; a file's own time says nothing of its text.
_DATED = "n.date_key IS NULL, n.date_key DESC, f.path"
#: How many other matching lines a hit tells.
MORE = 20


class Answered(NamedTuple):
    """What is found, and sentences on what was left out or looked for instead."""

    records: tuple[Any, ...]  # of `Hit`, or of `MatchedLine`
    remarks: tuple[str, ...]


def find(
    connection: sqlite3.Connection,
    query: Query,
    scope: Sql,
    *,
    today: date,
    sort: str | None = None,
    limit: int | None,
    exact: bool = False,
    fuzzy: bool = False,
    lines: bool = False,
) -> Answered:
    """The notes within `scope` that answer `query`, best first unless `sort`ed, at most `limit` (None = all).

    `exact`: only what holds all of it as typed; `fuzzy`: also what is like it; `lines`: the lines of these notes that
    match, at most `limit` of them, in the order of each file, instead of one hit for each note.
    """
    wanted = plan(query, scope, today=today)
    found = answer(connection, wanted, None if sort else limit, exact=exact, fuzzy=fuzzy)
    ranked = _ranked(connection, found, sort)[: limit or None]
    shown = _shown(connection, [one.note for one in ranked])
    absent = _absent(connection, wanted, found, ranked)
    records: list[Any] = []
    beside, plain = looks(query), plain_units(query)
    every = lines or bool(beside)
    for one in ranked:
        sections = sections_of(connection, one.note, one.sections, whole=not found.complete, every=every)
        record = note_record(shown[one.note])
        sought = _sought(wanted, found, one, plain)
        place = place_of(connection, one.note, record.title, sections, sought)
        seen: list[Line] = []
        if every:  # plain words need no look beside
            looker = Looker(connection, one.note, record.title, sorted(sections, key=lambda each: each.line))
            seen = looker.seen(beside)
            if seen and not place.excerpt.highlights:
                place = looker.place(seen)
        hit = Hit(
            *record, _score(one), _match(connection, one, wanted, record, place, sections), place.line, place.headings,
            place.excerpt.text, place.excerpt.highlights, (), tuple(absent.get(one.note, ())),
        )  # fmt: skip
        if lines:
            records += _lines(hit, looker, sought, seen)
            if limit and len(records) > limit:
                break
        else:
            found_lines = {line.line for line in (*_matching(hit, place.others, sought, enough=MORE + 1), *seen)}
            records.append(hit._replace(more=tuple(sorted(found_lines - {place.line})[:MORE])))
    said = list(remarks(connection, query, wanted, found))
    if limit and len(records) > limit:
        said.append(f"only the first {limit} lines: -n 0 gives all")
    return Answered(tuple(records[: limit or None]), tuple(said))


def _ranked(connection: sqlite3.Connection, answer: Answer, sort: str | None) -> list[Found]:
    """The notes found, in the order in which they are shown: of two as good the newer one goes before."""
    order = {note: place for place, note in enumerate(_sorted(connection, list(answer.found), sort))}
    if sort:
        return sorted(answer.found.values(), key=lambda one: order[one.note])
    return sorted(answer.found.values(), key=lambda one: (one.stage, -one.score, order[one.note]))


def _sorted(connection: sqlite3.Connection, notes: Sequence[int], sort: str | None) -> list[int]:
    rows = connection.execute(
        "SELECT n.id FROM json_each(?) j CROSS JOIN note n ON n.id = j.value CROSS JOIN file f ON f.id = n.id "
        f"ORDER BY {order_by(sort, NEWEST if sort else _DATED)}",
        (json.dumps(notes),),
    )
    return [row[0] for row in rows]


def _shown(connection: sqlite3.Connection, notes: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    rows = connection.execute(
        f"SELECT n.id, {NOTE_COLUMNS} FROM json_each(?) j CROSS JOIN note n ON n.id = j.value "
        "CROSS JOIN file f ON f.id = n.id",
        (json.dumps(notes),),
    )
    return {row[0]: row[1:] for row in rows}


def _score(one: Found) -> float:
    """One number for stage and score: those of an earlier stage are always larger."""
    return round(one.score + STAGE * (Stage.WORDLESS - one.stage), 4)


def _sought(wanted: Plan, answer: Answer, one: Found, plain: Sequence[Unit]) -> Sought:
    """What is highlighted in a note wherever it stands: the `plain` units of the query, as they were looked for."""
    forms = one.stage > Stage.EXACT
    pairs = zip(wanted.asked, answer.asked, strict=True)
    asked = [looked_for for typed, looked_for in pairs if typed.unit in plain]
    units = [each.unit for each in asked]
    units += [Unit(form, whole=True) for each in asked if forms for form in each.forms]
    if one.stage < Stage.PARTIAL or not answer.parts:
        return Sought(tuple(units), (1.0,) * len(units))
    most = max(part.weight for part in answer.parts)
    parts = [Unit(readable(part.term.token), whole=True) for part in answer.parts]
    return Sought((*units, *parts), (2.0,) * len(units) + tuple(part.weight / most for part in answer.parts))


def _match(
    connection: sqlite3.Connection,
    one: Found,
    wanted: Plan,
    record: NoteRecord,
    place: Place,
    sections: Sequence[Section],
) -> str:
    """How the note was found, as the contract calls it. `exact`: every word stands somewhere as typed, but for case."""
    if one.stage > Stage.NOTE:
        return "partial" if one.stage == Stage.PARTIAL else one.kind or "exact"
    texts = (place.excerpt.text, record.title, *record.tags, *record.aliases, record.path)
    seen = "\n".join((*texts, *(section.text.raw for section in sections))).casefold()
    if kind := _likeness(wanted, seen):
        return kind
    how = all if wanted.joint else any
    if how(_stands(asked.unit.text.casefold(), seen) for asked in wanted.asked):
        return "exact"
    seen += "\n" + properties(connection, one.note).casefold()
    return "exact" if how(_stands(asked.unit.text.casefold(), seen) for asked in wanted.asked) else "folded"


def _stands(word: str, text: str) -> bool:
    """Whether the word stands in the text, one of letters or digits not within another."""
    if not (word[:1].isascii() and word[:1].isalnum()):
        return word in text
    return re.search(f"(?<![a-z0-9]){re.escape(word)}", text) is not None


def _likeness(wanted: Plan, seen: str) -> str:
    """How what is like `~word` is like it, where the word itself is not among what is seen; "" where it is."""
    alike = [asked for asked in wanted.asked if asked.like]
    folded = fold(seen) if alike else ""
    for asked in alike:
        text = fold(asked.unit.text)
        if text in folded and fold(asked.like) not in folded:
            return "sound" if any(map(is_paired, runs(text))) else "fuzzy"
    return ""


def _matching(
    hit: Hit,
    sections: Sequence[Section],
    sought: Sought,
    enough: int = sys.maxsize,
    *,
    hidden: bool = False,
    front: Sequence[Line] = (),
) -> list[Line]:
    """The first lines of the file that match, `enough` of them or more, behind those of its front matter; where a note
    holds only some of the words, those that hold most of them."""
    is_partial = hit.match == "partial"
    found, needle = list(front), of_units(sought.units, hidden=hidden)
    for section in sorted(sections, key=lambda each: each.line):
        found += in_sections((section,), needle)
        if len(found) >= enough and not is_partial:
            break
    if not is_partial:
        return found
    weights = [sum(sought.weights[term] for term in line.terms) for line in found]
    least = max(weights, default=0.0) / 2
    return [line for line, weight in zip(found, weights, strict=True) if weight >= least]


def _lines(hit: Hit, looker: Looker, sought: Sought, seen: Sequence[Line]) -> list[MatchedLine]:
    """The matching lines of a note; the place that shows why it was found when no line of its text does."""
    begins = looker.sections[0].line
    front = [line for line in looker.front(of_units(sought.units)) if line.line < begins]
    found = merged([*_matching(hit, looker.sections, sought, hidden=True, front=front), *seen])
    if not found:
        found = [Line(hit.line or 1, hit.excerpt, hit.highlights, frozenset())]
    return [
        MatchedLine(hit.path, line, text, highlights, hit.title, looker.headings(line), hit.match, hit.score)
        for line, text, highlights, _ in found
    ]
