"""The language: what a text means, that its spelling means the same, and that anything is an answer or a place."""

import pytest
from hypothesis import example, given, settings

from notes_cli.errors import QueryError
from notes_cli.query.parse import parse
from notes_cli.query.syntax import And, Not, Or, Query, Within, all_of, any_of
from notes_cli.query.syntax import Test as T
from notes_cli.query.syntax import Words as W
from tests.query.strategies import QUERIES, TYPED


@settings(max_examples=600)
@given(QUERIES)
@example(T("property", "> a b", name="x"))
@example(Not(W("-a", quoted=True)))
def test_a_query_and_its_spelling_are_the_same(query: Query) -> None:
    assert parse(str(query)) == query


@settings(max_examples=600)
@given(TYPED)
@example("((((")
@example('[a:"b')
@example("title:(a OR -b)")
@example('#"x')
@example("ignore-case:path:a")
@example("ignore-case:-a")
@example("task:is")
@example("match-case:title:a)b")
@example('[p: a"b c"d]')
@example("#/a/(")
@example("/\n/")
@example("title:/\n/")
@example("/\nOR b/")
@example("(a OR /)\nb/")
@example("[p:/]\n[q:/]")
@example("(/\na) OR -(b\n/)")
def test_any_text_is_a_query_or_an_error_that_points_into_it(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert error.query == text
        assert 0 <= error.start < error.end <= max(len(text), error.start + 1)
        assert error.start <= len(text)
        assert error.message
    else:
        assert query is None or parse(str(query)) == _once(query)


def _once(query: Query) -> Query:
    """Without denials of denials (see below)."""
    match query:
        case Not(Not(inner)):
            return _once(inner)
        case Not(inner):
            return Not(_once(inner))
        case And(queries):
            return all_of([_once(q) for q in queries])
        case Or(queries):
            return any_of([_once(q) for q in queries])
        case Within(piece, inside) if inside is not None:
            return Within(piece, _once(inside))
        case _:
            return query


@pytest.mark.parametrize("text", ['#"x"', "#(x)", '#"', "#/x/(", "#a(b"])
def test_a_tag_that_begins_with_a_mark_and_its_spelling_are_the_same(text: str) -> None:
    query = parse(text)
    assert parse(str(query)) == query


def test_a_denial_of_a_denial_and_its_spelling_are_the_same() -> None:
    query = parse("-(-a)")
    assert parse(str(query)) == query


@pytest.mark.parametrize("size", [100, 101, 3_000, 50_000])
@pytest.mark.parametrize(
    "piece", ["(", "-", "[", '"', "title:(", "a OR ", "-(", "((a)", "line:", "match-case:", "task:-", "ignore-case:("]
)
def test_deep_and_long_queries_end(piece: str, size: int) -> None:
    text = piece * size + "a"
    try:
        parse(text)
    except QueryError as error:
        assert error.start <= len(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", None),
        (" \n ", None),
        ("泛化", W("泛化")),
        ("泛化 能力", And((W("泛化"), W("能力")))),
        ('"價值 函數"', W("價值 函數", quoted=True)),
        (r'"say \"hi\" \\ c:\x"', W('say "hi" \\ c:\\x', quoted=True)),
        ("-x", Not(W("x"))),
        ("--x", W("x")),
        ("- x", W("x")),
        ("a-b", W("a-b")),
        ("a OR b c", Or((W("a"), And((W("b"), W("c")))))),
        ("a or b", And((W("a"), W("or"), W("b")))),
        ("(a OR b) c", And((Or((W("a"), W("b"))), W("c")))),
        ("((a))", W("a")),
        ("-(a b)", Not(And((W("a"), W("b"))))),
        ("ORB", W("ORB")),
        ("tag:x", T("tag", "x")),
        ("#x/y", T("tag", "x/y")),
        ("-#x", Not(T("tag", "x"))),
        ("TITLE:泛化", T("title", "泛化")),
        ('title:"a b"', T("title", "a b", quoted=True)),
        ("title:(a OR -b)", Or((T("title", "a"), Not(T("title", "b"))))),
        ("12:30", W("12:30")),
        ("https://x.org/a:b", W("https://x.org/a:b")),
        ("標題：x", W("標題：x")),
        ("[Checkbox 1]", T("property", None, name="Checkbox 1")),
        ("[Checkbox 1:true]", T("property", "true", name="Checkbox 1")),
        ("[Checkbox 1:EMPTY]", T("property", "null", name="Checkbox 1")),
        ("-[Checkbox 1]", Not(T("property", None, name="Checkbox 1"))),
        ('["a:b":"c]d"]', T("property", "c]d", quoted=True, name="a:b")),
        ("[評分:>=4]", T("property", ">=4", name="評分")),
        ("[p:a OR b]", Or((T("property", "a", name="p"), T("property", "b", name="p")))),
        ("[[x]]", W("[[x]]")),
        ("a[b]", W("a[b]")),
        ("泛化 ， 能力", And((W("泛化"), W("能力")))),
        ("——", W("——")),
        ("f(x)", W("f(x)")),
        ("match-case:title:GPT", T("title", "GPT", case=True)),
        ("ignore-case:-tag:x", Not(T("tag", "x"))),
        ("line:#x", Within("line", T("tag", "x"))),
        ("task:-x", Within("task", Not(W("x")))),
        ("task:match-case:X y", And((Within("task", W("X", case=True)), W("y")))),
        (":)", W(":)")),
    ],
)
def test_meaning(text: str, query: Query | None) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "wrong", "says"),
    [
        ('泛化 "能力', '"', "never closed"),
        ("(a", "(", "never closed"),
        ("a OR", "OR", "nothing follows OR"),
        ("OR a", "OR", "nothing stands before OR"),
        ("(a OR ) b", "OR", "nothing follows OR"),
        ("a titel:x", "titel", 'unknown field "titel"'),
        ("tag:", "tag:", "needs something"),
        ("tag: x", "tag:", "needs something"),
        ("task-todo:is:", "is:", "needs something"),
        ("line:titel:x", "titel", 'unknown field "titel"'),
        ("[x:]", "[x:]", "value is missing"),
        ("title:(tag:x)", "title:(tag:x)", "takes words"),
    ],
)
def test_errors_point(text: str, wrong: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert text[caught.value.start : caught.value.end] == wrong
    assert says in caught.value.message


def test_an_unknown_field_proposes_the_nearest_and_how_to_search_for_the_text() -> None:
    with pytest.raises(QueryError) as caught:
        parse("titel:泛化 x")
    assert 'did you mean "title"?' in (caught.value.hint or "")
    assert '"titel:泛化"' in (caught.value.hint or "")
