"""What can be set, where it is looked for, and what holds for one run.

`SETTINGS` is the table: help, documentation and `notes config` are made from it. An option beats the environment, the
environment beats the vault's `.notes.toml`, that beats the user's `config.toml`, and all beat the default. A vault may
come from somebody else: its file is only obeyed where it can neither make a command run nor name a place outside the
vault. Not here: reading TOML (`tomlfile`), where vaults and indexes lie (`config`).
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from notes_cli.config import VAULT_FILE, find_vault, index_file, user_directory, user_file
from notes_cli.errors import NoVault, SettingsError
from notes_cli.tomlfile import Content, Key, content, nearest


class Kind(Enum):
    """What values a setting has; the text says so in errors."""

    TEXT = "text"
    FLAG = "true or false"
    NUMBER = "a whole number, 0 or more"
    COLOR = "auto, always or never"
    FOLDER = "the path of a folder inside the vault"
    TABLE = "a table of names and texts"


class Setting(NamedTuple):
    """One setting. Its name is its key in the files, with `[name]` for a table."""

    name: str
    kind: Kind
    default: Any
    meaning: str
    option: str = ""  # of the command line
    environment: Mapping[str, str | None] = {}  # variable -> the value that it stands for, None = its own text
    in_vault: bool = False  # whether a vault's file may set it
    unset: str = ""  # what happens when nothing is set, for documentation, where the default does not say it


SETTINGS: dict[str, Setting] = {
    s.name: s
    for s in (
        Setting("vault", Kind.TEXT, None, "the vault to use: a folder, or the name of one in [vaults]",
                "--vault", {"NOTES_VAULT": None}, unset="found from the working directory"),
        Setting("vaults", Kind.TABLE, {}, "names for vaults, to be used in place of their paths"),
        Setting("db", Kind.TEXT, None, "the index file", "--db", {"NOTES_DB": None},
                unset="a file for each vault in the user's cache directory"),
        Setting("no_sync", Kind.FLAG, False, "answer from the index as it is, without looking at the files",
                "--no-sync", {"NOTES_NO_SYNC": None}),
        Setting("color", Kind.COLOR, "auto", "colour: auto (on a terminal), always or never",
                "--color", {"NO_COLOR": "never", "FORCE_COLOR": "always"}),
        Setting("limit", Kind.NUMBER, 20, "how many notes `search` gives, 0 = all", "--limit", in_vault=True),
        Setting("draft", Kind.TEXT, "", "the query that says which notes are drafts, in place of draft: true",
                in_vault=True),
        Setting("searches", Kind.TABLE, {}, "saved searches: names for queries, asked for with @name", in_vault=True),
        Setting("templates", Kind.FOLDER, "", "the folder of templates for new notes", in_vault=True),
        Setting("editor", Kind.TEXT, "", "the command that edits a note, in place of VISUAL and EDITOR",
                environment={"NOTES_EDITOR": None}),
        Setting("pager", Kind.TEXT, "", "the command that long notes are paged with, in place of PAGER",
                environment={"NOTES_PAGER": None}),
    )
}  # fmt: skip


class Origin(Enum):
    """Where a value comes from, strongest first."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    VAULT_FILE = "vault file"
    USER_FILE = "user file"
    DEFAULT = "default"


class Choice(NamedTuple):
    """The value of a setting, or of one name in a table (`name` is then "searches.todo")."""

    name: str
    value: Any
    origin: Origin
    place: str  # the option, the variable, or the file; "" for a default
    setting: Setting


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for one run. `remarks` are sentences about what was found in the files and not obeyed."""

    choices: Mapping[str, Choice]
    files: tuple[Path, ...] = ()  # the user's, then the vault's; whether they are there or not
    remarks: tuple[str, ...] = ()
    place: Path | None = None  # the vault's folder
    index: Path | None = None  # the index file of that vault
    cache: Path | None = None  # the folder where indexes live

    def _value(self, name: str) -> Any:
        choice = self.choices.get(name)
        return SETTINGS[name].default if choice is None else choice.value

    def _table(self, name: str) -> dict[str, str]:
        start = f"{name}."
        return {key.removeprefix(start): c.value for key, c in self.choices.items() if key.startswith(start)}

    @property
    def searches(self) -> Mapping[str, str]:
        """Saved searches: name -> query, as written."""
        return self._table("searches")

    @property
    def vaults(self) -> Mapping[str, str]:
        """Named vaults: name -> absolute path."""
        return self._table("vaults")

    @property
    def draft(self) -> str:
        """The query that `is:draft` stands for; "" when it is the property `draft`."""
        return str(self._value("draft"))

    @property
    def limit(self) -> int:
        """How many notes a search gives when nothing else is said; 0 = all."""
        return int(self._value("limit"))

    @property
    def color(self) -> str:
        """ "auto", "always" or "never"."""
        return str(self._value("color"))

    @property
    def no_sync(self) -> bool:
        """Whether the index is asked as it is."""
        return bool(self._value("no_sync"))

    @property
    def templates(self) -> str:
        """The folder of templates, from the vault's root, "/" between parts; "" when none is set."""
        return str(self._value("templates"))

    @property
    def editor(self) -> str:
        """The user's own command for editing; "" when none is set."""
        return str(self._value("editor"))

    @property
    def pager(self) -> str:
        """The user's own command for paging; "" when none is set."""
        return str(self._value("pager"))

    @property
    def own_index(self) -> bool:
        """Whether the index lies in the cache directory, a place of ours alone."""
        return self._value("db") is None


#: What holds where nothing is said.
DEFAULTS = Settings({})


def settle(
    asked: Mapping[str, Any], environ: Mapping[str, str], cwd: Path, home: Path, *, needs_vault: bool = True
) -> Settings:
    """What holds for a run: `asked` are the options by name of setting, None where none was given.

    Raises `VaultError` when there is no vault and one is needed or named, `SettingsError` for a file that is broken
    or holds a value of a wrong type; when no vault is needed, that file is passed over with a remark.
    """
    file = user_file(environ, home)
    users, remarks = _from_file(file, Origin.USER_FILE, file, lenient=not needs_vault)
    users |= {k: c._replace(value=str(_path(c, home))) for k, c in users.items() if k.startswith("vaults.")}
    said = {**_from_environment(environ), **_from_options(asked)}
    place = _vault({**users, **said}, cwd, home, file, needs_vault=needs_vault)
    cache = user_directory("cache", environ, home)
    if place is None:
        return Settings({**users, **said}, (file,), remarks, cache=cache)
    own = place / VAULT_FILE
    vaults, more = _from_file(own, Origin.VAULT_FILE, file, lenient=not needs_vault)
    choices = {**users, **vaults, **said}
    _check_inside(place, choices.get("templates"))
    index = _path(choices["db"], home) if "db" in choices else index_file(place, cache)
    return Settings(choices, (file, own), (*remarks, *more), place, index, cache)


def _path(choice: Choice, home: Path) -> Path:
    """A path in a file is from home; one from the command line or the environment is as it was typed."""
    if choice.origin is not Origin.USER_FILE:
        return Path(choice.value)
    return Path(os.path.abspath(home / Path(choice.value).expanduser()))


def _vault(choices: Mapping[str, Choice], cwd: Path, home: Path, user: Path, *, needs_vault: bool) -> Path | None:
    chosen = choices.get("vault")
    names = {key.removeprefix("vaults."): c.value for key, c in choices.items() if key.startswith("vaults.")}
    try:
        if chosen is None:
            return find_vault(None, "", cwd, home, names, user)
        if chosen.origin is Origin.USER_FILE:
            return find_vault(None, chosen.value, cwd, home, names, user)
        return find_vault(chosen.value, "", cwd, home, names, user, source=chosen.place)
    except NoVault:
        if needs_vault:
            raise
        return None


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
                remarks.append(f'{found.at((name,))}: there is no setting "{name}"{nearest(name, SETTINGS)}')
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
