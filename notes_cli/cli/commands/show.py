"""notes show: one note, rendered for the terminal."""

import os
from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import NoteName
from notes_cli.errors import UsageError
from notes_cli.library import Destination, Library
from notes_cli.render.theme import THEMES
from notes_cli.results import Document
from notes_cli.settings import Kind

EXAMPLES = ("notes show 泛化能力", "notes show AI/scaling.md --raw", 'notes show "我的文章" --json')


def run(
    library: Library,
    note: NoteName,
    *,
    raw: Annotated[bool, Option("--raw", help="The file's text, front matter included.")] = False,
    meta: Annotated[bool, Option("--meta", help="The properties instead of the text.")] = False,
    theme: Annotated[
        str | None, Option("--theme", metavar="auto|light|dark|mono", help="The colours, by the terminal's background.")
    ] = None,
) -> Document:
    """Show a note."""
    document = library.document(note)._replace(form="raw" if raw else "meta" if meta else "article")
    if raw or meta:
        return document
    return document._replace(theme=_theme(theme or library.settings.theme), context=_context(library, document))


def _theme(name: str) -> str:
    """`name`, when it is one. Raises `UsageError`."""
    if name not in THEMES:
        raise UsageError(f'there is no theme "{name}"', hint=f"there are {Kind.THEME.value}")
    return name


def _context(library: Library, document: Document) -> object:
    """What the text asks of the vault; a click on a link opens the note in Obsidian."""
    from notes_cli.cli.context import context_of
    from notes_cli.export.context import part_of
    from notes_cli.text.address import obsidian_uri

    name = os.path.basename(os.path.realpath(library.vault))

    def address(found: Destination, target: str) -> str | None:
        return obsidian_uri(name, found.path, part_of(target)) if found.is_note else None

    return context_of(library, document, address=address)
