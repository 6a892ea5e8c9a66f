"""notes links: where a note leads."""

from notes_cli.cli.options import Limit, NoteName, Sort
from notes_cli.library import Library
from notes_cli.results import LinkRecord, Records

EXAMPLES = ("notes links 泛化是什麼", "notes links 泛化是什麼 --json")


def run(library: Library, note: NoteName, *, sort: Sort = None, limit: Limit = None) -> Records[LinkRecord]:
    """List the links out of a note, and where each leads."""
    return library.links(note, sort=sort, limit=limit)
