"""Arguments and options that several commands share, each written once.

A command that takes a parameter `where: Where` gets QUERY and all filter options; each filter is sugar for a query,
and the command is handed the whole as one tree.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.session import unguarded
from notes_cli.errors import UsageError
from notes_cli.query.parse import parse
from notes_cli.query.syntax import Not, Query, Test, all_of
from notes_cli.query.values import date_interval

if TYPE_CHECKING:
    from notes_cli.library import Library

#: The parameter of a command that is handed the query and the filters as one tree, None when nothing is asked.
Where: TypeAlias = Annotated[Query | None, "query and filters"]

NoteName = Annotated[str, Argument(metavar="NOTE", help="A path, file name, title or alias.")]
Limit = Annotated[
    int | None,
    Option("-n", "--limit", min=0, metavar="N", help="At most N; 0 = all."),
]
Sort = Annotated[
    str | None,
    Option("-s", "--sort", metavar="FIELD", help="Sort by FIELD; -FIELD = descending."),
]
Words = Annotated[
    list[str] | None,
    Argument(
        metavar="[QUERY]...",
        help='Words; tag:x, [property:value], is:draft, title:x …; -x = not, a OR b, "a phrase".',
    ),
]


class Filter(NamedTuple):
    """A filter option: its declaration, and the queries that its value stands for."""

    name: str
    annotation: Any
    default: Any
    queries: Callable[[Any], list[Query]]

    @property
    def flags(self) -> tuple[str, ...]:
        """The spellings of the option."""
        return tuple(self.annotation.__metadata__[0].flags)


def _many(*flags: str, metavar: str, help: str) -> Any:
    return Annotated[list[str] | None, Option(*flags, metavar=metavar, help=help)]


def _one(*flags: str, metavar: str, help: str) -> Any:
    return Annotated[str | None, Option(*flags, metavar=metavar, help=help)]


def _flag(*flags: str, help: str) -> Any:
    return Annotated[bool, Option(*flags, help=help)]


def _dated(option: str, relation: str, text: str) -> Query:
    if date_interval(f"{relation}{text}", date.today()) is None:
        raise UsageError(f'{option}: "{text}" is no date', hint="2025, 2025-12, 2025-12-25, 7d, today")
    return Test("when", f"{relation}{text}")


FILTERS = (
    Filter("tag", _many("-t", "--tag", metavar="TAG", help="With this tag (twice: with both)."), None,
           lambda tags: [Test("tag", tag, quoted=True) for tag in tags]),
    Filter("draft", _flag("--draft", help="Drafts only."), False, lambda _: [Test("is", "draft")]),
    Filter("published", _flag("--published", help="No drafts."), False, lambda _: [Not(Test("is", "draft"))]),
    Filter("checked", _many("--checked", metavar="NAME", help="Checkbox property NAME is true."), None,
           lambda names: [Test("checked", name, quoted=True) for name in names]),
    Filter("unchecked", _many("--unchecked", metavar="NAME", help="Has checkbox property NAME, not true."), None,
           lambda names: [Test("unchecked", name, quoted=True) for name in names]),
    Filter("folder", _one("--in", metavar="FOLDER", help="In this folder."), None,
           lambda folder: [Test("in", folder, quoted=True)]),
    Filter("since", _one("--since", metavar="DATE", help="Dated DATE or later: 2025-12, 2025-12-25, 7d."), None,
           lambda since: [_dated("--since", ">=", since)]),
    Filter("until", _one("--until", metavar="DATE", help="Dated DATE or earlier."), None,
           lambda until: [_dated("--until", "<=", until)]),
)  # fmt: skip

Ignored = _flag("--include-ignored", help="Also notes that Obsidian's excluded files hide.")
StrictObsidian = _flag("--strict-obsidian", help="Only tags that Obsidian itself sees (not `tags: a, b` or `tag:`).")

#: Not a filter of its own: widens --unchecked.
OrMissing = _flag("--or-missing", help="With --unchecked NAME: also notes without that property.")


def query_of(values: Mapping[str, Any]) -> Query | None:
    """The filters and the words among `values` as one query; None when nothing is asked. Raises `QueryError`."""
    asked: list[Query] = []
    for option in FILTERS:
        if value := values.get(option.name):
            asked += option.queries(value)
    if values.get("or_missing"):
        if not values.get("unchecked"):
            raise UsageError("--or-missing goes with --unchecked NAME")
        asked = [_or_missing(query) for query in asked]
    typed = parse(" ".join(map(unguarded, values.get("words") or ())))
    asked += [typed] if typed is not None else []
    return all_of(asked) if asked else None


def _or_missing(query: Query) -> Query:
    if isinstance(query, Test) and query.field == "unchecked":
        return Not(Test("checked", query.text, quoted=True))
    return query


# -- changes -------------------------------------------------------------------------------------------------

#: What `check` and `uncheck` are given.
Ticked = Annotated[
    list[str] | None,
    Argument(
        metavar="NOTE [NAME]",
        help="A checkbox property (default: the only one but draft), or NOTE:LINE of a task.",
    ),
]
WhereQuery = _one("--where", metavar="QUERY", help="All notes that match, instead of NOTE.")
Parents = _flag("-p", "--parents", help="Make folders that are missing.")

#: What every command that changes notes can be told: parameter, declaration and default.
CHANGE_OPTIONS: dict[str, tuple[Any, Any]] = {
    "dry_run": (_flag("--dry-run", help="Print what would change, as a diff; write nothing."), False),
    "yes": (_flag("-y", "--yes", help="Do not ask."), False),
    "expect": (
        Annotated[
            int | None,
            Option("--expect", min=0, metavar="N", help="Refuse unless N notes change."),
        ],
        None,
    ),
}


def note_and_words(arguments: list[str] | None, where: str | None) -> tuple[str | None, list[str]]:
    """NOTE and what follows it; with `--where` there is no NOTE."""
    words = list(arguments or ())
    return (None, words) if where is not None or not words else (words[0], words[1:])


def note_and_line(library: "Library", name: str | None) -> tuple[str | None, int | None]:
    """`NOTE:LINE` taken apart, unless a note has that very path."""
    note, colon, line = (name or "").rpartition(":")
    is_line = colon and note and line.isascii() and line.isdecimal() and not library.has_path(name or "")
    return (note, int(line)) if is_line else (name, None)
