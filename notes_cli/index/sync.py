"""Files to rows: brings the index up to date with what a look at the vault finds (`compare`).

A file is opened when its stamp differs, and read into rows only when its bytes do. Everything that changes, changes
in one transaction: whoever reads meanwhile sees the state before it.
"""

import gc
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from notes_cli.index import lexicon
from notes_cli.index.compare import Difference, Look, difference, known_files
from notes_cli.index.database import Connection, remake
from notes_cli.index.patience import pulse
from notes_cli.index.rows import (
    FTS_COLUMNS,
    child_rows,
    fts_rows,
    names_of,
    note_row,
    sections_of,
    text_values,
    unique_tags,
)
from notes_cli.index.schema import OF_A_NOTE, TABLES, create_indexes
from notes_cli.index.surroundings import Surroundings, apply_surroundings, meta, remember
from notes_cli.model import FileStamp, Note
from notes_cli.results import IndexReport, json_text
from notes_cli.text.fold import name_key
from notes_cli.text.logical import page_of

#: Rows are written in batches of so many notes.
BATCH = 400
#: From so many new notes on, a load is a bulk load: the full-text index keeps its terms in memory.
BULK = 2_000
#: When more than one note in so many changes, reading all terms anew takes less time than following the changes.
REFILL = 12

Load = Callable[[bytes], bytes | None]  # name on disk -> bytes, None when the file cannot be read
Read = Callable[[str, bytes], Note]  # path, bytes -> note
Progress = Callable[[int, int], None]  # done, of how many


class Counts:
    """What a sync did, in notes."""

    def __init__(self) -> None:
        self.added = 0
        self.modified = 0
        self.removed = 0


def sync(
    connection: Connection,
    look: Callable[[], Look],
    load: Load,
    read: Read,
    *,
    surroundings: Surroundings,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Counts:
    """Bring the index up to date with the vault; `rebuild` starts from nothing. What is counted is notes."""
    same_settings = meta(connection, "settings") == surroundings.mark
    if same_settings and not rebuild:
        files, mark = look()
        if mark == meta(connection, "look"):
            return Counts()
        # No file was changed so shortly before it was read that it would be read again: see UNSETTLED_NS.
        if not any(difference(files, known_files(connection))):
            remember(connection, mark)
            return Counts()
    with _transaction(connection):
        if rebuild:
            remake(connection)
        # Another command may have done the work while we waited for the lock: look again.
        found = difference(look().files, known_files(connection))
        connection.execute("DELETE FROM meta WHERE key = 'look'")
        counts = _Writer(connection, load, read, surroundings, progress).apply(found)
        if meta(connection, "settings") != surroundings.mark:
            apply_surroundings(connection, surroundings)
        create_indexes(connection)
    return counts


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    connection.begin()
    collecting = gc.isenabled()
    gc.disable()  # a bulk load makes many objects and no cycles
    try:
        with pulse(connection.file):
            yield
            connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    finally:
        if collecting:
            gc.enable()


def report(connection: sqlite3.Connection, counts: Counts, seconds: float) -> IndexReport:
    """What an index holds, and what bringing it up to date did."""
    notes = connection.execute("SELECT count(*) FROM file WHERE is_note = 1").fetchone()[0]
    problems = connection.execute(
        "SELECT count(*) FROM problem p JOIN file f ON f.id = p.note WHERE f.hidden = 0"
    ).fetchone()[0]
    unchanged = notes - counts.added - counts.modified
    return IndexReport(notes, counts.added, counts.modified, counts.removed, unchanged, problems, round(seconds, 3))


def _insert(table: str) -> str:
    columns = FTS_COLUMNS if table == "fts" else tuple(TABLES[table])
    names = ("rowid", *columns) if table == "fts" else columns
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


class _Writer:
    """Writes one difference; lives for one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        load: Load,
        read: Read,
        surroundings: Surroundings,
        progress: Progress | None,
    ) -> None:
        self.connection = connection
        self.load = load
        self.read = read
        self.is_hidden = surroundings.is_hidden
        self.progress = progress
        self.counts = Counts()
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        #: Terms of sections that came and that went, unless so much is new that all terms are looked at afterwards.
        self.refill = False
        self.gained: set[str] = set()
        self.lost: set[str] = set()
        self.next_file = self._next("file")
        self.next_section = self._next("section")

    def _next(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])

    def apply(self, found: Difference) -> Counts:
        bulk = len(found.changed) >= BULK
        self.refill = (len(found.changed) + len(found.removed)) * REFILL >= self.next_file
        if bulk:
            self._set_fts("hashsize", 32 << 20)
            self._set_fts("automerge", 0)
        for identity in found.removed:
            self._remove(identity)
        total = len(found.changed)
        for done, (stamp, known) in enumerate(found.changed, 1):
            self._take(stamp, known)
            if done % BATCH == 0 or done == total:
                self._flush()
                if self.progress:
                    self.progress(done, total)
        if bulk:
            self._set_fts("automerge", 4)
        if self.refill:
            if bulk:
                self._merge_fts()
            lexicon.fill(self.connection)
        else:
            lexicon.update(self.connection, self.gained, self.lost)
        return self.counts

    def _merge_fts(self) -> None:
        """One segment instead of many: a twentieth smaller, and every question looks into one only."""
        self.connection.execute("INSERT INTO fts(fts) VALUES ('optimize')")

    def _set_fts(self, name: str, value: int) -> None:
        self.connection.execute("INSERT INTO fts(fts, rank) VALUES (?, ?)", (name, value))

    def _take(self, stamp: FileStamp, identity: int | None) -> None:
        """Put one changed file into the rows that wait to be written."""
        from hashlib import blake2b

        data, now = b"", time.time_ns()
        if stamp.is_note:
            loaded = self.load(stamp.disk)
            if loaded is None:  # gone or unreadable meanwhile: the next look decides
                if identity is not None:
                    self._remove(identity)
                return
            data = loaded
        digest = blake2b(data, digest_size=16).digest() if stamp.is_note else b""
        if identity is not None and self._same(identity, digest, stamp):
            self.connection.execute(
                "UPDATE file SET mtime_ns = ?, size = ?, inode = ?, ctime_ns = ?, read_ns = ? WHERE id = ?",
                (*stamp[3:], now, identity),
            )
            return
        if identity is None:
            identity = self.next_file
            self.next_file += 1
            self.counts.added += stamp.is_note
        else:
            self._forget(identity)
        name = stamp.path.rpartition("/")[2]
        self._add("file", (
            identity, stamp.path, stamp.disk, name, name_key(name), name_key(stamp.path), int(stamp.is_note),
            int(self.is_hidden(stamp.path)), *stamp[3:], now, digest, *page_of(name_key(stamp.path)),
        ))  # fmt: skip
        if stamp.is_note:
            self._add_note(identity, self.read(stamp.path, data))

    def _same(self, identity: int, digest: bytes, stamp: FileStamp) -> bool:
        row = self.connection.execute("SELECT hash, is_note FROM file WHERE id = ?", (identity,)).fetchone()
        return row is not None and row[0] == digest and bool(row[1]) == stamp.is_note

    def _add(self, table: str, row: tuple[Any, ...]) -> None:
        self.rows.setdefault(table, []).append(row)

    def _add_note(self, identity: int, note: Note) -> None:
        self._add("note", note_row(identity, note))
        for table, rows in child_rows(note):
            if rows:
                numbered = [(identity, seq, *row) for seq, row in enumerate(rows)]
                self.rows.setdefault(table, []).extend(numbered)
        names = names_of(note.path, note.title, note.aliases, unique_tags(note), text_values(note.properties))
        sections = sections_of(note)
        tokens = fts_rows(names, [(section.headings, section.text) for section in sections])
        for number, (section, row) in enumerate(zip(sections, tokens, strict=True), self.next_section):
            self._add("section", (number, identity, section.line, json_text(section.headings)))
            self._add("section_text", (number, section.text))
            self._add("fts", (number, *row))
            if not self.refill:
                self.gained |= lexicon.terms_of(row)
        self.next_section += len(sections)

    def _flush(self) -> None:
        for table, rows in self.rows.items():
            self.connection.executemany(_insert(table), rows)
        self.rows.clear()

    # -- taking away --------------------------------------------------------------------------------------

    def _remove(self, identity: int) -> None:
        """A file is gone."""
        self.counts.removed += self._is_note(identity)
        self._delete(identity)

    def _forget(self, identity: int) -> None:
        """A file has new bytes: its rows go, its id stays."""
        self.counts.modified += self._is_note(identity)
        self._delete(identity)

    def _is_note(self, identity: int) -> int:
        return int(self.connection.execute("SELECT count(*) FROM note WHERE id = ?", (identity,)).fetchone()[0])

    def _delete(self, identity: int) -> None:
        for number, *row in stored_fts_rows(self.connection, identity):
            if not self.refill:
                self.lost |= lexicon.terms_of(row)
            marks = ", ".join("?" * (len(row) + 2))
            self.connection.execute(
                f"INSERT INTO fts(fts, rowid, {', '.join(FTS_COLUMNS)}) VALUES ({marks})",
                ("delete", number, *row),
            )
        self.connection.execute(
            "DELETE FROM section_text WHERE id IN (SELECT id FROM section WHERE note = ?)", (identity,)
        )
        for table in OF_A_NOTE:
            self.connection.execute(f"DELETE FROM {table} WHERE note = ?", (identity,))
        self.connection.execute("DELETE FROM note WHERE id = ?", (identity,))
        self.connection.execute("DELETE FROM file WHERE id = ?", (identity,))


def stored_fts_rows(connection: sqlite3.Connection, identity: int) -> Iterator[tuple[Any, ...]]:
    """The section ids and tokens of a note, made again from what is stored: exactly what was put in."""
    import json

    row = connection.execute(
        "SELECT f.path, n.title, n.aliases, n.tags FROM note n JOIN file f ON f.id = n.id WHERE n.id = ?",
        (identity,),
    ).fetchone()
    if row is None:
        return
    path, title, aliases, tags = row
    values = connection.execute(
        "SELECT key, text FROM property WHERE note = ? AND kind = 'text' AND text <> '' ORDER BY seq",
        (identity,),
    ).fetchall()
    names = names_of(path, title, json.loads(aliases), json.loads(tags), values)
    sections = connection.execute(
        "SELECT s.id, s.headings, t.text FROM section s JOIN section_text t ON t.id = s.id "
        "WHERE s.note = ? ORDER BY s.id",
        (identity,),
    ).fetchall()
    made = fts_rows(names, [(tuple(json.loads(headings)), text) for _, headings, text in sections])
    yield from ((number, *row) for (number, _, _), row in zip(sections, made, strict=True))
