"""A settings file, read: its values, and where each key stands, so that an error can point at it."""

import os
import re
import stat
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from notes_cli.errors import SettingsError

#: A key and the ones it stands in: ("searches", "todo").
Key: TypeAlias = tuple[str, ...]

#: Nobody writes more settings than this, in bytes.
LARGEST = 1 << 20

_PLACE = r" \(at (?:line (\d+), column \d+|end of document)\)$"
_TABLE = r"\s*\[\s*([^\[\]]+?)\s*\]"
_PAIR = r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_PART = r"""[^\s."']+|"[^"]*"|'[^']*'"""


class Content(NamedTuple):
    """The values of `file` and its text; both empty when there is no such file."""

    file: Path
    values: dict[str, Any]
    text: str = ""

    def at(self, key: Key) -> str:
        """`file:line` of a key, or of the table that holds it; the file alone when it cannot be told."""
        line = _line(self.text, key)
        return f"{self.file}:{line}" if line else str(self.file)


def content(file: Path) -> Content:
    """What stands in `file`. Raises `SettingsError` when it cannot be read or is no TOML."""
    text = _text(file)
    if not text.strip():
        return Content(file, {})
    import tomllib  # only where there is something to read: most vaults have no settings

    try:
        return Content(file, tomllib.loads(text), text)
    except RecursionError:
        raise SettingsError(f"{file} is not TOML: it is nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError, and numbers beyond what Python reads
        raise _broken(file, text, str(error)) from error


def _broken(file: Path, text: str, said: str) -> SettingsError:
    found = re.search(_PLACE, said)
    line = f":{found[1] or text.rstrip().count(chr(10)) + 1}" if found else ""
    reason = re.sub(_PLACE, "", said)
    return SettingsError(
        f"{file}{line} is not TOML: {reason[:1].lower()}{reason[1:]}",
        hint='settings are written name = "text"; a name with Chinese or blanks goes in quotes too',
    )


def _text(file: Path) -> str:
    try:
        found = os.stat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise SettingsError(f"{file} is no settings file: {_oddity(found)}")
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not UTF-8", hint="save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror or error}") from error


def _oddity(found: os.stat_result) -> str:
    return f"it is larger than {LARGEST} bytes" if stat.S_ISREG(found.st_mode) else "it is not a file"


def _line(text: str, key: Key) -> int | None:
    """The line where `key` is set; where that cannot be seen, the line of what it stands in."""
    best: tuple[int, int] | None = None  # how many parts of the key, and the line
    table: Key = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(_TABLE, line):
            table = here = _parts(header[1])
        elif pair := re.match(_PAIR, line):
            here = (*table, *_parts(pair[1]))
        else:
            continue
        if here == key[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None


def _parts(text: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, text))
