"""Tree to SQL, over a real index: q and not-q split the vault, and nothing that is typed is ever an SQL error."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from notes_cli.errors import QueryError, UsageError
from notes_cli.library import Library
from notes_cli.query.parse import parse
from notes_cli.query.syntax import Not, Query
from notes_cli.query.syntax import Test as T
from tests.conftest import write
from tests.query.strategies import QUERIES, TYPED

HOSTILE = [
    row["query"]
    for line in (Path(__file__).parent / "data/queries.jsonl").read_text("utf-8").splitlines()
    if "query" in (row := json.loads(line))
]

#: Every column can be NULL in one of these, and every kind of value occurs.
NOTES = {
    "空.md": "",
    "AI/全部.md": "---\ntitle: 泛化\ndate: 2025-12-25\ndescription: 訪談\nsource_url: https://x.org\ntags: [my-article, AI/對齊]\n"
    "aliases: [一般化]\nCheckbox 1: true\n評分: 5\n日期: 2025-06-01\ndraft: true\n---\n# 泛化\n\n價值函數 scaling GPT-3\n\n- [ ] 待辦 [[空]]\n",
    "AI/未勾.md": "---\nCheckbox 1: false\n評分: 2.5\ntags: AI\n日期: [2024-01-01, 2025-12-31]\n---\n## 結論\n好 ![[圖.png]]\n",
    "空的.md": "---\nCheckbox 1:\n評分:\n日期: 不是日期\ndate: 2024-13-45\n---\nabc\n",
    "文字.md": '---\nCheckbox 1: "true"\n評分: 很好\n---\n「泛化」——的能力 2025-12\n',
    "壞的.md": "---\na: b: c\n---\n泛化 it's 100% [x] (y) \\ 12:30\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("compile")
    (folder / "vault/.obsidian").mkdir(parents=True)
    (folder / "vault/.obsidian/types.json").write_text('{"types": {"Checkbox 1": "checkbox"}}', "utf-8")
    write(folder / "vault", NOTES)
    with Library.open(folder / "vault", database=folder / "index.db", environ={}) as opened:
        opened.index()
        opened.fresh = False
        yield opened


def paths(library: Library, query: "Query | str | None") -> set[str]:
    return {note.path for note in library.notes(query)}


def hits(library: Library, query: "Query | str", *, exact: bool = False) -> set[str]:
    return {hit.path for hit in library.search(query, exact=exact, limit=None)}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
@example(query=T("date", "2025"))
@example(query=T("property", "!=x", name="Checkbox 1"))
@example(query=T("description", "訪談"))
def test_a_query_and_its_opposite_split_the_vault(library: Library, query: Query) -> None:
    try:
        found = paths(library, query)
    except UsageError:  # an operand that its field cannot read, a note that is none
        return
    assert found | paths(library, Not(query)) == set(NOTES)
    assert not found & paths(library, Not(query))
    assert hits(library, query, exact=True) <= found <= hits(library, query)


@settings(max_examples=300)
@given(text=TYPED.map(lambda text: text.replace("\ud800", "")))
def test_whatever_is_typed_is_an_answer_or_a_query_error(library: Library, text: str) -> None:
    try:
        query = parse(text)
        found = paths(library, query)
    except QueryError as error:
        assert error.start <= len(error.query)
        return
    except UsageError:  # link:[[x]] where no note is called so
        return
    if query is not None:
        assert hits(library, query, exact=True) <= found <= hits(library, query)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_queries(library: Library, text: str) -> None:
    try:
        found = paths(library, text)
        answered = list(library.search(text))
    except QueryError as error:
        assert str(error)
        assert "sqlite" not in str(error).lower()
        return
    if text.strip():
        assert hits(library, text, exact=True) <= found <= {hit.path for hit in answered}
    for hit in answered:
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.highlights)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000, "字" * 5_000, "(" * 2_000, "-" * 5_000 + "a", "泛化" * 50_000,
        "a " * 200, '"a" ' * 200, "#a " * 200, "a OR " * 200 + "a", "[a:" * 2_000, "a " * 50_000,
        "(a OR (b " * 45 + "c" + "))" * 45, "(a OR (b " * 9 + "c" + "))" * 9,
    ],
    ids=lambda text: f"{text[:6]}x{len(text)}",
)  # fmt: skip
def test_long_queries(library: Library, text: str) -> None:
    started = time.process_time()
    try:
        library.search(text)
    except QueryError:
        pass
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Checkbox 1:true]", {"AI/全部.md"}),
        ("[Checkbox 1:false]", {"AI/未勾.md"}),
        ("[Checkbox 1:null]", {"空的.md"}),
        ("-[Checkbox 1]", {"空.md", "壞的.md"}),
        ('checked:"checkbox 1"', {"AI/全部.md"}),
        ('unchecked:"Checkbox 1"', {"AI/未勾.md", "空的.md", "文字.md"}),
        ('[Checkbox 1:"true"]', {"AI/全部.md", "文字.md"}),
        ("[評分:>=2.5]", {"AI/全部.md", "AI/未勾.md"}),
        ("[評分:1..3]", {"AI/未勾.md"}),
        ("[評分:!=5]", {"AI/未勾.md"}),
        ("[評分:好]", {"文字.md"}),
        ("[日期:>2025-05]", {"AI/全部.md", "AI/未勾.md"}),
        ("[日期:2025-06..2025-06]", {"AI/全部.md"}),
        ("[日期:<2025-01]", {"AI/未勾.md"}),
        ("date:2025-12", {"AI/全部.md"}),
        ("tag:ai", {"AI/全部.md", "AI/未勾.md"}),
        ("tag:AI/對齊", {"AI/全部.md"}),
        ("tag:A", set()),
        ("#MY-ARTICLE", {"AI/全部.md"}),
        ("in:ai", {"AI/全部.md", "AI/未勾.md"}),
        ("in:A", set()),
        ("is:draft", {"AI/全部.md"}),
        ("has:task", {"AI/全部.md"}),
        ("has:image", {"AI/未勾.md"}),
        ("has:problem", {"壞的.md", "空的.md"}),
        ("title:泛化", {"AI/全部.md"}),
        ("title:结论", set()),
        ("heading:结论", {"AI/未勾.md"}),
        ("alias:一般", {"AI/全部.md"}),
        ("content:scal", {"AI/全部.md"}),
        ("content:訪談", set()),
        ("訪談", {"AI/全部.md"}),
        ("source:X.ORG", {"AI/全部.md"}),
        ("words:0", {"空.md"}),
        ("——", {"文字.md"}),
        ('"的能力"', {"文字.md"}),
        ("泛化 能力", {"文字.md"}),
        ("泛化 -能力", {"AI/全部.md", "壞的.md"}),
        ("scaling OR 能力", {"AI/全部.md", "文字.md"}),
        ("价值函数", {"AI/全部.md"}),
        ("GPT3", {"AI/全部.md"}),
        ('"scal"', set()),
        ("100%", {"壞的.md"}),
        ("_", set()),
        ("link:[[空]]", {"AI/全部.md"}),
        ("link:空的", set()),
        ("linked-by:[[AI/全部]]", {"空.md"}),
        ("linked-by:泛化 -is:draft", {"空.md"}),
        ("is:orphan", {"AI/全部.md", "AI/未勾.md", "空的.md", "文字.md", "壞的.md"}),
        ("is:broken", {"AI/未勾.md"}),
        ("lang:zh is:draft", {"AI/全部.md"}),
        ("-lang:zh", set()),
        ("lang:zh-Hans", set()),
        ("created:2025-12-25", {"AI/全部.md"}),
        ("%", {"壞的.md"}),
    ],
)
def test_what_is_found(library: Library, text: str, found: set[str]) -> None:
    assert paths(library, text) == found
    assert {hit.path for hit in library.search(text, limit=None)} == found


@pytest.mark.parametrize(
    "text",
    ["\udcff", '"\udcff"', "tag:\udcff", "[\udcff:\udcff]", "title:\udcff", "in:\udcff", 'unchecked:"\udcff"'],
    ids=ascii,
)
def test_what_is_no_unicode_can_be_asked(library: Library, text: str) -> None:
    assert not list(library.notes(text))
    assert not list(library.search(text))


@pytest.mark.parametrize("text", ["[日期:<2025]", "[日期:2024..2024]", "[日期:<=2024]"])
def test_a_date_property_compared_with_a_year(library: Library, text: str) -> None:
    assert paths(library, text) == {"AI/未勾.md"}


@pytest.mark.parametrize("text", ["is:drafd", "has:x", "date:someday", "words:many", "date:2025-13", "modified:>"])
def test_operands_that_cannot_be_read(library: Library, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        library.notes(text)
    assert text[caught.value.start : caught.value.end] == text.partition(":")[2]
    assert caught.value.hint


def test_nothing_typed_stands_in_the_sql(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    library._connection.set_trace_callback(None)
    real = library._connection

    class Spy:
        in_transaction = True

        def execute(self, sql: str, params: object = ()) -> sqlite3.Cursor:
            asked.append(sql)
            return real.execute(sql, params)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "_connection", Spy())
    for query in (
        "zzmark",
        '"zzmark"',
        "tag:zzmark",
        "[zzmark:zzmark]",
        'unchecked:"zzmark"',
        "title:zzmark",
        "in:zzmark",
        "zzmark——",
    ):
        library.notes(query)
        library.search(query)
    assert asked
    assert not [sql for sql in asked if "zzmark" in sql]


def test_library_of_nothing(library_of: Callable[[Mapping[str, str]], Library]) -> None:
    empty = library_of({})
    assert not list(empty.search("泛化"))
    assert not list(empty.notes("-泛化"))


def test_a_comparison_that_may_be_of_numbers_or_of_dates_stays_with_its_property(
    library_of: Callable[..., Library],
) -> None:
    library = library_of(
        {"a.md": "---\n評分: 3\n日期: 2026-05-01\n---\n", "b.md": "---\n評分: 9\n日期: 2020-05-01\n---\n"}
    )
    assert paths(library, "[評分:>=2021]") == set()
    assert paths(library, "[日期:>=2021]") == {"a.md"}
