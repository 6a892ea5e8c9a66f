"""The analyser, against a real FTS5 table: what is in a text is found, what is not is not."""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from notes_cli.text.fold import fold
from notes_cli.text.words import (
    SEPARATOR,
    Unit,
    count_words,
    extra,
    is_paired,
    phrase,
    query_units,
    runs,
    tokens,
    tokens_of,
)

S = SEPARATOR
#: Whole words, so that a piece of the list begins and ends at the border of a Latin word or a number.
_RUNS = [
    "rl",
    "GPT",
    "3",
    "２０",
    "é",
    "價",
    "值",
    "函數",
    "训练",
    "カ",
    "ガ",
    "한",
    "국어",
    "ж",
    "Ω",
    "ไ",
    "ท",
    "🚀",
    "€",
    "+",
]
_ENDS = ["。", "，", "！", "、", ". ", ", ", ": ", "! ", "\n\n", "\n- ", "\n# "]
_CROSSED = [".", ",", "'", "-", "_", "/", " ", "\n", "**", "「", "」", "(", ")", '"', "[[", "\u200d", "\x00"]
PIECES = st.lists(st.sampled_from([*_RUNS, *_ENDS, *_CROSSED]), max_size=14)
HARD = ["。", "！", "，", "、", "；", "…", ", ", ". ", "? ", "\n\n", "\n- ", "\n1. ", "\n## "]


class Index:
    """One text in a contentless FTS5 table, as the index stores it."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE f USING fts5(a, content='', tokenize='unicode61 remove_diacritics 2')"
        )

    def finds(self, text: str, match: str) -> bool:
        run = self.connection.execute
        run("INSERT INTO f(f) VALUES('delete-all')")
        run("INSERT INTO f(rowid, a) VALUES(1, ?)", (tokens(text),))
        return bool(run("SELECT count(*) FROM f WHERE f MATCH ?", (match,)).fetchone()[0])

    def terms(self, text: str) -> list[str]:
        """What FTS5 makes of the tokens, in order."""
        run = self.connection.execute
        run("CREATE VIRTUAL TABLE IF NOT EXISTS v USING fts5vocab(f, 'instance')")
        run("INSERT INTO f(f) VALUES('delete-all')")
        run("INSERT INTO f(rowid, a) VALUES(1, ?)", (tokens(text),))
        return [row[0] for row in run("SELECT term FROM v ORDER BY offset")]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index()
    yield made
    made.connection.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPT-3", "gpt 3"),
        ("GPT3", "gpt 3"),
        ("ＧＰＴ－３", "gpt 3"),
        ("AI模型v2", "ai 模型 型 v 2"),
        ("貓", "猫"),
        ("價值函數", "价值 值函 函数 数"),
        ("人々とデータ", "人々 々と とデ デー ータ タ"),
        ("일반화", "일반 반화 화"),
        ("漢字한글", "汉字 字한 한글 글"),
        ("甲。乙", f"甲 {S} 乙"),
        ("甲。！\n\n乙。", f"甲 {S} 乙"),
        ("。甲乙", "甲乙 乙"),
        ("「甲」乙", "甲 乙"),
        ("3.5, 4", f"3 5 {S} 4"),
        ("a.b a. b", f"a b a {S} b"),
        ('He said "no." Then', f"he said no {S} then"),
        ("don't max_tokens A/B", "don t max tokens a b"),
        ("one\ntwo\n\nthree", f"one two {S} three"),
        ("one\n- two\n- three\n1. four", f"one {S} two {S} three {S} 1 {S} four"),
        ("**粗**體 ==標記== `code`", "粗 体 标记 记 code"),
        ("C++", "c \U000f002b \U000f002b"),
        ("🚀→€", "\U0010f680 \U000f2192 \U000f20ac"),
        ("👍🏽", "\U0010f44d \U0010f3fd"),
        ("αβγabc где", "αβγ abc где"),
        ("12:30", "12 30"),
        ("", ""),
        ("。！\n", ""),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "prefix", "expected"),
    [
        ("RL訓練", True, '"rl 训练"'),
        ("AI模型v2", False, '"ai 模型 型 v 2"'),
        ("貓", False, '"猫"*'),
        ("養貓", False, '"养猫"'),
        ("貓 a", False, '"猫 a"'),
        ("scal", True, '"scal"*'),
        ("scal", False, '"scal"'),
        ("GPT-3", True, '"gpt 3"*'),
        ("甲乙。丙丁", False, f'"甲乙 乙 {S} 丙丁"'),
        ("🚀", True, '"\U0010f680"'),
        ('"; DROP TABLE x; --', False, '"drop table x"'),
        ("NEAR(泛化", False, '"near 泛化"'),
        ('" * ^ () -', True, ""),
        ("", True, ""),
    ],
)
def test_phrases(text: str, prefix: bool, expected: str) -> None:
    assert phrase(text, prefix=prefix) == expected


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("RL 訓練", ["RL", "訓練"]),
        ("pre-training GPT-3 A/B", ["pre-training", "GPT-3", "A/B"]),
        ("《論語》學而", ["論語", "學而"]),
        ("蘋果,香蕉、梨", ["蘋果", "香蕉", "梨"]),
        ("foo,bar 1,000 12:30", ["foo", "bar", "1,000", "12:30"]),
        ("模型為什麼會過擬合？", ["模型為什麼會過擬合"]),
        ("v1.2.3 max_tokens C++", ["v1.2.3", "max_tokens", "C++"]),
        ("泛化* ^x (y)", ["泛化", "x", "y"]),
        ("  ... - ", []),
    ],
)
def test_units(text: str, units: list[str]) -> None:
    assert query_units(text) == [Unit(unit) for unit in units]


@given(PIECES, st.data())
@example(["價", "值", "，", "函數"], None)
def test_what_is_in_a_text_is_found(index: Index, pieces: list[str], data: st.DataObject | None) -> None:
    first = data.draw(st.integers(0, len(pieces))) if data else 1
    last = data.draw(st.integers(first, len(pieces))) if data else 3
    text, part = "".join(pieces), "".join(pieces[first:last])
    around = fold(text), fold("".join(pieces[:first])), fold("".join(pieces[last:]))
    assume(_joins_nothing(around[1], fold(part)) and _joins_nothing(fold(part), around[2]))
    match = phrase(part, prefix=False)
    if match:
        assert index.finds(text, match), (text, part, match)


def _joins_nothing(before: str, after: str) -> bool:
    """Whether no Latin word, number or word of another unpaired script goes on across the border."""
    if not before or not after:
        return True
    across = runs(before[-1] + after[0])
    return len(across) != 1 or is_paired(across[0]) or len(across[0]) == 1


@given(
    st.text("甲乙丙", min_size=1, max_size=4),
    st.sampled_from(HARD),
    st.text("甲乙丙", min_size=1, max_size=4),
)
def test_no_phrase_crosses_the_end_of_a_sentence(index: Index, left: str, mark: str, right: str) -> None:
    asked = left[-1] + right[0]
    text = left + mark + right
    assert index.finds(text, phrase(asked, prefix=False)) == (asked in text)
    assert not index.finds(f"{left} rl{mark}gpt {right}", phrase("rl gpt", prefix=True))
    assert index.finds(f"{left} rl{mark}gpt {right}", phrase(f"rl{mark}gpt", prefix=True))


@given(st.text())
def test_any_text_can_be_asked_and_fts5_keeps_every_token(index: Index, text: str) -> None:
    assert len(index.terms(text)) == len(tokens(text).split(" ")) - (tokens(text) == "")
    for unit in [*query_units(text), Unit(text)]:
        match = phrase(unit.text, prefix=True)
        assert not match or index.finds(unit.text, match)


@pytest.mark.parametrize(
    "text",
    ["🚀", "㐀", "𠀀", "𰀀", "ㄈㄢˋ", "ﾃﾞ", "〇", "々", "ー", "☃", "€", "+", "ᦰ", "กี่", "हि", "あ゙", "\uf8ff"],
)
def test_every_character_with_a_meaning_can_be_found(index: Index, text: str) -> None:
    assert index.finds(f"前{text}後 {text} ok", phrase(text, prefix=False))
    assert not index.finds("ok 前後", phrase(text, prefix=False))


def test_tokens_are_those_of_the_runs() -> None:
    text = "用RL訓練的AI模型v2，在GPT-3上。漢字한글 αβ 🚀+1\n\n- データ ok, done"
    expected: list[str] = []
    for run in runs(text):
        expected += [a + b for a, b in pairwise(run)] + [run[-1]] if is_paired(run) else [run]
    assert tokens(text) == " ".join(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pre-training and pre-training", "pretraining"),
        ("DeepMind, XMLParser", f"deep mind {S} xml parser"),
        ("node.js與max_tokens", f"nodejs {S} maxtokens"),
        ("A/B LLMs GPT-3 iPhone", "i phone"),
        ("價值函數", ""),
    ],
)
def test_extra(text: str, expected: str) -> None:
    assert extra(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("價值函數 is 好", 6),
        ("GPT-3 與 GPT3", 4),
        ("データ", 3),
        ("일반화 성능", 2),
        ("Zu\u0308rich。", 1),
        ("，。 **", 0),
        ("", 0),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.lists(st.text(max_size=30), max_size=6))
def test_tokens_made_together_are_those_made_one_by_one(texts: list[str]) -> None:
    assert tokens_of(texts) == [tokens(text) for text in texts]
