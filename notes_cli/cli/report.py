"""A bug: writes down what is needed to mend it (versions, the command's name, the traceback; no note's content).

What the exception says, arguments and variables are left out: they may hold what a person wrote. Of the arguments the
command's name and the names of its options stay; source lines are not quoted, the version says which they are.
"""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from notes_cli import __version__
from notes_cli.config import user_directory
from notes_cli.errors import ExitCode, NotesError

#: So many reports are kept.
KEPT: Final = 20


class Bug(NotesError):
    """A mistake of this program, which nobody caught."""

    exit_code = ExitCode.BUG
    code = "bug"


def write_report(error: BaseException, arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Write a report about `error`; the sentence that tells where it is (or what happened, when it cannot be written).

    `arguments` are those of the command line, without the program's name. The file is for its owner's eyes alone.
    """
    text = report(error, arguments)
    for folder in (user_directory("state", environ, Path.home()) / "reports", Path(tempfile.gettempdir())):
        try:
            file = _written(folder, text)
        except OSError:
            continue
        return f"this is a bug ({type(error).__name__}); a report without your notes' content is in {file}"
    return f"this is a bug ({type(error).__name__}), and the report could not be written"


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """The text of a report."""
    lines = [
        f"notes {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"packages: {', '.join(_packages())}",
        f"command: notes {' '.join(_command(arguments))}".rstrip(),
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines += [type(cause).__name__, *_frames(cause)]
        cause = cause.__cause__ or cause.__context__
    return "".join(f"{line}\n" for line in lines)


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}"


def _command(arguments: Sequence[str]) -> Iterator[str]:
    """The command's name and the options' names, of those that there are; for anything else a mark."""
    from notes_cli.cli.main import COMMANDS

    end = arguments.index("--") if "--" in arguments else len(arguments)
    for place, argument in enumerate(arguments[:end]):
        name = argument.partition("=")[0]
        is_option = name.startswith("--") and name[2:].replace("-", "").isalpha() and name.isascii() and len(name) < 24
        yield name if is_option or (argument in COMMANDS and argument not in arguments[:place]) else "…"


def _packages() -> Iterator[str]:
    """The versions of what a bug may depend on."""
    from importlib.metadata import PackageNotFoundError, requires, version

    if database := sys.modules.get("sqlite3"):
        yield f"SQLite {database.sqlite_version}"
    with suppress(PackageNotFoundError):
        for required in requires("notes-cli") or ():
            name = required.split(";")[0].split("<")[0].split(">")[0].split("=")[0].strip()
            if "extra ==" not in required:
                with suppress(PackageNotFoundError):
                    yield f"{name} {version(name)}"


def _written(folder: Path, text: str) -> Path:
    """A new file that only its owner can read; old reports beyond `KEPT` go. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".txt", "notes-report-", folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError:  # no room: nothing empty is left
        os.unlink(name)
        raise
    reports = sorted(folder.glob("notes-report-*.txt"), key=lambda file: file.lstat().st_mtime_ns)
    for old in reports[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return Path(name)
