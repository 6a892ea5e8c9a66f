"""A query taken apart for search: the pieces of text that are looked for, and what a note must satisfy besides."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from notes_cli.index.weights import FUNCTION, FUNCTION_CHARACTERS, FUNCTION_RUN
from notes_cli.query.compile import condition
from notes_cli.query.sql import Sql
from notes_cli.query.syntax import (
    And,
    Like,
    Not,
    Or,
    Query,
    Regex,
    Saved,
    Test,
    Within,
    Words,
    all_of,
    any_of,
    positive_words,
)
from notes_cli.text.escape import encodable
from notes_cli.text.inflect import inflections
from notes_cli.text.words import SEPARATOR, Unit, is_paired, phrase, query_units, runs


class Asked(NamedTuple):
    """One unit of a query."""

    unit: Unit  # as typed; whole when it stood in quotes
    exact: str  # the full-text expression for it, whole words
    loose: str  # the same, its last word also a beginning or inflected
    forms: tuple[str, ...] = ()  # its inflections, when it is one Latin word
    like: str = ""  # the word that it is looked for beside, when likeness was asked for


class Term(NamedTuple):
    """What is counted and weighed: a pair of characters, a word, a number, a symbol, or a lone character."""

    token: str  # as in the full-text index
    weight: float
    expression: str  # the full-text expression that finds it
    others: tuple[str, ...] = ()  # what counts for it as well: inflections, corrections
    begins: bool = False  # longer words that begin with it count as well


class Plan(NamedTuple):
    """What is asked, with `filters` in every stage."""

    asked: tuple[Asked, ...]
    filters: Sql  # what the note must satisfy beside words: fields, nots, phrases in quotes
    full: Sql  # the whole query as a condition over notes
    joint: bool  # all units must hold (no OR among them)
    is_filtered: bool  # something else than words is asked for: a field, a property, a regular expression

    @property
    def text(self) -> str:
        """The units as one text."""
        return " ".join(one.unit.text for one in self.asked)


def plan(query: Query, scope: Sql, *, today: date) -> Plan:
    """Take `query` apart, within `scope`. Raises `QueryError` for operands that cannot be read."""
    words = positive_words(query)
    joined = query.queries if isinstance(query, And) else (query,)
    asked = [asked_of(words_) for words_ in words]
    filters = relaxed(query)
    return Plan(
        asked=tuple(dict.fromkeys(one for units in asked for one in units)),
        filters=(condition(filters, today=today) & scope) if filters else scope,
        full=condition(query, today=today) & scope,
        joint=all(asked) and all(isinstance(q, Words) or not positive_words(q) for q in joined),
        is_filtered=any(isinstance(q, Test | Regex | Within) for q in joined),
    )


def relaxed(query: Query) -> Query | None:
    """What remains of `query` when words outside quotes may be absent; None when nothing does."""
    match query:
        case Words(_, quoted, case):
            return query if quoted or case else None
        case Like():
            return None
        case Test() | Not() | Regex() | Within() | Saved():
            return query
        case And(queries):
            kept = [rest for q in queries if (rest := relaxed(q))]
            return all_of(kept) if kept else None
        case Or(queries):
            branches = [relaxed(q) for q in queries]
            return None if None in branches else any_of([b for b in branches if b])


def asked_of(words: Words) -> list[Asked]:
    """The units of one part of a query; none when nothing of it can be searched."""
    if words.quoted:
        whole = phrase(encodable(words.text), prefix=False)
        return [Asked(Unit(words.text, whole=True), whole, whole, like=words.like)] if whole else []
    return [unit_asked(unit) for unit in query_units(encodable(words.text))]


def unit_asked(unit: Unit) -> Asked:
    """The expressions for a unit outside quotes."""
    exact, loose = phrase(unit.text, prefix=False), phrase(unit.text, prefix=not unit.whole)
    own = runs(unit.text)
    forms = tuple(inflections(own[0])) if len(own) == 1 else ()
    if forms:
        loose = f"({' OR '.join((loose, *(phrase(form, prefix=False) for form in forms)))})"
    return Asked(unit, exact, loose, forms)


def either(asked: Asked, texts: Sequence[str], *, keep: bool) -> Asked:
    """A unit with any of `texts` (best first, at least one) in its place, or beside it (`keep`)."""
    others = [unit_asked(Unit(text)) for text in texts]
    among = [asked, *others] if keep else others
    return Asked(
        asked.unit if keep else others[0].unit,
        f"({' OR '.join(one.exact for one in among)})",
        f"({' OR '.join(one.loose for one in among)})",
        tuple(form for one in among for form in (one.unit.text, *one.forms)),
    )


def terms(text: str) -> list[Term]:
    """The terms of `text`, each once, in order."""
    found: dict[str, Term] = {}
    for run in runs(text):
        if run == SEPARATOR:
            continue
        long = len(run) >= FUNCTION_RUN
        pieces = [run] if len(run) == 1 or not is_paired(run) else [run[at : at + 2] for at in range(len(run) - 1)]
        for piece in pieces:
            weight = FUNCTION if long and is_paired(run) and not FUNCTION_CHARACTERS.isdisjoint(piece) else 1.0
            star = "*" if len(piece) == 1 and is_paired(piece) else ""
            found.setdefault(piece, Term(piece, weight, f'"{piece}"{star}'))
    return list(found.values())


def terms_of(asked: Iterable[Asked], *, loose: bool) -> list[Term]:
    """The terms of the units; `loose`: also as inflected, corrected or begun."""
    found: dict[str, Term] = {}
    for one in asked:
        own = terms(one.unit.text)
        if loose and len(own) == 1:
            lone = own[0].token.isalnum() and not is_paired(own[0].token) and not one.unit.whole
            own = [own[0]._replace(others=one.forms, begins=lone)]
        elif loose:
            own += [term for form in one.forms for term in terms(form)]
        for term in own:
            found.setdefault(term.token, term)
    return list(found.values())


def singles(text: str) -> list[str]:
    """The characters of runs of three or more that carry meaning, each once."""
    long = (run for run in runs(text) if len(run) >= 3 and is_paired(run))
    return list(dict.fromkeys(character for run in long for character in run if character not in FUNCTION_CHARACTERS))


def joined(asked: tuple[Asked, ...], *, loose: bool) -> str:
    """The expression for all of them."""
    return " AND ".join(one.loose if loose else one.exact for one in asked)
