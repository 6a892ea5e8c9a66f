"""The second stage: what SQL cannot say is asked of texts. Regular expressions, case, and pieces of a note.

`TextStage.holds` is a function that SQLite calls for the notes that everything else has let through; its first
argument is the spelling of a query, so that a condition carries nothing but parameters. Words mean here what they
mean to the full-text index: the same tokens, in a row.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import TypeAlias

from notes_cli.query import patterns
from notes_cli.query.syntax import And, Like, Not, Or, Query, Regex, Saved, Test, Within, Words
from notes_cli.text.fold import fold, name_key
from notes_cli.text.pattern import pattern
from notes_cli.text.words import SEPARATOR, extra, is_paired, phrase, query_units, readable, runs, tokens

#: Stands in a note's text before each heading that begins a section.
SECTION = "\x1e"
#: Notes on which a regular expression may run too long before it is given up.
SLOW_NOTES = 10


class Piece:
    """A text and what is looked for in it, made once and only when asked for."""

    def __init__(self, text: str, folded: str | None = None) -> None:
        self.text = text
        if folded is not None:
            self.folded = folded

    @cached_property
    def folded(self) -> str:
        # Without the marks that break a Chinese word in two, as `extra` reads it.
        return fold(self.text.replace("**", "").replace("==", ""))

    @cached_property
    def lines(self) -> "list[Piece]":
        """Each line; folded all at once, which takes a fraction of the time."""
        whole = self.text.replace(SECTION, "")
        texts, folded = whole.split("\n"), Piece(whole).folded.split("\n")
        return [Piece(*pair) for pair in zip(texts, folded, strict=True)]

    @cached_property
    def tokens(self) -> str:
        return f" {tokens(self.text)} {SEPARATOR} {extra(self.text)} "


Predicate: TypeAlias = Callable[[Piece], bool]


class TextStage:
    """The second stage of one connection, and the notes (ids) on which it was stopped."""

    def __init__(self) -> None:
        self.slow: dict[int, None] = {}

    def holds(self, spelling: str, note: int, text: str | None) -> bool:
        """Whether the query spelled `spelling` holds in `text`, of that note; False where it takes too long."""
        if text is None or len(self.slow) >= SLOW_NOTES:
            return False
        try:
            return _asked(spelling)(Piece(text))
        except patterns.TooSlow:
            self.slow[note] = None
            return False


@lru_cache(maxsize=32)
def _asked(spelling: str) -> Predicate:
    from notes_cli.query.parse import parse

    query = parse(spelling)
    assert query is not None
    return predicate(query)


def predicate(query: Query) -> Predicate:  # noqa: PLR0911 - one return for each case
    """Whether `query` holds in a piece of text. Of fields only tags can stand in one."""
    match query:
        case Words(text, quoted, case):
            return _literal(text, quoted) if case else _words(text, quoted)
        case Regex(pattern, case):
            return lambda piece: patterns.found(pattern, piece.text.replace(SECTION, ""), case=case) is not None
        case Like(text):
            return _words(text, quoted=False)
        case Saved():
            return _words(str(query), quoted=False)
        case Test():
            return _tag(query.text or "")
        case Within(kind, inside):
            return _within(kind, inside)
        case Not(inner):
            opposite = predicate(inner)
            return lambda piece: not opposite(piece)
        case And(queries):
            every = [predicate(q) for q in queries]
            return lambda piece: all(one(piece) for one in every)
        case Or(queries):
            some = [predicate(q) for q in queries]
            return lambda piece: any(one(piece) for one in some)


def expressions(text: str, quoted: bool, *, whole: bool = False) -> tuple[str, ...]:
    """The full-text expressions that `text` asks for, one for each unit; all of them must hold.

    `whole`: the last word of a unit is a whole word, also when it could be the beginning of a longer one.
    """
    if quoted:
        found = phrase(text, prefix=False)
        return (found,) if found else ()
    units = ((unit.text, not (whole or unit.whole)) for unit in query_units(text))
    return tuple(p for unit, prefix in units if (p := phrase(unit, prefix=prefix)))


def _words(text: str, quoted: bool) -> Predicate:
    """As the full-text index answers: the tokens of the expression in a row, the last one open when starred.

    A run of Chinese is in the tokens just where it is in the folded text, which is cheaper to make; of other words at
    least the beginning is there.
    """
    units = [text] if quoted else [unit.text for unit in query_units(text)]
    found = [run for unit in units for run in runs(unit) if run != SEPARATOR]
    if not found:
        plain = text.strip()
        return lambda piece: bool(plain) and plain in piece.text
    heads = [readable(run) if is_paired(run) else readable(run[:2]) for run in found]
    needles = [f" {e[1:-2]}" if e.endswith("*") else f" {e[1:-1]} " for e in expressions(text, quoted)]
    if len(found) == len(units) and all(map(is_paired, found)):
        needles = []
    return lambda piece: (
        all(head in piece.folded for head in heads) and all(needle in piece.tokens for needle in needles)
    )


def _literal(text: str, quoted: bool) -> Predicate:
    """As typed: Latin words from their beginning, and to their end when quoted."""
    found = bordered(text, quoted)
    return lambda piece: all(one.search(piece.text) for one in found)


def bordered(text: str, quoted: bool) -> list[re.Pattern[str]]:
    """What finds each unit of `text` as typed."""
    units = [text] if quoted else [unit.text for unit in query_units(text)] or [text.strip()]
    return [_bordered(unit, end=quoted) for unit in units]


def _bordered(text: str, *, end: bool) -> re.Pattern[str]:
    before = r"(?<![A-Za-z0-9])" if text[:1].isascii() and text[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if end and text[-1:].isascii() and text[-1:].isalnum() else ""
    return re.compile(before + re.escape(text) + after)


def _tag(tag: str) -> Predicate:
    found = re.compile(rf"(?<![^\s(（\[「『>*_]){re.escape('#' + name_key(tag.removeprefix('#')))}(?![\w-])")
    return lambda piece: found.search(name_key(piece.text)) is not None


def _within(kind: str, inside: Query | None) -> Predicate:
    """Some piece of that kind holds it."""
    asked = (lambda piece: True) if inside is None else predicate(inside)
    if kind == "line":
        return lambda piece: any(map(asked, piece.lines))
    cut = _CUT[kind]
    return lambda piece: any(asked(Piece(part)) for part in cut(piece.text))


_TASK = pattern(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[(.)\][ \t](.*)", re.MULTILINE)


#: Piece to which statuses a task of that kind has.
TASKS: dict[str, Callable[[str], bool]] = {
    "task": lambda status: True,
    "task-todo": lambda status: status == " ",
    "task-done": lambda status: status != " ",
}


def task_in(kind: str, line: str) -> Piece | None:
    """The task of that kind in a line, None when there is none."""
    found = _TASK.match(line)
    return Piece(found[2]) if found and TASKS[kind](found[1]) else None


def _tasks(kind: str) -> Callable[[str], Iterable[str]]:
    return lambda text: (text for status, text in _TASK.findall(text) if TASKS[kind](status))


#: Piece to the function that cuts a text into pieces of that kind.
_CUT: dict[str, Callable[[str], Iterable[str]]] = {
    "block": lambda text: blocks(text.replace(SECTION, "")),
    "section": lambda text: text.split(SECTION),
    **{kind: _tasks(kind) for kind in TASKS},
}

_FENCE = pattern(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")
_ALONE = pattern(r"[ \t]*#{1,6}(?:[ \t]|$)")
_ITEM = pattern(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def blocks(text: str) -> list[str]:
    """The blocks of a text: paragraphs, tables and quotes between blank lines; headings, list items and fenced code
    each for itself."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            found[-1].append(line)
            if opening and opening[1].startswith(fence):
                fence = ""
                found.append([])
        elif opening:
            fence = opening[1]
            found.append([line])
        elif not line.strip():
            found.append([])
        elif _ALONE.match(line):
            found += [[line], []]
        elif _ITEM.match(line):
            found.append([line])
        else:
            found[-1].append(line)
    return ["\n".join(lines) for lines in found if lines]
