"""The surroundings of one run, as a value: streams, terminal, width, colour, environment. Replaced whole in tests.

Named tuples, because `--help` and `--version` need them and nothing else that would load `dataclasses`.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple, Self, TextIO


class Session(NamedTuple):
    """Where this run reads and writes, and how it may look."""

    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    out_is_terminal: bool
    err_is_terminal: bool
    color: str = "auto"  # "auto", "always" or "never"
    quiet: bool = False

    @property
    def width(self) -> int:
        """Columns of the terminal; COLUMNS is obeyed, 80 when nothing is known."""
        import shutil

        return max(20, shutil.get_terminal_size((80, 24)).columns)

    @property
    def colored(self) -> bool:
        """Whether stdout gets colour: as the settings say, else only on a terminal."""
        return self.color == "always" or (self.color == "auto" and self.out_is_terminal)

    @property
    def laid_out(self) -> bool:
        """Whether stdout gets a layout for eyes (columns, wrapping) rather than one record on a line."""
        return self.out_is_terminal or self.colored

    def say(self, text: str) -> None:
        """A sentence on stderr, unless quiet."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """A sentence on stderr, also when quiet."""
        from notes_cli.text.escape import shown

        self.stderr.write(shown(text) + "\n")
        self.stderr.flush()


#: Settings that have an option before the command's name.
_SETTINGS = ("vault", "db", "no_sync", "color")


class Globals(NamedTuple):
    """What was said before the command's name: `asked` are options by name of setting, None where nothing was said."""

    session: Session
    asked: Mapping[str, Any] = {}
    started: int | None = None  # when the command was given, of `index.heartbeat.now`

    @classmethod
    def of(cls, values: Mapping[str, Any], started: int | None) -> Self:
        """What `values` of the options in `globals.GLOBALS` say."""
        return cls(current(quiet=values["quiet"]), {n: v for n, v in values.items() if n in _SETTINGS}, started)


def current(*, quiet: bool = False) -> Session:
    """The session of this process; stdout and stderr are made UTF-8, with what cannot be written escaped."""
    # A stream that was closed (`>&-`) is None: what is written there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as we run
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    return Session(sys.stdout, sys.stderr, os.environ, _is_terminal(sys.stdout), _is_terminal(sys.stderr), quiet=quiet)


#: No argument of a process holds it: it marks one that begins with a dash and is no option.
_GUARD = "\0"


def guarded(argument: str) -> str:
    """`argument` so that the option parser takes it for a word; `unguarded` takes that back."""
    return _GUARD + argument


def unguarded(argument: str) -> str:
    """An argument as it was typed."""
    return argument.removeprefix(_GUARD)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False
