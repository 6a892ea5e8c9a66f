"""A vault and its index as one open thing: how it is found, opened, brought up to date and closed.

What can be asked of it stands in `about_vault` and `about_note`; `Library` is all three.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from notes_cli.config import journal_folder, user_directory, working_directory
from notes_cli.errors import IndexUnusable, NotesError, VaultError
from notes_cli.index import doubts, heartbeat, listing, resolve
from notes_cli.index.database import connect, healed
from notes_cli.index.patience import Say
from notes_cli.index.surroundings import meta
from notes_cli.index.sync import Counts, Progress, report, sync
from notes_cli.library.looking import loaded, misfits_of, read, seen, surroundings
from notes_cli.model import Problem
from notes_cli.query.compile import condition
from notes_cli.query.parse import parse
from notes_cli.query.saved import expanded
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import Query
from notes_cli.results import R, Records, Report
from notes_cli.settings import DEFAULTS, Settings
from notes_cli.settle import settle
from notes_cli.vault.filters import Filters
from notes_cli.vault.journal import Journal
from notes_cli.vault.walk import Misfit, read_obsidian_settings


class Opened:
    """A vault that is open: its folder, its index, and how answers are wanted."""

    def __init__(
        self,
        vault: Path,
        database: Path,
        *,
        settings: Settings = DEFAULTS,
        disposable: bool = False,
        fresh: bool = True,
        hidden: bool = False,
        brief: bool = False,
        today: Callable[[], date] = date.today,
        progress: Progress | None = None,
        state: Path | None = None,
        asked: int | None = None,
        say: Say | None = None,
    ) -> None:
        if not fresh and not database.exists():
            raise IndexUnusable(
                f"there is no index of {vault} to answer from",
                hint="leave --no-sync away, or say --sync: the first look makes one",
            )
        #: What is set in the vault's and the user's files, the environment, and by options.
        self.settings = settings
        self.vault = vault
        self.database = database
        self.disposable = disposable
        self.fresh = fresh
        self.hidden = hidden
        #: Lists of notes are lists of `PathRecord`: nothing but paths is read.
        self.brief = brief
        self.today = today
        self.progress = progress
        #: When was asked (of `heartbeat.now`): later changes need not be known. None: at the first question.
        self.asked = asked
        #: What the last look at the vault could not read, by path.
        self.misfits: tuple[Misfit, ...] = ()
        #: The last changes of this vault, and the lock of whoever changes it.
        self.journal = Journal(state or journal_folder(vault, user_directory("state", os.environ, Path.home())))
        self._recovered: str | None = None
        self._synced = False
        #: Tells a person at once what cannot wait for the answer.
        self.say: Say = say or (lambda _: None)
        self._connection = connect(database, disposable=disposable, say=say)

    @classmethod
    def open(
        cls,
        vault: str | os.PathLike[str] | None = None,
        *,
        database: str | os.PathLike[str] | None = None,
        fresh: bool | None = None,
        hidden: bool = False,
        brief: bool = False,
        environ: Mapping[str, str] = os.environ,
        progress: Progress | None = None,
    ) -> Self:
        """Open `vault` (found as the command line finds it when None) and its index.

        `database`: the index file, by default one in the user's cache directory. `fresh` False answers from the
        index as it is; None = as the settings say. `hidden` True also answers with notes that Obsidian's settings
        exclude; `brief` True lists notes by their paths alone. Raises `VaultError`, `IndexUnusable` or `SettingsError`.
        """
        asked = {
            "vault": None if vault is None else os.fspath(vault),
            "db": None if database is None else os.fspath(database),
            "no_sync": None if fresh is None else not fresh,
        }
        settings = settle(asked, environ, working_directory(), Path.home())
        return cls.of(settings, hidden=hidden, brief=brief, progress=progress)

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        hidden: bool = False,
        brief: bool = False,
        progress: Progress | None = None,
        asked: int | None = None,
        say: Say | None = None,
    ) -> Self:
        """Open the vault and the index that `settings` name; `asked` as the attribute, the rest as in `open`.

        `say` is told when another program has to be waited for, which holds the index.
        """
        if settings.place is None or settings.index is None:
            raise VaultError("no vault was named")
        return cls(
            settings.place,
            settings.index,
            settings=settings,
            disposable=settings.own_index,
            fresh=not settings.no_sync,
            hidden=hidden,
            brief=brief,
            progress=progress,
            state=journal_folder(settings.place, settings.state) if settings.state else None,
            asked=asked,
            say=say,
        )

    def heal(self, error: BaseException) -> bool:
        """After `error`: whether asking again may help, because the index was damaged and has been thrown away.

        Raises `IndexUnusable` when the error says that the index cannot be used (a full disk, a lock).
        """
        self.close()
        return healed(self.database, error, disposable=self.disposable)

    def close(self) -> None:
        """Close the index, and let others change the vault. The library cannot be used afterwards."""
        self.journal.unlock()
        with suppress(Exception):
            self._connection.close()

    def forked(self) -> None:
        """In a process that was forked: take a connection of one's own. The parent's is left alone, never closed."""
        self._parents = self._connection
        self._connection = connect(self.database, disposable=self.disposable)

    def __enter__(self) -> Self:
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
        settings, misfits = read_obsidian_settings(self.vault), list[Misfit]()
        filters = Filters(settings.ignore)
        self._connection.rollback()  # the moment that was answered from
        counts = sync(
            self._connection,
            lambda: seen(self.vault, misfits),
            lambda disk: loaded(self.vault, disk, misfits),
            read,
            surroundings=surroundings(self.vault, settings, filters),
            progress=self.progress,
            rebuild=rebuild,
        )
        found = {misfit.path: misfit for misfit in (*settings.problems, *misfits, *misfits_of(filters))}
        self.misfits = tuple(found[path] for path in sorted(found))
        self._looked()
        return counts

    def _looked(self) -> None:
        self._synced = True
        with suppress(OSError):
            os.utime(self.database)  # when we last looked; the file's own time says nothing in WAL mode

    def _is_watched(self) -> bool:
        """Whether `notes watch` has brought the index up to date with all that was saved before the question."""
        (files,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM file").fetchone()
        left = heartbeat.heard(heartbeat.heartbeat_file(self.database), self.asked or heartbeat.now(), files)
        # The index may have been made anew, or for another vault or other settings.
        place = surroundings(self.vault, read_obsidian_settings(self.vault), Filters(())).mark
        if left is None or meta(self._connection, "settings") != place:
            return False
        self.misfits = tuple(Misfit(path, Problem(*rest)) for path, *rest in json.loads(left))
        self._looked()
        return True

    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the answers of this library: how old they are, that there are no notes, what
        of the settings files was not obeyed, where a search was stopped."""
        said = [*self.settings.remarks, *([self._recovered] if self._recovered else [])]
        if not self.fresh:
            said.append(f"answers come from the index as it was {_age(self.database)}")
        looked = self._synced or not self.fresh
        if looked and self._connection.execute("SELECT NOT EXISTS (SELECT 1 FROM note)").fetchone()[0]:
            said.append(f"there are no notes in {self.vault}" if self.fresh else "the index is empty")
        return (*said, *self._connection.remarks())

    @property
    def _db(self) -> Any:
        """The connection, brought up to date once; from then on it shows one moment of the index, whatever others do
        to it: an answer is made of several looks, and all of them must see the same rows."""
        if self.fresh and not self._synced:
            pending = self.journal.is_pending()
            try:
                self.recover()
            except NotesError as error:  # no reason not to answer; the next change will refuse
                self._recovered = f"a change was interrupted, and cannot be taken back: {error.message}"
            if pending or not self._is_watched():
                self._sync()
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        return self._connection

    def recover(self) -> None:
        """Take back a change whose process died, so that what is read next is a vault between two changes.

        A change that another command is making right now is none. Raises `NotesError` when that cannot be done.
        """
        if self.journal.is_pending():
            from notes_cli.vault.carry import recover

            self._recovered = recover(self.vault, self.journal) or self._recovered

    def understood(self, query: "str | Query | None") -> Query | None:
        """`query` as it is asked: saved searches, names of notes and words like others in their places.

        Raises `QueryError` for one that does not parse, `UsageError` for a saved search or a note that is none.
        """
        parsed = parse(query) if isinstance(query, str) else query
        if parsed is None:
            return None
        return resolve.resolved(self._db, expanded(parsed, self.settings.searches, self.settings.draft))

    def _where(self, query: "str | Query | None") -> Sql:
        parsed = self.understood(query)
        conditions = () if parsed is None else (condition(parsed, today=self.today()),)
        return listing.scope(conditions, hidden=self.hidden)

    def _answer(self, kind: type[R], items: tuple[R, ...], query: "str | Query | None") -> Records[R]:
        """The records; when there are none, with what may be wrong with the query: names in it that no note has."""
        parsed = parse(query) if isinstance(query, str) else query
        if parsed is None:
            return Records(kind, items)
        unsaved = tuple(doubts.unsaved(parsed, self.settings.searches))
        if items:
            return Records(kind, items, unsaved)
        found = (*unsaved, *doubts.doubts(self._connection, parsed))
        return Records(kind, (), found or ("nothing matches",))


def _age(file: Path) -> str:
    """How long ago the file was touched, in words."""
    seconds = max(0, int(time.time() - file.stat().st_mtime))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if count := seconds // size:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return f"{seconds} seconds ago"
