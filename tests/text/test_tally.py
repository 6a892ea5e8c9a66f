"""Counting terms in a text that is not folded finds what folding it would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.fold import fold, spellings
from notes_cli.text.tally import counter
from notes_cli.text.words import runs

#: Usual spellings: no accents, no compatibility forms.
USUAL = st.text("價值价値函數台臺歷曆发 ，。abAB12ａＢ１かカ🚀-", max_size=40)


@pytest.mark.parametrize(
    ("term", "text", "count"),
    [
        ("价值", "價值、价值、価値", 3),
        ("猫", "貓猫", 2),
        ("rl", "RL girl rl用ＲＬ", 3),
        ("3", "3 33 GPT-3３", 1),
        ("历发台", "歷發臺曆髮台历发檯", 3),
        ("где", "где-где подгде", 2),
        ("a", "1A1AＢ ａb Ａ", 2),
    ],
)
def test_counts(term: str, text: str, count: int) -> None:
    assert counter(term)(text) == count


def test_beginnings_count_when_asked() -> None:
    assert counter("scal", begins=True)("scaling scal upscale") == 2
    assert counter("scal")("scaling scal upscale") == 1


@given(text=USUAL, data=st.data())
def test_folding_first_counts_the_same(text: str, data: st.DataObject) -> None:
    found = [run for run in runs(text) if run != "\ue000"]
    if found:
        term = data.draw(st.sampled_from(found))[:4]
        assert counter(term)(text) == counter(term, folded=True)(fold(text))


@given(st.characters(codec="big5") | st.characters(codec="ascii"))
def test_spellings_fold_to_the_character(character: str) -> None:
    folded = fold(character)
    if len(folded) == 1:
        assert {fold(spelling) for spelling in spellings(folded)} == {folded}
        assert folded in spellings(folded)
