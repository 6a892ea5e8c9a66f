"""Emphasis that works in Chinese, Japanese and Korean: `**「重點」**後面` is bold.

CommonMark decides by spaces and punctuation whether `**` can open or close, and these scripts write no spaces.
The rule here is the CommonMark CJK-friendly amendment, https://github.com/tats-u/markdown-cjk-friendly
(specification.md): a `*` or `~` run that touches a CJK character on either side may both open and close;
`_` keeps CommonMark's rule, as does everything else.
"""

import unicodedata
from collections.abc import Callable
from functools import partial

from markdown_it.common.utils import (  # noqa: TID253  (this room is loaded only to render)
    isMdAsciiPunct,
    isPunctChar,
    isWhiteSpace,
)
from markdown_it.rules_inline import StateInline  # noqa: TID253
from markdown_it.rules_inline.state_inline import Scanned  # noqa: TID253

Rule = Callable[[StateInline, bool], bool]


def is_cjk(character: str) -> bool:
    """Is `character` one of the amendment's CJK characters: wide, full or half width and no emoji, or Hangul?"""
    point = ord(character)
    if point < 0x1100:
        return False
    width = unicodedata.east_asian_width(character)
    if width == "W":
        return not _is_emoji(point, character)
    return width in "FH" or 0x1160 <= point <= 0x11FF


def _is_emoji(point: int, character: str) -> bool:
    pictures = point < 0x2E80 or 0x1F000 <= point <= 0x1FAFF
    return pictures and unicodedata.category(character) in {"So", "Sk", "Sm"}


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _before(source: str, start: int) -> tuple[str, bool]:
    """The character before `start` without its variation selector, and whether it counts as CJK."""
    if start == 0:
        return " ", False
    last = source[start - 1]
    if "\U000e0100" <= last <= "\U000e01ef":
        return last, True
    if "\ufe00" <= last <= "\ufe0e" and start > 1:
        real = source[start - 2]
        return real, is_cjk(real) or (last == "\ufe01" and real in "‘’“”")
    return last, is_cjk(last)


def scan(state: StateInline, start: int, can_split_word: bool) -> Scanned:
    """How many delimiters stand at `start`, and can they open or close? (`StateInline.scanDelims`, amended.)"""
    marker, end = state.src[start], start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    last, last_is_cjk = _before(state.src, start)
    following = state.src[end] if end < state.posMax else " "
    space_before, space_after = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
    if space_before or space_after:
        return Scanned(not space_after, not space_before, end - start)
    opens, closes = _is_punctuation(last), _is_punctuation(following)
    if can_split_word:
        touches_cjk = last_is_cjk or is_cjk(following)
        opens, closes = opens or touches_cjk or not closes, closes or touches_cjk or not opens
    return Scanned(opens, closes, end - start)


def cjk_friendly(rule: Rule) -> Rule:
    """`rule`, a delimiter rule of markdown-it, with `scan` in the place of the state's own scanner."""

    def amended(state: StateInline, silent: bool) -> bool:
        vars(state)["scanDelims"] = partial(scan, state)
        return rule(state, silent)

    return amended
