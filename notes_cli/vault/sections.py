"""A body cut into the pieces that search works on: at headings, and long ones at the ends of paragraphs."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from notes_cli.model import Heading, Section

#: Characters of a section's text beyond which it is cut at the end of a paragraph.
SECTION_SIZE: Final = 2_000
#: Characters of a paragraph beyond which it is cut at the end of a line, and a line where it stands: a note of many
#: megabytes without a blank line must not be taken apart in one piece, which would need fifty times its size.
LONGEST: Final = 100_000
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*")


def sections(
    data: bytes, starts: Sequence[int], places: Sequence[int], headings: Sequence[Heading], first_line: int
) -> list[Section]:
    """The body `data` in pieces that together are the body, blank ones left out.

    `starts` are the offsets at which its lines begin (and its end), `places` the lines, from 0, of its headings.
    """
    pieces: list[Section] = []
    above: list[tuple[int, str]] = []
    names: tuple[str, ...] = ()
    first = 0
    for index, last in enumerate((*places, len(starts) - 1)):
        if first < last:
            text = data[starts[first] : starts[last]].decode("utf-8", "replace")
            if index or text.strip():
                _add_sections(pieces, first + first_line, names, text)
        if index < len(headings):
            heading = headings[index]
            while above and above[-1][0] >= heading.level:
                above.pop()
            above.append((heading.level, heading.plain))
            names = tuple([name for _, name in above])
        first = last
    return pieces


def _add_sections(pieces: list[Section], line: int, names: tuple[str, ...], text: str) -> None:
    if len(text) <= SECTION_SIZE:
        pieces.append(Section(line, names, text))
        return
    for paragraphs in _cut(text):
        for part in _bounded(paragraphs):
            if part.strip():
                pieces.append(Section(line, names, part))
            line += part.count("\n")


def _cut(text: str) -> list[str]:
    """`text` in parts that end where paragraphs end, each of at most SECTION_SIZE when its paragraphs allow it."""
    parts: list[str] = []
    start = last = 0
    for found in _PARAGRAPH_END.finditer(text):
        if found.end() - start > SECTION_SIZE and last > start:
            parts.append(text[start:last])
            start = last
        last = found.end()
    if len(text) - start > SECTION_SIZE and start < last < len(text):
        parts.append(text[start:last])
        start = last
    parts.append(text[start:])
    return parts


def _bounded(text: str) -> Iterator[str]:
    """`text` in parts of at most LONGEST characters, which end where lines end, else at a blank, else anywhere."""
    start = 0
    while len(text) - start > LONGEST:
        limit = start + LONGEST
        end = text.rfind("\n", start, limit) + 1 or text.rfind(" ", start, limit) + 1 or limit
        yield text[start:end]
        start = end
    yield text[start:]
