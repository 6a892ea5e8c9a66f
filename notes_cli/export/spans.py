"""Where in its source each piece of a note's Markdown stands: the parser of the page, made to note places.

markdown-it's tokens know the lines of a block and nothing of places within them. Here every rule is wrapped, and says
from where to where it read. So a text can be changed at those places, and nowhere else, and what a rule is stays the
page's own (`markdown`). Places are indexes of characters: within a line's content, or within the whole text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt  # noqa: TID253  (this room is loaded only to render)
from markdown_it.rules_block import StateBlock  # noqa: TID253
from markdown_it.rules_inline import StateInline, image, link  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253
from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: TID253

from notes_cli.export.emphasis import Rule
from notes_cli.export.inline import bracketed
from notes_cli.export.markdown import new_parser

#: The inline rules that push single delimiters, which may find a partner later.
_DELIMITERS = frozenset({"emphasis", "strikethrough", "highlight"})
#: The core rules that make blocks; those after them would take apart what is read here line by line.
_BLOCK_RULES = ("normalize", "block", "callouts", "tasks")
#: The block rules that make no token that tells where they read.
_UNTOLD = ("comment", "more", "abbreviation", "reference", "footnote_def", "shortcode")

BlockRule = Callable[[StateBlock, int, int, bool], bool]


class Mark(NamedTuple):
    """What an inline rule read at [start, end)."""

    rule: str
    start: int
    end: int
    tokens: list[Token]

    def token(self, *kinds: str) -> Token | None:
        """The first token of one of these types that the rule made."""
        return next((token for token in self.tokens if token.type in kinds), None)


class Pair(NamedTuple):
    """An opening and a closing delimiter, each with its two ends; `kind` is "strong", "em", "s" or "mark"."""

    kind: str
    opening: tuple[int, int]
    closing: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """The content of a paragraph, a heading or a cell, and what stands in it."""

    content: str
    marks: tuple[Mark, ...]
    pairs: tuple[Pair, ...]


class Read(NamedTuple):
    """What a block rule without a token read: its lines (`first` to before `end`), and where each one's text begins."""

    rule: str
    first: int
    end: int
    contents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a text; `env` is what its lines are read with (definitions, footnotes)."""

    tokens: list[Token]
    reads: list[Read]
    env: dict[str, Any] = field(default_factory=dict)


def read_blocks(text: str) -> Blocks:
    """The blocks of `text` (lines end in \\n, no NUL); their lines are not read yet."""
    env: dict[str, Any] = {"reads": []}
    tokens = _block_reader().parse(text, env)
    return Blocks(tokens, env["reads"], env)


def read_line(content: str, env: dict[str, Any]) -> Line:
    """`content` as the page reads it."""
    return _line(_line_reader(), content, env)


def read_plain(content: str, env: dict[str, Any]) -> Line:
    """`content` as any reader of CommonMark with GFM's strikethrough and formulas reads it."""
    return _line(_plain_reader(), content, env)


def _line(md: MarkdownIt, content: str, env: dict[str, Any]) -> Line:
    state = StateInline(content, md, env, [])
    marks: list[Mark] = []
    places: dict[int, int] = {}
    vars(state)["noted"] = (marks, places)
    md.inline.tokenize(state)
    delimiters = {id(token): (token, places[id(token)]) for token in state.tokens if id(token) in places}
    for rule in md.inline.ruler2.getRules(""):
        rule(state)
    return Line(content, tuple(marks), tuple(_pairs(state.tokens, {key: at for key, (_, at) in delimiters.items()})))


def _pairs(tokens: list[Token], places: dict[int, int]) -> list[Pair]:
    pairs, opened = [], []
    for token in tokens:
        kind, _, side = token.type.rpartition("_")
        if id(token) not in places or side not in {"open", "close"}:
            continue
        at = places[id(token)]
        if side == "open":
            opened.append((at - 1, at + 1) if kind == "strong" else (at, at + len(token.markup)))
        else:
            pairs.append(Pair(kind, opened.pop(), (at, at + len(token.markup))))
    return pairs


def _noted(name: str, rule: Rule) -> Rule:
    """The inline `rule`, which writes down what it read."""

    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        noted = None if silent else vars(state).get("noted")
        if noted is None:  # looking ahead, or within a description or a footnote
            return True
        marks, places = noted
        made = state.tokens[count:]
        if name in _DELIMITERS:
            at = state.pos
            for token in reversed(made):
                at -= len(token.content)
                if at < start:
                    break
                places[id(token)] = at
        else:
            marks.append(Mark(name, start, state.pos, made))
        return True

    return run


def _noted_block(name: str, rule: BlockRule) -> BlockRule:
    """The block `rule`, which writes down which lines it read."""

    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[start] + state.tShift[start]
        if not rule(state, start, end, silent):
            return False
        if not silent:
            lines = range(start + 1, state.line)
            contents = (begin, *(state.bMarks[line] + state.tShift[line] for line in lines))
            state.env["reads"].append(Read(name, start, state.line, contents))
        return True

    return run


def _with_noted_lines(md: MarkdownIt) -> MarkdownIt:
    for rule in md.inline.ruler.__rules__:
        if rule.name != "text":
            md.inline.ruler.at(rule.name, _noted(rule.name, rule.fn))
    return md


@lru_cache(maxsize=1)
def _line_reader() -> MarkdownIt:
    return _with_noted_lines(new_parser())


@lru_cache(maxsize=1)
def _plain_reader() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": 100}).enable("strikethrough")
    md.inline.ruler.at("link", bracketed(link))
    md.inline.ruler.at("image", bracketed(image))
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    return _with_noted_lines(md)


@lru_cache(maxsize=1)
def _block_reader() -> MarkdownIt:
    md = new_parser()
    md.core.ruler.enableOnly(_BLOCK_RULES)
    for rule in md.block.ruler.__rules__:
        if rule.name in _UNTOLD:
            md.block.ruler.at(rule.name, _noted_block(rule.name, rule.fn), {"alt": rule.alt})
    return md
