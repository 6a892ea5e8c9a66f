"""What is shown of a note is what the query looked for, whatever it asked in."""

from collections.abc import Callable, Mapping

import pytest

from notes_cli.library import Library

Maker = Callable[[Mapping[str, str]], Library]

#: Line 1 is the fence.
TEXT = """---
title: 模型的標題
description: 談泛化的描述
tags: [泛化, GPT]
aliases:
  - generalization
評分: 5
草稿: false
---
開頭沒有什麼。

# 檢查清單

模型與資料在這一行，2024 年。
這一行只有泛化，gpt。

這一行有泛化與模型，GPT-4。

## 別的

- [ ] 校對模型
- [x] 校對資料
模型單獨在這裡，[連結](泛化.md)。

最後：……
"""
TEXT_LINES = TEXT.split("\n")


@pytest.fixture(scope="module")
def library(library_for_all: Maker) -> Library:
    return library_for_all({"a.md": TEXT, "b.md": "無關的筆記\n"})


@pytest.fixture(scope="module")
def library_for_all(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    from tests.conftest import write

    def make(notes: Mapping[str, str]) -> Library:
        folder = tmp_path_factory.mktemp("shown")
        (folder / "vault").mkdir()
        write(folder / "vault", dict(notes))
        return Library.open(folder / "vault", database=folder / "index.db", environ={})

    return make


@pytest.mark.parametrize(
    ("query", "lines", "highlighted"),
    [
        (r"/20\d\d/", [14], {"2024"}),
        ("/這.行/", [14, 15, 17], {"這一行"}),
        ("/^草稿: f/", [8], {"草稿: f"}),
        (r"/gpt-\d/", [17], {"GPT-4"}),
        (r"match-case:/gpt$/", [], set()),
        (r"/2024 年。\n這/", [14, 15], {"2024 年。", "這"}),
        ("content:泛化", [15, 17, 23], {"泛化"}),
        ("content:/只.泛/", [15], {"只有泛"}),
        ("heading:檢查", [12], {"檢查"}),
        ("title:標題", [2], {"標題"}),
        ("description:泛化", [3], {"泛化"}),
        ("[description:泛化]", [3], {"泛化"}),
        ("[tags:gpt]", [4], {"GPT"}),
        ('[tags:"泛化"]', [4], {"泛化"}),
        ("alias:general", [6], {"general"}),
        ("[評分:>4]", [7], {"5"}),
        ("[草稿:false]", [8], {"false"}),
        ("line:(泛化 模型)", [17, 23], {"泛化", "模型"}),
        ("line:(模型 2024)", [14], {"模型", "2024"}),
        ("block:(泛化 2024)", [14, 15], {"泛化", "2024"}),
        ("section:(校對 連結)", [21, 22, 23], {"校對", "連結"}),
        ("task-todo:校對", [21], {"校對"}),
        ('task-done:""', [22], set()),
        ("match-case:GPT", [4, 17], {"GPT"}),
        ('"……"', [25], {"……"}),
        ("heading:檢查 OR /校./", [12, 21, 22], {"檢查", "校對"}),
        ("連結 /20../", [14, 23], {"2024", "連結"}),
        ("content:泛化 -heading:無", [15, 17, 23], {"泛化"}),
    ],
)
def test_lines_are_those_that_match(library: Library, query: str, lines: list[int], highlighted: set[str]) -> None:
    found = list(library.matching_lines(query, limit=None))
    assert [line.line for line in found] == lines
    assert {line.text[start:end] for line in found for start, end in line.highlights} == highlighted
    for hit in library.search(query):
        assert hit.line in lines
        assert {*hit.more, hit.line} == set(lines)
        assert bool(hit.highlights) is bool(highlighted)
        assert {hit.excerpt[start:end] for start, end in hit.highlights} <= highlighted


def test_the_place_shown_holds_most(library: Library) -> None:
    (hit,) = library.search("section:(泛化 模型 年)")
    assert hit.line == 14 or len(hit.highlights) > 1
    (hit,) = library.search("content:泛化 content:模型")
    assert (hit.line, hit.heading) == (17, ("檢查清單",))


def test_lines_of_front_matter_and_of_what_markdown_hides(library: Library) -> None:
    found = list(library.matching_lines("泛化", limit=None))
    assert [(line.line, line.text) for line in found] == [
        (3, "description: 談泛化的描述"),
        (4, "tags: 泛化, GPT"),
        (15, "這一行只有泛化，gpt。"),
        (17, "這一行有泛化與模型，GPT-4。"),
        (23, "模型單獨在這裡，[連結](泛化.md)。"),
    ]
    assert all(line.text[start:end] == "泛化" for line in found for start, end in line.highlights)
    assert [line.highlights != () for line in found] == [True] * 5


def test_whatever_grep_finds_lines_finds(sample: Library) -> None:
    for word in ("泛化", "GPT", "模型", "AI"):
        wanted = {
            (note.path, number)
            for note in sample.notes()
            for number, line in enumerate((sample.vault / note.path).read_text("utf-8").split("\n"), 1)
            if word in line
        }
        found = {(line.path, line.line) for line in sample.matching_lines(word, limit=None)}
        assert wanted <= found, (word, wanted - found)


@pytest.mark.parametrize("limit", [1, 3, 10, 40])
def test_a_limit_counts_lines(sample: Library, limit: int) -> None:
    every = list(sample.matching_lines("模型", limit=None))
    assert len(every) > 40
    assert list(sample.matching_lines("模型", limit=limit)) == every[:limit]


def test_a_pattern_that_explodes_hides_no_other_line(library_of: Maker) -> None:
    library = library_of({"a.md": "泛化\n\n" + "a" * 40 + "\n"})
    assert [line.line for line in library.matching_lines("泛化 OR /(a|aa)+b/", limit=None)] == [1]


@pytest.mark.parametrize(
    ("query", "exact", "meant"),
    [
        ("generalizaton", True, "generalization"),
        ("范化", True, "泛化"),
        ('"generalizaton"', False, "generalization"),
        ("title:generalizaton", False, "generalization"),
        ("content:generalizaton OR heading:无此", False, "generalization"),
    ],
)
def test_nothing_found_says_what_may_be_meant(library: Library, query: str, exact: bool, meant: str) -> None:
    found = library.search(query, exact=exact)
    assert not list(found)
    assert [remark for remark in found.remarks if "did you mean" in remark and f'"{meant}"' in remark]


@pytest.mark.parametrize(
    "query", ["-generalizaton title:標題", "title:標題", '"泛化"', "[tags:generalizaton]", "。。。"]
)
def test_nothing_is_meant_where_nothing_is_misspelled(library: Library, query: str) -> None:
    assert not [remark for remark in library.search(query, exact=True).remarks if "did you mean" in remark]


def test_a_slip_beside_a_filter_finds_only_what_holds_the_word(library_of: Maker) -> None:
    library = library_of({"a.md": "---\ndraft: true\n---\n草稿\n", "b.md": "---\ndraft: false\n---\ngeneralization\n"})
    found = library.search("generalizaton is:draft")
    assert not list(found)
    assert [remark for remark in found.remarks if 'looked for "generalization" instead' in remark]
    assert [hit.path for hit in library.search("generalizaton -is:draft")] == ["b.md"]
    assert [hit.path for hit in library.search("xqzjv is:draft")] == ["a.md"]  # like nothing: left out, and said


def test_marks_are_looked_for_as_they_are_written(library_of: Maker) -> None:
    library = library_of({"a.md": '前。\n\n他說"好"。。。\n', "b.md": "沒有\n"})
    for query, lines in (('"', [3]), ('"。"', [1, 3]), ("。。。", [3]), ("。", [1, 3]), ("！", []), ('"……"', [])):
        assert [(line.path, line.line) for line in library.matching_lines(query)] == [("a.md", line) for line in lines]
        assert all(hit.highlights and hit.line in lines for hit in library.search(query))


def test_front_matter_of_hugo_has_lines(sample: Library) -> None:
    (hit,) = [hit for hit in sample.search("神經網", limit=None) if hit.path == "檢索/bm25.md"]
    assert hit.line == 4
    assert "檢索/bm25.md" in {line.path for line in sample.matching_lines("神經網", limit=None) if line.line == 4}
