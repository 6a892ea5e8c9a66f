"""Ranked search: from a query to the notes that answer it, best first, each with the place that shows why.

In stages, each only as far as needed: sections that hold all the words as typed, sections that hold them as
beginnings of words, notes that hold them in different sections. A hit of an earlier stage always stands first.
Within a stage: BM25 over sections, and a note is as good as its best section (sums let long notes win).
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from notes_cli.index.listing import NEWEST, NOTE_COLUMNS, note_record, order_by
from notes_cli.query.compile import condition
from notes_cli.query.sql import TRUE, Sql
from notes_cli.query.syntax import And, Query, Words, all_of, positive_words
from notes_cli.query.words import matches
from notes_cli.results import Hit
from notes_cli.text.excerpt import Excerpt, excerpt, matching_lines, term_pattern
from notes_cli.text.fold import fold
from notes_cli.text.plain import unmarked
from notes_cli.text.words import Unit, query_units

#: Weights of the columns of the full-text index: body, heading, title, tags, extra, front.
WEIGHTS = "1.0, 1.5, 2.0, 1.5, 0.5, 1.2"
#: What the second and the third best section of a note add to its best one.
FURTHER = (0.1, 0.01)
#: A whole query that is the title, or that the title begins with.
TITLE_BONUS = 100.0
TITLE_START_BONUS = 10.0
#: The stages' distance; larger than any score within one.
STAGE = 1000.0
#: How many other matching lines a hit tells.
MORE = 20
#: Characters of an excerpt in structured output.
EXCERPT_WIDTH = 160


class Candidate(NamedTuple):
    """A section that may answer."""

    section: int
    note: int
    score: float


@dataclass(slots=True)
class Found:
    """A note on its way to becoming a hit."""

    note: int
    stage: int
    sections: list[Candidate] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A query taken apart: what the full-text index is asked, and what the note must satisfy besides."""

    words: tuple[Words, ...]
    exact: tuple[str, ...]  # one expression for each unit, whole words
    loose: tuple[str, ...]  # the same, the last word a beginning
    rest: Sql  # conditions that are no words, for the stages within one section
    full: Sql  # the whole query as a condition over notes
    joint: bool  # all words must hold (no OR among them)

    @property
    def terms(self) -> tuple[Unit, ...]:
        """What is highlighted, as typed."""
        return tuple(
            unit for w in self.words for unit in ([Unit(w.text, whole=True)] if w.quoted else query_units(w.text))
        )


def plan(query: Query, today: date) -> Plan:
    """Take `query` apart. Raises `QueryError` for operands that cannot be read."""
    words = positive_words(query)
    joined = query.queries if isinstance(query, And) else (query,)
    others = [q for q in joined if not isinstance(q, Words) or q.case]
    exact = [e for w in words for e in matches(w.text, w.quoted, whole=True)]
    loose = [e for w in words for e in matches(w.text, w.quoted)]
    return Plan(
        words=words,
        exact=tuple(exact),
        loose=tuple(loose),
        rest=condition(all_of(others), today=today) if others else TRUE,
        full=condition(query, today=today),
        joint=all(isinstance(q, Words) or not positive_words(q) for q in joined)
        and all(matches(w.text, w.quoted) for w in words),
    )


def find(
    connection: sqlite3.Connection,
    query: Query,
    scope: Sql,
    *,
    today: date,
    sort: str | None = None,
    limit: int | None,
) -> list[Hit]:
    """The notes within `scope` that answer `query`, best first unless `sort`ed, at most `limit` (None = all)."""
    wanted = plan(query, today)
    found = _found(connection, wanted, scope, None if sort else limit)
    ranked = _ranked(connection, found, wanted)
    if sort:
        place = {note: number for number, note in enumerate(_sorted(connection, list(found), sort))}
        ranked.sort(key=lambda f: place[f.note])
    ranked = ranked[: limit or None]
    shown = _shown(connection, [f.note for f in ranked])
    return [_hit(connection, f, shown[f.note], wanted) for f in ranked]


def _sorted(connection: sqlite3.Connection, notes: Sequence[int], sort: str) -> list[int]:
    rows = connection.execute(
        "SELECT n.id FROM json_each(?) j JOIN note n ON n.id = j.value JOIN file f ON f.id = n.id "
        f"ORDER BY {order_by(sort, NEWEST)}",
        (json.dumps(notes),),
    )
    return [row[0] for row in rows]


def _found(connection: sqlite3.Connection, wanted: Plan, scope: Sql, limit: int | None) -> dict[int, Found]:
    """The notes that answer, by id, each with the stage that found it; about as many as `limit` asks for."""
    found: dict[int, Found] = {}
    for stage, (expression, where) in enumerate(_stages(wanted, scope)):
        for candidate in _candidates(connection, expression, where, limit):
            note = found.setdefault(candidate.note, Found(candidate.note, stage))
            if note.stage == stage:
                note.sections.append(candidate)
        if limit is not None and len(found) >= limit:
            break
    if not wanted.loose or (not wanted.joint and (limit is None or len(found) < limit)):
        # Notes that match without holding a word of the query: -x, or text of punctuation only.
        for identity in _without_words(connection, wanted.full & scope):
            found.setdefault(identity, Found(identity, 3))
    return found


def _stages(wanted: Plan, scope: Sql) -> Iterable[tuple[str, Sql]]:
    if not wanted.loose:
        return
    if wanted.joint:
        within = wanted.rest & scope
        yield " AND ".join(wanted.exact), within
        if wanted.loose != wanted.exact:
            yield " AND ".join(wanted.loose), within
        if len(wanted.loose) == 1:
            return
    yield " OR ".join(wanted.loose), wanted.full & scope


def _candidates(connection: sqlite3.Connection, expression: str, where: Sql, limit: int | None) -> list[Candidate]:
    """Sections by BM25. With a limit, as many as surely hold that many notes; all when they do not."""
    sql = (
        f"SELECT s.id, s.note, -bm25(fts, {WEIGHTS}) AS score FROM fts JOIN section s ON s.id = fts.rowid "
        f"JOIN note n ON n.id = s.note JOIN file f ON f.id = n.id WHERE fts MATCH ? AND ({where.text}) "
        "ORDER BY score DESC, s.id LIMIT ?"
    )
    enough = -1 if limit is None else max(200, 10 * limit)
    rows = connection.execute(sql, (expression, *where.params, enough)).fetchall()
    if limit is not None and len(rows) == enough and len({row[1] for row in rows}) < limit:
        rows = connection.execute(sql, (expression, *where.params, -1)).fetchall()
    return [Candidate(*row) for row in rows]


def _without_words(connection: sqlite3.Connection, where: Sql) -> list[int]:
    rows = connection.execute(
        f"SELECT n.id FROM note n JOIN file f ON f.id = n.id WHERE {where.text} ORDER BY n.date_key DESC, f.path",
        where.params,
    )
    return [row[0] for row in rows]


def _ranked(connection: sqlite3.Connection, found: dict[int, Found], wanted: Plan) -> list[Found]:
    asked = fold(" ".join(unit.text for unit in wanted.terms)).strip()
    facts = _facts(connection, list(found))
    for note in found.values():
        best = sorted((c.score for c in note.sections), reverse=True)[: 1 + len(FURTHER)]
        note.score = sum(score * weight for score, weight in zip(best, (1.0, *FURTHER), strict=False))
        note.score += _title_bonus(fold(facts[note.note][0]), asked)
    return sorted(found.values(), key=lambda f: (f.stage, -f.score, -(facts[f.note][1] or 0.0), facts[f.note][2]))


def _title_bonus(title: str, asked: str) -> float:
    if not asked:
        return 0.0
    if title == asked:
        return TITLE_BONUS
    return TITLE_START_BONUS * len(asked) / len(title) if title.startswith(asked) else 0.0


def _facts(connection: sqlite3.Connection, notes: Sequence[int]) -> dict[int, tuple[str, float | None, str]]:
    """Title, date and path of the notes."""
    rows = connection.execute(
        "SELECT n.id, n.title, n.date_key, f.path FROM json_each(?) j JOIN note n ON n.id = j.value "
        "JOIN file f ON f.id = n.id",
        (json.dumps(notes),),
    )
    return {row[0]: row[1:] for row in rows}


def _shown(connection: sqlite3.Connection, notes: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    rows = connection.execute(
        f"SELECT n.id, {NOTE_COLUMNS} FROM json_each(?) j JOIN note n ON n.id = j.value JOIN file f ON f.id = n.id",
        (json.dumps(notes),),
    )
    return {row[0]: row[1:] for row in rows}


# -- the place that shows why -------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where a hit is shown: a line of the file, the headings above it, the excerpt."""

    line: int | None
    headings: tuple[str, ...]
    excerpt: Excerpt


def _hit(connection: sqlite3.Connection, found: Found, row: tuple[Any, ...], wanted: Plan) -> Hit:
    record = note_record(row)
    sections = _sections(connection, found)
    place = _place(connection, found.note, record.title, sections, wanted.terms)
    lines = {
        line + offset
        for line, _, text in sections
        for offset in matching_lines(text, wanted.terms)
        if line + offset != place.line
    }
    texts = (text for _, _, text in sections)
    match = _match((place.excerpt.text, record.title, *record.tags, *record.aliases, record.path, *texts), wanted.terms)
    return Hit(
        *record,
        round(found.score + STAGE * (3 - found.stage), 4), match, place.line, place.headings, place.excerpt.text,
        place.excerpt.highlights, tuple(sorted(lines)[:MORE]),
    )  # fmt: skip


def _sections(connection: sqlite3.Connection, found: Found) -> list[tuple[int, tuple[str, ...], str]]:
    """Line, headings and text of the sections that matched, best first; the first section when none did."""
    ids = [c.section for c in sorted(found.sections, key=lambda c: -c.score)[:MORE]]
    where, params = (
        ("s.id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)) if ids else ("s.note = ?", (found.note,))
    )
    rows = connection.execute(
        "SELECT s.id, s.line, s.headings, t.text FROM section s JOIN section_text t ON t.id = s.id "
        f"WHERE {where} ORDER BY s.id",
        params,
    ).fetchall()
    order = {identity: place for place, identity in enumerate(ids)}
    rows.sort(key=lambda row: order.get(row[0], row[0]))
    return [(line, tuple(json.loads(headings)), text) for _, line, headings, text in rows]


def _place(
    connection: sqlite3.Connection,
    note: int,
    title: str,
    sections: list[tuple[int, tuple[str, ...], str]],
    terms: tuple[Unit, ...],
) -> Place:
    """The window of the section that holds most of the words; else the property that holds one, else the title;
    else the same for words inside of words (CamelCase); else how the note begins."""
    for units in (terms, tuple(unit._replace(inner=True) for unit in terms)):
        found = (
            _in_sections(sections, units)
            or _in_properties(connection, note, units)
            or _shown_place(1, (), title, units)
        )
        if found:
            return found
    line, headings, text = sections[0]
    return Place(line, headings, excerpt(text, (), width=EXCERPT_WIDTH))


def _in_sections(sections: list[tuple[int, tuple[str, ...], str]], units: Sequence[Unit]) -> Place | None:
    held = [_held(text, units) or _held(unmarked(text), units) for _, _, text in sections]
    if not any(held):
        return None
    line, headings, text = sections[held.index(max(held))]
    # The headings are shown above the excerpt: it is the text below them that tells more, if it holds a word at all.
    _, mark, below = text.partition("\n")
    if headings and mark and (found := _shown_place(line + 1, headings, below, units)):
        return found
    return _shown_place(line, headings, text, units)


def _held(text: str, units: Sequence[Unit]) -> int:
    """How many of the units stand in `text`."""
    folded = fold(text)
    return sum(1 for unit in units if (pattern := term_pattern(unit)) and pattern.search(folded))


def _shown_place(line: int | None, headings: tuple[str, ...], text: str, units: Sequence[Unit]) -> Place | None:
    shown = excerpt(text, units, width=EXCERPT_WIDTH)
    return Place(None if line is None else line + shown.line, headings, shown) if shown.highlights else None


def _in_properties(connection: sqlite3.Connection, note: int, units: Sequence[Unit]) -> Place | None:
    values = connection.execute(
        "SELECT line, text FROM property WHERE note = ? AND text <> '' ORDER BY key <> 'description', seq", (note,)
    )
    for line, value in values:
        if _held(value, units) and (found := _shown_place(line, (), value, units)):
            return found
    return None


def _match(texts: Iterable[str], terms: Sequence[Unit]) -> str:
    """`exact` when every word stands somewhere as it was typed (without case), else `folded`."""
    seen = "\n".join(texts).casefold()
    return "exact" if all(unit.text.casefold() in seen for unit in terms) else "folded"
