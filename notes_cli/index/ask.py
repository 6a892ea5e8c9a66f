"""SQL that a person wrote, answered without any way to change something: `notes sql`.

Four locks, each enough alone for most of what could go wrong: the file is opened read-only, `query_only` is set,
an authorizer lets only reads through and functions without effects, and time and size are bounded. The question runs
in a thread of its own, because a single step of SQLite (`instr` of two long texts) may take longer than anybody waits,
and cannot be interrupted.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from notes_cli.errors import SqlError
from notes_cli.index.database import is_damage, register
from notes_cli.results import Row

#: No text or blob is longer, in bytes; no answer larger, in characters (a byte is written as two).
LONGEST = 50_000_000
LARGEST = 200_000_000
#: No answer has more rows.
MOST = 1_000_000
#: A question that is stopped may take so long to end before it is left alone, in seconds.
GRACE = 1.0

#: Pragmas that only tell something, with whatever argument; `data_version` is asked by FTS5 itself.
_TELLING = frozenset("""
    collation_list compile_options data_version database_list foreign_key_list function_list index_info index_list
    index_xinfo module_list pragma_list table_info table_list table_xinfo
""".split())  # fmt: skip  # noqa: SIM905
#: Without effects, though this or that version of SQLite does not mark them so. (JSON's are known by their names.)
_HARMLESS = frozenset({"->", "->>", "bm25", "highlight", "snippet", "match", "folded", "matchinfo", "offsets"})
#: SQLite's mark of functions that have no effect and depend on nothing but their arguments.
_INNOCUOUS = 0x200000

_READS = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)


Answer = tuple[type[Row], tuple[Row, ...]]


def answer(file: Path, sql: str, *, timeout: float, limit: int | None) -> Answer:
    """The rows that `sql` selects from the index `file` (at most `limit`), and their class, which names the columns.

    `timeout` in seconds. Raises `SqlError`; `sqlite3.DatabaseError` when the index is damaged.
    """
    question = _Question(file, sql, limit)
    question.start()
    try:
        question.join(timeout)
    except KeyboardInterrupt:
        question.stop()
        raise
    if question.is_alive():
        question.stop()
        raise SqlError(f"stopped after {timeout:g} s", hint="--timeout SECONDS gives it more time")
    if question.error is not None:
        raise question.error
    assert question.found is not None
    return question.found


class _Question(Thread):
    """One question: when it has ended there is `found` or `error`."""

    def __init__(self, file: Path, sql: str, limit: int | None) -> None:
        super().__init__(daemon=True)
        self.sql = sql
        self.limit = limit
        self.found: Answer | None = None
        self.error: BaseException | None = None
        uri = f"{file.absolute().as_uri()}?mode=ro"
        self.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def run(self) -> None:
        """Ask; nothing is raised here."""
        guard = _Guard()
        try:
            _secure(self.connection, guard)
            self.found = _answered(self.connection, self.sql, self.limit)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, MemoryError) as error:
            self.error = error if is_damage(error) else guard.explained(error)
        except BaseException as error:
            self.error = error
        finally:
            self.connection.close()

    def stop(self) -> None:
        """Interrupt the question, and wait a little for its end."""
        for _ in range(round(GRACE / 0.05)):
            with suppress(sqlite3.ProgrammingError):  # it has just been closed
                self.connection.interrupt()
            self.join(0.05)
            if not self.is_alive():
                return


def _answered(connection: sqlite3.Connection, sql: str, limit: int | None) -> Answer:
    cursor = connection.execute(sql)
    if cursor.description is None:
        raise SqlError("nothing was asked", hint="`notes sql --schema` lists what there is to ask")
    kind = row_class([column[0] for column in cursor.description])
    return kind, tuple(kind(map(_plain, row)) for row in _bounded(cursor, limit))


class _Guard:
    """Says what a statement may do, and remembers what was refused."""

    def __init__(self) -> None:
        self.refused = ""
        self.functions: frozenset[str] = frozenset()

    def allows(self, action: int, first: str | None, second: str | None, _database: str | None, _in: str | None) -> int:
        """SQLite asks this of everything that a statement wants to do."""
        if action in _READS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            name = (second or "").lower()
            if name in self.functions or name.startswith("json"):
                return sqlite3.SQLITE_OK
            self.refused = f"the function {name}() is not for this place"
        elif action == sqlite3.SQLITE_PRAGMA:
            if first in _TELLING:
                return sqlite3.SQLITE_OK
            self.refused = f"PRAGMA {first} is not for this place"
        else:
            self.refused = "only questions are answered: SELECT, VALUES, EXPLAIN"
        return sqlite3.SQLITE_DENY

    def explained(self, error: BaseException) -> SqlError:
        """What to say of an error of SQLite."""
        if self.refused:
            return SqlError(self.refused, hint="the index is only read here; `notes sql --schema` lists its views")
        text = " ".join((str(error) or type(error).__name__).split()).rstrip(".")
        lacks = text.startswith("no such")
        return SqlError(text, hint="`notes sql --schema` lists the views and their columns" if lacks else None)


def _secure(connection: sqlite3.Connection, guard: _Guard) -> None:
    register(connection)
    connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    connection.execute("PRAGMA query_only = 1")
    rows = connection.execute(f"SELECT DISTINCT lower(name) FROM pragma_function_list WHERE flags & {_INNOCUOUS}")
    guard.functions = _HARMLESS | {name for (name,) in rows}
    _connect_virtual(connection)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)  # a long one takes forever within one step
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(guard.allows)


def _connect_virtual(connection: sqlite3.Connection) -> None:
    """Touch the virtual tables: on first use SQLite declares their columns, which looks like a CREATE TABLE."""
    for table in ("fts", "json_each", "json_tree", *(f"pragma_{name}" for name in sorted(_TELLING))):
        with suppress(sqlite3.OperationalError):  # this SQLite was made without it
            connection.execute(f"SELECT 1 FROM {table} LIMIT 0")


def _bounded(cursor: sqlite3.Cursor, limit: int | None) -> Iterator[tuple[Any, ...]]:
    size = 0
    for number, row in enumerate(cursor, 1):
        size += sum(
            len(value) * (2 if isinstance(value, bytes) else 1) for value in row if isinstance(value, str | bytes)
        )
        if number > MOST or size > LARGEST:
            raise SqlError("the answer is too large", hint="ask for less, for example with LIMIT")
        yield row
        if number == limit:
            return


def _plain(value: Any) -> Any:
    """A value for every format: bytes as SQL writes them, X'00FF'. (SQLite has no NaN: it is NULL.)"""
    return f"X'{value.hex().upper()}'" if isinstance(value, bytes) else value


def row_class(columns: list[str]) -> type[Row]:
    """A class of rows with these columns; of those with the same name, the later ones get a number behind it."""
    names: dict[str, None] = {}
    for column in columns:
        number, name = 1, column
        while name in names or (number > 1 and name in columns):
            number += 1
            name = f"{column}_{number}"
        names[name] = None
    return type("Row", (Row,), {"_fields": tuple(names), "__slots__": ()})
