"""What a site is made of: the notes that are published, and where their links lead."""

import json
import sqlite3
from typing import NamedTuple

from notes_cli.index.destination import DESTINATION
from notes_cli.index.listing import NEWEST
from notes_cli.index.schema import LINK_TARGET
from notes_cli.query.sql import Sql

#: The condition that note n does not say of itself, in whatever words (`draft: yes` is a text in YAML), that it is one.
#: A draft that is published cannot be taken back.
NO_DRAFT = Sql(
    "NOT EXISTS (SELECT 1 FROM property p WHERE p.note = n.id AND p.key = 'draft' "
    "AND lower(trim(coalesce(p.text, ''))) NOT IN ('', 'false', 'no', 'off', 'n', 'f', '0', 'null', '~'))"
)


class PublishedNote(NamedTuple):
    """A note that gets a page. `digest` changes with the bytes of its file."""

    id: int
    path: str
    disk: bytes
    digest: bytes
    title: str
    date: str | None  # ISO 8601, as in front matter; None when it says none
    seconds: float  # of that date, else of the file's change, since 1970
    description: str | None
    language: str | None
    draft: bool
    tags: tuple[str, ...]


class Edge(NamedTuple):
    """A link of a published note, and the file that it leads to (`to` None: to nothing).

    `key` and `path` are those of its row (see `destination`); `name` is the file's when it is no note, else "".
    """

    note: int
    kind: str
    target: str
    part: str
    key: str
    path: str
    to: int | None
    name: str


def published(connection: sqlite3.Connection, where: Sql) -> tuple[PublishedNote, ...]:
    """The notes that satisfy `where`, newest first."""
    rows = connection.execute(
        "SELECT n.id, f.path, f.disk, f.hash, n.title, n.date_iso, coalesce(n.date_key, f.mtime_ns / 1e9), "
        "n.description, n.language, n.draft, n.tags FROM note n JOIN file f ON f.id = n.id "
        f"WHERE {where.text} ORDER BY {NEWEST}",
        where.params,
    )
    return tuple(PublishedNote._make((*facts, bool(draft), tuple(json.loads(tags)))) for *facts, draft, tags in rows)


def edges(connection: sqlite3.Connection, where: Sql) -> tuple[Edge, ...]:
    """The links of those notes to files of the vault, in the order of the notes' files."""
    rows = connection.execute(
        f"SELECT l.note, l.kind, {LINK_TARGET}, coalesce(l.part, ''), l.key, l.path, t.id, "
        "iif(t.is_note, '', coalesce(t.name, '')) "
        "FROM link l JOIN note n ON n.id = l.note JOIN file f ON f.id = l.note "
        f"LEFT JOIN file t ON t.id = ({DESTINATION}) "
        f"WHERE l.kind <> 'external' AND ({where.text}) ORDER BY l.note, l.seq",
        where.params,
    )
    return tuple(map(Edge._make, rows))
