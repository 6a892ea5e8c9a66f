"""The words of the query language: what is read before anything is understood. A position in a text, moving on.

What only looks like syntax is text: a slash that no second one follows at the end of a word, a bracket inside one.
"""

import re

from notes_cli.errors import QueryError
from notes_cli.text.pattern import pattern

_SPACE = pattern(r"\s+")
#: A regular expression is closed at the end of a word; a slash in it stands behind a backslash.
_REGEX = pattern(r"/((?:[^/\\\n]|\\.)+)/(?=[\s()\]]|$)", re.DOTALL)
#: Brackets around nothing, and a quotation mark with nothing behind it, are only text.
_EMPTY = pattern(r"\(\s*\)|\"\s*$")
_WORD_END = pattern(r"[\s()]")


class Scanner:
    """Reads a query's text from `at` on; `groups` is how many brackets are open."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.groups = 0

    def at_end(self) -> bool:
        return self.at >= len(self.text)

    def peek(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def space(self) -> None:
        if found := _SPACE.match(self.text, self.at):
            self.at = found.end()

    def error(self, message: str, start: int, end: int, hint: str | None = None) -> QueryError:
        """What is wrong with the characters from `start` to `end`."""
        return QueryError(message, query=self.text, start=start, end=end, hint=hint)

    def or_follows(self) -> bool:
        return self.peek("OR") and (self.at + 2 == len(self.text) or bool(_WORD_END.match(self.text, self.at + 2)))

    def nothing(self) -> str:
        """Brackets around nothing or a lone quotation mark, "" when there are none."""
        found = _EMPTY.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0].strip()

    def word(self, ends: str = "") -> str:
        """Up to white space or one of `ends`; an opening bracket inside a word, or a closing one that closes nothing,
        is text."""
        start, own = self.at, 0
        while not self.at_end() and not self.text[self.at].isspace() and self.text[self.at] not in ends:
            char = self.text[self.at]
            if char == ")" and not own and self.groups:
                break
            own += (char == "(") - (char == ")" and own > 0)
            self.at += 1
        return self.text[start : self.at]

    def phrase(self) -> str:
        """What stands between quotation marks; behind a backslash they belong to it."""
        start = self.at
        self.at += 1
        letters: list[str] = []
        while not self.at_end():
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return "".join(letters)
            if char == "\\" and self.text[self.at : self.at + 1] in ('"', "\\"):
                char = self.text[self.at]
                self.at += 1
            letters.append(char)
        raise self.error(
            "this quotation mark is never closed", start, start + 1, 'add the closing ", or leave both away'
        )

    def regex(self) -> str | None:
        """The pattern between slashes, None when this slash begins none. Raises `QueryError` for one that is none."""
        found = _REGEX.match(self.text, self.at)
        if found is None:
            return None
        from notes_cli.query.patterns import problem

        if wrong := problem(found[1]):
            raise self.error(
                f"this regular expression cannot be read: {wrong}", self.at, found.end(),
                "to search for the text, put it in quotes",
            )  # fmt: skip
        self.at = found.end()
        return found[1]

    def until(self, ends: str) -> str:
        start = self.at
        while not self.at_end() and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start : self.at]

    def closing(self) -> int | None:
        """Where the square bracket that opens here is closed, quotes and regular expressions skipped."""
        quoted, at = False, self.at + 1
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and quoted:
                at += 1
            elif char == '"' and (quoted or _begins(self.text[at - 1])):
                quoted = not quoted
            elif char == "/" and not quoted and _begins(self.text[at - 1]) and (found := _REGEX.match(self.text, at)):
                at = found.end() - 1
            elif char == "]" and not quoted:
                return at
            at += 1
        return None


def _begins(before: str) -> bool:
    """Whether a value, or the name of a property, begins behind this character."""
    return before in "[:(" or before.isspace()
