"""Putting right, in the text of a note, what needs nobody to say what was meant: `doctor --fix`.

Text in, text out. Each cure is a change of properties or a few splices, and what it must leave alone is compared
afterwards (`edit` proves its own changes; here the rest). Which problem needs which: `CURES`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple, TypeAlias

from notes_cli.errors import EditRefused
from notes_cli.model import Note, Value
from notes_cli.problems import BOOLEANS
from notes_cli.text.headings import compared
from notes_cli.vault.agree import read, require, skeleton
from notes_cli.vault.edit import Add, Change, Set, Unset, edited
from notes_cli.vault.properties import known, shown
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamlspans import tree
from notes_cli.vault.yamlwords import block_of, words

_SPLIT = re.compile(r"[,\s]+")


class Around(NamedTuple):
    """What a cure needs to know of the vault."""

    is_checkbox: Callable[[str], bool]  # of the name of a property
    linked: Collection[str]  # headings that links name, as `text.headings.compared` has them


Cure: TypeAlias = Callable[[str, str, Around], str]


def mended(text: str, path: str, codes: Collection[str], around: Around) -> tuple[str, set[str]]:
    """`text`, that of the file of the note at `path`, without the problems `codes` that can be put right; and which.

    A cure that would change something else is not made.
    """
    cured = set()
    for code, cure in CURES.items():
        if code not in codes:
            continue
        try:
            after = cure(text, path, around)
        except EditRefused:
            continue
        if after != text:
            text = after
            cured.add(code)
    return text, cured


def _booleans(text: str, path: str, around: Around) -> str:
    return edited(text, list(_true_or_false(Source.of(text).front.values, "", around)))


def _true_or_false(values: Mapping[str, Value], above: str, around: Around) -> list[Change]:
    found: list[Change] = []
    for name, value in values.items():
        if isinstance(value, dict):
            found += _true_or_false(value, f"{above}{name}.", around)
        elif isinstance(value, str) and value.strip().casefold() in BOOLEANS and around.is_checkbox(above + name):
            found.append(Set(above + name, BOOLEANS[value.strip().casefold()]))
    return found


def _quotes(text: str, path: str, around: Around) -> str:
    source = Source.of(text)
    begin, block = block_of(source.plain, source.front)
    splices = [
        Splice(begin + at, begin + at, '"') for word in words(block) if word.is_text for at in (word.start, word.end)
    ]
    after = source.spliced(splices)
    _same_values(source, Source.of(after))
    return after


def _same_values(source: Source, after: Source) -> None:
    if repr(source.front.values) != repr(after.front.values) or after.front.problems:
        raise EditRefused("quotes would change what a property says")


def _key(text: str, path: str, around: Around) -> str:
    """`tag:` is called `tags:`, or what it holds goes there."""
    source = Source.of(text)
    names = known(source.front.values)
    if [name.lower() for name in source.front.values].count("tag") != 1:
        return text
    old, value = names["tag"], source.front.values[names["tag"]]
    if "tags" in names:
        into = names["tags"]
        listed = [] if isinstance(source.front.values[into], list) else _listed(into, source.front.values[into])
        return edited(text, [*listed, Add(into, _words(value)), Unset(old)])
    begin, block = block_of(source.plain, source.front)
    root = tree(block)
    keys = [part.key for part in root.parts if part.key] if root else []
    key = next((key for key in keys if block[key.start : key.end].strip("\"'") == old), None)
    if key is None:
        return text
    at = begin + block.index(old, key.start) + len(old)
    new = old + ("S" if old.isupper() else "s")
    after = source.spliced([Splice(at, at, new[-1])])
    renamed = {new if name == old else name: one for name, one in source.front.values.items()}
    if repr(renamed) != repr(Source.of(after).front.values):
        raise EditRefused("the property “tag” cannot be given another name without changing something else")
    return _list(after, path, around)


def _list(text: str, path: str, around: Around) -> str:
    """`tags: a, b` is a list."""
    values = Source.of(text).front.values
    name = known(values).get("tags")
    return edited(text, _listed(name, values[name])) if name and len(_words(values[name])) > 1 else text


def _listed(name: str, value: Value) -> list[Change]:
    return [Set(name, list(_words(value)))] if isinstance(value, str) and _words(value) else []


def _words(value: Value) -> list[str]:
    """The tags in a property: elements of a list, or words of a text."""
    if isinstance(value, list):
        return [shown(one) for one in value if one is not None and not isinstance(one, list | dict)]
    return list(dict.fromkeys(word for word in _SPLIT.split(shown(value)) if word))


def _rule(text: str, path: str, around: Around) -> str:
    """A blank line before each --- that makes a heading of the line above."""
    source = Source.of(text)
    note = read(path, text)
    lines = source.plain.split("\n")
    at = [one.line for one in note.problems if one.code == "heading-accidental" and one.line]
    at = [line for line in at if compared(lines[line - 2]) not in around.linked]
    starts = [sum(len(each) + 1 for each in lines[: line - 1]) for line in at]
    after = source.spliced(Splice(start, start, "\n") for start in starts)
    _same_but_headings(note, read(path, after), {line - 1 for line in at})
    return after


def _same_but_headings(before: Note, after: Note, gone: set[int]) -> None:
    wanted, found = skeleton(before), skeleton(after)
    wanted["headings"] = [heading.level for heading in before.headings if heading.line not in gone]
    require(wanted, found)


#: Problem -> its cure, in the order in which they are made: a checkbox first, which then needs no quotes.
CURES: Final[dict[str, Cure]] = {
    "checkbox-text": _booleans,
    "yaml-ambiguous": _quotes,
    "tag-key": _key,
    "tag-split": _list,
    "heading-accidental": _rule,
}
