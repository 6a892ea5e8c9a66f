"""notes orphans: notes that no other note links to."""

from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import NoteRecord, Records

EXAMPLES = ("notes orphans", "notes orphans --tag my-article")


def run(library: Library, where: Where, *, sort: Sort = None, limit: Limit = None) -> Records[NoteRecord]:
    """List the notes that no other note links to."""
    return library.orphans(where, sort=sort, limit=limit)
