"""notes undo: take back the last change."""

from notes_cli.changes.plan import Plan
from notes_cli.changes.undo import undo
from notes_cli.library import Library

EXAMPLES = ("notes undo", "notes undo --dry-run")


def run(library: Library) -> Plan:
    """Take back the last change command, if the files are still as it left them; again: the one before."""
    return undo(library)
