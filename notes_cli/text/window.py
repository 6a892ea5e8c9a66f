"""The window of a text that shows most of what was found in it, cut where a reader would cut it.

All positions are characters of one text in one line; widths are cells of a terminal.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from notes_cli.text.pattern import pattern
from notes_cli.text.width import cell_list, cells


class Match(NamedTuple):
    """A place where a term stands."""

    start: int
    end: int
    term: int  # index of the term


def _best(matches: Sequence[Match], room: Sequence[int], width: int, weights: Sequence[float]) -> tuple[int, int]:
    """The range of `matches` that shows most, by the weights of its terms, within `width` cells; more places of the
    same ones count little. `room` holds the cells before each character."""
    best, best_score = (0, 1), 0.0
    for first, match in enumerate(matches):
        limit = room[match.start] + width
        last = first
        seen: set[int] = set()
        while last < len(matches) and room[matches[last].end] <= limit:
            seen.add(matches[last].term)
            last += 1
        score = sum([weights[term] for term in seen]) + 0.1 * min(last - first - len(seen), 5)
        if score > best_score:
            best, best_score = (first, last), score
    return best


_SENTENCE_END = pattern(r"[。！？；!?;]+[」』”’）)]*|\.+[”’\"')]*(?=\s)")
_CLAUSE_END = pattern(r"[，、：,:—]+(?!\d)")
_WORD_INSIDE = pattern(r"[A-Za-z0-9À-ɏ]")


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in pattern.finditer(text, start, end)]


def _stops(text: str, lines: Sequence[int], start: int, end: int) -> Iterator[list[int]]:
    """Places between `start` and `end` where the text may be cut, the best kind first."""
    begun = lines[bisect_left(lines, start) : bisect_right(lines, end)]
    yield sorted({*_ends(_SENTENCE_END, text, start, end), *begun})
    yield _ends(_CLAUSE_END, text, start, end)


def _between_words(text: str, place: int, step: int) -> int:
    """The nearest place from `place` on, going by `step`, that is not in a Latin word; 24 away at most."""
    for moved in range(place, place + 24 * step, step):
        if not 0 < moved < len(text):
            return moved
        if not (_WORD_INSIDE.match(text[moved - 1]) and _WORD_INSIDE.match(text[moved])):
            return moved
    return place


def _begin(text: str, lines: Sequence[int], room: Sequence[int], first: int, lead: int) -> int:
    """Where the excerpt begins: at most `lead` cells before the match at `first`."""
    earliest = bisect_left(room, room[first] - lead) if room[first] > lead else 0
    if earliest == 0:
        return 0
    for stops in _stops(text, lines, earliest, first):
        if stops:
            return stops[-1]
    return _between_words(text, max(earliest, first - 8), 1)


def _finish(text: str, lines: Sequence[int], room: Sequence[int], begin: int, needed: int, width: int) -> int:
    """Where the excerpt ends: not before `needed`, at most `width` cells after `begin`."""
    latest = bisect_right(room, room[begin] + width) - 1
    if latest >= len(text):
        return len(text)
    least = max(needed, bisect_left(room, room[begin] + int(width * 0.6)))
    for stops in _stops(text, lines, least, latest):
        if stops:
            return stops[-1]
    return max(_between_words(text, latest, -1), min(needed, latest))


def highlighted(matches: Sequence[Match], begin: int, end: int, shift: int) -> tuple[tuple[int, int], ...]:
    """The highlights of the excerpt `[begin, end)`, moved by `shift`, those that touch as one."""
    within = ((max(match.start, begin), min(match.end, end)) for match in matches)
    return joined((start + shift, stop + shift) for start, stop in within if start < stop)


def joined(highlights: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Highlights, which come in order, with those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in highlights:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def _skip_space(text: str, begin: int) -> int:
    return begin + 1 if text[begin : begin + 1] == " " else begin


def window(
    text: str,
    lines: Sequence[int],
    matches: Sequence[Match],
    weights: Sequence[float],
    width: int,
    floor: int = 0,
    *,
    usual: bool | None = None,
) -> tuple[int, int]:
    """Where the part of `text` begins and ends that shows most of `matches` (in order) in `width` cells, with "…" at
    both ends; without any its beginning, from `floor` on.

    `lines` are the places where it may be cut as after a sentence, `weights` say how much each term counts;
    `usual`: see `cell_list`.
    """
    room = [0, *accumulate(cell_list(text, usual=usual))]
    inner = max(width - 2, 1)  # an ellipsis at both ends
    begin = needed = floor
    if matches:
        first, last = _best(matches, room, inner * 17 // 20, weights)
        begin = _skip_space(text, max(floor, _begin(text, lines, room, matches[first].start, inner // 3)))
        needed = min(matches[last - 1].end, bisect_right(room, room[begin] + inner) - 1)
    end = _finish(text, lines, room, begin, needed, inner)
    return begin, begin + len(text[begin:end].rstrip(" "))


def shortened(text: str, highlights: Sequence[tuple[int, int]], width: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """An excerpt with its highlights in at most `width` cells: the part that holds most different ones."""
    if cells(text) <= width:
        return text, tuple(highlights)
    opened, closed = text.startswith("…"), text.endswith("…")
    body = text.removeprefix("…").removesuffix("…")
    terms: dict[str, int] = {}
    matches = [
        Match(max(start - opened, 0), end - opened, terms.setdefault(text[start:end].casefold(), len(terms)))
        for start, end in highlights
        if opened < end <= len(body) + opened
    ]
    begin, end = window(body, (), matches, [1.0] * len(terms), width)
    before = "…" if opened or begin else ""
    after = "…" if closed or end < len(body) else ""
    return f"{before}{body[begin:end]}{after}", highlighted(matches, begin, end, len(before) - begin)
