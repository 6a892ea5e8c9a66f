"""Pictures that are not shown by Markdown: `<img src="…">` of raw HTML, and Hugo's `figure`.

Text in, values out: what is HTML and what is a shortcode, `markdown` and `texts` say. Obsidian's index knows neither;
here they are links of kind "markdown", as Hugo's references are.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

from notes_cli.model import Link
from notes_cli.vault import links

#: A comment, or an `img` tag and its attributes. None reaches over another "<": a run of openings is read once.
_HTML = re.compile(
    rb"<(?:!--|[iI][mM][gG](?=[\s/\"'])((?:\"[^\"<]*\"|'[^'<]*'|[^\"'<>])*)>)",
)
_ATTRIBUTE = re.compile(rb"([A-Za-z_:][\w:.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
#: Never across another "{{".
_FIGURE = re.compile(r"\{\{[<%]\s*figure\s((?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|[>%](?!\}\})|\{(?!\{)|[^\"`>%{])*)[>%]\}\}")
_ARGUMENT = re.compile(r"(?:([A-Za-z_][\w-]*)=)?(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`]+))")
#: Characters of a figure that are looked at.
LONGEST: Final = 2_000


class Picture(NamedTuple):
    """A picture: its address as written and the span of that, in the units of what it was found in."""

    source: str
    text: str  # what stands for it where it is not shown
    start: int
    end: int


class Images:
    """The `img` tags of a body, in order, asked for piece by piece of its HTML. All positions are bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.found = list(_HTML.finditer(data)) if b"<" in data else []
        self.places = [match.start() for match in self.found]
        self.hidden = 0  # end of the comment that was opened last

    def within(self, start: int, end: int) -> Iterator[Picture]:
        """Those that begin in [start, end), which is HTML, and stand in no comment."""
        for match in self.found[bisect_left(self.places, start) : bisect_left(self.places, end)]:
            if match.start() < self.hidden:
                continue
            if match[1] is None:
                close = self.data.find(b"-->", match.start())
                self.hidden = len(self.data) if close < 0 else close
            elif picture := self._image(*match.span(1)):
                yield picture

    def _image(self, start: int, end: int) -> Picture | None:
        given: dict[bytes, re.Match[bytes]] = {}
        for found in _ATTRIBUTE.finditer(self.data, start, end):
            given.setdefault(found[1].lower(), found)
        source, alt = given.get(b"src"), given.get(b"alt")
        if source is None or source.lastindex == 1:
            return None
        text = alt[alt.lastindex or 0].decode("utf-8", "replace") if alt and alt.lastindex != 1 else ""
        span = source.span(source.lastindex or 0)
        return Picture(self.data[slice(*span)].decode("utf-8", "replace"), unescape(text), *span)


def figure(text: str) -> Picture | None:
    """The picture of the Hugo `figure` that `text` begins with: its parameter `src`, else the first without a name."""
    found = _FIGURE.match(text)
    if not found:
        return None
    given: dict[str, re.Match[str]] = {}
    for argument in _ARGUMENT.finditer(text, *found.span(1)):
        given.setdefault(argument[1] or "", argument)
    source, alt = given.get("src") or given.get(""), given.get("alt") or given.get("caption")
    if source is None:
        return None
    span = source.span(source.lastindex or 0)
    return Picture(text[slice(*span)], alt[alt.lastindex or 0] if alt else "", *span)


def link(line: int, picture: Picture) -> tuple[Link, int] | None:
    """The link to a picture of the vault, and how many characters of its address name the file.

    None for one of the web, one that carries its own bytes, and one whose address a template is yet to make.
    """
    source = picture.source.partition("?")[0]
    made = None if "{{" in source else links.markdown(line, unescape(source), picture.text)
    if made is None or made.kind == "external":
        return None
    return (made if made.text else made._replace(text=links.shown(made.target))), len(source)
