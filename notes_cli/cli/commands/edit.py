"""notes edit: a note in the user's editor."""

from typing import Annotated

from notes_cli.cli.declared import Argument
from notes_cli.cli.editor import edited
from notes_cli.library import Library
from notes_cli.results import Opened

EXAMPLES = ("notes edit 泛化是什麼", "notes edit bm25:12", "notes edit 'bm25#公式'")


def run(
    library: Library,
    note: Annotated[str, Argument(metavar="NOTE[:LINE|#PART]", help="A note, a line or part of it.")],
) -> Opened:
    """Open a note in $VISUAL or $EDITOR, at the line."""
    return edited(library, note)
