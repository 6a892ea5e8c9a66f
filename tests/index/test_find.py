"""Search: whatever grep finds is found, best first, with a place that shows why."""

import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from notes_cli.library import Library
from notes_cli.query.syntax import Words
from notes_cli.text.fold import fold
from notes_cli.text.words import is_paired, runs
from tests.conftest import write

Maker = Callable[[Mapping[str, str]], Library]

#: Whole words of many scripts, and what stands between them.
PIECES = st.lists(
    st.sampled_from(
        ["價值", "函數", "泛", "训练", "模型", "RL", "GPT", "scaling", "pre-training", "3", "２０", "ＡＩ", "é", "Straße", "カタ", "ガ", "한국",
         "어", "где", "Ω", "ไทย", "🚀", "C++", "。", "，", "、", "！", ". ", ", ", " ", " ", "\n", "\n\n", "\n- ", "\n## ", "**", "「", "」", "(", ")",
         "`", "[[", "]]", "#", "——", "-", "_", "/", "|", "\\", '"', "'", "<b>", "$x$", "%%", "\u200d", "\u0301"]
    ),
    min_size=1, max_size=40,
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("find")
    (folder / "vault").mkdir()
    write(folder / "vault", {"別的.md": "完全無關的內容 unrelated\n"})
    with Library.open(folder / "vault", database=folder / "index.db", environ={}) as opened:
        yield opened


def _is_word(left: str, right: str) -> bool:
    """Whether a Latin word, a number or the like goes on across the border."""
    across = runs(left[-1:] + right[:1])
    return bool(left and right) and len(across) == 1 and not is_paired(across[0]) and len(across[0]) > 1


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(pieces=PIECES, data=st.data())
def test_whatever_grep_finds_search_finds(library: Library, pieces: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, len(pieces)))
    text, wanted = "".join(pieces), "".join(pieces[first:last])
    folded = [fold(part) for part in ("".join(pieces[:first]), wanted, "".join(pieces[last:]))]
    assume(not _is_word(folded[0], folded[1]) and not _is_word(folded[1], folded[2]))
    assume(wanted.strip() and "\n" not in wanted.strip())  # grep looks at lines
    write(library.vault, {"筆記.md": f"---\ntitle: 無\n---\n開頭\n{text}\n"})
    library.index()
    assert "筆記.md" in {hit.path for hit in library.search(Words(wanted, quoted=True), limit=None)}, (text, wanted)


def test_every_line_of_the_sample_vault_is_found(sample: Library) -> None:
    missed = []
    for note in sample.notes("in:AI"):
        lines = sample.document(note.path).body.split("\n")
        for line in lines[:: max(1, len(lines) // 6)]:
            piece = max(re.split(r"[。，：；！？、*\[\]()（）`|]", line), key=len).strip()
            if len(piece) > 3 and note.path not in {hit.path for hit in sample.search(Words(piece, True), limit=None)}:
                missed.append((note.path, piece))
    assert not missed


def test_a_hit_shows_its_place(library_of: Maker) -> None:
    text = "---\ntitle: 標題\n---\n開頭。\n\n# 甲\n\n無關。\n\n## 乙\n\n這裡有價值函數，很好。\n\n又是價值函數。\n"
    library = library_of({"a.md": text})
    (hit,) = library.search("价值函数")
    assert (hit.line, hit.heading, hit.match) == (12, ("甲", "乙"), "folded")
    assert [hit.excerpt[start:end] for start, end in hit.highlights][:1] == ["價值函數"]
    assert hit.more == (14,)


@pytest.mark.parametrize(
    "query",
    ["泛化", "泛化 能力", "GPT-3", "the", '"no free lunch"', "价值函数", "tag:AI 模型", "-泛化", "模 OR 型", "1"],
)
def test_hits_hold_together(sample: Library, query: str) -> None:
    hits = list(sample.search(query, limit=None))
    assert hits
    for hit in hits:
        lines = (sample.vault / hit.path).read_text("utf-8").split("\n")
        assert hit.line is not None
        assert 1 <= hit.line <= len(lines)
        assert all(1 <= line <= len(lines) for line in hit.more)
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.highlights)
        assert list(hit.highlights) == sorted(hit.highlights)
        assert "\n" not in hit.excerpt
        assert hit.match in ("exact", "folded", "partial", "sound", "fuzzy")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.path for hit in hits}) == len(hits)


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_a_limit_only_cuts(sample: Library, limit: int) -> None:
    for query in ("泛化", "模型 資料", "a", "AI OR 文字"):
        every = [hit.path for hit in sample.search(query, limit=None)]
        assert [hit.path for hit in sample.search(query, limit=limit)] == every[:limit]


def test_the_note_of_that_name_comes_first(sample: Library) -> None:
    for query in (
        "RLHF",
        "Scaling Laws",
        "價值函數",
        "倒排索引",
        "雙重下降",
        "卡片盒",
        "常青筆記",
        "分布偏移",
        "Goodhart 定律",
    ):
        first = next(iter(sample.search(query)))
        assert query.split()[0].lower() in (first.title + first.path + " ".join(first.aliases)).lower()


def test_stages_stand_in_their_order(library_of: Maker) -> None:
    library = library_of(
        {
            "前綴.md": "scaling scaling scaling",
            "整詞.md": "很長的開頭。" * 50 + "scal",
            "分散.md": "# 一\n\nscal\n\n# 二\n\n泛化\n",
            "同段.md": "泛化" + "字" * 400 + " scal",
        }
    )
    assert [hit.path for hit in library.search("scal")][-1] == "前綴.md"
    assert [hit.path for hit in library.search("scal 泛化")] == ["同段.md", "分散.md"]


def test_hidden_notes_are_in_no_answer(sample: Library) -> None:
    template = "模板/文章模板.md"
    for query in ("標題改寫成一句可以被反駁的話", "標題改寫成什麼樣的話才可以被反駁"):
        assert template not in {hit.path for hit in sample.search(query, limit=None)}
    sample.hidden = True
    try:
        for query in ("標題改寫成一句可以被反駁的話", "標題改寫成什麼樣的話才可以被反駁"):
            assert next(iter(sample.search(query))).path == template
        assert len(sample.notes()) == 37
    finally:
        sample.hidden = False
