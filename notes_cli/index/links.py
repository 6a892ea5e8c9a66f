"""Links between notes. Where one leads is decided when it is asked, by a join of facts about single files."""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from notes_cli.index.destination import DESTINATION, LEADS_HERE
from notes_cli.index.schema import LINK_TARGET, LINK_TEXT
from notes_cli.query.sql import Sql
from notes_cli.results import BacklinkRecord, LinkRecord, UnresolvedRecord

#: Whether a target names a file that is there though it is not in the vault; None: none is.
Served = Callable[[str], bool] | None


class Destination(NamedTuple):
    """A file that a link leads to. `title` is the note's, or the file's name."""

    id: int
    path: str
    disk: bytes
    is_note: bool
    title: str


def destination(connection: sqlite3.Connection, source: str, *, key: str, path: str) -> Destination | None:
    """What a link with this `key` and `path` (see `model.Link`), written in the note at `source`, leads to."""
    row = connection.execute(
        f"""
        SELECT t.id, t.path, t.disk, t.is_note, coalesce(n.title, t.name) FROM file t LEFT JOIN note n ON n.id = t.id
        WHERE t.id = (SELECT ({DESTINATION}) FROM file f,
                      (SELECT 'wikilink' AS kind, ? AS key, ? AS path) l WHERE f.path = ? LIMIT 1)""",
        (key, path, source),
    ).fetchone()
    return None if row is None else Destination(row[0], row[1], row[2], bool(row[3]), row[4])


def unresolved(connection: sqlite3.Connection, where: Sql, served: Served = None) -> tuple[UnresolvedRecord, ...]:
    """The links of those notes that lead to nothing, by path and line, but for those to what a site serves."""
    rows = connection.execute(
        f"SELECT f.path, l.line, {LINK_TARGET} FROM link l JOIN note n ON n.id = l.note JOIN file f ON f.id = l.note "
        "JOIN unresolved u ON u.note = l.note AND u.seq = l.seq "
        f"WHERE {where.text} "
        "ORDER BY f.path, l.line, l.seq",
        where.params,
    )
    links = map(UnresolvedRecord._make, rows)
    return tuple(link for link in links if not served(file_of(link.target))) if served else tuple(links)


def file_of(target: str) -> str:
    """What a target, as written, names: without the part and what is shown instead of it."""
    return target.partition("#")[0].partition("|")[0].strip()


def orphan(*, hidden: bool) -> Sql:
    """The condition that no other note links to note n; links in hidden notes count only with `hidden`."""
    seen = "1" if hidden else "(SELECT s.hidden FROM file s WHERE s.id = b.note) = 0"
    return Sql(f"NOT EXISTS (SELECT 1 FROM backlink b WHERE b.target = n.id AND {seen})")


def links_of(connection: sqlite3.Connection, note: int) -> tuple[LinkRecord, ...]:
    """The links of a note in the order of the file, each with the path it leads to."""
    rows = connection.execute(
        f"SELECT f.path, l.line, l.kind, {LINK_TARGET}, {LINK_TEXT}, t.path, l.part "
        "FROM link l JOIN file f ON f.id = l.note "
        f"LEFT JOIN file t ON t.id = ({DESTINATION}) WHERE l.note = ? ORDER BY l.seq",
        (note,),
    )
    return tuple(map(LinkRecord._make, rows))


def backlinks_of(
    connection: sqlite3.Connection, note: int, *, hidden: bool, is_wanted: Callable[[str], bool] = lambda part: True
) -> tuple[BacklinkRecord, ...]:
    """The links that lead to a note, by path and line; the excerpt is the line they stand in.

    `is_wanted` tells of a link's part ("#Heading", "" for the whole note) whether it counts; links that stand in
    hidden notes count only with `hidden`.
    """
    rows = connection.execute(
        f"""
        SELECT f.path, l.line, l.kind, {LINK_TEXT}, l.note, l.part FROM file me
        JOIN link l ON l.key IN (me.name_key, substr(me.name_key, 1, length(me.name_key) - 3), me.page_key)
                    AND l.kind <> 'external'
        JOIN file f ON f.id = l.note
        WHERE me.id = ? AND f.id <> me.id AND f.hidden <= ? AND ({LEADS_HERE})
        ORDER BY f.path, l.line""",
        (note, int(hidden)),
    ).fetchall()
    return tuple(
        BacklinkRecord(path, line, kind, text, _line(connection, source, line))
        for path, line, kind, text, source, part in rows
        if is_wanted(part)
    )


def _line(connection: sqlite3.Connection, note: int, line: int | None) -> str:
    """The text of one line of a note; of a line of front matter, the property and its value."""
    row = connection.execute(
        "SELECT s.line, t.text FROM section s JOIN section_text t ON t.id = s.id "
        "WHERE s.note = ? AND s.line <= ? ORDER BY s.line DESC LIMIT 1",
        (note, line or 0),
    ).fetchone()
    if row is not None:
        lines = row[1].split("\n")
        place = (line or 0) - row[0]
        return lines[place].strip() if place < len(lines) else ""
    found = connection.execute(
        "SELECT name || ': ' || text FROM property WHERE note = ? AND line IS ? AND text <> ''", (note, line)
    ).fetchone()
    return found[0] if found else ""
