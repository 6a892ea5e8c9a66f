"""Changes of properties: what was typed (`KEY=VALUE`, a name to tick) as edits of front matter, in its types."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from notes_cli.changes.plan import Plan, planned
from notes_cli.errors import Refused, UsageError, ValueRefused
from notes_cli.library import Library, NoteFile
from notes_cli.model import Value
from notes_cli.text.fold import name_key
from notes_cli.vault.edit import Add, Change, Remove, Set, Unset, edited
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.properties import SOURCES
from notes_cli.vault.source import Source
from notes_cli.vault.typed import COMMAS, typed

#: KEY=VALUE and its kin; a name that has such signs of its own is put in quotes.
_ASSIGNMENT = re.compile(r'\s*(?P<name>"(?:[^"\\]|\\.)*"|.+?)\s*(?P<sign>:=|\+=|-=|=)(?P<value>.*)', re.DOTALL)

#: A number as a person writes it, and YAML reads it.
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d+)?")


def assignments(library: Library, words: Iterable[str]) -> list[Change]:
    """The changes that `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE` and `KEY:=JSON` say, in their order.

    A new property is spelled as in other notes. Raises `UsageError`, `ValueRefused`.
    """
    now = datetime.now().astimezone()
    return [_assignment(library, word, now) for word in words]


def _assignment(library: Library, word: str, now: datetime) -> Change:
    found = _ASSIGNMENT.fullmatch(word)
    if found is None:
        raise UsageError(f'"{word}" says no value', hint="write KEY=VALUE, KEY+=VALUE, KEY-=VALUE or KEY:=JSON")
    text, value, sign = found["name"], found["value"], found["sign"]
    name, kind = library.property_type(_unquoted(text, word))
    if sign == ":=":
        return Set(name, _json(value, name))
    try:
        if sign == "=":
            return Set(name, typed(value, kind or "", today=library.today(), now=now))
        if sign == "-=" and value.strip():
            return Remove(name, _named(value, kind))
        elements = typed(value, "tags" if kind == "tags" else "multitext", today=library.today(), now=now)
    except ValueRefused as error:
        raise ValueRefused(f"{name}: {error.message}", hint=error.hint) from error
    if not isinstance(elements, list) or not elements:
        raise UsageError(f'"{word}" says no value')
    return Add(name, [str(each) for each in elements])


def _named(value: str, kind: str | None) -> list[str]:
    """The elements that are to go; of tags also those that no tag could be called."""
    found = [value.strip(), *(part.strip() for part in COMMAS.split(value) if kind == "tags")]
    return [one for one in found if one]


def _unquoted(text: str, word: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        raise UsageError(f'the name in "{word}" is no quoted text') from None


def _json(text: str, name: str) -> Value:
    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no JSON")

    try:
        return json.loads(text, parse_constant=refuse)  # type: ignore[no-any-return]
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or error
        raise ValueRefused(
            f"{name}: {text[:60]} is no JSON: {reason}", hint="text is written as JSON too: '\"text\"'"
        ) from None


def set_properties(library: Library, notes: Sequence[NoteFile], changes: Sequence[Change], *, found: bool) -> Plan:
    """The plan to make `changes` of the front matter of each of `notes`. Raises `NotesError`."""

    def edit(text: str, _: NoteFile) -> str:
        values = Source.of(text).front.values
        return edited(text, [_as_its_list(change, values) for change in changes])

    return planned(library, "set", notes, edit, found=found)


def _as_its_list(change: Change, values: Mapping[str, Value]) -> Change:
    """What is added to a list of numbers is a number too, where it can be one."""
    if not isinstance(change, Add):
        return change
    known = next((value for key, value in values.items() if name_key(key) == name_key(change.name)), None)
    if not (isinstance(known, list) and known and all(type(each) in (int, float) for each in known)):
        return change
    return change._replace(values=tuple(map(_number, change.values)))


def _number(value: str | int | float) -> str | int | float:
    for kind in (int, float):
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            with suppress(ValueError):
                return kind(value)
    return value


def unset_properties(library: Library, notes: Sequence[NoteFile], names: Sequence[str], *, found: bool) -> Plan:
    """The plan to take the properties `names` out of each of `notes`. Raises `NotesError`."""
    changes = [Unset(name) for name in names]
    return planned(library, "unset", notes, lambda text, _: edited(text, changes), found=found)


# -- checkboxes ------------------------------------------------------------------------------------------------


def tick(library: Library, notes: Sequence[NoteFile], name: str | None, done: bool, *, found: bool) -> Plan:
    """The plan to give the checkbox property `name` (the only one when None) of each of `notes` the value `done`.

    Raises `UsageError` when it cannot be told which is meant, `Refused` when it holds something else.
    """

    def edit(text: str, note: NoteFile) -> str:
        front = Source.of(text).front
        return edited(text, [Set(_checkbox(library, front, note, name), done)])

    return planned(library, "check" if done else "uncheck", notes, edit, found=found)


def _checkbox(library: Library, front: Front, note: NoteFile, name: str | None) -> str:
    """The checkbox of the note that is meant, as spelled there; `draft` only where it is the only one, or named."""
    if front.problems:
        return name or "checkbox"  # the edit refuses it, for what is wrong with it
    if name is None:
        every = [key for key, value in front.values.items() if _is_checkbox(library, key, value)]
        names = [key for key in every if key.lower() not in SOURCES["draft"]] or every
        if len(names) == 1:
            return names[0]
        raise UsageError(
            f"{note.path} has {'no checkbox' if not names else 'several checkboxes'}",
            hint=f"say which: {', '.join(names)}" if names else "name the property that is to be one",
        )
    spelled = next((key for key in front.values if name_key(key) == name_key(name)), None)
    if spelled is None:
        if not library.is_checkbox(name):
            raise Refused(
                f'{note.path} has no property "{name}", and no other note has it as a checkbox',
                hint=f"`notes set` makes one: {name}:=true",
            )
        return library.property_type(name)[0]
    if not _may_be_checkbox(library, spelled, front.values[spelled]):
        raise Refused(
            f'{note.path}: "{spelled}" is no checkbox', hint="it holds something else; `notes set` replaces it"
        )
    return spelled


def _is_checkbox(library: Library, name: str, value: Value) -> bool:
    """Whether a property is one: true or false, or empty where the vault knows it as a checkbox."""
    return isinstance(value, bool) or (value is None and library.is_checkbox(name))


def _may_be_checkbox(library: Library, name: str, value: Value) -> bool:
    """The same, of one that is named: it may also be empty where nobody knows what it is."""
    return _is_checkbox(library, name, value) or (value is None and library.property_type(name)[1] is None)
