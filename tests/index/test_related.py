"""Which notes are about the same thing, and why."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from benchmarks.vault import make
from notes_cli.errors import NoteNotFound
from notes_cli.index.related import page
from notes_cli.library import Library
from notes_cli.results import RelatedRecord

Maker = Callable[[Mapping[str, str]], Library]

FILLER = {f"雜記/{n}.md": f"# 第 {n} 篇\n\n今天天氣不錯，走了 {n} 步。散步之後喝茶。" for n in range(30)}


def found(library: Library, name: str) -> dict[str, RelatedRecord]:
    return {record.path: record for record in library.related(name).items}


def test_words_bind_and_are_named_as_the_note_writes_them(library_of: Maker) -> None:
    notes = {
        "a.md": "# 訪談\n\nDwarkesh 訪問 Sutskever：價值函數與情緒。價值函數很重要。",
        "b.md": "# 筆記\n\nSutskever 說，价值函数像情緒。",
        "c.md": "# 食譜\n\n麵粉與雞蛋。",
    }
    library = library_of(notes | FILLER)
    related = found(library, "a")
    assert list(related) == ["b.md"]
    (because,) = related["b.md"].because
    assert because.startswith("both say ")
    assert {"價值函數", "Sutskever", "情緒"} <= set(because.removeprefix("both say ").split(", "))
    assert 0 < related["b.md"].score <= 100


def test_what_they_share_is_named_by_whole_words(library_of: Maker) -> None:
    """The pair 練誤 tells most, and always stands within 訓練誤差."""
    common = {f"訓練/{n}.md": f"# 訓練 {n}\n\n訓練與誤差，第 {n} 次。" for n in range(61)}
    notes = {"a.md": "# 甲\n\n訓練誤差很小。訓練誤差不等於全部，看訓練誤差。", "b.md": "# 乙\n\n又是訓練誤差。"}
    (because,) = found(library_of(notes | common), "a")["b.md"].because
    assert because == "both say 訓練誤差"


def test_only_what_the_other_note_has_is_named(library_of: Maker) -> None:
    notes = {
        "a.md": "# 甲\n\n卷積核很大，$\\varepsilon$ 很小。卷積核很大。",
        "b.md": "# 乙\n\n卷積核不同，$\\varepsilon$ 相同。",
    }
    related = found(library_of(notes | FILLER), "a")
    assert related["b.md"].because == ("both say 卷積核",)


def test_two_of_the_same_source(library_of: Maker) -> None:
    one = "---\nsource_url: https://www.youtube.com/watch?v=aBcDeFgHiJk&t=10s\n---\n甲"
    other = "---\nsource: https://youtu.be/aBcDeFgHiJk?si=x\n---\n乙"
    third = "---\nsource: https://youtu.be/AbCdEfGhIjK\n---\n丙"
    related = found(library_of({"a.md": one, "b.md": other, "c.md": third} | FILLER), "a")
    assert related["b.md"].because == ("the same source: youtube.com/watch?v=aBcDeFgHiJk",)
    assert "c.md" not in related


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/a/", "http://example.org/a"),
        ("https://example.org/a?utm_source=x&id=2", "https://example.org/a?id=2"),
        ("https://example.org/a?id=2&fbclid=x#part", "https://example.org/a?id=2"),
        ("https://m.youtube.com/watch?app=m&v=aBcDeFgHiJk", "https://www.youtube.com/shorts/aBcDeFgHiJk"),
    ],
)
def test_addresses_of_one_page(one: str, other: str) -> None:
    assert page(one) == page(other)
    assert page(one) != page("https://example.org/b")


def test_links_tags_and_company(library_of: Maker) -> None:
    notes = {
        "我.md": "---\ntags: [少見]\n---\n[[目標]] [[共同]] [站](https://example.org/x?utm_source=a)",
        "目標.md": "甲",
        "來源.md": "[[我]]",
        "同指.md": "[[共同]]",
        "共同.md": "乙",
        "同站.md": "[站](https://www.example.org/x)",
        "同伴.md": "丙",
        "清單.md": "[[我]] [[同伴]]",
        "同標.md": "---\ntags: [少見]\n---\n丁",
    }
    related = found(library_of(notes | FILLER), "我")
    expected = {
        "目標.md": ("is linked to",),
        "共同.md": ("is linked to",),
        "來源.md": ("links here",),
        "清單.md": ("links here",),
        "同指.md": ("both link to 共同",),
        "同站.md": ("both link to example.org/x",),
        "同伴.md": ("清單 links to both",),
        "同標.md": ("both tagged #少見",),
    }
    assert related.keys() == expected.keys()
    for path, because in expected.items():  # some also share a word
        assert set(because) <= set(related[path].because), path
    scores = [record.score for record in related.values()]
    assert scores == sorted(scores, reverse=True)


def test_each_links_to_the_other(library_of: Maker) -> None:
    related = found(library_of({"a.md": "[[b]]", "b.md": "[[a]]"} | FILLER), "a")
    assert related["b.md"].because[0] == "each links to the other"


def test_hidden_notes_are_not_related(library_of: Maker) -> None:
    notes = {".obsidian/app.json": '{"userIgnoreFilters": ["藏/"]}', "a.md": "[[b]] Sutskever", "藏/b.md": "Sutskever"}
    assert found(library_of(notes | FILLER), "a") == {}


@pytest.mark.parametrize(
    "text", ["", "---\n---\n", "！？", "🚀", "\x00", "---\nsource_url: ''\n---\n", "[[我]]", "的了是"]
)
def test_a_note_about_nothing_is_related_to_nothing(library_of: Maker, text: str) -> None:
    assert found(library_of({"我.md": text} | FILLER), "我") == {}


def test_limit_sort_and_unknown_names(library_of: Maker) -> None:
    library = library_of({"a.md": "[[b]] [[c]]", "b.md": "x", "c.md": "x"})
    assert len(library.related("a", limit=1)) == 1
    assert [record.path for record in library.related("a", sort="-path")] == ["c.md", "b.md"]
    with pytest.raises(NoteNotFound):
        library.related("沒有這一篇")


def test_two_articles_of_one_interview_find_each_other_among_many(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(make(tmp_path / "made", 400), vault)
    hugo = (
        '---\ntitle: "Sutskever 訪談摘要"\ndate: 2025-12-25\ntags: ["SSI"]\n'
        "source_url: https://www.youtube.com/watch?v=aR20FWCCjAs\n---\n\n"
        "## 泛化\n\nIlya Sutskever 認為，人的泛化遠勝模型；樣本效率是關鍵問題。\n\n"
        "## 情緒\n\nDwarkesh 問到情緒。他把情緒比作價值函數，由演化寫死。\n"
    )
    obsidian = (
        "---\ntags:\n  - my-article\nCheckbox 1: true\n---\n最近聽了 Dwarkesh 和 Sutskever 的對談，\n\n"
        "最有意思的是：情緒就是人的價值函數，演化把它寫進了我們。\n\n模型缺的正是這種樣本效率。\n"
    )
    (vault / "訪談.md").write_text(hugo, "utf-8")
    (vault / "隨想.md").write_text(obsidian, "utf-8")
    with Library.open(vault, database=tmp_path / "index.db", environ={}) as library:
        assert library.related("訪談").items[0].path == "隨想.md"
        assert library.related("隨想").items[0].path == "訪談.md"
