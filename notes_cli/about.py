"""Records about the program itself: fields, settings, vaults, views. Those about notes: see `results`."""

from typing import Any, NamedTuple


class FieldRecord(NamedTuple):
    """A field that queries can ask for."""

    name: str  # as it is written before the colon
    kind: str  # how what follows is read: text, number, date, tag …
    summary: str  # what it asks
    example: str  # how it is written
    sort: bool  # whether lists can be sorted by it


class SettingRecord(NamedTuple):
    """A setting: its value, and where that comes from. An entry of a table is named "searches.todo"."""

    name: str  # as in the files
    value: Any  # what holds
    source: str  # "option", "environment", "vault file", "user file" or "default"
    place: str  # the option, the variable or the file
    meaning: str  # what it is for


class SettingValue(SettingRecord):
    """The same, when its value is what is asked for."""

    __slots__ = ()


class SettingsFile(NamedTuple):
    """A settings file, there or not."""

    path: str
    source: str  # "user file" or "vault file"
    exists: bool  # whether it is there


class VaultRecord(NamedTuple):
    """A vault that is known by name or by its index."""

    path: str
    name: str | None  # in the user's settings
    exists: bool  # whether the folder is there
    notes: int | None  # None when there is no index
    looked: str | None  # when its index was last brought up to date, ISO 8601 in UTC
    size: int  # of the index, in bytes
    index: str | None  # type: ignore[assignment]  # the index file


class ViewColumn(NamedTuple):
    """A column of one of the documented views."""

    view: str  # its name
    column: str  # the column's name
    meaning: str  # what it holds
