"""What an operand means: numbers, dates and ranges of them.

Comparisons are written `>5`, `>=5`, `<5`, `<=5`, `!=5`, ranges `1..5` (inclusive, open ends allowed). A partial
ISO date is an interval: `2025-12` is the whole month, `>2025` starts with 2026.
"""

import math
import re
from datetime import date, timedelta
from typing import NamedTuple

from notes_cli.text.pattern import pattern

_COMPARISON = pattern(r"(>=|<=|!=|>|<)?\s*(.*)", re.DOTALL)
_PARTIAL = pattern(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_AGE = pattern(r"(\d{1,5})\s*([dwmy])$", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_NAMED = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}


class Comparison(NamedTuple):
    """An operand split into its relation ("" when none is written) and the rest."""

    relation: str
    text: str


class Interval(NamedTuple):
    """From `low` to `high`, both included; None = open. `outside` asks for everything else."""

    low: str | float | None
    high: str | float | None
    outside: bool = False


def comparison(text: str) -> Comparison:
    """Split `>=5` into relation and operand."""
    found = _COMPARISON.fullmatch(text.strip())
    assert found is not None  # the pattern matches any text
    return Comparison(found[1] or "", found[2].strip())


def number_interval(text: str) -> Interval | None:
    """The numbers an operand asks for, or None when it is not one. Ends are included."""
    relation, operand = comparison(text)
    if not relation and ".." in operand:
        low, _, high = operand.partition("..")
        first, last = _number(low), _number(high)
        if (low.strip() and first is None) or (high.strip() and last is None):
            return None
        return Interval(first, last)
    value = _number(operand)
    if value is None:
        return None
    return _related(relation, value, value, before=_below(value), after=_above(value))


def date_interval(text: str, today: date) -> Interval | None:
    """The days an operand asks for, as ISO dates with both ends included, or None when it is not one."""
    relation, operand = comparison(text)
    if not relation and ".." in operand:
        low, _, high = operand.partition("..")
        first, last = _days(low, today), _days(high, today)
        if (low.strip() and not first) or (high.strip() and not last):
            return None
        return Interval(first[0].isoformat() if first else None, last[1].isoformat() if last else None)
    days = _days(operand, today)
    if days is None:
        return None
    first_day, last_day = days
    before = (first_day - timedelta(1)).isoformat() if first_day > date.min else ""
    after = (last_day + timedelta(1)).isoformat() if last_day < date.max else "9999-12-32"
    return _related(relation, first_day.isoformat(), last_day.isoformat(), before=before, after=after)


def _related(
    relation: str, low: str | float, high: str | float, *, before: str | float, after: str | float
) -> Interval:
    match relation:
        case ">":
            return Interval(after, None)
        case ">=":
            return Interval(low, None)
        case "<":
            return Interval(None, before)
        case "<=":
            return Interval(None, high)
        case "!=":
            return Interval(low, high, outside=True)
        case _:
            return Interval(low, high)


def _days(text: str, today: date) -> tuple[date, date] | None:
    """First and last day of what `text` names, or None."""
    text = text.strip()
    if (ago := _NAMED.get(text.lower())) is not None:
        day = today - timedelta(ago)
        return day, day
    if age := _AGE.match(text):
        try:
            return today - timedelta(int(age[1]) * _DAYS[age[2].lower()]), today
        except OverflowError:
            return date.min, today
    found = _PARTIAL.match(text)
    if found is None:
        return None
    year, month, day_of_month = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day_of_month or 1)
    except ValueError:
        return None
    return first, _last_day(first, month, day_of_month)


def _last_day(first: date, month: int | None, day: int | None) -> date:
    if day:
        return first
    if not month or month == 12:
        return date(first.year, 12, 31)
    return date(first.year, month + 1, 1) - timedelta(1)


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace("_", "x"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _below(value: float) -> float:
    return math.nextafter(value, -math.inf)


def _above(value: float) -> float:
    return math.nextafter(value, math.inf)
