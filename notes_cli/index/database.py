"""The only place where a database is opened: settings of a connection, promises about whose file it is.

A database that is not ours is never touched; ours can always be thrown away, so one that is damaged or was made
by another version is made anew, in place (a database file must not be replaced under a reader).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notes_cli.errors import IndexUnusable
from notes_cli.index import patience
from notes_cli.index.patience import Say, held, is_busy, waited
from notes_cli.index.schema import APPLICATION_ID, TABLES, VIEWS, create, drop_all, fingerprint
from notes_cli.query.texts import SLOW_NOTES, TextStage
from notes_cli.text.fold import fold

#: How long a question waits for another program that recovers or closes the index, in milliseconds.
PATIENCE_MS = 5_000
#: Larger than SQLite's own: texts of half a kilobyte waste less of a page, and a scan asks for half as many.
PAGE_SIZE = 8192

#: SQLite's names for what is wrong with the place and not with us.
_SURROUNDINGS = tuple(
    f"SQLITE_{name}" for name in ("FULL", "READONLY", "BUSY", "LOCKED", "IOERR", "CANTOPEN", "PERM", "NOLFS")
)


class Connection(sqlite3.Connection):
    """A connection with the second stage of its queries, which knows where it was stopped, and with patience."""

    #: The index, and who is told when it is waited for.
    file: Path
    say: Say | None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.texts = TextStage()

    def begin(self) -> None:
        """Begin to write, when nobody else does. Raises `IndexUnusable` when somebody does not let go of the index."""
        with self.waiting(patience.STEP):
            hint = "close that program; --no-sync answers from the index as it is"
            waited(self.file, lambda: self.execute("BEGIN IMMEDIATE"), say=self.say, hint=hint)

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Within it, SQLite waits so long for whoever else holds the index."""
        self.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")

    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the answers: on which notes a regular expression was stopped."""
        slow = list(self.texts.slow)
        if not slow:
            return ()
        (path,) = self.execute("SELECT path FROM file WHERE id = ?", slow[:1]).fetchone() or ("",)
        if len(slow) >= SLOW_NOTES:
            return (f"the regular expression takes too long and was given up; first on {path}",)
        return (f"the regular expression took too long and was stopped on {path}{_more(len(slow) - 1)}",)


def _more(count: int) -> str:
    return f" and {count} more" if count else ""


class _CutError(sqlite3.DatabaseError):
    """The file ends within a page."""


def connect(file: Path, *, disposable: bool, say: Say | None = None) -> Connection:
    """A connection to the index at `file`, which is made, or made anew, when it has to be.

    `disposable`: the place is our own (the cache directory), so that whatever lies there may be replaced.
    Elsewhere a file is only replaced when its header says that it is an index of ours. `say` is told when somebody else
    has to be waited for. Raises `IndexUnusable` when the place cannot be written or holds somebody else's database.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _patiently(file, say)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if not is_damage(error):
                raise
            discard(file, disposable=disposable)
            return _patiently(file, say)
    except (OSError, sqlite3.DatabaseError) as error:
        raise unusable(file, error) from error


def _patiently(file: Path, say: Say | None) -> Connection:
    """As `_opened`. SQLite itself does not wait when several commands make an index at once, for one that turns it
    into WAL mode, or is the last to close it: so we do."""
    return waited(file, lambda: _opened(file, say), say=say)


def unusable(file: Path, error: BaseException) -> IndexUnusable:
    """What is said of an index that SQLite or the system does not let us use."""
    if is_busy(error):
        return held(file)
    reason = "it is a folder" if file.is_dir() else getattr(error, "strerror", None) or error
    return IndexUnusable(f"the index {file} cannot be used: {reason}", hint="name another place with --db FILE")


def _foreign(file: Path) -> IndexUnusable:
    """What is said of a file that we did not make."""
    return IndexUnusable(
        f"{file} is not an index of notes, and is left alone",
        hint="move it away or name another place with --db FILE; not even `notes index --rebuild` writes over it",
    )


def healed(file: Path, error: BaseException, *, disposable: bool) -> bool:
    """After `error` in a question: whether asking again may help, because a damaged index has been thrown away.

    Raises `IndexUnusable` when SQLite says that it cannot work there (a full disk, a lock).
    """
    if is_damage(error):
        discard(file, disposable=disposable)
        return True
    if getattr(error, "sqlite_errorname", "").startswith(_SURROUNDINGS):
        raise unusable(file, error) from error
    return False


def _opened(file: Path, say: Say | None) -> Connection:
    connection = sqlite3.connect(file, timeout=patience.STEP, isolation_level=None, factory=Connection)
    try:
        connection.file, connection.say = file, say
        _make_ours(connection, file)
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        connection.execute("PRAGMA cache_size = -8192")
        connection.execute("PRAGMA temp_store = memory")
        connection.execute("PRAGMA synchronous = normal")
        register(connection)
        connection.create_function("text_holds", 3, connection.texts.holds)
    except BaseException:
        connection.close()
        raise
    return connection


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of ours that SQL may use: `folded(text)`."""
    connection.create_function("folded", 1, _folded, deterministic=True)


def _folded(text: object) -> str | None:
    return None if text is None else fold(str(text))


def _make_ours(connection: sqlite3.Connection, file: Path) -> None:
    """Leave `connection` with our schema of this very version, empty when it had another."""
    if _is_current(connection):
        # SQLite takes what is missing of the last page for nothing.
        if file.stat().st_size % _pragma(connection, "page_size"):
            raise _CutError("its last page is not whole")
        return
    if not _is_empty(connection) and _pragma(connection, "application_id") != APPLICATION_ID:
        raise _foreign(file)
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a file that is made now
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_current(connection):  # another command may have made it while we waited
            remake(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def remake(connection: sqlite3.Connection) -> None:
    """An empty schema of this version, within the caller's transaction."""
    drop_all(connection)
    create(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {fingerprint()}")


def _is_current(connection: sqlite3.Connection) -> bool:
    return (
        _pragma(connection, "application_id") == APPLICATION_ID and _pragma(connection, "user_version") == fingerprint()
    )


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def is_damage(error: BaseException) -> bool:
    """Is this a file that SQLite cannot make sense of (and not one that is locked, or on a full disk)?"""
    # Python cannot read what SQLite says of a schema, or what a text is, that is no UTF-8.
    if isinstance(error, _CutError | UnicodeDecodeError) or "Could not decode to UTF-8" in str(error):
        return True
    if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return True
    # An index of this very version, out of which somebody has taken a table (people's own SQL names others too).
    lost = str(error).removeprefix("no such table: ").removeprefix("main.")
    return isinstance(error, sqlite3.OperationalError) and lost in {*TABLES, *VIEWS, "fts"}


def discard(file: Path, *, disposable: bool) -> None:
    """Delete a damaged index of ours; what was never a database of ours only from a place that is ours.

    Raises `IndexUnusable` when it is left alone.
    """
    with open(file, "rb") as stream:
        header = stream.read(72)
    ours = header[:16] == b"SQLite format 3\0" and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    if header and not ours and not disposable:
        raise _foreign(file)
    for suffix in ("", "-wal", "-shm", "-journal"):
        try:
            os.unlink(f"{file}{suffix}")
        except FileNotFoundError:
            continue
