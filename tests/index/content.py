"""The content of an index without what may differ between two of the same vault: numbers of rows, times of reading, what the last look found."""

import sqlite3
from typing import Any

_RENUMBERED = {"id", "note", "read_ns"}


def content(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows and every token of the full-text index, by the path of the file they come from."""
    paths = dict(connection.execute("SELECT id, path FROM file"))
    sections = _sections(connection, paths)
    found: dict[str, list[tuple[Any, ...]]] = {"tokens": _tokens(connection, sections)}
    for table in _tables(connection):
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor if row != ("look", row[-1])]
        found[table] = sorted((_named(table, row, paths, sections) for row in rows), key=repr)
    return found


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return [name for (name,) in rows if not name.startswith("fts")]


def _sections(connection: sqlite3.Connection, paths: dict[int, str]) -> dict[int, tuple[str, int]]:
    """Section number to its note and its place among the note's sections."""
    places: dict[int, tuple[str, int]] = {}
    count: dict[int, int] = {}
    for number, note in connection.execute("SELECT id, note FROM section ORDER BY id"):
        places[number] = (paths[note], count.setdefault(note, 0))
        count[note] += 1
    return places


def _tokens(connection: sqlite3.Connection, sections: dict[int, tuple[str, int]]) -> list[tuple[Any, ...]]:
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.every_token USING fts5vocab(main, fts, instance)")
    rows = connection.execute("SELECT doc, col, offset, term FROM temp.every_token")
    return sorted((sections[doc], column, offset, term) for doc, column, offset, term in rows)


def _named(
    table: str, row: dict[str, Any], paths: dict[int, str], sections: dict[int, tuple[str, int]]
) -> tuple[Any, ...]:
    place: Any = None
    if table in ("section", "section_text"):
        place = sections[row["id"]]
    elif "note" in row or "id" in row:
        place = paths[row["note"] if "note" in row else row["id"]]
    return (place, *((name, value) for name, value in row.items() if name not in _RENUMBERED))
