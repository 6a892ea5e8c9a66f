"""Why an answer may be empty: names in the query that no note knows, each with the nearest one that some note has."""

import sqlite3
from collections.abc import Callable, Iterator

from notes_cli.query.syntax import And, Not, Or, Query, Test, Words
from notes_cli.text.escape import encodable
from notes_cli.text.fold import name_key

_TAG = "SELECT DISTINCT name FROM tag"
_PROPERTY = "SELECT DISTINCT name FROM property"
_FOLDER = "SELECT DISTINCT rtrim(substr(path, 1, length(path) - length(name)), '/') FROM file WHERE is_note = 1"

#: Field to: what it names, all names there are, and what of the test is the name.
_NAMED: dict[str, tuple[str, str, Callable[[Test], str]]] = {
    "tag": ("tag", _TAG, lambda test: (test.text or "").removeprefix("#")),
    "obsidian-tag": ("tag", _TAG, lambda test: (test.text or "").removeprefix("#")),
    "property": ("property", _PROPERTY, lambda test: test.name),
    "checked": ("property", _PROPERTY, lambda test: test.text or ""),
    "unchecked": ("property", _PROPERTY, lambda test: test.text or ""),
    "in": ("folder", _FOLDER, lambda test: (test.text or "").strip("/")),
}


def doubts(connection: sqlite3.Connection, query: Query) -> Iterator[str]:
    """A sentence for each tag, property and folder that `query` names and no note has."""
    for test in _tests(query):
        if test.field not in _NAMED:
            continue
        what, sql, name_of = _NAMED[test.field]
        name = encodable(name_of(test))
        names = [row[0] for row in connection.execute(sql)]
        if any(_is_or_holds(name_key(known), name_key(name)) for known in names):
            continue
        yield (
            f'no note has the {what} "{name}"{_nearest(name, names)}'
            if what != "folder"
            else (f'there is no folder "{name}" with notes{_nearest(name, names)}')
        )


def _tests(query: Query) -> Iterator[Test]:
    match query:
        case Test():
            yield query
        case Not(inner):
            yield from _tests(inner)
        case And(queries) | Or(queries):
            for part in queries:
                yield from _tests(part)
        case Words():
            return


def _is_or_holds(known: str, name: str) -> bool:
    return known == name or known.startswith(f"{name}/")


def _nearest(name: str, names: list[str]) -> str:
    from notes_cli.text.likeness import closest

    near = closest(name, names, limit=1, floor=60.0)
    return f'; did you mean "{near[0][0]}"?' if near else ""
