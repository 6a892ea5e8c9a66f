"""The tables, indexes and views of the index, and the fingerprint that says which version of all this made it.

Every row depends on the path and the bytes of one file only (`property_type` on one of Obsidian's settings files),
so that any edits followed by a sync give the same rows as a rebuild; `lexicon` depends on the terms of the full-text
index only, and obeys the same law. What depends on several notes (where a link
leads, how often a tag is used, what type a property has) is a view or a query.

The views are public: they stay as they are when tables change, and any SQLite tool can read them.
"""

import sqlite3

from notes_cli.config import remainder
from notes_cli.index.destination import DESTINATION, LEADS_HERE, LEADS_SOMEWHERE

#: Raised whenever reading a note or making its rows (data/sound.txt, too) changes what is stored.
READER_REVISION = 8

#: "NOTE" in ASCII: a database without it was not made by this program, and is never touched.
APPLICATION_ID = 0x4E4F5445

TABLES: dict[str, dict[str, type]] = {
    # A file of the vault and its stamp. Others than notes are known by name: links lead to them.
    "file": {
        "id": int, "path": str, "disk": bytes, "name": str, "name_key": str, "path_key": str,
        "is_note": int, "hidden": int, "mtime_ns": int, "size": int, "inode": int, "ctime_ns": int,
        "read_ns": int, "hash": bytes, "page": str, "page_key": str, "language": str,
    },
    "note": {
        "id": int, "title": str, "title_origin": str, "date": str, "date_iso": str, "date_key": float, "draft": int,
        "description": str, "source_url": str, "source_name": str, "words": int, "language": str, "body_line": int,
        "front_kind": str, "tags": str, "aliases": str, "front": str,
    },
    # Every name a note can be called by: "stem", "title", "alias". `letters` and `sound` are what likeness compares
    # (folded letters; how its Chinese sounds, NULL when it is ASCII); both are NULL where a note repeats a name.
    "name": {"note": int, "seq": int, "kind": str, "name": str, "key": str, "letters": str, "sound": str},
    "tag": {"note": int, "seq": int, "line": int, "name": str, "key": str, "origin": str},
    "property": {
        "note": int, "seq": int, "line": int, "name": str, "key": str, "position": int, "kind": str, "text": str,
        "number": float, "day": str,
    },
    # `plain` is NULL where it is `text`, `anchor` where it is the simple one: see HEADING_PLAIN, HEADING_ANCHOR.
    "heading": {"note": int, "seq": int, "line": int, "level": int, "text": str, "plain": str, "anchor": str},
    "task": {"note": int, "seq": int, "line": int, "status": str, "text": str, "heading": str, "due": str},
    # `target` is NULL where it is `key`, `text` where it is the target: see LINK_TARGET, LINK_TEXT.
    "link": {
        "note": int, "seq": int, "line": int, "kind": str, "target": str, "text": str, "part": str, "key": str,
        "path": str,
    },
    "block": {"note": int, "seq": int, "line": int, "name": str},
    "problem": {"note": int, "seq": int, "line": int, "code": str, "severity": str, "message": str, "fixable": int},
    # A section's place; its text lives apart, so that lists and rankings never page through texts.
    "section": {"id": int, "note": int, "line": int, "headings": str},
    "section_text": {"id": int, "text": str},
    # Every word and pair of characters: first character, length in characters, the rest of all of them (`lexicon`).
    "lexicon": {"first": str, "length": int, "rest": str},
    # What Obsidian's types.json assigns: property name (folded) to type.
    "property_type": {"key": str, "type": str},
    "meta": {"key": str, "value": str},
}  # fmt: skip

#: Values that most rows would hold twice are stored once.
HEADING_PLAIN = "coalesce(h.plain, h.text)"
HEADING_ANCHOR = f"coalesce(h.anchor, replace(lower({HEADING_PLAIN}), ' ', '-'))"
LINK_TARGET = "coalesce(l.target, l.key)"
LINK_TEXT = f"coalesce(l.text, {LINK_TARGET})"

#: Tables whose rows belong to a note by their column `note`. Those with `seq` are kept in the order of (note, seq),
#: so that a note's rows lie together and need no index.
OF_A_NOTE = tuple(name for name, columns in TABLES.items() if "note" in columns)
CLUSTERED = tuple(name for name, columns in TABLES.items() if "seq" in columns)

_KEYS: dict[str, str | tuple[str, ...]] = {
    "file": "id",
    "note": "id",
    "section": "id",
    "section_text": "id",
    "lexicon": ("first", "length"),
    "property_type": "key",
    "meta": "key",
}

#: Made after the first bulk load: filling an index at once is faster than row by row.
INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("file", ("name_key",)),
    ("file", ("path_key",)),
    ("file", ("page_key",)),
    ("note", ("draft",)),
    ("name", ("key", "note")),
    ("tag", ("key", "note")),
    ("property", ("key", "note")),
    ("link", ("key", "note")),
    ("section", ("note",)),
)

#: The full-text index over sections, in the order of `rows.FTS_COLUMNS`. Contentless: the tokens are made from
#: `section_text` and the note's row, and can be made again to be taken out.
FTS = (
    "CREATE VIRTUAL TABLE fts USING fts5(body, heading, title, tags, extra, front, "
    "content='', tokenize='unicode61 remove_diacritics 2', detail=full)"
)

VIEWS: dict[str, str] = {
    "checkbox_name": """
        SELECT key FROM property_type WHERE type = 'checkbox'
        UNION
        SELECT DISTINCT key FROM property WHERE kind = 'checkbox'
        AND key NOT IN (SELECT key FROM property_type WHERE type <> 'checkbox')""",
    # Where each link leads, and from where a file is linked to; links to addresses are in neither.
    "destination": """
        SELECT l.note, l.seq, ({destination}) AS target FROM link l JOIN file f ON f.id = l.note
        WHERE l.kind <> 'external'""",
    "backlink": """
        SELECT l.note, l.seq, me.id AS target FROM file me
        JOIN link l ON l.key IN (me.name_key, substr(me.name_key, 1, length(me.name_key) - 3), me.page_key)
                    AND l.kind <> 'external'
        JOIN file f ON f.id = l.note
        WHERE f.id <> me.id AND ({leads_here})""",
    # The links that lead to nothing.
    "unresolved": """
        SELECT l.note, l.seq FROM link l
        WHERE l.kind <> 'external' AND (l.key <> '' OR l.path <> '') AND NOT ({leads_somewhere})""",
    "notes_view": """
        SELECT n.id, f.path, f.name AS file, n.title, n.date_iso AS date,
               strftime('%Y-%m-%dT%H:%M:%SZ', f.mtime_ns / 1000000000, 'unixepoch') AS modified,
               n.draft, n.description, n.source_url, n.source_name, n.language AS lang,
               n.words, n.tags, n.aliases, n.front AS properties,
               f.size, f.hidden
        FROM note n JOIN file f ON f.id = n.id""",
    "tags_view": """
        SELECT f.path, t.name AS tag, t.key AS tag_key, t.line, t.origin FROM tag t JOIN file f ON f.id = t.note""",
    "properties_view": """
        SELECT f.path, p.name AS property, p.key AS property_key, p.position, p.kind, p.text AS value, p.number,
               p.day, p.line
        FROM property p JOIN file f ON f.id = p.note""",
    "checkboxes_view": """
        SELECT f.path, p.name AS property, p.key AS property_key,
               CASE WHEN p.kind = 'checkbox' THEN iif(p.number = 1, 'true', 'false')
                    WHEN p.kind = 'null' THEN 'empty' ELSE 'other' END AS state,
               p.line
        FROM property p JOIN file f ON f.id = p.note
        WHERE p.kind = 'checkbox' OR p.key IN (SELECT key FROM checkbox_name)""",
    "headings_view": f"""
        SELECT f.path, h.line, h.level, h.text, {HEADING_PLAIN} AS plain, {HEADING_ANCHOR} AS anchor
        FROM heading h JOIN file f ON f.id = h.note""",
    "tasks_view": """
        SELECT f.path, k.line, k.status, k.status IN ('x', 'X') AS done, k.text, k.heading, k.due
        FROM task k JOIN file f ON f.id = k.note""",
    "links_view": f"""
        SELECT f.path, l.line, l.kind, {LINK_TARGET} AS target, {LINK_TEXT} AS text, l.part, l.key, t.path AS resolved
        FROM link l JOIN file f ON f.id = l.note LEFT JOIN file t ON t.id = ({{destination}})""",
}


#: What views are made with.
_RULES = {"destination": DESTINATION, "leads_here": LEADS_HERE, "leads_somewhere": LEADS_SOMEWHERE}


def fingerprint() -> int:
    """A positive 31-bit number that changes with the schema, the reader and the analyser: `user_version`."""
    from notes_cli.text.fold import FOLD_FINGERPRINT

    made_of = repr((TABLES, INDEXES, FTS, VIEWS, _RULES, READER_REVISION, FOLD_FINGERPRINT))
    return remainder(made_of.encode(), 31) or 1


def create(connection: sqlite3.Connection) -> None:
    """Make tables and views in an empty database; the caller's transaction is kept open."""
    from sqlite_utils import Database

    db = Database(connection)
    for name, columns in TABLES.items():
        clustered = name in CLUSTERED
        sql = db.create_table_sql(name, columns, pk=("note", "seq") if clustered else _KEYS[name])
        connection.execute(sql.rstrip().rstrip(";") + (" WITHOUT ROWID" if clustered else ""))
    connection.execute(FTS)
    for name, sql in VIEWS.items():
        db.create_view(name, sql.format(**_RULES))


def create_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes, once the tables have been filled for the first time."""
    for table, columns in INDEXES:
        name = f"{table}_{'_'.join(columns)}"
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({', '.join(columns)})")


def drop_all(connection: sqlite3.Connection) -> None:
    """Take away every table and view of ours, within the caller's transaction."""
    for kind in ("view", "table"):
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            (kind,),
        ).fetchall()
        for (name,) in names:
            if kind == "table" and name.startswith("fts_"):
                continue  # shadow tables go with the virtual table they belong to
            connection.execute(f'DROP {kind} IF EXISTS "{name}"')
