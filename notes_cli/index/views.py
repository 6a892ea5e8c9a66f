"""What the public views say, column by column: `notes sql --schema` and the documentation are made from this table.

A test compares it with the views themselves (`schema.VIEWS`).
"""

from collections.abc import Iterator

from notes_cli.about import ViewColumn

_PATH = "the note, from the vault's root"
_LINE = "where it stands, counted from the first line of the file"

#: view -> what a row is, and what its columns hold.
DOCUMENTED: dict[str, tuple[str, dict[str, str]]] = {
    "notes_view": ("a note", {
        "id": "a number for joins with tables; it changes when the index is made anew",
        "path": _PATH,
        "file": "the file's name",
        "title": "from front matter, else the first heading, else the file's name",
        "date": "the date in the note, ISO 8601, or NULL",
        "modified": "when the file was changed, ISO 8601 in UTC",
        "draft": "1 when its front matter says `draft: true`",
        "description": "from front matter, or NULL",
        "source_url": "the address of the article, or NULL",
        "source_name": "where the article comes from, or NULL",
        "lang": "the language: zh-Hant, zh-Hans, en, ja, ko, or as `lang` in the note says",
        "words": "of the text; a Chinese character counts one",
        "tags": "JSON list, each tag once",
        "aliases": "JSON list",
        "properties": "JSON object: the front matter as it is",
        "size": "of the file, in bytes",
        "hidden": "1 when Obsidian's excluded files hide it; the other views hold its rows too",
    }),
    "tags_view": ("a place where a tag stands", {
        "path": _PATH,
        "tag": "as written, without #",
        "tag_key": "as it is compared: without case",
        "line": f"{_LINE}; NULL in front matter",
        "origin": "inline, list, text, split, key or loose; Obsidian sees the first three",
    }),
    "properties_view": ("a value of a property", {
        "path": _PATH,
        "property": "the name as written, parent.child when nested",
        "property_key": "as it is compared: without case",
        "position": "within a list from 0 on, else NULL",
        "kind": "text, number, checkbox, null, list (an empty one) or map",
        "value": "as text; NULL for null and map",
        "number": "of a number; 1 and 0 for a checkbox",
        "day": "the ISO date of a text that is a date",
        "line": _LINE,
    }),
    "checkboxes_view": ("a checkbox property of a note that has it", {
        "path": _PATH,
        "property": "the name as written",
        "property_key": "as it is compared: without case",
        "state": "true, false, empty, or other (a text where a checkbox belongs)",
        "line": _LINE,
    }),
    "checkbox_name": ("a property that is a checkbox", {"key": "the name as it is compared: without case"}),
    "destination": ("a link to a file, inside notes only", {
        "note": "the id of the note it stands in",
        "seq": "its number in the note",
        "target": "the id of the file it leads to, NULL when there is none",
    }),
    "backlink": ("a link to a file, seen from the file", {
        "note": "the id of the note it stands in",
        "seq": "its number in the note",
        "target": "the id of the file it leads to",
    }),
    "unresolved": ("a link that leads to nothing", {
        "note": "the id of the note it stands in",
        "seq": "its number in the note",
    }),
    "headings_view": ("a heading", {
        "path": _PATH,
        "line": _LINE,
        "level": "1 to 6",
        "text": "as written",
        "plain": "as read, without markup",
        "anchor": "for links in HTML, unique within the note",
    }),
    "tasks_view": ("a task in the text", {
        "path": _PATH,
        "line": _LINE,
        "status": "the character in the box",
        "done": "1 for x and X",
        "text": "behind the box, as written",
        "heading": "the nearest heading above, or empty",
        "due": "ISO date, or NULL",
    }),
    "links_view": ("a link out of a note", {
        "path": _PATH,
        "line": _LINE,
        "kind": "wikilink, markdown, embed, property or external",
        "target": "as written; the URL when external",
        "text": "what a reader sees",
        "part": "#Heading or #^block of the target, or empty",
        "key": "the name that is looked for; the host when external",
        "resolved": "the path it leads to, NULL when there is none",
    }),
}  # fmt: skip


def view_columns() -> tuple[ViewColumn, ...]:
    """Every column of every documented view."""
    return tuple(_columns())


def _columns() -> Iterator[ViewColumn]:
    for view, (_, columns) in DOCUMENTED.items():
        for column, meaning in columns.items():
            yield ViewColumn(view, column, meaning)
