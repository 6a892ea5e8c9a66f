"""The sections that may answer: found and put in a first order by the full-text index, then read.

Most of the time of a search is spent here, so the index is asked for as little as will do.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from notes_cli.index.listing import VISIBLE
from notes_cli.index.plan import Term
from notes_cli.index.weights import CANDIDATES, COLUMNS, NAMED, RANKED
from notes_cli.query.sql import Sql


class Match(NamedTuple):
    """A section that matches an expression."""

    section: int
    note: int
    rank: float  # by FTS5's own BM25, more is better


class Candidate(NamedTuple):
    """A section, read, with what is said of its note."""

    section: int
    note: int
    text: str
    headings: str  # JSON, from the top heading down
    title: str
    tags: str  # JSON
    aliases: str  # JSON
    file: str  # the file's name
    description: str | None  # only beside the text before the first heading


_RANK = f"-bm25(fts, {COLUMNS}) AS rank"
_BEST = f"SELECT rowid, {_RANK} FROM fts WHERE fts MATCH ? ORDER BY rank DESC, rowid LIMIT ?"
_NEWEST = (
    f"SELECT rowid, rank FROM (SELECT rowid, {_RANK} FROM fts WHERE fts MATCH ? ORDER BY rowid DESC "
    f"LIMIT {RANKED + 1}) ORDER BY rank DESC, rowid"
)
_NAMED = f"SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT {NAMED}"
_REST = "SELECT rowid, 0.0 FROM fts WHERE fts MATCH ? ORDER BY rowid DESC"
_NOTES = (
    "SELECT s.id, s.note FROM json_each(?) j CROSS JOIN section s ON s.id = j.value "
    "CROSS JOIN note n ON n.id = s.note CROSS JOIN file f ON f.id = n.id WHERE "
)
_FILTERED = (
    f"SELECT s.id, s.note, {_RANK} FROM fts JOIN section s ON s.id = fts.rowid "
    "JOIN note n ON n.id = s.note JOIN file f ON f.id = n.id WHERE fts MATCH ? AND ({}) "
    "ORDER BY rank DESC, s.id LIMIT ?"
)


def matching(
    connection: sqlite3.Connection,
    expression: str,
    where: Sql,
    *,
    notes: int | None,
    without: Iterable[int] = (),
    thorough: bool = False,
) -> list[Match]:
    """The sections that `expression` finds and whose notes satisfy `where`, best first by FTS5's ranking.

    As many as hold `notes` notes (None = all) beside those in `without`, which are left out; at least `CANDIDATES`
    where there are so many. Of more than `RANKED` sections only some are ranked, unless `thorough`.
    """
    out = set(without)
    least = -1 if notes is None else max(CANDIDATES, 10 * notes)
    if where == VISIBLE and not thorough:
        return _of_visible(connection, expression, notes, out, least)
    while True:
        found = _matching(connection, expression, where, least)
        kept = _but(found, out)
        complete = least == -1 or len(found) < least
        if complete or _is_enough(kept, notes):
            return kept
        least = -1 if least > 100 * CANDIDATES else 10 * least


def _is_enough(kept: Sequence[Match], notes: int | None) -> bool:
    return notes is not None and len(kept) >= CANDIDATES and len({match.note for match in kept}) >= notes


def _of_visible(
    connection: sqlite3.Connection, expression: str, notes: int | None, out: set[int], least: int
) -> list[Match]:
    """As `matching`, where nothing is asked but words: what FTS5 says first is nearly always all that is needed."""
    newest = connection.execute(_NEWEST, (expression,)).fetchall()
    is_some = len(newest) > RANKED
    ranked = _with_named(connection, expression, newest) if is_some else newest
    kept = _but(_visible(connection, ranked if notes is None else ranked[: least + len(out)]), out)
    if _is_enough(kept, notes) or (not is_some and (notes is None or len(ranked) <= least + len(out))):
        return kept
    rest = connection.execute(_REST, (expression,)).fetchall() if is_some else ranked
    known = {match.section for match in kept}
    return kept + [match for match in _but(_visible(connection, rest), out) if match.section not in known]


def _but(matches: Iterable[Match], out: set[int]) -> list[Match]:
    return [match for match in matches if match.note not in out]


def _with_named(
    connection: sqlite3.Connection, expression: str, newest: Sequence[tuple[int, float]]
) -> list[tuple[int, float]]:
    """Sections of notes that are named so, then the newest ones of all, best first."""
    most = newest[0][1]
    named = {section: most for (section,) in connection.execute(_NAMED, (f"{{title}} : ({expression})",))}
    return [*sorted(named.items()), *(one for one in newest if one[0] not in named)]


def _matching(connection: sqlite3.Connection, expression: str, where: Sql, most: int) -> list[Match]:
    if where == VISIBLE:
        # Few notes are hidden: it is faster to drop theirs afterwards than to look up the note of every section.
        ranked = connection.execute(_BEST, (expression, most)).fetchall()
        found = _visible(connection, ranked)
        if len(found) == len(ranked) or most == -1 or len(ranked) < most:
            return found
    rows = connection.execute(_FILTERED.format(where.text), (expression, *where.params, most))
    return [Match._make(row) for row in rows]


def _visible(connection: sqlite3.Connection, ranked: Sequence[tuple[int, float]]) -> list[Match]:
    """The ranked sections whose notes are not hidden, in their order."""
    rows = connection.execute(_NOTES + VISIBLE.text, (json.dumps([section for section, _ in ranked]), *VISIBLE.params))
    note_of = dict(rows.fetchall())
    return [Match(section, note_of[section], rank) for section, rank in ranked if section in note_of]


def read(connection: sqlite3.Connection, sections: Sequence[int]) -> list[Candidate]:
    """The sections with these ids, in their order."""
    rows = connection.execute(
        "SELECT s.id, s.note, t.text, s.headings, n.title, n.tags, n.aliases, f.name, "
        "iif(s.headings = '[]', n.description, NULL) "
        "FROM json_each(?) j CROSS JOIN section s ON s.id = j.value CROSS JOIN section_text t ON t.id = s.id "
        "CROSS JOIN note n ON n.id = s.note CROSS JOIN file f ON f.id = n.id ORDER BY j.key",
        (json.dumps(sections),),
    )
    return [Candidate._make(row) for row in rows]


def properties(connection: sqlite3.Connection, note: int) -> str:
    """All properties of a note as JSON."""
    return str(connection.execute("SELECT front FROM note WHERE id = ?", (note,)).fetchone()[0])


def frequencies(connection: sqlite3.Connection, terms: Iterable[Term]) -> dict[str, int]:
    """In how many sections each term stands (a lone character: roughly), by token."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.term_count USING fts5vocab(main, fts, row)")
    found = {}
    for term in terms:
        within, tokens = "term = ?", [term.token]
        if term.expression.endswith("*"):
            within, tokens = "term >= ? AND term < ?", [term.token, chr(ord(term.token) + 1)]
        row = connection.execute(f"SELECT sum(doc) FROM temp.term_count WHERE {within}", tokens).fetchone()
        found[term.token] = row[0] or 0
    return found


def occurs(connection: sqlite3.Connection, expression: str) -> bool:
    """Whether any section holds what `expression` asks for."""
    return connection.execute("SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1", (expression,)).fetchone() is not None


def total(connection: sqlite3.Connection) -> int:
    """About how many sections there are, at no cost."""
    return int(connection.execute("SELECT max(id) FROM section").fetchone()[0] or 1)
