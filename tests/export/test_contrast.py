"""WCAG 2.2 AA: every colour of the style sheet that is text can be read, in light, in dark and on paper."""

import re

import pytest

from notes_cli.export.page import stylesheet

#: Names of colours that text has, and of the grounds it stands on.
TEXT = ("ink", "soft", "link", "red", "orange", "green", "teal", "cyan", "blue", "purple", "gray")
GROUNDS = ("paper", "wash")


def schemes() -> dict[str, dict[str, str]]:
    """The colours by scheme: name → "#rrggbb"."""
    light, dark, print_ = (
        {name: value * 2 if len(value) == 3 else value for name, value in re.findall(r"--(\w+): #(\w+);", block)}
        for block in re.findall(r":root \{([^}]*--paper[^}]*)\}", stylesheet())
    )
    return {"light": light, "dark": dark, "print": print_}


def luminance(color: str) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(color: str, share: float, ground: str) -> str:
    """`share` of `color` on `ground`, as `color-mix(in srgb, …)` makes it."""
    places = ((int(color[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4))
    return "".join(f"{round(upper * share + lower * (1 - share)):02x}" for upper, lower in places)


def test_the_measure_is_right() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_can_be_read(scheme: str) -> None:
    colors = schemes()[scheme]
    low = [(text, ground) for text in TEXT for ground in GROUNDS if contrast(colors[text], colors[ground]) < 4.5]
    assert low == []
    assert contrast(colors["ink"], colors["mark"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_callouts_can_be_read(scheme: str) -> None:
    colors = schemes()[scheme]
    for hue in ("red", "orange", "green", "teal", "cyan", "blue", "purple", "gray"):
        ground = mixed(colors[hue], 0.07, colors["paper"])
        assert "var(--hue) 7%, var(--paper)" in stylesheet()
        for text in (hue, "ink", "soft", "link"):
            assert contrast(colors[text], ground) >= 4.5, (hue, text)


def test_every_colour_of_code_is_one_of_those() -> None:
    rules = re.findall(r"^pre \.[^{]*\{([^}]*)\}", stylesheet(), re.MULTILINE)
    used = {name for rule in rules for name in re.findall(r"color: var\(--(\w+)\)", rule)}
    assert {"soft", "purple", "green"} <= used <= set(TEXT)
    assert not re.search(r"^pre \.[^{]*\{[^}]*(?:color: #|opacity)", stylesheet(), re.MULTILINE)
