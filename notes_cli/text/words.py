"""The analyser: what of a text can be searched, the same for notes (`tokens`) and for queries (`phrase`).

Folded text falls into *runs*: Chinese, kana and hangul | digits | letters of one script. Every other symbol
(emoji, arrows, currency; of ASCII only "+") is a run of its own. Everything else separates.

* A run c1…cn of Chinese, kana, hangul, or a script that writes no spaces, becomes c1c2 c2c3 … cn: every pair, and
  the last character alone, so that any substring is a phrase, and a single character is a prefix.
* Between two runs with the end of a sentence between them stands `SEPARATOR`, which no phrase crosses:
  。！？；，、：… anywhere; `, ; : ! ?` before white space or what is not ASCII; `.` before white space;
  a blank line; the beginning of a list item or heading. Anything else (a space, a hyphen, an apostrophe,
  a slash, a single line break, brackets, Markdown's marks) separates runs, and phrases cross it:
  GPT-3, GPT 3 and GPT3 are one.

FTS5's tokenizer unicode61 keeps letters, digits and private characters only. Symbols, and the vowel signs of
scripts such as Thai and Hindi, are therefore moved into the private planes 15 and 16, one to one: 🚀 U+1F680
is U+10F680 in the index.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, islice
from operator import add
from typing import Final, NamedTuple

from notes_cli.text.fold import composed, fold, within
from notes_cli.text.pattern import pattern

#: The token between runs that no phrase may cross.
SEPARATOR: Final = "\ue000"

#: First and last characters of the scripts of runs. "paired" are those without spaces between words, with their
#: moved vowel signs: Han, kana (not its middle dots), bopomofo, Thai, Lao, Tibetan, Burmese, Khmer; and hangul,
#: whose words carry endings.
_RANGES = {
    "paired": (
        "\u02c7\u02c7\u02c9\u02cb\u0e01\u0e33\u0e40\u0e46\u0e81\u0eb3\u0ebd\u0ec6\u0edc\u0edf"
        "\u0f40\u0f6c\u0f88\u0f8c\u1000\u103f\u1050\u109d\u1100\u11ff\u1780\u17b3\u17dc\u17dc"
        "\u2e80\u2fdf\u3005\u3007\u3021\u3029\u3031\u3035\u3038\u303c\u3041\u3096\u309d\u309f"
        "\u30a1\u30fa\u30fc\u30ff\u3105\u312f\u3131\u318e\u3190\u31bf\u31f0\u31ff\u3400\u4dbf"
        "\u4e00\u9fff\ua960\ua97c\uac00\ud7ff\uf900\ufaff\U0001b000\U0001b16f\U00020000\U0003fffd"
        "\U000f0e31\U000f109d\U000f17b4\U000f17d3\U000f3099\U000f309a"
    ),
    "latin": ("az\u00aa\u00aa\u00ba\u00ba\u00df\u00f6\u00f8\u02af\u1d00\u1d25\u1e00\u1eff\u2c60\u2c7f\ua722\ua7ff"),
    "greek": "\u0370\u0373\u0376\u037d\u0386\u03ff\u1f00\u1fff",
    "cyrillic": "\u0400\u052f\u1c80\u1c8f\u2de0\u2dff\ua640\ua69f",
}

#: Marks that part sentences wherever they stand.
_HARD = frozenset("。｡！？；，、､：…‥︰︐︑︒︓︔︕︖﹐﹑﹒﹔﹕﹖﹗؟،؛।॥")

#: Where marks of ASCII part sentences, and where a block begins. (One class first: the search skips to it.)
_HARD_HERE = pattern(
    r"""[,;:!?.\n](?:(?<=[,;:!?])(?=["'”’)\]*_]*(?:\s|[^\x00-\x7f]))"""
    r"""|(?<=\.)(?=["'”’)\]*_]*\s)"""
    r"""|(?<=\n)(?=[ \t\r>]*(?:\n|[-*+][ \t]|\#{1,6}[ \t]|\d{1,9}[.)][ \t])))"""
)


def _moved(character: str) -> str:
    """The private character that stands for one that FTS5 would drop; "" for what is no character at all."""
    code = ord(character)
    if code >= 0xF0000:
        return character
    return chr(0xF0000 + code) if code < 0x20000 else ""


def _classed(character: str) -> str:
    """What a folded character is to the index: itself, moved, or a space."""
    category = unicodedata.category(character)
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or category in {"Cc", "Cs", "Cf"}:
        return " "
    if "\u19b0" <= character <= "\u19c9" or character in "\u1cf2\u1cf3" or category[0] == "M":
        return _moved(character)
    if category[0] in "LN" or 0x20000 <= code < 0x40000:
        return character
    if category[0] in "PZ" or (character != "+" and code < 0x80) or (category == "Sk" and code < 0x1F000):
        return " "
    return f" {_moved(character)} "


class _Classes(dict[int, str]):
    """Code point of a text to what it is to the index: folded, parted by spaces, hard marks as separators."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "".join(map(_classed, fold(character)))
        result = self[code] = SEPARATOR if character in _HARD else folded
        return result


_CLASSES = _Classes()


_SEPARATORS = pattern(f"{SEPARATOR}(?: *{SEPARATOR})+")


def _classed_text(text: str) -> str:
    """`text` as nothing but characters of runs, spaces, and one separator between two runs at most."""
    classed = _HARD_HERE.sub("。", composed(text)).translate(_CLASSES)
    return _SEPARATORS.sub(SEPARATOR, classed.strip(f" {SEPARATOR}"))


class _Kinds(dict[str, str]):
    """Character of a classed text to the kind of run it belongs to."""

    def __missing__(self, character: str) -> str:
        kind = "0" if character.isdecimal() else next((k for k, r in _RANGES.items() if within(character, r)), "?")
        self[character] = kind
        return kind


_KINDS = _Kinds({" ": " ", SEPARATOR: SEPARATOR})


def _split(classed: str) -> list[str]:
    """The runs of a classed text."""
    grouped = groupby(classed, _KINDS.__getitem__)
    return ["".join(characters) for kind, characters in grouped if kind != " "]


def runs(text: str) -> list[str]:
    """The folded runs of `text` in order; one of `SEPARATOR` stands where a sentence ends between two."""
    return _split(_classed_text(text))


def is_paired(run: str) -> bool:
    """Whether the run's characters are indexed in pairs."""
    return _KINDS[run[0]] == "paired"


@cache
def _region() -> re.Pattern[str]:
    """Paired runs with what may stand between them, as few and as long as possible.

    (`re` compiles so large a class in milliseconds: only when a text is indexed, not when one is searched for.)
    """
    ranges = _RANGES["paired"]
    paired = "".join(f"{first}-{last}" for first, last in zip(ranges[::2], ranges[1::2], strict=True))
    return re.compile(f"([{paired}][{paired} {SEPARATOR}]*)")


#: Pairs of a space and the first character of a run, which are no tokens.
_ENTRY = pattern(" {3,}. ")
#: Stands between regions while all of them are worked on at once.
_BORDER = "\ue001"
_UTF32 = f"utf-32-{sys.byteorder[0]}e"


def _pairs(text: str) -> str:
    """Every run of `text` as its pairs and its last character, by interleaving the text with itself.

    (Pair by pair, with a string object for each, it takes twice the time.)
    """
    codes = array("I", text.encode(_UTF32))
    woven = array("I", (0x20,)) * (3 * len(codes))
    woven[0::3] = codes
    woven[1:-3:3] = codes[1:]
    return _ENTRY.sub(" ", woven.tobytes().decode(_UTF32))


#: What needs a closer look than "letters only".
_OTHER_SCRIPT = pattern(f"[^a-z0-9 {SEPARATOR}{_BORDER}\U000f0000-\U0010ffff]")


def _is_plain(word: str) -> bool:
    """Whether a word of ASCII, symbols and separators is one run."""
    return word.isalpha() or len(word) == 1 or word.isdecimal()


def _singles(text: str) -> str:
    """Every run of `text`, which has no paired ones, as itself."""
    if _OTHER_SCRIPT.search(text):
        return " ".join(_split(text))
    return " ".join([word if _is_plain(word) else " ".join(_split(word)) for word in text.split()])


def _in_regions(regions: list[str], analyse: Callable[[str], str]) -> list[str]:
    """The tokens of each region, made in one go."""
    joined = f" {_BORDER} ".join(regions).replace(SEPARATOR, f" {SEPARATOR} ")
    return [part.strip(" ") for part in analyse(joined).split(_BORDER)] if regions else []


def tokens(text: str) -> str:
    """All that can be searched in `text`, in its order, as tokens for FTS5's unicode61, spaces between."""
    return tokens_of((text,))[0]


def tokens_of(texts: Sequence[str]) -> list[str]:
    """The tokens of each text, made in one go (a third less time than text by text, where they are short)."""
    parted = [_region().split(_classed_text(text)) for text in texts]
    singles = iter(_in_regions([region for regions in parted for region in regions[0::2]], _singles))
    pairs = iter(_in_regions([region for regions in parted for region in regions[1::2]], _pairs))
    for regions in parted:
        regions[0::2] = islice(singles, (len(regions) + 1) // 2)
        regions[1::2] = islice(pairs, len(regions) // 2)
    return [" ".join(filter(None, regions)) for regions in parted]


def readable(run: str) -> str:
    """A run as it stands in folded text: moved symbols and signs where they came from."""
    return "".join(chr(ord(one) - 0xF0000) if one >= "\U000f0000" else one for one in run)


#: Words of Latin letters, also several with a mark inside.
_COMPOUND = pattern(r"[A-Za-zÀ-ɏ]+(?:[-‐‑._][A-Za-zÀ-ɏ]+)*")
_JOINT = pattern(r"[-‐‑._]")
_HUMP = pattern(r"[a-z][A-Z]|[A-Z][A-Z][a-z]{2}")
_EMPHASIS = pattern(r"\*\*|==")
_BROKEN = pattern("[\u3040-\u30ff\u3400-\u9fff]{1,12}(?:(?:\\*\\*|==)[\u3040-\u30ff\u3400-\u9fff]{1,12})+")
#: Where a text has a compound or a hump at all; most sections have none.
_SPELLED_OTHERWISE = pattern(r"[A-Za-zÀ-ɏ][-‐‑._][A-Za-zÀ-ɏ]|[a-z][A-Z]|[A-Z][A-Z][a-z]{2}")
_HUMPS = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def extra(text: str) -> str:
    """Other spellings people search for words of `text` with, each once, as tokens, `SEPARATOR` between.

    Compounds joined (pre-training: pretraining), humps split (DeepMind: deep mind), and Chinese that emphasis
    breaks in two (**泛化**能力: 泛化能力), which a reader sees in one piece.
    """
    broken = (
        [tokens(_EMPHASIS.sub("", found)) for found in _BROKEN.findall(text)] if "**" in text or "==" in text else []
    )
    if not _SPELLED_OTHERWISE.search(text):
        return f" {SEPARATOR} ".join(dict.fromkeys(broken))
    compounds = dict.fromkeys(_COMPOUND.findall(text))
    joined = [fold(_JOINT.sub("", word)) for word in compounds if not word.isalpha()]
    words = dict.fromkeys(part for word in compounds for part in _JOINT.split(word))
    split = [fold(" ".join(_HUMPS.findall(word))) for word in words if _HUMP.search(word)]
    return f" {SEPARATOR} ".join(dict.fromkeys(joined + split + broken))


class Unit(NamedTuple):
    """What a query asks for in one piece."""

    text: str  # as typed
    whole: bool = False  # its last word is a whole word, not the beginning of one
    inner: bool = False  # it may also begin inside a word, as in CamelCase


#: What parts the units of a query beside white space; marks of numbers (12:30, 1,000) only outside of them.
_PARTING = dict.fromkeys(map(ord, {*_HARD, *'"*^|~=`<>(){}[]\\$—―“”‘「」『』《》〈〉【】〔〕（）'}), " ")
_PARTING_HERE = pattern(r"(?<!\d)[,;:!?]+|[,;:!?]+(?!\d)")


def query_units(text: str) -> list[Unit]:
    """The units of a query's text outside quotes, each to be searched as one phrase; none without a run."""
    parted = _PARTING_HERE.sub(" ", _HARD_HERE.sub("。", text).translate(_PARTING))
    return [Unit(part) for part in parted.split() if runs(part)]


def phrase(text: str, *, prefix: bool) -> str:
    """The FTS5 expression that finds `text`: a phrase in double quotes; "" when nothing can be searched.

    `prefix`: its last Latin word or number may be the beginning of a longer one. A single character of a
    paired script at the end always is the beginning of a pair.
    """
    found: list[str] = []
    all_runs = runs(text)
    for place, run in enumerate(all_runs, 1):
        if len(run) == 1 or not is_paired(run):
            found.append(run)
        else:
            found.extend(map(add, run, run[1:]))
            found.extend(run[-1] if place < len(all_runs) else "")
    if not found:
        return ""
    last = all_runs[-1]
    starred = len(last) == 1 if is_paired(last) else prefix and last.isalnum()
    return f'"{" ".join(found)}"{"*" if starred else ""}'


@cache
def _counted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of characters that count one each, and other runs."""
    han = "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    rest = "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003fffd"
    return re.compile(f"[{han}{rest}]+"), re.compile(r"[^\W_]+")


def count_words(text: str) -> int:
    """The number of words: Chinese characters and kana singly, other letters and digits in runs."""
    text = composed(text)
    singly, others = _counted()
    rest, cut = singly.subn(" ", text)  # each run of them is one blank now
    return len(text) - len(rest) + cut + len(others.findall(rest))
