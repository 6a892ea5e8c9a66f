"""Settings and places: what can be set, where it is looked for, which vault is meant, where its index lives.

One table, `SETTINGS`, names every setting; help and documentation are made from it. An option beats the
environment, the environment beats the user's file. Nothing here is read from the vault itself.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from notes_cli.errors import UsageError, VaultError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `option` on the command line, `environment` variable, `key` in the user's config.toml."""

    name: str
    option: str
    environment: str | None
    key: str | None
    default: str
    meaning: str


SETTINGS = (
    Setting("vault", "--vault", "NOTES_VAULT", "vault", "found from the working directory", "the vault to use"),
    Setting("db", "--db", "NOTES_DB", None, "a file in the user's cache directory", "the index file"),
    Setting(
        "no_sync",
        "--no-sync",
        "NOTES_NO_SYNC",
        None,
        "off",
        "answer from the index as it is, without looking at the files",
    ),
    Setting("color", "--color", "NO_COLOR, FORCE_COLOR", None, "auto", "colour: auto, always or never"),
)

#: A folder that holds one of these is a vault.
MARKS = (".obsidian", ".notes.toml")

WAYS = (
    "name one with --vault DIR or NOTES_VAULT, run notes inside a folder that holds .obsidian/ or .notes.toml "
    '(or beside such a folder called vault), or write vault = "DIR" in {config}'
)


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


def find_vault(option: str | None, environ: Mapping[str, str], cwd: Path, home: Path, *, name: str = "--vault") -> Path:
    """The vault that is meant, as an absolute path: the first of the five ways that gives one.

    Raises `VaultError` when there is none, or when the one that is named is no folder that can be read.
    """
    config = user_directory("config", environ, home) / "config.toml"
    for source, named in ((name, option), ("NOTES_VAULT", environ.get("NOTES_VAULT"))):
        if named:
            return _usable(cwd / Path(named).expanduser(), source)
    for folder in (cwd, *cwd.parents, cwd / "vault"):
        if any(os.path.exists(folder / mark) for mark in MARKS):
            return _usable(folder, "the working directory")
    if configured := _configured_vault(config):
        return _usable(home / Path(configured).expanduser(), str(config))
    raise VaultError("no vault found here", hint=WAYS.format(config=config))


def _usable(folder: Path, source: str) -> Path:
    folder = Path(os.path.abspath(folder))
    hint = f"it was named by {source}"
    if not folder.exists():
        raise VaultError(f"there is no folder {folder}", hint=hint)
    if not folder.is_dir():
        raise VaultError(f"{folder} is not a folder", hint=hint)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise VaultError(f"{folder} cannot be read", hint=f"{hint}; check its permissions")
    return folder


def _configured_vault(config: Path) -> str | None:
    try:
        text = config.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{config} cannot be read: {error}") from error
    import tomllib

    try:
        value = tomllib.loads(text).get("vault")
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{config} is not TOML: {error}") from error
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{config}: vault must be text, the path of a folder")
    return value


def remainder(data: bytes, bits: int) -> int:
    """`data` as a number, modulo the Mersenne prime 2**bits - 1 (bits: 31 or 61).

    Tells apart what nobody makes equal on purpose, without loading `hashlib` (9 ms) for every command.
    """
    prime: int = 2**bits - 1
    return int.from_bytes(data, "big") % prime


def index_file(vault: Path, environ: Mapping[str, str], home: Path) -> Path:
    """Where the index of `vault` lives: one file for each vault in the user's cache directory.

    Never inside the vault, because sync tools damage live databases. The name tells a person which vault
    it is; the hash of the real path keeps two vaults of one name apart.
    """
    real = os.path.realpath(vault)
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in os.path.basename(real))[:40]
    mark = f"{remainder(os.fsencode(real), 61):x}"
    return user_directory("cache", environ, home) / f"{name or 'vault'}-{mark}.db"


def journal_folder(vault: Path, environ: Mapping[str, str], home: Path) -> Path:
    """Where the last changes of `vault` are written down: beside its index, but state, as a cache may be thrown away.

    It is the same whichever index is used.
    """
    return user_directory("state", environ, home) / index_file(vault, environ, home).stem
