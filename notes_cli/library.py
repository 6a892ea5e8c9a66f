"""`Library`: one vault and its index, opened together. The public Python API, and what every command calls.

Every question first brings the index up to date (a look at file stamps; only changed files are read), so that an
answer is never older than the files. `Library` asks and returns records; it neither prints nor exits.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from notes_cli.config import find_vault, index_file
from notes_cli.errors import IndexUnusable, NoteNotFound, UsageError, VaultError
from notes_cli.index import doubts, facets, find, listing, names, rows
from notes_cli.index import links as linking
from notes_cli.index import properties as property_values
from notes_cli.index.database import connect, healed
from notes_cli.index.sync import Counts, Progress, Surroundings, report, sync
from notes_cli.model import Note
from notes_cli.problems import problem
from notes_cli.query.compile import condition
from notes_cli.query.parse import parse
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import Query
from notes_cli.results import (
    BacklinkRecord,
    Document,
    HeadingRecord,
    Hit,
    LinkRecord,
    NoteRecord,
    PathRecord,
    ProblemRecord,
    PropertyRecord,
    R,
    Records,
    Report,
    TagCount,
    TagPlace,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
)
from notes_cli.vault.load import load
from notes_cli.vault.walk import Misfit, ignored, read_obsidian_settings, shown_path, walk


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
        brief: bool = False,
        today: Callable[[], date] = date.today,
        progress: Progress | None = None,
    ) -> None:
        if not fresh and not database.exists():
            raise IndexUnusable(
                f"there is no index of {vault} to answer from", hint="leave --no-sync away: it makes one"
            )
        self.vault = vault
        self.database = database
        self.disposable = disposable
        self.fresh = fresh
        self.hidden = hidden
        #: Lists of notes are lists of `PathRecord`: nothing but paths is read.
        self.brief = brief
        self.today = today
        self.progress = progress
        #: What the last look at the vault could not read, by path.
        self.misfits: tuple[Misfit, ...] = ()
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
        brief: bool = False,
        environ: Mapping[str, str] = os.environ,
        progress: Progress | None = None,
    ) -> "Library":
        """Open `vault` (found as the command line finds it when None) and its index.

        `database`: the index file, by default one in the user's cache directory. `fresh` False answers from the
        index as it is. `hidden` True also answers with notes that Obsidian's settings exclude; `brief` True lists
        notes by their paths alone. Raises `VaultError` or `IndexUnusable`.
        """
        home = Path.home()
        folder = find_vault(os.fspath(vault) if vault is not None else None, environ, Path.cwd(), home)
        named = database if database is not None else environ.get("NOTES_DB") or None
        file = Path(named) if named is not None else index_file(folder, environ, home)
        disposable = named is None
        return cls(folder, file, disposable=disposable, fresh=fresh, hidden=hidden, brief=brief, progress=progress)

    def heal(self, error: BaseException) -> bool:
        """After `error`: whether asking again may help, because the index was damaged and has been thrown away.

        Raises `IndexUnusable` when the error says that the index cannot be used (a full disk, a lock).
        """
        self.close()
        return healed(self.database, error, disposable=self.disposable)

    def close(self) -> None:
        """Close the index. The library cannot be used afterwards."""
        with suppress(Exception):
            self._connection.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the index ----------------------------------------------------------------------------------------

    def index(self, *, rebuild: bool = False) -> Report:
        """Bring the index up to date now; `rebuild` makes it anew from the files."""
        started = time.perf_counter()
        counts = self._sync(rebuild=rebuild)
        figures = report(self._connection, counts, time.perf_counter() - started)
        problems = listing.problems(self._connection, limit=5)
        remarks = [f"{p.path}:{p.line or 1}: {p.message}" for p in problems]
        if figures.problems > len(problems):
            remarks.append(f"… and {figures.problems - len(problems)} more")
        return Report(figures, tuple(remarks))

    def _sync(self, *, rebuild: bool = False) -> Counts:
        settings = read_obsidian_settings(self.vault)
        misfits: list[Misfit] = []
        counts = sync(
            self._connection,
            lambda: walk(self.vault, misfits),
            lambda disk: self._load(disk, misfits),
            _read,
            surroundings=Surroundings(
                settings.types,
                lambda path: ignored(path, settings.ignore),
                repr((sorted(settings.types.items()), settings.ignore)),
            ),
            progress=self.progress,
            rebuild=rebuild,
        )
        found = {misfit.path: misfit for misfit in (*settings.problems, *misfits)}
        self.misfits = tuple(found[path] for path in sorted(found))
        self._synced = True
        with suppress(OSError):
            os.utime(self.database)  # when we last looked; the file's own time says nothing in WAL mode
        return counts

    def _load(self, disk: bytes, misfits: list[Misfit]) -> bytes | None:
        """The bytes of a note; one that is there and cannot be read is a misfit, one that has gone is nothing."""
        data = load(self.vault, disk)
        if data is None and os.path.lexists(os.path.join(os.fsencode(self.vault), disk)):
            misfits.append(Misfit(shown_path(disk), problem("unreadable", reason="no permission, or not now")))
        return data

    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the answers of this library: how old they are, that there are no notes."""
        said = []
        if not self.fresh:
            said.append(f"answers come from the index as it was {_age(self.database)}")
        if self._connection.execute("SELECT NOT EXISTS (SELECT 1 FROM note)").fetchone()[0]:
            said.append(f"there are no notes in {self.vault}" if self.fresh else "the index is empty")
        return tuple(said)

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

    def _answer(self, kind: type[R], items: tuple[R, ...], query: "str | Query | None") -> Records[R]:
        """The records; when there are none, with what may be wrong with the query: names in it that no note has."""
        if items:
            return Records(kind, items)
        parsed = parse(query) if isinstance(query, str) else query
        found = tuple(doubts.doubts(self._connection, parsed)) if parsed is not None else ()
        return Records(kind, (), found or (("nothing matches",) if parsed is not None else ()))

    # -- questions ----------------------------------------------------------------------------------------

    def search(self, query: "str | Query | None", *, sort: str | None = None, limit: int | None = 20) -> Records[Hit]:
        """The notes that answer `query`, best first unless `sort`ed, each with the place that shows why.

        `limit` 0 or None gives all. Raises `QueryError`.
        """
        parsed = parse(query) if isinstance(query, str) else query
        if parsed is None:
            return Records(Hit, (), ("nothing was asked: give some words, for example notes search 泛化",))
        where = listing.scope((), hidden=self.hidden)
        hits = find.find(self._db, parsed, where, today=self.today(), sort=sort, limit=limit or None)
        return self._answer(Hit, tuple(hits), parsed)

    def notes(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[NoteRecord]:
        """The notes that match `query` (all when None), newest first unless `sort`ed. Raises `QueryError`."""
        return self._listed(query, self._where(query), sort, limit)

    def _listed(self, query: "str | Query | None", where: Sql, sort: str | None, limit: int | None) -> Records[Any]:
        if self.brief:
            return self._answer(PathRecord, listing.paths(self._db, where, sort=sort, limit=limit), query)
        return self._answer(NoteRecord, listing.notes(self._db, where, sort=sort, limit=limit), query)

    def tags(
        self,
        query: "str | Query | None" = None,
        *,
        strict: bool = False,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Records[TagCount]:
        """Every tag of the notes that match, with the number of notes; nested tags count for those above.

        `strict`: only tags that Obsidian itself sees.
        """
        found = facets.tags(self._db, self._where(query), strict=strict)
        return self._answer(TagCount, listing.sorted_records(found, sort)[: limit or None], query)

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
        return self._answer(HeadingRecord, found, query)

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
        return self._answer(TaskRecord, found, query)

    def properties(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[PropertyRecord]:
        """Every property of the notes that match, with type, count and values; most used first."""
        found = property_values.properties(self._db, self._where(query))
        return Records(PropertyRecord, listing.sorted_records(found, sort)[: limit or None])

    def values(
        self, name: str, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[ValueCount]:
        """The values of property `name` with counts; for a checkbox its four states. Raises `UsageError`."""
        found = property_values.values(self._db, name, self._where(query))
        if not found and query is None:
            raise UsageError(f'no note has a property "{name}"', hint=self._near_properties(name))
        return Records(ValueCount, listing.sorted_records(found, sort)[: limit or None])

    def _near_properties(self, name: str) -> str:
        from notes_cli.text.likeness import closest

        names_of = [record.property for record in self.properties()]
        near = [f'"{found}"' for found, _ in closest(name, names_of, limit=3, floor=50.0)]
        return f"did you mean {', '.join(near)}?" if near else "`notes props` lists them all"

    def unresolved(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[UnresolvedRecord]:
        """The links that lead to nothing."""
        found = linking.unresolved(self._db, self._where(query))
        return self._answer(UnresolvedRecord, listing.sorted_records(found, sort)[: limit or None], query)

    def doctor(
        self,
        query: "str | Query | None" = None,
        *,
        everything: bool = False,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Records[ProblemRecord]:
        """What is wrong in the notes that match `query`; without one, in the vault's other files too.

        `everything`: also what is only good to know ("info").
        """
        from notes_cli.index.doctor import findings

        where = self._where(query)
        found = findings(self._db, where)
        if query is None:
            found += [(misfit.path, misfit.problem) for misfit in self.misfits]
            found.sort(key=lambda one: (one[0], one[1].line or 0))
        shown = [one for one in found if everything or one[1].severity != "info"]
        records = tuple(listing.problem_record(path, problem) for path, problem in shown)
        kept = listing.sorted_records(records, sort)[: limit or None]
        return Records(ProblemRecord, kept, self._said_of(query, where, len(found), len(shown)), is_verdict=True)

    def _said_of(self, query: "str | Query | None", where: Sql, found: int, shown: int) -> tuple[str, ...]:
        """What is to be said of so many problems, of which so many are shown."""
        if found > shown:
            less = found - shown
            return (f"{less} more {'is' if less == 1 else 'are'} only good to know: --all lists them",)
        if found:
            return ()
        if listing.paths(self._db, where, sort=None, limit=1):
            return ("nothing is wrong",)
        return self._answer(ProblemRecord, (), query).remarks

    def orphans(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[NoteRecord]:
        """The notes that no other note links to."""
        return self._listed(query, self._where(query) & linking.orphan(hidden=self.hidden), sort, limit)

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

    # -- one note -----------------------------------------------------------------------------------------

    def document(self, name: str) -> Document:
        """The note called `name`, whole; with `#Heading` or `#^block` behind it, only that part's text.

        Raises `NoteNotFound` (also for a part that is not there), `AmbiguousNote`, or `VaultError` if it is gone.
        """
        identity, part = self._named(name)
        document = self._document(identity)
        return replace(document, part=self._part(document, part)) if part else document

    def _part(self, document: Document, part: str) -> tuple[int, int]:
        lines = part_lines(document.note, document.source, part)
        if lines is None:
            near = ", ".join(f"#{h.text}" for h in document.headings[:8])
            raise NoteNotFound(
                f'{document.record.path} has no part "{part}"',
                hint=f"its headings are {near}" if near else "it has no headings",
            )
        return lines

    def _named(self, name: str) -> tuple[int, str]:
        """The note that `name` means, and the part of it ("" = all). A file whose name has a # goes before."""
        cuts = [place for place, char in enumerate(name) if char == "#" and place]
        for cut in (len(name), *reversed(cuts)):
            if names.has_path(self._db, name[:cut]):
                return names.find_note(self._db, name[:cut]), name[cut:]
        cut = cuts[0] if cuts else len(name)
        return names.find_note(self._db, self._from_root(name[:cut])), name[cut:]

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
        note = _read(path, data)
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
        """What the link `target`, written in the note at path `source`, leads to: a note or another file.

        `is_reference`: it is the path of one of Hugo's references, not of a wikilink.
        """
        from notes_cli.vault.links import internal, reference

        made = reference(None, target, "") if is_reference else internal(None, "wikilink", target, "")
        if made is None:
            return None
        link = rows.link_row(source, made)
        return linking.destination(self._db, source, key=link[-2], path=link[-1])

    def embedded(self, source: str, target: str) -> Document | None:
        """The note, or the part of it, that `![[target]]` in the note at path `source` shows; None when none."""
        found = self.linked(source, target)
        if found is None or not found.is_note:
            return None
        document = self._document(found.id)
        part = target.partition("#")[2]
        lines = part_lines(document.note, document.source, part) if part else None
        return None if part and lines is None else replace(document, part=lines)

    def attachment(self, source: str, target: str, *, limit: int) -> bytes | None:
        """The bytes of the file that `target` leads to, at most `limit` + 1 of them; None when it is no such file.

        Only files that the walk has found are read: nothing outside the vault, whatever the target says.
        """
        found = self.linked(source, target)
        return None if found is None or found.is_note else load(self.vault, found.disk, limit)

    def holds(self, file: Path) -> bool:
        """Whether `file` (there or not) lies in the vault."""
        return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self.vault))

    def path(self, name: str) -> Path:
        """The absolute path of the note called `name`."""
        connection = self._db
        identity, _ = self._named(name)
        (disk,) = connection.execute("SELECT disk FROM file WHERE id = ?", (identity,)).fetchone()
        return self.vault / os.fsdecode(disk)


def _within(line: int | None, lines: tuple[int, int] | None) -> bool:
    return lines is None or (line is not None and lines[0] <= line <= lines[1])


def part_lines(note: Note, source: str, part: str) -> tuple[int, int] | None:
    """First and last line of a part of a note (see `vault.parts`), None when it is not there."""
    from notes_cli.vault import parts

    return parts.part_lines(note, source, part)


def _read(path: str, data: bytes) -> Note:
    # Loaded when there is something to read: a look that finds no change parses nothing and loads no parser.
    from notes_cli.vault.read import read_note

    return read_note(path, data)


def _age(file: Path) -> str:
    """How long ago the file was touched, in words."""
    seconds = max(0, int(time.time() - file.stat().st_mtime))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if count := seconds // size:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return f"{seconds} seconds ago"


def source_text(data: bytes) -> str:
    """The text of a file, with newlines as "\\n"."""
    from notes_cli.vault.decode import decoded

    return decoded(data)[0]
