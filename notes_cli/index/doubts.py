"""Why an answer may be empty: names in the query that no note knows, each with the nearest one that some note has."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping

from notes_cli.query.saved import unknown
from notes_cli.query.syntax import Query, Test, leaves
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


def unsaved(query: Query, searches: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each saved search that `query` names and that is not among `searches`; none when there are none:
    then @ is what a person is called with."""
    for name in unknown(query, searches) if searches else ():
        yield f"no search is saved as @{name}: looked for that text{_nearest(name, list(searches), '@')}"


def doubts(connection: sqlite3.Connection, query: Query) -> Iterator[str]:
    """A sentence for each tag, property and folder that `query` names and no note has."""
    for test in leaves(query):
        if not isinstance(test, Test) or test.field not in _NAMED:
            continue
        what, sql, name_of = _NAMED[test.field]
        name = encodable(name_of(test))
        names = [row[0] for row in connection.execute(sql)]
        if any(_is_or_holds(name_key(known), name_key(name)) for known in names):
            continue
        yield (
            _unheld(what, name, names)
            if what != "folder"
            else (f'there is no folder "{name}" with notes{_nearest(name, names)}')
        )


def unknown_properties(connection: sqlite3.Connection, asked: Iterable[str]) -> Iterator[str]:
    """A sentence for each property of those `asked` for that no note has."""
    names = [row[0] for row in connection.execute(_PROPERTY)]
    known = set(map(name_key, names))
    yield from (_unheld("property", name, names) for name in asked if name_key(name) not in known)


def _unheld(what: str, name: str, names: list[str]) -> str:
    return f'no note has the {what} "{name}"{_nearest(name, names)}'


def _is_or_holds(known: str, name: str) -> bool:
    return known == name or known.startswith(f"{name}/")


def _nearest(name: str, names: list[str], mark: str = "") -> str:
    from notes_cli.text.likeness import closest

    near = closest(name, names, limit=1, floor=60.0)
    return f'; did you mean "{mark}{near[0][0]}"?' if near else ""
