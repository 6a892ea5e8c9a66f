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
        ["價值", "函數", "泛", "训练", "ㄈㄢˋ", "ㄅ", "𠮷", "𪜀𫝀", "㐀", "ﾃﾞｰﾀ", "プログラム", "ひら", "ภาษา", "한", "🎉", "1,000", "v1.2", "ﬁn", "臺", "台", "Ａ１", "模型", "RL", "GPT", "scaling", "pre-training", "3", "２０", "ＡＩ", "é", "Straße", "カタ", "ガ", "한국",
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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("標題是泛化能力", "泛化"),
        ("ㄈㄢˋㄏㄨㄚˋ", "ㄏㄨㄚˋ"),
        ("𠮷野家", "𠮷"),
        ("データベース", "タベ"),
        ("한국어", "국어"),
        ("去🚀", "🚀"),
    ],
)
def test_exact_finds_titles_values_and_tags_too(library_of: Maker, text: str, wanted: str) -> None:
    library = library_of(
        {
            "標題.md": f"---\ntitle: {text}\n---\n別的\n",
            "值.md": f"---\n出處: {text}\n---\n別的\n",
            "說明.md": f"---\ndescription: {text}\n---\n# 一\n\n別的\n",
            "別名.md": f"---\naliases: [{text}]\n---\n別的\n",
            "標籤.md": f"---\ntags: [{text}]\n---\n別的\n",
            "標頭.md": f"# {text}\n\n別的\n",
            f"{text}.md": "別的\n",
            "無關.md": "別的\n",
        }
    )
    found = {hit.path for hit in library.search(Words(wanted, quoted=True), exact=True)}
    assert found == {"標題.md", "值.md", "說明.md", "別名.md", "標籤.md", "標頭.md", f"{text}.md"}


def test_exact_is_whole_and_in_one_section(library_of: Maker) -> None:
    library = library_of({"前綴.md": "scaling", "整詞.md": "Scal 的泛化", "分散.md": "# 一\n\nscal\n\n# 二\n\n泛化\n"})
    assert {hit.path for hit in library.search("scal", exact=True)} == {"整詞.md", "分散.md"}
    assert [hit.path for hit in library.search("scal 泛化", exact=True)] == ["整詞.md"]
    assert not list(library.search("sclaing", exact=True))


QUESTIONS = {
    "過擬合.md": "---\ntags: [甲]\n---\n過擬合是模型記住訓練資料，而無法泛化到沒看過的資料。\n\n又一段話。\n",
    "檢索.md": "---\ntags: [乙]\n---\n倒排索引是從詞到文件的索引，資料庫也用它。\n",
    "草稿.md": "---\ndraft: true\ntags: [甲]\n---\n模型為什麼會過擬合，還沒有寫。\n",
}


def test_a_question_finds_its_passage(library_of: Maker) -> None:
    library = library_of(QUESTIONS)
    for question in ("模型怎麼會記住訓練資料而過擬合呢？", "模型怎么会记住训练资料而过拟合呢?"):
        found = library.search(question)
        assert next(iter(found)).path == "過擬合.md"
        assert next(iter(found)).match == "partial"
        assert found.remarks
    first = next(iter(library.search("模型怎麼會記住訓練資料而過擬合呢？")))
    assert "過擬合" in "".join(first.excerpt[start:end] for start, end in first.highlights)


def test_an_absent_word_is_left_out_and_said(library_of: Maker) -> None:
    library = library_of(QUESTIONS)
    found = library.search("倒排索引 xyzzyq")
    assert [(hit.path, hit.match, hit.missing) for hit in found] == [("檢索.md", "partial", ("xyzzyq",))]
    assert any('"xyzzyq" occurs nowhere' in remark for remark in found.remarks)
    assert not library.search("倒排索引").remarks


@pytest.mark.parametrize(
    "words", ["過擬合", "過擬合 xyzzyq", "模型怎麼會記住訓練資料而過擬合呢？", "過你合", "guonihe", "模行"]
)
@pytest.mark.parametrize(
    ("filters", "allowed"),
    [("tag:甲", {"過擬合.md", "草稿.md"}), ("-is:draft", {"過擬合.md", "檢索.md"}), ("-還沒有寫 tag:甲", {"過擬合.md"}),
     ("(tag:乙 OR is:draft)", {"檢索.md", "草稿.md"}), ('"沒看過的"', {"過擬合.md"})],
)  # fmt: skip
def test_no_stage_breaks_a_filter(library_of: Maker, words: str, filters: str, allowed: set[str]) -> None:
    library = library_of(QUESTIONS)
    for query in (f"{words} {filters}", f"{filters} {words}"):
        for fuzzy in (False, True):
            assert {hit.path for hit in library.search(query, fuzzy=fuzzy, limit=None)} <= allowed
    assert {hit.path for hit in library.search(f"過擬合 {filters}")} <= allowed


def test_a_word_that_occurs_nowhere_does_not_empty_what_a_filter_finds(library_of: Maker) -> None:
    library = library_of({"a.md": "---\ntags: [x]\n---\n泛化", "b.md": "泛化", "c.md": "---\ntags: [x]\n---\n模型"})
    for query, paths in (
        ("tag:x qwzzv", {"a.md", "c.md"}),
        ('tag:x qwzzv "泛化"', {"a.md"}),
        ("[tags] qwzzv", {"a.md", "c.md"}),
    ):
        found = library.search(query)
        assert {hit.path for hit in found} == paths, query
        assert {(hit.match, hit.missing) for hit in found} == {("partial", ("qwzzv",))}
        assert found.remarks == ('"qwzzv" occurs nowhere: left out',)
    for query in ("qwzzv", "qwzzv -tag:x", "tag:y qwzzv", "tag:x qwzzv OR zzvqw"):
        assert not library.search(query), query
    assert not library.search("tag:x qwzzv", exact=True)


def test_what_is_like_a_word_is_told_from_the_word(library_of: Maker) -> None:
    library = library_of({"a.md": "scalng", "b.md": "all of scaling", "c.md": "泛化", "d.md": "范化"})
    assert {hit.path: hit.match for hit in library.search("~scalng")} == {"a.md": "exact", "b.md": "fuzzy"}
    assert {hit.path: hit.match for hit in library.search("~范化")} == {"d.md": "exact", "c.md": "sound"}
    why = {hit.path: hit.why for hit in library.explained("~scalng")}
    assert why["b.md"] == ('"scaling", like "scalng": text',)


def test_what_stands_in_quotes_is_meant_as_it_stands(library_of: Maker) -> None:
    library = library_of(QUESTIONS)
    assert not list(library.search('"過你合"'))
    assert not list(library.search('"模型怎麼會記住訓練資料"'))


def test_better_stages_come_first(library_of: Maker) -> None:
    library = library_of(
        {
            "一.md": "scaling of a model",
            "二.md": "models scaled a lot",
            "三.md": "# a\n\nscaling\n\n# b\n\nmodel\n",
            "四.md": "a scale model " * 20,
        }
    )
    found = [hit.path for hit in library.search("scaling model")]
    assert found[0] == "一.md"
    assert set(found[1:3]) == {"二.md", "四.md"}
    assert found[3] == "三.md"


def test_the_script_that_was_typed_comes_first(library_of: Maker) -> None:
    library = library_of({"繁.md": "這裡談價值函數。", "简.md": "這裡談价值函数。"})
    assert [hit.path for hit in library.search("价值函数")] == ["简.md", "繁.md"]
    assert [hit.path for hit in library.search("價值函數")] == ["繁.md", "简.md"]


@pytest.mark.parametrize(
    ("typed", "shown", "match"),
    [("泛画", "泛化", "sound"), ("fanhua", "泛化", "sound"), ("generalizaton", "generalization", "fuzzy"), ("templates", "template", "folded")],
)  # fmt: skip
def test_highlights_stand_on_what_was_found_instead(library_of: Maker, typed: str, shown: str, match: str) -> None:
    library = library_of(
        {"a.md": "# 一\n\n**泛化**能力，英文是 generalization，也說 template。\n", "b.md": "泛化。generalization\n"}
    )
    hit = next(hit for hit in library.search(typed) if hit.path == "a.md")
    assert hit.match == match
    assert shown in [hit.excerpt[start:end] for start, end in hit.highlights]
    assert (hit.line, hit.heading) == (3, ("一",))


def test_lines_of_every_stage(library_of: Maker) -> None:
    text = "---\ntitle: 標\n---\n\n第一行談**泛化**。\n\n# 乙\n\n無關。\n泛化又來了，[泛化](u)。\n"
    library = library_of({"a.md": text, "b.md": "---\ntitle: 泛化\n---\n別的\n"})
    for query in ("泛化", "泛画", "泛化 xyzzyq"):
        lines = [line for line in library.matching_lines(query) if line.path == "a.md"]
        assert [(line.line, line.text) for line in lines] == [(5, "第一行談泛化。"), (10, "泛化又來了，泛化。")]
        assert [line.heading for line in lines] == [(), ("乙",)]
        assert all(line.text[start:end] == "泛化" for line in lines for start, end in line.highlights)
    assert {line.path for line in library.matching_lines("泛化")} == {"a.md", "b.md"}


def test_the_text_goes_before_properties_and_what_is_hidden_however_it_is_spelled(library_of: Maker) -> None:
    library = library_of(
        {
            "p.md": "---\ntitle: 店\ndescription: cafe 的介紹\n---\n\n我們去 Café 喝東西。\n",
            "q.md": "[[cafe|店]] 的連結在此。\n\n# 二\n\n真正的 Café 在這裡。\n",
        }
    )
    for query in ("Café", "cafe"):
        assert {hit.path: hit.line for hit in library.search(query)} == {"p.md": 6, "q.md": 5}


def test_the_line_of_a_note_does_not_depend_on_how_many_notes_are_asked_for(library_of: Maker) -> None:
    """A tag is said beside every section of its note: it must not hide the section that says it in the text."""
    headings = "".join(f"## 第 {n} 節\n\n別的事。\n\n" for n in range(9))
    notes = {f"{n}.md": f"---\ntags: [哲學]\n---\n\n{headings}## 末\n\n這裡談哲學。\n" for n in range(30)}
    library = library_of(notes)
    for limit in (5, 20, None):
        hits = library.search("哲學", limit=limit).items
        assert {(hit.line, hit.excerpt[slice(*hit.highlights[0])]) for hit in hits} == {(43, "哲學")}


@pytest.mark.parametrize("typed", ["ㄐㄧㄚˋㄓˊㄏㄢˊㄕㄨˋ", "ㄐㄧㄚㄓㄏㄢㄕㄨ", "jiazhihanshu"])
def test_a_long_word_typed_by_its_sound(library_of: Maker, typed: str) -> None:
    library = library_of({"a.md": "模型的價值函數。\n", "b.md": "價值函數又來了。\n", "c.md": "別的。\n"})
    assert {hit.path for hit in library.search(typed)} == {"a.md", "b.md"}


def test_what_stands_as_typed_and_what_only_folded(library_of: Maker) -> None:
    library = library_of({"w.md": "他說 ＡＩ 很好 and said so\n", "d.md": "---\nauthor: 王小明\n---\n\n談價值。\n"})
    assert [hit.match for hit in library.search("ai")] == ["folded"]
    assert [hit.match for hit in library.search("王小明 價值")] == ["exact"]
