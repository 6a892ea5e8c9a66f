"""Which names are like a name."""

import pytest

from notes_cli.text.likeness import closest

NAMES = ["價值函數入門", "Scaling Laws", "強化學習筆記", "GPT-3", "scaling-laws 2", "貓"]


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ("价值函数入们", "價值函數入門"),
        ("scalinglaw", "Scaling Laws"),
        ("gpt 3", "GPT-3"),
        ("强化学习笔记", "強化學習筆記"),
    ],
)
def test_the_closest_comes_first(wanted: str, best: str) -> None:
    assert closest(wanted, NAMES)[0][0] == best


def test_the_floor_and_the_limit_hold() -> None:
    assert closest("完全不同的東西", NAMES) == []
    assert len(closest("scaling laws", NAMES, limit=1)) == 1
    scores = [score for _, score in closest("scaling laws", NAMES, floor=0)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5


def test_nothing_is_like_nothing() -> None:
    assert closest("", NAMES) == []
    assert closest("x", []) == []
