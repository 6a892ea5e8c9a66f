"""notes drafts: notes that say `draft: true`."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.query.syntax import Test, both
from notes_cli.results import NoteRecord, Records

EXAMPLES = ("notes drafts", "notes drafts --unchecked", "notes drafts --tag my-article --paths")


def run(
    library: Library,
    where: Where,
    *,
    unticked: Annotated[
        bool, Option("--unchecked", help="Only those with a checkbox property that is not ticked.")
    ] = False,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[NoteRecord]:
    """List the drafts, newest first."""
    wanted = both(Test("is", "draft"), where)
    return library.notes(both(wanted, Test("is", "unchecked") if unticked else None), sort=sort, limit=limit)
