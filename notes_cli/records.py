"""The records: what lists and reports hold. The contract with scripts.

Their fields, in this order, are the keys of `--json`, the columns of `--csv` and the names that `--format` knows.
docs/records.md is made from them: a comment behind a field is its meaning, and that of later fields of its name.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from notes_cli.model import Value


class NoteRecord(NamedTuple):
    """A note in a list."""

    path: str  # from the vault's root, "/" between parts, NFC
    title: str  # front matter, else the first heading, else the file's name
    date: str | None  # of the note: ISO 8601, with the time and offset when they are written
    modified: str | None  # when the file was changed: ISO 8601, UTC
    draft: bool  # whether front matter says `draft: true`
    tags: tuple[str, ...]  # as written, without "#", each once
    aliases: tuple[str, ...]  # other names of the note
    description: str | None  # from front matter
    words: int  # words in the text; a Chinese character counts one
    properties: Mapping[str, Value]  # front matter as in the file; dates stay text


class PathRecord(NamedTuple):
    """A note in a list of which only the paths are wanted."""

    path: str  # as on disk: bytes that are no UTF-8 are lone surrogates


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
    score: float  # rank; higher is better, to be compared within one answer only
    match: str  # "exact", "folded", "partial", "sound" or "fuzzy"
    line: int | None  # where it matches, 1-based in the file, front matter counted; null when no line does
    heading: tuple[str, ...]  # that the line stands under, from the top heading down
    excerpt: str  # the text around the match, without markup
    highlights: tuple[tuple[int, int], ...]  # [start, end) in characters of `excerpt`
    more: tuple[int, ...]  # other lines of the note that match
    missing: tuple[str, ...] = ()  # words of the query that the note does not hold
    why: tuple[str, ...] = ()  # with --explain: the parts of the query that hold; of words, where they stand


class MatchedLine(NamedTuple):
    """A line of a note that a search found."""

    path: str
    line: int
    text: str  # as it reads, without Markdown's marks
    highlights: tuple[tuple[int, int], ...]  # [start, end) in characters of `text`
    title: str
    heading: tuple[str, ...]  # from the top heading down
    match: str  # as in `Hit`, of the note
    score: float  # of the note


class TagCount(NamedTuple):
    """A tag and how many notes hold it or one nested under it."""

    tag: str  # without "#"
    count: int  # type: ignore[assignment]  # notes with the tag or one nested under it


class PropertyRecord(NamedTuple):
    """A property: how many notes have it, and its most frequent values with their counts.

    For a checkbox the values are its four states: "true", "false", "empty" and "missing".
    """

    property: str  # name, spelled as most often
    type: str  # as in Obsidian's types.json: text, multitext, number, checkbox, date, datetime, tags, aliases
    count: int  # type: ignore[assignment]  # notes that have it
    values: Mapping[str, int]  # the most frequent values and their counts; for a checkbox its four states


class ValueCount(NamedTuple):
    """A value of a property, and how many notes have it."""

    value: str  # as text; for a checkbox true, false, empty or missing
    count: int  # type: ignore[assignment]  # notes that have it


class HeadingRecord(NamedTuple):
    """A heading of a note; `text` as written."""

    path: str
    line: int  # 1-based in the file, front matter counted
    level: int  # 1 to 6
    text: str  # as written
    anchor: str  # for links: lower case, dashes for spaces, unique within the note


class TaskRecord(NamedTuple):
    """A task in the text of a note."""

    path: str
    line: int
    status: str  # the one character between the brackets
    done: bool  # whether that is x or X
    text: str  # the first line behind the brackets, as written
    heading: str  # the nearest heading above, empty when there is none
    due: str | None  # ISO date of a 📅 mark or `[due:: …]`


class LinkRecord(NamedTuple):
    """A link out of a note; `resolved` is the path it leads to, None when there is none."""

    path: str
    line: int | None  # 1-based in the file; null when that of a property cannot be told
    kind: str  # wikilink, markdown, embed, property or external
    target: str  # as written, with the part; an address when external
    text: str  # what a reader sees
    resolved: str | None  # the path that it leads to; null when to nothing or outside
    part: str  # "#Heading" or "#^block" of the target, else empty


class BacklinkRecord(NamedTuple):
    """A link that leads to a note, seen from the note it stands in."""

    path: str  # of the note that the link stands in
    line: int | None  # 1-based in the file; null when that of a property cannot be told
    kind: str  # wikilink, markdown, embed or property
    text: str  # what a reader sees
    excerpt: str  # the line that the link stands in


class RelatedRecord(NamedTuple):
    """A note about the same thing as another; `score` counts points, of which 100 are all its telling words."""

    path: str
    title: str
    score: float
    because: tuple[str, ...]  # in words, the weightiest first


class TagPlace(NamedTuple):
    """One place where a tag stands; `line` is None in front matter."""

    tag: str
    line: int | None  # 1-based in the file; null in front matter
    origin: str  # inline, list, text, split, key or loose: how it was written


class UnresolvedRecord(NamedTuple):
    """A link to nothing."""

    path: str
    line: int | None  # 1-based in the file; null when that of a property cannot be told
    target: str  # as written


class ProblemRecord(NamedTuple):
    """Something wrong in a note or another file of the vault; `fix` is what to do about it."""

    path: str
    line: int | None  # 1-based in the file; null when it is about the whole note
    code: str  # a name that stays the same
    severity: str  # error, warning or info
    message: str  # one line
    fix: str | None  # what can be done about it
    fixable: bool  # whether `doctor --fix` does it


class ChangeRecord(NamedTuple):
    """What a change command does to a note: whether anything, and what, as a unified diff."""

    path: str
    changed: bool  # whether anything changes
    diff: str  # unified, "" when nothing changes


class PlaceRecord(NamedTuple):
    """Where a note lies: an absolute path."""

    path: str  # absolute, as on disk


class IndexReport(NamedTuple):
    """What bringing the index up to date did."""

    notes: int  # in the index now
    added: int  # new
    modified: int  # read again
    removed: int  # no longer there
    unchanged: int  # as they were
    problems: int  # in all notes
    seconds: float  # that it took


class StatsReport(NamedTuple):
    """The notes in figures. Counts of notes, but for `words`, `tasks` and `links`."""

    notes: int
    drafts: int  # those that `is:draft` finds
    words: int  # a Chinese character counts one, a run of other letters or digits one
    undated: int  # notes that tell no date: in `years` and `months` the file's stands for it
    tags: Mapping[str, int]  # the most frequent, nested tags counted for those above
    domains: Mapping[str, int]  # where most articles come from: the host of the source's address
    tasks: Mapping[str, int]  # "done" and "todo"
    checkboxes: Mapping[str, Mapping[str, int]]  # property -> notes in each state: true, false, empty, missing
    years: Mapping[str, Mapping[str, int]]  # "2025" -> "notes" and "words"
    months: Mapping[str, Mapping[str, int]]  # "2025-12" -> the same
    links: Mapping[str, int]  # "internal", "external" and "unresolved" (which are internal too)
    longest: Mapping[str, int]  # path -> words


class Row(tuple[Any, ...]):
    """A row that SQL has answered. Each answer has its own class, whose `_fields` are the names of its columns."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
