"""What is wrong in a vault: the problems that reading found, and what only several notes together show.

Each check is one statement over the notes that satisfy a condition, and costs no more than its notes and links.
"""

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeAlias

from notes_cli.index.destination import RIVALS
from notes_cli.index.links import Served, file_of, unresolved
from notes_cli.index.listing import stored_problems
from notes_cli.index.parts import lost_parts
from notes_cli.index.schema import LINK_TARGET
from notes_cli.model import SEEN_BY_OBSIDIAN, Problem
from notes_cli.problems import BOOLEANS, problem
from notes_cli.query.sql import Sql
from notes_cli.text.fold import name_key

#: A problem, and the path of the note that has it.
Finding: TypeAlias = tuple[str, Problem]
Check: TypeAlias = Callable[[sqlite3.Connection, Sql], Iterator[Finding]]

#: By the origin of a tag: why Obsidian does not see it.
_UNSEEN = {"split": "tag-split", "key": "tag-key", "loose": "tag-loose"}

#: Whether front matter is of a kind that is edited (by `vault.edit`).
_EDITED = "n.front_kind <> 'json'"

#: How the names of pictures end.
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".heic", ".tif", ".tiff")

#: What ends a sentence or a part of it in Chinese, and no tag.
_PUNCTUATION = "，。、；：！？「」『』（）《》〈〉【】"

#: Properties that are checkboxes: by Obsidian's settings, else because most of their values are true or false.
_CHECKBOXES = """
    SELECT key FROM property_type WHERE type = 'checkbox'
    UNION
    SELECT key FROM property WHERE position IS NULL AND kind IN ('checkbox', 'text', 'number')
    AND key NOT IN (SELECT key FROM property_type)
    GROUP BY key HAVING sum(kind = 'checkbox') > sum(kind <> 'checkbox')"""

#: Names of files, as links say them, that several files have.
_TWINS = """
    SELECT name_key FROM file GROUP BY name_key HAVING count(*) > 1
    UNION
    SELECT substr(name_key, 1, length(name_key) - 3) FROM file WHERE is_note = 1 GROUP BY name_key HAVING count(*) > 1
    UNION
    SELECT page_key FROM file WHERE page_key IS NOT NULL"""

#: Names that several notes have; with the path of the first and of the last of them.
_SHARED = """
    SELECT s.key, min(t.path) AS first, max(t.path) AS last FROM name s JOIN file t ON t.id = s.note
    WHERE t.hidden = 0 {kinds} GROUP BY s.key HAVING count(DISTINCT s.note) > 1"""


def findings(connection: sqlite3.Connection, where: Sql, today: date, *, served: Served = None) -> list[Finding]:
    """Everything that is wrong in the notes that satisfy `where` (over `n` and `f`) on `today`, by path and line."""
    found = [one for check in CHECKS for one in check(connection, where)]
    found += _unresolved(connection, where, served)
    found += _overdue(connection, where, today)
    texts = {(path, one.line) for path, one in found if one.code == "checkbox-text"}
    # What should be true or false needs no quotes.
    found = [(path, one) for path, one in found if one.code != "yaml-ambiguous" or (path, one.line) not in texts]
    return sorted(found, key=lambda one: (one[0], one[1].line or 0, one[1].code, one[1].message))


def _rows(connection: sqlite3.Connection, columns: str, table: str, condition: str, where: Sql) -> Iterator[Any]:
    """`columns` of the rows `x` of `table` that belong to those notes and satisfy `condition`."""
    return iter(
        connection.execute(
            f"SELECT f.path, {columns} FROM {table} x JOIN note n ON n.id = x.note JOIN file f ON f.id = n.id "
            f"WHERE {condition} AND ({where.text})",
            where.params,
        )
    )


def _tags(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    line = (
        "(SELECT coalesce(min(iif(p.text = x.name, p.line, NULL)), min(p.line)) FROM property p WHERE p.note = x.note "
        "AND p.key = iif(x.origin = 'key', 'tag', 'tags'))"
    )
    for path, name, origin, at, may in _rows(
        connection, f"x.name, x.origin, {line}, {_EDITED}", "tag", f"x.origin NOT IN {SEEN_BY_OBSIDIAN}", where
    ):
        found = problem(_UNSEEN[origin], at, tag=name)
        yield path, found._replace(fixable=found.fixable and bool(may))


def _run_on_tags(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    condition = f"x.origin = 'inline' AND x.name GLOB '*[{_PUNCTUATION}]*'"
    for path, name, line in _rows(connection, "x.name, x.line", "tag", condition, where):
        parts = re.split(f"[{_PUNCTUATION}]", name)
        yield path, problem("tag-punctuation", line, tag=name, meant=next(filter(None, parts), ""))


def _checkboxes(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    condition = f"x.kind IN ('text', 'number') AND x.key IN ({_CHECKBOXES})"
    columns = f"x.name, x.text, x.line, x.position IS NULL AND x.kind = 'text' AND {_EDITED} AND x.line < n.body_line"
    for path, name, text, line, is_plain in _rows(connection, columns, "property", condition, where):
        fixable = bool(is_plain) and text.strip().casefold() in BOOLEANS
        yield path, problem("checkbox-text", line, name=name, text=text)._replace(fixable=fixable)


def _dates(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    """What is no date in a property that Obsidian's settings have for one; reading a note finds others."""
    condition = (
        "x.kind IN ('text', 'number', 'checkbox') AND trim(x.text) <> '' AND x.day IS NULL "
        "AND x.key IN (SELECT key FROM property_type WHERE type IN ('date', 'datetime')) AND NOT EXISTS "
        "(SELECT 1 FROM problem p WHERE p.note = x.note AND p.code = 'date-impossible' AND p.line IS x.line)"
    )
    for path, text, line in _rows(connection, "x.text, x.line", "property", condition, where):
        yield path, problem("date-impossible", line, text=text)


def is_checkbox(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a text in the property `name` is one where a checkbox belongs."""
    return bool(connection.execute(f"SELECT ? IN ({_CHECKBOXES})", (name_key(name),)).fetchone()[0])


def _unresolved(connection: sqlite3.Connection, where: Sql, served: Served) -> Iterator[Finding]:
    for path, line, target in unresolved(connection, where, served):
        code = "image-missing" if file_of(target).lower().endswith(_IMAGES) else "link-unresolved"
        yield path, problem(code, line, target=target)


def _parts(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    for path, line, target, what in lost_parts(connection, where):
        yield path, problem("link-part", line, target=target, what=what)


def _ambiguous(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    condition = f"x.kind <> 'external' AND x.key IN ({_TWINS})"
    table = (
        f"(SELECT l.note, l.line, l.kind, l.key, {LINK_TARGET} AS target, ({RIVALS}) AS rivals FROM link l "
        "JOIN file f ON f.id = l.note WHERE l.key <> '')"
    )
    for path, line, target, rivals in _rows(connection, "x.line, x.target, x.rivals", table, condition, where):
        first, *others = json.loads(rivals) or [""]
        if others:
            yield (
                path,
                problem("link-ambiguous", line, target=target, count=len(others) + 1, first=first, second=others[0]),
            )


def _twins(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT f.path, f.disk, t.first, t.last, t.low, t.high FROM note n JOIN file f ON f.id = n.id JOIN "
        "(SELECT path_key, min(path) AS first, max(path) AS last, min(disk) AS low, max(disk) AS high "
        "FROM file GROUP BY path_key HAVING count(*) > 1) t "
        f"ON t.path_key = f.path_key WHERE {where.text}",
        where.params,
    )
    for path, disk, first, last, low, high in rows:
        other = last if path == first else first
        # Paths are shown composed: twins that differ in that alone would look alike.
        yield path, problem("name-twin", other=_decomposed(high if disk == low else low) if other == path else other)


def _decomposed(disk: bytes) -> str:
    r"""A name on disk with marks that stand behind their letter as `\u0301`."""
    text = disk.decode("utf-8", "backslashreplace")
    return "".join(f"\\u{ord(each):04x}" if unicodedata.combining(each) else each for each in text)


def _titles(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    # A title that is the file's name is none that anybody gave.
    given = "AND s.kind = 'title' AND s.note IN (SELECT id FROM note WHERE title_origin <> 'file name')"
    for path, _, name, other in _shared(connection, "title", given, where):
        yield path, problem("title-duplicate", name=name, other=other)


def _aliases(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    for path, note, name, other in _shared(connection, "alias", "", where):
        yield path, problem("alias-duplicate", _line_of_alias(connection, note, name), name=name, other=other)


def _shared(connection: sqlite3.Connection, kind: str, kinds: str, where: Sql) -> Iterator[tuple[str, int, str, str]]:
    """(path, note, name, path of another note with it) for the names of one kind that other notes share."""
    table = f"(SELECT s.*, d.first, d.last FROM name s JOIN ({_SHARED.format(kinds=kinds)}) d ON d.key = s.key)"
    rows = _rows(connection, "x.note, x.name, x.first, x.last", table, f"x.kind = '{kind}'", where)
    return ((path, note, name, last if path == first else first) for path, note, name, first, last in rows)


def _line_of_alias(connection: sqlite3.Connection, note: int, name: str) -> int | None:
    row = connection.execute(
        "SELECT min(line) FROM property WHERE note = ? AND key = 'aliases' AND text = ?", (note, name)
    ).fetchone()
    line: int | None = row[0]
    return line


def _sources(connection: sqlite3.Connection, where: Sql) -> Iterator[Finding]:
    """Notes with the same source, whatever of `http://www.` and `/` stands around it."""
    holders: dict[str, list[str]] = defaultdict(list)
    every = (
        "SELECT f.path, n.source_url FROM note n JOIN file f ON f.id = n.id WHERE n.source_url <> '' AND f.hidden = 0"
    )
    for path, url in connection.execute(f"{every} ORDER BY f.path"):
        holders[_address(url)].append(path)
    line = "(SELECT min(p.line) FROM property p WHERE p.note = x.note AND p.text = x.source_url)"
    table = "(SELECT id AS note, source_url FROM note WHERE source_url <> '')"
    for path, url, at in _rows(connection, f"x.source_url, {line}", table, "1", where):
        others = [other for other in holders[_address(url)] if other != path]
        if others:
            yield path, problem("source-duplicate", at, url=url, other=others[0])


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip(), flags=re.IGNORECASE).partition("#")[0].rstrip("/")


def _overdue(connection: sqlite3.Connection, where: Sql, today: date) -> Iterator[Finding]:
    condition = f"n.draft = 1 AND x.key = 'publishdate' AND x.day < '{today.isoformat()}'"
    for path, text, line in _rows(connection, "x.text, x.line", "property", condition, where):
        yield path, problem("draft-overdue", line, date=text)


#: Everything that is looked at, whatever the day.
CHECKS: tuple[Check, ...] = (
    stored_problems, _tags, _run_on_tags, _checkboxes, _dates, _parts, _ambiguous, _twins, _titles, _aliases,
    _sources,
)  # fmt: skip
