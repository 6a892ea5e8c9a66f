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
_NEWEST = f"SELECT rowid, {_RANK} FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT {RANKED}"
_NAMED = f"SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT {NAMED}"
_REST = "SELECT rowid, 0.0 FROM fts WHERE fts MATCH ? ORDER BY rowid DESC"
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ? LIMIT {RANKED + 1})"
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
    if where == VISIBLE and not thorough and connection.execute(_COUNT, (expression,)).fetchone()[0] > RANKED:
        ranked = _some_ranked(connection, expression)
        first = ranked if notes is None else ranked[: max(CANDIDATES, 10 * notes) + len(out)]
        kept = [match for match in _visible(connection, first) if match.note not in out]
        if notes is not None and len(kept) >= CANDIDATES and len({match.note for match in kept}) >= notes:
            return kept
        rest = _visible(connection, connection.execute(_REST, (expression,)).fetchall())
        known = {match.section for match in kept}
        return kept + [match for match in rest if match.note not in out and match.section not in known]
    enough = -1 if notes is None else max(CANDIDATES, 10 * notes)
    while True:
        found = _matching(connection, expression, where, enough)
        kept = [match for match in found if match.note not in out]
        complete = enough == -1 or len(found) < enough
        if complete or (len(kept) >= CANDIDATES and len({match.note for match in kept}) >= (notes or 0)):
            return kept
        enough = -1 if enough > 100 * CANDIDATES else 10 * enough


def _some_ranked(connection: sqlite3.Connection, expression: str) -> list[tuple[int, float]]:
    """Sections of notes that are named so, then the newest ones of all, best first."""
    newest = dict(connection.execute(_NEWEST, (expression,)).fetchall())
    most = max(newest.values())
    named = connection.execute(_NAMED, (f"{{title}} : ({expression})",))
    ranks = newest | {section: most for (section,) in named}
    return sorted(ranks.items(), key=lambda item: (-item[1], item[0]))


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
