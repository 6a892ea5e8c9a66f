"""What commands return: `Records` (a list), `Document` (one note, whole) or `Report` (one object of figures).

Renderers take them as they are and never ask further. What they hold are the types of `records`, which are had here.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from notes_cli.model import Note
from notes_cli.records import (
    BacklinkRecord,
    ChangeRecord,
    HeadingRecord,
    Hit,
    IndexReport,
    LinkRecord,
    MatchedLine,
    NoteRecord,
    PathRecord,
    PlaceRecord,
    ProblemRecord,
    PropertyRecord,
    RelatedRecord,
    Row,
    StatsReport,
    TagCount,
    TagPlace,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
)

__all__ = [
    "BacklinkRecord",
    "ChangeRecord",
    "Document",
    "HeadingRecord",
    "Hit",
    "IndexReport",
    "LinkRecord",
    "MatchedLine",
    "NoteRecord",
    "Opened",
    "PathRecord",
    "PlaceRecord",
    "ProblemRecord",
    "PropertyRecord",
    "R",
    "Records",
    "RelatedRecord",
    "Report",
    "Result",
    "Row",
    "StatsReport",
    "Stream",
    "TagCount",
    "TagPlace",
    "TaskRecord",
    "UnresolvedRecord",
    "ValueCount",
    "Written",
    "as_json",
    "json_text",
    "of_kind",
    "value_of",
]


def value_of(record: tuple[Any, ...], field: str) -> Any:
    """The value of a field of a record; columns of SQL may have any name, so that it is no attribute."""
    return record[record._fields.index(field)]  # type: ignore[attr-defined]


T = TypeVar("T")


def of_kind(table: Mapping[type, T], kind: type) -> T:
    """What `table` has for a type of records; rows of SQL each have a type of their own, under `Row`."""
    return next(table[each] for each in kind.__mro__ if each in table)


#: Every type a list can hold.
R = TypeVar("R", bound=tuple[Any, ...])


class Records(Generic[R]):
    """A list of records of one kind (`kind` says which, also when there are none).

    `remarks` are sentences for stderr: what was left out, what a person may want to know.
    """

    __slots__ = ("is_verdict", "items", "kind", "layout", "remarks")

    def __init__(
        self,
        kind: type[R],
        items: tuple[R, ...],
        remarks: tuple[str, ...] = (),
        *,
        layout: str = "list",
        is_verdict: bool = False,
    ) -> None:
        self.kind: Final = kind
        self.items: Final = items
        self.remarks: Final = remarks
        #: "tree" for records that nest (tags, outlines), "diff" for changes to be looked at
        self.layout: Final = layout
        #: Whether any record at all is a failure, for the exit code.
        self.is_verdict: Final = is_verdict

    def but(self, *, remarks: tuple[str, ...] | None = None, layout: str | None = None) -> "Records[R]":
        """The same list with other remarks or another layout."""
        return Records(
            self.kind,
            self.items,
            self.remarks if remarks is None else remarks,
            layout=layout or self.layout,
            is_verdict=self.is_verdict,
        )

    def _state(self) -> tuple[Any, ...]:
        return (self.kind, self.items, self.remarks, self.layout, self.is_verdict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self._state())

    def __repr__(self) -> str:
        return f"Records({self.kind.__name__}, {self.items!r}, {self.remarks!r})"

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[R]:
        return iter(self.items)

    def __getitem__(self, number: int) -> R:
        return self.items[number]


class Document(NamedTuple):
    """One note, whole: what `show` prints."""

    record: NoteRecord
    note: Note
    source: str  # the file's text, newlines as "\n"
    headings: tuple[HeadingRecord, ...]
    tasks: tuple[TaskRecord, ...]
    links: tuple[LinkRecord, ...]
    backlinks: tuple[BacklinkRecord, ...]
    tag_places: tuple[TagPlace, ...]
    problems: tuple[ProblemRecord, ...]
    part: tuple[int, int] | None = None  # first and last line when only a part is asked for
    form: str = "article"  # "article", "raw" (the file as it is) or "meta" (the properties)
    theme: str = "auto"  # how an article is coloured on a terminal: a key of `render.theme.THEMES`
    context: object = None  # a `PageContext` of `export`: answers for links and embeds where the text is rendered

    @property
    def body(self) -> str:
        """The text without front matter; only the part when one is asked for."""
        lines = self.source.split("\n")
        first, last = self.part or (self.note.body_line, len(lines))
        return "\n".join(lines[first - 1 : last])


class Report(NamedTuple):
    """One object of figures, such as the outcome of `index`."""

    figures: IndexReport | StatsReport
    remarks: tuple[str, ...] = ()


class Written(NamedTuple):
    """A file that was made, or (when `file` is None) its `content` for stdout."""

    file: str | None
    content: str = ""
    remarks: tuple[str, ...] = ()


class Opened(NamedTuple):
    """A program was started, and there is nothing to print; or none opens `address`, which is left to a person."""

    address: str | None = None
    remarks: tuple[str, ...] = ()


class Stream(NamedTuple):
    """Reports that come as things happen, until the process is told to end. `say` takes what a person should know."""

    reports: Callable[[Callable[[str], None]], Iterator[Report]]  # say -> reports


Result: TypeAlias = "Records[Any] | Document | Report | Written | Opened"


#: Made once: `json.dumps` makes one for each value, which takes longer than most values do.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(value: Any) -> str:
    """`value` as JSON, not escaped to ASCII. Infinity is 1e999, which every reader of JSON takes for it; not-a-number
    is null."""
    try:
        return _ENCODER.encode(value)
    except ValueError:
        text = json.dumps(_without_infinity(value), ensure_ascii=False)
        return text.replace('"\\u0000+"', "1e999").replace('"\\u0000-"', "-1e999")


def _without_infinity(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "\0+" if value > 0 else "\0-"
    if isinstance(value, Mapping):
        return {key: _without_infinity(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_infinity(item) for item in value]
    return value


def as_json(record: tuple[Any, ...]) -> dict[str, Any]:
    """A record as a dictionary for JSON: its fields in order."""
    return dict(zip(record._fields, record, strict=True))  # type: ignore[attr-defined]
