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
    for number, group in enumerate(_groups(old, new)):
        if number == 0:
            yield f"--- {first}\n+++ {last}\n"
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield f"@@ -{_span(old_start, old_end)} +{_span(new_start, new_end)} @@\n"
        for kind, a, b, c, d in group:
            pieces = [(" ", old[a:b])] if kind == "equal" else [("-", old[a:b]), ("+", new[c:d])]
            for mark, lines in pieces:
                for line in lines:
                    yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _groups(old: list[str], new: list[str]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """The changes, with what is equal around them, as `difflib` groups them.

    Only what differs is compared, which takes the square of its number of lines. What is equal before and behind it
    stays in place: compared with the rest it could be found to have moved, and `patch` would look for it elsewhere.
    """
    from difflib import SequenceMatcher

    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    core = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
    whole = SequenceMatcher(None, "", "")
    equal = [("equal", 0, start, 0, start)] if start else []
    moved = [(kind, *(place + start for place in places)) for kind, *places in core.get_opcodes()]
    tail = [("equal", len(old) - end, len(old), len(new) - end, len(new))] if end else []
    whole.opcodes = [*equal, *moved, *tail]  # type: ignore[attr-defined]
    yield from whole.get_grouped_opcodes(_CONTEXT)


def _span(start: int, end: int) -> str:
    """Lines from `start` to `end` as a hunk counts them: the first one and how many; "0" before an empty file."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"


def _alike(old: list[str], new: list[str]) -> int:
    """How many lines are equal from the beginning."""
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
