"""What was typed for a property, as a value of the property's type. Text in, value out; nothing is read or written."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from notes_cli.errors import ValueRefused
from notes_cli.model import Value
from notes_cli.text.dates import parse_date
from notes_cli.text.escape import shown as visible
from notes_cli.text.fold import name_key
from notes_cli.vault.properties import is_tag
from notes_cli.vault.yaml12 import resolved
from notes_cli.vault.yamltext import Moment

_DAYS: Final = {"today": 0, "今天": 0, "yesterday": -1, "昨天": -1, "tomorrow": 1, "明天": 1}
_NOW: Final = ("now", "現在")
_CHECKBOX: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
#: A number that is written as it is read: no sign of plus, no needless zero in front (a code, a telephone number).
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?")
_PARTIAL = re.compile(r"\d{4}(?:[-/.年]\s*\d{1,2}月?|年)?|\D+[\s-]+\d{4}")
#: What parts tags that are typed in one word.
COMMAS: Final = re.compile("[,，、]")

_Read: TypeAlias = Callable[[str, date, datetime], Value]


def typed(text: str, kind: str, *, today: date, now: datetime) -> Value:
    """The value that `text` is for a property of the type `kind`, as `notes props` names types; "" = not known.

    Dates come as `Moment`, which is written without quotes; `today`, `now`, `今天` and their neighbours are dates
    where the type is one or not known. Blank text is no value (None), but for the type "text", and an empty list.
    Without a type it is what YAML 1.2 takes it for: true, 5, 2025-12-25, else text; `007` and `1e5` stay text.
    Raises ValueRefused, with the reason, when it does not fit.
    """
    return _KINDS.get(kind, _unknown)(text, today, now)


def tag_named(text: str) -> str:
    """The tag that `text` names, without "#", blanks around it and slashes at its end.

    The rule is Obsidian's: letters of any script, digits, `_`, `-`, `/` and most other signs, but no blanks, no
    ASCII or general punctuation, and not digits alone. Raises ValueRefused, with the reason.
    """
    name = text.strip().removeprefix("#").rstrip("/")
    if not name:
        raise ValueRefused("a tag needs a name")
    said = f"{_quoted(name)} is no name for a tag"
    if name.isascii() and name.isdigit():
        raise ValueRefused(f"{said}: it has digits only", hint=f"add a letter, as in y{name[:20]}")
    if any(char.isspace() for char in name):
        raise ValueRefused(f"{said}: it has a blank", hint=f"write {visible('-'.join(name.split()), lines=False)}")
    if name.startswith("/") or "//" in name:
        raise ValueRefused(f"{said}: a part of it is empty", hint="write parent/child")
    wrong = next((char for char in name if not is_tag("a" + char) or visible(char) != char), None)
    if wrong is not None:
        raise ValueRefused(f"{said}: “{visible(wrong, lines=False)}” ends a tag", hint="use letters, digits, _ - and /")
    return name


def _quoted(text: str) -> str:
    return f"“{visible(text if len(text) <= 60 else text[:59] + '…', lines=False)}”"


def _unknown(text: str, today: date, now: datetime) -> Value:
    bare = text.strip()
    if bare in _DAYS or bare in _NOW:
        return _datetime(text, today, now) if bare in _NOW else _date(text, today, now)
    if _ISO.fullmatch(bare) and parse_date(bare):
        return Moment(bare)
    value = resolved(bare)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return text if isinstance(value, str) or (is_number and not _NUMBER.fullmatch(bare)) else value


def _text(text: str, today: date, now: datetime) -> Value:
    return text


def _list(text: str, today: date, now: datetime) -> Value:
    return [text.strip()] if text.strip() else []


def _tags(text: str, today: date, now: datetime) -> Value:
    names: dict[str, Value] = {}
    for part in COMMAS.split(text):
        if part.strip():
            name = tag_named(part)
            names.setdefault(name_key(name), name)
    return list(names.values())


def _number(text: str, today: date, now: datetime) -> Value:
    value = resolved(text.strip())
    if isinstance(value, str | bool):
        raise ValueRefused(f"{_quoted(text)} is not a number")
    return value


def _checkbox(text: str, today: date, now: datetime) -> Value:
    bare = text.strip()
    if bare and bare not in _CHECKBOX:
        raise ValueRefused(f"{_quoted(text)} is neither true nor false")
    return _CHECKBOX.get(bare)


def _date(text: str, today: date, now: datetime) -> Value:
    bare = text.strip()
    if not bare:
        return None
    if bare in _DAYS or bare in _NOW:
        return Moment((today + timedelta(_DAYS.get(bare, 0))).isoformat())
    iso = _iso(text, bare)
    if "T" in iso:
        raise ValueRefused(f"{_quoted(text)} has a time of day, and the property is a date")
    return Moment(iso)


def _datetime(text: str, today: date, now: datetime) -> Value:
    bare = text.strip()
    if not bare:
        return None
    if bare in _NOW:
        return Moment(now.isoformat(timespec="seconds"))
    iso = (today + timedelta(_DAYS[bare])).isoformat() if bare in _DAYS else _iso(text, bare)
    return Moment(iso if "T" in iso else f"{iso}T00:00:00{now.isoformat(timespec='seconds')[19:]}")


def _iso(text: str, bare: str) -> str:
    """The date in ISO 8601, as it is when it is written so."""
    found = parse_date(bare)
    if not found or _PARTIAL.fullmatch(bare):
        raise ValueRefused(f"{_quoted(text)} is not a date", hint="write it as 2025-12-25, or today")
    return bare if _ISO.fullmatch(bare) else found[0]


def _map(text: str, today: date, now: datetime) -> Value:
    raise ValueRefused("the property holds properties of its own", hint="name one of them: parent.child=value")


_KINDS: Final[dict[str, _Read]] = {
    "text": _text,
    "multitext": _list,
    "aliases": _list,
    "tags": _tags,
    "number": _number,
    "checkbox": _checkbox,
    "date": _date,
    "datetime": _datetime,
    "map": _map,
}
