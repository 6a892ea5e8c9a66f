"""The tables, indexes and views of the index, and the fingerprint that says which version of all this made it.

Every row depends on the path and the bytes of one file only (`property_type` on one of Obsidian's settings files),
so that any edits followed by a sync give the same rows as a rebuild. What depends on several notes (where a link
leads, how often a tag is used, what type a property has) is a view or a query.

The views are public: they stay as they are when tables change, and any SQLite tool can read them.
"""

import sqlite3

from notes_cli.config import remainder

#: Raised whenever reading a note or making its rows changes what is stored.
READER_REVISION = 3

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
        "description": str, "source_url": str, "source_name": str, "words": int, "body_line": int,
        "front_kind": str, "tags": str, "aliases": str, "front": str,
    },
    # Every name a note can be called by: "stem", "title", "alias".
    "name": {"note": int, "seq": int, "kind": str, "name": str, "key": str},
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
    "problem": {"note": int, "seq": int, "line": int, "code": str, "severity": str, "message": str},
    # A section's place; its text lives apart, so that lists and rankings never page through texts.
    "section": {"id": int, "note": int, "line": int, "headings": str},
    "section_text": {"id": int, "text": str},
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

_KEYS = {
    "file": "id",
    "note": "id",
    "section": "id",
    "section_text": "id",
    "property_type": "key",
    "meta": "key",
}

#: Made after the first bulk load: filling an index at once is faster than row by row.
INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("file", ("name_key",)),
    ("file", ("path_key",)),
    ("file", ("page_key",)),
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
    "notes_view": """
        SELECT n.id, f.path, f.name AS file, n.title, n.date_iso AS date,
               strftime('%Y-%m-%dT%H:%M:%SZ', f.mtime_ns / 1000000000, 'unixepoch') AS modified,
               n.draft, n.description, n.source_url, n.source_name, n.words, n.tags, n.aliases, n.front AS properties,
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

#: The folder of a path whose last segment is known, with its "/"; "" at the root.
_FOLDER = "substr({path}, 1, length({path}) - length({key}))"
_HERE = _FOLDER.format(path="f.path_key", key="f.name_key")
_WHOLE = "ltrim(iif(l.path = '', l.key, l.path), '/')"
_AT = (
    "SELECT c.id FROM file c WHERE c.path_key IN ({path}, {path} || '.md') AND {condition} "
    "ORDER BY length(c.path_key), c.path LIMIT 1"
)

#: What link `l` of file `f` means before anything else, in Obsidian's order: the exact path from the root, in the same
#: folder, right below it. Each is one look into an index, so that names which every folder has (a cover, a readme)
#: cost no more than others. A path that begins with / is the whole path.
_DIRECT = f"""
    coalesce(({_AT.format(path=_WHOLE, condition="1")}), iif(l.path LIKE '/%', NULL, coalesce(
        ({
    _AT.format(
        path=f"{_HERE} || l.key",
        condition='''(l.path = '' OR substr(c.path_key, -length(l.path) - 1)
            = '/' || l.path OR substr(c.path_key, -length(l.path) - 4) = '/' || l.path || '.md')''',
    )
}),
        ({_AT.format(path=f"{_HERE} || {_WHOLE}", condition="1")}))))"""

#: The files that it may mean else, all those of its name and path; what lies below its folder goes before. Aliases
#: do not resolve. (What is ranked by is selected here: SQLite does not let ORDER BY of a scalar subquery look outside.)
_WIKI_CANDIDATES = f"""
    SELECT c.id, c.path, c.path_key, 0 AS first, 0 AS second,
           substr(c.path_key, 1, length({_HERE})) <> {_HERE} AS third
    FROM file c
    WHERE c.name_key IN (l.key, l.key || '.md')
      AND (l.path = '' OR substr(c.path_key, -length(l.path) - 1) = '/' || l.path
           OR substr(c.path_key, -length(l.path) - 4) = '/' || l.path || '.md')"""

_LANGUAGE = "substr(l.path, 1, instr(l.path, '//') - 1)"
_LOGICAL = "substr(l.path, instr(l.path, '//') + 2)"
_ROOTED = f"'/' || ltrim({_LOGICAL}, '/')"
_PAGE = "coalesce(c.page, substr(c.path_key, 1, length(c.path_key) - 3))"

#: The same for Hugo's references, "LANGUAGE//LOGICAL PATH" (gohugo.io, methods/shortcode/ref): a page in that
#: language, in the folder of the page or of its bundle, from the root of the vault or of `content`, and what is
#: nearest to the root. A path that begins with / is one from the root, or from any folder within `content`.
_REFERENCE_CANDIDATES = f"""
    SELECT c.id, c.path, c.path_key,
           coalesce(c.language, '') <> {_LANGUAGE}
               AND instr('/' || c.path_key, '/' || {_LANGUAGE} || '/') = 0 AS first,
           {_PAGE} NOT IN ({_HERE} || {_LOGICAL},
               coalesce({_FOLDER.format(path="f.page", key="f.page_key")}, '/') || {_LOGICAL}) AS second,
           '/' || {_PAGE} NOT IN ({_ROOTED}, '/content' || {_ROOTED},
               '/content/' || {_LANGUAGE} || {_ROOTED}) AS third
    FROM file c
    WHERE c.is_note = 1 AND (c.page_key = l.key OR c.name_key = l.key || '.md')
      AND (substr('/' || {_PAGE}, -length({_ROOTED})) = {_ROOTED}
           OR substr('/' || c.path_key, -length({_ROOTED}) - 3) = {_ROOTED} || '.md')
      AND ({_LOGICAL} NOT LIKE '/%' OR '/' || {_PAGE} = {_ROOTED} OR '/' || c.path_key = {_ROOTED} || '.md'
           OR instr('/' || c.path_key, '/content/') > 0)"""

_RANK = "d.first, d.second, d.third"
_BEST = f"SELECT d.id FROM ({{}}) d ORDER BY {_RANK}, length(d.path_key), d.path_key, d.path LIMIT 1"

#: The file that link `l` of file `f` leads to, as an expression: none, this note, or the best of those it may mean.
DESTINATION = f"""
    CASE WHEN l.kind = 'external' THEN NULL WHEN l.key = '' AND l.path = '' THEN f.id
    WHEN instr(l.path, '//') THEN ({_BEST.format(_REFERENCE_CANDIDATES)})
    ELSE coalesce({_DIRECT}, ({_BEST.format(_WIKI_CANDIDATES)})) END"""

#: The paths that link `l` of file `f` fits equally well, as a JSON list, the shortest first: nothing but the
#: letters of their names tells them apart, for they lie equally deep. Fewer than two when it is clear.
_EQUAL = f"""
    SELECT json_group_array(e.path) FROM (
        SELECT d.path, rank() OVER (
            ORDER BY {_RANK}, length(d.path_key) - length(replace(d.path_key, '/', ''))) AS place
        FROM ({{}}) d ORDER BY length(d.path_key), d.path_key, d.path) e
    WHERE e.place = 1"""
RIVALS = f"""
    CASE WHEN instr(l.path, '//') THEN ({_EQUAL.format(_REFERENCE_CANDIDATES)})
    WHEN {_DIRECT} IS NOT NULL THEN '[]' ELSE ({_EQUAL.format(_WIKI_CANDIDATES)}) END"""


def fingerprint() -> int:
    """A positive 31-bit number that changes with the schema, the reader and the analyser: `user_version`."""
    from notes_cli.text.fold import FOLD_FINGERPRINT

    made_of = repr((TABLES, INDEXES, FTS, VIEWS, DESTINATION, READER_REVISION, FOLD_FINGERPRINT))
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
        db.create_view(name, sql.format(destination=DESTINATION))


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
