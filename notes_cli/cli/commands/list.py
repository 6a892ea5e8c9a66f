"""notes list: the notes that match, newest first."""

from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import NoteRecord, Records

EXAMPLES = (
    "notes list",
    'notes list --tag my-article --unchecked "Checkbox 1"',
    "notes list date:2025-12 -is:draft --sort title",
)


def run(library: Library, where: Where, *, sort: Sort = None, limit: Limit = None) -> Records[NoteRecord]:
    """List the notes that match, newest first."""
    return library.notes(where, sort=sort, limit=limit)
