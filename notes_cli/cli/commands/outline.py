"""notes outline: the headings of one note."""

from notes_cli.cli.options import Limit, NoteName, Sort
from notes_cli.library import Library
from notes_cli.results import HeadingRecord, Records

EXAMPLES = ("notes outline 泛化是什麼", "notes outline RLHF --json")


def run(library: Library, note: NoteName, *, sort: Sort = None, limit: Limit = None) -> Records[HeadingRecord]:
    """List the headings of a note."""
    return library.outline(note, sort=sort, limit=limit)
