"""Lists of notes and of what is in them: conditions in, records out. No ranking here."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from notes_cli.errors import UsageError, did_you_mean
from notes_cli.fields import SORTS
from notes_cli.index.schema import HEADING_ANCHOR, HEADING_PLAIN
from notes_cli.model import Problem
from notes_cli.query.sql import Sql, every
from notes_cli.results import HeadingRecord, NoteRecord, PathRecord, ProblemRecord, TaskRecord, value_of
from notes_cli.text.escape import encodable
from notes_cli.text.fold import fold, name_key

#: What a NoteRecord is made of, over `n` and `f`.
NOTE_COLUMNS = "f.path, n.title, n.date_iso, f.mtime_ns, n.draft, n.tags, n.aliases, n.description, n.words, n.front"
VISIBLE = Sql("f.hidden = 0")
NEWEST = "coalesce(n.date_key, f.mtime_ns / 1e9) DESC, f.path"


def note_record(row: tuple[Any, ...]) -> NoteRecord:
    """A row of `NOTE_COLUMNS` as a record."""
    path, title, date, mtime_ns, draft, tags, aliases, description, words, front = row
    return NoteRecord(
        path, title, date, modified(mtime_ns), bool(draft), _strings(tags), _strings(aliases), description, words,
        json.loads(front),
    )  # fmt: skip


def _strings(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def modified(mtime_ns: int) -> str | None:
    """A file's time as ISO 8601 in UTC, to the second; None for times that no calendar has."""
    try:
        return datetime.fromtimestamp(mtime_ns // 1_000_000_000, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None


def scope(conditions: Iterable[Sql], *, hidden: bool) -> Sql:
    """The conjunction of the conditions, limited to visible notes unless `hidden` ones are wanted too."""
    return every((*conditions, *(() if hidden else (VISIBLE,))))


def order_by(sort: str | None, default: str, sorts: Mapping[str, str] = SORTS) -> str:
    """The ORDER BY of a list sorted by `sort` ("-name" = descending); empty values always come last.

    Raises `UsageError` for a field that cannot be sorted by.
    """
    if sort is None:
        return default
    name = sort.removeprefix("-")
    expression = sorts.get(name)
    if expression is None:
        raise _no_sort(name, sorts)
    direction = " DESC" if sort.startswith("-") else ""
    return f"({expression}) IS NULL, {expression}{direction}, {default}"


def _no_sort(name: str, sorts: Iterable[str]) -> UsageError:
    hint = f"{did_you_mean(name, sorts)} sort by {', '.join(sorts)}".lstrip()
    return UsageError(f'cannot sort by "{name}"', hint=hint)


def limited(limit: int | None) -> int:
    """A LIMIT: -1 = all."""
    return limit or -1


def notes(connection: sqlite3.Connection, where: Sql, *, sort: str | None, limit: int | None) -> tuple[NoteRecord, ...]:
    """The notes that satisfy `where`, newest first unless sorted otherwise."""
    rows = connection.execute(
        f"SELECT {NOTE_COLUMNS} FROM note n JOIN file f ON f.id = n.id WHERE {where.text} "
        f"ORDER BY {order_by(sort, NEWEST)} LIMIT ?",
        (*where.params, limited(limit)),
    )
    return tuple(map(note_record, rows))


def paths(connection: sqlite3.Connection, where: Sql, *, sort: str | None, limit: int | None) -> tuple[PathRecord, ...]:
    """The paths of the same notes in the same order, as on disk."""
    rows = connection.execute(
        f"SELECT f.disk FROM note n JOIN file f ON f.id = n.id WHERE {where.text} "
        f"ORDER BY {order_by(sort, NEWEST)} LIMIT ?",
        (*where.params, limited(limit)),
    )
    return tuple(PathRecord(_as_text(disk)) for (disk,) in rows)


def on_disk(connection: sqlite3.Connection, wanted: Iterable[Any]) -> tuple[PathRecord, ...]:
    """The paths `wanted`, as they are shown, as on disk: each once, and all files that are shown alike."""
    paths = list(dict.fromkeys(path for path in wanted if path is not None))  # SQL may have found none
    names: dict[str, list[str]] = {}
    texts = json.dumps([path for path in paths if isinstance(path, str)])
    for path, disk in connection.execute(
        "SELECT path, disk FROM file WHERE path IN (SELECT value FROM json_each(?)) ORDER BY disk", (texts,)
    ):
        names.setdefault(path, []).append(_as_text(disk))
    return tuple(PathRecord(name) for path in paths for name in names.get(path) or [str(path)])


def _as_text(disk: bytes) -> str:
    return disk.decode("utf-8", "surrogateescape")


def files(connection: sqlite3.Connection, where: Sql) -> tuple[tuple[str, bytes], ...]:
    """Path and name on disk of the notes that satisfy `where`, by path."""
    return tuple(
        connection.execute(
            f"SELECT f.path, f.disk FROM note n JOIN file f ON f.id = n.id WHERE {where.text} ORDER BY f.path, f.disk",
            where.params,
        )
    )


HEADING_SORTS = {"path": "f.path", "level": "h.level", "text": HEADING_PLAIN, "line": "h.line"}
TASK_SORTS = {"path": "f.path", "due": "k.due", "status": "k.status", "text": "k.text", "line": "k.line"}


def headings(
    connection: sqlite3.Connection,
    where: Sql,
    *,
    level: int | None,
    text: str | None,
    sort: str | None,
    limit: int | None,
) -> tuple[HeadingRecord, ...]:
    """The headings of those notes, in the order of the files; of one level, or holding `text`, when asked."""
    extra = [Sql("h.level = ?", (level,))] if level else []
    if text:
        extra.append(Sql(f"instr(folded({HEADING_PLAIN}), ?)", (fold(encodable(text)),)))
    full = every((where, *extra))
    rows = connection.execute(
        f"SELECT f.path, h.line, h.level, h.text, {HEADING_ANCHOR} FROM heading h "
        "JOIN note n ON n.id = h.note JOIN file f ON f.id = n.id "
        f"WHERE {full.text} ORDER BY {order_by(sort, 'f.path, h.line', HEADING_SORTS)} LIMIT ?",
        (*full.params, limited(limit)),
    )
    return tuple(map(HeadingRecord._make, rows))


def tasks(
    connection: sqlite3.Connection,
    where: Sql,
    *,
    status: str | None,
    done: bool | None,
    sort: str | None,
    limit: int | None,
) -> tuple[TaskRecord, ...]:
    """The tasks in the text of those notes; of one status, or done or not, when asked."""
    extra = [Sql("k.status = ?", (encodable(status),))] if status else []
    if done is not None:
        extra.append(Sql(f"k.status {'' if done else 'NOT '}IN ('x', 'X')"))
    full = every((where, *extra))
    rows = connection.execute(
        "SELECT f.path, k.line, k.status, k.status IN ('x', 'X'), k.text, k.heading, k.due FROM task k "
        "JOIN note n ON n.id = k.note JOIN file f ON f.id = n.id "
        f"WHERE {full.text} ORDER BY {order_by(sort, 'f.path, k.line', TASK_SORTS)} LIMIT ?",
        (*full.params, limited(limit)),
    )
    return tuple(TaskRecord(path, line, status, bool(done), *rest) for path, line, status, done, *rest in rows)


def problems(connection: sqlite3.Connection, *, limit: int | None) -> tuple[ProblemRecord, ...]:
    """What reading the notes that are not hidden found wrong, by path and line."""
    return tuple(problem_record(*row) for row in stored_problems(connection, VISIBLE, limit=limit))


def stored_problems(
    connection: sqlite3.Connection, where: Sql, *, limit: int | None = None
) -> Iterator[tuple[str, Problem]]:
    """(path, problem) for all that reading those notes found wrong, by path and line."""
    rows = connection.execute(
        "SELECT f.path, p.line, p.code, p.severity, p.message, p.fixable FROM problem p JOIN note n ON n.id = p.note "
        f"JOIN file f ON f.id = n.id WHERE {where.text} ORDER BY f.path, p.line LIMIT ?",
        (*where.params, limited(limit)),
    )
    return ((path, Problem(line, code, severity, said, bool(may))) for path, line, code, severity, said, may in rows)


def problem_record(path: str, found: Problem) -> ProblemRecord:
    """A problem of the file at `path`, with its cure."""
    from notes_cli.problems import PROBLEMS

    return ProblemRecord(path, *found[:-1], PROBLEMS[found.code].cure, found.fixable)


R = TypeVar("R", bound=tuple[Any, ...])


def sorted_records(records: tuple[R, ...], sort: str | None) -> tuple[R, ...]:
    """The records by one of their fields ("-field" = descending; empty values come last), as they are when None.

    Raises `UsageError` for a field that they do not have, or that has no order.
    """
    if sort is None or not records:
        return records
    name = sort.removeprefix("-")
    fields: tuple[str, ...] = records[0]._fields  # type: ignore[attr-defined]
    sortable = [field for field in fields if any(isinstance(value_of(r, field), str | int | float) for r in records)]
    if name not in sortable:
        raise _no_sort(name, sortable)
    full = [record for record in records if value_of(record, name) is not None]
    empty = [record for record in records if value_of(record, name) is None]
    ordered = sorted(full, key=lambda record: _order(value_of(record, name)), reverse=sort.startswith("-"))
    return (*ordered, *empty)


def _order(value: Any) -> Any:
    """Text without case, and part by part: what is nested comes right after what it is nested in."""
    return [name_key(part) for part in value.split("/")] if isinstance(value, str) else value
