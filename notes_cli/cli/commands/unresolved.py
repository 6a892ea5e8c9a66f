"""notes unresolved: links to nothing."""

from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import Records, UnresolvedRecord

EXAMPLES = ("notes unresolved", "notes unresolved --in 草稿")


def run(library: Library, where: Where, *, sort: Sort = None, limit: Limit = None) -> Records[UnresolvedRecord]:
    """List the links that lead to nothing."""
    return library.unresolved(where, sort=sort, limit=limit)
