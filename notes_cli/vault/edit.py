"""Changes of front matter in the text of a note: the bytes they must change, and no other.

What a change means is in `changes`, how values are written in `yamltext`, where they go in `yamledit`; of Hugo's
TOML, both in `tomledit`. Here: what is not edited at all, which property a name means, and the proof: after every
change the text is read again, and unless the asked property alone differs nothing is given back.

* A note without front matter gets a block (behind a byte order mark). Taking out the last property takes out the
  block too, when nothing else is in it and what is left would not be read as front matter.
* A name means the property spelled so, else the one that differs in case or width alone; `parent.child` means a
  property whose name has a dot, else one within a map. A name with a dot whose parent is not there is just a name.
* A new property comes last: behind comments at the end of the block, before blank lines there; in TOML before the
  first table.
* A value a property already has changes nothing, whatever way it is written.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.text.fold import name_key
from notes_cli.vault import tomledit
from notes_cli.vault.changes import ABSENT, Add, Change, Maybe, Remove, Replace, Set, Unset, meant, quoted
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.yaml12 import MAX_DIGITS
from notes_cli.vault.yamledit import Place, splices
from notes_cli.vault.yamllists import kept
from notes_cli.vault.yamlspans import Node, tree
from notes_cli.vault.yamltext import Moment

__all__ = ["Add", "Change", "Moment", "Remove", "Replace", "Set", "Unset", "edited"]

#: Characters of a name beyond which YAML takes no key.
_LONGEST: Final = 500
#: Elements beyond which a list that loses them is written anew.
_MANY: Final = 200
_OTHERS: Final = {"json": "JSON without --- lines"}
_FENCES: Final = {"yaml": "---", "toml": "+++"}


def edited(text: str, changes: Sequence[Change]) -> str:
    """The text of a note after `changes`, made one after the other; `text` itself when they change nothing.

    `text` is the file's, byte order mark and line ends included. Raises EditRefused, with the reason in one line,
    when a change cannot be made without harm; its message names no file.
    """
    source = Source.of(text)
    for change in changes:
        try:
            source = _changed(source, change)
        except ValueError as error:  # half a character, a number of thousands of digits
            raise EditRefused(f"{quoted(change.name)} cannot be written: {_reason(error)}") from error
    return source.text


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "it holds bytes that are no text"
    return f"it holds a number of more than {MAX_DIGITS:,} digits" if "digits" in str(error) else str(error)


class _Found(NamedTuple):
    """A property that is in a note, or could be."""

    place: Place
    path: tuple[str, ...]  # its names, from the outermost map in
    value: Maybe


def _changed(source: Source, change: Change) -> Source:
    """`source` after one change; `source` itself when that changes nothing."""
    _refuse_unreadable(source.front)
    found = _find(source, change.name, new=isinstance(change, Set | Add))
    new = meant(change, found.value)
    if repr(new) == repr(found.value):
        return source
    for place, stage in enumerate(_stages(found.value, new)):
        source = _given(source, _find(source, change.name) if place else found, stage)
    return source


def _stages(old: Maybe, new: Maybe) -> list[Maybe]:
    """Values to give one after the other: a list loses elements one by one, then gains others."""
    if not (isinstance(old, list) and isinstance(new, list)):
        return [new]
    stay = set(kept(old, new))
    gone = [index for index in range(len(old)) if index not in stay]
    differ = sum(repr(one) != repr(other) for one, other in zip(old, new, strict=False))
    if not 0 < len(gone) < min(len(old), _MANY) or (len(old) == len(new) and differ <= len(gone)):
        return [new]
    stages: list[Maybe] = []
    for count in range(1, len(gone) + 1):
        without = set(gone[:count])
        stages.append([one for place, one in enumerate(old) if place not in without])
    return stages if len(stay) == len(new) else [*stages, new]


def _given(source: Source, found: _Found, new: Maybe) -> Source:
    """`source` in which the property has the value `new` and nothing else has changed."""
    if source.front.kind == "none":
        after = _with_block(source, found.place.name, new)
    else:
        begin, end = _block(source)
        block = source.plain[begin:end]
        if source.front.kind == "toml":
            made = tomledit.splices(block, found.place.name, found.value, new)
        else:
            made = splices(block, found.place, found.value, new)
        after = Source.of(source.spliced(Splice(begin + start, begin + stop, text) for start, stop, text in made))
        if new is ABSENT:
            after = _without_block(after)
    _prove(source, after, found.path, new)
    return after


def _refuse_unreadable(front: Front) -> None:
    if front.kind in _OTHERS:
        raise EditRefused(f"the front matter is {_OTHERS[front.kind]}, which is read but not edited")
    if front.problems:
        found = front.problems[0]
        where = f" (line {found.line})" if found.line and found.line > 1 and found.code != "duplicate-key" else ""
        raise EditRefused(f"{found.message}{where}", hint="put the front matter right first")


def _block(source: Source) -> tuple[int, int]:
    """Where the lines between the fences begin and end in `source.plain`."""
    return source.plain.index("\n") + 1, source.plain.rindex(_FENCES[source.front.kind], 0, source.front.start)


def _find(source: Source, name: str, *, new: bool = True) -> _Found:
    """The property that `name` means; `new`: it is to be there, so that there must be a place for it.

    Raises EditRefused when it cannot be told, or is tied to other places by anchors and aliases.
    """
    if not name.strip() or len(name) > _LONGEST:
        raise EditRefused(f"a property's name has 1 to {_LONGEST} characters" if name else "a property needs a name")
    if source.front.kind == "toml":
        return _in_toml(source.front.values, name)
    begin, end = _block(source) if source.front.kind == "yaml" else (0, 0)
    root = tree(source.plain[begin:end])
    if root is None:
        return _Found(Place(None, None, (), None, name), (name,), ABSENT)
    if root.kind != "map":
        raise EditRefused("what stands between the --- lines is no list of properties")
    found = _within(root, source.front.values, name, new)
    place = found.place._replace(root=root)
    held = [part.value.marked for part in place.parents] + [root.marked]
    if place.part and place.part.key:
        held += [place.part.value.tied, place.part.key.tied]
    if any(held):
        raise EditRefused(f"{quoted(name)} has an anchor, an alias or a tag of YAML (&, *, !), which is not edited")
    return found._replace(place=place)


def _in_toml(values: Mapping[str, Value], name: str) -> _Found:
    """As `_find`; there only what stands above the tables is edited."""
    index = _index(list(values), name)
    spelled = name if index is None else list(values)[index]
    if index is None and isinstance(values.get(name.partition(".")[0]), dict):
        raise EditRefused(f"{quoted(name)} stands in a table of TOML, which is not edited")
    return _Found(Place(None, None, (), None, spelled), (spelled,), values.get(spelled, ABSENT))


def _within(node: Node, values: Mapping[str, Value], name: str, new: bool) -> _Found:
    """As `_find`, in the map `node` whose values are `values`."""
    names = list(values)
    index = _index(names, name)
    if index is not None:
        spelled = names[index]
        return _Found(Place(None, node, (), node.parts[index], spelled), (spelled,), values[spelled])
    for dot in (place for place in range(len(name) - 2, 0, -1) if name[place] == "."):
        index = _index(names, name[:dot])
        if index is None:
            continue
        parent, part = names[index], node.parts[index]
        inner = values[parent]
        if not isinstance(inner, dict):
            if new:
                raise EditRefused(f"{quoted(parent)} holds no properties, so there is no {quoted(name)}")
            continue
        if part.value.kind != "map":
            raise EditRefused(f"{quoted(parent)} is an alias of YAML (*), which is not edited")
        found = _within(part.value, inner, name[dot + 1 :], new)
        return found._replace(
            place=found.place._replace(parents=(part, *found.place.parents)), path=(parent, *found.path)
        )
    return _Found(Place(None, node, (), None, name), (name,), ABSENT)


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


def _with_block(source: Source, name: str, new: Maybe) -> Source:
    """The note with front matter of its own, in front of all there was."""
    end = source.newline(0)
    empty = Source.of(f"---{end}---{end}")
    made = splices("", Place(None, None, (), None, name), ABSENT, new)
    block = empty.spliced(Splice(start + 4, stop + 4, text) for start, stop, text in made)
    return Source.of(source.mark + block + source.text.removeprefix(source.mark))


def _without_block(source: Source) -> Source:
    """The note without its front matter, when that is empty and what is left has none of its own."""
    if source.front.kind != "yaml" or source.plain[slice(*_block(source))].strip():
        return source
    rest = Source.of(source.mark + _body(source))
    bare = rest.front.kind == "none" and not rest.front.problems and rest.mark == source.mark
    return rest if bare else source


def _body(source: Source) -> str:
    """All that is no front matter, as in the file."""
    return source.text[source.at(source.front.start) :]


def _prove(source: Source, after: Source, path: tuple[str, ...], new: Maybe) -> None:
    """Raise EditRefused unless in `after` the property at `path` alone is another, and the body is what it was."""
    expected = _replaced(source.front.values, path, new)
    same = _body(after) == _body(source) and after.mark == source.mark
    # repr tells 1 from true and 1.0; a table of TOML stands behind what is new.
    facts = [sorted(map(repr, values.items())) for values in (expected, after.front.values)]
    if after.front.problems or not same or facts[0] != facts[1]:
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
