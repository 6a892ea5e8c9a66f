"""What a query names that only the index knows: which note `link:[[n]]` means, which words are like `~word`."""

import sqlite3

from notes_cli.index import names
from notes_cli.query.syntax import LINKED, Like, Query, Test, Words, any_of, mapped


def resolved(connection: sqlite3.Connection, query: Query) -> Query:
    """`query` with the names of notes as their paths, and with the words that are like `~word` beside it.

    Raises `NoteNotFound` or `AmbiguousNote`.
    """

    def one(leaf: Query) -> Query:
        match leaf:
            case Test(field, str(name)) if field in LINKED:
                return _named(connection, leaf, name)
            case Like(text):
                return _alike(connection, text)
            case _:
                return leaf

    return mapped(query, one)


def _named(connection: sqlite3.Connection, test: Test, name: str) -> Query:
    note = names.find_note(connection, name.partition("|")[0].partition("#")[0])
    (path,) = connection.execute("SELECT path FROM file WHERE id = ?", (note,)).fetchone()
    return test._replace(text=path)


def _alike(connection: sqlite3.Connection, text: str) -> Query:
    from notes_cli.index.likeness import similar

    return any_of([Words(text), *(Words(found.text, quoted=True, like=text) for found in similar(connection, text))])
