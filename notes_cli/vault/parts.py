"""A part of a note: what `#Heading`, `#A#B` and `#^block` name, as lines of the file."""

import re
import unicodedata

from notes_cli.model import Heading, Note

#: What Obsidian reads as a blank when it compares headings (it keeps - _ ' and full-width marks).
_BLANKS = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")
_ITEM = re.compile(r"\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)])\s")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def part_lines(note: Note, source: str, part: str) -> tuple[int, int] | None:
    """First and last line of `part` ("#Heading", "#A#B", "#^id", with or without the first "#"); None = not there."""
    name = part.removeprefix("#").strip()
    if name.startswith("^"):
        return _block(note, source.split("\n"), name[1:])
    return _section(note, source.count("\n") + 1, [compared(step) for step in name.split("#") if step.strip()])


def compared(heading: str) -> str:
    """A heading as it is compared: marks as blanks, without case, in NFC."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", heading)).strip().casefold()


def _section(note: Note, last_line: int, steps: list[str]) -> tuple[int, int] | None:
    """The section that `steps` descend to, from its heading to before the next one of its level or above."""
    found: tuple[int, int] | None = None
    after, end = 0, last_line
    for step in steps:
        for place, heading in enumerate(note.headings):
            if after < heading.line <= end and step in _spellings(heading):
                after, end = heading.line, _end(note, place, end)
                found = (after, end)
                break
        else:
            return None
    return found


def _spellings(heading: Heading) -> tuple[str, str, str]:
    return compared(heading.text), compared(heading.plain), heading.anchor.casefold()


def _end(note: Note, place: int, last_line: int) -> int:
    level = note.headings[place].level
    following = (h.line - 1 for h in note.headings[place + 1 :] if h.level <= level)
    return min(next(following, last_line), last_line)


def _block(note: Note, lines: list[str], name: str) -> tuple[int, int] | None:
    """The block with the id `name`: a list item with what is indented below it, else the paragraph."""
    line = next((b.line for b in note.blocks if b.id.casefold() == name.casefold()), None)
    if line is None:
        return None
    last = line - 1
    if lines[last].strip().startswith("^"):  # an id alone on its line belongs to the block before it
        while last > 0 and not lines[last - 1].strip():
            last -= 1
        last -= 1
    if last < 0:
        return None
    if _ITEM.match(lines[last]):
        return _item(lines, last)
    first = last
    if _FENCE.match(lines[last]):
        first = next((n for n in range(last - 1, -1, -1) if _FENCE.match(lines[n])), last)
    while first > note.body_line - 1 and lines[first - 1].strip() and not lines[first - 1].startswith("#"):
        first -= 1
    return first + 1, last + 1


def _item(lines: list[str], place: int) -> tuple[int, int]:
    """The list item at index `place` and everything indented deeper."""
    indent = len(lines[place]) - len(lines[place].lstrip())
    last = place
    for number in range(place + 1, len(lines)):
        text = lines[number]
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            break
        last = number if text.strip() else last
    return place + 1, last + 1
