"""How the path of a file is written as the target of a link: encoded and quoted as the form and the old one ask.

`targets` reads what is written here.
"""

import re
from typing import Final
from urllib.parse import quote, unquote

from notes_cli.errors import EditRefused
from notes_cli.text.escape import shown
from notes_cli.vault.targets import Target

#: What a name must not hold to be written in a form that knows no encoding.
_FORBIDDEN: Final = {"wiki": "[]|#\n\r", "reference": '"`{}#<>\n\r'}
#: What has to be encoded in a Markdown target: what ends it, begins something else, or reads as encoded.
_ENCODED: Final = r"[\x00-\x1f\x7f<>\\|#`\[\]]|%(?=[0-9A-Fa-f]{2})|&(?=#?\w+;)"
_IN_ANGLES = re.compile(_ENCODED)
_IN_BARE = re.compile(_ENCODED + r"|\s")
_SCHEME_END = re.compile(r"(?<=\A[A-Za-z])[A-Za-z0-9+.-]+:")
_PERCENTS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def written(place: str, target: Target, before: str) -> str:
    """`place` as source text in the form and quotes of `target`, which it replaces; `before` is the character before.

    Raises `EditRefused` when the form cannot say it.
    """
    if target.form in _FORBIDDEN:
        _refuse_unless_plain(place, target)
        text = place
        if target.form == "reference" and " " in place and before not in ('"', "`"):
            text = f'"{place}"'
    else:
        text = _percents(place, target)
    return _in_yaml(text, target.quote)


def _refuse_unless_plain(place: str, target: Target) -> None:
    wrong = sorted(set(place) & set(_FORBIDDEN[target.form])) or (["\\"] if place.endswith("\\") else [])
    if wrong or place != place.strip():
        marks = shown(" ".join(wrong), lines=False) or "a blank at an end"
        kind = "[[wikilink]]" if target.form == "wiki" else "Hugo reference"
        raise EditRefused(
            f'a {kind} cannot name "{shown(place, lines=False)}", because of {marks}', hint="choose a name without it"
        )


def _percents(place: str, target: Target) -> str:
    """`place` percent-encoded where it must be, and where `target` encodes the same characters."""
    kept = "".join(unquote(found[0]) for found in _PERCENTS.finditer(target.place))
    foreign = not kept.isascii()
    text = (_IN_ANGLES if target.form == "angle" else _IN_BARE).sub(lambda found: quote(found[0], safe=""), place)
    text = _SCHEME_END.sub(lambda found: found[0][:-1] + "%3A", text)
    wanted = {char for char in kept if char.isascii() and char not in "%/"}
    if target.form == "attribute":
        wanted |= {'"', "'", "{", "}"}
    if target.form == "bare" and (target.quote or not _balanced(place)):
        wanted |= {"(", ")"}
    return "".join(quote(char) if (char in wanted or (foreign and not char.isascii())) else char for char in text)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _in_yaml(text: str, mark: str) -> str:
    if mark == "'":
        return text.replace("'", "''")
    return text.replace("\\", "\\\\").replace('"', '\\"') if mark == '"' else text
