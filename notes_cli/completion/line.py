"""A command line that is being typed: taken apart into words, and how a word is spelled so that a shell takes it back.

Only what bash leaves to a completion function: zsh and fish quote for themselves.
"""

import re
from typing import NamedTuple

#: What bash takes as it is, wherever it stands in a word.
_SAFE = re.compile(r"[\w\-./:,+@%=^]|[^\x00-\x7f]")
_IN_DOUBLE = re.compile(r'(["\\$`])')


class Text(NamedTuple):
    """A piece of a line without its quotes; `quote` is the quotation mark that is still open, or ""."""

    text: str
    quote: str


class Line(NamedTuple):
    """The words before the cursor, the one it stands in, and what of that one stays on the line."""

    words: list[str]
    current: str
    kept: Text
    tilde: bool = False  # the word begins with a ~ for the home directory

    @classmethod
    def read(cls, line: str, replaced: str) -> "Line":
        """Take apart `line` up to the cursor, whose end `replaced` the shell will put something else for."""
        raw = _words(line)
        current = raw.pop()
        replaced = replaced if current.endswith(replaced) else current
        kept = current[: len(current) - len(replaced)]
        words = [dequoted(word).text for word in raw[1:]]
        return cls(words, dequoted(current).text, dequoted(kept), current.startswith("~/"))


def _words(line: str) -> list[str]:
    """The words as typed, quotes and all; the last one is what the cursor stands in, perhaps empty."""
    found, quote, at = [""], "", 0
    while at < len(line):
        char = line[at]
        if char == "\\" and quote != "'":
            found[-1] += line[at : at + 2]
            at += 2
            continue
        if char in " \t\n" and not quote:
            found += [""] if found[-1] else []
        else:
            found[-1] += char
            quote = "" if char == quote else char if char in "'\"" and not quote else quote
        at += 1
    return found


def dequoted(raw: str, *, fish: bool = False) -> Text:
    """What `raw` means without its quotes and backslashes; `fish` differs a little in what a backslash means."""
    letters, quote, at = [], "", 0
    while at < len(raw):
        char, after = raw[at], raw[at + 1 : at + 2]
        at += 1
        if char == "\\" and _escapes(quote, after, fish):
            letters.append(after)
            at += 1
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote = char
        else:
            letters.append(char)
    return Text("".join(letters), quote)


def _escapes(quote: str, after: str, fish: bool) -> bool:
    """Whether a backslash before `after` is not a letter of its own."""
    if quote == "'":
        return fish and after in ("'", "\\")
    return not quote or after in ('"', "\\", "$", "`")


def spelled(word: str, line: Line) -> str | None:
    """What bash has to put in place of what it replaces so that the word becomes `word`; None when nothing does."""
    if not word.startswith(line.kept.text):
        return None
    rest = word[len(line.kept.text) :]
    match line.kept.quote:
        case '"':
            # Between quotes nothing keeps ! from history but other quotes.
            return _IN_DOUBLE.sub(r"\\\1", rest).replace("!", '"\\!"')
        case "'":
            return rest.replace("'", "'\\''")
    return _bare(rest, at_start=not line.kept.text, tilde=line.tilde)


def _bare(text: str, *, at_start: bool, tilde: bool) -> str:
    first = 1 if at_start and tilde and text.startswith("~") else 0
    return text[:first] + "".join(c if _SAFE.match(c) else f"\\{c}" for c in text[first:])
