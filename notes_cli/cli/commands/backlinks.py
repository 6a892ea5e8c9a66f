"""notes backlinks: which notes point here."""

from notes_cli.cli.options import Limit, NoteName, Sort
from notes_cli.library import Library
from notes_cli.results import BacklinkRecord, Records

EXAMPLES = ("notes backlinks 價值函數", "notes backlinks 價值函數 --paths")


def run(library: Library, note: NoteName, *, sort: Sort = None, limit: Limit = None) -> Records[BacklinkRecord]:
    """List the links that lead to a note, with the line they stand in."""
    return library.backlinks(note, sort=sort, limit=limit)
