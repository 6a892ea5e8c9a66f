"""What a change needs to know of a vault, and what is done before and after one. Changes themselves: see `changes`."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from notes_cli.errors import UsageError
from notes_cli.index import doctor, listing, names
from notes_cli.index import properties as property_values
from notes_cli.library.about_note import AboutNote
from notes_cli.model import Link
from notes_cli.query.syntax import Query
from notes_cli.text.headings import compared

#: (path of a note, a link in it) -> path of the file that the link leads to, None when to nothing.
Resolve: TypeAlias = Callable[[str, Link], str | None]


class NoteFile(NamedTuple):
    """A note as a file: its path as shown, and its name on disk from the vault's root."""

    path: str
    disk: bytes


class Changing(AboutNote):
    """What change commands ask."""

    def note_file(self, name: str) -> NoteFile:
        """The file of the note called `name`, which is not guessed. Raises `NoteNotFound`, `AmbiguousNote`."""
        identity, part = self._named(name, guess=False)
        if part:
            raise UsageError(f'"{name}" names a part of a note', hint="a change is of the whole note")
        return NoteFile(*self._db.execute("SELECT path, disk FROM file WHERE id = ?", (identity,)).fetchone())

    def has_path(self, path: str) -> bool:
        """Whether a note lies at `path`."""
        return names.has_path(self._db, path)

    def note_files(self, query: "str | Query | None") -> tuple[NoteFile, ...]:
        """The files of the notes that match (all when None), by path. Raises `QueryError`."""
        return tuple(map(NoteFile._make, listing.files(self._db, self._where(query))))

    def property_type(self, name: str) -> tuple[str, str | None]:
        """How a property is spelled in most notes, and its type; None when no note tells."""
        return property_values.type_of(self._db, name)

    def is_checkbox(self, name: str) -> bool:
        """Whether a property is known as a checkbox."""
        return property_values.is_checkbox(self._db, name)

    def is_checkbox_by_use(self, name: str) -> bool:
        """Whether a text in a property is one where a checkbox belongs: as `doctor` says."""
        return doctor.is_checkbox(self._db, name)

    def linked_headings(self) -> frozenset[str]:
        """The headings that links of this vault name, as `text.headings.compared` has them."""
        parts = self._db.execute("SELECT DISTINCT part FROM link WHERE part <> '' AND kind <> 'external'")
        return frozenset(compared(step) for (part,) in parts for step in part.split("#"))

    def moving(self, old: str, new: str) -> tuple[Resolve, Resolve, tuple[NoteFile, ...]]:
        """Where links lead now, and once the file at `old` is at `new`; the notes whose links may have to change."""
        from notes_cli.index import moves

        paths = moves.to_rewrite(self._db, old, new)
        rows = (self._db.execute("SELECT path, disk FROM file WHERE path = ?", (path,)).fetchall() for path in paths)
        found = tuple(NoteFile(*row) for each in rows for row in each)
        return moves.resolver(self._db), moves.resolver(self._db, old, new), found

    def after_change(self) -> bool:
        """Bring the index up to date with files that were just changed; whether that worked (the next look mends it).

        Also when this library answers from the index as it is: nobody is to be told of notes as they were.
        """
        try:
            self._sync()
        except Exception:  # whatever is wrong with the index: the change is done, and must not be called failed
            return False
        return True
