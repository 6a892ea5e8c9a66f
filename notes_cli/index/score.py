"""How well a section answers: BM25 over its text, headings and tags, beside its title and its single characters; and
how well a note does whose sections these are. Nothing here asks the index.

A few terms are counted in the texts as they are; for many it is faster to fold the texts first.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from notes_cli.index.candidates import Candidate
from notes_cli.index.plan import Term
from notes_cli.index.rows import stem
from notes_cli.index.weights import FURTHER, K1, NAME_BONUS, NAME_START_BONUS, SINGLE, TITLE, B
from notes_cli.text.fold import fold
from notes_cli.text.tally import Counter, counter

_WEIGHTS = (1.0, *FURTHER)
#: Up to so many terms are looked for in every spelling.
_FEW = 4


class Weighed(NamedTuple):
    """A term and what it weighs, its rarity included."""

    term: Term
    weight: float


class Scored(NamedTuple):
    """A section's score, and which terms (by their place) it holds."""

    candidate: Candidate
    score: float
    is_named: bool  # a term stands in a name of the note
    held: frozenset[int]


def rarity(total: int, holding: int) -> float:
    """BM25's inverse document frequency of a term that `holding` of `total` sections hold; never negative."""
    return math.log(1 + max(total - holding + 0.5, 0.5) / (holding + 0.5))


def scored(
    candidates: Sequence[Candidate],
    terms: Sequence[Weighed],
    singles: Sequence[str] = (),
    *,
    properties: Callable[[int], str],
) -> list[Scored]:
    """Each candidate with its score; `singles` are characters that count beside the terms.

    `properties` gives those of a note: they are looked at when nothing else of a candidate holds a term.
    """
    if not candidates:
        return []
    folds = len(terms) + len(singles) > _FEW
    prepared: Callable[[str], str] = fold if folds else str
    weights = [weight for _, weight in terms]
    counters = [_counter(term, folds) for term, _ in terms]
    texts = [prepared(_all_text(candidate)) for candidate in candidates]
    usual = sum(map(len, texts)) / len(texts) or 1.0
    lone = _rarities(texts, singles)
    named: dict[int, float] = {}
    found = []
    for candidate, text in zip(candidates, texts, strict=True):
        counts = [count(text) for count in counters]
        if (in_names := named.get(candidate.note)) is None:
            names = prepared(f"{candidate.title}\n{candidate.file}\n{candidate.aliases}")
            in_names = sum([weight for weight, count in zip(weights, counters, strict=True) if count(names)])
            named[candidate.note] = in_names
        if not in_names and not any(counts):  # in the properties, or in a spelling that is not usual
            hidden = fold(f"{text}\n{properties(candidate.note)}")
            counts = [count(hidden) for count in counters]
        length = K1 * (1 - B + B * len(text) / usual)
        score = _saturated(weights, counts, length) + TITLE * in_names
        if lone:
            score += SINGLE * _saturated(lone.values(), map(text.count, lone), length)
        found.append(Scored(candidate, score, in_names > 0, frozenset([p for p, tf in enumerate(counts) if tf])))
    return found


def _counter(term: Term, folds: bool) -> Counter:
    count = counter(term.token, folded=folds, begins=term.begins)
    if not term.others:
        return count
    counts = [count, *(counter(fold(other), folded=folds) for other in term.others)]
    return lambda text: sum([one(text) for one in counts])


def _all_text(candidate: Candidate) -> str:
    return f"{candidate.text}\n{candidate.headings}\n{candidate.tags}\n{candidate.description or ''}"


def _saturated(weights: Iterable[float], counts: Iterable[int], length: float) -> float:
    """BM25's sum over terms that stand `counts` times in a text of this relative length."""
    return sum([weight * tf * (1 + K1) / (tf + length) for weight, tf in zip(weights, counts, strict=True) if tf])


def _rarities(texts: Sequence[str], characters: Sequence[str]) -> dict[str, float]:
    """Each character with its rarity among the texts."""
    return {c: rarity(len(texts), sum([c in text for text in texts])) for c in characters}


def as_typed(result: Scored, typed: Sequence[str], more: float) -> Scored:
    """A section that holds `typed` in that very script, with so much more of its score."""
    share = sum(text in result.candidate.text for text in typed) / (len(typed) or 1)
    return Scored(result.candidate, result.score * (1 + more * share), result.is_named, result.held)


def of_note(sections: Iterable[Scored]) -> float:
    """The score of a note from its sections, the best one first."""
    return sum([section.score * weight for section, weight in zip(sections, _WEIGHTS, strict=False)])


def name_bonus(result: Scored, asked: str) -> float:
    """What a note has ahead whose name is the whole query (`asked`, folded), or whose title begins with it."""
    candidate = result.candidate
    if not asked or not result.is_named:
        return 0.0
    title = fold(candidate.title)
    aliases = json.loads(candidate.aliases) if candidate.aliases != "[]" else ()
    if asked == title or asked in map(fold, (stem(candidate.file), *aliases)):
        return NAME_BONUS
    return NAME_START_BONUS * len(asked) / len(title) if title.startswith(asked) else 0.0
