"""What can be set, and what holds for one run as a value.

`SETTINGS` is the table: help, documentation and `notes config` are made from it. A vault may come from somebody else:
its file is only obeyed where it can neither make a command run nor name a place outside the vault. Not here: how the
values are found (`settle`), reading TOML (`tomlfile`), where vaults and indexes lie (`config`).
"""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple


class Kind(Enum):
    """What values a setting has; the text says so in errors."""

    TEXT = "text"
    FLAG = "true or false"
    NUMBER = "a whole number, 0 or more"
    COLOR = "auto, always or never"
    THEME = "auto, light, dark or mono"
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
        Setting("theme", Kind.THEME, "auto", "how `show` is coloured: auto (in the terminal's own colours), for a "
                "light or a dark background, or mono (no colours)", "--theme", {"NOTES_THEME": None}),
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


class Settings(NamedTuple):
    """What holds for one run. `remarks` are sentences about what was found in the files and not obeyed."""

    choices: Mapping[str, Choice]
    files: tuple[Path, ...] = ()  # the user's, then the vault's; whether they are there or not
    remarks: tuple[str, ...] = ()
    place: Path | None = None  # the vault's folder
    index: Path | None = None  # type: ignore[assignment]  # the index file of that vault
    cache: Path | None = None  # the folder where indexes live
    state: Path | None = None  # the folder where changes are written down

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
    def theme(self) -> str:
        """ "auto", "light", "dark" or "mono"; from the environment it may be any text."""
        return str(self._value("theme"))

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
