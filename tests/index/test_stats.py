"""The notes in figures: what is counted, by what, and that it stays linear."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from notes_cli.index.stats import domain
from notes_cli.library import Library
from notes_cli.results import StatsReport, as_json

Make = Callable[[Mapping[str, str]], Library]

NOTES = {
    "一.md": "---\ndate: 2024-02-03\ntags: [AI/對齊, 閱讀]\nsource_url: https://www.example.org/a\n已讀: true\n---\n"
    "價值函數 value [[二]] [[沒有]] [[沒有]] [x](https://y.org)\n\n- [ ] 待辦\n- [x] 做完\n",
    "二.md": "---\ndate: 2024-02-28\ndraft: true\nsource_url: http://example.org/b\n已讀: false\n---\n#AI 字字字\n",
    "三.md": "---\ndate: 2025-12-31T23:30:00+08:00\n已讀:\n---\n字 ![[一]] [[#三]]\n",
    "四.md": "沒有日期\n",
}


def figures(library: Library, query: str | None = None, limit: int | None = 10) -> StatsReport:
    found = library.stats(query, limit=limit).figures
    assert isinstance(found, StatsReport)
    return found


def test_what_is_counted(library_of: Make) -> None:
    found = figures(library_of(NOTES))
    assert (found.notes, found.drafts, found.undated) == (4, 1, 1)
    assert found.words == sum(note.words for note in library_of(NOTES).notes())
    assert found.tags == {"AI": 2, "AI/對齊": 1, "閱讀": 1}
    assert found.domains == {"example.org": 2}
    assert found.tasks == {"done": 1, "todo": 1}
    assert found.checkboxes["已讀"] == {"true": 1, "false": 1, "empty": 1, "missing": 1}
    assert found.links == {"internal": 5, "external": 1, "unresolved": 2}
    assert list(found.longest)[-1] == "三.md"


def test_months_and_years(library_of: Make) -> None:
    found = figures(library_of(NOTES), "-file:四")
    assert {month: counts["notes"] for month, counts in found.months.items()} == {"2024-02": 2, "2025-12": 1}
    assert {year: counts["notes"] for year, counts in found.years.items()} == {"2024": 2, "2025": 1}
    assert sum(counts["words"] for counts in found.years.values()) == found.words
    undated = figures(library_of(NOTES), "file:四")
    assert list(undated.years) == [str(date.today().year)]


@pytest.mark.parametrize(
    "query", [None, "tag:my-article", "is:draft", "-is:draft", "泛化", "in:AI", "[Checkbox 1:null]"]
)
def test_figures_are_those_of_the_lists(sample: Library, query: str | None) -> None:
    found, notes = figures(sample, query, limit=None), sample.notes(query)
    assert found.notes == len(notes) == sum(year["notes"] for year in found.years.values())
    assert found.words == sum(note.words for note in notes)
    assert found.drafts == sum(note.draft for note in notes)
    assert found.undated == sum(note.date is None for note in notes)
    assert found.tags == {tag.tag: tag.count for tag in sample.tags(query)}
    tasks = sample.tasks(query)
    assert found.tasks == {"done": sum(t.done for t in tasks), "todo": sum(not t.done for t in tasks)}
    assert found.links["unresolved"] == len(sample.unresolved(query))
    assert found.checkboxes == {p.property: p.values for p in sample.properties(query) if p.type == "checkbox"}
    assert dict(sorted(found.longest.items())) == {note.path: note.words for note in notes}
    assert list(found.longest.values()) == sorted(found.longest.values(), reverse=True)


def test_limit(sample: Library) -> None:
    found = figures(sample, limit=2)
    assert (len(found.tags), len(found.domains), len(found.longest), len(found.checkboxes)) == (2, 2, 2, 2)
    assert len(figures(sample, limit=0).longest) == found.notes


def test_no_notes(sample: Library, library_of: Make) -> None:
    for found in (figures(sample, "tag:沒有這個標籤"), figures(library_of({}))):
        assert (found.notes, found.words, found.drafts, found.undated) == (0, 0, 0, 0)
        assert (found.tags, found.years, found.longest, found.tasks) == ({}, {}, {}, {"done": 0, "todo": 0})


def test_hidden_notes_count_when_asked_for(sample: Library) -> None:
    with Library.open(sample.vault, database=sample.database, environ={}, hidden=True) as every:
        assert figures(every).notes == figures(sample).notes + 1


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.YouTube.com/watch?v=1", "youtube.com"),
        ("http://user@example.org:8080/x", "example.org"),
        ("https://例子.台灣/文", "例子.台灣"),
        ("某本書", ""),
        ("mailto:a@b.c", ""),
        ("", ""),
    ],
)
def test_domain(url: str, host: str) -> None:
    assert domain(url) == host


def test_links_to_nothing_are_counted_as_they_are_listed(library_of: Make) -> None:
    library = library_of({
        "a/一.md": "[[二]] [[/二]] [[b/二]] [[c/二]] [x](../b/二.md) [x](../../出去.md) [[一#沒有]] [[]] [[#x]] ![[圖.png]]",
        "b/二.md": "[[一]] [[一.md]] [[沒有]] [[沒有]] [x](沒有.md)",
    })  # fmt: skip
    assert figures(library).links["unresolved"] == len(library.unresolved()) > 3


def test_figures_are_json(sample: Library) -> None:
    text = json.dumps(as_json(figures(sample)))
    assert list(json.loads(text)) == list(StatsReport._fields)


def test_each_table_is_read_a_few_times_whatever_there_is(tmp_path: Path) -> None:
    """Steps of SQLite's machine grow with the notes, no faster."""
    from benchmarks.vault import make

    def steps(count: int) -> int:
        make(tmp_path / str(count), count)
        with Library.open(tmp_path / str(count), database=tmp_path / f"{count}.db", environ={}) as library:
            library.index()
            seen = 0

            def step() -> int:
                nonlocal seen
                seen += 1
                return 0

            library._connection.set_progress_handler(step, 1000)
            library.stats()
            return seen

    assert steps(400) < 6 * steps(100)
