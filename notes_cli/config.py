"""Places: the user's directories, which vault is meant, where its index lives. What can be set: see `settings`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from notes_cli.errors import VaultError

#: The settings file of a vault.
VAULT_FILE = ".notes.toml"
#: A folder that holds one of these is a vault.
MARKS = (".obsidian", VAULT_FILE)

WAYS = (
    "name one with --vault DIR or NOTES_VAULT, run notes inside a folder that holds .obsidian/ or .notes.toml "
    '(or beside such a folder called vault), or write vault = "DIR" in {config}'
)


#: What is said where a relative path cannot be told, or nothing is around.
NOWHERE = "the working directory no longer exists"


def working_directory() -> Path | None:
    """The folder that this process runs in; None when it was removed meanwhile."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def user_directory(kind: str, environ: Mapping[str, str], home: Path) -> Path:
    """The user's directory for `kind` ("cache", "config" or "state") of this program, after each system's custom.

    XDG base directories where they are set or the system has no other custom; a relative XDG value is
    ignored, as its specification asks.
    """
    variable = f"XDG_{kind.upper()}_HOME"
    if (named := environ.get(variable, "")) and os.path.isabs(named):
        return Path(named) / "notes"
    if sys.platform == "darwin":
        return home / "Library" / ("Caches" if kind == "cache" else "Application Support") / "notes"
    if os.name == "nt" and (local := environ.get("LOCALAPPDATA" if kind == "cache" else "APPDATA")):
        return Path(local) / "notes"
    return home / (".local/state" if kind == "state" else f".{kind}") / "notes"


def user_file(environ: Mapping[str, str], home: Path) -> Path:
    """The user's settings file, whether it is there or not."""
    return user_directory("config", environ, home) / "config.toml"


def vault_around(cwd: Path | None) -> Path | None:
    """The vault that `cwd` lies in, else the one called vault in it, else None. Raises `VaultError` if unreadable."""
    if cwd is None:
        return None
    for folder in (cwd, *cwd.parents, cwd / "vault"):
        if any(os.path.exists(folder / mark) for mark in MARKS):
            return _usable(folder, "the working directory", {})
    return None


def named_vault(named: str, start: Path | None, names: Mapping[str, str], source: str) -> Path:
    """The vault at the path `named` (from `start`), or with that name among `names` (name -> absolute path).

    `source` says in errors where it was named. Raises `VaultError` when it is no folder that can be read, and when
    there is no `start` and needs to be one.
    """
    folder = (start or Path()) / Path(named).expanduser()
    if named in names and not folder.is_dir():
        folder = Path(names[named])
    if start is None and not folder.is_absolute():
        raise VaultError(NOWHERE, hint=f"name the vault by its whole path; {named} was named by {source}")
    return _usable(folder, source, names)


def _usable(folder: Path, source: str, names: Mapping[str, str]) -> Path:
    folder = Path(os.path.abspath(folder))
    hint = f"it was named by {source}" + (f"; vaults with a name are {', '.join(names)}" if names else "")
    if not folder.exists():
        raise VaultError(f"there is no folder {folder}", hint=hint)
    if not folder.is_dir():
        raise VaultError(f"{folder} is not a folder", hint=hint)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise VaultError(f"{folder} cannot be read", hint=f"{hint}; check its permissions")
    return folder


def remainder(data: bytes, bits: int) -> int:
    """`data` as a number, modulo the Mersenne prime 2**bits - 1 (bits: 31 or 61).

    Tells apart what nobody makes equal on purpose, without loading `hashlib` (9 ms) for every command.
    """
    prime: int = 2**bits - 1
    return int.from_bytes(data, "big") % prime


def index_file(vault: Path, cache: Path) -> Path:
    """Where the index of `vault` lives: one file for each vault in the user's cache directory `cache`.

    Never inside the vault, because sync tools damage live databases.
    """
    return cache / f"{vault_name(vault)}.db"


def journal_folder(vault: Path, state: Path) -> Path:
    """Where the last changes of `vault` are written down: state, as a cache may be thrown away.

    It is the same whichever index is used.
    """
    return state / vault_name(vault)


def vault_name(vault: Path) -> str:
    """What files about `vault` are called: its name, for a person, and a hash of its real path."""
    real = os.path.realpath(vault)
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in os.path.basename(real))[:40]
    return f"{name or 'vault'}-{remainder(os.fsencode(real), 61):x}"
