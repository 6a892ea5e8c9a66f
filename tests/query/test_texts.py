"""The second stage: pieces of a note, regular expressions, case; over a real index and in the same semantics."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_cli.errors import QueryError
from notes_cli.library import Library
from notes_cli.query.texts import blocks
from tests.conftest import write

NOTES = {
    "食譜.md": "---\ntitle: 麵包\nstatus: Draft\n評分: 3\n---\n# 做法\nmix the flour with water\n\n## 烤\nbake it, no flour here\nwater later\n",
    "行.md": "mix it\nflour last\n\nHappyCat 與 happycat\n",
    "段.md": "dog and\ncat together\n\nanother dog\n\n- dog item\n- cat item\n",
    "節.md": "dog before\n\n# 一\ncat here\n\n# 二\ndog\n\ncat below\n",
    "工作.md": "- [ ] call 王先生 about #urgent 泛化\n- [x] email done\n- [/] call half\n  more text\n\ncall in text\n",
    "碼.md": "```\ndog\n\ncat\n```\n\n訪談日期 2025-12-25，見 https://x.org/2024-01\n",
    "日記/2022-07-01.md": "---\ntags: work/日常\nDuration: 4\n---\nIKEA 之行\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "vault").mkdir()
    write(folder / "vault", NOTES)
    with Library.open(folder / "vault", database=folder / "index.db", environ={}) as opened:
        opened.index()
        opened.fresh = False
        yield opened


def paths(library: Library, query: str) -> set[str]:
    return {note.path for note in library.notes(query)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("line:(mix flour)", {"食譜.md"}),
        ("line:flour", {"食譜.md", "行.md"}),
        ("line:(flour -mix)", {"食譜.md", "行.md"}),
        ("-line:flour dog", {"段.md", "節.md", "碼.md"}),
        ("line:(flour (water OR last))", {"食譜.md", "行.md"}),
        ('line:"flour with"', {"食譜.md"}),
        ("line:/mix.*flour/", {"食譜.md"}),
        ("block:(dog cat)", {"段.md", "碼.md"}),
        ("block:(dog another)", {"段.md"}),
        ("block:(item -cat)", {"段.md"}),
        ("section:(dog cat)", {"段.md", "節.md", "碼.md"}),
        ("section:(before cat)", set()),
        ("section:(line:(bake flour) later)", {"食譜.md"}),
        ("task:call", {"工作.md"}),
        ("task:(call done)", set()),
        ("task:(call OR done)", {"工作.md"}),
        ('task:""', {"工作.md"}),
        ('-task:"" call', set()),
        ("task-todo:call", {"工作.md"}),
        ("task-todo:half", set()),
        ("task-done:half", {"工作.md"}),
        ("task-done:email", {"工作.md"}),
        ("task:#urgent", {"工作.md"}),
        ("task:(#urg)", set()),
        ("section:(task:call)", {"工作.md"}),
        ("match-case:HappyCat", {"行.md"}),
        ("match-case:happyCat", set()),
        ("happyCat", {"行.md"}),
        ("match-case:(HappyCat OR IKEA)", {"行.md", "日記/2022-07-01.md"}),
        ("match-case:(happyCat OR ignore-case:ikea)", {"日記/2022-07-01.md"}),
        ("ignore-case:ikea", {"日記/2022-07-01.md"}),
        ("match-case:(title:麵包)", {"食譜.md"}),
        ("match-case:[status:draft]", set()),
        ("match-case:[status:Draft]", {"食譜.md"}),
        ("/\\d{4}-\\d{2}-\\d{2}/", {"碼.md", "日記/2022-07-01.md"}),
        ("path:/\\d{4}-\\d{2}/", {"日記/2022-07-01.md"}),
        ("content:/\\d{4}-\\d{2}-\\d{2}/", {"碼.md"}),
        ("/^dog$/", {"碼.md", "節.md"}),
        ("/DOG AND/", {"段.md"}),
        ("match-case:/DOG AND/", set()),
        ("/x\\.org\\/2024/", {"碼.md"}),
        ("/日期 \\p{N}+/", {"碼.md"}),
        ("[status:/^dr/]", {"食譜.md"}),
        ("[評分:/^[0-9]$/]", {"食譜.md"}),
        ("heading:/^烤$/", {"食譜.md"}),
        ("title:(麵包 OR /^行$/)", {"食譜.md", "行.md"}),
        ("https://x.org/2024-01", {"碼.md"}),
        ("/usr/bin", set()),
    ],
)
def test_what_is_found(library: Library, query: str, found: set[str]) -> None:
    assert paths(library, query) == found
    assert {hit.path for hit in library.search(query, limit=None)} == found


#: The examples of Obsidian's documentation of search, with what they find here.
OBSIDIAN = [
    ("mix water", {"食譜.md"}),
    ('"mix the flour"', {"食譜.md"}),
    ('"flou"', set()),
    ("water OR IKEA", {"食譜.md", "日記/2022-07-01.md"}),
    ("dog -item", {"節.md", "碼.md"}),
    ("dog -item -here", {"碼.md"}),
    ("dog -(cat item)", {"節.md", "碼.md"}),
    ("dog (item OR here) cat", {"段.md", "節.md"}),
    ("file:.md dog", {"段.md", "節.md", "碼.md"}),
    ("file:2022", {"日記/2022-07-01.md"}),
    ('path:"日記/2022-07"', {"日記/2022-07-01.md"}),
    ('content:"and cat"', {"段.md"}),
    ("tag:#work", {"日記/2022-07-01.md"}),
    ("tag:work", {"日記/2022-07-01.md"}),
    ("tag:#work/日常", {"日記/2022-07-01.md"}),
    ("[status]", {"食譜.md"}),
    ("[status:Draft]", {"食譜.md"}),
    ("[status:Draft OR Published]", {"食譜.md"}),
    ("[status:(Draft OR Published)]", {"食譜.md"}),
    ('["status":"Draft"]', {"食譜.md"}),
    ("[duration:<5]", {"日記/2022-07-01.md"}),
    ("[duration:>5]", set()),
    ("[duration:null]", set()),
    ("-[duration]  IKEA", set()),
    ('file:("2022" OR -"07") IKEA', {"日記/2022-07-01.md"}),
]


@pytest.mark.parametrize(("query", "found"), OBSIDIAN)
def test_examples_of_obsidians_documentation(library: Library, query: str, found: set[str]) -> None:
    assert paths(library, query) == found


def test_quotes_in_a_phrase(library_of: Callable[[Mapping[str, str]], Library]) -> None:
    library = library_of({"a.md": 'They said "hello" to me\n', "b.md": "They said hi\n"})
    assert paths(library, '"They said \\"hello\\""') == {"a.md"}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("line:(title:x)", "line:(title:x)"),
        ("tag:/x/", "tag:/x/"),
        ("date:/x/", "date:/x/"),
        ("/[/", "/[/"),
        ("[a:/(/]", "/(/"),
        ("line:", "line:"),
        ("泛化 block:()", "()"),
        ("words:(line:a)", "words:(line:a)"),
        ("lime:(a b)", "lime"),
    ],
)
def test_queries_that_cannot_be_read_point_at_the_place(library: Library, query: str, wrong: str) -> None:
    with pytest.raises(QueryError) as caught:
        library.notes(query)
    assert query[caught.value.start : caught.value.end] == wrong


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(["dog", "cat", "flour", "call", "泛化", "hap", "2025"]), min_size=1, max_size=3),
    texts=st.lists(st.text(st.sampled_from("dogcatflour 泛化-\n#[]x>`call。"), max_size=40), min_size=1, max_size=3),
)
def test_a_piece_holds_no_more_than_the_piece_around_it(
    words: list[str], texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    write(folder / "vault", {f"{number}.md": text for number, text in enumerate(texts)})
    asked = " ".join(words)
    with Library.open(folder / "vault", database=folder / "i.db", environ={}) as opened:
        line, block = paths(opened, f"line:({asked})"), paths(opened, f"block:({asked})")
        section, note = paths(opened, f"section:({asked})"), paths(opened, f"content:({asked})")
        assert line <= block <= section <= note
        if len(words) == 1:
            assert section == note
        assert line == paths(opened, f"line:({asked}) {asked}")


def test_an_expression_that_explodes_is_stopped_and_named(library_of: Callable[[Mapping[str, str]], Library]) -> None:
    library = library_of({"慢.md": "a" * 5_000 + "b\n", "快.md": "aaa\n"})
    started = time.process_time()
    assert paths(library, r"/^(a|aa)+$/") == {"快.md"}
    assert time.process_time() - started < 20
    assert any("慢.md" in remark for remark in library.remarks())


def test_blocks() -> None:
    text = "a\nb\n\n# h\nc\n- i\n  more\n- j\n> q\n> r\n```py\nx\n\ny\n```\nz"
    assert blocks(text) == ["a\nb", "# h", "c", "- i\n  more", "- j\n> q\n> r", "```py\nx\n\ny\n```", "z"]


def test_a_long_query_within_a_line(library: Library) -> None:
    with pytest.raises(QueryError):
        library.notes("line:(" * 30 + "a" + ")" * 30)


def test_pieces_are_not_read_when_the_index_says_no(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise AssertionError("a text was read")

    connection = library._connection
    monkeypatch.setattr(type(connection.texts), "holds", fail)
    connection.create_function("text_holds", 3, connection.texts.holds)
    try:
        assert paths(library, "line:(dog nowhere)") == set()
    finally:
        monkeypatch.undo()
        connection.create_function("text_holds", 3, connection.texts.holds)


def test_the_place_is_a_path(tmp_path: Path) -> None:
    write(tmp_path / "vault", {"a/b.md": "x\n"})
    with Library.open(tmp_path / "vault", database=tmp_path / "i.db", environ={}) as opened:
        assert paths(opened, "path:/^a\\/b/") == {"a/b.md"}
