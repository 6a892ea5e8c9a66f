"""Questions about the vault: search, and the lists of notes, tags, properties, headings, tasks and lost links."""

from collections.abc import Iterable
from typing import Any

from notes_cli.about import ViewColumn
from notes_cli.errors import UsageError
from notes_cli.index import doubts, facets, find, listing
from notes_cli.index import links as linking
from notes_cli.index import properties as property_values
from notes_cli.library.looking import slow_filters
from notes_cli.library.opened import Opened
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import Query
from notes_cli.results import (
    HeadingRecord,
    Hit,
    MatchedLine,
    NoteRecord,
    PathRecord,
    ProblemRecord,
    PropertyRecord,
    R,
    Records,
    Report,
    Row,
    TagCount,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
    value_of,
)
from notes_cli.vault.walk import Misfit, read_obsidian_settings


class AboutVault(Opened):
    """What can be asked of all notes, or of those that a query matches."""

    def search(
        self,
        query: "str | Query | None",
        *,
        exact: bool = False,
        fuzzy: bool = False,
        sort: str | None = None,
        limit: int | None = 20,
    ) -> Records[Hit]:
        """The notes that answer `query`, best first unless `sort`ed, each with the place that shows why.

        Notes that hold all of it come first; what is like it only when nothing does. `exact`: only what holds all of
        it as typed. `fuzzy`: what is like it in any case. `limit` 0 or None gives all. Raises `QueryError`.
        """
        return self._found(Hit, query, exact=exact, fuzzy=fuzzy, sort=sort, limit=limit or None)

    def explained(
        self,
        query: "str | Query | None",
        *,
        exact: bool = False,
        fuzzy: bool = False,
        sort: str | None = None,
        limit: int | None = 20,
    ) -> Records[Hit]:
        """As `search`, and why each note is there; a remark says how the query was understood, in words and in SQL."""
        from notes_cli.index.explain import understanding, why

        hits = self.search(query, exact=exact, fuzzy=fuzzy, sort=sort, limit=limit)
        parsed = self.understood(query)
        if parsed is None:
            return Records(Hit, (), hits.remarks)
        reasons = why(self._db, parsed, [hit.path for hit in hits], self.today())
        items = tuple(hit._replace(why=reasons[hit.path]) for hit in hits)
        return Records(Hit, items, (understanding(parsed, self.today()), *hits.remarks))

    def matching_lines(
        self,
        query: "str | Query | None",
        *,
        exact: bool = False,
        fuzzy: bool = False,
        sort: str | None = None,
        limit: int | None = 20,
    ) -> Records[MatchedLine]:
        """The lines of those notes that hold something of the query, note after note; at most `limit` lines."""
        return self._found(MatchedLine, query, exact=exact, fuzzy=fuzzy, sort=sort, limit=limit or None)

    def _found(self, kind: type[R], query: "str | Query | None", *, exact: bool, fuzzy: bool, **how: Any) -> Records[R]:
        if exact and fuzzy:
            raise UsageError("--exact and --fuzzy cannot be asked for at once")
        parsed = self.understood(query)
        if parsed is None:
            return Records(kind, (), ("nothing was asked: give some words, for example notes search 泛化",))
        where = listing.scope((), hidden=self.hidden)
        lines = kind is MatchedLine
        found = find.find(self._db, parsed, where, today=self.today(), exact=exact, fuzzy=fuzzy, lines=lines, **how)
        answered = self._answer(kind, found.records, parsed)
        return answered.but(remarks=(*found.remarks, *answered.remarks))

    def notes(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[NoteRecord]:
        """The notes that match `query` (all when None), newest first unless `sort`ed. Raises `QueryError`."""
        return self._listed(query, self._where(query), sort, limit)

    def _listed(self, query: "str | Query | None", where: Sql, sort: str | None, limit: int | None) -> Records[Any]:
        if self.brief:
            return self._answer(PathRecord, listing.paths(self._db, where, sort=sort, limit=limit), query)
        return self._answer(NoteRecord, listing.notes(self._db, where, sort=sort, limit=limit), query)

    def on_disk(self, found: Records[Any]) -> Records[Any]:
        """What a list is about as a list of paths that are named as on disk; `found` itself when it has none."""
        if found.kind is PathRecord or "path" not in found.kind._fields:
            return found
        paths = listing.on_disk(self._db, (value_of(item, "path") for item in found))
        return Records(PathRecord, paths, found.remarks, is_verdict=found.is_verdict)

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

    def unknown_properties(self, names: Iterable[str]) -> tuple[str, ...]:
        """A sentence for each property of those `names` that no note has, with the nearest that some note has."""
        return tuple(doubts.unknown_properties(self._db, names))

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
        """The links that lead to nothing; to a file that Hugo serves with the vault is no such link."""
        found = linking.unresolved(self._db, self._where(query), self._served())
        return self._answer(UnresolvedRecord, listing.sorted_records(found, sort)[: limit or None], query)

    def _served(self) -> linking.Served:
        from notes_cli.vault.layouts import served

        return served(self.vault)

    def orphans(
        self, query: "str | Query | None" = None, *, sort: str | None = None, limit: int | None = None
    ) -> Records[NoteRecord]:
        """The notes that no other note links to."""
        return self._listed(query, self._where(query) & linking.orphan(hidden=self.hidden), sort, limit)

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
        from notes_cli.vault.layouts import without_own

        where = self._where(query)
        found = without_own(findings(self._db, where, self.today(), served=self._served()), self.vault)
        if query is None:
            found += [(misfit.path, misfit.problem) for misfit in {*self.misfits, *self._slow_filters()}]
            found.sort(key=lambda one: (one[0], one[1].line or 0))
        shown = [one for one in found if everything or one[1].severity != "info"]
        records = tuple(listing.problem_record(path, problem) for path, problem in shown)
        kept = listing.sorted_records(records, sort)[: limit or None]
        return Records(ProblemRecord, kept, self._said_of(query, where, len(found), len(shown)), is_verdict=True)

    def _slow_filters(self) -> list[Misfit]:
        """Filters of the vault that take too long; only a new or changed note shows it otherwise."""
        paths = [path for (path,) in self._db.execute("SELECT path FROM file")]
        return slow_filters(read_obsidian_settings(self.vault), paths)

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

    def stats(self, query: "str | Query | None" = None, *, limit: int | None = 10) -> Report:
        """The notes that match in figures; at most `limit` tags, domains, checkboxes and long notes. Linear."""
        from notes_cli.index.stats import stats

        draft = self._where("is:draft")
        return Report(stats(self._db, self._where(query), draft=draft, limit=limit or None, served=self._served()))

    def sql(self, query: str, *, timeout: float = 10.0, limit: int | None = None) -> Records[Row]:
        """What `query` selects from the index, as rows whose fields are its columns. Nothing can be changed by it.

        `timeout` in seconds. Raises `SqlError`.
        """
        _ = self._db
        from notes_cli.index.ask import answer

        kind, items = answer(self.database, query, timeout=timeout, limit=limit or None)
        return Records(kind, items)

    def schema(self, *, limit: int | None = None) -> Records[ViewColumn]:
        """The views that SQL can ask, and what their columns mean."""
        from notes_cli.index.views import view_columns

        return Records(ViewColumn, view_columns()[: limit or None])
