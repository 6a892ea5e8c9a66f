"""Searches with a name: put in the place of theirs, and what is wrong with them told."""

import pytest

from notes_cli.errors import UsageError
from notes_cli.query.parse import parse
from notes_cli.query.saved import expanded, unknown
from notes_cli.query.syntax import Query

SEARCHES = {
    "待辦": "tag:my-article is:unchecked",
    "Todo": "@待辦 OR task-todo:泛化",
    "圈": "@圈圈",
    "圈圈": "a @圈",
    "壞": "(a",
}


def _parsed(text: str) -> Query:
    query = parse(text)
    assert query is not None
    return query


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@待辦", "tag:my-article is:unchecked"),
        ("泛化 @todo", "泛化 ((tag:my-article is:unchecked) OR task-todo:泛化)"),
        ("-@待辦", "-(tag:my-article is:unchecked)"),
        ("@nobody", "@nobody"),
        ("is:draft", "[status:草稿] OR is:draft"),
        ("-is:draft a", "-([status:草稿] OR is:draft) a"),
    ],
)
def test_a_name_stands_for_its_query(text: str, meant: str) -> None:
    assert expanded(_parsed(text), SEARCHES, "[status:草稿] OR is:draft") == _parsed(meant)


@pytest.mark.parametrize("text", ["@圈", "a OR -@圈圈", "@壞"])
def test_a_search_that_cannot_be_used_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        expanded(_parsed(text), SEARCHES)
    assert "@" in caught.value.message


def test_names_that_no_search_has() -> None:
    assert unknown(_parsed("@todo (b OR -@nobody)"), SEARCHES) == ["nobody"]
