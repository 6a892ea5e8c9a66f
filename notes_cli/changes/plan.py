"""A plan: which files become what. Made and checked whole before anything is written, then carried out or not."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from notes_cli.changes.diff import difference
from notes_cli.errors import EditRefused, NotesError, Refused, UsageError, VaultError
from notes_cli.library import Library, NoteFile
from notes_cli.results import ChangeRecord
from notes_cli.vault import carry, save
from notes_cli.vault.carry import Action, Write
from notes_cli.vault.journal import Entry
from notes_cli.vault.walk import shown_path

#: (text of a note, the note) -> its new text; raises `NotesError` when that cannot be.
Edit = Callable[[str, NoteFile], str]

#: Notes that are named when several cannot be changed.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change command is going to do. `records` tell it, one for each note that was asked for."""

    command: str
    records: tuple[ChangeRecord, ...]
    actions: tuple[Action, ...] = ()
    #: The change that is taken back: its number in the journal, and what it did.
    undoes: tuple[int, Entry] | None = None
    #: Whether the notes were found by a query, and not named.
    found: bool = False
    #: Whether it is looked at before it is done (where there is somebody to look).
    asks: bool = True
    #: What is printed when it is done are the absolute paths of the notes.
    places: bool = False
    #: Whether the note is opened in an editor when it is done.
    edit: bool = False
    remarks: tuple[str, ...] = ()

    def then(self, *, places: bool, edit: bool) -> "Plan":
        """The same, with what follows when it is done."""
        return replace(self, places=places, edit=edit)

    @property
    def changes(self) -> int:
        """How many notes change."""
        return sum(record.changed for record in self.records)


def chosen(library: Library, note: str | None, where: str | None) -> tuple[tuple[NoteFile, ...], bool]:
    """The notes that are meant by a name or by a query, and whether it was a query. Raises `UsageError`."""
    if where is None:
        if note is None:
            raise UsageError("no note was named", hint="name a NOTE, or say --where QUERY")
        return (library.note_file(note),), False
    if not where.strip():
        raise UsageError("--where asks for nothing", hint="that would be every note; say which")
    return library.note_files(where), True


def planned(library: Library, command: str, notes: Iterable[NoteFile], edit: Edit, *, found: bool = False) -> Plan:
    """The plan to give each of `notes` the text that `edit` makes of it; when one cannot be, none is.

    A file that has two names (a link within the vault) is changed once. Raises `NotesError`.
    """
    records, actions, failed = [], [], []
    seen: set[bytes] = set()
    for note in notes:
        try:
            real = save.real_path(library.vault, note.disk)
            if real in seen:
                continue
            seen.add(real)
            old = save.current(library.vault, note.disk)
            new = _edited(edit, text_of(old, note.path), note).encode()
        except UsageError:
            raise
        except NotesError as error:
            if not found:
                raise
            failed.append(error)
            continue
        if new != old:
            actions.append(Write(note.disk, old, new))
        records.append(ChangeRecord(note.path, new != old, difference(note.path, old, new)))
    if failed:
        raise _together(failed)
    return Plan(command, tuple(records), tuple(actions), found=found, remarks=() if records else ("nothing matches",))


def _edited(edit: Edit, text: str, note: NoteFile) -> str:
    """What `edit` makes of `text`; what it refuses, it refuses of a file."""
    try:
        return edit(text, note)
    except EditRefused as error:
        raise EditRefused(f"{note.path}: {error.message}", hint=error.hint) from error


def text_of(data: bytes, path: str) -> str:
    """The text of a note to be changed: every byte of it, byte order mark and line ends included."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8", hint="convert it first; what it says is only guessed at") from None


def _together(failed: list[NotesError]) -> NotesError:
    if len(failed) == 1:
        return failed[0]
    named = "; ".join(error.message for error in failed[:_NAMED]) + (" …" if len(failed) > _NAMED else "")
    return Refused(f"{len(failed)} notes cannot be changed, so none is: {named}")


def expect(plan: Plan, number: int | None) -> None:
    """Raise `Refused` unless exactly `number` notes change (None = any)."""
    if number is not None and plan.changes != number:
        raise Refused(
            f"{plan.changes} {'note changes' if plan.changes == 1 else 'notes change'}, and not {number}",
            hint="nothing was changed; --dry-run shows what would be",
        )


def begin(library: Library) -> None:
    """No other command changes the vault until the library is closed; what one left half done is taken back.

    Raises `VaultError` when another one does not end.
    """
    if not library.journal.lock():
        raise VaultError("another command is changing the vault", hint="try again when it is done")
    library.recover()


def apply(library: Library, plan: Plan) -> tuple[str, ...]:
    """Carry the plan out, all or nothing, and bring the index up to date; remarks.

    Raises `ChangedOnDisk` when a file is no longer what the plan was made of, `Refused`, `VaultError`.
    """
    begin(library)
    if plan.undoes is not None:
        number, entry = plan.undoes
        carry.undo(library.vault, library.journal, number, entry)
    else:
        carry.carry_out(library.vault, library.journal, plan.command, plan.actions)
    library.journal.unlock()
    return () if library.after_change() else ("the index could not be brought up to date; the next command does it",)


def new_file(library: Library, path: str, *, parents: bool, besides: bytes | None = None) -> tuple[bytes, list[Action]]:
    """The name on disk of a file that is to be at `path`, and the folders to make for it, which `parents` allows.

    A name that differs in case alone is taken too, but for that of `besides`, the file that is to get the name.
    Raises `Refused` when something is there, or when it leads out of the vault, or folders are missing.
    """
    disk = os.fsencode(path)
    real = save.real_path(library.vault, disk)
    top = os.fsencode(os.path.realpath(library.vault))
    disk = os.path.relpath(real, top)
    folder, _, name = disk.rpartition(b"/")
    missing = []
    while folder and not os.path.lexists(os.path.join(top, folder)):
        missing.append(folder)
        folder = folder.rpartition(b"/")[0]
    if missing and not parents:
        raise Refused(f"there is no folder {shown_path(missing[0])}", hint="--parents makes it")
    if not os.path.isdir(os.path.join(top, folder)):
        raise Refused(f"{shown_path(folder)} is no folder")
    save.check_folder(os.path.join(top, folder, b"x"), path)
    taken = None if missing else _taken(os.path.join(top, folder), name)
    if taken is not None and os.path.join(folder, taken) != besides:
        raise Refused(f"{shown_path(os.path.join(folder, taken))} exists", hint="choose another name")
    return disk, [carry.MakeFolder(each) for each in reversed(missing)]


def _taken(folder: bytes, name: bytes) -> bytes | None:
    """What in `folder` is called `name`, by the rules of the file system that compares names least strictly."""
    from notes_cli.text.fold import name_key

    key = name_key(shown_path(name))
    return next((each for each in os.listdir(folder) if name_key(shown_path(each)) == key), None)
