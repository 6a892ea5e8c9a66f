"""What a page or a shown note asks of the vault, answered by a `Library`.

Nothing outside the vault is reached: targets are resolved among the files that the walk has found.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeAlias

from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext, part_of
from notes_cli.export.images import LARGEST
from notes_cli.library import Destination, Library
from notes_cli.model import REFERENCE, Note
from notes_cli.results import Document

#: The address of a file that a link leads to, by what is found and the target as written; None: it has none.
Address: TypeAlias = Callable[[Destination, str], str | None]


def _nowhere(_found: Destination, _target: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Look:
    """What a person asks of a page; the fields are those of `PageContext`."""

    toc: bool | None = None
    props: tuple[str, ...] | None = ()
    beside: str | None = None
    all_beside: bool = False


PLAIN = Look()


def context_of(library: Library, document: Document, look: Look = PLAIN, address: Address = _nowhere) -> PageContext:
    """What a page of `document` asks of the vault; `address` tells where a link leads."""
    return _context(library, document.note, look, address, strict=library.has_strict_line_breaks())


def _context(library: Library, note: Note, look: Look, address: Address, *, strict: bool) -> PageContext:
    """What the text of `note` asks, wherever it is shown: its links are meant from its own place."""
    source = note.path
    references = {link.target for link in note.links if REFERENCE in link.path}

    def resolve(target: str) -> LinkedNote | None:
        found = library.linked(source, target, is_reference=target in references)
        if found is None:
            return None
        lacks_part = found.is_note and library.anchor(found.id, part_of(target)) is None
        return LinkedNote(found.title, address(found, target), lacks_part)

    def embed(target: str) -> EmbeddedNote | None:
        found = library.embedded(source, target)
        if found is None:
            return None
        inner = _context(library, found.note, look, address, strict=strict)
        return EmbeddedNote(found.note.path + part_of(target), found.note.title, found.body, context=inner)

    def attachment(target: str) -> bytes | None:
        return library.attachment(source, target, limit=LARGEST)

    return PageContext(resolve, embed, attachment, strict_line_breaks=strict, **asdict(look))
