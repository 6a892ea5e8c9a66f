"""`Library`: one vault and its index, opened together. The public Python API, and what every command calls.

Every question first brings the index up to date (a look at file stamps; only changed files are read), so that an
answer is never older than the files. `Library` asks and returns records; it neither prints nor exits.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from .config import find_vault, index_file
from .errors import VaultError
from .index import facets, find, links, listing, names
from .index.database import connect
from .index.sync import Progress, Surroundings, sync
from .model import Note
from .query.compile import condition
from .query.parse import parse
from .query.sql import Sql
from .query.syntax import Query
from .results import (
    Document,
    HeadingRecord,
    Hit,
    IndexReport,
    NoteRecord,
    ProblemRecord,
    Records,
    Report,
    TagCount,
    TagPlace,
    TaskRecord,
)
from .vault.load import load
from .vault.walk import Misfit, ignored, read_obsidian_settings, walk


class Library:
    """A vault, and the index of it. Use `Library.open`, and close it (or use it in a `with` block)."""

    def __init__(
        self,
        vault: Path,
        database: Path,
        *,
        disposable: bool = False,
        fresh: bool = True,
        hidden: bool = False,
        today: Callable[[], date] = date.today,
        progress: Progress | None = None,
    ) -> None:
        self.vault = vault
        self.database = database
        self.fresh = fresh
        self.hidden = hidden
        self.today = today
        self.progress = progress
        #: What the last look at the vault could not read: (path, why).
        self.skipped: tuple[tuple[str, str], ...] = ()
        self._synced = False
        self._connection = connect(database, disposable=disposable)

    @classmethod
    def open(
        cls,
        vault: str | os.PathLike[str] | None = None,
        *,
        database: str | os.PathLike[str] | None = None,
        fresh: bool = True,
        hidden: bool = False,
        environ: Mapping[str, str] = os.environ,
        progress: Progress | None = None,
    ) -> "Library":
        """Open `vault` (found as the command line finds it when None) and its index.

        `database`: the index file, by default one in the user's cache directory. `fresh` False answers from the
        index as it is. `hidden` True also answers with notes that Obsidian's settings exclude. Raises `VaultError`
        or `IndexUnusable`.
        """
        home = Path.home()
        folder = find_vault(os.fspath(vault) if vault is not None else None, environ, Path.cwd(), home)
        named = database if database is not None else environ.get("NOTES_DB") or None
        file = Path(named) if named is not None else index_file(folder, environ, home)
        return cls(folder, file, disposable=named is None, fresh=fresh, hidden=hidden, progress=progress)

    def close(self) -> None:
        """Close the index. The library cannot be used afterwards."""
        with suppress(Exception):
            self._connection.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- the index ----------------------------------------------------------------------------------------

    def index(self, *, rebuild: bool = False) -> Report:
        """Bring the index up to date now; `rebuild` makes it anew from the files."""
        figures = self._sync(rebuild=rebuild)
        return Report(figures, tuple(f"skipped {path}: {why}" for path, why in self.skipped))

    def _sync(self, *, rebuild: bool = False) -> IndexReport:
        settings = read_obsidian_settings(self.vault)
        misfits: list[Misfit] = []
        report = sync(
            self._connection,
            lambda: walk(self.vault, misfits),
            lambda disk: load(self.vault, disk),
            _read,
            surroundings=Surroundings(
                settings.types, lambda path: ignored(path, settings.ignore), repr((sorted(settings.types.items()), settings.ignore))
            ),
            progress=self.progress,
            rebuild=rebuild,
        )
        found = {m.path: m.problem.message for m in (*settings.problems, *misfits)}
        self.skipped = tuple(sorted(found.items()))
        self._synced = True
        return report

    @property
    def _db(self) -> Any:
        """The connection, brought up to date once."""
        if self.fresh and not self._synced:
            self._sync()
        return self._connection

    def _where(self, query: "str | Query | None") -> Sql:
        parsed = parse(query) if isinstance(query, str) else query
        conditions = () if parsed is None else (condition(parsed, today=self.today()),)
        return listing.scope(conditions, hidden=self.hidden)

    # -- questions ----------------------------------------------------------------------------------------

    def search(self, query: "str | Query", *, limit: int | None = 20) -> Records[Hit]:
        """The notes that answer `query`, best first, each with the place that shows why. Raises `QueryError`."""
        parsed = parse(query) if isinstance(query, str) else query
        if parsed is None:
            return Records(Hit, (), ("nothing was asked: give some words to search for",))
        where = listing.scope((), hidden=self.hidden)
        hits = find.find(self._db, parsed, where, today=self.today(), limit=limit)
        return Records(Hit, tuple(hits))

    def notes(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[NoteRecord]:
        """The notes that match `query` (all when None), newest first unless `sort`ed. Raises `QueryError`."""
        return Records(NoteRecord, listing.notes(self._db, self._where(query), sort=sort, limit=limit))

    def tags(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[TagCount]:
        """Every tag of the notes that match, with the number of notes; nested tags count for those above."""
        return Records(TagCount, facets.tags(self._db, self._where(query), sort=sort)[: limit or None])

    def headings(
        self,
        query: "str | Query | None" = None,
        *,
        level: int | None = None,
        text: str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Records[HeadingRecord]:
        """The headings of the notes that match, in the order of the files."""
        found = listing.headings(self._db, self._where(query), level=level, text=text, sort=sort, limit=limit)
        return Records(HeadingRecord, found)

    def tasks(
        self,
        query: "str | Query | None" = None,
        *,
        status: str | None = None,
        done: bool | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Records[TaskRecord]:
        """The tasks in the text of the notes that match."""
        found = listing.tasks(self._db, self._where(query), status=status, done=done, sort=sort, limit=limit)
        return Records(TaskRecord, found)

    # -- one note -----------------------------------------------------------------------------------------

    def document(self, name: str) -> Document:
        """The note called `name`, whole. Raises `NoteNotFound`, `AmbiguousNote`, or `VaultError` if it is gone."""
        connection = self._db
        identity = names.find_note(connection, name)
        path, disk = connection.execute("SELECT path, disk FROM file WHERE id = ?", (identity,)).fetchone()
        data = load(self.vault, disk)
        if data is None:
            raise VaultError(f"{path} cannot be read", hint="it may have been moved or deleted just now")
        note = _read(path, data)
        itself = Sql("n.id = ?", (identity,))
        (record,) = listing.notes(connection, itself, sort=None, limit=1)
        return Document(
            record=record,
            note=note,
            source=source_text(data),
            headings=listing.headings(connection, itself, level=None, text=None, sort=None, limit=None),
            tasks=listing.tasks(connection, itself, status=None, done=None, sort=None, limit=None),
            links=links.links_of(connection, identity),
            backlinks=links.backlinks_of(connection, identity),
            tag_places=tuple(TagPlace(t.name, t.line, t.origin) for t in note.tags),
            problems=tuple(ProblemRecord(path, *problem, None) for problem in note.problems),
        )

    def path(self, name: str) -> Path:
        """The absolute path of the note called `name`."""
        connection = self._db
        identity = names.find_note(connection, name)
        (disk,) = connection.execute("SELECT disk FROM file WHERE id = ?", (identity,)).fetchone()
        return self.vault / os.fsdecode(disk)


def _read(path: str, data: bytes) -> Note:
    # Loaded when there is something to read: a look that finds no change parses nothing and loads no parser.
    from .vault.read import read_note

    return read_note(path, data)


def source_text(data: bytes) -> str:
    """The text of a file, with newlines as "\\n"."""
    from .vault.read import decoded

    return decoded(data)[0]


