"""Why notes match: which parts of a query hold for each, and where its words stand."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from notes_cli.query.compile import condition
from notes_cli.query.explain import in_words
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import And, Not, Or, Query, Words
from notes_cli.query.words import words_condition

#: Columns of the full-text index, and what a reader calls them.
PLACES = {
    "{title}": "title or name",
    "{tags}": "tags",
    "{heading}": "headings",
    "{front}": "front matter",
    "{body extra}": "text",
}
#: Parts of a query that are looked at one by one; more than a person writes.
_MOST = 40


def understanding(query: Query, today: date) -> str:
    """How `query` is understood: in words, a line for each part, and as SQL over a note `n` and its file `f`."""
    asked = condition(query, today=today)
    sql = " ".join(asked.text.split())
    lines = ["the query asks for", *(f"  {line}" for line in in_words(query)), "in SQL", f"  {sql}"]
    return "\n".join(lines + ([f"  with {', '.join(map(repr, asked.params))}"] if asked.params else []))


def why(connection: sqlite3.Connection, query: Query, paths: Sequence[str], today: date) -> dict[str, tuple[str, ...]]:
    """For each of the notes at `paths`, the parts of `query` that hold for it; words with where they stand."""
    found: dict[str, list[str]] = {path: [] for path in paths}
    for part in list(_parts(query))[:_MOST]:
        for path, said in _held(connection, part, paths, today):
            found[path].append(said)
    return {path: tuple(said) for path, said in found.items()}


def _parts(query: Query) -> Iterator[Query]:
    match query:
        case And(queries) | Or(queries):
            for part in queries:
                yield from _parts(part)
        case _:
            yield query


def _held(connection: sqlite3.Connection, part: Query, paths: Sequence[str], today: date) -> Iterator[tuple[str, str]]:
    if isinstance(part, Words) and not part.case:
        places: dict[str, list[str]] = {}
        for columns, name in PLACES.items():
            for path in _matching(connection, words_condition(part.text, part.quoted, columns), paths):
                places.setdefault(path, []).append(name)
        for path in _matching(connection, condition(part, today=today), paths):
            said = f'{part}, like "{part.like}"' if part.like else str(part)
            yield path, f"{said}: {', '.join(places.get(path, ['in several places']))}"
        return
    said = f"not {part.query}" if isinstance(part, Not) else str(part)
    for path in _matching(connection, condition(part, today=today), paths):
        yield path, said


def _matching(connection: sqlite3.Connection, where: Sql, paths: Sequence[str]) -> list[str]:
    rows = connection.execute(
        "SELECT f.path FROM note n JOIN file f ON f.id = n.id "
        f"WHERE f.path IN (SELECT value FROM json_each(?)) AND ({where.text})",
        (json.dumps(paths), *where.params),
    )
    return [row[0] for row in rows]
