"""The views that other tools read, and the indexes that make questions cheap."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from notes_cli.index.schema import VIEWS
from notes_cli.library import Library

#: The columns that are promised. More may come, these stay.
COLUMNS = {
    "notes_view": {
        "path",
        "title",
        "date",
        "modified",
        "draft",
        "description",
        "words",
        "tags",
        "aliases",
        "properties",
    },
    "tags_view": {"path", "tag", "tag_key", "line", "origin"},
    "properties_view": {"path", "property", "property_key", "position", "kind", "value", "number", "day", "line"},
    "checkboxes_view": {"path", "property", "property_key", "state", "line"},
    "headings_view": {"path", "line", "level", "text", "plain", "anchor"},
    "tasks_view": {"path", "line", "status", "done", "text", "heading", "due"},
    "links_view": {"path", "line", "kind", "target", "text", "part", "resolved"},
}


@pytest.fixture(scope="module")
def plain(sample: Library) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of us."""
    connection = sqlite3.connect(f"file:{sample.database}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.mark.parametrize("view", VIEWS)
def test_views_are_read_by_any_sqlite(plain: sqlite3.Connection, view: str) -> None:
    cursor = plain.execute(f"SELECT * FROM {view}")
    assert COLUMNS.get(view, set()) <= {column[0] for column in cursor.description}
    assert cursor.fetchone()


def test_every_promised_view_is_there() -> None:
    assert COLUMNS.keys() <= VIEWS.keys()


def test_views_are_read_by_sqlite_utils(plain: sqlite3.Connection) -> None:
    db = Database(plain)
    assert set(VIEWS) == set(db.view_names())
    assert next(iter(db.query("SELECT count(*) AS n FROM notes_view WHERE NOT hidden")))["n"] == 36


def test_views_say_what_the_commands_say(plain: sqlite3.Connection, sample: Library) -> None:
    def rows(sql: str) -> list[tuple[object, ...]]:
        return plain.execute(sql).fetchall()

    assert rows(
        "SELECT state, count(*) FROM checkboxes_view JOIN notes_view USING (path) "
        "WHERE property_key = 'checkbox 1' AND NOT hidden GROUP BY state ORDER BY state"
    ) == [("empty", 2), ("false", 3), ("true", 3)]
    assert rows("SELECT count(DISTINCT path) FROM tags_view WHERE tag_key = 'my-article'") == [(10,)]
    assert {row[0] for row in rows("SELECT path FROM notes_view WHERE draft AND NOT hidden")} == {
        note.path for note in sample.notes("is:draft")
    }
    headings = [(h.path, h.line, h.level, h.text, h.anchor) for h in sample.headings()]
    assert headings == rows(
        "SELECT path, line, level, text, anchor FROM headings_view JOIN notes_view USING (path) WHERE NOT hidden ORDER BY path, line"
    )
    tasks = [(t.path, t.line, t.status, t.done, t.text, t.heading, t.due) for t in sample.tasks()]
    assert tasks == rows(
        "SELECT path, line, status, done, tasks_view.text, heading, due FROM tasks_view JOIN notes_view USING (path) "
        "WHERE NOT hidden ORDER BY path, line"
    )
    links = {
        (d.path, d.line, d.kind, d.target, d.text, d.resolved)
        for note in sample.notes()
        for d in sample.document(note.path).links
    }
    assert links == set(
        rows(
            "SELECT path, line, kind, target, text, resolved FROM links_view JOIN notes_view USING (path) WHERE NOT hidden"
        )
    )


def test_what_is_stored_is_what_was_read(sample: Library) -> None:
    """Values that are stored once for two columns come back as they were."""
    for note in sample.notes():
        document = sample.document(note.path)
        assert [h[1:] for h in document.headings] == [
            (h.line, h.level, h.text, h.anchor) for h in document.note.headings
        ]
        assert [(k.line, k.kind, k.target, k.text, k.part) for k in document.links] == [
            (k.line, k.kind, k.target, k.text, k.part) for k in document.note.links
        ]


def asked(library: Library, ask: str) -> list[str]:
    """The plan of every statement that a question runs."""
    statements: list[str] = []
    connection = library._connection
    connection.set_trace_callback(statements.append)
    try:
        if ask.startswith("note "):
            library.path(ask.removeprefix("note "))
        elif ask.startswith("document "):
            library.document(ask.removeprefix("document "))
        elif ask.startswith("backlinks "):
            library.backlinks(ask.removeprefix("backlinks "))
        else:
            library.notes(ask)
    finally:
        connection.set_trace_callback(None)
    selects = [sql for sql in statements if sql.lstrip().upper().startswith("SELECT")]
    return [str(row[3]) for sql in selects for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize(
    ("ask", "table"),
    [
        ("tag:my-article", "x"),
        ("[Checkbox 1:true]", "x"),
        ('unchecked:"Checkbox 1"', "property"),
        ("is:draft", "n"),
        ("in:AI", "f"),
        ("is:unchecked", "p"),
        ("is:checked", "p"),
        ("link:[[AI/泛化是什麼]]", "l"),
        ("link:[[AI/泛化是什麼]]", "n"),
        ("linked-by:[[AI/泛化是什麼]]", "l"),
        ("linked-by:[[AI/泛化是什麼]]", "n"),
        ("backlinks AI/泛化是什麼.md", "l"),
        ("is:broken", "l"),
        ("task:校對", "k"),
        ("泛化", "n"),
        ("泛化 -模型 tag:AI", "x"),
        ("note AI/泛化是什麼", "f"),
        ("note bm25", "f"),
        ("note generalization", "x"),
        ("document 雙重下降", "l"),
        ("document 雙重下降", "c"),
    ],
)
def test_lookups_use_an_index(sample: Library, ask: str, table: str) -> None:
    lines = [line for line in asked(sample, ask) if line.split()[1:2] == [table]]
    assert lines
    assert all(line.startswith("SEARCH") for line in lines), lines
