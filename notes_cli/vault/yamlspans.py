"""Where the keys and values of a block of YAML stand, to the character: the tree that edits are made on.

Built from the marks of the C parser. Those of block lists, maps and block scalars reach up to the next thing;
here every part ends on its own last line. What the values mean is read in `yaml12`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from notes_cli.vault.yaml12 import events

_COLON = re.compile(r"[ \t\n]*:")
#: Styles of nodes: a scalar's is its quote, "|", ">" or "" when plain.
BLOCK: Final = "-"
FLOW: Final = "["


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, list, map or alias that stands at [start, end) of the block."""

    kind: str  # "scalar", "list", "map" or "alias"
    style: str
    start: int
    end: int  # on the last line that belongs to it; of an empty value, where it could begin
    marked: bool = False  # it has an anchor or a tag, or is an alias
    parts: tuple["Part", ...] = ()

    @property
    def tied(self) -> bool:
        """Whether an anchor, an alias or a tag is in it."""
        return self.marked or any(part.value.tied or (part.key and part.key.tied) for part in self.parts)


class Part(NamedTuple):
    """An element of a list, or a key of a map with its value."""

    start: int  # of the dash, of the key, or of an element between brackets
    key: Node | None
    colon: int  # behind the colon or the dash; -1 when there is none
    value: Node

    @property
    def end(self) -> int:
        """Where it ends, on its last line."""
        return max(self.colon, self.key.end if self.key else 0, self.value.end)


def tree(block: str) -> Node | None:
    """The node that `block` is, or None when there is nothing but blanks and comments.

    `block` is YAML that `yaml12.load` could read (it bounds the depth). Indexes are those of its characters.
    """
    found = iter(events(block))
    return next((_node(event, found, block) for event in found if hasattr(event, "anchor")), None)


def _node(event: Any, found: Iterator[Any], block: str) -> Node:
    import yaml

    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", "*", start, end, marked=True)
    marked = bool(event.anchor or event.tag)
    if isinstance(event, yaml.ScalarEvent):
        style = event.style or ""
        return Node("scalar", style, start, _last(block, start, end) if style in ("|", ">") else end, marked)
    kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    style = FLOW if event.flow_style else BLOCK
    parts: list[Part] = []
    while not isinstance(closing := next(found), yaml.CollectionEndEvent):
        node = _node(closing, found, block)
        if kind == "map":
            colon = _COLON.match(block, node.end)
            value = _node(next(found), found, block)
            parts.append(Part(node.start, node, colon.end() if colon else -1, value))
        elif style == FLOW:
            parts.append(Part(node.start, None, -1, node))
        else:
            dash = _dash(block, start, marked, parts, node)
            parts.append(Part(dash, None, dash + 1, node))
    if style == FLOW:
        assert closing.end_mark is not None
        end = closing.end_mark.index
    else:
        end = parts[-1].end
    return Node(kind, style, start, end, marked, tuple(parts))


def _dash(block: str, start: int, marked: bool, before: list[Part], item: Node) -> int:
    """Where the dash of `item` stands: the first begins its list, the others their line in the same column."""
    if not before:
        return block.rfind("-", start, item.start) if marked else start
    first = before[0].start
    line = "\n" + " " * (first - line_start(block, first)) + "-"
    return block.rfind(line, before[-1].start, item.start) + len(line) - 1


def _last(block: str, start: int, end: int) -> int:
    """The end of the last line of the block scalar at [start, end); blank lines belong to it when it keeps them."""
    if _keeps(block, start):
        return end - 1 if block[end - 1] == "\n" else end
    return line_end(block, start + len(block[start:end].rstrip(" \t\n")))


def _keeps(block: str, start: int) -> bool:
    return "+" in block[start : line_end(block, start)].split(" #", 1)[0]


def keeps_blanks(block: str, node: Node) -> bool:
    """Whether blank lines behind `node` are a part of it: it ends in a block scalar with a plus."""
    while node.parts:
        node = node.parts[-1].value
    return node.style in ("|", ">") and _keeps(block, node.start)


def line_start(block: str, place: int) -> int:
    """The first character of the line of `place`."""
    return block.rfind("\n", 0, place) + 1


def line_end(block: str, place: int) -> int:
    """The newline that ends the line of `place`, or the end of the text."""
    found = block.find("\n", place)
    return len(block) if found < 0 else found


def column(block: str, place: int) -> int:
    """How many characters stand before `place` on its line."""
    return place - line_start(block, place)


def behind(block: str, end: int, than: int) -> int:
    """The end of the last line of what ends at `end`, and of the comments behind it that stand deeper than `than`."""
    best = line_end(block, end)
    at = best + 1
    while at < len(block):
        stop = line_end(block, at)
        line = block[at:stop]
        bare = line.lstrip()
        if bare:
            if bare[0] != "#" or len(line) - len(bare) <= than:
                break
            best = stop
        at = stop + 1
    return best
