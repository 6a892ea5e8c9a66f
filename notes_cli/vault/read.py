"""A file's bytes to a `Note`. Total: any bytes give a note, and what could not be understood is in its problems."""

import re
from collections.abc import Iterable

from notes_cli.model import Heading, Link, Note, Problem, Property, Task, Value
from notes_cli.problems import problem
from notes_cli.text.dates import date_in_name, parse_date
from notes_cli.text.language import language
from notes_cli.text.words import count_words
from notes_cli.vault import inline, links, properties
from notes_cli.vault.decode import decoded
from notes_cli.vault.frontmatter import read_front
from notes_cli.vault.markdown import scan
from notes_cli.vault.yamlwords import ambiguities

#: What is meant as a date: a day by numbers, with or without a time.
_DATE = re.compile(r"[12]\d{3}-\d\d?-\d\d?(?:[T ]\d\d?:[\d:.Z+ -]*)?")

#: Control characters but tabs and line ends; and those that turn the direction of what follows around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")


def read_note(path: str, data: bytes) -> Note:
    """The note at `path` (from the vault's root) whose bytes are `data`. Never raises on content."""
    text, problems = decoded(data)
    front = read_front(text)
    body = text[front.start :] if front.start else text
    found = scan(body, front.body_line)
    values, names = front.values, properties.known(front.values)
    rows = properties.rows(front) if values else []
    title, origin = _title(path, properties.drawn("title", values, names), found.headings)
    written, when, refused = _date(path, list(properties.candidates("date", values, names)))
    problems += front.problems
    problems += _unquoted(values, rows)
    rows += map(properties.field_row, found.fields)
    problems += ambiguities(text, front) if values else ()
    problems += _impossible(rows, written, refused)
    problems += _impossible_in_tasks(found.tasks)
    # The last line of front matter that is none would be a heading.
    problems += (one for one in found.problems if not (front.problems and one.code == "heading-accidental"))
    problems += _controls(text)
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
        language=language(values.get("lang") or values.get("language"), title + body),
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


def _date(path: str, written: list[str]) -> tuple[str | None, tuple[str, float] | None, list[str]]:
    """The first date of `written` that exists, else the one in the file's name; and the texts that were none.

    What is written stays the note's date when nothing better is known.
    """
    for place, text in enumerate(written):
        if when := parse_date(text):
            return text, when, written[:place]
    when = date_in_name(path.rpartition("/")[2])
    return written[0] if written and not when else None, when, written


def _impossible(rows: list[Property], date: str | None, refused: list[str]) -> list[Problem]:
    """A problem for each text that is no date and should be: `refused`, and what has a date's shape but for `date`."""
    sources = properties.SOURCES["date"]
    return [
        problem("date-impossible", row.line, text=text)
        for row in rows
        if (text := row.text)
        and (
            (text in refused and row.name.lower() in sources)
            or (text[4:5] == "-" and text != date and _DATE.fullmatch(text) and not parse_date(text))
        )
    ]


def _controls(text: str) -> list[Problem]:
    """What stands in a text and cannot be seen. A note in UTF-16 that says so by no mark is half NUL."""
    found = _CONTROL.search(text)
    if not found:
        return []
    count = len(_CONTROL.findall(text))
    are, characters = ("is", "character") if count == 1 else ("are", "characters")
    line = text.count("\n", 0, found.start()) + 1
    return [
        problem("control-character", line, count=count, first=f"U+{ord(found[0]):04X}", are=are, characters=characters)
    ]


def _impossible_in_tasks(tasks: Iterable[Task]) -> list[Problem]:
    return [
        problem("date-impossible", task.line, text=text)
        for task in tasks
        for text in inline.impossible_dates(task.text)
    ]


def _property_links(rows: list[Property]) -> list[Link]:
    found = [
        links.in_property(row.line, row.text) for row in rows if row.text and "]" in row.text and row.kind == "text"
    ]
    return [link for link in found if link]


def _unquoted(values: dict[str, Value], rows: list[Property]) -> list[Problem]:
    """`up: [[Note]]` is a list within a list for YAML; its owner meant a link."""
    found = {
        (name, next((row.line for row in rows if row.name == name and row.position == place), None))
        for name, value in values.items()
        if type(value) is list
        for place in ([0] if _is_link(value) else [place for place, one in enumerate(value) if _is_link(one)])
    }
    return [problem("link-unquoted", line, name=name) for name, line in sorted(found, key=lambda one: one[1] or 0)]


def _is_link(value: Value) -> bool:
    """Whether `value` is what YAML makes of `[[Note]]`."""
    if not (isinstance(value, list) and len(value) == 1):
        return False
    inner = value[0]
    return isinstance(inner, list) and len(inner) == 1 and not isinstance(inner[0], list | dict)
