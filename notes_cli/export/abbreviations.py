"""Abbreviations: `*[RLHF]: Reinforcement Learning from Human Feedback` explains every RLHF of the note on hover.

The syntax of PHP Markdown Extra (https://michelf.ca/projects/php-markdown/extra/#abbr). An explanation stands on a
line of its own anywhere in the note and is not shown. The tokens made: `abbr_open` (title) and `abbr_close`
(meta: title, for those who write it out).
"""

import re
from collections.abc import Sequence

from markdown_it.rules_block import StateBlock  # noqa: TID253  (this room is loaded only to render)
from markdown_it.rules_core import StateCore  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253

_EXPLANATION = re.compile(r"\*\[([^\[\]]{1,100})\]:[ \t]+(\S.*)")


def explanation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule: remembers the explanation in `env["abbreviations"]`."""
    found = _EXPLANATION.fullmatch(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if found is None or state.sCount[start] - state.blkIndent >= 4:
        return False
    if not silent:
        state.env.setdefault("abbreviations", {}).setdefault(found[1].strip(), found[2].strip())
        state.line = start + 1
    return True


def explain(state: StateCore) -> None:
    """The core rule: the text tokens of the note are split at the abbreviations in them."""
    known: dict[str, str] = state.env.get("abbreviations", {})
    if not known:
        return
    longest_first = sorted(known, key=len, reverse=True)
    # Within a word nothing is an abbreviation; a Chinese letter ends no word, for it writes no spaces.
    pattern = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(map(re.escape, longest_first))})(?![A-Za-z0-9_])")
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = [piece for token in block.children for piece in _split(token, pattern, known)]


def _split(token: Token, pattern: re.Pattern[str], known: dict[str, str]) -> list[Token]:
    if token.type != "text":
        return [token]
    pieces, position = [], 0
    for found in pattern.finditer(token.content):
        pieces += [_text(token, token.content[position : found.start()]), *_abbreviation(token, found[0], known)]
        position = found.end()
    if not pieces:
        return [token]
    return [piece for piece in (*pieces, _text(token, token.content[position:])) if piece.content or piece.nesting]


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=like.level)


def _abbreviation(like: Token, name: str, known: dict[str, str]) -> list[Token]:
    opening = Token("abbr_open", "abbr", 1, attrs={"title": known[name]}, level=like.level)
    return [opening, _text(like, name), Token("abbr_close", "abbr", -1, meta={"title": known[name]}, level=like.level)]


def unexplained(tokens: Sequence[Token]) -> list[Token]:
    """Inline `tokens` where no meaning is written out: those of a heading."""
    return [token for token in tokens if not token.type.startswith("abbr_")]
