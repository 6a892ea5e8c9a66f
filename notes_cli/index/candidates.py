"""The sections that may answer: found and put in a first order by the full-text index, then read.

Most of the time of a search is spent here, so the index is asked for as little as will do.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from notes_cli.index.listing import VISIBLE
from notes_cli.index.plan import Term
from notes_cli.index.weights import CANDIDATES, COLUMNS
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
    front: str  # JSON: all properties


_RANKED = f"SELECT rowid, -bm25(fts, {COLUMNS}) AS rank FROM fts WHERE fts MATCH ? ORDER BY rank DESC, rowid LIMIT ?"
_NOTES = (
    "SELECT s.id, s.note FROM json_each(?) j CROSS JOIN section s ON s.id = j.value "
    "CROSS JOIN note n ON n.id = s.note CROSS JOIN file f ON f.id = n.id WHERE "
)
_FILTERED = (
    f"SELECT s.id, s.note, -bm25(fts, {COLUMNS}) AS rank FROM fts JOIN section s ON s.id = fts.rowid "
    "JOIN note n ON n.id = s.note JOIN file f ON f.id = n.id WHERE fts MATCH ? AND ({}) "
    "ORDER BY rank DESC, s.id LIMIT ?"
)


def matching(
    connection: sqlite3.Connection, expression: str, where: Sql, *, notes: int | None, without: Iterable[int] = ()
) -> list[Match]:
    """The sections that `expression` finds and whose notes satisfy `where`, best first by FTS5's ranking.

    As many as hold `notes` notes (None = all) beside those in `without`, which are left out; at least `CANDIDATES`
    where there are so many.
    """
    out = set(without)
    enough = -1 if notes is None else max(CANDIDATES, 10 * notes)
    while True:
        found = _matching(connection, expression, where, enough)
        kept = [match for match in found if match.note not in out]
        complete = enough == -1 or len(found) < enough
        if complete or (len(kept) >= CANDIDATES and len({match.note for match in kept}) >= (notes or 0)):
            return kept
        enough = -1 if enough > 100 * CANDIDATES else 10 * enough


def _matching(connection: sqlite3.Connection, expression: str, where: Sql, most: int) -> list[Match]:
    if where == VISIBLE:
        # Few notes are hidden: it is faster to drop theirs afterwards than to look up the note of every section.
        ranked = connection.execute(_RANKED, (expression, most)).fetchall()
        rows = connection.execute(_NOTES + where.text, (json.dumps([row[0] for row in ranked]), *where.params))
        note_of = dict(rows.fetchall())
        if len(note_of) == len(ranked) or most == -1 or len(ranked) < most:
            return [Match(section, note_of[section], rank) for section, rank in ranked if section in note_of]
    rows = connection.execute(_FILTERED.format(where.text), (expression, *where.params, most))
    return [Match._make(row) for row in rows]


def read(connection: sqlite3.Connection, sections: Sequence[int]) -> list[Candidate]:
    """The sections with these ids, in their order."""
    rows = connection.execute(
        "SELECT s.id, s.note, t.text, s.headings, n.title, n.tags, n.aliases, f.name, "
        "iif(s.headings = '[]', n.description, NULL), n.front "
        "FROM json_each(?) j CROSS JOIN section s ON s.id = j.value CROSS JOIN section_text t ON t.id = s.id "
        "CROSS JOIN note n ON n.id = s.note CROSS JOIN file f ON f.id = n.id ORDER BY j.key",
        (json.dumps(sections),),
    )
    return [Candidate._make(row) for row in rows]


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
