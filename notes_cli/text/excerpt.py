"""The piece of a text that shows best why it was found, with positions to highlight.

Removing marks keeps every line break, so that lines can still be counted; highlights are positions in the
excerpt itself, so they need nothing of the way it was made.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from notes_cli.text.fold import fold_map, is_usual, spellings
from notes_cli.text.pattern import either
from notes_cli.text.plain import unmarked
from notes_cli.text.window import Match, highlighted, window
from notes_cli.text.words import SEPARATOR, Unit, is_paired, readable, runs


class Excerpt(NamedTuple):
    """A piece of a text in one line."""

    text: str  # with "…" where it was cut
    highlights: tuple[tuple[int, int], ...]  # [start, end) in `text`, in order, apart from each other
    line: int  # how many lines of the section's text come before that of the first highlight
    hits: int  # how often the terms stand in the section's text


class _Flat(NamedTuple):
    """A text in one line: white space is one space."""

    text: str
    starts: list[int]  # where in `text` each line of the original begins


def _flat(text: str) -> _Flat:
    starts: list[int] = []
    kept: list[str] = []
    size = 0
    for line in text.split("\n"):
        words = " ".join(line.split())
        begins = size + 1 if words and size else size
        starts.append(begins)
        if words:
            kept.append(words)
            size = begins + len(words)
    return _Flat(" ".join(kept), starts)


def _border(run: str) -> str:
    """The class of characters that continue `run`, "" when there is no border to respect."""
    if is_paired(run) or not run.isalnum():
        return ""
    if run.isdecimal():
        return r"\d"
    return "[A-Za-z]" if run.isascii() else r"[^\W\d_]"


def _unit(term: str | Unit) -> Unit:
    return term if isinstance(term, Unit) else Unit(term)


#: A term of more characters is looked for in folded text only: `re` compiles its spellings slowly.
_LONG = 100


@lru_cache(maxsize=256)
def term_pattern(term: str | Unit, *, folded: bool = True) -> re.Pattern[str] | None:
    """What finds a term in folded text (or, if not `folded`, in one that `is_usual`), None when nothing of it can be
    searched.

    As a phrase does: runs in a row, whatever stands between them; Latin words and numbers from their
    beginning, and to their end when the unit is `whole`.
    """
    unit = _unit(term)
    found = [run for run in runs(unit.text) if run != SEPARATOR]
    if not found:
        return None
    before, after = "" if unit.inner else _border(found[0]), _border(found[-1]) if unit.whole else ""
    written: Callable[[str], str] = re.escape if folded else _usual
    bodies = [list(map(written, readable(run))) for run in found]
    if before:  # after the first letter, so that `re` skips to where one stands
        bodies[0][0] += f"(?<!{before}{bodies[0][0]})"
    gaps = [
        _gap(each[0], is_paired(one) and is_paired(other))
        for each, (one, other) in zip(bodies[1:], pairwise(found), strict=True)
    ]
    body = "".join(bodies[0]) + "".join(gap + "".join(each) for gap, each in zip(gaps, bodies[1:], strict=True))
    return re.compile(body + (f"(?!{after})" if after else ""))


def _gap(letter: str, apart: bool) -> str:
    """What may stand before a run that begins with `letter`; something must where two runs are kept `apart`.

    Never the run itself, or of many symbols each could be the gap before another, and a text that does not hold them
    all would be tried in every way.
    """
    return rf"(?:(?!{letter})[\W_]){{{int(apart)},8}}+"


@lru_cache(maxsize=256)
def _crosses(term: str | Unit) -> bool:
    """Whether a match of the term may go from one sentence to the next, which no phrase does."""
    found = runs(_unit(term).text)
    return len(found) > 1 and SEPARATOR not in found


def _usual(letter: str) -> str:
    """A pattern of the ways to write a folded letter that `is_usual` admits."""
    return either("".join(filter(is_usual, spellings(letter))) or letter)


class Text:
    """A piece of Markdown that terms are looked for in, more than once: what was worked out is kept."""

    __slots__ = ("_found", "_versions", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._versions: list[_Version] = []
        self._found: dict[tuple[str | Unit, ...], tuple[_Version, list[Match]]] = {}

    def found(self, terms: Sequence[str | Unit]) -> "tuple[_Version, list[Match]]":
        """The text in one line, and where `terms` stand in it: as it reads, or, where they stand only in what
        Markdown hides (an address, a comment), as it is written."""
        key = tuple(terms)
        if key not in self._found:
            matches = _matches(self._version(0), terms)
            hidden = [] if matches else _matches(self._version(1), terms)
            self._found[key] = (self._version(1), hidden) if hidden else (self._version(0), matches)
        return self._found[key]

    def held(self, terms: Sequence[str | Unit]) -> set[int]:
        """The places of those terms that stand in it."""
        return {match.term for match in self.found(terms)[1]}

    def is_hidden(self, terms: Sequence[str | Unit]) -> bool:
        """Whether those that stand in it stand only in what Markdown hides."""
        return self.found(terms)[0] is not self._version(0)

    def readable(self) -> _Flat:
        """The text as it reads."""
        return self._version(0).flat

    def written(self, terms: Sequence[str | Unit]) -> tuple[_Flat, list[Match]]:
        """The text as it is written, and where `terms` stand in it."""
        return self._version(1).flat, _matches(self._version(1), terms)

    def _version(self, place: int) -> "_Version":
        while len(self._versions) <= place:
            self._versions.append(_version(self.raw if self._versions else unmarked(self.raw)))
        return self._versions[place]


class _Version(NamedTuple):
    flat: _Flat
    searched: str  # the flat text folded, where it is not usual
    places: Sequence[int] | None  # of the folded characters in the flat text


def _version(text: str) -> _Version:
    flat = _flat(text)
    return _Version(flat, flat.text, None) if is_usual(flat.text) else _Version(flat, *fold_map(flat.text))


def _matches(version: _Version, terms: Sequence[str | Unit]) -> list[Match]:
    """Where the terms stand in the text, in order."""
    flat, searched, places = version
    if places is None and any(len(_unit(one).text) > _LONG for one in terms):
        searched, places = fold_map(flat.text)
    found = []
    for term, one in enumerate(terms):
        if not (wanted := term_pattern(one, folded=places is not None)):
            continue
        crosses = _crosses(one)
        for match in wanted.finditer(searched):
            start, end = match.span()
            if places is not None:
                start, end = places[start], max(places[end], places[end - 1] + 1)
            if crosses and SEPARATOR in runs(flat.text[start:end]):
                continue
            found.append(Match(start, end, term))
    return sorted(found)


def excerpt(
    text: str | Text,
    terms: Sequence[str | Unit],
    *,
    width: int = 160,
    weights: Sequence[float] | None = None,
    below_heading: bool = False,
) -> Excerpt:
    """The part of `text` (one section, Markdown) that holds most of `terms`, in at most `width` cells.

    Terms are compared as they are searched: folded, Latin words from their beginning. Where they stand only
    in what Markdown hides (an address, a comment) the text is shown as written; where nowhere, its beginning.
    `weights` say how much each term counts (one by default). `below_heading`: not from the first line, which is
    shown elsewhere, when the rest holds a term as well.
    """
    whole = text if isinstance(text, Text) else Text(text)
    (flat, _, places), matches = whole.found(terms)
    floor = flat.starts[1] if below_heading and len(flat.starts) > 1 else 0
    lower = [match for match in matches if match.start >= floor]
    matches, floor = (lower, floor) if lower else (matches, 0)
    return _cut(flat, matches, floor, width, weights or [1.0] * len(terms), usual=places is None)


def excerpt_of_line(text: str, highlights: Sequence[tuple[int, int]], *, width: int) -> Excerpt:
    """The part of a line of text that shows most of its `highlights`, in at most `width` cells."""
    matches = [Match(start, end, place) for place, (start, end) in enumerate(highlights)]
    return _cut(_Flat(text, [0]), matches, 0, width, [1.0] * len(matches), usual=None)


def _cut(
    flat: _Flat, matches: Sequence[Match], floor: int, width: int, weights: Sequence[float], *, usual: bool | None
) -> Excerpt:
    begin, end = window(flat.text, flat.starts, matches, weights, width, floor, usual=usual)
    before = "…" if begin > floor + 1 else ""
    after = "…" if end < len(flat.text) else ""
    highlights = highlighted(matches, begin, end, len(before) - begin)
    place = highlights[0][0] + begin - len(before) if highlights else begin
    line = bisect_right(flat.starts, place) - 1 if flat.text else 0
    return Excerpt(f"{before}{flat.text[begin:end]}{after}", highlights, line, len(matches))


class Line(NamedTuple):
    """A line of a text in which a term begins."""

    line: int  # how many come before it
    text: str  # as it reads, white space as one space
    highlights: tuple[tuple[int, int], ...]  # [start, end) in `text`
    terms: frozenset[int]  # the places of the terms that begin in it


def readable_lines(text: Text) -> list[str]:
    """The lines of `text` as they read, white space as one space."""
    flat = text.readable()
    ends = [*flat.starts[1:], len(flat.text)]
    return [flat.text[begin:end].rstrip(" ") for begin, end in zip(flat.starts, ends, strict=True)]


def matching_lines(text: str | Text, terms: Sequence[str | Unit], *, hidden: bool = False) -> list[Line]:
    """The lines of `text` where a term begins; what Markdown hides counts only when nothing else does.

    `hidden`: also the lines where a term stands only in that, as they are written.
    """
    whole = text if isinstance(text, Text) else Text(text)
    (flat, _, _), matches = whole.found(terms)
    found = _held_lines(flat, matches)
    if hidden and matches:
        known = {line.line for line in found}
        flat, matches = whole.written(terms)
        found += [line for line in _held_lines(flat, matches) if line.line not in known]
    return sorted(found)


def _held_lines(flat: _Flat, matches: Sequence[Match]) -> list[Line]:
    held: dict[int, set[int]] = {}
    for match in matches:
        held.setdefault(bisect_right(flat.starts, match.start) - 1, set()).add(match.term)
    ends = [*flat.starts[1:], len(flat.text)]
    return [
        Line(
            line,
            flat.text[(begin := flat.starts[line]) : ends[line]].rstrip(" "),
            highlighted(matches, begin, ends[line], -begin),
            frozenset(terms_there),
        )
        for line, terms_there in sorted(held.items())
    ]
