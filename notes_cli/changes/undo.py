"""Taking back the last change: the plan that shows what comes back."""

from notes_cli.changes.diff import difference
from notes_cli.changes.plan import Plan
from notes_cli.errors import Refused
from notes_cli.library import Library
from notes_cli.results import ChangeRecord
from notes_cli.vault.carry import undoing
from notes_cli.vault.walk import shown_path


def undo(library: Library) -> Plan:
    """The plan to take back the last change that was not. Raises `Refused` when there is none, or a file has changed.

    Asked again, it takes back the one before.
    """
    library.recover()
    last = library.journal.last()
    if last is None:
        raise Refused("there is no change to take back")
    _, entry = last
    records = tuple(
        ChangeRecord(shown_path(to), True, difference(shown_path(to), old, new, before=shown_path(at)))
        for at, to, old, new in undoing(library.vault, entry)
    )
    return Plan("undo", records, undoes=last, remarks=(f"the last change was `notes {entry.command}`",))
