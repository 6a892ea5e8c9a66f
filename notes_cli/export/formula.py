"""A formula as one line of text, where nothing can be typeset: σ(x) = 1/(1 + e⁻ˣ).

Converted rightly or not at all: when anything of the TeX is not understood, the TeX stays as it was written.
"""

import re
from collections.abc import Callable
from typing import Final

LONGEST: Final = 2_000

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_RAISED: Final = str.maketrans("0123456789+-=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ")
_LOWERED: Final = str.maketrans("0123456789+-=()aeijkmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ")
_ACCENTS: Final = {
    "hat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
_SPACES: Final = dict.fromkeys((",", ";", ":", " ", "quad", "qquad", "space"), " ") | {"!": ""}
_SILENT: Final = {
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "displaystyle", "limits", "nolimits",
}  # fmt: skip
_SPOKEN: Final = {
    "log", "ln", "exp", "max", "min", "sup", "inf", "lim", "sin", "cos", "tan", "det", "dim", "arg", "Pr", "softmax",
}  # fmt: skip
_LITERAL: Final = {"{": "{", "}": "}", "%": "%", "$": "$", "_": "_", "#": "#", "&": "&", "|": "‖"}
_NAMED: Final = {
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|", "rvert": "|", "sim": "∼", "cdot": "·", "cdots": "⋯",
    "ldots": "…", "dots": "…", "to": "→", "mid": "|", "le": "≤", "ge": "≥", "ne": "≠", "colon": ":", "ell": "ℓ",
}  # fmt: skip
_PLAIN: Final = {
    "text", "textrm", "textbf", "mathrm", "mathbf", "mathbb", "mathcal", "mathit", "mathsf", "operatorname",
    "boldsymbol", "bm", "mbox", "mathscr",
}  # fmt: skip


#: Signs that stand above or below others: a line of text cannot say them.
_BEYOND: Final = {
    "underbrace", "overbrace", "overline", "underline", "widehat", "widetilde", "overrightarrow", "overleftarrow",
    "not",
}  # fmt: skip


class _Unknown(Exception):
    """Something that this module cannot say in one line."""


def readable(tex: str) -> str:
    """`tex` as a line of text, or `tex` itself when it cannot be said so."""
    if len(tex) > LONGEST:
        return tex
    try:
        reader = _Reader(_TOKEN.findall(tex))
        text = reader.sequence(until=None)
    except (_Unknown, RecursionError):
        return tex
    return re.sub(r" +", " ", text).strip()


class _Reader:
    """Reads the tokens of a formula, one atom after the other."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def next(self) -> str:
        if self.at >= len(self.tokens):
            raise _Unknown
        self.at += 1
        return self.tokens[self.at - 1]

    def sequence(self, until: str | None) -> str:
        """The atoms up to `until` (None: to the end)."""
        parts: list[str] = []
        while self.at < len(self.tokens):
            token = self.next()
            if token == until:
                return "".join(parts)
            parts.append(self.atom(token))
        if until is not None:
            raise _Unknown
        return "".join(parts)

    def argument(self) -> str:
        """What a command or a script takes: a group, or one atom."""
        token = self.next()
        while token.isspace():
            token = self.next()
        return self.atom(token).strip()

    def atom(self, token: str) -> str:
        if token == "{":
            return self.sequence(until="}")
        if token in ("^", "_"):
            return _script(token, self.argument())
        if token in ("}", "&", "~"):
            if token == "~":
                return " "
            raise _Unknown
        if token.isspace():
            return " "
        return self.command(token[1:]) if token[0] == "\\" else token

    def command(self, name: str) -> str:
        for table in (_LITERAL, _SPACES, _NAMED):
            if name in table:
                return table[name]
        if name in _SILENT:
            return self.without_dot()
        if name in _SPOKEN:
            return name
        if name in _ACCENTS:
            return _accented(self.argument(), _ACCENTS[name])
        if name in _PLAIN:
            return self.argument()
        return _STRUCTURES[name](self) if name in _STRUCTURES else _symbol(name)

    def without_dot(self) -> str:
        """`\\left.` stands for no bracket at all."""
        if self.at < len(self.tokens) and self.tokens[self.at] == ".":
            self.at += 1
        return ""


def _fraction(reader: _Reader) -> str:
    return f"{_bracketed(reader.argument())}/{_bracketed(reader.argument())} "


def _root(reader: _Reader) -> str:
    if reader.at < len(reader.tokens) and reader.tokens[reader.at] == "[":
        raise _Unknown
    return f"√{_bracketed(reader.argument())}"


_STRUCTURES: Final[dict[str, Callable[[_Reader], str]]] = {
    "frac": _fraction, "dfrac": _fraction, "tfrac": _fraction, "sqrt": _root,
}  # fmt: skip


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"\w+|.", text) else f"({text})"


def _script(mark: str, content: str) -> str:
    """Raised or lowered where every character has such a form, else in brackets."""
    table = _RAISED if mark == "^" else _LOWERED
    squeezed = content.replace(" ", "")
    if squeezed and all(ord(char) in table for char in squeezed):
        return squeezed.translate(table)
    return f"{mark}{content}" if len(content) == 1 else f"{mark}({content})"


def _accented(base: str, accent: str) -> str:
    if len(base) != 1:
        raise _Unknown
    return base + accent


def _symbol(name: str) -> str:
    from latex2mathml.symbols_parser import convert_symbol

    code = convert_symbol(f"\\{name}")
    if not code or name in _BEYOND:
        raise _Unknown
    return chr(int(code, 16))
