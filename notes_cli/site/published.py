"""What is published: the notes and their addresses, who links to whom, and what each page depends on."""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from notes_cli.export.context import EmbeddedNote, ImageData, LinkedNote, PageContext
from notes_cli.index.published import Edge, PublishedNote
from notes_cli.library import Library
from notes_cli.model import REFERENCE, Note
from notes_cli.query.syntax import Query
from notes_cli.site import addresses
from notes_cli.site.archive import Entry, tags
from notes_cli.text.fold import name_key

#: Bytes of a picture that are read at most.
LARGEST_IMAGE = 100_000_000


class Published:
    """The notes of a site. Whatever is asked of it is answered from them alone."""

    def __init__(self, library: Library, query: Query | None, *, drafts: bool) -> None:
        self.library = library
        self.notes, edges = library.published(query, drafts=drafts)
        self.addresses = addresses.addresses(note.path for note in self.notes)
        self.language = _language(self.notes)
        self.strict_line_breaks = library.has_strict_line_breaks()
        self.entries = {note.path: _entry(note, self.addresses[note.path]) for note in self.notes}
        self.tags = tags(self.entries.values())
        taken = {name_key(addresses.TAGS)}
        self.tag_pages = {key: addresses.page_of("tags", tag.name, taken) for key, tag in self.tags.items()}
        self._by_id = {note.id: note for note in self.notes}
        self._by_path = {note.path: note for note in self.notes}
        self._edges: dict[int, list[Edge]] = {}
        for edge in edges:
            self._edges.setdefault(edge.note, []).append(edge)
        self._linking: dict[int, dict[str, Entry]] = {}
        for note in self.notes:
            for edge in self._edges.get(note.id, ()):
                if edge.to in self._by_id and edge.to != note.id:
                    self._linking.setdefault(edge.to, {})[note.path] = self.entries[note.path]
        self._anchors = lru_cache(maxsize=1000)(library.anchors)

    def backlinks(self, note: PublishedNote) -> list[Entry]:
        """The published notes that link to `note`, newest first."""
        return list(self._linking.get(note.id, {}).values())

    def digest(self, note: PublishedNote, made_by: str) -> str:
        """Changes with all that the page of `note` is made of; `made_by`: the templates and the program."""
        told = repr((made_by, self.addresses[note.path], self.backlinks(note), self._depends(note, frozenset())))
        return blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()

    def _depends(self, note: PublishedNote, above: frozenset[int]) -> list[object]:
        """What is in a note's text: its bytes, where its links lead, and the same of the notes that it embeds."""
        found: list[object] = [note.digest]
        for edge in self._edges.get(note.id, ()):
            to = self._by_id.get(edge.to or 0)
            if to is None:
                found.append((edge.target, edge.to is None, edge.stamp if edge.kind == "embed" else ""))
                continue
            found.append((edge.target, edge.part, self.addresses[to.path], to.title, to.digest if edge.part else b""))
            if edge.kind == "embed" and to.id not in above and len(above) < 8:
                found.append(self._depends(to, above | {note.id}))
        return found

    def context(self, note: PublishedNote, read: Note) -> PageContext:
        """What the page of `note` asks of the vault, answered for the notes of this site alone."""
        at = self.addresses[note.path]
        references = {link.target for link in read.links if REFERENCE in link.path}

        def resolve(target: str) -> LinkedNote | None:
            found = self.library.linked(note.path, target, is_reference=target in references)
            if found is None:
                return None
            to = self._by_path.get(found.path) if found.is_note else None
            if to is None:
                return LinkedNote("" if found.is_note else found.title)
            return LinkedNote(to.title, addresses.href(at, self.addresses[to.path], self._part(to, target)))

        def embed(target: str) -> EmbeddedNote | None:
            found = self.library.linked(note.path, target)
            if found is None or found.path not in self._by_path:
                return None
            document = self.library.embedded(note.path, target)
            if document is None:
                return None
            to = self._by_path[found.path]
            part = "#" + target.partition("#")[2] if "#" in target else ""
            return EmbeddedNote(to.path + part, to.title, document.body, addresses.href(at, self.addresses[to.path]))

        def image(target: str) -> ImageData | None:
            data = self.library.attachment(note.path, target, limit=LARGEST_IMAGE)
            return None if data is None else ImageData(data)

        return PageContext(
            resolve,
            embed,
            image,
            anchors=True,
            strict_line_breaks=self.strict_line_breaks,
            beside=addresses.href(at, addresses.PICTURES),
            all_beside=True,
            tag_page=self.tag_link(at),
        )

    def tag_link(self, at: str) -> Callable[[str], str | None]:
        """The link to a tag's page from the page at `at`."""

        def link(name: str) -> str | None:
            page = self.tag_pages.get(name_key(name))
            return None if page is None else addresses.href(at, page)

        return link

    def _part(self, note: PublishedNote, target: str) -> str:
        """The id of the part of `note` that `target` names, "" when it names none that is there."""
        part = target.partition("#")[2]
        if part.startswith("^"):
            return part
        last = part.rpartition("#")[2].strip()
        return self._anchors(note).get(last.casefold(), "") if last else ""


def _entry(note: PublishedNote, address: str) -> Entry:
    return Entry(address, note.title, note.date, note.description, note.tags, note.draft)


def _language(notes: tuple[PublishedNote, ...]) -> str:
    """The language of most of the notes."""
    counted = Counter(note.language for note in notes if note.language)
    return counted.most_common(1)[0][0] if counted else "en"


def site_title(vault: Path) -> str:
    """What a site is called when nobody says: as the vault's folder."""
    return vault.resolve().name or "notes"
