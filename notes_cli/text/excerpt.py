"""The piece of a text that shows best why it was found, with positions to highlight.

Removing marks keeps every line break, so that lines can still be counted; highlights are positions in the
excerpt itself, so they need nothing of the way it was made.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from notes_cli.text.fold import fold, fold_map
from notes_cli.text.plain import unmarked
from notes_cli.text.width import cell_list
from notes_cli.text.words import SEPARATOR, Unit, is_paired, readable, runs


class Excerpt(NamedTuple):
    """A piece of a text in one line."""

    text: str  # with "…" where it was cut
    highlights: tuple[tuple[int, int], ...]  # [start, end) in `text`, in order, apart from each other
    line: int  # how many lines of the section's text come before that of the first highlight
    hits: int  # how often the terms stand in the section's text


class _Match(NamedTuple):
    start: int  # in the flat text
    end: int
    term: int  # index of the term


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
    return "[a-z]" if run.isascii() else r"[^\W\d_]"


@lru_cache(maxsize=256)
def term_pattern(term: str | Unit) -> re.Pattern[str] | None:
    """What finds a term in folded text, None when nothing of it can be searched.

    As a phrase does: runs in a row, whatever stands between them; Latin words and numbers from their
    beginning, and to their end when the unit is `whole`.
    """
    unit = term if isinstance(term, Unit) else Unit(term)
    found = [run for run in runs(unit.text) if run != SEPARATOR]
    if not found:
        return None
    before, after = "" if unit.inner else _border(found[0]), _border(found[-1]) if unit.whole else ""
    body = r"[\W_]{0,8}".join(re.escape(readable(run)) for run in found)
    return re.compile((f"(?<!{before})" if before else "") + body + (f"(?!{after})" if after else ""))


def _patterns(terms: Sequence[str | Unit]) -> list[re.Pattern[str]]:
    return [pattern for pattern in map(term_pattern, terms) if pattern]


def _matches(text: str, patterns: Sequence[re.Pattern[str]]) -> list[_Match]:
    """Where the terms stand in `text`, in order."""
    folded, places = fold_map(text)
    found = []
    for term, pattern in enumerate(patterns):
        for match in pattern.finditer(folded):
            start, end = match.span()
            found.append(_Match(places[start], max(places[end], places[end - 1] + 1), term))
    return sorted(found)


def _best(matches: Sequence[_Match], room: Sequence[int], width: int) -> tuple[int, int]:
    """The range of `matches` that shows most terms within `width` cells; more places of the same ones count
    little. `room` holds the cells before each character."""
    best, best_score = (0, 1), 0.0
    for first, match in enumerate(matches):
        limit = room[match.start] + width
        last = first
        seen: set[int] = set()
        while last < len(matches) and room[matches[last].end] <= limit:
            seen.add(matches[last].term)
            last += 1
        score = len(seen) + 0.1 * min(last - first - len(seen), 5)
        if score > best_score:
            best, best_score = (first, last), score
    return best


_SENTENCE_END = re.compile(r"[。！？；!?;]+[」』”’）)]*|\.+[”’\"')]*(?=\s)")
_CLAUSE_END = re.compile(r"[，、：,:—]+(?!\d)")
_WORD_INSIDE = re.compile(r"[A-Za-z0-9À-ɏ]")


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in pattern.finditer(text, start, end)]


def _stops(flat: _Flat, start: int, end: int) -> Iterator[list[int]]:
    """Places between `start` and `end` where the text may be cut, the best kind first."""
    lines = flat.starts[bisect_left(flat.starts, start) : bisect_right(flat.starts, end)]
    yield sorted({*_ends(_SENTENCE_END, flat.text, start, end), *lines})
    yield _ends(_CLAUSE_END, flat.text, start, end)


def _between_words(text: str, place: int, step: int) -> int:
    """The nearest place from `place` on, going by `step`, that is not in a Latin word; 24 away at most."""
    for moved in range(place, place + 24 * step, step):
        if not 0 < moved < len(text):
            return moved
        if not (_WORD_INSIDE.match(text[moved - 1]) and _WORD_INSIDE.match(text[moved])):
            return moved
    return place


def _begin(flat: _Flat, room: Sequence[int], first: int, lead: int) -> int:
    """Where the excerpt begins: at most `lead` cells before the match at `first`."""
    earliest = bisect_left(room, room[first] - lead) if room[first] > lead else 0
    if earliest == 0:
        return 0
    for stops in _stops(flat, earliest, first):
        if stops:
            return stops[-1]
    return _between_words(flat.text, max(earliest, first - 8), 1)


def _finish(flat: _Flat, room: Sequence[int], begin: int, needed: int, width: int) -> int:
    """Where the excerpt ends: not before `needed`, at most `width` cells after `begin`."""
    latest = bisect_right(room, room[begin] + width) - 1
    if latest >= len(flat.text):
        return len(flat.text)
    least = max(needed, bisect_left(room, room[begin] + int(width * 0.6)))
    for stops in _stops(flat, least, latest):
        if stops:
            return stops[-1]
    return max(_between_words(flat.text, latest, -1), min(needed, latest))


def _merged(matches: Sequence[_Match], begin: int, end: int, shift: int) -> tuple[tuple[int, int], ...]:
    """The highlights of the excerpt `[begin, end)`, moved by `shift`, those that touch as one."""
    found: list[tuple[int, int]] = []
    for match in matches:
        start, stop = max(match.start, begin), min(match.end, end)
        if start >= stop:
            continue
        if found and start + shift <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop + shift))
        else:
            found.append((start + shift, stop + shift))
    return tuple(found)


def _skip_space(text: str, begin: int) -> int:
    return begin + 1 if text[begin : begin + 1] == " " else begin


def excerpt(text: str, terms: Sequence[str | Unit], *, width: int = 160) -> Excerpt:
    """The part of `text` (one section, Markdown) that holds most of `terms`, in at most `width` cells.

    Terms are compared as they are searched: folded, Latin words from their beginning. Where they stand only
    in what Markdown hides (an address, a comment) the text is shown as written; where nowhere, its beginning.
    """
    patterns = _patterns(terms)
    flat = _flat(unmarked(text))
    matches = _matches(flat.text, patterns)
    if not matches and patterns:
        raw = _flat(text)
        matches = _matches(raw.text, patterns)
        flat = raw if matches else flat
    room = [0, *accumulate(cell_list(flat.text))]
    inner = max(width - 2, 1)  # an ellipsis at both ends
    begin = needed = 0
    if matches:
        first, last = _best(matches, room, inner * 17 // 20)
        begin = _skip_space(flat.text, _begin(flat, room, matches[first].start, inner // 3))
        needed = min(matches[last - 1].end, bisect_right(room, room[begin] + inner) - 1)
    end = _finish(flat, room, begin, needed, inner)
    shown = flat.text[begin:end].rstrip(" ")
    end = begin + len(shown)
    before = "…" if begin else ""
    after = "…" if end < len(flat.text) else ""
    highlights = _merged(matches, begin, end, len(before) - begin)
    place = highlights[0][0] + begin - len(before) if highlights else begin
    line = bisect_right(flat.starts, place) - 1 if flat.text else 0
    return Excerpt(f"{before}{shown}{after}", highlights, line, len(matches))


def matching_lines(text: str, terms: Sequence[str | Unit]) -> list[int]:
    """The lines of `text` (0-based) where a term begins; hidden text counts only when nothing else does."""
    patterns = _patterns(terms)
    for version in (unmarked(text), text):
        folded = fold(version)
        breaks = [match.start() for match in re.finditer("\n", folded)]
        found = {bisect_left(breaks, match.start()) for one in patterns for match in one.finditer(folded)}
        if found:
            return sorted(found)
    return []
