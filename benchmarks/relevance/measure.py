"""The figures: Recall@1, @5 and @10, mean reciprocal rank of the first ten, empty answers, time; by kind of query."""

from collections.abc import Iterable, Sequence
from time import process_time
from typing import NamedTuple

from benchmarks.relevance.collection import Question
from benchmarks.relevance.engines import Ask


class Figures(NamedTuple):
    """Of the queries of one kind; shares are 0 to 1, times in milliseconds of processor time of this process."""

    count: int
    recall1: float  # queries with an answer at the top
    recall5: float
    recall10: float
    mrr10: float
    empty: float
    p50: float
    p95: float


class _Asked(NamedTuple):
    rank: int | None  # of the first right answer, from 1
    empty: bool
    milliseconds: float


def _asked(ask: Ask, question: Question) -> _Asked:
    start = process_time()
    found = list(dict.fromkeys(ask(question.query)))
    took = (process_time() - start) * 1000
    rank = next((place for place, path in enumerate(found, 1) if path in question.gold), None)
    return _Asked(rank, not found, took)


def figures(asked: Sequence[_Asked]) -> Figures:
    """What came of queries of one kind."""
    count = len(asked)
    ranks = [one.rank for one in asked if one.rank]
    took = sorted(one.milliseconds for one in asked)
    within = [sum(rank <= depth for rank in ranks) / count for depth in (1, 5, 10)]
    mrr = sum(1 / rank for rank in ranks if rank <= 10) / count
    empty = sum(one.empty for one in asked) / count
    return Figures(count, *within, mrr, empty, took[count // 2], took[count * 95 // 100])


def measured(ask: Ask, questions: Iterable[Question]) -> dict[str, Figures]:
    """The figures of each kind of query."""
    by_kind: dict[str, list[_Asked]] = {}
    for question in questions:
        by_kind.setdefault(question.kind, []).append(_asked(ask, question))
    return {kind: figures(asked) for kind, asked in by_kind.items()}


def macro(kinds: dict[str, Figures], name: str) -> float:
    """The mean of one figure over the kinds, each kind counting the same."""
    return sum(float(getattr(one, name)) for one in kinds.values()) / len(kinds)
