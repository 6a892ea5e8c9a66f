"""THE table of fields: what a query can ask, what a list can be sorted by, and where each lives in the index.

One entry is the query operator, its documentation and its place. `query.compile` turns `home` into SQL over the
aliases `n` (a note) and `f` (its file); a field that is not in this table does not exist anywhere.
"""

from enum import Enum
from typing import NamedTuple, TypeAlias

from notes_cli.model import SEEN_BY_OBSIDIAN


class Kind(Enum):
    """How an operand is read and compared."""

    TEXT = "text"  # holds it: without case, width, accents; traditional = simplified
    BODY = "body"  # the full-text index, limited to its columns
    NUMBER = "number"  # 500, >500, 1..5
    DATE = "date"  # 2025-12, 2025-01..2025-06, >2025-12-01, 7d, today
    TAG = "tag"  # the tag or one nested under it
    FOLDER = "folder"
    PROPERTY = "property"  # [name:value]
    STATE = "state"  # one of a few words, each with its own condition
    CHECKBOX = "checkbox"  # the name of a checkbox property
    LANGUAGE = "language"  # zh, or zh-Hant alone
    LINK = "link"  # a note: its path, name, title or alias


class Column(NamedTuple):
    """An expression over `n` and `f`."""

    sql: str


class Child(NamedTuple):
    """`column`, an expression over the rows `x` of `table` that belong to a note; `where` narrows them."""

    table: str
    column: str
    where: str = "1"


class States(NamedTuple):
    """Words that can be asked for, each with its condition over `n` and `f`."""

    conditions: dict[str, str]


Home: TypeAlias = Column | Child | States | None


class Field(NamedTuple):
    """One field; `sort` is the expression it is sorted by, when a list can be."""

    name: str
    kind: Kind
    home: Home
    summary: str
    example: str
    sort: str | None = None


#: A checkbox property of note n: its value is true or false, or it is empty and other notes have it as a checkbox.
_UNTICKED = (
    "EXISTS (SELECT 1 FROM property p WHERE p.note = n.id AND p.kind = 'checkbox' AND p.number = 0) OR "
    "EXISTS (SELECT 1 FROM property p WHERE p.note = n.id AND p.kind <> 'checkbox' AND p.key IN "
    "(SELECT key FROM checkbox_name) AND (p.kind = 'null' OR p.key IN "
    "(SELECT key FROM property_type WHERE type = 'checkbox')))"
)
_TICKED_SOME = "EXISTS (SELECT 1 FROM property p WHERE p.note = n.id AND p.kind = 'checkbox' AND p.number = 1)"

_IS = {
    "draft": "n.draft = 1",
    "unchecked": _UNTICKED,
    "checked": f"({_TICKED_SOME}) AND ({_UNTICKED}) IS NOT TRUE",
    "orphan": "NOT EXISTS (SELECT 1 FROM backlink b WHERE b.target = n.id)",
    "broken": "EXISTS (SELECT 1 FROM unresolved u WHERE u.note = n.id)",
}

_HAS = {
    "tag": "EXISTS (SELECT 1 FROM tag x WHERE x.note = n.id)",
    "task": "EXISTS (SELECT 1 FROM task x WHERE x.note = n.id)",
    "link": "EXISTS (SELECT 1 FROM link x WHERE x.note = n.id)",
    "image": (
        "EXISTS (SELECT 1 FROM link x WHERE x.note = n.id AND x.kind = 'embed' AND "
        "(x.key LIKE '%.png' OR x.key LIKE '%.jpg' OR x.key LIKE '%.jpeg' OR x.key LIKE '%.gif' OR "
        "x.key LIKE '%.webp' OR x.key LIKE '%.svg' OR x.key LIKE '%.avif' OR x.key LIKE '%.bmp'))"
    ),
    "property": "n.front <> '{}'",
    "problem": "EXISTS (SELECT 1 FROM problem x WHERE x.note = n.id)",
}

#: When it was written down: the property `created`, else the note's date, else the file's.
_CREATED = (
    "coalesce((SELECT p.day FROM property p WHERE p.note = n.id AND p.key = 'created' AND p.day IS NOT NULL), "
    "substr(n.date_iso, 1, 10), date(f.mtime_ns / 1000000000, 'unixepoch', 'localtime'))"
)
_WHEN = "coalesce(substr(n.date_iso, 1, 10), date(f.mtime_ns / 1000000000, 'unixepoch', 'localtime'))"

FIELDS: dict[str, Field] = {
    f.name: f
    for f in (
        Field("title", Kind.TEXT, Column("n.title"), "the note's title", "title:泛化", sort="n.title"),
        Field("file", Kind.TEXT, Column("f.name"), "the file's name", "file:held-out"),
        Field("path", Kind.TEXT, Column("f.path"), "the path in the vault", "path:AI/", sort="f.path"),
        Field("content", Kind.BODY, None, "the text of the note alone", "content:scaling"),
        Field("heading", Kind.TEXT, Child("heading", "coalesce(x.plain, x.text)"), "a heading", "heading:泛化"),
        Field("alias", Kind.TEXT, Child("name", "x.name", "x.kind = 'alias'"), "an alias", "alias:generalization"),
        Field("description", Kind.TEXT, Column("n.description"), "the description", "description:泛化"),
        Field("source", Kind.TEXT, Column("coalesce(n.source_url, '') || ' ' || coalesce(n.source_name, '')"),
              "where the article comes from: address or name", "source:youtube.com"),
        Field("tag", Kind.TAG, Child("tag", "x.key"), "a tag, or one nested under it", "tag:my-article"),
        Field("obsidian-tag", Kind.TAG, Child("tag", "x.key", f"x.origin IN {SEEN_BY_OBSIDIAN}"),
              "the same, read only as Obsidian reads tags", "obsidian-tag:AI"),
        Field("category", Kind.TEXT, Child("property", "x.text", "x.key IN ('categories', 'category')"),
              "a Hugo category", "category:產業"),
        Field("in", Kind.FOLDER, Column("f.path_key"), "in this folder or below it", "in:草稿"),
        Field("date", Kind.DATE, Column("substr(n.date_iso, 1, 10)"), "the date in the note",
              "date:2025-12", sort="n.date_key"),
        Field("modified", Kind.DATE, Column("date(f.mtime_ns / 1000000000, 'unixepoch', 'localtime')"),
              "when the file was changed", "modified:7d", sort="f.mtime_ns"),
        Field("when", Kind.DATE, Column(_WHEN), "the date in the note, else the file's", "when:>=2025-01"),
        Field("created", Kind.DATE, Column(_CREATED), "the property created, else the date, else the file's",
              "created:today"),
        Field("words", Kind.NUMBER, Column("n.words"), "words in the text; a Chinese character counts one",
              "words:>500", sort="n.words"),
        Field("lang", Kind.LANGUAGE, Column("n.language"),
              "the language, as `lang` says or its letters tell: zh, zh-Hant, en", "lang:zh"),
        Field("property", Kind.PROPERTY, Child("property", "x.text"), "a property, written [name] or [name:value]",
              "[評分:>=4]"),
        Field("checked", Kind.CHECKBOX, None, "the checkbox property is true", 'checked:"Checkbox 1"'),
        Field("unchecked", Kind.CHECKBOX, None, "the note has the property and it is not true",
              'unchecked:"Checkbox 1"'),
        Field("link", Kind.LINK, None, "links to that note", "link:[[泛化是什麼]]"),
        Field("linked-by", Kind.LINK, None, "that note links to it", "linked-by:[[泛化是什麼]]"),
        Field("is", Kind.STATE, States(_IS), "a state: draft, checked, unchecked, orphan, broken (a link to nothing)",
              "is:draft"),
        Field("has", Kind.STATE, States(_HAS), "has a tag, task, link, image, property, problem", "has:task"),
    )
}  # fmt: skip

#: What a list can be sorted by, in the order of the table.
SORTS = {f.name: f.sort for f in FIELDS.values() if f.sort}


class Operator(NamedTuple):
    """What stands before a colon and is no field: it says how or where the words behind it are looked for."""

    name: str
    summary: str
    example: str


def _operators(*rows: tuple[str, str, str]) -> dict[str, Operator]:
    return {name: Operator(name, summary, example) for name, summary, example in rows}


#: Pieces of a note that a query can be held to.
PIECES = _operators(
    ("line", "all of it within one line", "line:(泛化 能力)"),
    ("block", "all of it within one paragraph, list item, table, quote or block of code", "block:(泛化 能力)"),
    ("section", "all of it between two headings", "section:(泛化 能力)"),
    ("task", 'all of it within one task; task:"" is any task', "task:校對"),
    ("task-todo", "the same, a task whose box is empty", "task-todo:校對"),
    ("task-done", "the same, a task whose box holds any character", "task-done:校對"),
)

#: How letters are compared.
CASES = _operators(
    ("match-case", "as typed, capital and small letters told apart", "match-case:GPT"),
    ("ignore-case", "without regard to case, as everything is", "ignore-case:gpt"),
)
