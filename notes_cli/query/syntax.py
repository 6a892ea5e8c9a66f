"""The tree of a query, and its spelling: `parse(str(query)) == query`.

Five cases and no more, so that whoever walks a tree can say all of them in one `match` and mypy proves it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be found anywhere in a note: one word, or a phrase as written when `quoted`."""

    text: str
    quoted: bool = False

    def __str__(self) -> str:
        return spelled(self.text, self.quoted)


@dataclass(frozen=True, slots=True)
class Test:
    """`field:text`, or with `text` None the bare presence of a property: `[name]`.

    For a property `field` is "property" and `name` its name; elsewhere `name` is empty.
    """

    field: str
    text: str | None
    quoted: bool = False
    name: str = ""

    def __str__(self) -> str:
        if self.field == "property":
            name = spelled(self.name, not _PLAIN_NAME.fullmatch(self.name))
            return f"[{name}]" if self.text is None else f"[{name}:{spelled(self.text, self.quoted)}]"
        return f"{self.field}:{spelled(self.text or '', self.quoted)}"


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever `query` does not match."""

    query: "Query"

    def __str__(self) -> str:
        return f"-{grouped(self.query)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of them (there are at least two)."""

    queries: tuple["Query", ...]

    def __str__(self) -> str:
        return " ".join(str(q) if isinstance(q, Not) else grouped(q) for q in self.queries)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them (there are at least two)."""

    queries: tuple["Query", ...]

    def __str__(self) -> str:
        return " OR ".join(grouped(q) if isinstance(q, Or) else str(q) for q in self.queries)


Query: TypeAlias = Words | Test | Not | And | Or

#: A property's name that needs no quotes between brackets.
_PLAIN_NAME = re.compile(r'[^\s"\[\]:()\\][^"\[\]:()\\]*(?<!\s)')


def spelled(text: str, quoted: bool) -> str:
    """`text` as a query writes it: in quotes, with backslashes before quotes and backslashes, when asked for."""
    if not quoted:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def grouped(query: Query) -> str:
    """The spelling of `query` as a part of a larger one."""
    return f"({query})" if isinstance(query, And | Or | Not) else str(query)


def all_of(queries: "Sequence[Query]") -> Query:
    """The conjunction of at least one query, without nesting that means nothing."""
    return _joined(And, queries)


def both(one: "Query | None", other: "Query | None") -> "Query | None":
    """The conjunction of the two; None asks for nothing."""
    asked = [query for query in (one, other) if query is not None]
    return all_of(asked) if asked else None


def any_of(queries: "Sequence[Query]") -> Query:
    """The disjunction of at least one query, without nesting that means nothing."""
    return _joined(Or, queries)


def _joined(kind: type[And] | type[Or], queries: "Sequence[Query]") -> Query:
    flat: list[Query] = []
    for query in queries:
        flat.extend(query.queries if isinstance(query, kind) else (query,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def positive_words(query: Query) -> tuple[Words, ...]:
    """The words that a matching note may hold, in order: those that stand under no `Not`."""
    match query:
        case Words():
            return (query,)
        case And(queries) | Or(queries):
            return tuple(w for q in queries for w in positive_words(q))
        case Test() | Not():
            return ()
