"""Properties over many notes: their types, how often they are used, their values."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from notes_cli.query.sql import TRUE, Sql
from notes_cli.results import PropertyRecord, ValueCount
from notes_cli.text.escape import encodable
from notes_cli.text.fold import name_key

#: How many of a property's values a list of properties tells.
FEW = 5

#: The names whose type Obsidian fixes.
_FIXED = {"tags": "tags", "aliases": "aliases"}

#: Which of two types that as many values look like is taken: the one that holds the other.
_GENERAL = ("text", "multitext", "datetime", "date", "number", "checkbox", "map")

_STATES = ("true", "false", "empty", "missing")


class Row(NamedTuple):
    """A value of a property in one note."""

    key: str
    name: str
    note: int
    kind: str
    text: str | None
    number: float | None
    day: str | None
    position: int | None


def properties(connection: sqlite3.Connection, where: Sql, *, only: Sql = TRUE) -> tuple[PropertyRecord, ...]:
    """Every property of those notes (of those that satisfy `only`, over `p`); most used first, then A to Z."""
    total = connection.execute(
        f"SELECT count(*) FROM note n JOIN file f ON f.id = n.id WHERE {where.text}", where.params
    ).fetchone()[0]
    assigned = _assigned(connection)
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, where & only):
        by_key[row.key].append(row)
    records = (_record(key, rows, assigned.get(key), total) for key, rows in by_key.items())
    return tuple(sorted(records, key=lambda r: (-r.count, r.property)))


def checkboxes(connection: sqlite3.Connection, where: Sql) -> dict[str, Mapping[str, int]]:
    """The checkbox properties of those notes, most used first: how many notes are in each of the four states."""
    found = properties(connection, where, only=Sql("p.key IN (SELECT key FROM checkbox_name)"))
    return {record.property: record.values for record in found if record.type == "checkbox"}


def values(connection: sqlite3.Connection, name: str, where: Sql) -> tuple[ValueCount, ...]:
    """The values of one property among those notes; for a checkbox the four states in their order."""
    key = name_key(encodable(name))
    rows = list(_rows(connection, where & Sql("p.key = ?", (key,))))
    total = connection.execute(
        f"SELECT count(*) FROM note n JOIN file f ON f.id = n.id WHERE {where.text}", where.params
    ).fetchone()[0]
    if not rows:
        return ()
    if _type(key, rows, _assigned(connection).get(key)) == "checkbox":
        counts = _states(rows, total)
        return tuple(ValueCount(state, count) for state, count in counts.items())
    return tuple(ValueCount(value, count) for value, count in _counted(rows))


def is_checkbox(connection: sqlite3.Connection, name: str) -> bool:
    """Whether settings say that a property is a checkbox, or notes have it as one: as `unchecked:NAME` sees it."""
    key = name_key(encodable(name))
    return connection.execute("SELECT 1 FROM checkbox_name WHERE key = ? LIMIT 1", (key,)).fetchone() is not None


def type_of(connection: sqlite3.Connection, name: str) -> tuple[str, str | None]:
    """A property as most notes spell it (else `name`), and its type; None when neither settings nor notes tell."""
    key = name_key(encodable(name))
    rows = list(_rows(connection, Sql("p.key = ?", (key,))))
    spelling = Counter(row.name for row in rows if "." not in row.name)
    known = any(map(_looks_like, rows))
    assigned = _assigned(connection).get(key)
    kind = _type(key, rows, assigned) if assigned or known or key in _FIXED else None
    return min(spelling, key=lambda n: (-spelling[n], n), default=name), kind


def _rows(connection: sqlite3.Connection, where: Sql) -> Iterable[Row]:
    rows = connection.execute(
        "SELECT p.key, p.name, p.note, p.kind, p.text, p.number, p.day, p.position FROM property p "
        f"JOIN note n ON n.id = p.note JOIN file f ON f.id = n.id WHERE {where.text}",
        where.params,
    )
    return map(Row._make, rows)


def _assigned(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, type FROM property_type").fetchall())


def _record(key: str, rows: list[Row], assigned: str | None, total: int) -> PropertyRecord:
    spelling = Counter(row.name for row in rows)
    name = min(spelling, key=lambda n: (-spelling[n], n))
    kind = _type(key, rows, assigned)
    counts = _states(rows, total) if kind == "checkbox" else dict(_counted(rows)[:FEW])
    return PropertyRecord(name, kind, len({row.note for row in rows}), counts)


def _type(key: str, rows: Iterable[Row], assigned: str | None) -> str:
    """The assigned type, else what most of the values look like."""
    if fixed := assigned or _FIXED.get(key):
        return fixed
    votes = Counter(kind for row in rows if (kind := _looks_like(row)))
    return max(votes, key=lambda kind: (votes[kind], -_GENERAL.index(kind)), default="text")


def _looks_like(row: Row) -> str | None:
    if row.position is not None or row.kind == "list":
        return "multitext"
    if row.kind in ("checkbox", "number", "map"):
        return row.kind
    if row.day and row.text and row.text[:10] == row.day:
        return "date" if len(row.text) == 10 else "datetime"
    return "text" if row.kind == "text" else None


def _states(rows: list[Row], total: int) -> dict[str, int]:
    """Notes in each state. A text where a checkbox belongs (`"true"`) is neither true, false nor empty."""
    of_note: dict[int, Any] = {}
    for row in rows:
        of_note[row.note] = _state(row)
    counts = Counter(of_note.values())
    counts["missing"] = total - len(of_note)
    others = {state: count for state, count in sorted(counts.items()) if state not in _STATES}
    return {**{state: counts[state] for state in _STATES}, **others}


def _state(row: Row) -> str:
    if row.kind == "checkbox":
        return "true" if row.number else "false"
    return "empty" if row.kind == "null" else f'"{row.text or ""}"'


def _counted(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Values and in how many notes each is, most used first, then A to Z; those that differ in case alone are one,
    spelled as most often (whatever the order of the rows, which tells when a note was indexed)."""
    notes: dict[str, set[int]] = defaultdict(set)
    spelling: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.kind in ("null", "list", "map"):
            continue
        text = row.text or ""
        key = name_key(text)
        notes[key].add(row.note)
        spelling[key][text] += 1
    found = [(min(s, key=lambda text: (-s[text], text)), len(notes[key])) for key, s in spelling.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))
