"""YAML 1.2 core, built from the C parser's events: scalars, lists and maps, and nothing that can run or explode.

PyYAML's own loader speaks YAML 1.1 (`yes` is true, `12:30` is 750), raises a dozen kinds of errors, takes the
last of two equal keys in silence and can be made to hang; building values from events takes a third of its time.
Not here: where front matter begins and ends (`frontmatter`).
"""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

from notes_cli.model import Value

MAX_DEPTH: Final = 100
#: Nodes and characters that aliases may add to a block: far above any real one, far below a bomb.
MAX_EXPANSION: Final = 200_000
#: Digits that Python turns into a number and back without complaint.
MAX_DIGITS: Final = 4300

_CONSTANTS: Final[dict[str, bool | float | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((f"{sign}.{name}" for sign in ("", "+") for name in ("inf", "Inf", "INF")), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_NUMBER = re.compile(
    r"(?P<int>[-+]?[0-9]+)|0o(?P<oct>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
)
_NUMERIC: Final = frozenset("0123456789+-.")
_CORE: Final = "tag:yaml.org,2002:"
_RESOLVED: Final = frozenset(_CORE + name for name in ("null", "bool", "int", "float"))


class Refused(Exception):
    """A block that is not read. `code` is one of `problems.PROBLEMS`, `line` counts from 0."""

    def __init__(self, code: str, line: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.details = details


class Values(dict[str, Value]):
    """A map that knows on which line (from 0) its parts stand: `lines[id(container)]`, in the container's order."""

    lines: dict[int, list[int]]


def resolved(text: str) -> bool | int | float | str | None:
    """The value of a plain scalar by the core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2)."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC:
        return text
    found = _NUMBER.fullmatch(text) if len(text) <= MAX_DIGITS else None
    return _number(text, found) if found else text


def _number(text: str, found: re.Match[str]) -> int | float | str:
    if found["int"]:
        return int(text)
    if found["oct"]:
        return int(found["oct"], 8)
    if found["hex"]:
        return int(text, 16) if len(text) <= MAX_DIGITS * 0.8 else text
    return float(text)


class _Level:
    """A list or map that is being built."""

    __slots__ = ("anchor", "at", "height", "key", "line", "lines", "value", "weight")

    def __init__(self, value: Any, anchor: str | None, line: int, at: int = -1) -> None:
        self.value = value
        self.at = at  # character at which it begins
        self.anchor = anchor
        self.line = line  # on which it begins
        self.lines: list[int] = []  # of its parts
        self.key: str | None = None
        self.weight = 1
        self.height = 1

    def begin(self, key: str | None, line: int, inner: "_Level | None") -> None:
        """A part of a map begins with its key, which is a text; `inner` is the list or map that it is else."""
        if key is None:
            if inner and inner.at == self.at + 1 and type(inner.value) is dict and len(inner.value) == 1:  # "{{"
                raise Refused("front-matter-template", line)
            raise Refused("front-matter-broken", line, kind="YAML", reason="a name must be a text")
        if key in self.value:
            first = self.lines[list(self.value).index(key)]
            raise Refused("duplicate-key", line, name=key, first=first, second=line)
        self.key = key
        self.lines.append(line)


def load(text: str) -> Values | None:
    """The map in `text`, or None when there is nothing but blanks and comments.

    Raises `Refused`, and whatever the parser raises on what is no YAML.
    """
    top, lines = _build(events(text))
    if top is None:
        return None
    if not isinstance(top, dict):
        raise Refused("front-matter-not-a-map")
    values = Values(top)
    values.lines = lines
    lines[id(values)] = lines.pop(id(top))
    return values


def events(text: str) -> Iterator[Any]:
    """The events of the C parser, whose marks count characters of `text`. Raises what it raises on what is no YAML."""
    import yaml

    parser = yaml.CSafeLoader(text)
    try:
        while event := parser.get_event():
            yield event
    finally:
        parser.dispose()


def _build(found: Iterator[Any]) -> tuple[Value, dict[int, list[int]]]:
    """The one document of `found`, and the lines of the parts of each list and map in it."""
    import yaml

    tree = _Tree()
    take = {
        yaml.ScalarEvent: tree.scalar,
        yaml.MappingStartEvent: tree.begin_map,
        yaml.SequenceStartEvent: tree.begin_list,
        yaml.MappingEndEvent: tree.end,
        yaml.SequenceEndEvent: tree.end,
        yaml.AliasEvent: tree.alias,
        yaml.DocumentStartEvent: tree.begin_document,
    }
    for event in found:
        if taken := take.get(type(event)):
            taken(event)
    return (tree.root.value[0] if tree.root.value else None), tree.lines


class _Tree:
    """What is built of the events so far; a method for each kind of event."""

    def __init__(self) -> None:
        self.root = _Level([], None, 0)
        self.stack = [self.root]
        self.lines: dict[int, list[int]] = {}
        self.anchors: dict[str, tuple[Value, int, int]] = {}  # value, weight, height
        self.expanded = 0

    def scalar(self, event: Any) -> None:
        value = _scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1 + len(event.value), 0)
        self._put(value, event.start_mark.line, event.value)

    def begin_map(self, event: Any) -> None:
        self._begin(event, {})

    def begin_list(self, event: Any) -> None:
        self._begin(event, [])

    def _begin(self, event: Any, value: Any) -> None:
        if len(self.stack) > MAX_DEPTH:
            raise Refused("front-matter-too-large", event.start_mark.line, reason="it is nested too deeply")
        self.stack.append(_Level(value, event.anchor, event.start_mark.line, event.start_mark.index))
        self.anchors.pop(event.anchor, None)  # an alias within it would be a circle

    def end(self, _event: Any) -> None:
        done = self.stack.pop()
        self.lines[id(done.value)] = done.lines
        if done.anchor:
            self.anchors[done.anchor] = (done.value, done.weight, done.height)
        self._put(done.value, done.line, None, done.weight, done.height, done)

    def alias(self, event: Any) -> None:
        line = event.start_mark.line
        if event.anchor not in self.anchors:
            raise Refused("front-matter-broken", line, kind="YAML", reason=f"unknown alias *{event.anchor}")
        value, weight, height = self.anchors[event.anchor]
        self.expanded += weight
        if self.expanded > MAX_EXPANSION or len(self.stack) + height > MAX_DEPTH:
            raise Refused("front-matter-too-large", line, reason="its aliases expand too far")
        self._put(value, line, value if isinstance(value, str) else None, weight, height)

    def begin_document(self, event: Any) -> None:
        if self.root.value:
            raise Refused("front-matter-broken", event.start_mark.line, kind="YAML", reason="a second document begins")

    def _put(
        self,
        value: Value,
        line: int,
        key: str | None,
        weight: int = 1,
        height: int = 0,
        inner: _Level | None = None,
    ) -> None:
        """Add a value that begins on `line` to the innermost container; `key` is what it says as the key of a map."""
        level = self.stack[-1]
        level.weight += weight
        if height >= level.height:
            level.height = height + 1
        if type(level.value) is list:
            level.value.append(value)
            level.lines.append(line)
        elif level.key is None:
            level.begin(key, line, inner)
        else:
            level.value[level.key] = value
            level.key = None


def _scalar(event: Any) -> Value:
    if event.implicit[0]:
        return resolved(event.value)
    tag = event.tag
    if tag and tag in _RESOLVED and not event.implicit[1]:
        return resolved(event.value.strip())
    text: str = event.value
    return text
