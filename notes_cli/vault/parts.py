"""A part of a note: what `#Heading`, `#A#B` and `#^block` name, as lines of the file."""

from bisect import bisect_right
from itertools import accumulate

from notes_cli.model import Note
from notes_cli.text.headings import Lines, named_section
from notes_cli.vault.markdown import parser


def part_lines(note: Note, source: str, part: str) -> Lines | None:
    """First and last line of `part` ("#Heading", "#A#B", "#^id", with or without the first "#"); None = not there."""
    name = part.removeprefix("#").strip()
    if name.startswith("^"):
        return _block(note, source.split("\n"), name[1:])
    return named_section(note.headings, name, source.count("\n") + 1)


def _block(note: Note, lines: list[str], name: str) -> Lines | None:
    """The block with the id `name`: a list item with what is in it, else the whole quote, table, paragraph, …

    An id that is a paragraph of its own names the block before it, a list from its first item.
    """
    line = next((b.line for b in note.blocks if b.id.casefold() == name.casefold()), None)
    if line is None:
        return None
    blocks, items = _spans("\n".join(lines[note.body_line - 1 :]), note.body_line)
    around = [item for item in items if item[0] <= line <= item[1]]
    if around:
        return _trimmed(lines, around[-1], line)
    place = next((place for place, (first, last) in enumerate(blocks) if first <= line <= last), None)
    if place is None:
        return None
    if _is_id(lines[line - 1]) and blocks[place] == (line, line):
        return _trimmed(lines, blocks[place - 1], line) if place else None
    return _trimmed(lines, blocks[place], line)


def _spans(body: str, first_line: int) -> tuple[list[Lines], list[Lines]]:
    """The lines of the blocks of `body` that are in no other, and those of its list items, outer before inner."""
    parse, options = parser()
    data = body.encode("utf-8", "replace")
    starts = list(accumulate(map(len, data.splitlines(True)), initial=0))
    blocks: list[Lines] = []
    items: list[Lines] = []
    end = 0  # of the last block
    for event, span in parse(body, options=options, merge_text=True):
        if "Start" not in event or (span["start"] < end and event["Start"] != "Item"):
            continue
        first = bisect_right(starts, span["start"]) - 1 + first_line
        last = bisect_right(starts, max(span["start"], span["end"] - 1)) - 1 + first_line
        if event["Start"] == "Item":
            items.append((first, last))
        else:
            blocks.append((first, last))
            end = span["end"]
    return blocks, items


def _trimmed(lines: list[str], block: Lines, line: int) -> Lines:
    """`block` without blank lines at its end, nor the id on line `line` when that is all that stands there."""
    first, last = block
    while last > first and (not lines[last - 1].strip(" \t>") or (last == line and _is_id(lines[last - 1]))):
        last -= 1
    return first, last


def _is_id(text: str) -> bool:
    return text.strip(" \t>").startswith("^")
