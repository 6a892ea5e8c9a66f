"""Questions about one note: its text, its parts, where its links lead and which lead to it, the files it shows."""

import os
from pathlib import Path
from typing import NamedTuple, TypeAlias

from notes_cli.errors import NoteNotFound, VaultError
from notes_cli.index import links as linking
from notes_cli.index import listing, names, rows
from notes_cli.library.looking import read
from notes_cli.library.opened import Opened
from notes_cli.model import Note
from notes_cli.query.sql import Sql
from notes_cli.results import (
    BacklinkRecord,
    Document,
    HeadingRecord,
    LinkRecord,
    Records,
    RelatedRecord,
    TagPlace,
)
from notes_cli.text.fold import name_key
from notes_cli.vault.load import load


class Embedded(NamedTuple):
    """A note that is shown in another one, and the text of it that is."""

    note: Note
    body: str


#: A file's name on disk, its size in bytes, and its times in nanoseconds.
Stamp: TypeAlias = tuple[str, int, int, int]


class AboutNote(Opened):
    """What can be asked of the note that a name means."""

    def links(self, name: str, *, sort: str | None = None, limit: int | None = None) -> Records[LinkRecord]:
        """The links out of the note called `name`, or out of a part of it. Raises `NoteNotFound`, `AmbiguousNote`."""
        identity, lines = self._placed(name)
        found = tuple(x for x in linking.links_of(self._db, identity) if _within(x.line, lines))
        return Records(LinkRecord, listing.sorted_records(found, sort)[: limit or None])

    def backlinks(self, name: str, *, sort: str | None = None, limit: int | None = None) -> Records[BacklinkRecord]:
        """The links that lead to the note called `name`, or to a part of it. Raises `NoteNotFound`, `AmbiguousNote`."""
        identity, lines = self._placed(name)
        document = self._document(identity) if lines else None

        def is_wanted(part: str) -> bool:
            return document is None or (bool(part) and part_lines(document.note, document.source, part) == lines)

        found = linking.backlinks_of(self._db, identity, hidden=self.hidden, is_wanted=is_wanted)
        return Records(BacklinkRecord, listing.sorted_records(found, sort)[: limit or None])

    def related(self, name: str, *, sort: str | None = None, limit: int | None = None) -> Records[RelatedRecord]:
        """The notes about the same thing as the note called `name`, most related first, each with why.

        Raises `NoteNotFound`, `AmbiguousNote`.
        """
        from notes_cli.index.related import related

        identity, _ = self._named(name)
        found = related(self._db, identity, hidden=self.hidden)
        return Records(RelatedRecord, listing.sorted_records(found, sort)[: limit or None])

    def outline(self, name: str, *, sort: str | None = None, limit: int | None = None) -> Records[HeadingRecord]:
        """The headings of the note called `name`, or of a part of it. Raises `NoteNotFound`, `AmbiguousNote`."""
        identity, lines = self._placed(name)
        itself = Sql("n.id = ?", (identity,))
        found = listing.headings(self._db, itself, level=None, text=None, sort=None, limit=None)
        kept = tuple(h for h in found if _within(h.line, lines))
        return Records(HeadingRecord, listing.sorted_records(kept, sort)[: limit or None], layout="tree")

    def _placed(self, name: str) -> tuple[int, tuple[int, int] | None]:
        """The note that `name` means, and the lines of the part that it names (None = all)."""
        identity, part = self._named(name)
        return identity, self._part(self._document(identity), part) if part else None

    def document(self, name: str) -> Document:
        """The note called `name`, whole; with `#Heading` or `#^block` behind it, only that part's text.

        Raises `NoteNotFound` (also for a part that is not there), `AmbiguousNote`, or `VaultError` if it is gone.
        """
        identity, part = self._named(name)
        document = self._document(identity)
        return document._replace(part=self._part(document, part)) if part else document

    def _part(self, document: Document, part: str) -> tuple[int, int]:
        lines = part_lines(document.note, document.source, part)
        if lines is None:
            near = ", ".join(f"#{h.text}" for h in document.headings[:8])
            raise NoteNotFound(
                f'{document.record.path} has no part "{part}"',
                hint=f"its headings are {near}" if near else "it has no headings",
            )
        return lines

    def _named(self, name: str, *, guess: bool = True) -> tuple[int, str]:
        """The note that `name` means, and the part of it ("" = all). A file whose name has a # goes before."""
        cuts = [place for place, char in enumerate(name) if char == "#" and place]
        for cut in (len(name), *reversed(cuts)):
            if names.has_path(self._db, name[:cut]):
                return names.find_note(self._db, name[:cut]), name[cut:]
        cut = cuts[0] if cuts else len(name)
        self._refuse_unreadable(name[:cut])
        return names.find_note(self._db, self._from_root(name[:cut]), guess=guess), name[cut:]

    def _refuse_unreadable(self, name: str) -> None:
        """Raises `VaultError` when `name` is the path or the file name of a file that could not be read."""
        wanted = {name_key(name), name_key(f"{name}.md")}
        for path in (misfit.path for misfit in self.misfits if misfit.problem.code == "unreadable"):
            if wanted & {name_key(path), name_key(path.rpartition("/")[2])}:
                raise VaultError(f"{path} cannot be read", hint="give yourself the right to read it")

    def _from_root(self, name: str) -> str:
        """`name` as a path from the vault's root, when it is only one from the working directory."""
        if names.has_path(self._db, name) or not (os.path.isfile(name) or os.path.isfile(f"{name}.md")):
            return name
        path = os.path.relpath(os.path.realpath(name), os.path.realpath(self.vault))
        return name if path.startswith("..") else path

    def _document(self, identity: int) -> Document:
        connection = self._db
        path, disk = connection.execute("SELECT path, disk FROM file WHERE id = ?", (identity,)).fetchone()
        data = load(self.vault, disk)
        if data is None:
            raise VaultError(f"{path} cannot be read", hint="it may have been moved or deleted just now")
        note = read(path, data)
        itself = Sql("n.id = ?", (identity,))
        (record,) = listing.notes(connection, itself, sort=None, limit=1)
        return Document(
            record=record,
            note=note,
            source=source_text(data),
            headings=listing.headings(connection, itself, level=None, text=None, sort=None, limit=None),
            tasks=listing.tasks(connection, itself, status=None, done=None, sort=None, limit=None),
            links=linking.links_of(connection, identity),
            backlinks=linking.backlinks_of(connection, identity, hidden=self.hidden),
            tag_places=tuple(TagPlace(t.name, t.line, t.origin) for t in note.tags),
            problems=tuple(listing.problem_record(path, one) for one in note.problems),
        )

    def linked(self, source: str, target: str, *, is_reference: bool = False) -> linking.Destination | None:
        """What the link `target`, written in the note at path `source`, leads to: a note or another file, or None.

        `is_reference`: it is the path of one of Hugo's references, not of a wikilink.
        """
        place = link_place(source, target, is_reference=is_reference)
        return None if place is None else linking.destination(self._db, source, key=place[0], path=place[1])

    def anchor(self, note: int, part: str) -> str | None:
        """The id that `part` of a link has in the page of the note with the id `note`; None when it is not there."""
        from notes_cli.index import parts

        return parts.anchor(self._db, note, part)

    def embedded(self, source: str, target: str) -> Embedded | None:
        """The note, or the part of it, that `![[target]]` in the note at path `source` shows; None when none."""
        found = self.linked(source, target)
        return self.embedded_file(found.path, found.disk, target) if found is not None and found.is_note else None

    def embedded_file(self, path: str, disk: bytes, target: str) -> Embedded | None:
        """The note at `path` (on the disk `disk`), or the part of it that `target` names; None when it is not there."""
        data = load(self.vault, disk)
        if data is None:
            return None
        note, source, part = read(path, data), source_text(data), target.partition("#")[2]
        lines = part_lines(note, source, part) if part else (note.body_line, None)
        return None if lines is None else Embedded(note, "\n".join(source.split("\n")[lines[0] - 1 : lines[1]]))

    def attachment(self, source: str, target: str, *, limit: int) -> bytes | None:
        """The bytes of the file that `target` leads to, at most `limit` + 1 of them; None when it is no such file.

        Only files that the walk has found are read: nothing outside the vault, whatever the target says.
        """
        found = self.linked(source, target)
        return None if found is None or found.is_note else load(self.vault, found.disk, limit)

    def attachment_stamp(self, source: str, target: str) -> Stamp | None:
        """What changes with the file that `attachment` reads; None when it is none."""
        found = self.linked(source, target)
        if found is None or found.is_note:
            return None
        name = os.fsdecode(found.disk)
        try:
            told = os.stat(self.vault / name)
        except OSError:
            return None
        return name, told.st_size, told.st_mtime_ns, told.st_ctime_ns

    def has_strict_line_breaks(self) -> bool:
        """Whether a single newline is no line break in this vault (Obsidian's setting of that name)."""
        from notes_cli.vault.walk import read_obsidian_settings

        return read_obsidian_settings(self.vault).strict_line_breaks

    def holds(self, file: Path) -> bool:
        """Whether `file` (there or not) lies in the vault."""
        return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self.vault))

    def path(self, name: str) -> Path:
        """The absolute path of the note called `name`. Raises `NoteNotFound`, `AmbiguousNote`."""
        connection = self._db
        identity, _ = self._named(name)
        (disk,) = connection.execute("SELECT disk FROM file WHERE id = ?", (identity,)).fetchone()
        return self.vault / os.fsdecode(disk)


def link_place(source: str, target: str, *, is_reference: bool = False) -> tuple[str, str] | None:
    """The key and the path that the index holds for the link `target` in the note at path `source`; None: no link."""
    from notes_cli.vault.links import internal, reference

    made = reference(None, target, "") if is_reference else internal(None, "wikilink", target, "")
    if made is None:
        return None
    *_, key, path = rows.link_row(source, made)
    return key, path


def _within(line: int | None, lines: tuple[int, int] | None) -> bool:
    return lines is None or (line is not None and lines[0] <= line <= lines[1])


def part_lines(note: Note, source: str, part: str) -> tuple[int, int] | None:
    """First and last line of a part of a note (see `vault.parts`), None when it is not there."""
    from notes_cli.vault import parts

    return parts.part_lines(note, source, part)


def source_text(data: bytes) -> str:
    """The text of a file, with newlines as "\\n"."""
    from notes_cli.vault.decode import decoded

    return decoded(data)[0]
