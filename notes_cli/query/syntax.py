"""The tree of a query, and its spelling: `parse(str(query)) == query`.

Whoever walks a tree says every case in one `match` and mypy proves it, or goes through `parts` and `mapped`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from notes_cli.text.pattern import pattern

if not TYPE_CHECKING:
    Query = Any  # see below; to write it in quotes would load Python's own compiler, 3 ms

_N = TypeVar("_N", bound=tuple[Any, ...])


def _node(kind: type[_N]) -> type[_N]:
    """A named tuple that equals only its own kind: `And` of two queries is not `Or` of them.

    (Nine dataclasses take longer to make than a search.)
    """
    kind.__eq__ = _equal  # type: ignore[method-assign]
    kind.__ne__ = _differs  # type: ignore[method-assign]
    return kind


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and tuple(one) == tuple(other)


def _differs(one: Any, other: Any) -> bool:
    return not _equal(one, other)


@_node
class Words(NamedTuple):
    """Text to be found anywhere in a note: one word, or a phrase as written when `quoted`; `case`: as typed.

    `like`: the word it was found to be like (never of what `parse` reads: see `Like`).
    """

    text: str
    quoted: bool = False
    case: bool = False
    like: str = ""

    def __str__(self) -> str:
        return _cased(spelled(self.text, self.quoted), self.case)


@_node
class Regex(NamedTuple):
    """A regular expression to be found in the text of a note; without regard to case unless `case`."""

    pattern: str
    case: bool = False

    def __str__(self) -> str:
        return _cased(spelled_regex(self.pattern), self.case)


@_node
class Like(NamedTuple):
    """A word, or one that is like it: spelled or sounding almost so."""

    text: str

    def __str__(self) -> str:
        return f"~{spelled(self.text, not _PLAIN_WORD.fullmatch(self.text))}"


@_node
class Saved(NamedTuple):
    """A search that the settings give a name."""

    name: str

    def __str__(self) -> str:
        return f"@{self.name}"


@_node
class Test(NamedTuple):
    """`field:text`, or with `text` None the bare presence of a property: `[name]`.

    For a property `field` is "property" and `name` its name; elsewhere `name` is empty. With `regex`, `text` is a
    regular expression.
    """

    field: str
    text: str | None
    quoted: bool = False
    name: str = ""
    regex: bool = False
    case: bool = False

    def __str__(self) -> str:
        operand = spelled_regex(self.text or "") if self.regex else spelled(self.text or "", self.quoted)
        if self.field == "property":
            name = spelled(self.name, not _PLAIN_NAME.fullmatch(self.name))
            written = f"[{name}]" if self.text is None else f"[{name}:{operand}]"
        elif self.field in LINKED:
            is_name = self.text and not re.search(r"[\[\]]", self.text)
            written = f"{self.field}:[[{self.text}]]" if is_name else f"{self.field}:{spelled(self.text or '', True)}"
        else:
            written = f"{self.field}:{operand}"
        return _cased(written, self.case)


@_node
class Within(NamedTuple):
    """`query` holds inside one piece of a note: a line, a block, a section, a task (None: there is such a piece)."""

    piece: str
    query: Query | None

    def __str__(self) -> str:
        if self.query is None:
            return f'{self.piece}:""'
        return f"{self.piece}:{grouped(self.query)}"


@_node
class Not(NamedTuple):
    """Whatever `query` does not match."""

    query: Query

    def __str__(self) -> str:
        return f"-{grouped(self.query)}"


@_node
class And(NamedTuple):
    """All of them (there are at least two)."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        written = [str(q) if isinstance(q, Not) else grouped(q) for q in self.queries]
        return _between(self).join(written)


@_node
class Or(NamedTuple):
    """Any of them (there are at least two)."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        written = [grouped(q) if isinstance(q, Or) else str(q) for q in self.queries]
        return f"{_between(self)}OR ".join(written)


Query: TypeAlias = Words | Regex | Like | Saved | Test | Within | Not | And | Or

#: Fields whose operand is the name of a note, written as a wikilink.
LINKED = frozenset({"link", "linked-by"})

#: A property's name that needs no quotes between brackets.
_PLAIN_NAME = pattern(r'[^\s"\[\]:()\\/][^"\[\]:()\\]*(?<!\s)')
#: A word that needs no quotes behind "~".
_PLAIN_WORD = pattern(r'[^\s"()/~][^\s"()]*')


def spelled(text: str, quoted: bool) -> str:
    """`text` as a query writes it: in quotes, with backslashes before quotes and backslashes, when asked for."""
    if not quoted:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def spelled_regex(pattern: str) -> str:
    """A regular expression as a query writes it; a slash in it is escaped (as it is in `pattern`)."""
    return f"/{pattern}/"


def _between(query: Query) -> str:
    """Between the parts of `query`: a new line behind a bare slash, which else would begin a regular expression."""
    bare = (q for q in leaves(query) if isinstance(q, Words | Test) and not q.quoted and not getattr(q, "regex", False))
    return "\n" if any((leaf.text or "").startswith("/") for leaf in bare) else " "


def _cased(text: str, case: bool) -> str:
    return f"match-case:{text}" if case else text


def grouped(query: Query) -> str:
    """The spelling of `query` as a part of a larger one."""
    return f"({query})" if isinstance(query, And | Or | Not) else str(query)


def all_of(queries: Sequence[Query]) -> Query:
    """The conjunction of at least one query, without nesting that means nothing."""
    return _joined(And, queries)


def both(one: Query | None, other: Query | None) -> Query | None:
    """The conjunction of the two; None asks for nothing."""
    asked = [query for query in (one, other) if query is not None]
    return all_of(asked) if asked else None


def any_of(queries: Sequence[Query]) -> Query:
    """The disjunction of at least one query, without nesting that means nothing."""
    return _joined(Or, queries)


def _joined(kind: type[And] | type[Or], queries: Sequence[Query]) -> Query:
    flat: list[Query] = []
    for query in queries:
        flat.extend(query.queries if isinstance(query, kind) else (query,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def parts(query: Query) -> tuple[Query, ...]:
    """The queries that `query` is made of; none for one that stands for itself."""
    match query:
        case And(queries) | Or(queries):
            return queries
        case Not(inner):
            return (inner,)
        case Within(_, inside):
            return () if inside is None else (inside,)
        case Words() | Regex() | Like() | Saved() | Test():
            return ()


def mapped(query: Query, change: Callable[[Query], Query]) -> Query:
    """The tree with `change` applied to everything that stands for itself."""
    match query:
        case And(queries):
            return all_of([mapped(q, change) for q in queries])
        case Or(queries):
            return any_of([mapped(q, change) for q in queries])
        case Not(inner):
            return Not(mapped(inner, change))
        case Within(_, inside):
            return query if inside is None else query._replace(query=mapped(inside, change))
        case Words() | Regex() | Like() | Saved() | Test():
            return change(query)


def leaves(query: Query) -> Iterator[Query]:
    """Everything in the tree that stands for itself, in order."""
    inside = parts(query)
    if not inside:
        yield query
    for part in inside:
        yield from leaves(part)


def foreign(query: Query) -> Test | None:
    """The first test in it that a piece of a note cannot be asked: of all fields only tags stand in a text."""
    return next((leaf for leaf in leaves(query) if isinstance(leaf, Test) and leaf.field != "tag"), None)


def has_piece(query: Query) -> bool:
    """Whether some of it is held to a piece of a note."""
    return isinstance(query, Within) or any(has_piece(part) for part in parts(query))


def positive_words(query: Query) -> tuple[Words, ...]:
    """The words that a matching note may hold, in order: those that stand under no `Not`."""
    if isinstance(query, Words):
        return (query,)
    return () if isinstance(query, Not) else tuple(w for part in parts(query) for w in positive_words(part))
