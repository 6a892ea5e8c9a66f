"""Obsidian's callouts: the table of types, with aliases, colours and icons.

Types and aliases: https://help.obsidian.md/callouts. An unknown type looks like a note. The icons are drawn here
(24 by 24, strokes); a page gets them from its style sheet, where they are masks, so that they take the colour.
"""

import re
from typing import NamedTuple

HEAD = re.compile(r"\[!([^\]\n]+)\]([+-]?)[ \t]*([^\n]*)")


class Look(NamedTuple):
    """How a type is shown. `color` is a name of the style sheet and of the terminal's theme."""

    color: str
    icon: str  # the paths of an SVG
    symbol: str  # one narrow character, for the terminal
    aliases: str = ""


LOOKS = {
    "note": Look("blue", "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4", "✎"),
    "abstract": Look("cyan", "M6 4h12v17H6zM9 2.5h6v3H9zM9 10h6M9 14h6M9 18h3", "≡", "summary tldr"),
    "info": Look("blue", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 7.5v.5", "i"),
    "todo": Look("blue", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12l3 3 5-6", "○"),
    "tip": Look(
        "teal", "M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-4 2-5 0 2 1 3 2 3 1-3 0-6 2-9z", "✦", "hint important"
    ),
    "success": Look("green", "M4 12.5l5.5 5.5L20 7", "✓", "check done"),
    "question": Look(
        "orange",
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.5",
        "?",
        "help faq",
    ),
    "warning": Look("orange", "M12 4L2.5 20h19zM12 10v4.5M12 17v.5", "!", "caution attention"),
    "failure": Look("red", "M6 6l12 12M18 6L6 18", "✗", "fail missing"),
    "danger": Look("red", "M13 3L5 14h6l-1 7 8-11h-6z", "‼", "error"),
    "bug": Look(
        "red", "M8 8a4 4 0 0 1 8 0v6a4 4 0 0 1-8 0zM12 12v6M3 12h5M16 12h5M4 6l4 3M20 6l-4 3M4 19l4-3M20 19l-4-3", "✱"
    ),
    "example": Look("purple", "M8 6h13M8 12h13M8 18h13M3.5 6v.01M3.5 12v.01M3.5 18v.01", "⋮"),
    "quote": Look("gray", "M10 7H5v6h4c0 2-1 3-3 4M20 7h-5v6h4c0 2-1 3-3 4", "❝", "cite"),
}
_TYPES = {name: kind for kind, look in LOOKS.items() for name in (kind, *look.aliases.split())}


class Head(NamedTuple):
    """The first line of a callout. `fold` is "" (cannot), "+" (open) or "-" (closed)."""

    kind: str  # a key of LOOKS
    fold: str
    title: str  # as written, or the type with a capital when none is


def head(line: str) -> Head | None:
    """The callout that `line` (the first one of a quote, without ">") begins, or None.

    What follows a "|" in the brackets is metadata for style sheets and is dropped, as in Obsidian.
    """
    found = HEAD.match(line)
    if found is None:
        return None
    written = found[1].split("|", 1)[0].strip()
    return Head(_TYPES.get(written.lower(), "note"), found[2], found[3].strip() or written.capitalize())
