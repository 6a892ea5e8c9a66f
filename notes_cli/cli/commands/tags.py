"""notes tags: every tag and how many notes have it."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, StrictObsidian, Where
from notes_cli.library import Library
from notes_cli.results import Records, TagCount

EXAMPLES = ("notes tags", "notes tags --tree", "notes tags is:draft --json")


def run(
    library: Library,
    where: Where,
    *,
    tree: Annotated[bool, Option("--tree", help="Nested tags below the ones they belong to.")] = False,
    strict_obsidian: StrictObsidian = False,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[TagCount]:
    """List the tags with counts; a note with a nested tag counts for the tags above it."""
    found = library.tags(where, sort="tag" if tree and sort is None else sort, limit=limit, strict=strict_obsidian)
    return found.but(layout="tree") if tree else found
