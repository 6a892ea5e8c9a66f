"""Excerpts lie in their text, show what was asked for, and fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.excerpt import Text, excerpt, matching_lines
from notes_cli.text.fold import fold, is_usual
from notes_cli.text.plain import unmarked
from notes_cli.text.width import cells
from notes_cli.text.words import Unit

FILLER = "今天談的是別的事情，與此無關。" * 12
SECTION = f"## 標題\n\n{FILLER}\n\n模型靠**價值函數**學習；ＡＩ的 pre-training 很貴。\n\n{FILLER}價值另見[文](https://a.example/gpt)。\n"
WORDS = st.lists(
    st.sampled_from(
        ["價值", "函數", "gpt", "Ａ", "é", "。", "，", " ", "\n", "**", "[[a|b]]", "🚀", "\u0301", "字" * 9]
    ),
    max_size=60,
).map("".join)


def marked(text: str, *terms: str | Unit, width: int = 160) -> list[str]:
    """The highlighted pieces of the excerpt."""
    found = excerpt(text, terms, width=width)
    return [found.text[start:end] for start, end in found.highlights]


def test_the_window_with_most_terms_wins() -> None:
    found = excerpt(SECTION, ["价值", "ai"])
    assert found.line == 4
    assert found.hits == 3
    assert found.text.startswith("…模型靠價值函數學習；ＡＩ的 pre-training 很貴。")
    assert found.text.endswith("…")
    assert marked(SECTION, "价值", "ai") == ["價值", "ＡＩ"]


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("價值函數", "价值", ["價值"]),
        ("ＧＰＴ－３ GPT3 gpt 3", "GPT-3", ["ＧＰＴ－３", "GPT3", "gpt 3"]),
        ("scaling upscaling", "scal", ["scal"]),
        ("RL rlhf", Unit("rl", True), ["RL"]),
        ("用RL訓練", "rl訓練", ["RL訓練"]),
        ("cafe\u0301 Café", "cafe", ["cafe\u0301", "Café"]),
        ("ﾃﾞｰﾀ", "データ", ["ﾃﾞｰﾀ"]),
        ("æther", "a", ["æ"]),
        ("去🚀!", "🚀", ["🚀"]),
        ("C＋＋ 與 c++", "C++", ["C＋＋", "c++"]),
        ("2024 12024", "2024", ["2024"]),
        ("甲[乙](u)丙", "甲乙丙", ["甲乙丙"]),
        ("pretraining", "pre-training", ["pretraining"]),
        ("價值", "", []),
    ],
)
def test_highlights(text: str, term: str | Unit, expected: list[str]) -> None:
    assert marked(text, term) == expected


def test_neighbouring_highlights_are_one() -> None:
    assert marked("價值函數", "價值", "值函", "數") == ["價值函數"]


def test_what_only_markup_holds_is_shown_as_written() -> None:
    assert marked(SECTION, "gpt") == ["gpt"]
    assert marked("<!-- 藏 --> 見", "藏") == ["藏"]


def test_without_a_match_the_beginning_is_shown() -> None:
    found = excerpt(SECTION, ["沒有"])
    assert found.text.startswith("標題 今天談的")
    assert (found.highlights, found.line, found.hits) == ((), 0, 0)
    assert excerpt("", ["甲"]).text == ""


def test_it_is_cut_at_the_end_of_a_sentence() -> None:
    assert excerpt(SECTION, ["价值"], width=80).text.rstrip("…").endswith(("。", "；"))


@given(
    WORDS | st.text(),
    st.sampled_from([["價值"], ["gpt", "函數"], ["a"], ["字字", "é"], []]),
    st.integers(8, 200),
)
def test_an_excerpt_lies_in_its_text(text: str, terms: list[str], width: int) -> None:
    found = excerpt(text, terms, width=width)
    inside = found.text.removeprefix("…").removesuffix("…").strip()
    assert inside in " ".join(unmarked(text).split()) or inside in " ".join(text.split())
    assert cells(found.text) <= width
    assert 0 <= found.line <= text.count("\n")
    last = -1
    for start, end in found.highlights:
        assert last < start < end <= len(found.text)
        last = end
        assert any(fold(found.text[start:end]) in fold(term * 40) or term for term in terms)
    assert bool(found.highlights) == bool(found.hits)


@given(st.lists(st.sampled_from(["價值", "无关", "", "RL 模型", "## 價", "a\u0301"]), max_size=9))
def test_matching_lines_are_the_lines_that_match(lines: list[str]) -> None:
    expected = [place for place, line in enumerate(lines) if "價值" in line]
    found = matching_lines("\n".join(lines), ["价值"])
    assert [line.line for line in found] == expected
    assert all(line.text[start:end] == "價值" for line in found for start, end in line.highlights)
    assert all(line.highlights for line in found)


def test_the_line_is_that_of_the_first_highlight() -> None:
    text = "一\n\n二\n<!-- a\nb -->\n```py\n價值\n```"
    assert excerpt(text, ["價值"]).line == 6
    assert [line.line for line in matching_lines(text, ["價值"])] == [6]


def test_weights_choose_the_window() -> None:
    text = f"泛化能力。{FILLER}常見的話，常見的詞。"
    assert "泛化" in excerpt(text, ["常見", "泛化"], width=60, weights=[0.5, 2.0]).text
    assert "常見" in excerpt(text, ["常見", "泛化"], width=60, weights=[2.0, 0.5]).text


def test_below_its_heading_when_that_holds_a_term() -> None:
    found = excerpt("## 泛化\n\n這裡談泛化。", ["泛化"], below_heading=True)
    assert (found.text, found.line) == ("這裡談泛化。", 2)
    assert excerpt("## 泛化\n\n別的。", ["泛化"], below_heading=True).text.startswith("泛化")


@given(WORDS, st.sampled_from([["價值"], ["gpt", "函數"]]))
def test_kept_work_changes_nothing(text: str, terms: list[str]) -> None:
    kept = Text(text)
    assert excerpt(kept, terms) == excerpt(text, terms)
    assert matching_lines(kept, terms) == matching_lines(text, terms)
    assert bool(kept.held(terms)) == bool(excerpt(text, terms).hits)


USUAL = st.lists(
    st.sampled_from(["價值", "价值", "価値", "GpT", "gpt", "GPT-3", "3", "x", " ", "，", "…", "\n", "**", "カ", "～"]),
    max_size=40,
).map("".join)


@given(USUAL, st.sampled_from(["價值", "gpt", "GPT-3", "x", "gpt价", Unit("GPT", whole=True), Unit("pt", inner=True)]))
def test_a_usual_text_is_searched_as_if_it_were_folded(text: str, term: str | Unit) -> None:
    assert is_usual(text)
    as_it_is = [(line.line, line.text, line.highlights) for line in matching_lines(text, [term])]
    folded = [(line.line, line.text, line.highlights) for line in matching_lines(f"{text}\n\nΩ", [term])]
    assert as_it_is == folded


def test_a_row_of_symbols_that_is_not_there_is_soon_given_up() -> None:
    """Each symbol could be what stands between others: only a search that tries every way takes longer than a life."""
    row = "👨‍👩‍👧‍👦" * 12
    assert excerpt(f"這裡有 {row[:-1]}。", [f"沒有 {row}"]).highlights == ()
    assert marked(f"這裡有 {row}", row) == [row]
