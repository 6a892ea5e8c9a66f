"""What stands in rows in a formula, as a line of text: a matrix is [a b; c d], cases are {1 if x>0; 0 otherwise}."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

#: With these a cell begins that says in words what it means.
SPOKEN: Final = frozenset({"\\text", "\\textrm", "\\textit", "\\mathrm", "\\mbox", "\\operatorname"})
#: Blanks at the beginning of a cell.
GAPS: Final = frozenset({"\\quad", "\\qquad", "\\ ", "\\,", "\\;", "\\:", "~"})

_SHORT: Final = re.compile(r"[-−]?[^\s=+\-−±,]+")


class Cell(NamedTuple):
    """What a cell says, and whether it begins with words."""

    text: str
    spoken: bool = False


Rows = Sequence[Sequence[Cell]]


def _matrix(rows: Rows) -> list[str]:
    """The rows, with commas in them where a blank would not be seen to part two cells."""
    between = " " if all(_SHORT.fullmatch(cell.text) for row in rows for cell in row) else ", "
    return [between.join(cell.text for cell in row) for row in rows]


def _aligned(rows: Rows) -> list[str]:
    return [" ".join(cell.text for cell in row if cell.text) for row in rows]


def _cases(rows: Rows) -> list[str]:
    return [_case(*row) for row in rows]


def _case(value: Cell, *conditions: Cell) -> str:
    said = value.text.rstrip(",，;；")
    for words, spoken in conditions:
        said += f" {words}" if spoken else f" if {words}" if words else ""
    return said


#: Environments of TeX: what says their rows, and the brackets around them.
_SAID: Final[dict[str, tuple[Callable[[Rows], list[str]], str, str]]] = {
    "pmatrix": (_matrix, "(", ")"),
    "bmatrix": (_matrix, "[", "]"),
    "Bmatrix": (_matrix, "{", "}"),
    "vmatrix": (_matrix, "|", "|"),
    "Vmatrix": (_matrix, "‖", "‖"),
    **dict.fromkeys(("matrix", "smallmatrix", "array"), (_matrix, "", "")),
    **dict.fromkeys(("cases", "dcases"), (_cases, "{", "}")),
    **dict.fromkeys(
        ("align", "align*", "aligned", "gather", "gather*", "gathered", "split", "equation", "equation*"),
        (_aligned, "", ""),
    ),
}


def said(name: str, rows: Rows) -> str | None:
    """The `rows` of the environment `name` in one line; None when it is none that is known, or has nothing in it."""
    filled = [row for row in rows if any(cell.text for cell in row)]
    if name not in _SAID or not filled:
        return None
    say, left, right = _SAID[name]
    return f"{left}{'; '.join(say(filled))}{right}"
