"""Where the values of a block of TOML stand; the standard library's reader does not tell.

Only what is written in the usual way is told: pairs, dotted keys, tables, arrays with one value after the other.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from notes_cli.model import Value

_KEY: Final = r"(?:[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')"
#: A key, also a dotted one.
_KEYS: Final = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_PAIR = re.compile(rf"[ \t]*({_KEYS})[ \t]*=[ \t]*")
#: What a value is made of: texts, a comment, what opens, parts and closes, blanks, anything else.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|"(?:\\.|[^"\\\n])*"'
    r"|'''.*?'{3,5}|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{},\n]|[ \t]+|[^\s\"'#\[\]{},]+",
    re.DOTALL,
)

#: Where a name from the top down was seen: the line (from 0), and those of the elements of an array.
_Seen: TypeAlias = dict[tuple[str, ...], tuple[int, list[int]]]

_TABLE: Final = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEYS})[ \t]*\]")


class Entry(NamedTuple):
    """A pair, or a line that opens a table."""

    keys: str  # as written, "" for a table's line
    line: int  # where it begins
    start: int  # where the value stands
    end: int
    elements: tuple[tuple[int, int], ...]  # of an array: where each stands
    noted: bool  # whether a comment stands within the value


def entries(block: str) -> Iterator[Entry]:
    """The pairs and the opening lines of tables, in order."""
    at = 0
    while at < len(block):
        if found := _PAIR.match(block, at):
            end, elements, noted = _value(block, found.end())
            yield Entry(found[1], at, found.end(), end, elements, noted)
            at = line_end(block, end)
            continue
        end = line_end(block, at)
        if block[at:end].lstrip()[:1] == "[":
            yield Entry("", at, at, end, (), False)
        at = end


def _value(block: str, start: int) -> tuple[int, tuple[tuple[int, int], ...], bool]:
    """Where the value that begins at `start` ends, the elements of the array that it is, whether it holds a comment."""
    depth, end, noted = 0, start, False
    elements: list[tuple[int, int]] = []
    first = last = -1
    for token in _TOKEN.finditer(block, start):
        text = token[0]
        if depth == 0 and (text == "\n" or text[0] == "#"):
            break
        depth -= text in ("]", "}")
        if (depth, text) in ((1, ","), (0, "]")):
            if first >= 0:
                elements.append((first, last))
            first = -1
        elif text[0] == "#":
            noted = True
        elif text.strip() and depth >= 1:
            first, last = (token.start() if first < 0 else first), token.end()
        depth += text in ("[", "{")
        end = token.end() if text.strip() else end
    return end, tuple(elements) if block[start : start + 1] == "[" else (), noted


def line_end(block: str, at: int) -> int:
    """Behind the newline of the line of `at`."""
    found = block.find("\n", at)
    return len(block) if found < 0 else found + 1


def lines_of(block: str, values: dict[str, Value]) -> dict[int, list[int]]:
    """The lines (from 0) of everything in `values`, which `block` holds, as in `Values.lines`; of containers that hold
    something whose line cannot be told nothing is said."""
    found: dict[int, list[int]] = {}
    _add(found, (), values, _seen(block))
    return found


def _seen(block: str) -> _Seen:
    seen: _Seen = {}
    for table, path, line, elements in _places(block):
        for end in range(1, len(table) + len(path)):  # a.b = 1 is also where `a` begins
            seen.setdefault((*table, *path)[:end], (line, []))
        seen.setdefault((*table, *path), (line, elements))
    return seen


def _places(block: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], int, list[int]]]:
    """The table, the path within it, its line, and those of its elements."""
    starts = [found.end() for found in re.finditer("\n", block)]
    table: tuple[str, ...] = ()
    for entry in entries(block):
        line = bisect_right(starts, entry.line)
        if entry.keys:
            yield table, _path(entry.keys), line, [bisect_right(starts, start) for start, _ in entry.elements]
        elif header := _TABLE.match(block, entry.line):
            table = _path(header[1])
            yield (), table, line, []


def _path(keys: str) -> tuple[str, ...]:
    """The names that a dotted key is made of."""
    names: list[str] = []
    value = tomllib.loads(f"{keys} = 0")
    while isinstance(value, dict):
        ((name, value),) = value.items()
        names.append(name)
    return tuple(names)


def _add(found: dict[int, list[int]], path: tuple[str, ...], value: Value, seen: _Seen) -> None:
    if isinstance(value, dict):
        lines = [seen[(*path, name)][0] for name in value if (*path, name) in seen]
        for name, each in value.items():
            _add(found, (*path, name), each, seen)
    elif isinstance(value, list):
        lines = seen[path][1] if path in seen else []
    else:
        return
    if value and len(lines) == len(value):
        found[id(value)] = lines
