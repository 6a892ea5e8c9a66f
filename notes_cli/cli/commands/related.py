"""notes related: which notes are about the same thing."""

from notes_cli.cli.options import Limit, NoteName, Sort
from notes_cli.library import Library
from notes_cli.results import Records, RelatedRecord

EXAMPLES = ("notes related 價值函數", "notes related 泛化是什麼 -n 5 --json")


def run(library: Library, note: NoteName, *, sort: Sort = None, limit: Limit = None) -> Records[RelatedRecord]:
    """List the notes about the same thing as a note, most related first, with what they have in common."""
    return library.related(note, sort=sort, limit=limit)
