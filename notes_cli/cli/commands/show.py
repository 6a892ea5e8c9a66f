"""notes show: one note, rendered for the terminal."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import NoteName
from notes_cli.library import Library
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
    return library.document(note)._replace(form="raw" if raw else "meta" if meta else "article")
