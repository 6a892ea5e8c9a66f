"""Which notes are about the same thing as a note, and what they have in common.

Every sign is worth at most so many points, and they add up: telling words (see `telling`), the same source, links
from one to the other, tags of both (rare ones more), links to the same, and notes that link to both. A thing that
many notes share binds any two of them less.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from notes_cli.index.destination import DESTINATION
from notes_cli.index.schema import LINK_TARGET
from notes_cli.index.telling import sharing_words
from notes_cli.results import RelatedRecord

#: The most points for each sign.
WORDS, SOURCE, LINKED, TAGS, TOGETHER = 100.0, 40.0, 15.0, 15.0, 15.0
#: Notes below this share of the best one's points are left out, and those with fewer points than say anything.
SHARE, LEAST = 0.1, 2.0
#: How many words, tags and links `because` names of each.
NAMED = 5
#: Notes with more links, out or in, than this are lists of everything, and do not say what belongs together.
LISTS = 200
#: Tags that more than one note in so many has say nothing, unless there are few notes at all.
COMMON, FEW = 20, 50


class _Sign(NamedTuple):
    """One reason why another note is related."""

    other: int
    points: float
    because: str


@dataclass(slots=True)
class _Tie:
    """All that binds another note to the note."""

    points: float = 0.0
    because: list[str] = field(default_factory=list)


def related(connection: sqlite3.Connection, note: int, *, hidden: bool) -> tuple[RelatedRecord, ...]:
    """The notes about the same thing as `note`, most related first; hidden ones only with `hidden`.

    `because` tells why, the weightiest sign first.
    """
    found = sorted((sign for signs in _SIGNS for sign in signs(connection, note)), key=lambda sign: -sign.points)
    ties: dict[int, _Tie] = defaultdict(_Tie)
    for sign in found:
        ties[sign.other].points += sign.points
        ties[sign.other].because.append(sign.because)
    unwanted = [note] if hidden else [note, *_hidden(connection)]
    for other in unwanted:
        ties.pop(other, None)
    least = max(LEAST, SHARE * max((tie.points for tie in ties.values()), default=0.0))
    return _records(connection, {other: tie for other, tie in ties.items() if tie.points >= least})


def _hidden(connection: sqlite3.Connection) -> list[int]:
    return [identity for (identity,) in connection.execute("SELECT id FROM file WHERE hidden = 1")]


def _records(connection: sqlite3.Connection, ties: Mapping[int, _Tie]) -> tuple[RelatedRecord, ...]:
    rows = connection.execute(
        "SELECT n.id, f.path, n.title FROM json_each(?) j JOIN note n ON n.id = j.value JOIN file f ON f.id = n.id",
        (json.dumps(list(ties)),),
    )
    found = (
        RelatedRecord(path, title, round(ties[identity].points, 2), tuple(ties[identity].because))
        for identity, path, title in rows
    )
    return tuple(sorted(found, key=lambda record: (-record.score, record.path)))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM note").fetchone()[0])


def _rarity(count: int, notes: int) -> float:
    """How much something tells that so many of `count` notes have: 1 when it is but two of many, near 0 when all."""
    return log((count + 1) / max(2, notes)) / log((count + 1) / 2) if count > 1 else 0.0


# -- the signs ----------------------------------------------------------------------------------------------


def _words(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    for other, shared in sharing_words(connection, note).items():
        yield _Sign(other, WORDS * shared.share, "both say " + ", ".join(shared.words))


_VIDEO = re.compile(r"(?:youtu\.be/|youtube\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/))([\w-]{6,})")
_YOUTUBE = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")
_NOISE = re.compile(r"^\w+://(?:www\.|m\.)?|#.*$|(?<=[?&])(?:utm_\w+|fbclid|gclid|si|feature|t)=[^&#]*&?")


def page(url: str) -> str:
    """What is equal for two addresses of one page: without scheme, www, what only tracks, and the place in it."""
    video = _VIDEO.search(url)
    return f"youtube.com/watch?v={video[1]}" if video else _NOISE.sub("", url.strip()).rstrip("/?&")


def _source(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    (url,) = connection.execute("SELECT source_url FROM note WHERE id = ?", (note,)).fetchone()
    if not url:
        return
    own = page(url)
    telling = own.partition("?v=")[2] or own.partition("?")[0]
    rows = connection.execute("SELECT id, source_url FROM note WHERE instr(source_url, ?)", (telling,)).fetchall()
    same = [other for other, source in rows if page(source) == own]
    rarity = _rarity(_count(connection), len(same))
    yield from (_Sign(other, SOURCE * rarity, f"the same source: {own}") for other in same)


def _linked(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    to, by = _targets(connection, note), _linking(connection, note)
    for other in {*to, *by}:
        words = "each links to the other" if other in to and other in by else (
            "is linked to" if other in to else "links here")  # fmt: skip
        yield _Sign(other, LINKED, words)


def _targets(connection: sqlite3.Connection, note: int) -> dict[int, str]:
    """The notes that the note links to, with their titles."""
    rows = connection.execute(
        f"SELECT n.id, n.title FROM (SELECT ({DESTINATION}) AS d FROM link l JOIN file f ON f.id = l.note "
        "WHERE l.note = ? AND l.kind <> 'external') JOIN note n ON n.id = d WHERE d <> ?",
        (note, note),
    )
    return dict(rows.fetchall())


def _linking(connection: sqlite3.Connection, note: int) -> dict[int, str]:
    """The notes that link to the note, with their titles."""
    rows = connection.execute(
        "SELECT n.id, n.title FROM file me JOIN link l ON l.kind <> 'external' "
        "AND l.key IN (me.name_key, substr(me.name_key, 1, length(me.name_key) - 3)) "
        "JOIN file f ON f.id = l.note JOIN note n ON n.id = l.note "
        f"WHERE me.id = ?1 AND l.note <> ?1 AND ({DESTINATION}) = ?1",
        (note,),
    )
    return dict(rows.fetchall())


def _tags(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    names = dict(connection.execute("SELECT key, name FROM tag WHERE note = ? ORDER BY seq DESC", (note,)).fetchall())
    holders = {key: _tagged(connection, key) for key in names}
    most = max(FEW, _count(connection) // COMMON)
    rare = {key: notes for key, notes in holders.items() if len(notes) <= most}
    yield from _sharing(connection, rare, names, TAGS, "both tagged #{}", " #")


def _tagged(connection: sqlite3.Connection, key: str) -> set[int]:
    return {note for (note,) in connection.execute("SELECT note FROM tag WHERE key = ?", (key,))}


def _same_links(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    """Notes that link to what the note links to: other notes, and pages outside."""
    holders: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for target, title in _targets(connection, note).items():
        key = f"note {target}"
        if len(linking := _linking(connection, target)) <= LISTS:
            holders[key], names[key] = {note, *linking}, title
    hosts = connection.execute("SELECT DISTINCT key FROM link WHERE note = ? AND kind = 'external'", (note,))
    rows = connection.execute(
        f"SELECT l.note, {LINK_TARGET} FROM json_each(?) j JOIN link l ON l.key = j.value WHERE l.kind = 'external'",
        (json.dumps(sorted({name for (host,) in hosts for name in _same_host(host)})),),
    ).fetchall()
    own = {page(url) for other, url in rows if other == note}
    for other, url in rows:
        if (address := page(url)) in own:
            holders.setdefault(address, set()).add(other)
            names[address] = address
    yield from _sharing(connection, holders, names, TOGETHER, "both link to {}", ", ")


def _same_host(host: str) -> tuple[str, ...]:
    """The names under which a host is written."""
    bare = host.removeprefix("www.").removeprefix("m.")
    return _YOUTUBE if bare in _YOUTUBE else (host, bare, f"www.{bare}", f"m.{bare}")


def _same_sources(connection: sqlite3.Connection, note: int) -> Iterator[_Sign]:
    """Notes that are linked to from where the note is linked to (co-citation)."""
    holders: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for source, title in _linking(connection, note).items():
        targets = _targets(connection, source)
        if len(targets) <= LISTS:
            holders[str(source)], names[str(source)] = {note, *targets} - {source}, title
    yield from _sharing(connection, holders, names, TOGETHER, "{} links to both", ", ")


def _sharing(
    connection: sqlite3.Connection,
    holders: Mapping[str, set[int]],
    names: Mapping[str, str],
    most: float,
    sentence: str,
    between: str,
) -> Iterator[_Sign]:
    """A sign for each note that shares some thing, by how rare these are: one that only two share is half of `most`."""
    shared: dict[int, list[tuple[float, str]]] = defaultdict(list)
    count = _count(connection)
    for key, notes in holders.items():
        weight = _rarity(count, len(notes))
        for other in notes:
            shared[other].append((weight, names[key]))
    for other, found in shared.items():
        found.sort(key=lambda pair: -pair[0])
        total = sum(weight for weight, _ in found)
        said = between.join(name for _, name in found[:NAMED])
        yield _Sign(other, most * total / (1 + total), sentence.format(said))


_SIGNS: tuple[Callable[[sqlite3.Connection, int], Iterable[_Sign]], ...] = (
    _words, _source, _linked, _tags, _same_links, _same_sources,
)  # fmt: skip
