"""Regular expressions that a person types: compiled once, stopped when they run too long.

The package `regex` reads what `re` reads (and `\\p{Han}`), and takes a time limit, which `re` does not: a pattern
that explodes must not hang a search. Nothing else of the program loads it.
"""

from functools import lru_cache
from itertools import islice
from typing import Any

#: Places of a pattern in one text that are looked at.
_MOST = 1_000

#: Seconds that one pattern may take on one text.
PATIENCE = 0.5


class TooSlow(Exception):
    """A pattern took longer than `PATIENCE` on a text."""


@lru_cache(maxsize=64)
def _compiled(pattern: str, case: bool) -> Any:
    import regex

    # As in Obsidian: letters without case unless it is asked for, ^ and $ at every line.
    return regex.compile(pattern, regex.MULTILINE | (0 if case else regex.IGNORECASE))


def problem(pattern: str) -> str | None:
    """Why `pattern` is no regular expression, None when it is one."""
    import regex

    try:
        _compiled(pattern, False)
    except (regex.error, OverflowError, RecursionError, MemoryError, ValueError) as error:
        return str(error) or "it is too large"
    return None


def found(pattern: str, text: str, *, case: bool) -> tuple[int, int] | None:
    """Where `pattern` is first found in `text` (start, end), or None. Raises `TooSlow`."""
    try:
        match = _compiled(pattern, case).search(text, timeout=PATIENCE)
    except TimeoutError as error:
        raise TooSlow from error
    return match.span() if match else None


def spans(pattern: str, text: str, *, case: bool) -> list[tuple[int, int]]:
    """Where `pattern` is found in `text` (start, end), in order, the first thousand places. Raises `TooSlow`."""
    try:
        return [match.span() for match in islice(_compiled(pattern, case).finditer(text, timeout=PATIENCE), _MOST)]
    except TimeoutError as error:
        raise TooSlow from error
