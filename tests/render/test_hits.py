"""What a search found, on a terminal: every line is filled, and the match is seen."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.theme import Theme

from notes_cli.render.hits import hits, matched_lines
from notes_cli.render.theme import THEME
from notes_cli.results import Hit, MatchedLine, Records
from notes_cli.text.excerpt import excerpt
from notes_cli.text.width import cells

TEXT = (
    "Ilya 花了不少時間討論「價值函數」的概念。在強化學習中，價值函數告訴 model 這個狀態好不好，"
    "讓它不用等到最後的結果就能學習；RLHF 的 PPO 也帶著一個價值函數（critic）。"
)


def drawn(found: Records[Hit] | Records[MatchedLine], width: int, *, colored: bool = False) -> list[str]:
    console = Console(
        file=(out := io.StringIO()), width=width, force_terminal=colored, color_system="standard" if colored else None,
        theme=Theme(THEME), highlight=False, legacy_windows=False,
    )  # fmt: skip
    view = hits(found, width) if found.kind is Hit else matched_lines(found, width)  # type: ignore[arg-type]
    for renderable in view:
        console.print(renderable)
    return out.getvalue().splitlines()


def hit(text: str, *terms: str, more: int = 0) -> Records[Hit]:
    found = excerpt(text, terms)
    record = Hit(
        "a.md", "題", "2025-01-02", None, False, (), (), None, 1, {}, 1.0, "exact", 1, (),
        found.text, found.highlights, tuple(range(more)),
    )  # fmt: skip
    return Records(Hit, (record,))


def shown_excerpt(lines: list[str]) -> list[str]:
    """The lines below headline and place."""
    assert lines[1] == "  a.md:1"
    assert lines[-1] == ""
    return lines[2:-1]


def line(text: str, *highlights: tuple[int, int]) -> Records[MatchedLine]:
    return Records(MatchedLine, (MatchedLine("a.md", 11, text, highlights, "題", (), "exact", 1.0),))


def test_a_line_goes_on_after_a_latin_word() -> None:
    assert shown_excerpt(drawn(hit(TEXT, "價值"), 60)) == [
        "    Ilya 花了不少時間討論「價值函數」的概念。在強化學習中，",
        "    價值函數告訴 model 這個狀態好不好，…",
    ]


def test_a_matching_line_hangs_behind_its_number() -> None:
    assert drawn(line(f"Ilya{TEXT[5:40]}", (2, 4)), 40) == [
        "a.md",
        "   11: Ilya花了不少時間討論「價值函數」",
        "       的概念。在強化學習中，價值函數告",
        "       訴 mod",
        "",
    ]


def test_no_line_begins_with_closing_punctuation() -> None:
    for width in range(24, 90):
        lines = drawn(line("，".join(["價值函數", "模型", "一二三"] * 9)), width)
        assert not [one for one in lines if one.strip().startswith("，")]


def test_highlights_keep_their_style_over_a_line_end() -> None:
    text = "字" * 14 + "價值函數"
    first, second = drawn(line(text, (14, 18)), 39, colored=True)[1:3]
    assert first.endswith("字" * 14 + "\x1b[1;33m價值\x1b[0m")
    assert second == " " * 7 + "\x1b[1;33m函數\x1b[0m"


def test_the_match_is_seen_on_a_narrow_terminal() -> None:
    text = f"{'別的事情，與此無關；' * 5}模型靠泛化學習。{'別的。' * 9}"
    assert shown_excerpt(drawn(hit(text, "泛化", more=4), 40)) == [
        "    …模型靠泛化學習。別的。別的。別的。",
        "    別的。別的。別的。別的。別的。…  +4",
    ]


PIECES = st.lists(
    st.sampled_from(
        ["泛化", "模型", "generalization ", "Zhang", " ", "，", "。", "「", "\x1b", "https://a.example/b_c"]
    ),
    max_size=50,
).map("".join)


@given(PIECES, st.integers(24, 130), st.sampled_from([0, 3, 20]))
@pytest.mark.parametrize("term", ["泛化", "zhang"])
def test_two_lines_hold_a_highlight(term: str, text: str, width: int, more: int) -> None:
    found = hit(text, term, more=more)
    lines = drawn(found, width, colored=True)
    plain = shown_excerpt(drawn(found, width))
    assert len(plain) <= 2
    assert all(cells(one) <= width for one in plain)
    assert ("\x1b[1;33m" in "\n".join(lines)) == bool(found.items[0].highlights)
    assert not more or "".join(plain).endswith(f"+{more}")
