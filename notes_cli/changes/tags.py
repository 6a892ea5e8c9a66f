"""Tags of notes: added, removed, renamed."""

from collections.abc import Iterable, Sequence

from notes_cli.changes.plan import Plan, planned
from notes_cli.errors import UsageError
from notes_cli.library import Library, NoteFile
from notes_cli.vault.retag import retagged


def retag(
    library: Library,
    notes: Sequence[NoteFile],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    rename: Sequence[tuple[str, str]] = (),
    found: bool,
) -> Plan:
    """The plan to change the tags of each of `notes`; `rename` holds (old, new), nested tags follow.

    Raises `NotesError`.
    """

    def edit(text: str, note: NoteFile) -> str:
        return retagged(text, path=note.path, add=add, remove=remove, rename=rename)

    return planned(library, "retag", notes, edit, found=found)


def renames(words: Iterable[str]) -> list[tuple[str, str]]:
    """(old, new) of each `OLD=NEW`. Raises `UsageError`."""
    pairs = [word.partition("=") for word in words]
    wrong = next((word for word, equals, _ in pairs if not equals), None)
    if wrong is not None:
        raise UsageError(f'"{wrong}" says no new name', hint="write --rename OLD=NEW")
    return [(old, new) for old, _, new in pairs]
