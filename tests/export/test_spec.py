"""CommonMark and GFM: every example of the specifications, and the written list of intended differences."""

from notes_cli.export.context import PageContext
from tests.export import differences
from tests.export.making import body_html


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
