"""Continuing a query: fields, and what stands behind `tag:`, `is:`, `[`, `#` and `@`."""

import re
from collections.abc import Iterable, Iterator

from notes_cli.completion.surroundings import Surroundings
from notes_cli.fields import CASES, FIELDS, PIECES, Field, Kind, States
from notes_cli.index import completion as names
from notes_cli.index.completion import Offer

#: The last word of a query that is being typed: brackets and quotes hold white space together.
_LAST = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|\[(?:"(?:[^"\\]|\\.)*"?|[^\]"])*\]?|[^\s"\[])*$')
_SIGNS = re.compile(r"[-(]*")
_OPERATOR = re.compile(r"([A-Za-z][A-Za-z-]*):(.*)", re.DOTALL)
_PROPERTY = re.compile(r'\[("(?:[^"\\]|\\.)*"?|[^":\]]*)(?::\s*([^\]]*))?', re.DOTALL)
_NEEDS_QUOTES = re.compile(r'[\s"()\\]')
_NAME_NEEDS_QUOTES = re.compile(r'[\[\]:()"\\]|^\s|\s$')

DAYS = ("today", "yesterday", "7d", "30d", "1y")


def continued(start: str, around: Surroundings) -> Iterator[Offer]:
    """What the query `start` could go on as; the whole of it each time."""
    found = _LAST.search(start)
    at = found.start() if found else len(start)
    signs = _SIGNS.match(start[at:])
    at += signs.end() if signs else 0
    head, word = start[:at], start[at:]
    for offer in _words(word, around):
        yield Offer(head + offer.word, offer.about)


#: Operators behind which words are words.
WIDER = {**PIECES, **CASES}


def _words(word: str, around: Surroundings) -> Iterable[Offer]:
    if word.startswith("#"):
        return (o._replace(word=f"#{o.word}") for o in around.ask(names.tags, word[1:]) if " " not in o.word)
    if word.startswith("@"):
        return (Offer(f"@{name}", query) for name, query in around.searches() if names.begins(name, word[1:]))
    if found := _PROPERTY.fullmatch(word):
        return _property(found[1], found[2], around)
    if (found := _OPERATOR.match(word)) and found[1].lower() not in WIDER:
        field = FIELDS.get(found[1].lower())
        return _behind(f"{found[1]}:", field, found[2], around) if field else ()
    known = [(f.name, f.summary) for f in FIELDS.values() if f.kind is not Kind.PROPERTY]
    known += [(operator.name, operator.summary) for operator in WIDER.values()]
    return (Offer(f"{name}:", summary) for name, summary in known if name.startswith(word.lower()))


def _property(name: str, value: str | None, around: Surroundings) -> Iterator[Offer]:
    """`[name` goes on with a value or ends; `[name:value` ends."""
    bare = _unquoted(name)
    if value is None:
        for offer in around.ask(names.properties, bare):
            known = _quoted(offer.word, force=name.startswith('"') or bool(_NAME_NEEDS_QUOTES.search(offer.word)))
            yield Offer(f"[{known}:")
            yield Offer(f"[{known}]")
        return
    if value and "null".startswith(value):
        yield Offer(f"[{name}:null]", "empty")
    for offer in around.ask(names.values, bare, _unquoted(value)):
        needs = bool(_NEEDS_QUOTES.search(offer.word) or "]" in offer.word)
        yield Offer(f"[{name}:{_quoted(offer.word, force=needs or value.startswith(chr(34)))}]")


def _behind(operator: str, field: Field, value: str, around: Surroundings) -> Iterator[Offer]:
    if value.startswith("("):
        operator, value = f"{operator}(", value[1:]
    start = _unquoted(value)
    for offer in _values(field, start, around):
        force = value.startswith('"') or bool(_NEEDS_QUOTES.search(offer.word))
        yield Offer(operator + _quoted(offer.word, force=force), offer.about)


def _values(field: Field, start: str, around: Surroundings) -> Iterable[Offer]:
    """What can stand behind a field."""
    if isinstance(field.home, States):
        return (Offer(state) for state in field.home.conditions if state.startswith(start.lower()))
    if field.kind is Kind.DATE:
        return (Offer(day) for day in DAYS if day.startswith(start))
    if field.name == "category":
        return (*around.ask(names.values, "categories", start), *around.ask(names.values, "category", start))
    question = _ASKED.get("path" if field.name == "path" else field.kind)
    return around.ask(question, start.removeprefix("#")) if question else ()


#: The names that are asked for behind fields of these kinds, and behind `path:`.
_ASKED = {Kind.TAG: names.tags, Kind.FOLDER: names.folders, Kind.CHECKBOX: names.checkboxes, "path": names.folders}


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"') if len(text) > 1 else "")


def _quoted(text: str, *, force: bool) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if force else text
