"""The analyser: what of a text can be searched, the same for notes (`tokens`) and for queries (`phrase`).

Folded text falls into *runs*: Chinese and kana | hangul | digits | letters of one script; every other symbol (emoji,
arrows, currency; of ASCII only "+") is a run of its own. Everything else separates.

* A run c1…cn of a script that does not write spaces, and of hangul, becomes c1c2 c2c3 … cn: every pair, and the
  last character alone, so that any substring is a phrase, and a single character is a prefix.
* Between two runs with a mark of sentences between them stands `SEPARATOR`, so that a phrase never crosses it:
  。！？；，、：… always; `, ; : ! ?` before white space, Chinese or the end; `.` before white space or the end;
  a blank line; the beginning of a list item, heading or quote. Anything else (a space, a hyphen, an apostrophe,
  a slash, a single line break, brackets, Markdown's marks) separates runs and is crossed by phrases:
  GPT-3, GPT 3 and GPT3 are one.

FTS5's tokenizer unicode61 keeps letters, digits and private characters only. Symbols, and the vowel signs of
scripts such as Thai and Hindi, are therefore moved into the private planes 15 and 16, one to one: 🚀 U+1F680 is
U+10F680 in the index.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable
from operator import add
from typing import Final, NamedTuple

from notes_cli.text.fold import composed, fold

#: The token between runs that no phrase may cross.
SEPARATOR: Final = "\ue000"

#: Scripts without spaces between words, also their moved vowel signs: Han, kana, bopomofo, Thai, Lao, Tibetan,
#: Burmese, Khmer. Not the middle dots of kana.
_HAN = (
    "\u02c7\u02c9-\u02cb\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3190-\u319f\u31a0-\u31bf\u31f0-\u31ff\u2e80-\u2fdf\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003fffd"
    "\u0e01-\u0e33\u0e40-\u0e46\u0e81-\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf\u0f40-\u0f6c\u0f88-\u0f8c"
    "\u1000-\u103f\u1050-\u109d\u1780-\u17b3\u17dc\U000f0e31-\U000f109d\U000f17b4-\U000f17d3\U000f3099\U000f309a"
)
_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7ff"
_PAIRED = _HAN + _HANGUL
_LATIN = "a-z\u00aa\u00ba\u00df-\u00f6\u00f8-\u02af\u1d00-\u1d25\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff"
_GREEK = "\u0370-\u0373\u0376-\u037d\u0386-\u03ff\u1f00-\u1fff"
_CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"

#: The runs of a text in which nothing else is left but spaces and separators.
_RUN = re.compile(
    f"[{_HAN}]+|[{_LATIN}]+|[{_HANGUL}]+|{SEPARATOR}|\\d+|[{_GREEK}]+|[{_CYRILLIC}]+"
    f"|[^ \\d{SEPARATOR}{_PAIRED}{_LATIN}{_GREEK}{_CYRILLIC}]+"
)
#: Marks that part sentences wherever they stand.
_HARD = frozenset("。｡！？；，、､：…‥︰︐︑︒︓︔︕︖﹐﹑﹒﹔﹕﹖﹗؟،؛।॥")

#: Where marks of ASCII part sentences, and where a new block begins. (One class first: the search can skip to it.)
_HARD_HERE = re.compile(
    r"""[,;:!?.\n](?:(?<=[,;:!?])(?=["'”’)\]*_]*(?:\s|[\u2e80-\u9fff\uac00-\ud7ff\uff00-\uffef]))"""
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


_SEPARATORS = re.compile(f"{SEPARATOR}(?: *{SEPARATOR})+")


def _classed_text(text: str) -> str:
    """`text` as nothing but characters of runs, spaces, and one separator between two runs at most."""
    classed = _HARD_HERE.sub("。", composed(text)).translate(_CLASSES)
    return _SEPARATORS.sub(SEPARATOR, classed.strip(f" {SEPARATOR}"))


def runs(text: str) -> list[str]:
    """The folded runs of `text` in order; one of `SEPARATOR` stands where a sentence ends between two."""
    return _RUN.findall(_classed_text(text))


#: Paired runs with what may stand between them, as few and as long as possible.
_PAIRED_REGION = re.compile(f"([{_PAIRED}][{_PAIRED} {SEPARATOR}]*)")
_PAIRED_RUN = re.compile(f"[{_HAN}]+|[{_HANGUL}]+")
#: Where a Chinese run meets hangul without a space.
_SEAM = re.compile(f"(?<=[{_HAN}])(?=[{_HANGUL}])|(?<=[{_HANGUL}])(?=[{_HAN}])")
_HAS_HANGUL = re.compile(f"[{_HANGUL}]")
#: Pairs of a space and the first character of a run, which are no tokens.
_ENTRY = re.compile(" {3,}. ")
#: Stands between regions while all of them are worked on at once.
_BORDER = "\ue001"
_UTF32 = f"utf-32-{sys.byteorder[0]}e"


def _pairs(text: str) -> str:
    """Every run of `text` as its pairs and its last character, by interleaving the text with itself.

    (Pair by pair, with a string object for each, it takes twice the time.)
    """
    if _HAS_HANGUL.search(text):
        text = _SEAM.sub(" ", text)
    codes = array("I", text.encode(_UTF32))
    woven = array("I", (0x20,)) * (3 * len(codes))
    woven[0::3] = codes
    woven[1:-3:3] = codes[1:]
    return _ENTRY.sub(" ", woven.tobytes().decode(_UTF32))


#: What needs a closer look than "letters only".
_OTHER_SCRIPT = re.compile(f"[^a-z0-9 {SEPARATOR}{_BORDER}\U000f0000-\U0010ffff]")


def _singles(text: str) -> str:
    """Every run of `text`, which has no paired ones, as itself."""
    if _OTHER_SCRIPT.search(text):
        return " ".join(_RUN.findall(text))
    return " ".join([word if word.isalpha() else " ".join(_RUN.findall(word)) for word in text.split()])


def _in_regions(regions: list[str], analyse: Callable[[str], str]) -> list[str]:
    """The tokens of each region, made in one go."""
    joined = f" {_BORDER} ".join(regions).replace(SEPARATOR, f" {SEPARATOR} ")
    return [part.strip(" ") for part in analyse(joined).split(_BORDER)] if regions else []


def tokens(text: str) -> str:
    """All that can be searched in `text`, in its order, as tokens with spaces between, for FTS5's unicode61."""
    regions = _PAIRED_REGION.split(_classed_text(text))
    regions[0::2] = _in_regions(regions[0::2], _singles)
    regions[1::2] = _in_regions(regions[1::2], _pairs)
    return " ".join(filter(None, regions))


def is_paired(run: str) -> bool:
    """Whether the run's characters are indexed in pairs."""
    return _PAIRED_RUN.match(run) is not None


def readable(run: str) -> str:
    """A run as it stands in folded text: moved symbols and signs where they came from."""
    return "".join(chr(ord(one) - 0xF0000) if one >= "\U000f0000" else one for one in run)


#: Words of Latin letters, also several with a mark inside.
_COMPOUND = re.compile(r"[A-Za-zÀ-ɏ]+(?:[-‐‑._][A-Za-zÀ-ɏ]+)*")
_JOINT = re.compile(r"[-‐‑._]")
_HUMP = re.compile(r"[a-z][A-Z]|[A-Z][A-Z][a-z]{2}")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def extra(text: str) -> str:
    """Other spellings of words of `text` that people search for, each once, with `SEPARATOR` between, as tokens.

    Compounds joined (pre-training: pretraining) and humps split (DeepMind: deep mind). Each is a phrase of its own.
    """
    compounds = dict.fromkeys(_COMPOUND.findall(text))
    joined = [fold(_JOINT.sub("", word)) for word in compounds if not word.isalpha()]
    words = dict.fromkeys(part for word in compounds for part in _JOINT.split(word))
    split = [fold(" ".join(_HUMPS.findall(word))) for word in words if _HUMP.search(word)]
    return f" {SEPARATOR} ".join(dict.fromkeys(joined + split))


class Unit(NamedTuple):
    """What a query asks for in one piece."""

    text: str  # as typed
    whole: bool = False  # its last word is a whole word, not the beginning of one


#: Where a query falls into units: white space, quotes, brackets, marks of sentences; not inside 12:30 or 1,000.
_PARTING = re.compile(
    r"""[\s"*^|~=`<>(){}\[\]\\$—―“”‘「」『』《》〈〉【】〔〕（）"""
    + "".join(sorted(_HARD))
    + r"""]+|(?<!\d)[,;:!?]+|[,;:!?]+(?!\d)"""
)


def query_units(text: str) -> list[Unit]:
    """The units of a query's text outside quotes, each to be searched as one phrase; none without a run."""
    parts = _PARTING.split(_HARD_HERE.sub("。", text))
    return [Unit(part) for part in parts if part and runs(part)]


def phrase(text: str, *, prefix: bool) -> str:
    """The FTS5 expression that finds `text`: one phrase in double quotes, "" when nothing in it can be searched.

    `prefix`: its last Latin word or number may be the beginning of a longer one. A single character of a paired
    script at the end always is the beginning of a pair.
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


_WORD = re.compile(r"[^\W_]+")
_COUNTED_SINGLY = re.compile(
    "[\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003fffd]+"
)


def count_words(text: str) -> int:
    """How many words: a Chinese character, kana or bopomofo counts one, a run of other letters and digits one."""
    text = composed(text)
    single = _COUNTED_SINGLY.findall(text)
    return sum(map(len, single)) + len(_WORD.findall(_COUNTED_SINGLY.sub(" ", text) if single else text))
