"""notes open: a note in Obsidian."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.editor import edited, opened
from notes_cli.cli.options import NoteName
from notes_cli.library import Library
from notes_cli.results import Opened

EXAMPLES = ("notes open 泛化是什麼", "notes open bm25 --editor")


def run(
    library: Library,
    note: NoteName,
    *,
    editor: Annotated[bool, Option("--editor", help="In $VISUAL or $EDITOR instead.")] = False,
) -> Opened:
    """Open a note in Obsidian; where no program opens its address, print that and exit 1."""
    return edited(library, note) if editor else opened(library, note)
