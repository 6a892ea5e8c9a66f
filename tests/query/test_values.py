"""Operands: numbers, dates and what they are compared with."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.query.values import Interval, comparison, date_interval, number_interval

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-12-25", "2025-12-25", "2025-12-25"),
        ("2025/1/2", "2025-01-02", "2025-01-02"),
        (">2025", "2026-01-01", None),
        (">=2025-02", "2025-02-01", None),
        ("<2025-02", None, "2025-01-31"),
        ("<=2025-02", None, "2025-02-28"),
        ("2025-01..2025-06", "2025-01-01", "2025-06-30"),
        ("..2025", None, "2025-12-31"),
        ("2025..", "2025-01-01", None),
        ("today", "2026-03-01", "2026-03-01"),
        ("昨天", "2026-02-28", "2026-02-28"),
        ("7d", "2026-02-22", "2026-03-01"),
        ("2w", "2026-02-15", "2026-03-01"),
        (">= 2025", "2025-01-01", None),
        ("99999y", "0001-01-01", "2026-03-01"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_dates(text: str, low: str | None, high: str | None) -> None:
    assert date_interval(text, TODAY) == Interval(low, high)


def test_another_date_than_that_day() -> None:
    assert date_interval("!=2025-01-02", TODAY) == Interval("2025-01-02", "2025-01-02", outside=True)


@pytest.mark.parametrize(
    "text", ["", "x", "2025-13", "2025-02-30", "20251", "12:30", "a..2025", "2025..b", "0000", "-1d", "2025-1-1-1"]
)
def test_what_is_no_date(text: str) -> None:
    assert date_interval(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("5", [5], [4, 6]),
        ("5.5", [5.5], [5]),
        (">5", [5.0001, 1e300], [5, -9]),
        (">=5", [5], [4.999]),
        ("<5", [4.999, -1e300], [5]),
        ("<=5", [5], [5.1]),
        ("1..5", [1, 3, 5], [0.9, 5.1]),
        ("..5", [-3, 5], [6]),
        ("5..", [5, 7], [4]),
        ("-3", [-3], [3]),
        (">=-3", [-3, 0], [-4]),
        ("1e3", [1000], [999]),
    ],
)
def test_numbers(text: str, inside: list[float], outside: list[float]) -> None:
    interval = number_interval(text)
    assert interval is not None
    low = -math.inf if interval.low is None else float(interval.low)
    high = math.inf if interval.high is None else float(interval.high)
    assert all(low <= number <= high for number in inside)
    assert not any(low <= number <= high for number in outside)


@pytest.mark.parametrize("text", ["", "x", "1_000", "nan", "inf", "1e999", "1..x", "5 6", ">", ">>5"])
def test_what_is_no_number(text: str) -> None:
    assert number_interval(text) is None


@given(st.text(max_size=12))
def test_operands_never_raise(text: str) -> None:
    relation, rest = comparison(text)
    assert relation in ("", ">", ">=", "<", "<=", "!=")
    assert rest == rest.strip()
    number_interval(text)
    date_interval(text, TODAY)


@given(st.dates(date(1, 1, 2), date(9999, 12, 30)))
def test_a_day_and_its_neighbours(day: date) -> None:
    before, after = (day - timedelta(1)).isoformat(), (day + timedelta(1)).isoformat()
    assert date_interval(day.isoformat(), TODAY) == Interval(day.isoformat(), day.isoformat())
    assert date_interval(f"<{day}", TODAY) == Interval(None, before)
    assert date_interval(f">{day}", TODAY) == Interval(after, None)
