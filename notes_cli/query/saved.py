"""Searches with a name, and what `is:draft` means here: put in their place before a query is compiled."""

from collections.abc import Mapping

from notes_cli.errors import QueryError, UsageError
from notes_cli.query.parse import parse
from notes_cli.query.syntax import Query, Saved, Test, leaves, mapped
from notes_cli.text.fold import name_key

#: What a redefinition of it replaces.
_DRAFT = Test("is", "draft")


def expanded(query: Query, searches: Mapping[str, str], draft: str = "") -> Query:
    """`query` with every `@name` that `searches` knows as the query it stands for, and `is:draft` as `draft`.

    A name that is not there stays: it is text. Within `draft` itself, `is:draft` has its own meaning. Raises
    `UsageError` when what the settings say does not parse, or a search leads to itself.
    """
    known = {name_key(name): text for name, text in searches.items()}
    return _expanded(query, known, draft, ())


def _expanded(query: Query, searches: Mapping[str, str], draft: str, inside: tuple[str, ...]) -> Query:
    def one(leaf: Query) -> Query:
        if isinstance(leaf, Saved) and (key := name_key(leaf.name)) in searches:
            if key in inside:
                raise UsageError(f"the saved search @{leaf.name} leads to itself", hint="see `notes config searches`")
            return _expanded(_read(searches[key], f"@{leaf.name}"), searches, draft, (*inside, key))
        if leaf == _DRAFT and draft.strip() and "" not in inside:
            return _expanded(_read(draft, "draft"), searches, draft, (*inside, ""))
        return leaf

    return mapped(query, one)


def _read(text: str, name: str) -> Query:
    try:
        query = parse(text)
    except QueryError as error:
        raise UsageError(f"{name} in the settings does not parse: {error.message}", hint=f"it says: {text}") from error
    if query is None:
        raise UsageError(f"{name} in the settings is empty")
    return query


def unknown(query: Query, searches: Mapping[str, str]) -> list[str]:
    """The names after @ that no saved search has."""
    known = {name_key(name) for name in searches}
    return [leaf.name for leaf in leaves(query) if isinstance(leaf, Saved) and name_key(leaf.name) not in known]
