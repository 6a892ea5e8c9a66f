"""Where links lead before and after a file moves, asked of the index without changing it.

After the move is a vault in which one row of `file` is another. The rule is `schema.DESTINATION` in both: the query
for the moved vault only puts a table of its own in the place of `file`.
"""

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from notes_cli.index.destination import DESTINATION
from notes_cli.index.rows import link_row
from notes_cli.model import Link
from notes_cli.text.fold import name_key
from notes_cli.text.logical import page_of

_LEADS_TO = f"""
    SELECT t.path FROM file t WHERE t.id = (
        SELECT ({DESTINATION}) FROM file f, (SELECT 'wikilink' AS kind, :key AS key, :way AS path) l
        WHERE f.path_key = :source_key AND f.path = :source LIMIT 1)"""
#: The vault after the move, or what a link's key and its note can see of it: each part by an index, so that 100 000
#: files cost no more than ten.
_COLUMNS: Final = "path, path_key, name_key, is_note, page, page_key, language"
_MOVED: Final = f"""
    WITH file AS (
        SELECT id, {_COLUMNS} FROM main.file WHERE name_key IN (:key, :key || '.md') AND path <> :old
        UNION
        SELECT id, {_COLUMNS} FROM main.file WHERE page_key = :key AND path <> :old
        UNION
        SELECT id, {_COLUMNS} FROM main.file WHERE path_key = :source_key AND path <> :old
        UNION
        SELECT id, :new, :new_key, :new_name, is_note, :page, :page_key, :language
        FROM main.file WHERE path_key = :old_key AND path = :old)"""


def resolver(
    connection: sqlite3.Connection, old: str | None = None, new: str | None = None
) -> Callable[[str, Link], str | None]:
    """A function (path of a note, a link in it) -> path of the file it leads to, None when to nothing.

    With `old` and `new`: as if the file at `old` were at `new` (the note that holds the link may be that file; it
    is then called by its new path). The index must be up to date, and stay so.
    """
    sql, moved = _LEADS_TO, {}
    if old is not None and new is not None:
        sql = _MOVED + _LEADS_TO
        page = page_of(name_key(new))
        moved = {
            "old": old, "old_key": name_key(old),
            "new": new, "new_key": name_key(new), "new_name": name_key(new.rpartition("/")[2]),
            "page": page.path, "page_key": page.key, "language": page.language,
        }  # fmt: skip

    @lru_cache(maxsize=65_536)
    def found(source: str, key: str, way: str) -> str | None:
        given = {"key": key, "way": way, "source": source, "source_key": name_key(source), **moved}
        row = connection.execute(sql, given).fetchone()
        return None if row is None else str(row[0])

    def leads_to(source: str, link: Link) -> str | None:
        if link.kind == "external":
            return None
        *_, key, way = link_row(source, link)
        return found(source, key, way)

    return leads_to


def to_rewrite(connection: sqlite3.Connection, old: str, new: str) -> tuple[str, ...]:
    """The paths of the notes whose text changes when the file at `old` moves to `new`, in order; `old` may be one.

    The one at `old` is always among them when it is a note with links, for its relative links are known from the
    root only: whether it changes, `vault.relink.relinked` says. Links in hidden notes count as well.
    """
    before, after = resolver(connection), resolver(connection, old, new)
    names = {name_key(path.rpartition("/")[2]) for path in (old, new)}
    pages = {key for path in (old, new) if (key := page_of(name_key(path)).key)}
    keys = sorted(names | {name.removesuffix(".md") for name in names} | pages)
    rows = connection.execute(
        "SELECT DISTINCT f.path, l.key, l.path FROM link l JOIN file f ON f.id = l.note "
        f"WHERE l.kind <> 'external' AND (l.key IN ({', '.join('?' * len(keys))}) OR (f.path_key = ? AND f.path = ?)) "
        "ORDER BY f.path",
        (*keys, name_key(old), old),
    ).fetchall()
    found = dict.fromkeys(
        path
        for path, key, way in rows
        if path == old or _changes(path, Link(None, "wikilink", "", "", "", key, way), (old, new), before, after)
    )
    return tuple(found)


def _changes(
    path: str,
    link: Link,
    move: tuple[str, str],
    before: Callable[[str, Link], str | None],
    after: Callable[[str, Link], str | None],
) -> bool:
    led = before(path, link)
    return led is not None and after(path, link) != (move[1] if led == move[0] else led)
