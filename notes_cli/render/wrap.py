"""Lines of a terminal for text that writes no spaces, and blocks with something at their left.

rich breaks lines at white space only: Chinese after a Latin word would begin a new line and then be cut anywhere.
Here a line may end between two wide characters, but not before closing punctuation nor after opening punctuation
(the line-break rules of Chinese and Japanese typesetting in their simplest form).
"""

# rich is this module's subject, and it is imported only by what draws on a terminal.
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, get_character_cell_size  # noqa: TID253
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult  # noqa: TID253
from rich.measure import Measurement  # noqa: TID253
from rich.segment import Segment  # noqa: TID253
from rich.text import Text  # noqa: TID253

_OPENING = frozenset("（〔［｛《〈「『【〖〝([{“‘")
_CLOSING = frozenset("，。、．；：！？…—～·）〕］｝》〉」』】〗〞,.;:!?)]}”’％%")


def break_points(text: str, width: int, *, hard: bool = False) -> list[int]:
    """Where to cut `text` (one line) so that no piece is wider than `width` cells.

    `hard`: anywhere, as for code. A piece that cannot be broken well is cut where it reaches the edge.
    """
    cuts: list[int] = []
    start, best, column = 0, 0, 0
    for position, character in enumerate(text):
        size = get_character_cell_size(character)
        while column + size > width and position > start and not character.isspace():
            cut = best if best > start and not hard else position
            cuts.append(cut)
            start, column = cut, cell_len(text[cut:position])
        column += size
        if position + 1 < len(text) and _may_break(character, text[position + 1]):
            best = position + 1
    return cuts


def _may_break(before: str, after: str) -> bool:
    if before.isspace():
        return not after.isspace()
    if before in _OPENING or after in _CLOSING:
        return False
    return get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2


def wrapped(text: Text, width: int, *, hard: bool = False) -> Iterator[Text]:
    """The lines of `text`, each at most `width` cells."""
    for line in text.split("\n", allow_blank=True):
        if cell_len(line.plain) <= width:
            yield line
            continue
        for piece in line.divide(break_points(line.plain, width, hard=hard)):
            piece.rstrip()
            yield piece


def _segments(line: Text, console: Console, end: str = "") -> Iterable[Segment]:
    """What `line` is on a terminal. (`Text.render` alone forgets the style of the whole text.)"""
    segments = line.render(console, end)
    return Segment.apply_style(segments, console.get_style(line.style)) if line.style else segments


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph."""

    text: Text
    hard: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines, for the width there is."""
        for line in wrapped(self.text, max(2, options.max_width), hard=self.hard):
            yield from _segments(line, console, "\n")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """How wide it wants to be (its longest line), and how narrow it may be."""
        widest = max((cell_len(line) for line in self.text.plain.split("\n")), default=0)
        return Measurement(min(widest, 10), widest).with_maximum(options.max_width)


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks with `first` at the left of their first line and `rest` at the left of the others (equally wide)."""

    first: Text
    rest: Text
    blocks: Sequence[RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of the blocks, each behind its mark."""
        room = options.update_width(max(2, options.max_width - self.first.cell_len))
        lines = console.render_lines(Group(*self.blocks), room, pad=False)
        for number, line in enumerate(lines or [[]]):
            yield from _segments(self.rest if number else self.first, console)
            yield from line
            yield Segment.line()
