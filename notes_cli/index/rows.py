"""A note to rows: what goes into each table, and the tokens of its sections for the full-text index.

Pure: the same note always gives the same rows, and the tokens can be made again from what is stored, which is how
they are taken out of a contentless index.
"""

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from notes_cli.model import REFERENCE, Heading, Link, Note, Property, Section
from notes_cli.results import json_text
from notes_cli.text.fold import letters_of, name_key
from notes_cli.text.logical import language_of
from notes_cli.text.words import extra, tokens_of

#: The columns of the full-text index; the one with most text comes first (a quarter less to store).
FTS_COLUMNS = ("body", "heading", "title", "tags", "extra", "front")

#: Properties whose text is in other columns of the full-text index.
_ELSEWHERE = frozenset({"title", "aliases", "alias", "tags", "tag"})

#: Characters that are analysed in one go: what is made of them meanwhile takes fifty times as many bytes.
AT_ONCE = 300_000

#: Characters of names that the sections of a note repeat, together, and characters that each may repeat in any case.
#: (A note of half a megabyte, half of it title and half of it headings, would fill an index of 600 MB otherwise.)
REPEATED = 1_000_000
LONG_NAME = 200
LONG_HEADING = 1_000

#: Ends a name or a value, so that no phrase runs from one into the next.
_STOP = "。"


class Names(NamedTuple):
    """The text of a note that every one of its sections is found by."""

    title: str  # title, aliases and file name
    tags: str
    front: str  # the other text values of front matter; goes with the first section only


def names_of(
    path: str, title: str, aliases: Iterable[str], tags: Iterable[str], values: Iterable[tuple[str, str]]
) -> Names:
    """What `Names` holds; `values` are (key, text) of text properties, in order."""
    names = dict.fromkeys((title, *aliases, stem(path)))
    texts = (text for key, text in values if key not in _ELSEWHERE)
    return Names(_STOP.join(names), _STOP.join(dict.fromkeys(tags)), _STOP.join(texts))


def fts_rows(names: Names, sections: Sequence[tuple[tuple[str, ...], str]]) -> list[tuple[str, ...]]:
    """The tokens of a note's sections (headings, text), each in the order of `FTS_COLUMNS`.

    The first section has all of the names; what the others repeat of names and headings above them is bounded.
    """
    count = len(sections)
    most = REPEATED // max(1, count)
    headings = (_STOP.join(headings)[-max(most, LONG_HEADING) :] for headings, _ in sections)
    title, tags, front, *made = _tokens((*names, *headings, *(text for _, text in sections)))
    few = max(most, LONG_NAME)
    brief = title if len(names.title) <= few else _tokens((names.title[:few],))[0]
    brief_tags = tags if len(names.tags) <= few else _tokens((names.tags[:few],))[0]
    rows = zip(made[count:], made[:count], (text for _, text in sections), strict=True)
    return [
        (body, heading, title, tags, extra(text), front)
        if place == 0
        else (body, heading, brief, brief_tags, extra(text), "")
        for place, (body, heading, text) in enumerate(rows)
    ]


def _tokens(texts: Iterable[str]) -> list[str]:
    """The tokens of each text; a note of megabytes is not analysed in one piece."""
    made: list[str] = []
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length > AT_ONCE:
            made += tokens_of(waiting)
            waiting, length = [], 0
    return made + tokens_of(waiting)


def sections_of(note: Note) -> tuple[Section, ...]:
    """The note's sections; one without text when it has none, so that its title and tags are found."""
    return note.sections or (Section(note.body_line, (), ""),)


def stem(path: str) -> str:
    """The file's name without `.md`."""
    return os.path.splitext(path.rpartition("/")[2])[0]


def unique_tags(note: Note) -> list[str]:
    """The note's tags as first spelled, each once."""
    seen: dict[str, str] = {}
    for tag in note.tags:
        seen.setdefault(name_key(tag.name), tag.name)
    return list(seen.values())


def note_row(identity: int, note: Note) -> tuple[Any, ...]:
    """The row of table `note`."""
    return (
        identity, note.title, note.title_origin, note.date, note.date_iso, note.date_key, int(note.draft),
        note.description, note.source_url, note.source_name, note.words, note.language, note.body_line, note.front_kind,
        json_text(unique_tags(note)), json_text(note.aliases), json_text(note.front),
    )  # fmt: skip


def child_rows(note: Note) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Table and rows (without their note and sequence number) for what belongs to a note but its sections."""
    key = name_key
    yield "name", list(_name_rows(note))
    yield "tag", [(t.line, t.name, key(t.name), t.origin) for t in note.tags]
    yield "property", [property_row(p) for p in note.properties]
    yield "heading", [heading_row(h) for h in note.headings]
    yield "task", list(note.tasks)
    yield "link", [link_row(note.path, x) for x in note.links]
    yield "block", [(b.line, b.id) for b in note.blocks]
    yield "problem", list(note.problems)


def _name_rows(note: Note) -> Iterator[tuple[Any, ...]]:
    from notes_cli.text.sound import sounds_of  # with its table, which only writing needs

    names = (("stem", stem(note.path)), ("title", note.title), *(("alias", alias) for alias in note.aliases))
    distinct = list(dict.fromkeys(name for _, name in names))
    likeness = dict(zip(distinct, zip(letters_of(distinct), sounds_of(distinct), strict=True), strict=True))
    for kind, name in names:
        yield (kind, name, name_key(name), *likeness.pop(name, (None, None)))


def property_row(value: Property) -> tuple[Any, ...]:
    """A row of table `property`; `day` is the ISO date of a text that is a date."""
    from notes_cli.text.dates import parse_date  # a dozen patterns that only writing needs

    day = None
    if value.kind == "text" and value.text and len(value.text) < 60 and any(c.isdigit() for c in value.text[:24]):
        found = parse_date(value.text)
        day = found[0][:10] if found else None
    name = value.name
    return (value.line, name, name_key(name), value.position, value.kind, value.text, value.number, day)


def heading_row(heading: Heading) -> tuple[Any, ...]:
    """A row of table `heading`; what can be told from the rest is NULL (see `schema.HEADING_PLAIN`)."""
    line, level, text, plain, anchor = heading
    simple = plain.translate(_SIMPLE_ANCHOR)
    return (line, level, text, None if plain == text else plain, None if anchor == simple else anchor)


#: What SQLite's lower() and a replaced blank make of a heading.
_SIMPLE_ANCHOR: dict[int, str | int | None] = {
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
    ord(" "): "-",
}


def link_row(source: str, link: Link) -> tuple[Any, ...]:
    """A row of table `link`; a target relative to the note's folder becomes one from the root ("/a/b").

    A reference without a language is one to a page in the language of its own.
    """
    line, kind, target, text, part, key, path = link
    is_reference = REFERENCE in path
    language, _, path = path.partition(REFERENCE) if is_reference else ("", "", path)
    if path.startswith(("./", "../")):
        folder = name_key(source).rpartition("/")[0]
        path = "/" + posixpath.normpath(posixpath.join(folder, path))  # "/../x" lies outside, and leads nowhere
    if is_reference:
        path = (language or language_of(name_key(source))) + REFERENCE + path
    return (line, kind, None if target == key else target, None if text == target else text, part, key, path)


def text_values(rows: Iterable[Property]) -> list[tuple[str, str]]:
    """(key, text) of the text properties among `rows`, in order."""
    return [(name_key(p.name), p.text) for p in rows if p.kind == "text" and p.text]
