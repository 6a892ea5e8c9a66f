"""How pieces are written in CommonMark, so that every reader takes them for what they are: text in, text out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import quote

from notes_cli.export.links import scheme_of

_SPECIAL = re.compile(r"[\\`*\[\]<~|$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|=(?==)|(?<==)=|%(?=%)|(?<=%)%|\{(?=\{)")
#: What makes a line more than a line of a paragraph.
_STARTS = re.compile(r"(?:#{1,6}|[-+*])(?=[ \t]|$)|>|=+[ \t]*$|-{2,}[ \t]*$|`{3,}|~{3,}|[:~](?=[ \t])|\[\^[^\]\s]+\]:")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
#: What stands in no destination as it is; letters of all scripts do.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"%&()<>\[\\\]^`{|}#?]|\s")


class Splice(NamedTuple):
    """The characters [start, end) of a text become `text`."""

    start: int
    end: int
    text: str


class Spliced:
    """A text with splices made, and where in it the places of the old one are. Of two that overlap the first counts."""

    def __init__(self, old: str, splices: Iterable[Splice]) -> None:
        self._ends: list[tuple[int, int]] = []  # (end of a splice, how much longer the text is behind it)
        parts: list[str] = []
        at = longer = 0
        for start, end, new in sorted(splices):
            if start < at:
                continue
            parts += old[at:start], new
            at, longer = end, longer + len(new) - (end - start)
            self._ends.append((end, longer))
        self.text = "".join((*parts, old[at:]))

    def at(self, place: int) -> int:
        """Where the character at `place` of the old text stands."""
        index = bisect_right(self._ends, (place, float("inf")))
        return place + (self._ends[index - 1][1] if index else 0)


def escaped(text: str) -> str:
    """`text` as text: with backslashes before what would be markup within a line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def guarded(line: str) -> str:
    """A line of a paragraph that begins no other block."""
    body = line.lstrip(" \t")
    if _STARTS.match(body):
        return f"{line[: len(line) - len(body)]}\\{body}"
    return _NUMBERED.sub(r"\1\\\2", body, count=1) if _NUMBERED.match(body) else line


def begins_block(line: str) -> bool:
    """Whether `line` cannot be taken for more of the paragraph before it."""
    found = _NUMBERED.match(line)
    return found[1] == "1" if found else re.match(r"(?:[-*+]|#{1,6})(?:[ \t]|$)|>|`{3}|~{3}", line) is not None


def encoded(text: str) -> str:
    """A part of an address, percent-encoded where CommonMark or an address wants it; Chinese stays readable."""
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), text)


def destination(address: str) -> str:
    """`address`, encoded already, as a link's destination."""
    if not re.search(r"[\x00-\x20<>\\]", address):
        depth = list(accumulate((character == "(") - (character == ")") for character in address))
        if address and min(depth) >= 0 and depth[-1] == 0:
            return address
    return "<" + re.sub(r"[<>\n\\]", lambda found: quote(found[0]), address) + ">"


def link(text: str, address: str, title: str = "") -> str:
    """A link; `text` is Markdown."""
    written = title.replace("\\", "\\\\").replace('"', '\\"')
    return f"[{text}]({destination(address)}" + (f' "{written}")' if title else ")")


def code_span(text: str) -> str:
    """`text` as code within a line."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{space}{text}{space}{fence}"


def code_block(code: str, language: str) -> list[str]:
    """The lines of a fenced block; `code` ends in a newline."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`{3,}", code)), default=0))
    return [fence + re.sub(r"[`\s]", "", language), *code.removesuffix("\n").split("\n"), fence]


def closing_of(last: str, kind: str, markup: str) -> str:
    """What ends a block that its text leaves open: the last token is of type `kind` and its lines are `last`."""
    lines = last.strip("\n").split("\n")
    fence = rf"[ \t>]*{re.escape(markup)}{re.escape(markup[:1])}*[ \t]*"
    if kind == "fence" and not (len(lines) > 1 and re.fullmatch(fence, lines[-1])):
        return markup
    if kind == "html_block" and "<!--" in last and last.rfind("-->") < last.rfind("<!--"):
        return "-->"
    found = re.match(r"\s*<(pre|script|style|textarea)\b", last, re.IGNORECASE) if kind == "html_block" else None
    return f"</{found[1]}>" if found and f"</{found[1]}>".lower() not in last.lower() else ""


def in_container(lines: Sequence[str], prefix: str) -> str:
    """`lines` behind what a quote or a list wants before each of them but the first."""
    return "\n".join(
        line if not number else (prefix + line).rstrip() if not line else prefix + line
        for number, line in enumerate(lines)
    )


def continuation(prefix: str) -> str:
    """What stands before the further lines of a block whose first has `prefix` before it: quotes, and blanks."""
    prefix = re.sub(r"(?<=[ \t])\[[^\n\]]\][ \t]+$", "", prefix)
    prefix = re.sub(r"\[\^[^\]]+\]:[ \t]*", "    ", prefix).expandtabs(4)
    return re.sub(r"[^>\s]", " ", prefix)


def is_relative(address: str) -> bool:
    """Whether `address` leads to a place in the vault, or in the note."""
    return bool(address) and not scheme_of(address) and not address.startswith("//")
