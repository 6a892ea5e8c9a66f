"""notes index: bring the index up to date now."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.library import Library
from notes_cli.results import Report

EXAMPLES = ("notes index", "notes index --rebuild")


def run(
    library: Library,
    *,
    rebuild: Annotated[bool, Option("--rebuild", help="Make it anew from the files.")] = False,
) -> Report:
    """Bring the index up to date; tell what was added, modified and removed."""
    return library.index(rebuild=rebuild)
