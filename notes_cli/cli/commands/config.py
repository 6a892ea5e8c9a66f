"""notes config: what is set, and where each setting comes from."""

import os
from typing import Annotated, Any

from notes_cli.about import SettingRecord, SettingsFile, SettingValue
from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.options import Limit
from notes_cli.errors import UsageError, did_you_mean
from notes_cli.results import Records
from notes_cli.settings import SETTINGS, Choice, Origin, Settings

EXAMPLES = ("notes config", "notes config vault", "notes config --files")


def run(
    settings: Settings,
    name: Annotated[str | None, Argument(metavar="[NAME]", help="One setting: its value alone.")] = None,
    *,
    files: Annotated[bool, Option("--files", help="The settings files instead, there or not.")] = False,
    limit: Limit = None,
) -> Records[SettingRecord] | Records[SettingValue] | Records[SettingsFile]:
    """List the settings with their values and where each comes from; with NAME, one value."""
    if files:
        found = zip(settings.files, (Origin.USER_FILE, Origin.VAULT_FILE), strict=False)
        return Records(SettingsFile, tuple(SettingsFile(os.fspath(f), o.value, f.exists()) for f, o in found))
    every = _records(settings)
    if name is None:
        return Records(SettingRecord, every[: limit or None])
    chosen = tuple(SettingValue(*r) for r in every if r.name == name or r.name.startswith(f"{name}."))
    if not chosen:
        known = [r.name for r in every]
        raise UsageError(
            f'there is no setting "{name}"{did_you_mean(name, known, "; ")}', hint="`notes config` lists them all"
        )
    return Records(SettingValue, chosen[: limit or None])


def _records(settings: Settings) -> tuple[SettingRecord, ...]:
    """In the order of `SETTINGS`; of a table of names that is not empty, one record for each name."""
    found: list[SettingRecord] = []
    for setting in SETTINGS.values():
        chosen = [c for c in settings.choices.values() if c.setting is setting]
        if not chosen:
            around = setting.name == "vault" and settings.place is not None
            place = "working directory" if around else ""
            chosen = [Choice(setting.name, setting.default, Origin.DEFAULT, place, setting)]
        found += [SettingRecord(c.name, _value(c, settings), c.origin.value, c.place, setting.meaning) for c in chosen]
    return tuple(found)


def _value(choice: Choice, settings: Settings) -> Any:
    """The value; of the places, the ones that are meant in the end."""
    meant = {"vault": settings.place, "db": settings.index}.get(choice.name)
    return os.path.abspath(meant) if meant is not None else choice.value
