"""What a note is, once it has been read: plain values that depend on the path and the bytes of one file only.

The parts that come by the dozen in every note (`Heading`, `Task`, `Tag`, ...) are named tuples, not dataclasses:
they are immutable, they go to SQLite as rows without conversion, and a vault of 10 000 notes makes a million of
them (a frozen dataclass takes four times as long to build).

Lines are 1-based and count from the first line of the file, front matter included.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

#: What a YAML 1.2 core, JSON or TOML value becomes. Dates stay text, as in Obsidian.
Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"


class FileStamp(NamedTuple):
    """A file of the vault as the directory tells it, without opening it."""

    path: str  # from the vault's root, "/" between parts, NFC; undecodable bytes escaped as \xNN
    disk: bytes  # the name to open it by, from the vault's root, exactly as on disk
    is_note: bool  # a *.md file; other files are known by name only (links may point at them)
    mtime_ns: int  # 0 when not a note
    size: int  # bytes; 0 when not a note
    inode: int  # 0 when not a note
    ctime_ns: int = 0  # when the inode changed: tells an edit whose other marks were put back


class Heading(NamedTuple):
    """A heading outside quotes, lists, code and comments (Obsidian's rule)."""

    line: int
    level: int  # 1 to 6
    text: str  # as written, closing #s off: "A [[link]] **b**"
    plain: str  # as read: "A link b"
    anchor: str  # GitHub-like slug that keeps CJK, unique within the note


class Section(NamedTuple):
    """A piece of the body for search: a heading and what stands under it up to the next heading.

    Long ones are cut at paragraph ends; text before the first heading is a section without headings.
    """

    line: int  # of the first line of `text`
    headings: tuple[str, ...]  # plain texts from the top heading down; the last one is its own
    text: str  # the lines of the file, newlines as "\n", its own heading line included


class Task(NamedTuple):
    """A list item with a checkbox: `- [ ] text`."""

    line: int
    status: str  # the one character between the brackets
    text: str  # the first line after the brackets, as written
    heading: str  # plain text of the nearest heading above, "" when there is none
    due: str | None  # ISO date from a 📅 mark or [due:: ...], else None


class Tag(NamedTuple):
    """A tag and one place where it stands. `name` is without "#", in NFC, spelled as written."""

    name: str
    line: int | None  # None in front matter
    origin: str  # one of TAG_ORIGINS


#: Where a tag was read from. Obsidian 1.9 and newer sees only the first three (`SEEN_BY_OBSIDIAN`).
TAG_ORIGINS = (
    "inline",  # #tag in the text
    "list",  # an element of the list `tags`
    "text",  # `tags: a`
    "split",  # `tags: a, b`
    "key",  # under `tag`
    "loose",  # a list element that is no Obsidian tag: it has a space, or is a number
)


SEEN_BY_OBSIDIAN = TAG_ORIGINS[:3]


class Link(NamedTuple):
    """A link out of a note, as written."""

    line: int | None  # None only when a property's line cannot be told
    kind: str  # "wikilink", "markdown", "embed", "property" or "external"
    target: str  # as written, heading part included: "Note#Heading"; a URL when external
    text: str  # what a reader sees
    part: str  # "#Heading" or "#^block" of the target, "" when there is none
    key: str  # last path segment of the target, folded for comparison; the host when external; "" = this note
    path: str  # the whole target path, folded; "" when `target` names no folder; see REFERENCE


#: What tells Hugo's references from other links: their `path` is "LANGUAGE//LOGICAL PATH" (either may be empty),
#: and no other path ever holds two slashes in a row.
REFERENCE = "//"


class Property(NamedTuple):
    """One value of front matter: a scalar, or one element of a list."""

    name: str  # "parent.child" when nested; spelled as written
    position: int | None  # index within a list, else None
    kind: str  # "text", "number", "checkbox", "null", "list" (an empty one) or "map" (its values are rows too)
    text: str | None  # the value as text; None for "null" and for a map that is not empty
    number: float | None  # the value of a number; 1 and 0 for a checkbox
    line: int | None


class Block(NamedTuple):
    """A block id: ` ^id` at the end of a block."""

    id: str
    line: int


class Problem(NamedTuple):
    """Something in a note that could not be understood, or will surprise its owner."""

    line: int | None
    code: str  # "front-matter-broken", "encoding", ...
    severity: str  # "error", "warning" or "info"
    message: str  # one line, without control characters
    fixable: bool = False  # whether it can be put right without asking what was meant (`doctor --fix`)


class Note(NamedTuple):
    """One note, read. Made by `vault.read.read_note`, which never fails on content."""

    path: str
    title: str
    title_origin: str  # "front matter", "heading" or "file name"
    date: str | None  # as written, e.g. "2025-12-25T11:30:00+08:00"
    date_iso: str | None  # the same as ISO 8601, when it could be understood
    date_key: float | None  # seconds since 1970 UTC, for sorting; no offset written = as if UTC
    draft: bool
    description: str | None
    source_url: str | None
    source_name: str | None
    words: int  # a CJK character counts one, a run of other letters or digits one
    language: str  # a BCP 47 tag: as written in `lang`, else told from the letters
    body_line: int  # the first line of the body
    front_kind: str  # "yaml", "toml", "json" or "none"
    front: Mapping[str, Value] = {}  # top-level properties as in the file
    aliases: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    properties: tuple[Property, ...] = ()
    headings: tuple[Heading, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
