"""What `check` and `uncheck` mean: a checkbox property, or a task of the text."""

from collections.abc import Sequence

from notes_cli.changes.plan import Plan, chosen, planned
from notes_cli.changes.properties import tick
from notes_cli.errors import UsageError
from notes_cli.library import Library, NoteFile
from notes_cli.vault.tick import ticked


def ticking(
    library: Library, note: str | None, names: Sequence[str], where: str | None, *, line: int | None, done: bool
) -> Plan:
    """The plan to tick (`done`) or untick: the task on `line`, else the checkbox that is named, the only one when none.

    `note` without the line it may end in; with `where`, the checkbox of every note that matches. Raises `NotesError`.
    """
    if len(names) > 1:
        raise UsageError(f'one checkbox at a time: "{names[0]}" or "{names[1]}"', hint="quote a name with blanks")
    if line is not None:
        return _task(library, note or "", line, done)
    notes, found = chosen(library, note, where)
    if found and not names:
        raise UsageError("no checkbox was named", hint="with --where, say which property")
    return tick(library, notes, names[0] if names else None, done, found=found)


def _task(library: Library, note: str, line: int, done: bool) -> Plan:
    def edit(text: str, file: NoteFile) -> str:
        try:
            return ticked(text, line, done)
        except UsageError as error:
            raise UsageError(f"{file.path}: {error.message}", hint=error.hint) from error

    return planned(library, "check" if done else "uncheck", (library.note_file(note),), edit)
