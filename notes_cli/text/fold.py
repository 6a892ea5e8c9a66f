"""Folding: the form in which two spellings of the same word are equal. Keys only, never what is shown.

`fold` takes away case, width (ＡＩ = ai), compatibility forms (ﬁ, ℃, ①), accents, invisible characters, and
the difference between traditional, simplified, Taiwan, Hong Kong and Japanese forms of a Chinese character
(data/fold.txt, made by scripts/make_fold_table.py). Kana keep their dakuten and hangul their letters.

The one thing to know: after composition every character folds for itself, so that folding is one
`str.translate` with a table that fills itself, and positions can be mapped back.
"""

import re
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

from notes_cli.text.pattern import pattern

_DATA = Path(__file__).with_name("data") / "fold.txt"

#: Raise when the same text would give other folded text or other tokens than before.
_ANALYSER = 1

#: Letters whose sign is a part of the letter: Unicode does not take them apart.
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}

#: Combining marks of Latin, Greek and Cyrillic; those of other scripts lie in blocks of their own and stay.
_MARKS = "\u0300\u036f\u0483\u0489\u1ab0\u1aff\u1dc0\u1dff\u20d0\u20ff\ufe20\ufe2f"
#: Characters without a shape beside the format characters: fillers, variation selectors.
_INVISIBLE = "\u034f\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u3164\u3164\ufe00\ufe0f\uffa0\uffa0\U000e0100\U000e01ef"
#: Vowels and final consonants of hangul in all their forms, and half-width voicing marks of kana.
_JOINING = "\u1160\u11ff\u314f\u3163\u3187\u318e\ud7b0\ud7ff\uff9e\uff9f\uffc2\uffdc"

#: Half-width kana and letters of hangul: the compatibility forms that join with a neighbour when widened.
#: (Two ranges at most: `re` compiles those at once, and larger classes of Chinese slowly.)
_NARROW = pattern("[\u3131-\u318e\uff66-\uffdc]+")


def within(character: str, ranges: str) -> bool:
    """Whether `character` lies in one of `ranges`, a sorted string of first and last characters."""
    place = bisect_left(ranges, character)
    return place < len(ranges) and (place % 2 == 1 or ranges[place] == character)


def _read_table() -> tuple[str, str, str]:
    data = _DATA.read_bytes()
    sources, targets, *_ = data.decode().split("\n")
    revision = f"{_ANALYSER}-{unicodedata.unidata_version}-{zlib.crc32(data):08x}"
    return sources, targets, revision


#: `FOLD_FINGERPRINT` changes whenever stored tokens may no longer be what `words.tokens` would make today.
_SOURCES, _TARGETS, FOLD_FINGERPRINT = _read_table()
_CHINESE = dict(zip(_SOURCES, _TARGETS, strict=True))


def composed(text: str) -> str:
    """`text` with every letter and its marks as one character where there is one."""
    if text.isascii():
        return text
    if _NARROW.search(text):
        text = _NARROW.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _folded(character: str) -> str:
    """What one composed character folds to; by way of NFKC and case folding until nothing changes."""
    if "\u4e00" <= character <= "\u9fff":  # nothing else applies to those that texts are full of
        return _CHINESE.get(character, character)
    if unicodedata.category(character) == "Cf" or within(character, _INVISIBLE):
        return ""
    wide = unicodedata.normalize("NFKC", character)
    lower = unicodedata.normalize("NFKC", wide.casefold())
    bare = "".join(one for one in unicodedata.normalize("NFD", lower) if not within(one, _MARKS))
    letters = (_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", bare))
    result = "".join(_CHINESE.get(letter, letter) for letter in letters)
    return result if result == character else "".join(map(_folded, result))


#: The characters seen so far that do not fold to exactly one.
_UNEVEN: set[str] = set()


class _Table(dict[int, str]):
    """Code point to folded text, worked out when first seen."""

    def __missing__(self, code: int) -> str:
        result = self[code] = _folded(chr(code))
        if len(result) != 1:
            _UNEVEN.add(chr(code))
        return result


_TABLE = _Table()


def fold(text: str) -> str:
    """The search form of `text`, to compare and to index; not to be shown."""
    if text.isascii():
        return text.lower()
    return composed(text).translate(_TABLE)


def spellings(character: str) -> str:
    """The ways to write a folded character that are usual in texts, itself first: 价 is 价 and 價, a is a, A, ａ, Ａ.

    Not all there are: accents, compatibility forms and characters with marks of their own fold to it as well.
    """
    if "a" <= character <= "z":
        upper = character.upper()
        return character + upper + chr(ord(character) + 0xFEE0) + chr(ord(upper) + 0xFEE0)
    if "0" <= character <= "9" or character == "+":
        return character + chr(ord(character) + 0xFEE0)
    found = [character]
    place = _TARGETS.find(character)
    while place >= 0:
        found.append(_SOURCES[place])
        place = _TARGETS.find(character, place + 1)
    return "".join(found)


def _joins(character: str) -> bool:
    """Whether the character may become one with the one before it."""
    return unicodedata.category(character)[0] == "M" or within(character, _JOINING)


def _clusters(text: str) -> list[str]:
    """The pieces of `text` that fold for themselves, in order."""
    if composed(text) == text:
        return list(text)
    starts = [place for place, character in enumerate(text) if place == 0 or not _joins(character)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def fold_map(text: str) -> tuple[str, Sequence[int]]:
    """`fold(text)`, and for each of its characters the index of the character of `text` it came from.

    They are one more, `len(text)`, so that a match at `[a, b)` of the folded text stands at
    `[places[a], max(places[b], places[b - 1] + 1))` of the original.
    """
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    whole = composed(text)
    folded = whole.translate(_TABLE)
    if len(folded) == len(text) and _UNEVEN.isdisjoint(text) and whole == text:
        return folded, range(len(text) + 1)
    clusters = _clusters(text)
    parts = list(map(fold, clusters)) if len(clusters) < len(text) else [_TABLE[ord(one)] for one in text]
    starts = accumulate(map(len, clusters), initial=0)
    places = [start for start, part in zip(starts, parts, strict=False) for _ in part]
    return "".join(parts), [*places, len(text)]


#: All but what texts are full of: ASCII, Han, kana, their marks (“” ‘’ — … and full-width ，！ too).
#: (Each class of two ranges at most: see `_NARROW`.)
_UNUSUAL = tuple(
    map(
        pattern,
        (
            "[\x80-\u200f\u2028-\u2fff]",
            "[\u302a-\u3040\u3097-\u30a0]",
            "[\u30ff-\u33ff\u4dc0-\u4dff]",
            "[\ua000-\uff00\uff5f-\U0010ffff]",
            "[\uff10-\uff19\uff21-\uff3a]",
            "[\uff41-\uff5a]",
        ),
    )
)


def is_usual(text: str) -> bool:
    """Whether every letter of `text` is among the `spellings` of what it folds to, and none joins with another.

    In such a text words can be found as they are, without folding it: a search that is four times as fast.
    """
    return text.isascii() or not any(found.search(text) for found in _UNUSUAL)


_WIDE = pattern("[\u00a0\u202f\u3000\uff01-\uffee]+")


def _narrowed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def name_key(text: str) -> str:
    """The form in which names of files, tags and properties are compared: case and width folded, no more.

    Traditional and simplified stay apart: 台灣 and 台湾 may be two notes.
    """
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFC", _WIDE.sub(_narrowed, text)).casefold().strip()


_NEWLINE = "\n"
_NO_LETTER = pattern(r"[^\w\n]|_")


def letters_of(names: Iterable[str]) -> list[str]:
    """The folded letters and digits of each name: what likeness of names looks at."""
    joined = fold("".join(f"{name.replace(_NEWLINE, ' ')}{_NEWLINE}" for name in names))
    return _NO_LETTER.sub("", joined).split(_NEWLINE)[:-1]
