"""How Chinese is read: what is typed as pinyin or zhuyin, and what sounds alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text import sound


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("fanhua", ("fan", "hua")),
        ("FanHua", ("fan", "hua")),
        ("fan hua", ("fan", "hua")),
        ("fàn huà", ("fan", "hua")),
        ("fa\u0300nhua\u0300", ("fan", "hua")),
        ("fan4hua4", ("fan", "hua")),
        ("xi'an", ("xi", "an")),
        ("xi’an", ("xi", "an")),
        ("nǚ er", ("nv", "er")),
        ("nü'er", ("nv", "er")),
        ("nu:er", ("nv", "er")),
        ("lüèduó", ("lve", "duo")),
        ("lueduo", ("lve", "duo")),
        ("zhuangshi", ("zhuang", "shi")),
        ("ㄈㄢˋㄏㄨㄚˋ", ("fan", "hua")),
        ("ㄈㄢㄏㄨㄚ", ("fan", "hua")),
        ("ㄈㄢˋ ㄏㄨㄚˋ", ("fan", "hua")),
        ("ㄑㄧㄤˊㄏㄨㄚˋㄒㄩㄝˊㄒㄧˊ", ("qiang", "hua", "xue", "xi")),
        ("ㄩㄥˇㄩㄢˇ", ("yong", "yuan")),
        ("ㄓㄕ˙", ("zhi", "shi")),
        ("ㄋㄩˇㄦˊ", ("nv", "er")),
        ("ㄩˊㄨㄣˊ", ("yu", "wen")),
    ],
)
def test_what_is_typed_is_syllables(text: str, syllables: tuple[str, ...]) -> None:
    assert sound.segmented(sound.typed(text))[0] == syllables


def test_letters_can_be_read_in_several_ways() -> None:
    assert sound.segmented("xianshi") == [("xian", "shi"), ("xi", "an", "shi")]
    assert sound.segmented("xi'anshi") == [("xi", "an", "shi")]


@pytest.mark.parametrize(
    "text", ["sutskever", "strength", "", "泛化", "模型a", "a1b", "ˋ", "ㄅㄅㄆㄈㄚㄛㄜˊx", "!", "v"]
)
def test_what_is_no_pinyin_is_none(text: str) -> None:
    assert sound.segmented(sound.typed(text)) == []


@given(st.text(alphabet="abcghinouvüx'ㄅㄈㄨㄢㄧˋ 3泛é", max_size=30))
def test_whatever_is_typed_every_piece_is_a_syllable(text: str) -> None:
    for way in sound.segmented(sound.typed(text)):
        assert set(way) <= sound.readings().usual.keys()


def test_every_syllable_has_a_zhuyin_but_interjections() -> None:
    initials = ["", *sound._INITIALS]
    finals = ["", *sound._FINALS]
    made = {sound.typed(i + f) for i in initials for f in finals if i + f}
    assert sound.readings().usual.keys() - made == set()


def test_what_sounds_alike() -> None:
    assert {"范", "饭", "泛"} <= sound.characters(("fan",))  # folded: 範, 飯
    assert sound.syllables("幺")[0][0] == "me"  # 麼, folded
    assert sound.syllables("行x")[0][:2] == ("xing", "hang")
    assert sound.syllables("x") == [()]
    assert set(sound.alike("zhang")) == {"zhang", "zang", "zhan", "zan"}
    assert set(sound.alike("xin")) == {"xin", "xing"}
    assert sound.alike("hua") == ("hua",)


def test_names() -> None:
    assert sound.sound_keys(["泛化是什麼？", "GPT-4 導讀", ""]) == ["fanhuashishenme", "gpt4daodu", ""]
    assert sound.initials(["泛化是什麼？", "GPT-4 導讀"]) == ["fhssm", "gpt4dd"]
