"""Values as YAML that everybody reads alike: YAML 1.1 (PyYAML, Ruby, old Hugo) and 1.2 core (Obsidian, ours).

Text is left plain when both take it for that text, else quoted; numbers, true and false are written in the one
spelling that both know. Where the text goes is decided in `yamledit`.
"""

import math
import re
from typing import Final, NamedTuple

from notes_cli.model import Value
from notes_cli.vault.yaml12 import resolved


class Moment(str):
    """A date, or a date and time: text that is written plain, as Obsidian and Hugo write dates."""

    __slots__ = ()


class Form(NamedTuple):
    """How values are written at a place."""

    quote: str = ""  # a quote that text gets whether it needs it or not
    flow: bool = False  # between brackets: a comma ends a plain text
    json: bool = False  # keys have double quotes: so does all text
    comma: str = ", "
    colon: str = ": "


#: What stands in double quotes only, and escaped: controls, line ends of YAML 1.1, what is no character.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPED = re.compile('["\\\\]|' + _SPECIAL.pattern)
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_START = re.compile(r"[,\[\]{}#&*!|>'\"%@`?:]|-(?: |$)|---|\.\.\.")
_WITHIN = re.compile(r": | #|:$")
_BRACKETS = re.compile(r"[,\[\]{}?]")  # "?": PyYAML ends a plain text there
_TIME: Final = "tag:yaml.org,2002:timestamp"


def plain(text: str, *, flow: bool = False, moment: bool = False) -> bool:
    """Whether `text` without quotes is this text to YAML 1.1 and 1.2; `moment`: a date may be one to YAML 1.1."""
    if not text or text != text.strip() or _SPECIAL.search(text) or _START.match(text) or _WITHIN.search(text):
        return False
    if flow and _BRACKETS.search(text):
        return False
    kind = _kind_1_1(text)
    return isinstance(resolved(text), str) and (kind is None or (moment and kind == _TIME))


def is_moment(text: str) -> bool:
    """Whether `text` is a date, or a date and time, to YAML 1.1."""
    return bool(text) and _kind_1_1(text) == _TIME


def _kind_1_1(text: str) -> str | None:
    """What YAML 1.1 takes the plain `text` for, when not for text."""
    import yaml

    if text in ("y", "n", "Y", "N"):  # not to PyYAML, but to the specification
        return "tag:yaml.org,2002:bool"
    found: list[tuple[str, re.Pattern[str]]] = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], [])
    return next((tag for tag, pattern in found if pattern.match(text)), None)


def text_in(text: str, form: Form) -> str:
    """`text` as a scalar on one line. Raises ValueError on half a character: no YAML holds one."""
    text.encode()
    single = not _SPECIAL.search(text)
    quote = '"' if form.json else form.quote
    if not quote:
        if plain(text, flow=form.flow, moment=isinstance(text, Moment)):
            return text
        quote = "'" if '"' in text or "\\" in text else '"'
    if quote == "'" and single:
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def inline(value: Value, form: Form) -> str:
    """`value` on one line; null is the empty text, but within brackets.

    Raises ValueError on half a character, and on a number of thousands of digits.
    """
    if isinstance(value, str):
        return text_in(value, form)
    if isinstance(value, list | dict):
        within = form._replace(flow=True)
        if isinstance(value, list):
            return "[" + within.comma.join(inline(each, within) for each in value) + "]"
        return "{" + within.comma.join(pair(key, each, within) for key, each in value.items()) + "}"
    if value is None:
        return "null" if form.flow else ""
    return _number(value)


def pair(key: str, value: Value, form: Form) -> str:
    """`key: value` within brackets."""
    return key_in(key, form) + form.colon + inline(value, form)


def key_in(key: str, form: Form) -> str:
    """`key` as the name of a property."""
    return text_in(str(key), form._replace(quote=""))


def _number(value: bool | int | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    text = repr(value)
    whole, e, power = text.partition("e")
    return f"{whole}{'' if '.' in whole else '.0'}{e}{power}"  # YAML 1.1 knows no number with a power but no point


_BLANKS = re.compile(r"^[ \t]|[ \t]$", re.MULTILINE)


def block_scalar(text: str, style: str) -> tuple[str, list[str]] | None:
    """`text` as a block scalar: the mark that chomps, and the lines; None when that cannot hold it.

    `style` is "|" or ">". A text that ends in more than one newline would take in the blank lines behind it.
    """
    bare = text.removesuffix("\n")
    if (
        not bare
        or bare[0] == "\n"
        or bare[-1] == "\n"
        or _BLANKS.search(bare)
        or _SPECIAL.search(bare.replace("\n", ""))
    ):
        return None
    if style == ">":
        bare = re.sub("\n+", lambda found: found[0] + "\n", bare)
    return "" if text.endswith("\n") else "-", bare.split("\n")
