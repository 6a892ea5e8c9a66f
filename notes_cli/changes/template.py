"""Templates of notes: `{{title}}`, `{{slug}}`, `{{date}}`, `{{time}}`, `{{date:YYYY-MM-DD}}`, as Obsidian fills them.

A title may hold what YAML reads otherwise (`a: b`, `"`, `2025`): the front matter that comes out says what the template
says, with the title in it, or nothing is made. Pure: text in, text out.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from notes_cli.errors import Refused
from notes_cli.text.slug import slug as anchor
from notes_cli.vault.edit import Set, edited
from notes_cli.vault.source import Source

#: The template of a note when none is named: what Hugo and Obsidian both read.
DEFAULT: Final = """---
title: "{{title}}"
date: {{date:YYYY-MM-DDTHH:mm:ssZ}}
draft: true
tags: []
---

"""
DATE: Final = "YYYY-MM-DD"
TIME: Final = "HH:mm"

_PLACEHOLDER = re.compile(r"\{\{\s*(title|slug|date|time)\s*(?::([^{}]*))?\}\}", re.IGNORECASE)
_TOKEN = re.compile(
    r"\[[^\[\]]*\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DD|Do|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|X|x|Q|WW|W"
)
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}

_FORMATS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "YYYY": lambda t: f"{t.year:04}",
    "YY": lambda t: f"{t.year % 100:02}",
    "Q": lambda t: str((t.month + 2) // 3),
    "MMMM": lambda t: _MONTHS[t.month - 1],
    "MMM": lambda t: _MONTHS[t.month - 1][:3],
    "MM": lambda t: f"{t.month:02}",
    "M": lambda t: str(t.month),
    "DDDD": lambda t: f"{t.timetuple().tm_yday:03}",
    "DD": lambda t: f"{t.day:02}",
    "D": lambda t: str(t.day),
    "Do": lambda t: f"{t.day}{_ORDINALS.get(t.day, 'th')}",
    "dddd": lambda t: _DAYS[t.weekday()],
    "ddd": lambda t: _DAYS[t.weekday()][:3],
    "WW": lambda t: f"{t.isocalendar().week:02}",
    "W": lambda t: str(t.isocalendar().week),
    "HH": lambda t: f"{t.hour:02}",
    "H": lambda t: str(t.hour),
    "hh": lambda t: f"{t.hour % 12 or 12:02}",
    "h": lambda t: str(t.hour % 12 or 12),
    "mm": lambda t: f"{t.minute:02}",
    "m": lambda t: str(t.minute),
    "ss": lambda t: f"{t.second:02}",
    "s": lambda t: str(t.second),
    "SSS": lambda t: f"{t.microsecond // 1000:03}",
    "A": lambda t: "AM" if t.hour < 12 else "PM",
    "a": lambda t: "am" if t.hour < 12 else "pm",
    "Z": lambda t: t.isoformat()[-6:] if t.tzinfo else "",
    "ZZ": lambda t: t.strftime("%z"),
    "X": lambda t: str(int(t.timestamp())),
    "x": lambda t: str(int(t.timestamp() * 1000)),
}


def moment(now: datetime, form: str) -> str:
    """`now` in a format of Moment.js, which Obsidian uses: `YYYY-MM-DD`, `HH:mm`, `[text as it is]`."""
    return _TOKEN.sub(lambda found: found[0][1:-1] if found[0][0] == "[" else _FORMATS[found[0]](now), form)


def slug(title: str) -> str:
    """A title as a part of an address: lower case, hyphens for blanks, without marks; Chinese stays."""
    return re.sub("-+", "-", anchor(title)).strip("-")


def filled(template: str, *, title: str, now: datetime, date: str = DATE, time: str = TIME) -> str:
    """`template` with its placeholders filled; `date` and `time` are the formats where a placeholder names none.

    Raises `Refused` when the front matter cannot hold the title.
    """

    def fill(name: str) -> str:
        plain = {"title": name, "slug": slug(title)}
        forms = {"date": date, "time": time}

        def put(found: re.Match[str]) -> str:
            kind = found[1].lower()
            return plain[kind] if kind in plain else moment(now, found[2] or forms[kind])

        return _PLACEHOLDER.sub(put, template)

    written = fill(title)
    mark = _unused(template)
    marked = fill(mark)
    front = Source.of(marked).front
    if front.kind == "none" or front.problems or mark not in json.dumps(front.values):
        return written
    wanted = _replaced(front.values, mark, title)
    found = Source.of(written).front
    if repr(found.values) == repr(wanted) and found.kind == front.kind and not found.problems:
        return written
    result = _with_title(marked, mark, title)
    if repr(Source.of(result).front.values) != repr(wanted):
        raise Refused("the front matter of the template cannot hold this title", hint="put {{title}} in quotes there")
    return result


def _unused(template: str) -> str:
    """A word that `template` does not hold."""
    return next(mark for mark in (f"title{n}x" for n in range(len(template) + 1)) if mark not in template)


def _replaced(value: Any, mark: str, title: str) -> Any:
    if isinstance(value, str):
        return value.replace(mark, title)
    if isinstance(value, list):
        return [_replaced(each, mark, title) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, mark, title) for key, each in value.items()}
    return value


def _with_title(marked: str, mark: str, title: str) -> str:
    """`marked`, whose front matter says `mark` for the title, with the title written as YAML, TOML or JSON wants it."""
    source = Source.of(marked)
    start = source.at(source.front.start)
    head, body = marked[:start], marked[start:].replace(mark, title)
    if source.front.kind == "yaml":
        changes = [Set(key, _replaced(value, mark, title)) for key, value in source.front.values.items()]
        head = edited(head, changes)
        return head.replace(mark, title) + body
    return head.replace(mark, json.dumps(title, ensure_ascii=False)[1:-1]) + body
