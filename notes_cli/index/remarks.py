"""What a search says beside its hits: words that occur nowhere, what was looked for instead, what was left out."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from notes_cli.fields import FIELDS, Kind
from notes_cli.index.candidates import occurs
from notes_cli.index.plan import Asked, Plan, unit_asked
from notes_cli.index.stages import Answer, Found, Stage
from notes_cli.query.syntax import Not, Query, Test, Words, parts
from notes_cli.text.escape import encodable
from notes_cli.text.words import query_units

#: Proposals in one sentence.
_MOST = 3


def remarks(connection: sqlite3.Connection, query: Query, plan: Plan, answer: Answer) -> Iterator[str]:
    """Sentences on how `answer` differs from what `query` asks for, taken apart in `plan`; none when it does not."""
    best = answer.best()
    for typed, correction in answer.corrections.items():
        near = [correction.text, *(c.text for c in answer.suggestions.get(typed, ()))]
        if best == Stage.SUGGESTED:
            yield f'"{typed}" occurs nowhere; did you mean {_either(near)}?'
        elif best >= Stage.CORRECTED:
            yield f'"{typed}" occurs nowhere: looked for "{correction.text}" instead'
        else:
            yield f'looked for "{correction.text}" beside "{typed}"'
    open_ = {typed: near for typed, near in answer.suggestions.items() if near and typed not in answer.corrections}
    for typed, near_ in open_.items():
        yield f'"{typed}" occurs nowhere; did you mean {_either([c.text for c in near_])}?'
    if not answer.found:
        yield from _misspelled(connection, query, {*answer.corrections, *open_})
    if best == Stage.PARTIAL:
        yield from _left_out(connection, plan, answer)


def _misspelled(connection: sqlite3.Connection, query: Query, said: Collection[str]) -> Iterator[str]:
    """When nothing was found: what words that occur nowhere may mean, beside those of which it was `said`."""
    absent = [one.unit.text for one in dict.fromkeys(_typed(query)) if not occurs(connection, one.loose)]
    for typed in absent:
        if typed in said:
            continue
        from notes_cli.index.likeness import corrections  # which nothing that is found needs

        if near := corrections(connection, typed):
            yield f'"{typed}" occurs nowhere; did you mean {_either([c.text for c in near])}?'


def _typed(query: Query) -> Iterator[Asked]:
    """The words that a note is to hold, also in one of its parts, one by one."""
    match query:
        case Words(text) | Test(_, str(text), regex=False) if not isinstance(query, Test) or _is_text(query):
            yield from map(unit_asked, query_units(encodable(text)))
        case Not():
            return
        case _:
            for part in parts(query):
                yield from _typed(part)


def _is_text(test: Test) -> bool:
    return FIELDS[test.field].kind in (Kind.TEXT, Kind.BODY)


def _left_out(connection: sqlite3.Connection, plan: Plan, answer: Answer) -> Iterator[str]:
    absent = [
        typed.unit.text
        for typed, asked in zip(plan.asked, answer.asked, strict=True)
        if (len(plan.asked) > 1 or plan.is_filtered) and not occurs(connection, asked.loose)
    ]
    if absent:
        words = ", ".join(f'"{text}"' for text in absent)
        yield f"{words} {'occurs' if len(absent) == 1 else 'occur'} nowhere: left out"
    if not any(found.sections for found in answer.found.values()):
        return  # only what is asked beside words
    if len(plan.asked) - len(absent) != 1:
        yield "no note holds all of this; these hold some of it"
    elif len(plan.asked) == 1:
        yield "no note holds this as typed; these hold parts of it"


def _either(texts: Sequence[str]) -> str:
    return " or ".join(f'"{text}"' for text in dict.fromkeys(texts[:_MOST]))


def absent_units(
    connection: sqlite3.Connection, plan: Plan, answer: Answer, shown: Sequence[Found]
) -> dict[int, list[str]]:
    """For each of the `shown` notes that hold only some of the units: those that it does not hold, as typed."""
    partial = [found.note for found in shown if found.stage in (Stage.PARTIAL, Stage.TITLE)]
    if not partial or (len(plan.asked) < 2 and not plan.is_filtered):
        return {}
    absent: dict[int, list[str]] = {note: [] for note in partial}
    for typed, asked in zip(plan.asked, answer.asked, strict=True):
        rows = connection.execute(
            "SELECT DISTINCT s.note FROM fts JOIN section s ON s.id = fts.rowid "
            "WHERE fts MATCH ? AND s.note IN (SELECT value FROM json_each(?))",
            (asked.loose, json.dumps(partial)),
        )
        holding = {row[0] for row in rows}
        for note in absent.keys() - holding:
            absent[note].append(typed.unit.text)
    return absent
