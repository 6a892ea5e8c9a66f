"""Changes of front matter in the text of a note: the bytes they must change, and no other.

What a change means is in `changes`, how values are written in `yamltext`, where they go in `yamledit`. Here: what
is not edited at all, which property a name means, and the proof: after every change the text is read again, and
unless the asked property alone differs nothing is given back.

* A note without front matter gets a block (behind a byte order mark). Taking out the last property takes out the
  block too, when nothing else is in it and what is left would not be read as front matter.
* A name means the property spelled so, else the one that differs in case or width alone; `parent.child` means a
  property whose name has a dot, else one within a map. A name with a dot whose parent is not there is just a name.
* A new property comes last: behind comments at the end of the block, before blank lines there.
* A value a property already has changes nothing, whatever way it is written.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.text.fold import name_key
from notes_cli.vault.changes import ABSENT, Add, Change, Maybe, Remove, Replace, Set, Unset, meant, quoted
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamledit import Place, splices
from notes_cli.vault.yamllists import kept
from notes_cli.vault.yamlspans import Node, tree
from notes_cli.vault.yamltext import Moment

__all__ = ["Add", "Change", "Moment", "Remove", "Replace", "Set", "Unset", "edited"]

#: Characters of a name beyond which YAML takes no key.
_LONGEST: Final = 500
_OTHERS: Final = {"toml": "TOML", "json": "JSON without --- lines"}


def edited(text: str, changes: Sequence[Change]) -> str:
    """The text of a note after `changes`, made one after the other; `text` itself when they change nothing.

    `text` is the file's, byte order mark and line ends included. Raises EditRefused, with the reason in one line,
    when a change cannot be made without harm; its message names no file.
    """
    for change in changes:
        text = _changed(text, change)
    return text


def _changed(text: str, change: Change) -> str:
    source = Source.of(text)
    _refuse_unreadable(source.front)
    old = _find(source, change.name)[2]
    new = meant(change, old)
    if repr(new) == repr(old):
        return text
    for stage in _stages(old, new):
        text = _given(text, change.name, stage)
    return text


def _stages(old: Maybe, new: Maybe) -> list[Maybe]:
    """Values to give one after the other: a list first loses elements, then gains others, when it does both."""
    if isinstance(old, list) and isinstance(new, list):
        stay = kept(old, new)
        differ = sum(repr(one) != repr(other) for one, other in zip(old, new, strict=False))
        in_place = len(old) == len(new) and differ <= len(old) - len(stay)
        if not in_place and 0 < len(stay) < min(len(old), len(new)):
            return [new[: len(stay)], new]
    return [new]


def _given(text: str, name: str, new: Maybe) -> str:
    """`text` in which the property `name` has the value `new` and nothing else has changed."""
    source = Source.of(text)
    place, path, old = _find(source, name)
    try:
        result, front = _written(source, place, old, new)
    except ValueError as error:  # what no YAML holds
        raise EditRefused(f"{quoted(name)} cannot be written in YAML: {error}") from error
    _prove(source, result, front, path, new)
    return result


def _refuse_unreadable(front: Front) -> None:
    if front.kind in _OTHERS:
        raise EditRefused(f"the front matter is {_OTHERS[front.kind]}, which is read but not edited")
    if front.problems:
        found = front.problems[0]
        where = f" (line {found.line})" if found.line and found.line > 1 and found.code != "duplicate-key" else ""
        raise EditRefused(f"{found.message}{where}", hint="put the front matter right first; `notes doctor` says more")


def _block(source: Source) -> tuple[int, int]:
    """Where the lines between the fences begin and end in `source.plain`."""
    return source.plain.index("\n") + 1, source.plain.rindex("---", 0, source.front.start)


def _find(source: Source, name: str) -> tuple[Place, tuple[str, ...], Maybe]:
    """Where the property `name` is or would be, its names from the outermost map in, and its value.

    Raises EditRefused when it cannot be told, or is tied to other places by anchors and aliases.
    """
    if not name.strip() or len(name) > _LONGEST:
        raise EditRefused(f"a property's name has 1 to {_LONGEST} characters" if name else "a property needs a name")
    if source.front.kind == "none":
        return Place(None, (), None, name), (name,), ABSENT
    begin, end = _block(source)
    root = tree(source.plain[begin:end])
    if root is not None and root.kind != "map":
        raise EditRefused("what stands between the --- lines is no list of properties")
    if root is None:
        return Place(None, (), None, name), (name,), ABSENT
    place, path, value = _within(root, source.front.values, name)
    held = [part.value.marked for part in place.parents] + [root.marked]
    if place.part and place.part.key:
        held += [place.part.value.tied, place.part.key.tied]
    if any(held):
        raise EditRefused(f"{quoted(name)} has an anchor, an alias or a tag of YAML (&, *, !), which is not edited")
    return place, path, value


def _within(node: Node, values: Mapping[str, Value], name: str) -> tuple[Place, tuple[str, ...], Maybe]:
    """As `_find`, in the map `node` whose values are `values`."""
    names = list(values)
    index = _index(names, name)
    if index is not None:
        return Place(node, (), node.parts[index], names[index]), (names[index],), values[names[index]]
    for dot in (place for place in range(len(name) - 2, 0, -1) if name[place] == "."):
        index = _index(names, name[:dot])
        if index is None:
            continue
        parent, part = names[index], node.parts[index]
        inner = values[parent]
        if not isinstance(inner, dict):
            raise EditRefused(f"{quoted(parent)} holds no properties, so there is no {quoted(name)}")
        if part.value.kind != "map":
            raise EditRefused(f"{quoted(parent)} is an alias of YAML (*), which is not edited")
        place, path, value = _within(part.value, inner, name[dot + 1 :])
        return place._replace(parents=(part, *place.parents)), (parent, *path), value
    return Place(node, (), None, name), (name,), ABSENT


def _index(names: Sequence[str], name: str) -> int | None:
    """Which of `names` is meant: the one spelled so, else the only one that is equal in the index."""
    if name in names:
        return names.index(name)
    key = name_key(name)
    found = [index for index, one in enumerate(names) if name_key(one) == key]
    if len(found) > 1:
        both = " and ".join(quoted(names[index]) for index in found[:2])
        raise EditRefused(f"{quoted(name)} could be {both}", hint="spell it as in the note")
    return found[0] if found else None


def _written(source: Source, place: Place, old: Maybe, new: Maybe) -> tuple[str, Front]:
    """The new text and its front matter."""
    if source.front.kind == "none":
        result = _with_block(source, place.name, new)
        return result, Source.of(result).front
    begin, end = _block(source)
    block = source.plain[begin:end]
    found = splices(block, tree(block), place, old, new)
    result = source.spliced(Splice(begin + start, begin + stop, text) for start, stop, text in found)
    after = Source.of(result)
    if new is ABSENT and after.front.kind == "yaml" and not after.plain[slice(*_block(after))].strip():
        rest = source.mark + source.text[source.at(source.front.start) :]
        bare = Source.of(rest).front
        if bare.kind == "none" and not bare.problems:
            return rest, bare
    return result, after.front


def _with_block(source: Source, name: str, new: Maybe) -> str:
    """The note with front matter of its own, in front of all there was."""
    empty = Source.of(f"---{source.newline(0)}---{source.newline(0)}")
    found = splices("", None, Place(None, (), None, name), ABSENT, new)
    block = empty.spliced(Splice(start + 4, stop + 4, text) for start, stop, text in found)
    return source.mark + block + source.text.removeprefix(source.mark)


def _prove(source: Source, result: str, front: Front, path: tuple[str, ...], new: Maybe) -> None:
    """Raise EditRefused unless in `result` the property at `path` alone is another, and the body is what it was."""
    body = source.text[source.at(source.front.start) :] if source.front.start else source.text.removeprefix(source.mark)
    after = Source.of(result)
    its_body = result[after.at(front.start) :] if front.start else result.removeprefix(source.mark)
    expected = _replaced(source.front.values, path, new)
    if front.problems or its_body != body or repr(expected) != repr(front.values) or after.mark != source.mark:
        raise EditRefused(
            f"{quoted('.'.join(path))} cannot be changed without changing something else, so nothing was",
            hint="change it by hand, and report the front matter as a bug",
        )


def _replaced(values: Mapping[str, Value], path: tuple[str, ...], new: Maybe) -> dict[str, Value]:
    """`values` in which what is at `path` is `new`."""
    result = dict(values)
    name, *rest = path
    if rest:
        inner = result[name]
        assert isinstance(inner, dict)
        result[name] = _replaced(inner, tuple(rest), new)
    elif new is ABSENT:
        del result[name]
    else:
        result[name] = new
    return result
