"""Folding: which spellings are equal, and where a folded character came from."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.fold import fold, fold_map, is_usual, name_key, spellings

ROOT = Path(__file__).parents[2]
MIXED = st.text("aZéß ＡＩ１，。價值价值臺裡カガががﾃﾞ゚訓練한글한æø\u0301\u200d\ufe0f🚀①ﬁ-_\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("價值函數", "价值函数"),
        ("臺北", "台北"),
        ("裏海", "裡海"),
        ("著名", "着名"),
        ("群山", "羣山"),
        ("峰頂", "峯頂"),
        ("検索", "檢索"),
        ("ＡＩ模型", "ai模型"),
        ("ＧＰＴ－３", "gpt-3"),
        ("Erdős", "erdos"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("Þór Æsir Łódź", "thor aesir lodz"),
        ("İstanbul ısı", "istanbul isi"),
        ("ﾃﾞｰﾀﾍﾞｰｽ", "データベース"),
        ("か\u3099", "が"),
        ("한글", unicodedata.normalize("NFD", "한글")),
        ("ㅎㅏ", "하"),
        ("pre\u00adtraining", "pretraining"),
        ("1\ufe0f\u20e3", "1"),
        ("ὈΔΥΣΣΕΎΣ", "οδυσσευσ"),
    ],
)
def test_spellings_that_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("が", "か"), ("欠", "缺"), ("予", "豫"), ("芸", "藝"), ("한", "하"), ("化學", "文學"), ("3.5", "35")],
)
def test_spellings_that_are_not_equal(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text() | MIXED)
def test_mapped_folding_is_folding(text: str) -> None:
    folded, places = fold_map(text)
    assert folded == fold(text)
    assert len(places) == len(folded) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(text)


@given(MIXED)
def test_each_character_maps_to_the_one_it_came_from(text: str) -> None:
    folded, places = fold_map(text)
    for place, character in enumerate(folded):
        start = places[place]
        end = min((later for later in places if later > start), default=len(text))
        assert character in fold(text[start:end])


@given(st.text("aZéßŁ ＡＩ１，。價值价值臺裡カガがﾃ訓練한æø\u200d\ufe0f🚀①ﬁ℃-_\n"))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_target_of_the_table_stays() -> None:
    sources, targets, _ = (ROOT / "notes_cli/text/data/fold.txt").read_text(encoding="utf-8").split("\n")
    assert len(sources) == len(targets) == len(set(sources)) > 4000
    assert not set(sources) & set(targets)


def test_the_table_is_what_the_script_makes() -> None:
    pytest.importorskip("opencc")
    command = [sys.executable, "scripts/make_fold_table.py", "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_names_fold_case_and_width_only() -> None:
    assert name_key(" ＡＩ　模型（一） ") == "ai 模型(一)"
    assert name_key("Cafe\u0301") == name_key("CAFÉ") != name_key("cafe")
    assert name_key("台灣") != name_key("台湾")


def test_usual_letters_are_spellings_of_what_they_fold_to() -> None:
    usual = [character for code in range(0x110000) if is_usual(character := chr(code))]

    assert len(usual) > 27_000
    assert [c for c in usual if (c.isalnum() or fold(c) == "+") and c not in spellings(fold(c))] == []
    assert [c for c in usual if unicodedata.combining(c)] == []


@pytest.mark.parametrize(
    "text", ["café", "ﬁn", "ｶﾞ", "か\u3099", "①", "ＡＩ", "３", "Ωμέγα", "zero\u200bwidth", "⻄", "\uf900", "𠮷"]
)
def test_unusual_texts(text: str) -> None:
    assert not is_usual("泛化" + text)
