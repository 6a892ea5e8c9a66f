"""From the words of a line to what can come next."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from notes_cli.completion import query
from notes_cli.completion.grammar import FILE, FLAG, Grammar, Parameter, read
from notes_cli.completion.surroundings import Surroundings
from notes_cli.index import completion as names
from notes_cli.index.completion import Offer
from notes_cli.text.escape import shown
from notes_cli.text.fold import name_key


class Place(NamedTuple):
    """Where the cursor stands: in which command, and in which of its parameters (None = an option or nothing)."""

    command: str | None
    parameter: Parameter | None
    only_arguments: bool  # after --
    asked: dict[str, str]  # the options before the command, by their longest spelling
    others: tuple[str, ...]  # the arguments before


def offers(words: Sequence[str], current: str) -> list[Offer]:
    """What the word `current` could become, after `words` (without the program's name); nothing steers a terminal."""
    grammar = read(FILE.read_text("utf-8"))
    found = {offer.word: offer for offer in _offers(grammar, _place(grammar, words), current)}
    harmless = [
        o._replace(about=shown(o.about, lines=False)) for o in found.values() if shown(o.word, lines=False) == o.word
    ]
    return _as_typed(harmless, current)


def _place(grammar: Grammar, words: Sequence[str]) -> Place:
    """Walk over the words as the parser of options will."""
    command, pending, only_arguments = "", None, False
    asked: dict[str, str] = {}
    others: list[str] = []
    for word in words:
        if pending is not None:
            asked |= {pending.flags[-1]: word} if not command else {}
            pending = None
        elif word == "--" and not only_arguments:
            only_arguments = True
        elif word.startswith("-") and word != "-" and not only_arguments:
            flag, equals, value = word.partition("=")
            option = grammar.option(command, flag)
            if option is not None and option.kind != FLAG and not equals:
                pending = option
            elif option is not None and equals and not command:
                asked[option.flags[-1]] = value
            elif option is None and _is_negated(grammar, command):
                others.append(word)
        elif command:
            others.append(word)
        elif word in grammar.commands:
            command = word
        else:
            return Place(None, None, only_arguments, asked, ())
    parameter = pending or (grammar.argument(command, len(others)) if command else None)
    return Place(command, parameter, only_arguments, asked, tuple(others))


def _is_negated(grammar: Grammar, command: str) -> bool:
    return any(p.kind == "query" and not p.flags for p in grammar.parameters[command])


def _offers(grammar: Grammar, place: Place, current: str) -> Iterator[Offer]:
    around = Surroundings(place.asked)
    if place.command is None:
        return
    is_value = place.parameter is not None and bool(place.parameter.flags)
    if current.startswith("-") and not place.only_arguments and not is_value:
        yield from _options(grammar, place, current, around)
        if len(current) == 1 or current.startswith("--") or place.parameter is None or place.parameter.kind != "query":
            return
    if place.parameter is not None:
        yield from KINDS[place.parameter.kind.partition(":")[0]](current, place, around)
    elif not place.command:
        yield from (Offer(n, said) for n, said in grammar.commands.items() if n.startswith(current))


def _options(grammar: Grammar, place: Place, current: str, around: Surroundings) -> Iterator[Offer]:
    """The options that begin so; after `--option=` its values."""
    flag, equals, value = current.partition("=")
    command = place.command or ""
    option = grammar.option(command, flag)
    if equals and option is not None and option.kind != FLAG:
        here = place._replace(parameter=option)
        for offer in KINDS[option.kind.partition(":")[0]](value, here, around):
            yield Offer(f"{flag}={offer.word}", offer.about)
        return
    for parameter in grammar.parameters[command]:
        known = [f for f in parameter.flags if f.startswith(current)]
        if current == "-":  # one spelling of each, the one that says what it does
            known = known[-1:]
        yield from (Offer(f, parameter.help) for f in known)


def _as_typed(found: list[Offer], current: str) -> list[Offer]:
    """Offers that begin with what was typed but for case, each in another spelling, are told as typed: shells put on
    the line what is common to all, and that is not to be less than what was typed."""
    size, key = len(current), name_key(f"{current}.")
    if len({offer.word[:size] for offer in found}) < 2:
        return found
    return [o._replace(word=current + o.word[size:]) if name_key(f"{o.word[:size]}.") == key else o for o in found]


# -- kinds of values -------------------------------------------------------------------------------------------

Kind = Callable[[str, Place, Surroundings], Iterable[Offer]]


def _named(question: Callable[..., Iterable[Offer]]) -> Kind:
    return lambda start, place, around: around.ask(question, start)


def _tag(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    mark = "#" if start.startswith("#") else ""
    yield from (o._replace(word=mark + o.word) for o in around.ask(names.tags, start.removeprefix("#")))


def _note(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    """Notes; after NOTE# the headings of that one."""
    yield from (found := around.ask(names.notes, start))
    name, mark, part = start.partition("#")
    if mark and not found:
        yield from (Offer(f"{name}#{o.word}") for o in around.ask(names.headings, name, part))


def _query(start: str, place: Place, around: Surroundings) -> Iterable[Offer]:
    return query.continued(start, around)


def _assignment(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    """KEY= and the values that KEY has elsewhere."""
    name, equals, value = start.partition("=")
    if not equals:
        yield from (Offer(f"{o.word}=") for o in around.ask(names.properties, start))
        return
    yield from (Offer(f"{name}={o.word}") for o in around.ask(names.values, name.removesuffix(":"), value))


def _note_then(start: str, place: Place, around: Surroundings) -> Iterable[Offer]:
    """First a note, then what the kind names behind its colon."""
    assert place.parameter is not None
    return (
        _note(start, place, around)
        if not place.others
        else KINDS[place.parameter.kind.partition(":")[2].rstrip("*")](start, place, around)
    )


def _one_of(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    """The words that the kind itself lists; those to sort by also with a dash."""
    assert place.parameter is not None
    known = place.parameter.kind.partition(":")[2].split(",")
    dash = "-" if start.startswith("-") else ""
    yield from (Offer(dash + word) for word in known if word.startswith(start.removeprefix("-")))


def _file(start: str, place: Place, around: Surroundings, *, only_folders: bool = False) -> Iterator[Offer]:
    folder, name = os.path.split(start)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            known = sorted((e.name, e.is_dir()) for e in entries)
    except (OSError, ValueError):
        return
    for entry, is_folder in known:
        wanted = is_folder or not only_folders
        hidden = entry.startswith(".") and not name
        if wanted and not hidden and entry.startswith(name):
            yield Offer(os.path.join(folder, entry) + ("/" if is_folder else ""))


def _folder(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    return _file(start, place, around, only_folders=True)


def _day(start: str, place: Place, around: Surroundings) -> Iterator[Offer]:
    return (Offer(day) for day in query.DAYS if day.startswith(start))


def _nothing(start: str, place: Place, around: Surroundings) -> tuple[Offer, ...]:
    return ()


#: Every kind of value, by its name in the grammar.
KINDS: dict[str, Kind] = {
    "note": _note,
    "note-then": _note_then,
    "tag": _tag,
    "property": _named(names.properties),
    "checkbox": _named(names.checkboxes),
    "vault-folder": _named(names.folders),
    "query": _query,
    "assignment": _assignment,
    "word": _one_of,
    "date": _day,
    "file": _file,
    "folder": _folder,
    "text": _nothing,
}
