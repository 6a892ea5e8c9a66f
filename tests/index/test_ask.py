"""SQL that a person writes: everything can be asked, nothing can be changed, and it ends."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.errors import SqlError
from notes_cli.index import ask
from notes_cli.index.ask import row_class
from notes_cli.index.schema import TABLES, VIEWS
from notes_cli.index.views import DOCUMENTED, view_columns
from notes_cli.library import Library
from notes_cli.results import as_json
from tests.conftest import REPOSITORY


def asked(library: Library, sql: str, **options: float) -> list[tuple[object, ...]]:
    return [tuple(row) for row in library.sql(sql, **options)]  # type: ignore[arg-type]


# -- answers ---------------------------------------------------------------------------------------------------


def test_rows_are_records_whose_fields_are_the_columns(sample: Library) -> None:
    found = sample.sql("SELECT path, words FROM notes_view WHERE file = '雙重下降.md' -- 註")
    assert [as_json(row) for row in found] == [{"path": "AI/雙重下降.md", "words": 776}]
    assert found.kind._fields == ("path", "words")


def test_no_rows_still_have_columns(sample: Library) -> None:
    found = sample.sql("SELECT path, words FROM notes_view WHERE 0")
    assert (len(found), found.kind._fields) == (0, ("path", "words"))


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["a", "b"], ("a", "b")),
        (["a", "a", "a"], ("a", "a_2", "a_3")),
        (["a", "a", "a_2"], ("a", "a_3", "a_2")),
        (["a_2", "a", "a"], ("a_2", "a", "a_3")),
        (["", ""], ("", "_2")),
        (["count", "index", "_fields"], ("count", "index", "_fields")),
    ],
)
def test_columns_of_one_name_stay_apart(columns: list[str], names: tuple[str, ...]) -> None:
    assert row_class(columns)._fields == names


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "", "_2", "中"]), max_size=8))
def test_names_of_columns_are_unique_and_kept_where_they_can_be(columns: list[str]) -> None:
    names = row_class(columns)._fields
    assert len(set(names)) == len(names) == len(columns)
    for column in set(columns):
        assert names[columns.index(column)] == column


def test_values_that_formats_cannot_hold(sample: Library) -> None:
    (row,) = sample.sql(
        "SELECT x'00ff', 9e999, -9e999, 9e999 - 9e999, NULL, 9223372036854775807, CAST(x'e6ff' AS TEXT)"
    )
    assert tuple(row) == ("X'00FF'", float("inf"), float("-inf"), None, None, 2**63 - 1, "\\xe6\\xff")


def test_our_own_function_and_search(sample: Library) -> None:
    assert asked(sample, "SELECT folded('價值Ｆｕｎｃ')") == [("价值func",)]
    assert asked(sample, "SELECT count(*) > 0 FROM fts WHERE fts MATCH 'scaling'") == [(1,)]
    assert asked(sample, "SELECT value FROM json_each('[1, 2]')") == [(1,), (2,)]
    assert asked(sample, "SELECT '{\"a\": 5}' ->> 'a'") == [(5,)]
    assert asked(sample, "SELECT json_group_array(tag) FROM (SELECT 'x' AS tag)") == [('["x"]',)]


@pytest.mark.parametrize(
    "sql",
    ["VALUES (1)", "EXPLAIN SELECT 1", "EXPLAIN QUERY PLAN SELECT * FROM notes_view", "PRAGMA table_info(notes_view)",
     "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n", "PRAGMA table_list",
     "SELECT * FROM pragma_table_xinfo('note')", "SELECT 1;", " \n SELECT 1 -- x", "/* x */ SELECT 1"],
)  # fmt: skip
def test_every_way_to_ask(sample: Library, sql: str) -> None:
    assert asked(sample, sql)


def test_limit(sample: Library) -> None:
    assert len(sample.sql("SELECT * FROM notes_view", limit=3)) == 3
    assert len(sample.sql("SELECT * FROM notes_view", limit=0)) == 37


def test_the_index_is_brought_up_to_date_first(library_of: object, tmp_path: Path) -> None:
    library = library_of({"一.md": "一"})  # type: ignore[operator]
    with Library.open(library.vault, database=library.database, environ={}) as other:
        (library.vault / "二.md").write_text("二", "utf-8")
        assert asked(other, "SELECT count(*) FROM notes_view") == [(2,)]


# -- what is refused -------------------------------------------------------------------------------------------

REFUSED = [
    "DELETE FROM note", "UPDATE note SET title = 'x'", "INSERT INTO meta VALUES ('a', 'b')", "DROP TABLE note",
    "DROP VIEW notes_view", "CREATE TABLE t (a)", "CREATE TEMP TABLE t (a)", "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE INDEX i ON note (title)", "ALTER TABLE note ADD COLUMN x",
    "CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT 1; END", "REPLACE INTO meta VALUES ('a', 'b')",
    "WITH x AS (SELECT 1) DELETE FROM note", "EXPLAIN DELETE FROM note", "DELETE FROM note RETURNING id",
    "ATTACH '{folder}/x.db' AS x", "ATTACH ':memory:' AS x", "DETACH main", "VACUUM", "VACUUM INTO '{folder}/x.db'",
    "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT s", "ROLLBACK", "REINDEX", "ANALYZE",
    "PRAGMA journal_mode = delete", "PRAGMA user_version = 5", "PRAGMA user_version", "PRAGMA query_only = 0",
    "PRAGMA writable_schema = 1", "PRAGMA wal_checkpoint(truncate)", "PRAGMA optimize", "PRAGMA temp_store_directory = '/'",
    "PRAGMA trusted_schema = 1", "PRAGMA hard_heap_limit = 1", "PRAGMA incremental_vacuum",
    "SELECT load_extension('x')", "SELECT writefile('{folder}/x', 'x')", "SELECT readfile('/etc/passwd')",
    "SELECT edit('x')", "SELECT fts3_tokenizer('simple')", "SELECT optimize(fts) FROM fts",
    "INSERT INTO fts(fts) VALUES ('rebuild')",
]  # fmt: skip


@pytest.mark.parametrize("sql", REFUSED)
def test_nothing_can_be_changed(sample: Library, tmp_path: Path, sql: str) -> None:
    before = digest(sample.database)
    with pytest.raises(SqlError) as caught:
        sample.sql(sql.format(folder=tmp_path))
    assert caught.value.exit_code == 1
    assert "\n" not in caught.value.message
    assert not list(tmp_path.iterdir())
    assert digest(sample.database) == before


def digest(file: Path) -> str:
    """All that a database holds, and what kind of file it is (which a checkpoint of another connection may change)."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in (*TABLES, "fts_data")]
        settings = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "journal_mode")]
        return hashlib.sha256(repr((schema, rows, settings)).encode()).hexdigest()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT titel FROM notes_view", "no such column: titel"),
        ("SELECT * FROM notes", "no such table: notes"),
        ("SELECT nichts(1)", "no such function: nichts"),
        ("SELECT ?", "binding"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("", "nothing was asked"),
        ("-- nothing", "nothing was asked"),
        ("SELECT 'a\0b'", "null character"),
        ("SELECT '\ud800'", "surrogates not allowed"),
        ("SELECT abs(-9223372036854775808)", "integer overflow"),
        ("SELECT json('{')", "malformed JSON"),
        ("SELECT zeroblob(900000000)", "too big"),
        ("SELECT randomblob(60000000)", "too big"),
        ("SELECT 1 WHERE 'a' LIKE '" + "%a" * 5000 + "'", "LIKE or GLOB pattern too complex"),
        ("SELECT " + "(" * 2000 + "1" + ")" * 2000, "parser stack overflow"),
        ("DROP TABLE note", "only questions are answered"),
        ("SELECT load_extension('x')", "the function load_extension() is not for this place"),
        ("PRAGMA user_version = 3", "PRAGMA user_version is not for this place"),
    ],
    ids=lambda value: ascii(value[:30]),
)
def test_an_error_is_one_line(sample: Library, sql: str, said: str) -> None:
    with pytest.raises(SqlError) as caught:
        sample.sql(sql)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered_or_one_error(sample: Library, text: str) -> None:
    try:
        sample.sql(text, timeout=1)
    except SqlError as error:
        assert error.message


# -- it ends ---------------------------------------------------------------------------------------------------

ENDLESS = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_question_that_does_not_end_is_stopped(sample: Library) -> None:
    started = time.monotonic()
    with pytest.raises(SqlError, match=r"stopped after 0\.3 s") as caught:
        sample.sql(ENDLESS, timeout=0.3)
    assert time.monotonic() - started < 5
    assert "--timeout" in str(caught.value.hint)
    assert asked(sample, "SELECT 1") == [(1,)]


def test_a_single_step_that_does_not_end_is_left_alone(sample: Library) -> None:
    started = time.monotonic()
    with pytest.raises(SqlError, match=r"stopped after 0\.2 s"):
        sample.sql("SELECT instr(hex(zeroblob(300000)), hex(zeroblob(100000)) || '1')", timeout=0.2)
    assert time.monotonic() - started < 10
    assert asked(sample, "SELECT 1") == [(1,)]


def test_an_answer_without_end_is_stopped(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    monkeypatch.setattr(ask, "MOST", 1000)
    with pytest.raises(SqlError, match="the answer is too large"):
        sample.sql(endless)
    assert len(sample.sql(f"{endless} LIMIT 1000")) == len(sample.sql(endless, limit=1000)) == 1000
    monkeypatch.setattr(ask, "LARGEST", 1_000_000)
    assert len(sample.sql("SELECT zeroblob(100000) FROM notes_view LIMIT 5")) == 5
    with pytest.raises(SqlError, match="the answer is too large"):
        sample.sql("SELECT zeroblob(100000) FROM notes_view LIMIT 6")


def test_ctrl_c_interrupts(sample: Library) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets background jobs ignore it
    timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    started = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            sample.sql(ENDLESS, timeout=30)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - started < 10


def test_ctrl_c_on_the_command_line_is_130(sample: Library, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "notes_cli", "-V", str(sample.vault), "--db", str(sample.database), "sql", ENDLESS]
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environ
    ) as running:
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, b"")
    assert b"Traceback" not in err


# -- the views -------------------------------------------------------------------------------------------------


def test_what_is_documented_is_what_is_there(sample: Library) -> None:
    assert DOCUMENTED.keys() == VIEWS.keys()
    for view, (about, columns) in DOCUMENTED.items():
        assert about
        assert list(columns) == [str(row[1]) for row in asked(sample, f"PRAGMA table_info({view})")]
        assert all(columns.values())
    assert len(view_columns()) == sum(len(columns) for _, columns in DOCUMENTED.values())


def test_schema_needs_no_look_at_the_vault(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    with Library.open(tmp_path / "vault", database=tmp_path / "i.db", environ={}) as library:
        assert {column.view for column in library.schema()} == set(VIEWS)
        assert library.remarks() == ()


def test_json_of_an_answer_is_json(sample: Library) -> None:
    from io import StringIO

    from notes_cli.render.structured import write_json, write_table

    found = sample.sql(
        'SELECT x\'00\' AS b, 9e999 - 9e999 AS nan, title AS "a\tb", title AS "a\tb" FROM notes_view LIMIT 1'
    )
    out = StringIO()
    write_json(found, out)
    (row,) = json.loads(out.getvalue())
    assert list(row) == ["b", "nan", "a\tb", "a\tb_2"]
    assert (row["b"], row["nan"]) == ("X'00'", None)
    table = StringIO()
    write_table(found, table, "\t")
    assert table.getvalue().startswith("b\tnan\ta\\x09b\ta\\x09b_2\n")
