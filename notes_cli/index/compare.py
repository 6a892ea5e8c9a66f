"""What has changed in a vault since the last look: stamps of files, compared with those that the index knows.

Not here: the look itself (`vault.walk`, which is handed over as stamps), and what is done about it (`sync`).
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from notes_cli.model import FileStamp

#: A file that was changed so shortly before it was read may change again without its stamp telling.
UNSETTLED_NS = 2_000_000_000

#: What the index knows of a file: disk, id, then what a stamp tells (`FileStamp` from `is_note` on), then read_ns.
Known = tuple[bytes, int, int, int, int, int, int, int]


class Difference(NamedTuple):
    """What a look at the vault found: files to read (with the id of those that are known), and gone ones."""

    changed: tuple[tuple[FileStamp, int | None], ...]
    removed: tuple[int, ...]


def difference(vault: Iterable[FileStamp], index: Mapping[bytes, Known]) -> Difference:
    """Compare stamps. `index` maps names on disk to what is known."""
    changed: list[tuple[FileStamp, int | None]] = []
    found: set[bytes] = set()
    get = index.get
    for stamp in vault:
        known = get(stamp[1])
        if known is None:
            changed.append((stamp, None))
            continue
        found.add(stamp[1])
        if known[2:7] != stamp[2:7] or (known[2] and known[7] - known[3] < UNSETTLED_NS):
            changed.append((stamp, known[1]))
    removed = () if len(found) == len(index) else tuple(k[1] for disk, k in index.items() if disk not in found)
    return Difference(tuple(changed), removed)


def known_files(connection: sqlite3.Connection) -> dict[bytes, Known]:
    """All stamps of the index, by name on disk."""
    rows = connection.execute("SELECT disk, id, is_note, mtime_ns, size, inode, ctime_ns, read_ns FROM file")
    return {row[0]: row for row in rows}
