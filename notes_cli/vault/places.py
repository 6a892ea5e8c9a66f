"""Where tags, tasks and links stand in the text of a file, to the character, as the reader sees them.

The reader knows lines only. Here is the scan of a note's body once more, asked for places. Pure: text in, value out.
"""

from collections.abc import Iterable, Iterator

from notes_cli.vault.markdown import scan
from notes_cli.vault.source import Source
from notes_cli.vault.texts import Place


def places(source: Source) -> list[Place]:
    """The tags, tasks and links of the body by position; spans are indexes of characters in `source.plain`."""
    begin, found = source.front.start, list[Place]()
    body = source.plain[begin:]
    scan(body, source.front.body_line, found)
    data = body.encode("utf-8", "replace")
    at = dict(characters_before(data, {place for one in found for place in (one.start, one.end)}))
    placed = [one._replace(start=begin + at[one.start], end=begin + at[one.end]) for one in found]
    return sorted(placed, key=lambda one: (one.start, -one.end))


def characters_before(data: bytes, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """For each of `offsets` in `data`, the number of characters before it."""
    if data.isascii():
        yield from ((offset, offset) for offset in offsets)
        return
    before = characters = 0
    for offset in sorted(offsets):
        characters += len(data[before:offset].decode("utf-8", "replace"))
        before = offset
        yield offset, characters
