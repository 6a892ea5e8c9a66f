"""notes open: a note in Obsidian."""

from typing import Annotated

from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.editor import edited, only_note, opened
from notes_cli.library import Library
from notes_cli.results import Opened

EXAMPLES = ("notes open 泛化是什麼", "notes open bm25 --editor", "notes open title:Goodhart")


def run(
    library: Library,
    note: Annotated[
        str,
        Argument(metavar="NOTE|QUERY", help="A path, file name, title or alias; or a query that one note matches."),
    ],
    *,
    editor: Annotated[bool, Option("--editor", help="In $VISUAL or $EDITOR instead.")] = False,
) -> Opened:
    """Open a note in Obsidian; where no program opens its address, print that and exit 1."""
    note = only_note(library, note)
    return edited(library, note) if editor else opened(library, note)
