"""Which vaults have an index in a folder of indexes: each says in `meta` which vault it is of."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from notes_cli.index.listing import modified
from notes_cli.index.schema import APPLICATION_ID


class Known(NamedTuple):
    """An index file of ours. What it does not tell (it was made by an older version, or is in use) is None."""

    file: Path
    vault: str | None
    notes: int | None
    looked: str | None  # ISO 8601 in UTC
    size: int  # bytes


def indexes(folder: Path) -> Iterator[Known]:
    """Every index of ours in `folder`, by name. Other files are passed over, and nothing is changed."""
    try:
        files = sorted(folder.glob("*.db"))
    except OSError:
        return
    for file in files:
        if (found := known(file)) is not None:
            yield found


def known(file: Path) -> Known | None:
    """What the index `file` says of itself; None when it is no index of ours."""
    try:
        if not file.is_file():
            return None
        with open(file, "rb") as stream:
            header = stream.read(72)
        if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
            return None
        looked = modified(file.stat().st_mtime_ns)
        parts = (Path(f"{file}{suffix}") for suffix in ("", "-wal"))  # -shm is memory
        size = sum(part.stat().st_size for part in parts if part.exists())
    except OSError:
        return None
    return Known(file, *_told(file), looked, size)


def _told(file: Path) -> tuple[str | None, int | None]:
    """The vault, and the number of its notes."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0.5)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'vault'").fetchone()
            notes = connection.execute("SELECT count(*) FROM file WHERE is_note = 1").fetchone()[0]
    except sqlite3.Error:
        return None, None
    return (os.fsdecode(row[0]) if row and isinstance(row[0], bytes) and row[0] else None), int(notes)
