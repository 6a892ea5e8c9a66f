"""What commands return: `Records` (a list), `Document` (one note, whole) or `Report` (one object of figures).

The record types are the contract with scripts: their fields, in this order, are the keys of `--json`, the
columns of `--csv` and the names that `--format` knows. Renderers take them as they are and never ask further.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from notes_cli.model import Note, Value


class NoteRecord(NamedTuple):
    """A note in a list."""

    path: str
    title: str
    date: str | None  # ISO 8601
    modified: str | None  # ISO 8601, of the file
    draft: bool
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    description: str | None
    words: int
    properties: Mapping[str, Value]


class PathRecord(NamedTuple):
    """A note in a list of which only the paths are wanted."""

    path: str


class Hit(NamedTuple):
    """A note that a search found, with the place that shows why."""

    path: str
    title: str
    date: str | None
    modified: str | None
    draft: bool
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    description: str | None
    words: int
    properties: Mapping[str, Value]
    score: float
    match: str  # "exact", "folded", "partial", "sound" or "fuzzy"
    line: int | None
    heading: tuple[str, ...]  # from the top heading down
    excerpt: str
    highlights: tuple[tuple[int, int], ...]  # [start, end) in characters of `excerpt`
    more: tuple[int, ...]  # other lines of the note that match


class TagCount(NamedTuple):
    """A tag and how many notes hold it or one nested under it."""

    tag: str
    count: int  # type: ignore[assignment]  # the contract's name, which tuples have too


class PropertyRecord(NamedTuple):
    """A property: how many notes have it, and its most frequent values with their counts.

    For a checkbox the values are its four states: "true", "false", "empty" and "missing".
    """

    property: str
    type: str  # as in Obsidian's types.json: text, multitext, number, checkbox, date, datetime, tags, aliases
    count: int  # type: ignore[assignment]
    values: Mapping[str, int]


class ValueCount(NamedTuple):
    """A value of a property, and how many notes have it."""

    value: str
    count: int  # type: ignore[assignment]


class HeadingRecord(NamedTuple):
    """A heading of a note; `text` as written."""

    path: str
    line: int
    level: int
    text: str
    anchor: str


class TaskRecord(NamedTuple):
    """A task in the text of a note."""

    path: str
    line: int
    status: str
    done: bool
    text: str
    heading: str
    due: str | None


class LinkRecord(NamedTuple):
    """A link out of a note; `resolved` is the path it leads to, None when there is none."""

    path: str
    line: int | None
    kind: str
    target: str
    text: str
    resolved: str | None
    part: str


class BacklinkRecord(NamedTuple):
    """A link that leads to a note, seen from the note it stands in."""

    path: str
    line: int | None
    kind: str
    text: str
    excerpt: str


class TagPlace(NamedTuple):
    """One place where a tag stands; `line` is None in front matter."""

    tag: str
    line: int | None
    origin: str


class UnresolvedRecord(NamedTuple):
    """A link to nothing."""

    path: str
    line: int | None
    target: str


class ProblemRecord(NamedTuple):
    """Something wrong in a note or another file of the vault; `fix` is what to do about it."""

    path: str
    line: int | None
    code: str
    severity: str
    message: str
    fix: str | None


class IndexReport(NamedTuple):
    """What bringing the index up to date did."""

    notes: int
    added: int
    modified: int
    removed: int
    unchanged: int
    problems: int
    seconds: float


#: Every type a list can hold.
R = TypeVar("R", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Records(Generic[R]):
    """A list of records of one kind (`kind` says which, also when there are none).

    `remarks` are sentences for stderr: what was left out, what a person may want to know.
    """

    kind: type[R]
    items: tuple[R, ...]
    remarks: tuple[str, ...] = ()
    layout: str = "list"  # "tree" for records that nest (tags, outlines)
    is_verdict: bool = False  # whether any record at all is a failure, for the exit code

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Any:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Document:
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

    @property
    def body(self) -> str:
        """The text without front matter; only the part when one is asked for."""
        lines = self.source.split("\n")
        first, last = self.part or (self.note.body_line, len(lines))
        return "\n".join(lines[first - 1 : last])


@dataclass(frozen=True, slots=True)
class Report:
    """One object of figures, such as the outcome of `index`."""

    figures: IndexReport
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was made, or (when `file` is None) its `content` for stdout."""

    file: str | None
    content: str = ""
    remarks: tuple[str, ...] = ()


Result: TypeAlias = "Records[Any] | Document | Report | Written"


def json_text(value: Any) -> str:
    """`value` as JSON, not escaped to ASCII. Infinity is 1e999, which every reader of JSON takes for it; not-a-number
    is null."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
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
