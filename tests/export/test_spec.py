"""CommonMark and GFM: every example of the specifications, and the written list of intended differences.

The parser is also tried by itself, with the rules that are meant to differ switched off: it is then exact, so that
what differs in a page is those rules and nothing else.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from notes_cli.export.context import PageContext
from notes_cli.export.markdown import parser
from tests.export import differences
from tests.export.making import body_html

#: GFM examples of a layer that is not the parser: the list of schemes (ftp), and the sanitiser (the tag filter).
BEYOND_THE_PARSER = {628, 653}


class SpecRenderer(RendererHTML):
    """What the specifications write for the tokens that they know: no sanitiser, pictures as <img>."""

    def s_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</del>"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.renderToken(tokens, idx, options, env).replace('style="text-align:', 'align="')

    td_open = th_open

    def task(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        checked = "" if tokens[idx].meta["status"] == " " else 'checked="" '
        return f'<input {checked}disabled="" type="checkbox"> '


def neutral(*off: str) -> MarkdownIt:
    """Our parser, with single newlines as in CommonMark and without the rules `off`."""
    md = parser.__wrapped__(SpecRenderer, breaks=False).disable(list(off))
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    return md


def wrong(md: MarkdownIt, specification: str) -> set[int]:
    """The examples of which `md` makes other HTML, to the letter (an empty quote is written on one line by us)."""
    return {
        example["example"]
        for name, example in differences.examples()
        if name == specification
        and md.render(example["markdown"], {}).replace("<blockquote></", "<blockquote>\n</") != example["html"]
    }


def test_the_parser_is_exact_for_every_example_of_commonmark() -> None:
    assert sum(name == "CommonMark 0.31.2" for name, _ in differences.examples()) == 655
    assert wrong(neutral("wikilink", "autolinks"), "CommonMark 0.31.2") == set()


def test_the_parser_is_exact_for_every_example_of_gfm() -> None:
    assert wrong(neutral("wikilink"), "GFM") == BEYOND_THE_PARSER


@pytest.mark.parametrize(("rule", "examples"), [("wikilink", {550, 561, 592}), ("autolinks", {610, 613, 614})])
def test_a_rule_that_was_off_is_one_that_differs(rule: str, examples: set[int]) -> None:
    assert wrong(neutral(*({"wikilink", "autolinks"} - {rule})), "CommonMark 0.31.2") == examples


def test_every_difference_has_a_reason() -> None:
    unexplained = [where for where, why in differences.differing().items() if why is None]
    assert unexplained == []


def test_the_written_list_is_what_differs() -> None:
    assert differences.PAGE.read_text(encoding="utf-8") == differences.written()


def test_strict_line_breaks_give_the_specifications_breaks() -> None:
    strict = PageContext(strict_line_breaks=True)
    breaks = {where for where, why in differences.differing().items() if why == "break"}
    for name, example in differences.examples():
        if (name, example["example"]) in breaks and "```" not in example["markdown"]:
            ours = differences.normal(body_html(example["markdown"], strict))
            assert ours == differences.normal(example["html"]), example["markdown"]
