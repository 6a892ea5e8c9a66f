"""Links to a heading or a block that the note they lead to does not have."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple

from notes_cli.index.destination import DESTINATION
from notes_cli.index.schema import HEADING_ANCHOR, HEADING_PLAIN, LINK_TARGET
from notes_cli.model import Heading
from notes_cli.query.sql import Sql
from notes_cli.text.headings import named_section


class LostPart(NamedTuple):
    """A link whose note is there and whose part is not; `what` is "heading" or "block"."""

    path: str
    line: int | None
    target: str
    what: str


def lost_parts(connection: sqlite3.Connection, where: Sql) -> Iterator[LostPart]:
    """The links of those notes to a part of a note that it does not have. Each note that is led to is read once.

    An id that the note's HTML or a heading's `{#id}` gives is there too.
    """
    rows = connection.execute(
        f"SELECT f.path, l.line, {LINK_TARGET}, l.part, ({DESTINATION}) AS target "
        "FROM link l JOIN note n ON n.id = l.note JOIN file f ON f.id = l.note "
        f"WHERE l.kind <> 'external' AND length(trim(l.part, '# ')) AND ({where.text})",
        where.params,
    ).fetchall()

    headings = cache(partial(_headings, connection))
    for path, line, target, part, note in rows:
        if note is None or not _is_note(connection, note):
            continue
        name = part.removeprefix("#").strip()
        if _anchor(connection, note, name, headings) is None:
            yield LostPart(path, line, target, "block" if name.startswith("^") else "heading")


def anchor(connection: sqlite3.Connection, note: int, part: str) -> str | None:
    """The id that `part` of a link ("#Heading", "#A#B", "#^id") has in the page of `note`; None: it is not there.

    "" when nothing is named.
    """
    name = part.removeprefix("#").strip()
    return _anchor(connection, note, name, partial(_headings, connection)) if name.strip("# ") else ""


def _anchor(
    connection: sqlite3.Connection, note: int, name: str, headings: Callable[[int], tuple[Heading, ...]]
) -> str | None:
    if name.startswith("^"):
        return _block(connection, note, name[1:])
    lines = named_section(headings(note), name, sys.maxsize)
    if lines is None:
        return name if _has_id(connection, note, name) else None
    return next(heading.anchor for heading in headings(note) if heading.line == lines[0])


def _headings(connection: sqlite3.Connection, note: int) -> tuple[Heading, ...]:
    found = connection.execute(
        f"SELECT h.line, h.level, h.text, {HEADING_PLAIN}, {HEADING_ANCHOR} FROM heading h WHERE h.note = ? "
        "ORDER BY h.seq",
        (note,),
    )
    return tuple(map(Heading._make, found))


def _is_note(connection: sqlite3.Connection, file: int) -> bool:
    return connection.execute("SELECT 1 FROM note WHERE id = ?", (file,)).fetchone() is not None


def _block(connection: sqlite3.Connection, note: int, name: str) -> str | None:
    """The id of the block that is called `name` but for case, as it is written."""
    rows = connection.execute("SELECT name FROM block WHERE note = ?", (note,))
    return next((f"^{found}" for (found,) in rows if found.casefold() == name.casefold()), None)


def _has_id(connection: sqlite3.Connection, note: int, name: str) -> bool:
    """Whether HTML or a heading of the note gives something the id `name`; footnotes have ids of their own."""
    if name.startswith(("fn:", "fnref")):
        return True
    forms = (f'id="{name}"', f'name="{name}"', f"{{#{name}}}")
    rows = connection.execute(
        "SELECT t.text FROM section s JOIN section_text t ON t.id = s.id WHERE s.note = ?", (note,)
    )
    return any(form in text for (text,) in rows for form in forms)
