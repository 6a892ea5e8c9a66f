"""Tree to SQL: a condition over the aliases `n` (row of `note`) and `f` (row of `file`).

Text that a person typed only ever travels as a parameter; what reaches the full-text index is made by
`text.words.phrase`, in quotes. What SQL cannot say (regular expressions, case, pieces of a note) is asked of texts by
one function that SQLite calls: see `query.texts`.
"""

from datetime import date

from notes_cli.errors import QueryError
from notes_cli.query.operators import test_condition
from notes_cli.query.sql import TRUE, Sql, every, some
from notes_cli.query.syntax import And, Like, Not, Or, Query, Regex, Saved, Test, Within, Words, foreign
from notes_cli.query.words import BODY, BODY_COLUMNS, WHOLE, fts_condition, holds, matches, words_condition


def condition(query: Query, *, today: date) -> Sql:  # noqa: PLR0911 - one return for each case
    """The notes that `query` matches. Raises `QueryError` for an operand that its field cannot read."""
    match query:
        case Words(text, quoted, case):
            found = words_condition(text, quoted)
            return found & holds(query, WHOLE) if case else found
        case Regex():
            return holds(query, WHOLE)
        case Like(text):  # what is like it has been found out before, where there is a vocabulary
            return words_condition(text, quoted=True)
        case Saved():  # one that the settings do not know is text
            return words_condition(str(query), quoted=False)
        case Within(piece, inside):
            return _within(piece, inside)
        case Test():
            return test_condition(query, today)
        case Not(inner):
            return ~condition(inner, today=today)
        case And(queries):
            return every(condition(q, today=today) for q in queries)
        case Or(queries):
            return some(condition(q, today=today) for q in queries)


#: Pieces that have rows of their own, each with which rows.
_TASKS = {"task": "1", "task-todo": "k.status = ' '", "task-done": "k.status <> ' '"}


def _within(piece: str, inside: Query | None) -> Sql:
    """Some piece of the note holds all of it; the full-text index first, then a look at the texts it leaves."""
    if inside is not None and (unfit := foreign(inside)):  # a saved search brought it
        text = str(Within(piece, inside))
        raise QueryError(f"{piece}: takes words, not {unfit.field}:", query=text, start=0, end=len(text))
    if piece in _TASKS:
        asked = Sql("1") if inside is None else holds(inside, "k.text", "k.note")
        found = Sql(
            f"EXISTS (SELECT 1 FROM task k WHERE k.note = n.id AND {_TASKS[piece]} AND {asked.text})", asked.params
        )
    elif inside is None:
        return Sql("1")
    else:
        found = holds(Within(piece, inside), BODY)
    if inside is None:
        return found
    return (_in_one_row(inside) if piece == "line" else _needed(inside)) & found


def _in_one_row(query: Query) -> Sql:
    """The same as `_needed` for a line: it lies within one row of the full-text index, where all its words must be."""
    words = query.queries if isinstance(query, And) else (query,)
    found = [e for one in words if isinstance(one, Words) for e in matches(one.text, one.quoted)]
    if not found or not all(isinstance(one, Words) and matches(one.text, one.quoted) for one in words):
        return _needed(query)
    return fts_condition(f"{BODY_COLUMNS}:({' AND '.join(found)})")


def _needed(query: Query) -> Sql:
    """What the text of a note must hold for `query` to hold in a piece of it."""
    match query:
        case Words(text, quoted):
            return words_condition(text, quoted, BODY_COLUMNS)
        case And(queries):
            return every(_needed(q) for q in queries)
        case Or(queries):
            return some(_needed(q) for q in queries)
        case Within(_, inside) if inside is not None:
            return _needed(inside)
        case _:
            return TRUE
