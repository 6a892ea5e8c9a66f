"""Splices that give a property of a block of YAML another value: the fewest characters, in the style of the place.

Everything here works on one block, the text between the `---` lines, whose lines end in \\n. Which property is meant
and whether the result is right is looked after in `edit`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.vault.changes import ABSENT, Maybe, quoted
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamllists import appended, dropped, lines_of, relisted
from notes_cli.vault.yamlspans import BLOCK, FLOW, Node, Part, behind, column, line_end
from notes_cli.vault.yamltext import Form, inline, key_in, pair
from notes_cli.vault.yamlvalues import form_of, inserted, put, quote_of


class Place(NamedTuple):
    """Where a property is, or would be: `part` of the map `node`, that lies within `parents` (outermost first)."""

    root: Node | None  # the whole block
    node: Node | None  # None: the block has no property at all
    parents: tuple[Part, ...]
    part: Part | None
    name: str  # within `node`


class Habit(NamedTuple):
    """How a note writes its lists."""

    flow: bool = False
    indent: int = 2  # from the key to the dash
    gap: str = " "  # behind the dash
    quote: str = ""


def splices(block: str, place: Place, old: Maybe, new: Maybe) -> list[Splice]:
    """The splices of `block` that make the property at `place` have `new` instead of `old`.

    Raises EditRefused when it is written in a way that is not edited.
    """
    if new is ABSENT:
        return _removed(block, place)
    habit = _habit(block, place.root)
    form = form_of(block, place.node) if place.node else Form()
    if place.part is None:
        return _added(block, place, new, form, habit)
    part = place.part
    if part.colon < 0:
        raise EditRefused(f"{quoted(place.name)} has no colon of its own")
    if isinstance(old, dict) and (part.value.style == BLOCK or not isinstance(new, dict)):
        raise EditRefused(
            f"{quoted(place.name)} holds properties of its own",
            hint=f"name one of them: {place.name}.{next(iter(old), 'name')}",
        )
    if isinstance(new, list) and new:
        if isinstance(old, list) and old:
            return relisted(block, part, old, new, form)
        return _listed(block, part, old, new, form, habit)
    return put(block, part, new, form)


def _habit(block: str, root: Node | None) -> Habit:
    """As the first list of the note that is not empty; else as Obsidian writes them."""
    parts = root.parts if root and root.kind == "map" else ()
    for part in parts:
        node = part.value
        if node.kind == "list" and node.parts:
            if node.style == FLOW:
                return Habit(flow=True, quote=quote_of(node))
            first = node.parts[0]
            gap = block[first.colon : first.value.start]
            indent = column(block, first.start) - column(block, part.start)
            return Habit(False, indent, gap if gap and not gap.strip(" ") else " ", quote_of(node))
    return Habit()


def _listed(block: str, part: Part, old: Maybe, new: list[Value], form: Form, habit: Habit) -> list[Splice]:
    """What was no list, or an empty one, becomes one; an element that is the old text keeps its spelling."""
    node = part.value
    if node.style == FLOW:
        own = form_of(block, node)._replace(json=form.json, comma=form.comma, quote=habit.quote)
        return appended(block, node, [inline(one, own) for one in new], own.comma)
    quote = node.style if old and node.style in ("'", '"') else habit.quote if old in (None, "") else ""
    if form.flow or habit.flow or not _flat(new):
        return put(block, part, new, form._replace(quote=quote))
    raw = block[node.start : node.end]
    kept = [raw if one is old and old and "\n" not in raw else inline(one, Form(quote)) for one in new]
    indent = " " * (column(block, part.start) + habit.indent) + "-" + habit.gap
    emptied = put(block, part, None, form) if node.start < node.end else []
    at = line_end(block, node.end) + 1
    return [*emptied, Splice(at, at, "".join(f"{indent}{text}\n" for text in kept))]


def _flat(values: Sequence[Value]) -> bool:
    return not any(isinstance(one, list | dict | None) for one in values)


def _removed(block: str, place: Place) -> list[Splice]:
    node, part = place.node, place.part
    assert node is not None
    assert part is not None
    if len(node.parts) > 1:
        return dropped(block, node, node.parts.index(part))
    if node.style == FLOW:
        return [Splice(node.start + 1, node.end - 1, "")]
    lines = lines_of(block, part)
    return [*inserted(block, place.parents[-1], "{}"), lines] if place.parents else [lines]


def _added(block: str, place: Place, new: Value, form: Form, habit: Habit) -> list[Splice]:
    """A new property, the last one of its map: behind the comments that end it, before blank lines that do."""
    node = place.node
    if node and node.style == FLOW:
        return appended(block, node, [pair(place.name, new, form)], form.comma)
    last = node.parts[-1] if node else None
    margin = " " * (column(block, last.start) if last else 0)
    key = f"{margin}{key_in(place.name, Form())}:"
    if isinstance(new, list) and new and _flat(new) and not habit.flow:
        lead = f"\n{margin}{' ' * habit.indent}-{habit.gap}"
        text = key + "".join(lead + inline(one, Form(habit.quote)) for one in new)
    else:
        written = inline(new, Form(habit.quote if isinstance(new, list) else ""))
        text = f"{key} {written}" if written else key
    if last:
        at = behind(block, last.end, column(block, place.parents[-1].start) if place.parents else -1) + 1
    else:
        comments = len(block.rstrip(" \t\n"))
        at = line_end(block, comments) + 1 if comments else 0
    return [Splice(at, at, text + "\n")]
