"""A file's bytes to a `Note`. Total: any bytes give a note, and what could not be understood is in its problems."""

import re
from typing import Final

from notes_cli.model import Heading, Link, Note, Problem, Property, Value
from notes_cli.vault import links, properties
from notes_cli.text.dates import date_in_name, parse_date
from notes_cli.text.words import count_words
from notes_cli.vault.decode import decoded
from notes_cli.vault.frontmatter import read_front
from notes_cli.vault.markdown import scan
from notes_cli.vault.problems import problem

# The same on UTF-8, six times as fast, for texts without emoji, rare characters and full-width letters. First bytes
# e3 to e9 are CJK (but e3 80, its punctuation); those of other letters become a letter, all the rest a blank.
_WIDE = re.compile(rb"\xef(?:\xbc[\x90-\x99\xa1-\xba]|\xbd[\x81-\x9a])")
_RARE = re.compile(rb"\xf0[^\x9f]")
_HAN: Final = bytes(range(0xE3, 0xEA))
_INNER: Final = bytes(range(0x80, 0xC0))
_LETTERS: Final = bytes(
    97
    if 0xC3 <= byte <= 0xDF or byte in (0xE0, 0xE1) or 0xEA <= byte <= 0xED or (byte < 128 and chr(byte).isalnum())
    else 32
    for byte in range(256)
)


def read_note(path: str, data: bytes) -> Note:
    """The note at `path` (from the vault's root) whose bytes are `data`. Never raises on content."""
    text, problems = decoded(data)
    front = read_front(text)
    body = text[front.start :] if front.start else text
    found = scan(body, front.body_line)
    values, names = front.values, properties.known(front.values)
    rows = properties.rows(front) if values else []
    title, origin = _title(path, properties.drawn("title", values, names), found.headings)
    written = properties.drawn("date", values, names)
    when = parse_date(written) if written else date_in_name(path.rpartition("/")[2])
    problems += front.problems
    if written and not when:
        problems.append(problem("date-impossible", _line_of(rows, written), text=written))
    problems += _unquoted(values, rows)
    rows += map(properties.field_row, found.fields)
    return Note(
        path=path,
        title=title,
        title_origin=origin,
        date=written,
        date_iso=when[0] if when else None,
        date_key=when[1] if when else None,
        draft=values.get(names.get("draft", "")) is True,
        description=properties.drawn("description", values, names),
        source_url=properties.source_url(values, names),
        source_name=properties.drawn("source_name", values, names),
        words=count_words(body),
        body_line=front.body_line,
        front_kind=front.kind,
        front=values,
        aliases=properties.aliases(values, names),
        tags=(*properties.front_tags(values, names), *found.tags),
        properties=tuple(rows),
        headings=found.headings,
        sections=found.sections,
        tasks=found.tasks,
        links=(*_property_links(rows), *found.links),
        blocks=found.blocks,
        problems=tuple(problems),
    )


def _title(path: str, written: str | None, headings: tuple[Heading, ...]) -> tuple[str, str]:
    if written:
        return " ".join(written.split()), "front matter"
    for heading in headings:
        if heading.level == 1 and heading.plain:
            return heading.plain, "heading"
    name = path.rpartition("/")[2]
    return (name[:-3] if name[-3:].lower() == ".md" else name), "file name"


def _property_links(rows: list[Property]) -> list[Link]:
    found = [
        links.in_property(row.line, row.text) for row in rows if row.text and "]" in row.text and row.kind == "text"
    ]
    return [link for link in found if link]


def _line_of(rows: list[Property], text: str) -> int | None:
    return next((row.line for row in rows if row.text == text), None)


def _unquoted(values: dict[str, Value], rows: list[Property]) -> list[Problem]:
    """`up: [[Note]]` is a list within a list for YAML; its owner meant a link."""
    return [
        problem("link-unquoted", next((row.line for row in rows if row.name == name), None), name=name)
        for name, value in values.items()
        if type(value) is list and len(value) == 1 and type(value[0]) is list and len(value[0]) == 1
    ]
