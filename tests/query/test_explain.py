"""A query in words: every kind of part has a sentence."""

from hypothesis import given

from notes_cli.query.explain import in_words
from notes_cli.query.parse import parse
from notes_cli.query.syntax import Query
from tests.query.strategies import QUERIES

TEXT = '泛化 scal "價值 函數" -(tag:AI OR [評分:>=4]) line:(a /b/) match-case:GPT ~sutskver task:"" [已讀] [draft:true] -[a:null] [b:"c"] [b:c]'
WORDS = """\
all of
  the text "泛化"
  the word "scal", or one that begins with it
  the phrase "價值 函數"
  not
    any of
      tag: a tag, or one nested under it: "AI"
      the property "評分" is >= 4
  line: all of it within one line
    all of
      the word "a", or one that begins with it
      the regular expression b
  the word "GPT", or one that begins with it, as typed
  the word "sutskver", or one that is spelled or sounds almost so
  task: there is one
  the property "已讀" is there
  the property "draft" is true
  not
    the property "a" is there and empty
  the property "b" is exactly "c"
  the property "b" is or holds "c\""""


def test_a_query_in_words() -> None:
    query = parse(TEXT)
    assert query is not None
    assert "\n".join(in_words(query)) == WORDS


@given(QUERIES)
def test_every_query_can_be_said(query: Query) -> None:
    lines = in_words(query)
    assert all(line.strip() for line in lines)
    assert not lines[0].startswith(" ")
