"""What a person calls a note: from a name to one file.

In this order: exact path, exact file name, title, alias, a unique prefix of one of these, then the same with
traditional = simplified, then the one name that is closest in letters or in sound. More than one at a step is
ambiguous, and says so.
"""

import sqlite3
from collections.abc import Callable, Iterable

from notes_cli.errors import AmbiguousNote, NoteNotFound
from notes_cli.text.escape import as_bytes, encodable
from notes_cli.text.fold import fold, letters_of, name_key

#: How alike a name must be to be taken without asking, and how far ahead of the next one.
CLOSE = 74.0
AHEAD = 6.0
#: Names of fewer letters are like too many.
SHORTEST = 3

Step = Callable[[sqlite3.Connection, str], Iterable[tuple[int, str]]]

_FILES = "SELECT f.id, f.path FROM file f WHERE f.is_note = 1 AND "
_NAMES = "SELECT DISTINCT f.id, f.path FROM name x JOIN file f ON f.id = x.note WHERE "


def find_note(connection: sqlite3.Connection, wanted: str, *, guess: bool = True) -> int:
    """The id of the note called `wanted`. Raises `NoteNotFound` or `AmbiguousNote`, both with candidates.

    `guess` False: not the one that is closest, which is good enough to be read and not to be changed.
    """
    for step, spelling in ((_as_written, _path(wanted)), *((step, _key(wanted)) for step in _STEPS)):
        found = dict(step(connection, spelling)) if spelling else {}
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise _ambiguous(encodable(wanted), found.values())
    return _closest(connection, encodable(wanted), guess=guess)


def has_path(connection: sqlite3.Connection, wanted: str) -> bool:
    """Whether a note lies at exactly this path."""
    return any(_by_path(connection, _key(wanted)))


def _path(wanted: str) -> str:
    """The path from the vault's root that `wanted` could be: a wikilink without its brackets and its text."""
    if wanted.startswith("[[") and wanted.endswith("]]"):
        wanted = wanted[2:-2].partition("|")[0]
    if "/" not in wanted and "\\" in wanted:
        wanted = wanted.replace("\\", "/")
    return wanted.removeprefix("./").strip("/")


def _key(wanted: str) -> str:
    """The same, folded for comparison."""
    return name_key(_path(encodable(wanted)))


def _as_written(connection: sqlite3.Connection, path: str) -> Iterable[tuple[int, str]]:
    """To the byte: two files that differ in case or normalisation alone are two notes."""
    key, shown = _key(path), encodable(path)
    alike = connection.execute(
        "SELECT f.id, f.path, f.disk, f.name FROM file f "
        "WHERE f.is_note = 1 AND (f.path_key IN (?, ?) OR f.name_key IN (?, ?))",
        (key, f"{key}.md") * 2,
    ).fetchall()
    disk = as_bytes(path)
    for column, spellings in ((2, (disk, disk + b".md")), (1, (shown, f"{shown}.md")), (3, (shown, f"{shown}.md"))):
        found = [(row[0], row[1]) for row in alike if row[column] in spellings]
        if len(found) == 1:
            return found
    return ()


def _by_path(connection: sqlite3.Connection, key: str) -> Iterable[tuple[int, str]]:
    return connection.execute(_FILES + "f.path_key IN (?, ?)", (key, f"{key}.md"))


def _by_file_name(connection: sqlite3.Connection, key: str) -> Iterable[tuple[int, str]]:
    name = key.rpartition("/")[2]
    rows = connection.execute(
        "SELECT f.id, f.path, f.path_key FROM file f WHERE f.is_note = 1 AND f.name_key IN (?, ?)",
        (name, f"{name}.md"),
    )
    ends = (f"/{key}", f"/{key}.md")
    return [(identity, path) for identity, path, whole in rows if f"/{whole}".endswith(ends)]


def _named(kind: str) -> Step:
    return lambda connection, key: connection.execute(_NAMES + "x.key = ? AND x.kind = ?", (key, kind))


def _by_prefix(connection: sqlite3.Connection, key: str) -> Iterable[tuple[int, str]]:
    end = key + chr(0x10FFFF)
    by_name = connection.execute(_NAMES + "x.key >= ? AND x.key < ?", (key, end))
    if "/" not in key:  # the beginning of a folder's name is nobody's name
        return by_name
    by_path = connection.execute(_FILES + "f.path_key >= ? AND f.path_key < ?", (key, end))
    return dict([*by_name, *by_path]).items()


def _by_either_script(connection: sqlite3.Connection, key: str) -> Iterable[tuple[int, str]]:
    wanted = fold(key)
    by_name = connection.execute(_NAMES + "folded(x.name) = ?", (wanted,))
    by_path = connection.execute(_FILES + "folded(f.path_key) IN (?, ?)", (wanted, f"{wanted}.md"))
    return dict([*by_name, *by_path]).items()


_STEPS: tuple[Step, ...] = (
    _by_path, _by_file_name, _named("title"), _named("alias"), _by_prefix, _by_either_script,
)  # fmt: skip


def _closest(connection: sqlite3.Connection, wanted: str, *, guess: bool) -> int:
    from notes_cli.text.likeness import closest

    rows = connection.execute("SELECT x.name, f.id, f.path FROM name x JOIN file f ON f.id = x.note").fetchall()
    by_name: dict[str, dict[int, str]] = {}
    for name, identity, path in rows:
        by_name.setdefault(name, {})[identity] = path
    found = closest(wanted, by_name, limit=5, floor=45.0)
    notes: dict[int, tuple[str, float]] = {}
    for name, likeness in found:
        for identity, path in by_name[name].items():
            notes.setdefault(identity, (path, likeness))
    ranked = list(notes.items())
    # What is like only in sound may be a longer row of letters than the name has characters.
    telling = guess and bool(found) and min(map(len, letters_of((wanted, found[0][0])))) >= SHORTEST
    if telling and ranked[0][1][1] >= CLOSE and (len(ranked) == 1 or ranked[0][1][1] - ranked[1][1][1] >= AHEAD):
        return ranked[0][0]
    near = ", ".join(path for path, _ in list(notes.values())[:5])
    raise NoteNotFound(
        f'no note is called "{wanted}"',
        hint=f"the nearest: {near}" if near else "`notes list` shows them all",
    )


def _ambiguous(wanted: str, paths: Iterable[str]) -> AmbiguousNote:
    candidates = tuple(sorted(paths, key=lambda p: (len(p), p)))
    shown = ", ".join(candidates[:8]) + (f" and {len(candidates) - 8} more" if len(candidates) > 8 else "")
    return AmbiguousNote(
        f'{len(candidates)} notes could be meant by "{wanted}"',
        candidates=candidates,
        hint=f"name one by its path: {shown}",
    )
