"""Regular expressions that are compiled when they are first used: all of them take longer than a search does."""

import re
from typing import Any, cast


class _Pattern:
    """Stands for a compiled expression; what is asked of it is kept, so that it is looked up once."""

    def __init__(self, source: str, flags: int) -> None:
        self._written = source, flags

    def __getattr__(self, name: str) -> Any:  # called only for what is not there yet
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, later. (A mistake in `source` shows at the first use: every pattern needs a test.)"""
    return cast("re.Pattern[str]", _Pattern(source, flags))


def either(characters: str) -> str:
    """A pattern for one of the characters.

    (`re` compiles a class of three that are not Latin in half a millisecond, and one of two at once; what ends in an
    empty look ahead it does not put into one class with the rest.)
    """
    pairs = [re.escape(characters[place : place + 2]) for place in range(0, len(characters), 2)]
    first, *others = (f"[{pair}]" for pair in pairs)
    return first if not others else "(?:" + "|".join([first, *(f"{other}(?=)" for other in others)]) + ")"
