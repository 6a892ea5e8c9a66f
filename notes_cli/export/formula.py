"""A formula as one line of text, where nothing can be typeset: σ(x) = 1/(1 + e⁻ˣ).

Converted rightly or not at all: when anything of the TeX is not understood, the TeX stays as it was written.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from notes_cli.export import texrows, texsigns
from notes_cli.export.texrows import Cell

LONGEST: Final = 2_000  # characters of TeX; more is no formula

_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_ROW_SPACE: Final = re.compile(r"(?<=\\\\)\[[\d. ]+(?:pt|em|ex|mm|cm|px)\]")
_ALIGNED: Final = re.compile(
    r"\s*\\begin\{(aligned|align\*?|gather(?:ed|\*)?|split|eqnarray\*?)\}(.*)\\end\{\1\}\s*", re.DOTALL
)
_ROW_END: Final = re.compile(r"\\\\(?:\[[^\]]*\])?")
_COLUMN_MARK: Final = re.compile(r"(?<!\\)&")
_TABLES: Final = {
    "^": str.maketrans("0123456789+-=()abcdefghijklmnoprstuvwxyzT′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ′"),
    "_": str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"),
}
_SMALL: Final = "".join(map(chr, {code for table in _TABLES.values() for code in table.values()}))
_ACCENTS: Final = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0305", "tilde": "\u0303",
    "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "acute": "\u0301", "grave": "\u0300",
    "check": "\u030c", "breve": "\u0306", "mathring": "\u030a",
}  # fmt: skip
_SIZES: Final = {"left", "right", "middle"} | {
    size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
}
_FONTS: Final = {
    "text", "textrm", "textbf", "textit", "mathrm", "mathbf", "mathbb", "mathcal", "mathit", "mathsf",
    "mathscr", "operatorname", "operatorname*", "boldsymbol", "bm", "mbox",
}  # fmt: skip
#: Braces over and under, as in the linear format of Unicode Technical Note 28; a label stands as a script behind.
_BRACES: Final = {"underbrace": "⏟", "overbrace": "⏞"}
# What needs no brackets when it is divided, raised or under a root: a number; a letter, accented, lowered, raised.
_UNIT: Final = re.compile(rf"\d+(?:[.,]\d+)*|(?:[^\W\d_{_SMALL}]|[∞∂∇])[\u0300-\u036f\u20d7]*[{re.escape(_SMALL)}]*")
# Next to these a fraction is seen to end.
_BEFORE: Final = frozenset("=+-−±<>≤≥≈≠∼∝→≻≺,;:.([{|‖·×∈")
_AFTER: Final = (_BEFORE - frozenset("([{")) | frozenset(")]}")


class _Unknown(Exception):
    """Something that this module cannot say in one line."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the line; `kind` says what its neighbours have to mind."""

    text: str
    kind: str = "sign"  # sign, group, fraction, root, name, ^ or _


def readable(tex: str) -> str:
    """`tex` as a line of text, or `tex` itself when it cannot be said so."""
    return _said(tex) or tex


def readable_block(tex: str) -> str:
    """As `readable`, a formula that stands alone: each row of an aligned one is a line."""
    aligned = _ALIGNED.fullmatch(tex)
    if aligned is None:
        return readable(tex.strip())
    rows = [_said(_COLUMN_MARK.sub("", row).strip()) for row in _ROW_END.split(aligned[2]) if row.strip()]
    return "\n".join(map(str, rows)) if rows and all(rows) else tex.strip()


def _said(tex: str) -> str | None:
    if len(tex) > LONGEST:
        return None
    try:
        return _Reader(_TOKEN.findall(_ROW_SPACE.sub("", tex))).sequence()
    except (_Unknown, RecursionError):
        return None


class _Reader:
    """Reads the tokens of a formula, one part after the other."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def next(self) -> str:
        """The next token, which has to be there."""
        if self.at >= len(self.tokens):
            raise _Unknown
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, *unwanted: str) -> None:
        """Past white space, and one of `unwanted` after it."""
        self.blanks()
        if self.at < len(self.tokens) and self.tokens[self.at] in unwanted:
            self.at += 1

    def blanks(self, gaps: frozenset[str] = frozenset()) -> None:
        """Past white space, and what else is a gap."""
        while self.at < len(self.tokens) and (self.tokens[self.at].isspace() or self.tokens[self.at] in gaps):
            self.at += 1

    def sequence(self, *until: str) -> str:
        """The line up to one of `until`, which is read (none: to the end)."""
        parts: list[_Part] = []
        while self.at < len(self.tokens):
            token = self.next()
            if token in until:
                return _joined(parts)
            parts.append(self.part(token))
        if until:
            raise _Unknown
        return _joined(parts)

    def argument(self) -> str:
        """What a command or a script takes: a group, or one part."""
        self.skip()
        token = self.next()
        if token in "^_":
            raise _Unknown
        return self.part(token).text.strip()

    def part(self, token: str) -> _Part:
        """What begins with `token`."""
        if token == "{":
            return _Part(self.sequence("}"), "group")
        if token in "^_":
            return _Part(self.argument(), token)
        if token in "}&%#$\\":
            raise _Unknown
        if token == "~" or token.isspace():
            return _Part(" ")
        return self.command(token[1:]) if token[0] == "\\" else _Part(token)

    def command(self, name: str) -> _Part:
        """What `\\name` says, with its arguments."""
        read = _COMMANDS.get(name)
        return read(self, name) if read else _plain(name)

    def size(self, name: str) -> _Part:
        """Nothing: the bracket behind it says itself."""
        self.skip(".")  # `\left.` stands for no bracket at all
        return _Part("")

    def accent(self, name: str) -> _Part:
        """A letter with its mark."""
        return _Part(_accented(self.argument(), _ACCENTS[name]))

    def font(self, name: str) -> _Part:
        """The words, in whatever letters."""
        return _Part(self.argument(), "name" if name.startswith("operatorname") else "sign")

    def fraction(self, name: str) -> _Part:
        """a/b."""
        return _Part(f"{_bracketed(self.argument())}/{_bracketed(self.argument())}", "fraction")

    def binomial(self, name: str) -> _Part:
        """C(n, k)."""
        return _Part(f"C({self.argument()}, {self.argument()})")

    def brace(self, name: str) -> _Part:
        """⏟(a+b); its label is the script behind."""
        return _Part(f"{_BRACES[name]}({self.argument()})")

    def root(self, name: str) -> _Part:
        """A square root; no other."""
        self.skip()
        if self.tokens[self.at : self.at + 1] == ["["]:
            raise _Unknown
        return _Part("√" + _bracketed(self.argument()), "root")

    def environment(self, begin: str) -> _Part:
        """What stands in rows: a matrix, cases, lines of a derivation; a semicolon between two."""
        name = self.argument()
        if name == "array":
            self.argument()  # how its columns stand
        line = texrows.said(name, self.rows(name))
        if line is None:
            raise _Unknown
        return _Part(line)

    def rows(self, name: str) -> list[list[Cell]]:
        """The cells up to the end of the environment `name`."""
        rows: list[list[Cell]] = [[]]
        ended = ""
        while ended != "\\end":
            if ended == "\\\\":
                rows.append([])
            self.blanks(texrows.GAPS)
            spoken = not texrows.SPOKEN.isdisjoint(self.tokens[self.at : self.at + 1])
            rows[-1].append(Cell(self.sequence("&", "\\\\", "\\end"), spoken))
            ended = self.tokens[self.at - 1]
        if self.argument() != name:
            raise _Unknown
        return rows


#: What reads a command that is more than a sign.
_COMMANDS: Final[Mapping[str, Callable[[_Reader, str], _Part]]] = {
    **dict.fromkeys(_SIZES, _Reader.size),
    **dict.fromkeys(_ACCENTS, _Reader.accent),
    **dict.fromkeys(_FONTS, _Reader.font),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), _Reader.fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _Reader.binomial),
    **dict.fromkeys(_BRACES, _Reader.brace),
    "sqrt": _Reader.root,
    "begin": _Reader.environment,
}


def _joined(parts: list[_Part]) -> str:
    """The `parts` as one line, with brackets and spaces where two of them would be read as something else."""
    text, script = "", ""  # `script`: the marks of the base that was written last
    parts = [part for part in parts if part.text or part.kind in "^_"]
    for index, part in enumerate(parts):
        after = next((other for other in parts[index + 1 :] if other.text.strip()), _Part(""))
        if part.kind in ("^", "_"):
            if not part.text or part.kind in script:  # two exponents are no TeX
                raise _Unknown
            script += part.kind
            close = index + 1 < len(parts) and not parts[index + 1].text.isspace() and after
            text = text.rstrip() + _script(part, close or _Part(""))
            continue
        script = script if part.text.isspace() else ""
        spaced = "name" in (part.kind, parts[index - 1].kind if index else "") and text[-1:].isalnum()
        words = _guarded(part, text.rstrip()[-1:], after)
        text += " " + words if spaced and words[0].isalnum() else words
    return re.sub(r" +", " ", text).strip()


def _guarded(part: _Part, before: str, after: _Part) -> str:
    """The words of `part`, in brackets when `before` or `after` would be read as belonging to it."""
    raised = after.kind in ("^", "_") and part.kind in ("group", "fraction", "root") and not _UNIT.fullmatch(part.text)
    divided = part.kind == "fraction" or (part.kind == "group" and "/" in part.text)
    beside = bool(before and before not in _BEFORE) or bool(after.text and after.text.strip()[0] not in _AFTER)
    run_on = part.kind == "root" and bool(after.text) and after.text.strip()[0].isalnum()
    return f"({part.text})" if raised or run_on or (divided and beside) else part.text


def _case(value: tuple[str, bool], *conditions: tuple[str, bool]) -> str:
    """A row of `cases`: 1 if x>0."""
    said = value[0].rstrip(",，")
    for words, spoken in conditions:
        said += f" {words}" if spoken else f" if {words}" if words else ""
    return said


def _matrix(rows: list[list[str]]) -> str:
    """a b; c d; with commas where a blank would not be seen to part two cells."""
    plain = all(re.fullmatch(r"[-−]?[^\s=+\-−±]+", cell) for row in rows for cell in row)
    return "; ".join((" " if plain else ", ").join(row) for row in rows)


def _bracketed(text: str) -> str:
    if not text:
        raise _Unknown
    return text if _UNIT.fullmatch(text) else f"({text})"


def script(text: str, mark: str) -> str:
    """`text` raised ("^") or lowered ("_") where every character has such a form, else in brackets after the mark."""
    table, squeezed = _TABLES[mark], text.replace(" ", "")
    if all(ord(char) in table for char in squeezed):
        return squeezed.translate(table)
    return f"{mark}({text})"


def _script(part: _Part, after: _Part) -> str:
    """A script of the base before it; without brackets also when it is alone and clear."""
    clear = len(part.text) == 1 and after.kind not in ("^", "_") and not after.text[:1].isalnum()
    said = script(part.text, part.kind)
    return f"{part.kind}{part.text}" if clear and said.startswith(part.kind) else said


def _accented(base: str, accent: str) -> str:
    if len(base) != 1:
        raise _Unknown
    return normalize("NFC", base + accent)


def _plain(name: str) -> _Part:
    """A command without arguments."""
    if name in texsigns.NAMES:
        return _Part(name, "name")
    said = texsigns.sign_of(name)
    if said is None:
        raise _Unknown
    return _Part(said)
