"""Obsidian's `userIgnoreFilters`: which paths they hide. Regular expressions among them are stopped in time.

A vault is somebody else's as often as not, and a pattern that explodes must not hang a command. (Patterns that are
typed: `query.patterns`.)
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from notes_cli.model import Problem
from notes_cli.problems import problem

#: Longer `/regex/` filters are none that anybody wrote.
_LONGEST: Final = 500
#: Seconds that one filter may take on one path.
_PATIENCE: Final = 0.3
#: The file that the filters stand in.
FILE: Final = ".obsidian/app.json"


class Filters:
    """The filters of a vault: `folder/`, `path/x.md` or `/regex/`. One that took too long hides nothing any more."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [text for text in texts if text]
        self.problems: list[Problem] = []

    def hide(self, path: str) -> bool:
        """Whether one of them hides `path`."""
        return any(self._fits(text, path) for text in tuple(self._texts))

    def _fits(self, text: str, path: str) -> bool:
        if len(text) < 3 or text[0] != "/" or text[-1] != "/":
            return path.startswith(text) if text[-1] == "/" else path == text or path.startswith(text + "/")
        pattern = _pattern(text[1:-1])
        try:
            return bool(pattern and pattern.search(path, timeout=_PATIENCE))
        except (TimeoutError, MemoryError):
            self._texts.remove(text)
            self.problems.append(
                problem(
                    "settings-broken", file=FILE, what=f"has a filter that takes too long, and hides nothing: {text}"
                )
            )
            return False


@lru_cache(maxsize=64)
def _pattern(text: str) -> Any:
    import regex

    try:
        return regex.compile(text, regex.IGNORECASE) if len(text) <= _LONGEST else None
    except (regex.error, OverflowError, RecursionError, MemoryError, ValueError):
        return None
