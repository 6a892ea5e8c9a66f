"""How much room text takes in a terminal, in cells: a Chinese character or an emoji two, a mark none."""

import re
import unicodedata

from notes_cli.text.fold import is_usual
from notes_cli.text.pattern import pattern

_FORMAT = {"Mn", "Me", "Cf", "Cc"}
_JOINED = pattern("\u200d([^\u200d])|([\u2190-\u2bff])\ufe0f", re.S)


_CONTROL = pattern("[\x00-\x1f\x7f]")
#: The cells of what `is_usual`, by the upper byte of its code: from U+3000 on two.
_BLOCKS = bytes(1 if upper < 0x30 else 2 for upper in range(256))


class _Cells(dict[int, int]):
    """Code point to cells, worked out when first seen."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        drawn_over = 0x1F3FB <= code <= 0x1F3FF or 0x1160 <= code <= 0x11FF  # skin tones, hangul vowels
        if drawn_over or unicodedata.category(character) in _FORMAT:
            result = 0
        else:
            result = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        self[code] = result
        return result


_CELLS = _Cells()


def cell_list(text: str, *, usual: bool | None = None) -> list[int]:
    """The cells each character takes where it stands; `usual` where the caller knows whether it `is_usual`.

    An emoji joined to another (U+200D) takes none; a symbol asked to be an emoji (U+FE0F) takes two together.
    """
    if (is_usual(text) if usual is None else usual) and not _CONTROL.search(text):
        return list(text.encode("utf-16-le")[1::2].translate(_BLOCKS))
    result = list(map(_CELLS.__getitem__, map(ord, text)))
    if "\u200d" not in text and "\ufe0f" not in text:
        return result
    for found in _JOINED.finditer(text):
        if found[2]:
            result[found.end() - 1] = 2 - _CELLS[ord(found[2])]
        else:
            result[found.end() - 1] = 0
    return result


def cells(text: str) -> int:
    """The cells `text` takes in one line."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(cell_list(text))


def clip(text: str, room: int) -> str:
    """`text` in at most `room` cells, with "…" for what had to be left out."""
    if cells(text) <= room:
        return text
    left = room - 1
    for place, taken in enumerate(cell_list(text)):
        left -= taken
        if left < 0:
            return text[:place].rstrip("\u200d") + "…" if room > 0 else ""
    return text
