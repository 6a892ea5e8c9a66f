"""What is published: the notes and their addresses, who links to whom, and what each page depends on."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext, part_of
from notes_cli.export.images import LARGEST
from notes_cli.index.links import Destination
from notes_cli.index.published import Edge, PublishedNote
from notes_cli.library import Library
from notes_cli.library.about_note import Stamp, link_place
from notes_cli.model import REFERENCE, Note
from notes_cli.query.syntax import Query
from notes_cli.site import addresses
from notes_cli.site.archive import Entry, tags
from notes_cli.text.fold import name_key


class Picture(NamedTuple):
    """A picture that a page asks for: the path of the note that names it, and the name."""

    note: str
    target: str


#: Pictures, and what changes with each (None: there is none).
Pictures: TypeAlias = dict[Picture, Stamp | None]


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
        # Where the links of the notes lead, of those that lead to a note of this site.
        self._leads = {
            (edge.note, edge.key, edge.path): self._by_id[edge.to] for edge in edges if edge.to in self._by_id
        }
        self._linking: dict[int, dict[str, Entry]] = {}
        for note in self.notes:
            for edge in self._edges.get(note.id, ()):
                if edge.to in self._by_id and edge.to != note.id:
                    self._linking.setdefault(edge.to, {})[note.path] = self.entries[note.path]
        self._anchor = lru_cache(maxsize=10_000)(library.anchor)
        self._facts = lru_cache(maxsize=None)(self._facts_of)
        self._embedded = lru_cache(maxsize=16)(library.embedded_file)

    def backlinks(self, note: PublishedNote) -> list[Entry]:
        """The published notes that link to `note`, newest first."""
        return list(self._linking.get(note.id, {}).values())

    def digest(self, note: PublishedNote, made_by: str, pictures: Pictures) -> str:
        """Changes with all that the page of `note` is made of; `made_by`: the templates and the program."""
        tag_pages = [self.tag_pages[name_key(tag)] for tag in note.tags]
        facts = [self._facts(one) for one in self._shown(note)]
        seen = list(pictures.items())
        told = repr((made_by, self.addresses[note.path], self.backlinks(note), tag_pages, facts, seen))
        return _hashed(told)

    def pictures(self, asked: Iterable[Picture]) -> Pictures:
        """The pictures that a page asks for as they are now. (The index does not know when one changes.)"""
        return {picture: self.library.attachment_stamp(*picture) for picture in asked}

    def _shown(self, note: PublishedNote) -> list[PublishedNote]:
        """The note and all that stand in its page: those that it embeds, and those that they embed."""
        found = {note.id: note}
        waiting = [note]
        for one in waiting:
            for edge in self._edges.get(one.id, ()):
                to = self._by_id.get(edge.to or 0) if edge.kind == "embed" else None
                if to is not None and to.id not in found:
                    found[to.id] = to
                    waiting.append(to)
        return waiting

    def _facts_of(self, note: PublishedNote) -> str:
        """What is in a note's text: its bytes, and where its links lead."""
        found: list[object] = [note.digest]
        for edge in self._edges.get(note.id, ()):
            to = self._by_id.get(edge.to or 0)
            if to is None:
                found.append((edge.target, edge.to is None, edge.name))
            else:
                page = self.addresses[to.path]
                found.append((edge.target, edge.part, page, to.title, to.digest if edge.part else b""))
        return _hashed(repr(found))

    def context(self, note: PublishedNote, read: Note, at: str, pictures: Pictures) -> PageContext:
        """What the text of `note` asks of the vault, answered for the notes of this site alone, in the page at `at`.

        The pictures that are asked for are put into `pictures`.
        """
        references = {link.target for link in read.links if REFERENCE in link.path}

        def led(target: str, *, is_reference: bool = False) -> PublishedNote | Destination | None:
            place = link_place(note.path, target, is_reference=is_reference)
            to = self._leads.get((note.id, *place)) if place else None
            return to or self.library.linked(note.path, target, is_reference=is_reference)

        def resolve(target: str) -> LinkedNote | None:
            found = led(target, is_reference=target in references)
            if found is None:
                return None
            to = self._by_id.get(found.id)
            if to is None:
                return LinkedNote("" if isinstance(found, PublishedNote) or found.is_note else found.title)
            anchor = self._anchor(to.id, part_of(target))
            page = addresses.href(at, self.addresses[to.path], anchor or "")
            return LinkedNote(to.title, page, lacks_part=anchor is None)

        def embed(target: str) -> EmbeddedNote | None:
            found = led(target)
            to = self._by_id.get(found.id) if found else None
            shown = self._embedded(to.path, to.disk, target) if to else None
            if to is None or shown is None:
                return None
            inner = self.context(to, shown.note, at, pictures)
            page = addresses.href(at, self.addresses[to.path])
            return EmbeddedNote(to.path + part_of(target), to.title, shown.body, page, inner)

        def is_held_back(target: str) -> bool:
            found = led(target)
            return found is not None and found.id not in self._by_id

        def attachment(target: str) -> bytes | None:
            pictures[Picture(note.path, target)] = self.library.attachment_stamp(note.path, target)
            return self.library.attachment(note.path, target, limit=LARGEST)

        return PageContext(
            resolve,
            embed,
            attachment,
            is_held_back,
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


def _hashed(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _entry(note: PublishedNote, address: str) -> Entry:
    return Entry(address, note.title, note.date, note.description, note.tags, note.draft)


def _language(notes: tuple[PublishedNote, ...]) -> str:
    """The language of most of the notes."""
    counted = Counter(note.language for note in notes if note.language)
    return counted.most_common(1)[0][0] if counted else "en"


def site_title(vault: Path) -> str:
    """What a site is called when nobody says: as the vault's folder."""
    return vault.resolve().name or "notes"
