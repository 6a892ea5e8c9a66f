"""The shortcodes of a site are known to doctor; what no template is for is still told."""

from pathlib import Path

from notes_cli.library import Library
from notes_cli.vault.layouts import own_shortcodes
from tests.conftest import write


def test_templates_in_the_vault_and_above_it_are_known(tmp_path: Path) -> None:
    templates = (
        "layouts/shortcodes/box.html",
        "themes/紙/layouts/_shortcodes/in/quote.rss.xml",
        "content/layouts/shortcodes/own.md",
    )
    write(tmp_path, dict.fromkeys(templates, "x"))
    write(tmp_path / "content", {"甲.md": "{{< box >}} {{% in/quote %}} {{< own >}} {{< quote >}}\n"})
    assert own_shortcodes(tmp_path / "content") == {"box", "in/quote", "own"}
    with Library.open(tmp_path / "content", database=tmp_path / "index.db", environ={}) as library:
        found = [one.message for one in library.doctor("甲") if one.code == "shortcode-unknown"]
    assert found == ["“quote” is no shortcode of Hugo's"]


def test_pictures_of_the_site_are_not_missing(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("static/圖/a.png", "assets/b.svg", "static/doc.pdf", "secret.png"), "x"))
    text = """![](/圖/a.png) {{< figure src="/圖/a.png" >}} <img src="b.svg"> [文](/doc.pdf)

![](/圖/沒有.png) <img src="/圖"> ![](/../secret.png) ![](圖/../../secret.png) [[圖\0]]
"""
    write(tmp_path / "content", {"甲.md": text})
    with Library.open(tmp_path / "content", database=tmp_path / "index.db", environ={}) as library:
        found = [(one.line, one.code) for one in library.doctor("甲") if one.code != "control-character"]
        unresolved = [link.line for link in library.unresolved()]
        counted = library.stats().figures.links["unresolved"]
    assert found == [(3, "image-missing")] * 3 + [(3, "link-unresolved")] * 2
    assert unresolved == [3] * 5
    assert counted == 5
