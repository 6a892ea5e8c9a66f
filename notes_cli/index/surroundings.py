"""What is outside the notes and tells how they are read: Obsidian's settings files, and where the vault lies."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from notes_cli.index.database import Connection


class Surroundings(NamedTuple):
    """What is outside the notes: Obsidian's settings files, read, and where the vault lies."""

    types: Mapping[str, str]  # property name, folded -> type
    is_hidden: Callable[[str], bool]
    mark: str  # changes whenever the settings or the vault's place do
    vault: bytes = b""  # the real path of the vault


def meta(connection: sqlite3.Connection, key: str) -> str:
    """What the index keeps about itself under `key`; "" when nothing."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else ""


def apply_surroundings(connection: sqlite3.Connection, surroundings: Surroundings) -> None:
    """Obsidian's settings have changed: property types anew, and which files are hidden."""
    connection.execute("DELETE FROM property_type")
    connection.executemany("INSERT INTO property_type VALUES (?, ?)", sorted(surroundings.types.items()))
    paths = connection.execute("SELECT id, path, hidden FROM file").fetchall()
    wanted = [(int(surroundings.is_hidden(path)), identity, hidden) for identity, path, hidden in paths]
    connection.executemany("UPDATE file SET hidden = ? WHERE id = ?", [w[:2] for w in wanted if w[0] != w[2]])
    marks = (("settings", surroundings.mark), ("vault", surroundings.vault))
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", marks)


def remember(connection: Connection, mark: str) -> None:
    """Keep the mark of a look that found nothing changed. Not worth waiting for a command that is writing."""
    with connection.waiting(0), suppress(sqlite3.OperationalError):
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('look', ?)", (mark,))
