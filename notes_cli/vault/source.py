"""The text of a note as it is in the file, and as the reader takes it: without byte order mark, lines ended by \\n.

Whatever is found in the one has a place in the other, so that edits are made to the file's own characters.
Pure: text in, value out.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from notes_cli.vault.frontmatter import Front, read_front
from notes_cli.vault.splice import Splice, spliced

MARK = "\ufeff"


@dataclass(frozen=True)
class Source:
    """The text of a file, and the same text as the reader takes it."""

    text: str  # as in the file: byte order mark, CRLF and lone CR included
    plain: str  # without byte order mark, lines ended by \n

    @classmethod
    def of(cls, text: str) -> "Source":
        """The source of a file's `text`."""
        plain = text.removeprefix(MARK)
        if "\r" in plain:
            plain = plain.replace("\r\n", "\n").replace("\r", "\n")
        return cls(text, plain)

    @cached_property
    def front(self) -> Front:
        """The front matter; its positions are those of `plain`."""
        return read_front(self.plain)

    @property
    def mark(self) -> str:
        """The byte order mark, or nothing."""
        return MARK if self.text.startswith(MARK) else ""

    @cached_property
    def _pairs(self) -> list[int]:
        """Where in `plain` the newlines stand that are CRLF in the file."""
        places, at = [], 0
        for part in self.text.removeprefix(MARK).split("\r\n")[:-1]:
            at += len(part)
            places.append(at)
            at += 1
        return places

    def at(self, place: int) -> int:
        """The index in `text` of the character at index `place` of `plain`."""
        return len(self.mark) + place + bisect_left(self._pairs, place)

    def newline(self, place: int) -> str:
        """How the line before `place` of `plain` ends in the file; of the first line: how that one ends."""
        found = self.plain.rfind("\n", 0, place)
        if found < 0:
            found = self.plain.find("\n")
        at = self.at(found)
        return "\n" if found < 0 else "\r\n" if self.text.startswith("\r\n", at) else self.text[at]

    def spliced(self, splices: Iterable[Splice]) -> str:
        """`text` with `splices` made, whose places are those of `plain` and whose lines end in \\n."""
        return spliced(
            self.text,
            [
                Splice(self.at(start), self.at(end), new.replace("\n", self.newline(start)) if "\n" in new else new)
                for start, end, new in splices
            ],
        )
