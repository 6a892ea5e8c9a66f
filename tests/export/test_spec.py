"""CommonMark and GFM: every example of the specifications, and the written list of intended differences."""

from tests.export import differences


def test_every_difference_has_a_reason() -> None:
    unexplained = [where for where, why in differences.differing().items() if why is None]
    assert unexplained == []


def test_the_written_list_is_what_differs() -> None:
    assert differences.PAGE.read_text(encoding="utf-8") == differences.written()
