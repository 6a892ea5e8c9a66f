"""What a change of a property means: the old value and the change give the new value. How it is written: `edit`.

Elements of `tags` and `tag` are compared as tags (without "#", case or width), those of other lists as text.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.text.escape import shown as visible
from notes_cli.text.fold import name_key
from notes_cli.vault.properties import shown

Scalar: TypeAlias = str | int | float | bool


class Set(NamedTuple):
    """The property gets `value`; when there is no such property, it is added."""

    name: str
    value: Value


class Unset(NamedTuple):
    """The property goes, with its value; a property that is not there is no error."""

    name: str


class Add(NamedTuple):
    """The list gets `values` at its end, but for those it has. A text becomes a list, with itself as the first."""

    name: str
    values: Sequence[Scalar]


class Remove(NamedTuple):
    """The list loses every element of `values`; the last one leaves an empty list."""

    name: str
    values: Sequence[Scalar]


class Replace(NamedTuple):
    """The element `old` of a list, or of the words of `tags: a, b`, becomes `new`; goes, when `new` is there."""

    name: str
    old: str
    new: str


Change: TypeAlias = Set | Unset | Add | Remove | Replace


class Absent(Enum):
    """The value of a property that a note does not have."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

#: A value, or that there is none.
Maybe: TypeAlias = "Value | Absent"
_NAME = re.compile(r"[^,\s]+")


def quoted(name: str) -> str:
    """The name of a property as messages show it."""
    return f"“{visible(name, lines=False)}”"


def meant(change: Change, old: Maybe) -> Maybe:
    """The value that the property has after `change`. Raises EditRefused when `old` is nothing to change so."""
    match change:
        case Set(_, value):
            return value
        case Unset():
            return ABSENT
        case Add(name, values):
            elements = _elements(name, old)
            has = {_key(name, one) for one in elements if not isinstance(one, list | dict)}
            new = list({_key(name, one): one for one in reversed(values)}.values())[::-1]
            missing = [one for one in new if _key(name, one) not in has]
            return [*elements, *missing] if missing or isinstance(old, list) else old
        case Remove(name, values):
            gone = {_key(name, one) for one in values}
            if isinstance(old, str) and _is_tags(name):
                return _words_without(name, old, gone)
            kept = [one for one in _elements(name, old) if isinstance(one, list | dict) or _key(name, one) not in gone]
            return kept if isinstance(old, list) else old if old is ABSENT or kept else None
        case Replace(name, written, new_name):
            return _replaced(name, old, written, new_name)


def _is_tags(name: str) -> bool:
    return name_key(name) in ("tags", "tag")


def _key(name: str, element: Value) -> str:
    """What is equal for two elements of the list `name` that are the same."""
    text = shown(element)
    return name_key(text.strip().lstrip("#").rstrip("/")) if _is_tags(name) else text


def _elements(name: str, old: Maybe) -> list[Value]:
    if isinstance(old, dict):
        raise EditRefused(f"{quoted(name)} is no list: it holds properties of its own")
    if isinstance(old, bool):
        raise EditRefused(f"{quoted(name)} is no list: it is {shown(old)}")
    if isinstance(old, str) and _is_tags(name):
        return list(_NAME.findall(old))
    return list(old) if isinstance(old, list) else [] if old is ABSENT or old is None or old == "" else [old]


def _words_without(name: str, text: str, gone: set[str]) -> str | None:
    """Tags written in a row, but for those that are `gone`; what stands between the others stays."""
    words = list(_NAME.finditer(text))
    kept = [word for word in words if _key(name, word[0]) not in gone]
    if len(kept) == len(words):
        return text
    if not kept:
        return None
    parts = [kept[0][0]]
    for word in kept[1:]:
        before = max((other for other in words if other.end() <= word.start()), key=lambda other: other.end())
        parts += text[before.end() : word.start()], word[0]
    return "".join(parts)


def _replaced(name: str, old: Maybe, written: str, new: str) -> Maybe:
    key, new_key = _key(name, written), _key(name, new)
    if isinstance(old, str) and _is_tags(name):
        names = {_key(name, word) for word in _NAME.findall(old)}
        if key in names and new_key in names - {key}:
            return _words_without(name, old, {key})
        return _NAME.sub(lambda word: new if _key(name, word[0]) == key else word[0], old)
    if not isinstance(old, list):
        return new if old is not ABSENT and not isinstance(old, dict) and _key(name, old) == key else old
    met = {_key(name, one) for one in old if not isinstance(one, list | dict)} - {key}
    result: list[Value] = []
    for one in old:
        if isinstance(one, list | dict) or _key(name, one) != key:
            result.append(one)
        elif new_key not in met:
            met.add(new_key)
            result.append(new)
    return result
