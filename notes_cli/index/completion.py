"""Names for completion: notes, tags, properties and folders that begin as somebody has begun to type them.

Read from the index as it is. It is opened for reading alone, never made, brought up to date or waited for; whoever
asks gets what is there. A name that would steer the terminal is left out. Names are compared as everywhere (case and
width folded); only when none begins so, traditional and simplified characters are taken for the same.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from notes_cli.index.schema import APPLICATION_ID
from notes_cli.text.escape import shown
from notes_cli.text.fold import fold, name_key, spellings

#: How long a locked index is waited for, in seconds.
PATIENCE = 0.05
#: Beyond so many notes their titles are not looked up.
MANY = 300

#: What an index raises that is locked, damaged, or was made by a version that knew other tables.
CannotAnswer = sqlite3.Error

_LAST = chr(0x10FFFF)


class Offer(NamedTuple):
    """A word that could be meant, and what is said about it."""

    word: str
    about: str = ""


def opened(file: Path) -> sqlite3.Connection | None:
    """The index at `file`, for reading; None when there is none of ours."""
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            return connection
    except sqlite3.Error:
        pass
    return None


def tags(connection: sqlite3.Connection, start: str) -> Iterator[Offer]:
    """The tags that begin with `start`, those above nested ones too."""
    names = [name for _, name in _distinct(connection, "tag", start)]
    known: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        for count in range(1, len(parts) + 1):
            above = "/".join(parts[:count])
            known.setdefault(name_key(above), above)
    yield from (Offer(name) for key, name in sorted(known.items()) if begins(name, start))


def properties(connection: sqlite3.Connection, start: str) -> Iterator[Offer]:
    """The properties whose names begin with `start`."""
    yield from (Offer(name) for _, name in _distinct(connection, "property", start))


def checkboxes(connection: sqlite3.Connection, start: str) -> Iterator[Offer]:
    """The checkbox properties whose names begin with `start`."""
    if named := _distinct(connection, "property", start):
        keys = {key for (key,) in connection.execute("SELECT key FROM checkbox_name")}
        yield from (Offer(name) for key, name in named if key in keys)


def values(connection: sqlite3.Connection, name: str, start: str) -> Iterator[Offer]:
    """The values of property `name` that begin with `start`."""
    rows = connection.execute(
        "SELECT DISTINCT text FROM property WHERE key = ? AND kind NOT IN ('null', 'list', 'map') AND text <> '' "
        "ORDER BY text",
        (name_key(name),),
    )
    yield from _beginning((text for (text,) in rows), start)


def folders(connection: sqlite3.Connection, start: str) -> Iterator[Offer]:
    """The folders with notes in or below them that begin with `start`."""
    within = _paths(connection, start) or _paths(connection, "")
    parts = [path.split("/")[:-1] for path in within]
    found = {"/".join(names[:size]) for names in parts for size in range(1, len(names) + 1)}
    yield from _beginning(sorted(found), start)


def notes(connection: sqlite3.Connection, start: str) -> list[Offer]:
    """What a note can be called that begins with `start`: paths folder by folder, then names, titles and aliases.

    Each note is offered once, in the first of these ways. A name that several notes share is offered as their paths.
    """
    by_path = _one_level(_paths(connection, start), start)
    offers = list(_titled(connection, by_path))
    if start and "/" not in start:
        offers += _called(connection, start, {offer.word for offer in offers})
    return offers or list(_in_either_script(connection, start))


def headings(connection: sqlite3.Connection, note: str, start: str) -> Iterator[Offer]:
    """The headings of the one note that is called `note` by its path or its name that begin with `start`."""
    key = name_key(note)
    found = connection.execute(
        "SELECT id FROM file WHERE is_note = 1 AND path_key IN (?, ?) UNION SELECT note FROM name WHERE key = ?",
        (key, f"{key}.md", key),
    ).fetchall()
    if len(found) == 1:
        rows = connection.execute("SELECT coalesce(plain, text) FROM heading WHERE note = ? ORDER BY seq", found[0])
        yield from _beginning(dict.fromkeys(text for (text,) in rows), start)


def begins(name: str, start: str) -> bool:
    """Whether `name`, which is safe to print, begins with `start`; case and width make no difference."""
    return _key(name).startswith(_key(start)) and _is_safe(name)


def _key(start: str) -> str:
    """The folded form of the beginning of a name, white space at its end kept."""
    return name_key(f"{start}.")[:-1]


def _is_safe(name: str) -> bool:
    return shown(name, lines=False) == name


def _beginning(names: Iterable[str], start: str) -> Iterator[Offer]:
    known = list(names)
    found = [name for name in known if begins(name, start)]
    alike = fold(start)
    yield from (Offer(n) for n in found or (n for n in known if fold(n).startswith(alike) and _is_safe(n)))


def _distinct(connection: sqlite3.Connection, table: str, start: str) -> list[tuple[str, str]]:
    """Key and one spelling of each name in `table` that begins so: a step through its index for each, not a scan."""
    key = _key(start)
    rows = connection.execute(
        f"WITH RECURSIVE step(key) AS (SELECT min(key) FROM {table} WHERE key >= ?1 UNION ALL "
        f"SELECT (SELECT min(t.key) FROM {table} t WHERE t.key > step.key) FROM step WHERE step.key < ?2) "
        f"SELECT key, (SELECT t.name FROM {table} t WHERE t.key = step.key LIMIT 1) FROM step WHERE key < ?2",
        (key, key + _LAST),
    ).fetchall()
    if not rows and start:
        alike = fold(start)
        return [(key, name) for key, name in _distinct(connection, table, "") if fold(name).startswith(alike)]
    return [(key, name) for key, name in rows if _is_safe(name)]


def _paths(connection: sqlite3.Connection, start: str) -> list[str]:
    key = _key(start)
    rows = connection.execute(
        "SELECT path FROM file WHERE path_key >= ? AND path_key < ? AND is_note = 1 AND hidden = 0 ORDER BY path_key",
        (key, key + _LAST),
    )
    return [path for (path,) in rows]


def _one_level(paths: Iterable[str], start: str) -> list[str]:
    """The paths, those below a further folder as that folder alone: `AI/`."""
    depth = start.count("/") + 1
    cut = ("/".join(p[:depth]) + ("/" if len(p) > depth else "") for p in (path.split("/") for path in paths))
    return [path for path in dict.fromkeys(cut) if _is_safe(path)]


def _titled(connection: sqlite3.Connection, paths: list[str]) -> Iterator[Offer]:
    notes = [path for path in paths if not path.endswith("/")]
    titles = {}
    if len(notes) <= MANY:
        for path in notes:
            row = connection.execute(
                "SELECT n.title FROM note n JOIN file f ON f.id = n.id WHERE f.path_key = ?", (name_key(path),)
            ).fetchone()
            titles[path] = shown(row[0], lines=False) if row else ""
    yield from (Offer(path, titles.get(path, "")) for path in paths)


def _called(connection: sqlite3.Connection, start: str, taken: set[str]) -> Iterator[Offer]:
    key = _key(start)
    yield from _once(connection.execute(_BEARERS, (key, key + _LAST)).fetchall(), taken)


#: Names within a range of keys, and the notes they are names of: file names first, then titles, then aliases.
_BEARERS = (
    "SELECT x.key, x.name, f.path FROM name x JOIN file f ON f.id = x.note WHERE x.key >= ? AND x.key < ? "
    "AND f.hidden = 0 ORDER BY x.kind = 'alias', x.kind = 'title', x.key"
)


def _once(rows: list[tuple[str, str, str]], taken: set[str]) -> Iterator[Offer]:
    """Of rows of key, name and path each note once; under its path when its name is that of another note too."""
    bearers: dict[str, set[str]] = {}
    for key, _, path in rows:
        bearers.setdefault(key, set()).add(path)
    for key, name, path in rows:
        word = name if len(bearers[key]) == 1 else path
        if path not in taken and _is_safe(word):
            taken.add(path)
            yield Offer(word, shown(path, lines=False) if word != path else "")


def _in_either_script(connection: sqlite3.Connection, start: str) -> Iterator[Offer]:
    alike = fold(start)
    rows = [
        row
        for first in sorted({start[0], *spellings(fold(start[0]))} if start else ())
        for row in connection.execute(_BEARERS, (name_key(first), name_key(first) + _LAST))
        if fold(row[1]).startswith(alike)
    ]
    yield from _once(list(dict.fromkeys(rows)), set())
