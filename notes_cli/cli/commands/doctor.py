"""notes doctor: what is wrong, where, and what to do about it."""

from typing import Annotated

from notes_cli.changes.plan import Plan
from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import ProblemRecord, Records

EXAMPLES = ("notes doctor --in 草稿", "notes doctor --all --json", "notes doctor --fix --dry-run")


def run(
    library: Library,
    where: Where,
    *,
    everything: Annotated[bool, Option("--all", help="Also what is only good to know.")] = False,
    fix: Annotated[bool, Option("--fix", help="Put right what needs nobody to say what was meant.")] = False,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[ProblemRecord] | Plan:
    """List what is wrong in the notes that match, with path, line and a cure. Exit 1 when there is anything."""
    if fix:
        from notes_cli.changes.mend import mend

        return mend(library, where)
    return library.doctor(where, everything=everything, sort=sort, limit=limit)
