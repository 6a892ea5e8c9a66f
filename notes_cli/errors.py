"""What can go wrong in a way the user can put right, and the exit code of each.

Errors are raised low and caught once, in `cli/output.py`. An error owns its sentence, its hint and its code;
whoever catches it only prints. Content of notes never raises: it becomes a `Problem` (see `model`).
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes of every command (they are part of the contract, and stay as they are)."""

    DONE = 0
    NOTHING = 1
    USAGE = 2
    UNUSABLE = 3
    BUG = 70
    INTERRUPTED = 130


EXIT_MEANINGS = {
    ExitCode.DONE: "done; an empty answer too",
    ExitCode.NOTHING: "with `--exit-status`: nothing matched; `doctor`: something is wrong; `sql`, a change: not done",
    ExitCode.USAGE: "usage: an unknown option, a query that does not parse, a NOTE that is unknown or ambiguous",
    ExitCode.UNUSABLE: "the vault, the index or a file cannot be used",
    ExitCode.BUG: "a bug: one line, and where a report was written",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
}


class NotesError(Exception):
    """Something the user can put right. Printed as one line and a hint, never as a traceback."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNUSABLE
    code: ClassVar[str] = "unusable"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class VaultError(NotesError):
    """The vault, or a file in it, cannot be used."""

    code = "vault"


class SettingsError(NotesError):
    """A settings file that is broken, or holds a value that cannot be meant."""

    code = "settings"


class SqlError(NotesError):
    """SQL that cannot be answered, or may not be asked."""

    exit_code = ExitCode.NOTHING
    code = "sql"


class IndexUnusable(NotesError):
    """The index cannot be opened, made or trusted."""

    code = "index"


class UsageError(NotesError):
    """What was typed does not say something that can be done."""

    exit_code = ExitCode.USAGE
    code = "usage"


class QueryError(UsageError):
    """A query that does not parse; `start` and `end` are the characters of `query` that are wrong."""

    code = "query"

    def __init__(self, message: str, *, query: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.start = start
        self.end = max(end, start + 1)


class ValueRefused(UsageError):
    """A value that does not fit the type of its property."""

    code = "value-refused"


class NoteNotFound(UsageError):
    """No note is named so."""

    code = "note-not-found"


class AmbiguousNote(UsageError):
    """More than one note is named so; `candidates` are their paths, best first."""

    code = "note-ambiguous"

    def __init__(self, message: str, *, candidates: tuple[str, ...], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class Refused(NotesError):
    """A change that cannot be done as asked; nothing was written."""

    exit_code = ExitCode.NOTHING
    code = "refused"


class EditRefused(Refused):
    """A change that cannot be made to the text of a note without harm. Names no file."""

    code = "edit-refused"


class ChangedOnDisk(Refused):
    """A file is no longer the one that was read."""

    code = "changed-on-disk"


class OutputError(NotesError):
    """Something that was asked to be written cannot be."""

    code = "output"


def did_you_mean(name: str, names: Iterable[str], lead: str = "") -> str:
    """`did you mean "…"?` behind `lead` when one of `names` is close to `name`, else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f'{lead}did you mean "{near[0]}"?' if near else ""
