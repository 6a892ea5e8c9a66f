"""notes stats: the notes in figures."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Where
from notes_cli.library import Library
from notes_cli.results import Report

EXAMPLES = ("notes stats", "notes stats tag:my-article --limit 5", "notes stats --since 2025 --json")


def run(
    library: Library,
    where: Where,
    *,
    limit: Annotated[
        int, Option("-n", "--limit", min=0, metavar="N", help="At most N tags, domains, notes …; 0 = all.")
    ] = 10,
) -> Report:
    """Count notes, words, tags, sources, tasks and links; words over time."""
    return library.stats(where, limit=limit)
