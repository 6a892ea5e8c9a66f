"""Dates as people write them: one parser for the more than twenty spellings found in real vaults.

The spelling is kept elsewhere; here it only becomes comparable. What names no day that exists is None.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from notes_cli.text.pattern import pattern

_MONTH_NAMES: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_EPOCH: Final = date(1970, 1, 1).toordinal()

_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME = r"""
    (?:[T\s,，]+(?:at\s+)?
        (?P<half>上午|下午|[ap]\.?m\.?)?\s*
        (?P<hour>\d{1,2})[:時时点點](?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})秒?(?:[.,]\d+)?)?
        \s*(?P<half2>[ap]\.?m\.?)?
        \s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?)?
        (?:\s*(?:\([^()]*\)|[A-Z]{3,4}))?
    )?
"""
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_WEEKDAY_AFTER = r"(?:\s*\(?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:星期|週|周)?[一二三四五六日天])\)?)?"

#: The orders in which year, month and day are written, tried one after the other.
_DAYS: Final = (
    _WEEKDAY + r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?" + _WEEKDAY_AFTER,
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    _WEEKDAY + _MONTH + r"\s+" + _DAY + r",?\s+(?P<year>\d{4})",
    _WEEKDAY + _DAY + r"[\s-]+" + _MONTH + r",?[\s-]+(?P<year>\d{4})",
    r"(?P<year>\d{4})[\s-]+" + _MONTH + r"[\s-]+" + _DAY,
    r"(?P<first>\d{1,2})[/.-](?P<other>\d{1,2})[/.-](?P<year>\d{4})",
    r"(?P<year>\d{4})(?:[-/.]|\s*年\s*)(?P<month>\d{1,2})月?",
    _MONTH + r",?[\s-]+(?P<year>\d{4})",
    r"(?P<year>\d{4})年?",
)
#: `Mon Jan  2 15:04:05 2006`, as C and Go write it: the year comes last.
_YEAR_LAST: Final = _WEEKDAY + _MONTH + r"\s+" + _DAY + _TIME + r"\s+(?P<year>\d{4})"
_SHAPES: Final = tuple(
    pattern(shape, re.VERBOSE | re.IGNORECASE) for shape in (*(day + _TIME for day in _DAYS), _YEAR_LAST)
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T?(\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d\d:?\d\d)?")
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_IN_NAME = re.compile(r"(\d{4})([-_.]?)(\d\d)\2(\d\d)(?!\d)|(\d{4})()(\d\d)(\d\d)(?:\d{4}|\d{6})(?!\d)")


def parse_date(text: str) -> tuple[str, float] | None:
    """`text` as (ISO 8601, seconds since 1970 UTC), or None when it names no day that exists.

    The ISO form has a time only when `text` has one, and an offset only when `text` has one. A month or a
    year alone is its first day. Without an offset the seconds are those of UTC. Day and month by numbers
    before the year (`31/12/2024`) are understood only when they cannot be confused.
    """
    if _PLAIN.fullmatch(text):
        try:
            return text, (date.fromisoformat(text).toordinal() - _EPOCH) * 86400.0
        except ValueError:
            return None
    found = _ISO.fullmatch(text)
    return _in_parts(found.groups()) if found else _spelled(text)


def _in_parts(parts: Sequence[str | None]) -> tuple[str, float] | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    return _moment(year, month, day, (hour, minute, second), parts[6] or "")


def _spelled(text: str) -> tuple[str, float] | None:
    text = text.strip().removeprefix("[[").removesuffix("]]").strip()
    if not text or len(text) > 80:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if _UNIX.fullmatch(text):
        return _unix(int(text[:10]))
    if compact := _COMPACT.fullmatch(text):
        return _in_parts(compact.groups())
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _understood(found.groupdict())
    return None


def date_in_name(name: str) -> tuple[str, float] | None:
    """The date at the start of a file name: `2024-01-02-x`, `20240102 x`, `202401021530`."""
    found = _IN_NAME.match(name)
    if not found:
        return None
    year, _, month, day = found.groups()[:4] if found[1] else found.groups()[4:]
    return _moment(int(year), int(month), int(day), None, "")


def _understood(parts: dict[str, str | None]) -> tuple[str, float] | None:
    year = int(parts["year"] or 0)
    if parts.get("first"):
        month, day = _unambiguous(int(parts["first"] or 0), int(parts["other"] or 0))
    else:
        name = parts.get("month") or "1"
        month = int(name) if name.isdigit() else _MONTH_NAMES.index(name[:3].lower()) // 4 + 1
        day = int(parts.get("day") or 1)
    if not parts["hour"]:
        return _moment(year, month, day, None, "")
    half = (parts["half"] or parts["half2"] or "").lower()
    hour = _hour(int(parts["hour"]), "p" if half[:1] in ("下", "p") else "a" if half else "")
    return _moment(year, month, day, (hour, int(parts["minute"] or 0), int(parts["second"] or 0)), parts["zone"] or "")


def _unambiguous(first: int, other: int) -> tuple[int, int]:
    """(month, day) of two numbers in an unknown order; month 0, which does not exist, when both could be."""
    if first == other or (first > 12 >= other):
        return other, first
    return (first, other) if other > 12 >= first else (0, 0)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 0 <= hour <= 12:
        return hour if half == "p" and hour < 24 else -1
    return hour % 12 + (12 if half == "p" else 0)


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: str) -> tuple[str, float] | None:
    try:
        the_day = date(year, month, day)
    except ValueError:
        return None
    seconds = float((the_day.toordinal() - _EPOCH) * 86400)
    if clock is None:
        return the_day.isoformat(), seconds
    hour, minute, second = clock
    offset = _offset(zone)
    if not (0 <= hour < 24 and minute < 60 and second < 61) or offset is None:
        return None
    shown = "" if not zone else "Z" if not offset and zone[-1].isalpha() else _shown(offset)
    iso = f"{the_day.isoformat()}T{hour:02}:{minute:02}:{min(second, 59):02}{shown}"
    return iso, seconds + hour * 3600 + minute * 60 + second - offset


def _offset(zone: str) -> int | None:
    """Seconds east of UTC; None when there is no such offset."""
    digits = zone.upper().removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits in ("", "Z"):
        return 0
    number = digits[1:]
    hours, minutes = (int(number[:-2]), int(number[-2:])) if len(number) > 2 else (int(number), 0)
    seconds = hours * 3600 + minutes * 60
    return None if hours > 15 or minutes > 59 else -seconds if digits[0] == "-" else seconds


def _shown(offset: int) -> str:
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


def _unix(seconds: int) -> tuple[str, float]:
    day = date(1970, 1, 1) + timedelta(days=seconds // 86400)
    rest = seconds % 86400
    return f"{day.isoformat()}T{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}Z", float(seconds)
