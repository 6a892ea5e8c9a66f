"""An excerpt is cut again without losing why it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.excerpt import excerpt
from notes_cli.text.width import cells
from notes_cli.text.window import shortened

FILLER = "今天談的是別的事情，與此無關。" * 4
PIECES = st.lists(st.sampled_from(["價值", "函數", "value", " ", "，", "。", "…", "字", "e\u0301"]), max_size=60)


def seen(text: str, *terms: str, width: int) -> tuple[str, list[str]]:
    """The excerpt in `width` cells, and what is highlighted in it."""
    found = excerpt(text, terms)
    shown, highlights = shortened(found.text, found.highlights, width)
    return shown, [shown[start:end] for start, end in highlights]


def test_the_match_stays_where_the_beginning_would_not_show_it() -> None:
    assert seen(f"{FILLER}模型靠價值函數學習；別的事。", "价值", width=30) == (
        "…模型靠價值函數學習；別的事。",
        ["價值"],
    )


def test_the_part_with_most_different_highlights_wins() -> None:
    text = f"價值、價值、價值。{FILLER[:30]}價值與函數在這裡。"
    assert seen(text, "價值", "函數", width=30) == ("…價值與函數在這裡。", ["價值", "函數"])


@pytest.mark.parametrize("width", range(30, 100, 7))
def test_it_ends_with_a_sentence_or_a_clause(width: int) -> None:
    shown, highlights = seen(f"{FILLER}模型靠價值函數學習；別的事。{FILLER}", "價值", width=width)
    assert shown.rstrip("…").endswith(("。", "；", "，"))
    assert highlights == ["價值"]


def test_what_fits_stays() -> None:
    assert shortened("…價值函數。", ((1, 3),), 11) == ("…價值函數。", ((1, 3),))
    assert shortened("", (), 4) == ("", ())


@given(PIECES.map("".join), st.lists(st.sampled_from(["價值", "函數", "value", "…"]), max_size=3), st.integers(12, 170))
def test_a_shorter_excerpt_is_a_part_with_a_highlight(text: str, terms: list[str], width: int) -> None:
    found = excerpt(text, terms)
    shown, highlights = shortened(found.text, found.highlights, width)
    assert cells(shown) <= width
    assert shown.removeprefix("…").removesuffix("…") in found.text
    before = {found.text[start:end] for start, end in found.highlights if found.text[start:end].strip("…")}
    after = [shown[start:end] for start, end in highlights]
    assert all(any(piece in whole for whole in before | {"…"}) for piece in after)
    assert after or not before
