"""A query in words: how it was understood, one line for each part, indented as the parts lie in each other."""

from collections.abc import Iterator

from notes_cli.fields import FIELDS, PIECES
from notes_cli.query.syntax import And, Like, Not, Or, Query, Regex, Saved, Test, Within, Words
from notes_cli.query.values import comparison
from notes_cli.text.words import is_paired, query_units, runs

_INDENT = "  "


def in_words(query: Query) -> list[str]:
    """The tree of `query` as lines, the parts of a part below it and further in."""
    return list(_lines(query, ""))


def _lines(query: Query, lead: str) -> Iterator[str]:
    match query:
        case And(queries):
            yield f"{lead}all of"
            yield from (line for q in queries for line in _lines(q, lead + _INDENT))
        case Or(queries):
            yield f"{lead}any of"
            yield from (line for q in queries for line in _lines(q, lead + _INDENT))
        case Not(inner):
            yield f"{lead}not"
            yield from _lines(inner, lead + _INDENT)
        case Within(piece, inside):
            yield f"{lead}{piece}: {PIECES[piece].summary.split(';')[0]}" if inside else f"{lead}{piece}: there is one"
            yield from _lines(inside, lead + _INDENT) if inside else ()
        case _:
            yield lead + _leaf(query)


def _leaf(query: Query) -> str:
    match query:
        case Words(text, quoted, case, like):
            return _words(text, quoted) + (", as typed" if case else "") + (f', which is like "{like}"' if like else "")
        case Regex(pattern, case):
            return f"the regular expression {pattern}" + (", as typed" if case else "")
        case Like(text):
            return f'the word "{text}", or one that is spelled or sounds almost so'
        case Saved(name):
            return f'the text "@{name}" (no search is saved under that name)'
        case Test():
            return _test(query)
        case _:
            raise AssertionError(query)


def _words(text: str, quoted: bool) -> str:
    if quoted:
        return f'the phrase "{text}"'
    units = [unit.text for unit in query_units(text)]
    return " and ".join(map(_unit, units)) if units else f'the characters "{text}"'


def _unit(text: str) -> str:
    found = [run for run in runs(text) if run.isalnum()]
    if len(found) == 1 and not is_paired(found[0]):
        return f'the word "{text}", or one that begins with it'
    return f'the text "{text}"'


def _test(test: Test) -> str:
    text = f"the regular expression {test.text}" if test.regex else f'"{test.text}"'
    typed = ", as typed" if test.case else ""
    if test.field != "property":
        return f"{test.field}: {FIELDS[test.field].summary}: {text}{typed}"
    if test.text is None:
        return f'the property "{test.name}" is there'
    return f'the property "{test.name}" {_value(test)}{typed}'


#: What a value that has a name of its own says.
_STATES = {"true": "is true", "false": "is false", "null": "is there and empty"}


def _value(test: Test) -> str:
    text = test.text or ""
    if test.regex:
        return f"holds the regular expression {text}"
    if test.quoted:
        return f'is exactly "{text}"'
    if text in _STATES:
        return _STATES[text]
    relation, operand = comparison(text)
    return f"is {relation} {operand}" if relation else f'is or holds "{text}"'
