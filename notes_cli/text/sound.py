"""How Chinese is read: from characters to syllables without tones, and from what people type to syllables.

The readings are those of data/sound.txt (made by scripts/make_sound_table.py), of folded characters. It is read
when first needed: nothing of this is loaded for words that are found as they are typed.

A syllable is written as in pinyin, with v for ü; the zhuyin of a syllable is the same syllable.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Final, NamedTuple

from notes_cli.text.fold import letters_of

_DATA = Path(__file__).with_name("data") / "sound.txt"

#: The longest syllable (zhuang), in letters.
_LONGEST: Final = 6
#: Marks that people set between syllables, and the tones of zhuyin.
_BETWEEN = re.compile(r"[\s'’·-]+|[0-5](?![0-9])")
_ZHUYIN = re.compile("([\u3105-\u3119]?)([\u3127-\u3129]?[\u311a-\u3126]?)[ˊˇˋ˙ˉ]*")

#: Zhuyin and pinyin by turns.
_INITIALS_TEXT = "ㄅb ㄆp ㄇm ㄈf ㄉd ㄊt ㄋn ㄌl ㄍg ㄎk ㄏh ㄐj ㄑq ㄒx ㄓzh ㄔch ㄕsh ㄖr ㄗz ㄘc ㄙs"
_FINALS_TEXT = (
    "ㄚa ㄛo ㄜe ㄝe ㄞai ㄟei ㄠao ㄡou ㄢan ㄣen ㄤang ㄥeng ㄦer "
    "ㄧi ㄧㄚia ㄧㄛio ㄧㄝie ㄧㄞiai ㄧㄠiao ㄧㄡiu ㄧㄢian ㄧㄣin ㄧㄤiang ㄧㄥing "
    "ㄨu ㄨㄚua ㄨㄛuo ㄨㄞuai ㄨㄟui ㄨㄢuan ㄨㄣun ㄨㄤuang ㄨㄥong ㄩv ㄩㄝve ㄩㄢvan ㄩㄣvn ㄩㄥiong"
)
_INITIALS, _FINALS = (
    {(zhuyin := pair.rstrip(ascii_lowercase)): pair.removeprefix(zhuyin) for pair in text.split()}
    for text in (_INITIALS_TEXT, _FINALS_TEXT)
)
#: Finals without a consonant before them, where they are not simply written with y or w.
_ALONE: Final = {
    "i": "yi", "in": "yin", "ing": "ying", "iu": "you", "u": "wu", "ui": "wei", "un": "wen", "ong": "weng",
    "v": "yu", "ve": "yue", "van": "yuan", "vn": "yun", "iong": "yong",
}  # fmt: skip

#: What many speakers do not keep apart: retroflex initials, and the final nasals.
_RETROFLEX = re.compile("^([zcs])h")
_NASAL = re.compile("(?<=[aei]n)g$")


class Readings(NamedTuple):
    """The table, both ways."""

    of: dict[str, tuple[str, ...]]  # character -> its syllables, the usual one first
    usual: dict[str, str]  # syllable -> the characters usually read so
    other: dict[str, str]  # syllable -> the characters that are also read so


@cache
def readings() -> Readings:
    """The table of the readings of folded characters."""
    usual: dict[str, str] = {}
    other: dict[str, str] = {}
    for line in _DATA.read_text("utf-8").splitlines():
        syllable, usual[syllable], other[syllable] = line.split("\t")
    of: dict[str, tuple[str, ...]] = {}
    for table in (usual, other):
        for syllable, characters in table.items():
            for character in characters:
                of[character] = (*of.get(character, ()), syllable)
    return Readings(of, usual, other)


@cache
def loosened(syllable: str) -> str:
    """The syllable as those say it who do not part zh from z, ch from c, sh from s, and -ng from -n."""
    return _NASAL.sub("", _RETROFLEX.sub(r"\1", syllable))


@cache
def alike(syllable: str) -> tuple[str, ...]:
    """All syllables that are `loosened` to the same, the syllable itself first."""
    others = (s for s in readings().usual if s != syllable and loosened(s) == loosened(syllable))
    return (syllable, *others)


def syllables(characters: str) -> list[tuple[str, ...]]:
    """The readings of each folded character; none for what is not Chinese."""
    of = readings().of
    return [of.get(character, ()) for character in characters]


def typed(text: str) -> str:
    """`text` as pinyin in a row of letters, "'" where a syllable must end; "" when it is no pinyin, nor zhuyin.

    Marks of tones are dropped, ü (also u:) is v; spaces, hyphens, apostrophes and digits of tones end syllables.
    """
    if any("\u3105" <= one <= "\u3129" for one in text):
        return _from_zhuyin(text)
    parted = unicodedata.normalize("NFD", text.casefold()).replace("u:", "v").replace("u\u0308", "v")
    # A tone may stand between u and its dots: ǜ is u, dots, grave; u, grave, dots is written by some.
    plain = "".join(one for one in re.sub("u(?=[\u0300\u0301\u0304\u030c]\u0308)", "v", parted)
                    if not unicodedata.combining(one))  # fmt: skip
    letters = _BETWEEN.sub("'", plain).strip("'")
    return letters if re.fullmatch("[a-z']+", letters) else ""


def _from_zhuyin(text: str) -> str:
    """Zhuyin as pinyin; "" when some of it is none."""
    found = []
    place = 0
    bare = re.sub(r"\s+", "", text)
    while place < len(bare):
        match = _ZHUYIN.match(bare, place)
        if match is None or not (match[1] or match[2]) or (match[2] and match[2] not in _FINALS):
            return ""
        found.append(_pinyin(_INITIALS.get(match[1], ""), _FINALS.get(match[2], "")))
        place = match.end()
    return "'".join(found)


def _pinyin(initial: str, final: str) -> str:
    """How pinyin writes a consonant and what follows it."""
    if not initial:
        return _ALONE.get(final) or (
            "y" + final[1:] if final[0] == "i" else "w" + final[1:] if final[0] == "u" else final
        )
    if not final:
        return initial + "i"
    return initial + (final.replace("v", "u") if initial in ("j", "q", "x") else final)


def starting(letters: str, place: int) -> Iterator[tuple[str, int]]:
    """Every syllable that begins at `place` of `letters` (see `typed`), longest first, and where it ends."""
    usual = readings().usual
    for end in range(min(place + _LONGEST, len(letters)), place, -1):
        piece = letters[place:end]
        # After l and n people type u, v or ü for ü.
        for syllable in (piece, piece.replace("ue", "ve")) if piece in ("lue", "nue") else (piece,):
            if syllable in usual:
                yield syllable, end + (letters[end : end + 1] == "'")


def segmented(letters: str, limit: int = 16) -> list[tuple[str, ...]]:
    """The ways to read `letters` as syllables, fewest syllables first; none when it is no pinyin."""

    @cache
    def from_here(place: int) -> tuple[tuple[str, ...], ...]:
        if place == len(letters):
            return ((),)
        ways = ((s, *rest) for s, end in starting(letters, place) for rest in from_here(end))
        return tuple(sorted(ways, key=len)[:limit])

    return list(from_here(0)) if letters else []


def sound_keys(names: Sequence[str]) -> list[str]:
    """How each name sounds, to compare with others: the usual readings of its characters, letters and digits as they
    are."""
    return _translated(names, _tables()[0])


def sounds_of(names: Sequence[str]) -> list[str | None]:
    """The sound keys of those names that are not ASCII, None for the others."""
    keys = iter(sound_keys([name for name in names if not name.isascii()]))
    return [None if name.isascii() else next(keys) for name in names]


def initials(names: Sequence[str]) -> list[str]:
    """The first letters of the usual readings of each name's characters, other letters and digits as they are."""
    return _translated(names, _tables()[1])


@cache
def _tables() -> tuple[dict[int, str], dict[int, str]]:
    usual = {ord(character): syllables[0] for character, syllables in readings().of.items()}
    return usual, {code: syllable[0] for code, syllable in usual.items()}


def _translated(names: Sequence[str], table: dict[int, str]) -> list[str]:
    return [name.translate(table) for name in letters_of(names)]


def characters(syllables: Iterable[str]) -> frozenset[str]:
    """The folded characters that can be read as one of `syllables`."""
    table = readings()
    return frozenset().union(*(table.usual[one] + table.other[one] for one in syllables))
