"""Another name or folder for a note, and for every link that leads to it."""

import os

from notes_cli.changes.create import in_vault
from notes_cli.changes.diff import difference
from notes_cli.changes.plan import Plan, new_file, planned
from notes_cli.errors import Refused, UsageError
from notes_cli.library import Library, NoteFile
from notes_cli.results import ChangeRecord
from notes_cli.vault import save
from notes_cli.vault.carry import Rename, Write
from notes_cli.vault.relink import Move, relinked
from notes_cli.vault.walk import shown_path


def move(library: Library, name: str, destination: str, *, parents: bool = False) -> Plan:
    """The plan to move the note called `name` to `destination`: a folder, a path, or a new name in the same folder.

    Every link to it is rewritten, and its own links that say where they lead from where it is. Raises `NotesError`.
    """
    note = library.note_file(name)

    def is_link(one: NoteFile) -> bool:
        return os.path.islink(os.path.join(os.fsencode(library.vault), one.disk))

    if is_link(note):
        raise Refused(f"{note.path} is a symbolic link", hint="move the file that it leads to")
    wanted = target(library, note.path, destination)
    if os.fsencode(wanted) == note.disk:
        return Plan("move", (ChangeRecord(note.path, False, ""),))
    data = save.current(library.vault, note.disk)
    to, folders = new_file(library, wanted, parents=parents, besides=note.disk)
    new = shown_path(to)
    before, after, holding = library.moving(note.path, new)
    others = [one for one in holding if one.disk != note.disk]
    change = Move(note.path, new, before, after)

    def relink(text: str, one: NoteFile) -> str:
        return relinked(text, path=one.path, move=change)

    (itself,) = planned(library, "move", (note,), relink).actions or (Write(note.disk, data, data),)
    linking = planned(library, "move", sorted(others, key=is_link), relink)
    text = itself.new if isinstance(itself, Write) else data
    renamed = ChangeRecord(new, True, difference(new, data, text, before=note.path))
    changed = tuple(record for record in linking.records if record.changed)
    written = (Write(to, data, text),) if text != data else ()
    return Plan("move", (renamed, *changed), (*folders, Rename(note.disk, to, data), *written, *linking.actions))


def target(library: Library, path: str, destination: str) -> str:
    """The path that `destination` means for the note at `path`. `.md` may be left away."""
    if not destination.strip():
        raise UsageError("a note needs a name")
    destination = "." if destination == "/" else destination
    name = path.rpartition("/")[2]
    folder = in_vault(library, destination)
    if destination.endswith("/") or os.path.isdir(os.path.join(library.vault, folder)):
        return f"{folder}/{name}".lstrip("/")
    if destination[-3:].lower() != ".md":
        destination += ".md"
    if "/" not in destination:
        return f"{path.rpartition('/')[0]}/{destination}".lstrip("/")
    above, _, last = destination.rpartition("/")
    return f"{in_vault(library, above)}/{last}".lstrip("/")
