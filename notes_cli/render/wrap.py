"""Lines of a terminal for text that writes no spaces, and blocks with something at their left.

rich breaks lines at white space only: Chinese after a Latin word would begin a new line and then be cut anywhere.
Here a line may end beside a wide character, but not before closing punctuation nor after opening punctuation (the
line-break rules of Chinese and Japanese typesetting, JIS X 4051, in their simplest form).

A block gives its lines, as segments of rich, for the width there is; rich itself lays nothing out.
"""

# rich is this module's subject, and it is imported only by what draws on a terminal.
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol, TypeAlias

from rich.console import Console, ConsoleOptions, RenderResult  # noqa: TID253
from rich.segment import Segment  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.text.width import cell_list, cells

_OPENING = frozenset("（〔［｛《〈「『【〖〝([{“‘")
_CLOSING = frozenset(
    "，。、．；：！？…—～·）〕］｝》〉」』】〗〞,.;:!?)]}”’％%々〻ー゛゜ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
#: What is written beside something needs so many cells; where there are fewer, it goes without.
NARROWEST = 12

Line: TypeAlias = list[Segment]


class Block(Protocol):
    """A piece of a page."""

    def lines(self, console: Console, width: int) -> Iterator[Line]:
        """Its lines, none wider than `width` cells."""


def break_points(text: str, width: int, *, hard: bool = False) -> list[int]:
    """Where to cut `text` (one line) so that no piece is wider than `width` cells, white space at its end aside.

    `hard`: anywhere, as for code. A piece that cannot be broken well is cut where it reaches the edge.
    """
    taken = list(accumulate(cell_list(text), initial=0))  # cells before each character
    cuts: list[int] = []
    start = 0
    while taken[-1] - taken[start] > width:
        edge = max(start + 1, bisect_right(taken, taken[start] + width) - 1)
        while edge < len(text) and (text[edge].isspace() or taken[edge + 1] == taken[edge]):
            edge += 1  # blanks may stand over the edge, marks stand over the character before
        if edge == len(text):
            break
        start = edge if hard else _good_cut(text, start, edge)
        cuts.append(start)
    return cuts


def _good_cut(text: str, start: int, edge: int) -> int:
    """The last place up to `edge` where a line may end; else one that moves no punctuation; else `edge`."""
    for may_end in (_is_break, _is_clean):
        for place in range(edge, start, -1):
            if may_end(text, place):
                return place
    return edge


def _is_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if not _is_clean(text, place):
        return False
    return before.isspace() or _is_wide(before) or _is_wide(after)


def _is_clean(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    joined = before == "\u200d" or cell_list(after) == [0] or after.isspace()
    return not joined and before not in _OPENING and after not in _CLOSING


def _is_wide(character: str) -> bool:
    return cell_list(character) == [2]


def line_ranges(text: str, width: int, *, hard: bool = False) -> Iterator[tuple[int, int]]:
    """The lines of `text`, each at most `width` cells, as [start, end) without the blanks at their ends."""
    offset = 0
    for line in text.split("\n"):
        cuts = break_points(line, width, hard=hard) if 2 * len(line) > width else []
        for start, end in zip((0, *cuts), (*cuts, len(line)), strict=True):
            yield offset + start, offset + (start + len(line[start:end].rstrip()) if cuts else end)
        offset += len(line) + 1


def _sliced(segments: Sequence[Segment], ranges: Iterator[tuple[int, int]]) -> Iterator[Line]:
    """What `segments`, the whole of a text, show in each of the `ranges`, which are in order."""
    index = offset = 0
    for start, end in ranges:
        line: Line = []
        while index < len(segments) and offset < end:
            text, style, _ = segments[index]
            if piece := text[max(0, start - offset) : end - offset]:
                line.append(Segment(piece, style))
            if offset + len(text) > end:
                break
            offset += len(text)
            index += 1
        yield line


def _segments(text: Text, console: Console) -> Line:
    """What `text` is on a terminal. (`Text.render` alone forgets the style of the whole text.)"""
    segments = text.render(console)
    return list(Segment.apply_style(segments, console.get_style(text.style)) if text.style else segments)


def line_cells(line: Line) -> int:
    """The cells that a line takes."""
    return cells("".join(segment.text for segment in line))


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph."""

    text: Text
    hard: bool = False

    def lines(self, console: Console, width: int) -> Iterator[Line]:
        """Its lines, for the width there is."""
        return _sliced(_segments(self.text, console), line_ranges(self.text.plain, max(2, width), hard=self.hard))


#: An empty line.
EMPTY = Flow(Text())


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks with `first` at the left of their first line and `rest` at the left of the others."""

    first: Text
    rest: Text
    blocks: Sequence[Block]

    def lines(self, console: Console, width: int) -> Iterator[Line]:
        """The lines of the blocks, each behind its mark."""
        room = width - max(cells(self.first.plain), cells(self.rest.plain))
        if room < NARROWEST:
            yield from Stack(self.blocks).lines(console, width)
            return
        mark, rest = _segments(self.first, console), _segments(self.rest, console)
        for line in Stack(self.blocks or (EMPTY,)).lines(console, room):
            yield [*mark, *line]
            mark = rest


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below each other: what rich is given to print."""

    blocks: Sequence[Block]

    def lines(self, console: Console, width: int) -> Iterator[Line]:
        """The lines of all."""
        for block in self.blocks:
            yield from block.lines(console, width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines, for the width there is."""
        end = Segment.line()
        for line in self.lines(console, options.max_width):
            yield from line
            yield end
