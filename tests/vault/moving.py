"""Moving a file of a real vault for the tests: the links rewritten, the index brought up to date, and compared."""

import os
from collections.abc import Callable, Mapping

from notes_cli.index.moves import resolver, to_rewrite
from notes_cli.library import Library
from notes_cli.vault.relink import Move, relinked

Leads = dict[str, list[str | None]]


def text_of(library: Library, path: str) -> str:
    return (library.vault / path).read_bytes().decode("utf-8", "surrogateescape")


def texts(library: Library) -> dict[str, str]:
    """The text of every file of the vault by path."""
    files = [file for file in library.vault.rglob("*") if file.is_file()]
    return {
        file.relative_to(library.vault).as_posix(): file.read_bytes().decode("utf-8", "surrogateescape")
        for file in files
    }


def leads(library: Library) -> Leads:
    """Where the links of each note lead, in the order of the note."""
    connection = library._db
    rows = connection.execute("SELECT f.path FROM note n JOIN file f ON f.id = n.id ORDER BY f.path").fetchall()
    return {path: [link.resolved for link in library.links(path) if link.kind != "external"] for (path,) in rows}


def move(library: Library, old: str, new: str) -> None:
    """Move the file at `old` to `new` as a command would, and prove that every link leads where it led."""
    library.index()
    connection = library._db
    asked = Move(old, new, resolver(connection), resolver(connection, old, new))
    before = leads(library)
    changed = {
        path: relinked(text_of(library, path), path=path, move=asked) for path in to_rewrite(connection, old, new)
    }
    idle = {path: relinked(text_of(library, path), path=path, move=asked) for path in before.keys() - changed.keys()}
    assert idle == {path: text_of(library, path) for path in idle}, "a note that is not listed needs no change"
    for path, text in changed.items():
        (library.vault / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    (library.vault / new).parent.mkdir(parents=True, exist_ok=True)
    os.rename(library.vault / old, library.vault / new)
    library.index()
    after = leads(library)
    for path, places in before.items():
        wanted = [new if place == old else place for place in places]
        found = after[asked.moved(path)]
        assert [place for place, led in zip(found, places, strict=True) if led] == [place for place in wanted if place]


def moved(library_of: Callable[..., Library], notes: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The texts of a vault of `notes` after the move."""
    library = library_of(notes)
    move(library, old, new)
    return texts(library)
