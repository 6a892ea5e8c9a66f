"""Fields as conditions: each kind of field has one function, in one table.

Over the aliases `n` (row of `note`) and `f` (row of `file`).
"""

from collections.abc import Callable
from datetime import date

from notes_cli.errors import QueryError
from notes_cli.fields import FIELDS, Child, Column, Field, Kind, States
from notes_cli.query.sql import Sql, every, some
from notes_cli.query.syntax import Regex, Test, Words
from notes_cli.query.values import Interval, comparison, date_interval, number_interval
from notes_cli.query.words import BODY, BODY_COLUMNS, holds, words_condition
from notes_cli.text.escape import encodable
from notes_cli.text.fold import fold, name_key
from notes_cli.text.pattern import pattern


def test_condition(test: Test, today: date) -> Sql:
    """The notes that satisfy `test`. Raises `QueryError` for an operand that the field cannot read."""
    field = FIELDS[test.field]
    return _TESTS[field.kind](field, test, today)


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
    note = "x.note" if isinstance(field.home, Child) else "n.id"  # not n.id: no look at every row for every note
    return _expression(field, lambda sql: _contains(sql, test, note))


def _contains(sql: str, test: Test, note: str) -> Sql:
    """The expression `sql` holds the operand: a regular expression, text as typed, or text however it is spelled."""
    wanted = _operand(test)
    if test.regex:
        return holds(Regex(wanted, test.case), sql, note)
    return Sql(f"instr({sql}, ?)", (wanted,)) if test.case else Sql(f"instr(folded({sql}), ?)", (fold(wanted),))


def _body(field: Field, test: Test, today: date) -> Sql:
    if test.regex:
        return holds(Regex(_operand(test), test.case), BODY)
    found = words_condition(_operand(test), test.quoted, BODY_COLUMNS)
    return found & holds(Words(_operand(test), test.quoted, case=True), BODY) if test.case else found


def _tag(field: Field, test: Test, today: date) -> Sql:
    key = name_key((_operand(test)).removeprefix("#")).strip("/")
    # "0" is the character after "/": between the two lie all tags nested under this one.
    return _expression(field, lambda sql: Sql(f"({sql} = ? OR ({sql} > ? AND {sql} < ?))", (key, f"{key}/", f"{key}0")))


def _language(field: Field, test: Test, today: date) -> Sql:
    """The language, or one that is a kind of it: zh is zh-Hant and zh-Hans."""
    wanted = _operand(test).strip().lower()
    return _expression(
        field,
        lambda sql: Sql(
            f"(lower({sql}) = ? OR substr(lower({sql}), 1, ?) = ?)", (wanted, len(wanted) + 1, f"{wanted}-")
        ),
    )


def _folder(field: Field, test: Test, today: date) -> Sql:
    key = name_key(_operand(test)).strip("/")
    if key in ("", "."):
        return Sql("1")
    return _expression(field, lambda sql: Sql(f"({sql} > ? AND {sql} < ?)", (f"{key}/", f"{key}0")))


def _number(field: Field, test: Test, today: date) -> Sql:
    interval = number_interval(_operand(test))
    if interval is None:
        raise _unreadable(field, test, "a number: 500, >500, 100..500")
    return _expression(field, lambda sql: _within_interval(sql, interval))


def _date(field: Field, test: Test, today: date) -> Sql:
    interval = date_interval(_operand(test), today)
    if interval is None:
        raise _unreadable(field, test, "a date: 2025, 2025-12, 2025-12-25, >2025-12-01, 2025-01..2025-06, 7d, today")
    return _expression(field, lambda sql: _within_interval(sql, interval))


def _within_interval(sql: str, interval: Interval) -> Sql:
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


def _link(field: Field, test: Test, today: date) -> Sql:
    """The notes that link to the one at this path, or that it links to."""
    path = _operand(test)
    note = Sql("(SELECT t.id FROM file t WHERE t.path_key = ? AND t.path = ?)", (name_key(path), path))
    if field.name == "link":
        return Sql(f"n.id IN (SELECT b.note FROM backlink b WHERE b.target = {note.text})", note.params)
    return Sql(f"n.id IN (SELECT d.target FROM destination d WHERE d.note = {note.text})", note.params)


def _property(field: Field, test: Test, today: date) -> Sql:
    """[name] is there; [name:value] some value of it is like that (any element of a list)."""
    key = name_key(encodable(test.name))
    value = Sql("1") if test.text is None else _value(test, today)
    return Sql(f"n.id IN (SELECT x.note FROM property x WHERE x.key = ? AND ({value.text}))", (key, *value.params))


def _value(test: Test, today: date) -> Sql:
    """A condition on row `x` of `property`: exactly (quoted), a named value, a comparison, else holds the text."""
    text = _operand(test)
    if test.regex:
        return _contains("x.text", test, "x.note")
    if test.quoted:
        return Sql("x.text = ?", (text,)) if test.case else Sql("folded(x.text) = ?", (fold(text),))
    if text in _NAMED_VALUES:
        return Sql(_NAMED_VALUES[text])
    relation, operand = comparison(text)
    compared = _compared(text, today) if relation or ".." in operand else None
    if compared is None and relation == "!=":
        compared = Sql("x.text IS NOT NULL AND folded(x.text) <> ?", (fold(operand),))
    found = compared or _contains("x.text", test, "x.note")
    day = date_interval(text, today) if compared is None and _FULL_DATE.fullmatch(text) else None
    return found | _within_interval("x.day", day) if day else found


def _compared(text: str, today: date) -> Sql | None:
    """A comparison of numbers or of days, None when `text` is neither; `>2024` may mean either."""
    numbers, days = number_interval(text), date_interval(text, today)
    readings = [Sql("x.kind = 'number'") & _within_interval("x.number", numbers)] if numbers is not None else []
    readings += [_within_interval("x.day", days)] if days is not None else []
    return some(readings) if readings else None


#: A date that also matches dates in another spelling.
_FULL_DATE = pattern(r"\d{4}-\d{1,2}(?:-\d{1,2})?")

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
    Kind.LANGUAGE: _language,
    Kind.PROPERTY: _property,
    Kind.STATE: _state,
    Kind.CHECKBOX: _checkbox,
    Kind.LINK: _link,
}
