"""notes show: one note, rendered for the terminal."""

import os
from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import NoteName
from notes_cli.library import Destination, Library
from notes_cli.results import Document

EXAMPLES = ("notes show 泛化能力", "notes show AI/scaling.md --raw", 'notes show "我的文章" --json')


def run(
    library: Library,
    note: NoteName,
    *,
    raw: Annotated[bool, Option("--raw", help="The file's text, front matter included.")] = False,
    meta: Annotated[bool, Option("--meta", help="The properties instead of the text.")] = False,
) -> Document:
    """Show a note."""
    document = library.document(note)._replace(form="raw" if raw else "meta" if meta else "article")
    return document if raw or meta else document._replace(context=_context(library, document))


def _context(library: Library, document: Document) -> object:
    """What the text asks of the vault; a click on a link opens the note in Obsidian."""
    from notes_cli.cli.context import context_of
    from notes_cli.export.context import part_of
    from notes_cli.text.address import obsidian_uri

    name = os.path.basename(os.path.realpath(library.vault))

    def address(found: Destination, target: str) -> str | None:
        return obsidian_uri(name, found.path, part_of(target)) if found.is_note else None

    return context_of(library, document, address=address)
