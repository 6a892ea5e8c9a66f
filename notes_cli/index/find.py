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

from notes_cli.index.listing import NOTE_COLUMNS, note_record
from notes_cli.query.compile import condition, matches
from notes_cli.query.sql import TRUE, Sql
from notes_cli.query.syntax import And, Query, Words, all_of, positive_words
from notes_cli.results import Hit
from notes_cli.text.excerpt import Excerpt, excerpt, matching_lines
from notes_cli.text.fold import fold
from notes_cli.text.words import query_units

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
    def terms(self) -> tuple[str, ...]:
        """What is highlighted, as typed."""
        return tuple(t for w in self.words for t in ([w.text] if w.quoted else [u.text for u in query_units(w.text)]))


def plan(query: Query, today: date) -> Plan:
    """Take `query` apart. Raises `QueryError` for operands that cannot be read."""
    words = positive_words(query)
    joined = query.queries if isinstance(query, And) else (query,)
    others = [q for q in joined if not isinstance(q, Words)]
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


def find(connection: sqlite3.Connection, query: Query, scope: Sql, *, today: date, limit: int | None) -> list[Hit]:
    """The notes within `scope` that answer `query`, best first, at most `limit` (None = all)."""
    wanted = plan(query, today)
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
    ranked = _ranked(connection, found, wanted)[: limit or None]
    shown = _shown(connection, [f.note for f in ranked])
    return [_hit(connection, f, shown[f.note], wanted) for f in ranked]


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
    asked = fold(" ".join(wanted.terms)).strip()
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
    place = _place(connection, found.note, sections, wanted.terms)
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
    sections: list[tuple[int, tuple[str, ...], str]],
    terms: Sequence[str],
) -> Place:
    """The best section's window; the value of a property when no section holds a word; else how the note begins."""
    line, headings, text = sections[0]
    # The headings are shown above the excerpt: it is the text below them that tells more, if it holds a word at all.
    below = 1 if headings and "\n" in text else 0
    shown = excerpt(text.split("\n", below)[-1], terms, width=EXCERPT_WIDTH)
    if shown.highlights or not terms:
        return Place(line + below + shown.line, headings, shown)
    shown = excerpt(text, terms, width=EXCERPT_WIDTH)
    if shown.highlights:
        return Place(line + shown.line, headings, shown)
    values = connection.execute(
        "SELECT line, text FROM property WHERE note = ? AND text <> '' ORDER BY key <> 'description', seq",
        (note,),
    )
    for value_line, value in values:
        of_value = excerpt(value, terms, width=EXCERPT_WIDTH)
        if of_value.highlights:
            return Place(value_line, (), of_value)
    return Place(line + shown.line, headings, shown)


def _match(texts: Iterable[str], terms: Sequence[str]) -> str:
    """`exact` when every word stands somewhere as it was typed (without case), else `folded`."""
    seen = "\n".join(texts).casefold()
    return "exact" if all(term.casefold() in seen for term in terms) else "folded"
