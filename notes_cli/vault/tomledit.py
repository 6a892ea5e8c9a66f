"""Splices that give a property of a block of TOML another value: the fewest characters, in the style of the place.

As `yamledit`, for the text between Hugo's `+++` lines. Only properties above the first table are edited; whether the
result is right is looked after in `edit`, which reads it again.
"""

import json
import math
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.vault.changes import ABSENT, Maybe, quoted
from notes_cli.vault.splice import Splice
from notes_cli.vault.tomllines import entries, line_end
from notes_cli.vault.yamltext import Moment

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: What stands behind an element that is the last one on its line.
_REST = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*)?\n")


class Pair(NamedTuple):
    """A line `key = value`, or several when the value has: where it begins, and where the value stands."""

    name: str | None  # None: a dotted key, which is not edited
    line: int
    start: int
    end: int
    elements: tuple[tuple[int, int], ...]  # of an array: where each stands
    noted: bool  # whether a comment stands within the value


def splices(block: str, name: str, old: Maybe, new: Maybe) -> list[Splice]:
    """The splices of `block` that make the top property `name` have `new` instead of `old`.

    Raises EditRefused when it is written in a way that is not edited.
    """
    pairs = list(_pairs(block))
    found = next((pair for pair in pairs if pair.name == name), None)
    if found is None:
        if old is not ABSENT:
            raise EditRefused(f"{quoted(name)} is a table of TOML, or has a dotted key, which is not edited")
        return [_added(block, pairs, name, new)]
    if new is ABSENT:
        return [Splice(found.line, line_end(block, found.end), "")]
    if isinstance(old, list) and isinstance(new, list) and len(found.elements) == len(old):
        return _relisted(block, found, old, new)
    if isinstance(old, dict) or found.noted:
        raise EditRefused(f"{quoted(name)} is a table of TOML, or holds a comment, which is not edited")
    return [Splice(found.start, found.end, _written(new))]


def _pairs(block: str) -> Iterator[Pair]:
    """The pairs above the first table."""
    for keys, line, start, end, elements, noted in entries(block):
        if not keys:
            return
        named = tomllib.loads(f"{keys} = 0")
        yield Pair(next((key for key, value in named.items() if value == 0), None), line, start, end, elements, noted)


def _relisted(block: str, pair: Pair, old: list[Value], new: list[Value]) -> list[Splice]:
    """An array loses one element, gets others instead of some, or more at its end; else it is written anew."""
    places = pair.elements
    gone = [n for n in range(len(old)) if old[:n] + old[n + 1 :] == new] if len(new) < len(old) else []
    if gone and (line := _own_line(block, *places[gone[0]])):
        return [line]
    if gone and len(old) > 1 and not pair.noted:
        at = gone[0]
        last = at + 1 == len(old)
        return [Splice(places[at - 1][1], places[at][1], "") if last else Splice(places[at][0], places[at + 1][0], "")]
    if len(new) < len(old) or not old:
        if pair.noted:
            raise EditRefused(f"{quoted(pair.name or '')} holds a comment, which is not edited")
        return [Splice(pair.start, pair.end, _written(new))]
    made = [
        Splice(*place, _written(after))
        for place, before, after in zip(places, old, new, strict=False)
        if repr(before) != repr(after)
    ]
    lead = block[pair.line : places[-1][0]].rpartition("\n")
    comma = ",\n" + lead[2] if lead[1] and not lead[2].strip() else ", "
    added = "".join(comma + _written(one) for one in new[len(old) :])
    return [*made, Splice(places[-1][1], places[-1][1], added)] if added else made


def _own_line(block: str, start: int, end: int) -> Splice | None:
    """What takes out the lines of an element that shares them with no other."""
    line = block.rfind("\n", 0, start) + 1
    rest = _REST.match(block, end)
    return Splice(line, rest.end(), "") if rest and not block[line:start].strip(" \t") else None


def _added(block: str, pairs: list[Pair], name: str, new: Maybe) -> Splice:
    """A new property, behind the last one that stands above the first table."""
    at = line_end(block, pairs[-1].end) if pairs else 0
    key = name if _BARE.fullmatch(name) else _text(name)
    return Splice(at, at, f"{key} = {_written(new)}\n")


def _written(value: Maybe) -> str:
    """`value` as TOML on one line. Raises ValueError on half a character, EditRefused on what TOML does not know."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "nan" if math.isnan(value) else str(value)
    if isinstance(value, str):
        return str(value) if isinstance(value, Moment) and _is_moment(value) else _text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    raise EditRefused("TOML knows no empty value, and tables are not edited", hint="notes unset takes a property out")


def _text(text: str) -> str:
    text.encode()
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_moment(text: str) -> bool:
    """Whether TOML reads `text` as a date, or a date and time, that is shown as it is."""
    try:
        found = tomllib.loads(f"a = {text}")["a"]
    except ValueError:
        return False
    return isinstance(found, datetime | date | time) and found.isoformat() == text
