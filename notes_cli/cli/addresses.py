"""Where the links of a note lead when it is written as Markdown: addresses that begin in the note's own folder."""

import posixpath

from notes_cli.cli.context import Look, context_of
from notes_cli.export.context import PageContext
from notes_cli.export.files import place_in
from notes_cli.export.source import encoded
from notes_cli.library import Destination, Library
from notes_cli.results import Document


def addressed_context(library: Library, document: Document, look: Look) -> PageContext:
    """What the text of `document` asks of the vault, with an address for whatever a link leads to, also by `ref`."""
    at = document.note.path
    return context_of(library, document, look, lambda found, target: _address(library, found, target, at))


def _address(library: Library, found: Destination, target: str, at: str) -> str | None:
    """Where `found`, which `target` leads to, is for a text in the place of the note `at`.

    None when that is within the same text and has no name there.
    """
    part = target.partition("#")[2].strip()
    if not found.is_note:
        return encoded(posixpath.relpath(found.path, posixpath.dirname(at) or ".")) + place_in(part)
    anchor = encoded(library.anchor(found.id, part) or "") if part and not part.startswith("^") else ""
    named = f"#{anchor}" if anchor else ""
    if found.path == at:
        return named or (None if target.startswith("#") else encoded(found.path.rpartition("/")[2]))
    return encoded(posixpath.relpath(found.path, posixpath.dirname(at) or ".")) + named
