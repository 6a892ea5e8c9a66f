"""A table of a note as lines: columns aligned in cells, as wide as the terminal allows.

Where the columns would get too narrow to read, each row becomes a list: the column's name, and its value behind it.
"""

# rich is this module's subject, and it is imported only by what draws on a terminal.
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console  # noqa: TID253
from rich.segment import Segment  # noqa: TID253
from rich.style import Style  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.render.wrap import Beside, Flow, Line, line_cells
from notes_cli.text.width import cells

_GAP = 2
#: A column is made no narrower than this, in cells, and no narrower than its longest word while another can give.
_LEAST = 8
#: What no line may end within: a word of a script that writes spaces.
_WORD = re.compile(r"[!-\u2e7f]+")
_SOFT = Style(dim=True)


def column_widths(texts: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """The cells of each column of the rows `texts` (equally many), or None when they do not fit.

    The widest give first, one cell at a time: those that still hold their longest word before those that do not.
    """
    columns = list(zip(*texts, strict=True))
    room = width - _GAP * (len(columns) - 1)
    if room < 2 * len(columns):
        return None
    wanted = [min(room, max(cells(line) for text in column for line in text.split("\n"))) for column in columns]
    words = [max((cells(word) for text in column for word in _WORD.findall(text)), default=0) for column in columns]
    if sum(min(want, _LEAST) for want in wanted) > room:
        return None
    while sum(wanted) > room:
        place = max(
            (place for place, want in enumerate(wanted) if want > _LEAST),
            key=lambda place: (wanted[place] > words[place], wanted[place]),
        )
        wanted[place] -= 1
    return wanted


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head, its rows, each of as many cells, and "left", "right" or "center" for each column."""

    head: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    aligns: Sequence[str]

    def lines(self, console: Console, width: int) -> Iterator[Line]:
        """Its lines, none wider than `width` cells."""
        widths = column_widths([[cell.plain for cell in row] for row in (self.head, *self.rows)], width)
        if widths is None:
            yield from self._listed(console, width)
            return
        yield from self._row(self.head, widths, console)
        yield [Segment("─" * (sum(widths) + _GAP * (len(widths) - 1)), _SOFT)]
        for row in self.rows:
            yield from self._row(row, widths, console)

    def _row(self, row: Sequence[Text], widths: Sequence[int], console: Console) -> Iterator[Line]:
        columns = [list(Flow(cell).lines(console, width)) for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*columns, fillvalue=[]):
            line: Line = []
            for place, (part, width) in enumerate(zip(parts, widths, strict=True)):
                before, after = _padding(self.aligns[place], width - line_cells(part))
                line += [Segment(" " * (before + (_GAP if place else 0))), *part, Segment(" " * after)]
            yield line[:-1]

    def _listed(self, console: Console, width: int) -> Iterator[Line]:
        for number, row in enumerate(self.rows):
            if number:
                yield []
            for name, cell in zip(self.head, row, strict=True):
                if cell:
                    value = Text.assemble(name, (": ", _SOFT) if name else "", cell)
                    yield from Beside(Text("  "), Text("    "), [Flow(value)]).lines(console, width)


def _padding(align: str, spare: int) -> tuple[int, int]:
    before = {"right": spare, "center": spare // 2}.get(align, 0)
    return before, spare - before
