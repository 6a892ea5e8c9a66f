"""Tree to SQL: a condition over the aliases `n` (row of `note`) and `f` (row of `file`).

Each kind of field has one function, in one table. Text that a person typed only ever travels as a parameter;
what reaches the full-text index is made by `text.words.phrase`, in quotes.
"""

import re
from collections.abc import Callable
from datetime import date

from notes_cli.errors import QueryError
from notes_cli.fields import FIELDS, Child, Column, Field, Kind, States
from notes_cli.query.sql import FALSE, Sql, every, some
from notes_cli.query.syntax import And, Not, Or, Query, Test, Words
from notes_cli.query.values import Interval, comparison, date_interval, number_interval
from notes_cli.text.escape import encodable
from notes_cli.text.fold import fold, name_key
from notes_cli.text.words import phrase, query_units

#: Columns of the full-text index that hold the text of a note itself.
BODY_COLUMNS = "{body extra}"


def condition(query: Query, *, today: date) -> Sql:
    """The notes that `query` matches. Raises `QueryError` for an operand that its field cannot read."""
    match query:
        case Words(text, quoted):
            return words_condition(text, quoted)
        case Test():
            field = FIELDS[query.field]
            return _TESTS[field.kind](field, query, today)
        case Not(inner):
            return ~condition(inner, today=today)
        case And(queries):
            return every(condition(q, today=today) for q in queries)
        case Or(queries):
            return some(condition(q, today=today) for q in queries)


def matches(text: str, quoted: bool, *, whole: bool = False) -> tuple[str, ...]:
    """The full-text expressions that `text` asks for, one for each unit; all of them must hold.

    `whole`: the last word of a unit is a whole word, also when it could be the beginning of a longer one.
    """
    text = encodable(text)
    if quoted:
        found = phrase(text, prefix=False)
        return (found,) if found else ()
    units = ((unit.text, not (whole or unit.whole)) for unit in query_units(text))
    return tuple(p for unit, prefix in units if (p := phrase(unit, prefix=prefix)))


def words_condition(text: str, quoted: bool, columns: str = "") -> Sql:
    """The notes that hold every unit of `text` somewhere (in `columns`, when given)."""
    expressions = matches(text, quoted)
    if not expressions:
        return _scan(text)
    return every(
        Sql(
            "n.id IN (SELECT s.note FROM fts JOIN section s ON s.id = fts.rowid WHERE fts MATCH ?)",
            (f"{columns}:{e}" if columns else e,),
        )
        for e in expressions
    )


def _scan(text: str) -> Sql:
    """Text without a letter, a digit or a symbol (`——`, `!!`): looked for as written."""
    if not text.strip():
        return FALSE
    return Sql(
        "n.id IN (SELECT s.note FROM section s JOIN section_text t ON t.id = s.id WHERE instr(t.text, ?))",
        (encodable(text.strip()),),
    )


def _expression(field: Field, test: Callable[[str], Sql]) -> Sql:
    """`test` applied to where `field` lives: a column, or any row of a table that belongs to the note."""
    match field.home:
        case Column(sql):
            return test(sql)
        case Child(table, column, where):
            inner = test(column)
            return Sql(f"n.id IN (SELECT x.note FROM {table} x WHERE {where} AND ({inner.text}))", inner.params)
        case _:
            raise AssertionError(f"{field.name} has no place")


def _operand(test: Test) -> str:
    return encodable(test.text or "")


def _text(field: Field, test: Test, today: date) -> Sql:
    wanted = fold(_operand(test))
    return _expression(field, lambda sql: Sql(f"instr(folded({sql}), ?)", (wanted,)))


def _body(field: Field, test: Test, today: date) -> Sql:
    return words_condition(_operand(test), test.quoted, BODY_COLUMNS)


def _tag(field: Field, test: Test, today: date) -> Sql:
    key = name_key((_operand(test)).removeprefix("#")).strip("/")
    # "0" is the character after "/": between the two lie all tags nested under this one.
    return _expression(field, lambda sql: Sql(f"({sql} = ? OR ({sql} > ? AND {sql} < ?))", (key, f"{key}/", f"{key}0")))


def _folder(field: Field, test: Test, today: date) -> Sql:
    key = name_key(_operand(test)).strip("/")
    if key in ("", "."):
        return Sql("1")
    return _expression(field, lambda sql: Sql(f"({sql} > ? AND {sql} < ?)", (f"{key}/", f"{key}0")))


def _number(field: Field, test: Test, today: date) -> Sql:
    interval = number_interval(_operand(test))
    if interval is None:
        raise _unreadable(field, test, "a number: 500, >500, 100..500")
    return _expression(field, lambda sql: _within(sql, interval))


def _date(field: Field, test: Test, today: date) -> Sql:
    interval = date_interval(_operand(test), today)
    if interval is None:
        raise _unreadable(field, test, "a date: 2025, 2025-12, 2025-12-25, >2025-12-01, 2025-01..2025-06, 7d, today")
    return _expression(field, lambda sql: _within(sql, interval))


def _within(sql: str, interval: Interval) -> Sql:
    parts = [Sql(f"{sql} IS NOT NULL")]
    if interval.low is not None:
        parts.append(Sql(f"{sql} >= ?", (interval.low,)))
    if interval.high is not None:
        parts.append(Sql(f"{sql} <= ?", (interval.high,)))
    inside = every(parts)
    return Sql(f"{sql} IS NOT NULL") & ~inside if interval.outside else inside


def _state(field: Field, test: Test, today: date) -> Sql:
    assert isinstance(field.home, States)
    found = field.home.conditions.get(fold(_operand(test)))
    if found is None:
        raise _unreadable(field, test, "one of " + ", ".join(field.home.conditions))
    return Sql(found)


def _checkbox(field: Field, test: Test, today: date) -> Sql:
    key = name_key(_operand(test))
    ticked = Sql("n.id IN (SELECT note FROM property WHERE key = ? AND kind = 'checkbox' AND number = 1)", (key,))
    if field.name == "checked":
        return ticked
    return Sql("n.id IN (SELECT note FROM property WHERE key = ?)", (key,)) & ~ticked


def _property(field: Field, test: Test, today: date) -> Sql:
    """[name] is there; [name:value] some value of it is like that (any element of a list)."""
    key = name_key(encodable(test.name))
    value = Sql("1") if test.text is None else _value(_operand(test), test.quoted, today)
    return Sql(f"n.id IN (SELECT x.note FROM property x WHERE x.key = ? AND ({value.text}))", (key, *value.params))


def _value(text: str, quoted: bool, today: date) -> Sql:
    """A condition on row `x` of `property`: exactly (quoted), a named value, a comparison, else holds the text."""
    if quoted:
        return Sql("folded(x.text) = ?", (fold(text),))
    if text in _NAMED_VALUES:
        return Sql(_NAMED_VALUES[text])
    relation, operand = comparison(text)
    compared = _compared(text, today) if relation or ".." in operand else None
    if compared is None and relation == "!=":
        compared = Sql("x.text IS NOT NULL AND folded(x.text) <> ?", (fold(operand),))
    holds = compared or Sql("instr(folded(x.text), ?)", (fold(text),))
    day = date_interval(text, today) if compared is None and _FULL_DATE.fullmatch(text) else None
    return holds | _within("x.day", day) if day else holds


def _compared(text: str, today: date) -> Sql | None:
    """A comparison of numbers or of days, None when `text` is neither; `>2024` may mean either."""
    numbers, days = number_interval(text), date_interval(text, today)
    readings = [Sql("x.kind = 'number'") & _within("x.number", numbers)] if numbers is not None else []
    readings += [_within("x.day", days)] if days is not None else []
    return some(readings) if readings else None


#: A date that also matches dates in another spelling.
_FULL_DATE = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?")

_NAMED_VALUES = {
    "null": "x.kind = 'null'",
    "true": "x.kind = 'checkbox' AND x.number = 1",
    "false": "x.kind = 'checkbox' AND x.number = 0",
}


def _unreadable(field: Field, test: Test, wanted: str) -> QueryError:
    text = str(test)
    return QueryError(
        f'"{test.text}" cannot be read', query=text, start=len(field.name) + 1, end=len(text),
        hint=f"{field.name}: takes {wanted}",
    )  # fmt: skip


_TESTS: dict[Kind, Callable[[Field, Test, date], Sql]] = {
    Kind.TEXT: _text,
    Kind.BODY: _body,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TAG: _tag,
    Kind.FOLDER: _folder,
    Kind.PROPERTY: _property,
    Kind.STATE: _state,
    Kind.CHECKBOX: _checkbox,
}
