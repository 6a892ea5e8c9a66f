"""The lines of a text while it is being rewritten: splices over it, and lines of which nothing stays."""

import re
from collections.abc import Iterator
from itertools import accumulate

from notes_cli.export.source import Splice, Spliced, begins_block

MARKER = re.compile(r"[^\s>]")


class Sheet:
    """A text, the splices over it, and the lines that go. Lines count from 0."""

    def __init__(self, text: str, shortcodes: frozenset[int]) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))
        self.splices: list[Splice] = []
        self.gone: dict[int, int] = {}  # line → where what goes begins
        self.shortcodes = shortcodes  # lines at which one begins: what stands for it keeps its distance

    def result(self) -> str:
        return Spliced(self.text, [*self.splices, *self._removals()]).text

    def end(self, line: int) -> int:
        """Where `line` ends, before its newline."""
        return self.starts[line] + len(self.lines[line])

    def before(self, place: int, line: int) -> str:
        """What stands on `line` before `place`."""
        return self.text[self.starts[line] : place]

    def is_blank(self, line: int) -> bool:
        """Whether nothing stands on `line` but what quotes it, or there is no such line."""
        return not 0 <= line < len(self.lines) or not self.lines[line].strip(" \t>")

    def remove(self, line: int, start: int) -> None:
        """What stands on `line` from `start` on goes."""
        self.gone[line] = start

    def _removals(self) -> Iterator[Splice]:
        whole = sorted(line for line, start in self.gone.items() if not self.before(start, line).strip())
        for line, start in self.gone.items():
            prefix = self.before(start, line)
            if not prefix.strip():
                continue
            yield Splice(self.starts[line] + len(prefix.rstrip()), self.end(line), "")
            if (
                MARKER.search(prefix)
                and not self.is_blank(line - 1)
                and not begins_block(self.lines[line - 1].lstrip())
            ):
                yield Splice(self.starts[line], self.starts[line], "\n")  # an empty item interrupts no paragraph
        runs: list[list[int]] = []
        for line in whole:
            if runs and runs[-1][1] == line - 1:
                runs[-1][1] = line
            else:
                runs.append([line, line])
        for first, last in runs:
            yield self._without(first, last)

    def _without(self, first: int, last: int) -> Splice:
        """The lines from `first` to `last` go; what stands before and after them stays apart."""
        start, end = self.starts[first], min(self.starts[last + 1], len(self.text))
        above, below = self.is_blank(first - 1), self.is_blank(last + 1)
        if above and below and last + 1 < len(self.lines):
            end = min(self.starts[last + 2], len(self.text))
        follows = "" if below else self.lines[last + 1]
        is_apart = above or below or last + 1 in self.shortcodes or begins_block(follows.lstrip(" \t>"))
        return Splice(start, end, "" if is_apart else "\n")
