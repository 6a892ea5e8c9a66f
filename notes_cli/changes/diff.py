"""Unified diffs of notes, as `git diff` writes them: for a preview, a record, and `patch`."""

from collections.abc import Iterator
from typing import Final

#: Lines around a change.
_CONTEXT: Final = 3
_NO_NEWLINE: Final = "\\ No newline at end of file\n"


def difference(path: str, old: bytes | None, new: bytes | None, *, before: str | None = None) -> str:
    """The unified diff from `old` to `new` (None = there is no file) of the note at `path`; "" when they are equal.

    `before`: the path that it had. Lines end at line feeds alone; a carriage return belongs to its line.
    """
    if old == new and before in (None, path):
        return ""
    header = f"rename from {before}\nrename to {path}\n" if before not in (None, path) else ""
    first = "/dev/null" if old is None else f"a/{before or path}"
    last = "/dev/null" if new is None else f"b/{path}"
    hunks = "".join(_hunks(_lines(old), _lines(new), first, last))
    return header + hunks


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode("utf-8", "replace")
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _hunks(old: list[str], new: list[str], first: str, last: str) -> Iterator[str]:
    from difflib import unified_diff

    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    skipped = max(0, start - _CONTEXT)
    kept = max(0, end - _CONTEXT)
    # What is equal on both sides is left out before lines are compared, which takes the square of their number.
    found = unified_diff(old[skipped : len(old) - kept], new[skipped : len(new) - kept], first, last, n=_CONTEXT)
    for line in found:
        if line.startswith("@@") and skipped:
            line = _moved(line, skipped)  # noqa: PLW2901
        yield line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"


def _alike(old: list[str], new: list[str]) -> int:
    """How many lines are equal from the beginning."""
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _moved(line: str, by: int) -> str:
    """A line `@@ -1,3 +1,4 @@` whose lines are counted from `by` lines further up."""

    def shift(span: str) -> str:
        number, comma, length = span[1:].partition(",")
        return f"{span[0]}{int(number) + by}{comma}{length}"

    old, new = line.split()[1:3]
    return f"@@ {shift(old)} {shift(new)} @@\n"
