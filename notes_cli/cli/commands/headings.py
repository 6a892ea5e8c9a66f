"""notes headings: the headings of the notes that match."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import HeadingRecord, Records

EXAMPLES = ("notes headings", "notes headings --level 2 tag:AI", "notes headings --match 泛化")


def run(
    library: Library,
    where: Where,
    *,
    level: Annotated[
        int | None,
        Option("--level", min=1, max=6, metavar="N", help="Only this level."),
    ] = None,
    match: Annotated[
        str | None,
        Option("--match", metavar="TEXT", help="Only those that hold TEXT."),
    ] = None,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[HeadingRecord]:
    """List headings with path and line."""
    return library.headings(where, level=level, text=match, sort=sort, limit=limit)
