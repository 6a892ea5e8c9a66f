"""The headings of a page: their anchors, and the table of contents.

An anchor is the one that the note's reader gave the heading (`Heading.anchor`); headings that it does not list
(in quotes, or in a text that is no note) get one by the same rule.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.model import Note
from notes_cli.text.slug import free, slug

ENOUGH = 4  # headings that make a table of contents worth while


class Entry(NamedTuple):
    """A heading of the page."""

    level: int
    text: str
    anchor: str
    token: Token  # its opening token


def plain(inline: Token) -> str:
    """What a reader sees of an inline token, as text."""
    pieces = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline", "math_inline"}:
            pieces.append(child.content)
        elif child.type in {"wikilink", "embed"}:
            pieces.append(child.meta["text"])
        elif child.type == "image":
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
    return "".join(pieces).strip()


def entries(tokens: Sequence[Token], note: Note | None = None) -> list[Entry]:
    """The headings in `tokens` that stand in no other block, with their anchors; `note`: whose text it is."""
    known = {heading.line: heading.anchor for heading in note.headings} if note else {}
    used = dict.fromkeys(known.values(), 0)
    found = []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.level > 0:
            continue
        text = plain(inline)
        line = (note.body_line if note else 0) + (opening.map[0] if opening.map else 0)
        anchor = known.get(line) or free(slug(text) or "section", used)
        found.append(Entry(int(opening.tag[1]), text, anchor, opening))
    return found


def table(headings: Sequence[Entry], label: str) -> str:
    """The table of contents as a nested list in a <nav>; headings below the third level stay out."""
    top = min(heading.level for heading in headings)
    shown = [heading for heading in headings if heading.level < top + 3]
    name = escape(label)
    parts = [f'<nav class="toc" aria-label="{name}">\n<p class="toc-title">{name}</p>\n']
    open_levels: list[int] = []
    for heading in shown:
        while open_levels and open_levels[-1] > heading.level:
            parts.append("</li></ol>")
            open_levels.pop()
        if open_levels and open_levels[-1] == heading.level:
            parts.append("</li>\n")
        else:
            parts.append("<ol>")
            open_levels.append(heading.level)
        parts.append(f'<li><a href="#{quote(heading.anchor, safe="")}">{escape(heading.text)}</a>')
    return "".join(parts) + "</li></ol>" * len(open_levels) + "\n</nav>\n"
