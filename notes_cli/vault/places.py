"""Where tags, tasks and links stand in the text of a file, to the character, as the reader sees them.

The reader knows lines only, and reads a text without byte order mark whose lines end in \n. Here its places are
turned into positions in the text as it is in the file, which is what an edit needs. Pure: text in, value out.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from notes_cli.vault.frontmatter import Front, read_front
from notes_cli.vault.markdown import Place, scan


@dataclass(frozen=True)
class Source:
    """The text of a file, and the same text as the reader takes it."""

    text: str  # as in the file: byte order mark, CRLF and lone CR included
    plain: str  # without byte order mark, lines ended by \n

    @classmethod
    def of(cls, text: str) -> "Source":
        """The source of a file's `text`."""
        plain = text.removeprefix("\ufeff")
        if "\r" in plain:
            plain = plain.replace("\r\n", "\n").replace("\r", "\n")
        return cls(text, plain)

    @cached_property
    def front(self) -> Front:
        """The front matter; its positions are those of `plain`."""
        return read_front(self.plain)

    @cached_property
    def _pairs(self) -> list[int]:
        """Where in `plain` the newlines stand that are CRLF in the file."""
        parts = self.text[len(self._mark) :].split("\r\n")
        places, at = [], 0
        for part in parts[:-1]:
            at += len(part)
            places.append(at)
            at += 1
        return places

    @property
    def _mark(self) -> str:
        return "\ufeff" if self.text.startswith("\ufeff") else ""

    def at(self, place: int) -> int:
        """The index in `text` of the character at index `place` of `plain`."""
        return len(self._mark) + place + bisect_left(self._pairs, place)

    def places(self) -> list[Place]:
        """The tags, tasks and links of the body by position; spans are indexes of characters in `plain`."""
        found: list[Place] = []
        body = self.plain[self.front.start :]
        scan(body, self.front.body_line, found)
        data = body.encode("utf-8", "replace")
        offsets = dict(_characters(data, {place for one in found for place in (one.start, one.end)}))
        begin = self.front.start
        placed = [one._replace(start=begin + offsets[one.start], end=begin + offsets[one.end]) for one in found]
        return sorted(placed, key=lambda one: (one.start, -one.end))


def _characters(data: bytes, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """For each of `offsets` in `data`, the number of characters before it."""
    if data.isascii():
        yield from ((offset, offset) for offset in offsets)
        return
    before = characters = 0
    for offset in sorted(offsets):
        characters += len(data[before:offset].decode("utf-8", "replace"))
        before = offset
        yield offset, characters
