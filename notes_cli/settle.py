"""Which settings hold: options, the environment, the vault's file and the user's, put together.

An option beats the environment, the environment beats the vault's `.notes.toml`, that beats the user's `config.toml`,
and all beat the default.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from notes_cli.config import (
    NOWHERE,
    VAULT_FILE,
    WAYS,
    index_file,
    named_vault,
    user_directory,
    user_file,
    vault_around,
)
from notes_cli.errors import SettingsError, VaultError, did_you_mean
from notes_cli.settings import SETTINGS, Choice, Kind, Origin, Setting, Settings
from notes_cli.tomlfile import Content, Key, content


def settle(
    asked: Mapping[str, Any], environ: Mapping[str, str], cwd: Path | None, home: Path, *, needs_vault: bool = True
) -> Settings:
    """What holds for a run: `asked` are the options by name of setting, None where none was given.

    `cwd` None: the working directory was removed.

    Raises `VaultError` when there is no vault and one is needed or named, `SettingsError` for a file that is broken
    or holds a value of a wrong type; when no vault is needed, that file is passed over with a remark.
    """
    file = user_file(environ, home)
    users, remarks = _from_file(file, Origin.USER_FILE, file, lenient=not needs_vault)
    users |= {k: c._replace(value=str(_path(c, home))) for k, c in users.items() if k.startswith("vaults.")}
    said = {**_from_environment(environ), **_from_options(asked)}
    outer = {**users, **said}
    place, cache = _vault(outer, cwd, home, file), user_directory("cache", environ, home)
    if place is None:
        if needs_vault:
            raise VaultError("no vault found here" if cwd else NOWHERE, hint=WAYS.format(config=file))
        return Settings(outer, (file,), remarks, cache=cache)
    own = place / VAULT_FILE
    vaults, more = _from_file(own, Origin.VAULT_FILE, file, lenient=not needs_vault)
    choices = {**outer, **vaults, **said}
    _check_inside(place, choices.get("templates"))
    index = _path(choices["db"], home) if "db" in choices else index_file(place, cache)
    state = user_directory("state", environ, home)
    return Settings(choices, (file, own), (*remarks, *more), place, index, cache, state)


def _path(choice: Choice, home: Path) -> Path:
    """A path in a file is from home; one from the command line or the environment is as it was typed."""
    if choice.origin is not Origin.USER_FILE:
        return Path(choice.value)
    return Path(os.path.abspath(home / Path(choice.value).expanduser()))


def _vault(choices: dict[str, Choice], cwd: Path | None, home: Path, user: Path) -> Path | None:
    """The vault that is meant: the one that was named, else the one around, else the one in the user's file.

    A choice that does not count is taken out of `choices`. Raises `VaultError`.
    """
    chosen = choices.get("vault")
    names = {key.removeprefix("vaults."): c.value for key, c in choices.items() if key.startswith("vaults.")}
    if chosen is not None and chosen.origin is not Origin.USER_FILE:
        return named_vault(chosen.value, cwd, names, chosen.place)
    if (around := vault_around(cwd)) is not None:
        choices.pop("vault", None)
        return around
    return named_vault(chosen.value, home, names, str(user)) if chosen is not None and chosen.value else None


# -- options and the environment -------------------------------------------------------------------------------


def _from_options(asked: Mapping[str, Any]) -> dict[str, Choice]:
    return {
        name: Choice(name, value, Origin.OPTION, SETTINGS[name].option or name, SETTINGS[name])
        for name, value in asked.items()
        if value is not None and value != ""
    }


def _from_environment(environ: Mapping[str, str]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for setting in SETTINGS.values():
        for variable, stands_for in setting.environment.items():
            text = environ.get(variable, "")
            if text and setting.name not in found:
                value = stands_for or (is_on(text) if setting.kind is Kind.FLAG else text)
                found[setting.name] = Choice(setting.name, value, Origin.ENVIRONMENT, variable, setting)
    return found


def is_on(value: str) -> bool:
    """Whether a variable of the environment switches something on."""
    return value.strip().lower() not in ("", "0", "false", "no", "off")


# -- files -----------------------------------------------------------------------------------------------------


def _from_file(file: Path, origin: Origin, user: Path, *, lenient: bool) -> tuple[dict[str, Choice], tuple[str, ...]]:
    """The choices in a file, and remarks on what is not obeyed. `user` is the file where everything may be set.

    `lenient`: a broken file is a remark too.
    """
    try:
        found = content(file)
        choices: dict[str, Choice] = {}
        remarks = []
        for name, value in found.values.items():
            setting = SETTINGS.get(name)
            if setting is None:
                remarks.append(f'{found.at((name,))}: there is no setting "{name}"{did_you_mean(name, SETTINGS, "; ")}')
            elif origin is Origin.VAULT_FILE and not setting.in_vault:
                remarks.append(
                    f'{found.at((name,))}: "{name}" is not obeyed in a vault\'s file; it belongs into {user}'
                )
            else:
                choices |= {c.name: c for c in _choices(setting, value, origin, found)}
    except SettingsError as error:
        if not lenient:
            raise
        return {}, (f"{error.message}; the file is not obeyed",)
    return choices, tuple(remarks)


def _choices(setting: Setting, value: Any, origin: Origin, found: Content) -> Iterator[Choice]:
    if setting.kind is not Kind.TABLE:
        yield Choice(setting.name, _checked(setting, value, (setting.name,), found), origin, str(found.file), setting)
        return
    if not isinstance(value, dict):
        raise _wrong((setting.name,), Kind.TABLE.value, found)
    for key, text in value.items():
        if not (isinstance(text, str) and text.strip()):
            raise _wrong((setting.name, key), Kind.TEXT.value, found)
        yield Choice(f"{setting.name}.{key}", text, origin, str(found.file), setting)


def _checked(setting: Setting, value: Any, key: Key, found: Content) -> Any:
    right = {
        Kind.TEXT: isinstance(value, str) and "\0" not in value,
        Kind.FLAG: isinstance(value, bool),
        Kind.NUMBER: isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31,
        Kind.COLOR: value in ("auto", "always", "never"),
        Kind.THEME: value in ("auto", "light", "dark", "mono"),
        Kind.FOLDER: isinstance(value, str) and is_inside(value),
    }[setting.kind]
    if not right:
        raise _wrong(key, setting.kind.value, found)
    return value.strip().strip("/") if setting.kind is Kind.FOLDER else value


def is_inside(path: str) -> bool:
    """Whether `path` is a relative one that does not lead above where it starts, on any system."""
    from pathlib import PurePosixPath, PureWindowsPath

    windows = PureWindowsPath(path)
    return (
        bool(path.strip()) and "\0" not in path and not windows.drive and not windows.root
        and not PurePosixPath(path).is_absolute() and ".." not in windows.parts
    )  # fmt: skip


def _check_inside(vault: Path, choice: Choice | None) -> None:
    """A folder that is a link out of the vault is none in the vault. Raises `SettingsError`."""
    if choice is None:
        return
    top = os.path.realpath(vault)
    real = os.path.realpath(os.path.join(top, choice.value))
    if os.path.commonpath([top, real]) != top:
        raise SettingsError(f'{choice.place}: {choice.name} = "{choice.value}" leads out of the vault')


def _wrong(key: Key, wanted: str, found: Content) -> SettingsError:
    return SettingsError(
        f"{found.at(key)}: {'.'.join(key)} must be {wanted}", hint="`notes config --files` tells which files are read"
    )
