"""What to search for instead: by spelling, by sound, by the names of notes."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.index.likeness import MOST, Correction, corrections, fuzzy_titles, similar
from notes_cli.index.names import find_note
from notes_cli.library import Library

Maker = Callable[[Mapping[str, str]], Library]

NOTES = {
    "AI/泛化.md": "---\ntitle: 泛化是什麼\n---\n\nIlya Sutskever 談 generalization，也談價值函數與強化學習。Deep learning 的模型。",
    "AI/對齊.md": "# 對齊筆記\n\nSutskever 認為泛化能力是關鍵；價值函數像情緒。pre-training 之後呢？ The deep mind sleeps.",
    "AI/模型.md": "# 模型的規模\n\nScaling 與 DeepMind。模型變大，訓練 AI模型 要錢。北京、上海。",
    "詩/女兒.md": "# 女兒紅\n\n西安的綠色，中華職棒。",
}


@pytest.fixture
def library(library_of: Maker) -> Library:
    return library_of(NOTES)


def texts(found: list[Correction]) -> list[str]:
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("sutskver", "Sutskever"),  # a letter left out
        ("sutskeverr", "Sutskever"),  # one too many
        ("sutsjever", "Sutskever"),  # another one
        ("stuskever", "Sutskever"),  # two swapped
        ("utskever", "Sutskever"),  # the same at the first letter
        ("dutskever", "Sutskever"),
        ("ssutskever", "Sutskever"),
        ("ustskever", "Sutskever"),
        ("genralizaton", "generalization"),  # two slips
        ("egnralization", "generalization"),
        ("ｇｅｎｒａｌｉｚａｔｉｏｎ", "generalization"),
        ("generaliz", "generalization"),  # the beginning of a word
        ("genralizat", "generalization"),  # with a slip
        ("pretrainig", "pretraining"),  # written apart in the note
        ("deeplearning", "Deep learning"),
        ("scalling-law", ""),
    ],
)
def test_slips_of_spelling(library: Library, unit: str, text: str) -> None:
    found = corrections(library._connection, unit)
    assert texts(found)[:1] == ([text] if text else [])
    assert all(one.kind == "fuzzy" and one.applied and one.notes for one in found[:1])


@pytest.mark.parametrize(
    ("unit", "text", "applied"),
    [
        ("范化", "泛化", False),  # two characters are suggested only
        ("fanhua", "泛化", False),
        ("fan hua", "泛化", False),
        ("fàn huà", "泛化", False),
        ("ㄈㄢˋㄏㄨㄚˋ", "泛化", False),
        ("ㄈㄢㄏㄨㄚ", "泛化", False),
        ("飯話", "泛化", False),
        ("價值涵數", "價值函數", True),
        ("价值涵数", "價值函數", True),
        ("jiazhihanshu", "價值函數", True),
        ("jiazihansu", "價值函數", True),  # z for zh, s for sh
        ("qianghuaxuexi", "強化學習", True),
        ("qianhuaxuexi", "強化學習", True),  # -n for -ng
        ("ㄑㄧㄤˊㄏㄨㄚˋㄒㄩㄝˊㄒㄧˊ", "強化學習", True),
        ("nǚ'er", "女兒", False),
        ("nver", "女兒", False),
        ("lüse", "綠色", False),
        ("xi'an", "西安", False),
        ("zhonghuazhibang", "中華職棒", True),
        ("AI模形", "AI模型", True),
    ],
)
def test_chinese_by_sound(library: Library, unit: str, text: str, applied: bool) -> None:
    first = corrections(library._connection, unit)[0]
    assert (first.text, first.kind, first.applied) == (text, "sound", applied)


def test_three_characters_are_applied_when_two_notes_have_them(library_of: Maker) -> None:
    one = library_of({"a.md": "語言學"})
    two = library_of({"a.md": "語言學", "b.md": "談語言學"})
    assert corrections(one._connection, "語顏學") == [Correction("語言學", "sound", False, 1)]
    assert corrections(two._connection, "語顏學") == [Correction("語言學", "sound", True, 2)]


def test_the_text_is_as_most_notes_write_it(library_of: Maker) -> None:
    notes = {
        "a.md": "强化学习",
        "b.md": "強化學習",
        "c.md": "強化學習",
        "d.md": "GENERAL x",
        "e.md": "General",
        "f.md": "General",
    }
    connection = library_of(notes)._connection
    assert corrections(connection, "強化血習")[0] == Correction("強化學習", "sound", True, 3)
    assert corrections(connection, "genaral")[0] == Correction("General", "fuzzy", True, 3)


def test_initials_are_for_names_of_three_characters_and_suggested_only(library: Library) -> None:
    assert corrections(library._connection, "fhssm") == [Correction("泛化是什麼", "sound", False, 1)]
    assert texts(corrections(library._connection, "dqbj")) == ["對齊筆記"]
    assert corrections(library._connection, "fh") == []


def test_nearer_ones_come_first(library_of: Maker) -> None:
    connection = library_of({"a.md": "stale scalar", "b.md": "scale scalar", "c.md": "scale"})._connection
    assert texts(corrections(connection, "scalee"))[0] == "scale"
    assert "scalar" not in texts(corrections(connection, "scalee"))


def test_words_of_three_letters_are_only_suggested(library_of: Maker) -> None:
    assert corrections(library_of({"a.md": "a tag"})._connection, "rag") == [Correction("tag", "fuzzy", False, 1)]


def test_short_words_are_not_corrected_at_their_first_letter_unasked(library_of: Maker) -> None:
    connection = library_of({"a.md": "every year we learn, word for word"})._connection
    assert corrections(connection, "NEAR") == [Correction("year", "fuzzy", False, 1)]
    for typed, meant in (("yaer", "year"), ("yeer", "year"), ("owrd", "word"), ("learm", "learn"), ("kearn", "learn")):
        assert corrections(connection, typed)[0] == Correction(meant, "fuzzy", True, 1), typed


def test_hidden_notes_propose_nothing(library_of: Maker) -> None:
    notes = {".obsidian/app.json": '{"userIgnoreFilters": ["祕密/"]}', "祕密/a.md": "Sutskever 泛化", "b.md": "x"}
    connection = library_of(notes)._connection
    assert corrections(connection, "sutskver") == []
    assert corrections(connection, "fanhua") == []
    assert fuzzy_titles(connection, "祕密", 5) == []


def test_similar_is_for_words_that_occur_too(library_of: Maker) -> None:
    connection = library_of({"a.md": "scaling scales scaled scale", "b.md": "泛化 范化"})._connection
    assert texts(similar(connection, "scale"))[:1] != ["scale"]
    assert {"scales", "scaled"} <= set(texts(similar(connection, "scale")))
    assert similar(connection, "泛化") == [Correction("范化", "sound", True, 1)]
    assert "scaling" in texts(similar(connection, "scali"))


@pytest.mark.parametrize(
    "unit", ["", " ", "!!!", "。", "x", "學", "1234", "🚀", '"', "NEAR(", "x" * 5000, "fan" * 999, "\x00"]
)
def test_nothing_comes_of_nothing(library: Library, unit: str) -> None:
    assert corrections(library._connection, unit) == []


@given(unit=st.text(max_size=12) | st.text(alphabet="fanhu '泛化模型sutkverㄈㄢˋ-_*\"", max_size=14))
def test_whatever_is_typed_proposals_can_be_found(sample: Library, unit: str) -> None:
    found = [*corrections(sample._connection, unit), *similar(sample._connection, unit)]
    assert len(found) <= 2 * MOST
    for one in found:
        assert one.notes > 0
        assert sample.search(f'"{one.text}"', limit=1).items, one


@pytest.mark.parametrize("unit", ["垈垉:", "范-化", "、范化", "范 化"])
def test_marks_among_what_is_typed_are_no_trouble(sample: Library, unit: str) -> None:
    for one in (*corrections(sample._connection, unit), *similar(sample._connection, unit)):
        assert sample.search(f'"{one.text}"', limit=1).items, one


def test_titles(library: Library) -> None:
    paths = dict(library._connection.execute("SELECT id, path FROM file"))
    for query in ("泛化是甚麼", "泛話是什麼", "fanhuashishenme", "ㄈㄢㄏㄨㄚˋㄕˋㄕㄜˊㄇㄜ", "化是什麼", "泛化是 什麼?"):
        identity, score = fuzzy_titles(library._connection, query, 3)[0]
        assert paths[identity] == "AI/泛化.md", query
        assert 60 <= score <= 100
    assert fuzzy_titles(library._connection, "!", 3) == []
    assert len(fuzzy_titles(library._connection, "模型", 1)) == 1


@pytest.mark.parametrize(
    "name", ["fanhuashishenme", "泛話是什麼", "fàn huà shì shén me", "fanhuashishemme", "duiqibiji", "對其筆記"]
)
def test_notes_are_named_by_sound(library: Library, name: str) -> None:
    identity = find_note(library._connection, name)
    (path,) = library._connection.execute("SELECT path FROM file WHERE id = ?", (identity,)).fetchone()
    assert path == ("AI/對齊.md" if name[0] in "d對" else "AI/泛化.md")


def test_tags_are_suggested_by_sound(library_of: Maker) -> None:
    library = library_of({"a.md": "#價值函數\n"})
    assert library.notes("tag:jiazhihanshu").remarks == (
        'no note has the tag "jiazhihanshu"; did you mean "價值函數"?',
    )
