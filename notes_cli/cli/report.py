"""A bug: writes down what is needed to mend it (versions, the command's name, the traceback; no note's content)."""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

from notes_cli import __version__
from notes_cli.config import user_directory


def write_report(error: BaseException, environ: Mapping[str, str]) -> str:
    """Write a report about `error`; the sentence that tells where it is (or what happened, when it cannot be written).

    Values of variables and arguments are left out: they may hold what a person wrote.
    """
    command = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
    frames = "".join(
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    text = (
        f"notes {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: {command if command.isascii() and command.isalpha() else '(not shown)'}\n"
        f"{type(error).__name__}\n{frames}"
    )
    for folder in (user_directory("cache", environ, Path.home()), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"report-{os.getpid()}.txt"
            file.write_text(text, "utf-8")
        except OSError:
            continue
        return f"notes: this is a bug ({type(error).__name__}); a report without your notes' content is in {file}"
    return f"notes: this is a bug ({type(error).__name__}), and the report could not be written"
