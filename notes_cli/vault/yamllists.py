"""Parts of a list or map of YAML, added and taken out in its own style: splices of the block.

Between brackets a part has a comma beside it, in a block it has its lines; comments stay with what they stand by.
"""

import re
from collections.abc import Sequence

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.vault.changes import quoted
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamlspans import BLOCK, FLOW, Node, Part, behind, column, keeps_blanks, line_end, line_start
from notes_cli.vault.yamltext import Form, inline
from notes_cli.vault.yamlvalues import form_of, put, quote_of

_COMMA = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")
_BETWEEN = re.compile(r"[ \t\n]*,[ \t\n]*")
_REST = re.compile(r",?[ \t]*(?:#[^\n]*)?\n")


def _same(one: Value, other: Value) -> bool:
    """Whether two values are equal in type, too."""
    return repr(one) == repr(other)


def kept(old: Sequence[Value], new: Sequence[Value]) -> list[int]:
    """Indexes of the elements of `old` that `new` begins with, in their order."""
    found: list[int] = []
    for index, one in enumerate(old):
        if len(found) < len(new) and _same(one, new[len(found)]):
            found.append(index)
    return found


def relisted(block: str, part: Part, old: list[Value], new: list[Value], form: Form) -> list[Splice]:
    """A list becomes another: elements appended, removed, or replaced one by one; else it is written anew."""
    node = part.value
    stay = kept(old, new)
    own = form_of(block, node)._replace(json=form.json, quote=quote_of(node))
    own = own if len(node.parts) > 1 else own._replace(comma=form.comma)
    if len(stay) == len(old):
        texts = [inline(one, own) for one in new[len(old) :]]
        return appended(block, node, texts, own.comma) if node.style == FLOW else _items(block, node, texts)
    if len(stay) == len(new) == len(old) - 1:
        return dropped(block, node, next(index for index in range(len(old)) if index not in stay))
    if len(old) == len(new):
        pairs = [(node.parts[i], new[i]) for i in range(len(old)) if not _same(old[i], new[i])]
        write = put if node.style == BLOCK else _element
        return [splice for item, one in pairs for splice in write(block, item, one, own)]
    return _anew(block, node, new, own, form)


def _anew(block: str, node: Node, new: list[Value], own: Form, form: Form) -> list[Splice]:
    """The whole list written again, in its style."""
    if node.style == FLOW:
        return [Splice(node.start, node.end, inline(new, own._replace(flow=form.flow)))]
    first = node.parts[0]
    lead = " " * column(block, first.start) + "- "
    lines = "".join(f"\n{lead}{inline(one, own)}" for one in new)
    return [Splice(line_start(block, first.start) - 1, line_end(block, node.end), lines)]


def _element(block: str, item: Part, new: Value, form: Form) -> list[Splice]:
    """An element between brackets, replaced in its own quotes."""
    quote = item.value.style if item.value.style in ("'", '"') else form.quote
    return [Splice(item.value.start, item.value.end, inline(new, form._replace(quote=quote)))]


def _items(block: str, node: Node, texts: list[str]) -> list[Splice]:
    """New items at the end of a block list, in its column."""
    first, last = node.parts[0], node.parts[-1]
    gap = block[last.colon : last.value.start]
    lead = " " * column(block, first.start) + "-" + (gap if gap and not gap.strip(" ") else " ")
    at = behind(block, last.end, column(block, first.start)) + 1
    return [Splice(at, at, "".join(f"{lead}{text}\n" for text in texts))]


def appended(block: str, node: Node, texts: list[str], comma: str) -> list[Splice]:
    """New parts before the closing bracket; parts that each have a line get one, a comma at the end stays the last."""
    if not node.parts:
        inside = block[node.start + 1 : node.end - 1]
        return [Splice(node.start + 1, node.end - 1 if not inside.strip() else node.start + 1, comma.join(texts))]
    last = node.parts[-1]
    found = _COMMA.match(block, last.end, node.end)
    stop = found.end() if found else last.end
    begin = line_start(block, last.start)
    if not block[begin : last.start].strip() and _REST.match(block, stop):
        at = line_end(block, stop) + 1
        lead = block[begin : last.start]
        lines = ",\n".join(lead + text for text in texts) + (",\n" if found else "\n")
        return [*([] if found else [Splice(last.end, last.end, ",")]), Splice(at, at, lines)]
    if found:
        return [Splice(stop, stop, comma.partition(",")[2] + comma.join(texts) + ",")]
    between = block[node.parts[-2].end : last.start] if len(node.parts) > 1 else comma
    comma = between if _BETWEEN.fullmatch(between) else comma
    return [Splice(stop, stop, "".join(comma + text for text in texts))]


def dropped(block: str, node: Node, index: int) -> list[Splice]:
    """A part of a list or map taken out, that is not its only one: its lines, or itself and a comma beside it."""
    part = node.parts[index]
    if node.style == BLOCK:
        return [lines_of(block, part, node.parts[index - 1] if index else None)]
    begin = line_start(block, part.start)
    if not block[begin : part.start].strip() and _REST.match(block, part.end):
        found = [Splice(begin, line_end(block, part.end) + 1, "")]
        before = _COMMA.match(block, node.parts[index - 1].end) if part is node.parts[-1] else None
        is_last = before and not _COMMA.match(block, part.end, node.end)
        return [*found, Splice(before.end() - 1, before.end(), "")] if before and is_last else found
    if index:
        return [Splice(node.parts[index - 1].end, part.end, "")]
    return [Splice(part.start, node.parts[1].start, "")]


def lines_of(block: str, part: Part, before: Part | None = None) -> Splice:
    """The lines of a part of a block taken out, with the comments that stand deeper behind it.

    `before` is the part in front of it: a block scalar that keeps blank lines must not get those behind `part`.
    """
    begin = line_start(block, part.start)
    if block[begin : part.start].strip():
        name = quoted(block[part.key.start : part.key.end]) if part.key else "the element"
        raise EditRefused(f"{name} does not begin its line, which is not edited")
    end = behind(block, part.end, column(block, part.start)) + 1
    if before and keeps_blanks(block, before.value) and not block[before.end : begin].strip():
        end = line_start(block, len(block) - len(block[end:].lstrip(" \t\n")))
    return Splice(begin, end, "")
