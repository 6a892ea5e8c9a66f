"""notes links: where a note leads."""

from notes_cli.cli.options import Limit, NoteName
from notes_cli.library import Library
from notes_cli.results import LinkRecord, Records

EXAMPLES = ("notes links 泛化是什麼", "notes links 泛化是什麼 --json")


def run(library: Library, note: NoteName, *, limit: Limit = None) -> Records[LinkRecord]:
    """List the links out of a note, and where each leads."""
    return library.links(note, limit=limit)
