"""Searches with a name: put in the place of theirs, and what is wrong with them told."""

from datetime import date

import pytest

from notes_cli.errors import QueryError, UsageError
from notes_cli.query.compile import condition
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


def test_a_search_that_a_piece_of_a_note_cannot_be_asked_is_an_error() -> None:
    with pytest.raises(QueryError, match="line: takes words, not is:"):
        condition(expanded(_parsed("line:(@待辦)"), SEARCHES), today=date(2025, 12, 25))


def test_names_that_no_search_has() -> None:
    assert unknown(_parsed("@todo (b OR -@nobody)"), SEARCHES) == ["nobody"]
