"""What can be wrong in a file of a vault: one table of codes, each with its severity and its sentence.

Readers never raise on content; they add one of these to what they return.
"""

import re
from typing import Final

from notes_cli.model import Problem

#: code -> (severity, sentence). `{…}` are filled in by `problem`.
PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "encoding": ("warning", "the file is not UTF-8; it was read as {encoding}"),
    "too-large": ("warning", "the file has {size} MB; only its first {limit} MB were read"),
    "front-matter-broken": ("error", "the front matter is not valid {kind}: {reason}"),
    "front-matter-template": ("warning", "the front matter is a template that was never filled in"),
    "front-matter-unclosed": ("warning", "the front matter has no closing {fence} line, so all of it is text"),
    "front-matter-not-first": ("info", "the front matter does not begin on the first line, so it is text"),
    "front-matter-not-a-map": ("warning", "what stands between the {fence} lines is no list of properties"),
    "front-matter-too-large": ("error", "the front matter is too large: {reason}"),
    "duplicate-key": ("error", "the property “{name}” is there twice, on lines {first} and {second}"),
    "date-impossible": ("warning", "“{text}” is not a date"),
    "link-unquoted": ("info", "the link in the property “{name}” needs quotes to be one"),
    "unreadable": ("warning", "it cannot be read: {reason}"),
    "link-outside": ("warning", "this symbolic link leads nowhere, in a circle or out of the vault"),
    "not-a-file": ("info", "it is neither a file nor a folder"),
    "settings-broken": ("warning", "{file} is not valid JSON, or not what Obsidian writes"),
}

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def one_line(text: str, limit: int = 80) -> str:
    """`text` without control characters and line ends, at most `limit` characters."""
    text = _CONTROL.sub(" ", text[: limit * 4]).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def problem(code: str, line: int | None = None, **details: object) -> Problem:
    """The problem `code` of the table on `line` (1-based), its sentence filled in with `details`."""
    severity, sentence = PROBLEMS[code]
    shown = {name: one_line(str(value)) for name, value in details.items()}
    return Problem(line, code, severity, sentence.format(**shown))
