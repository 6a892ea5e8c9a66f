"""One value of a block of YAML becomes another, in the style of its place: splices of the block.

A place is a `Part` of `yamlspans`. Lists that stay lists are in `yamllists`; which place is meant is not known here.
"""

import re

from notes_cli.model import Value
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamlspans import BLOCK, Node, Part, column, line_end
from notes_cli.vault.yamltext import Form, Moment, block_scalar, inline, is_moment

_HEADER = re.compile(r"[|>]([0-9])?[-+]?([0-9])?[-+]?")
_BETWEEN = re.compile(r"[ \t\n]*,[ \t\n]*")


def form_of(block: str, node: Node) -> Form:
    """How the parts of a map or list are written."""
    if node.style == BLOCK:
        return Form()
    json = any(part.key and part.key.style == '"' for part in node.parts)
    between = [block[one.end : other.start] for one, other in zip(node.parts, node.parts[1:], strict=False)]
    comma = next((text for text in between if _BETWEEN.fullmatch(text) and "\n" not in text), ", ")
    colon = next((block[part.key.end : part.value.start] for part in node.parts if part.key and part.colon > 0), ": ")
    return Form("", True, json, comma, colon if colon.strip(" ") == ":" and (json or colon[-1] == " ") else ": ")


def quote_of(node: Node) -> str:
    """The quote that every element of a list has, or none."""
    styles = {part.value.style for part in node.parts}
    return styles.pop() if len(styles) == 1 and styles <= {"'", '"'} else ""


def put(block: str, part: Part, new: Value, form: Form) -> list[Splice]:
    """The value of `part` becomes `new`, on one line unless it is a block scalar and can stay one."""
    node = part.value
    if isinstance(new, str) and node.kind == "scalar":
        if node.style in ("|", ">") and (lines := block_scalar(new, node.style)):
            return _block_scalar(block, part, *lines)
        if node.style == "" and is_moment(block[node.start : node.end]) and is_moment(new):
            new = Moment(new)
        form = form._replace(quote=node.style if node.style in ("'", '"') else form.quote)
    text = inline(new, form)
    stop = line_end(block, part.colon)
    if node.kind != "scalar" and node.style == BLOCK:
        return [*inserted(block, part, text), Splice(stop, line_end(block, node.end), "")]
    if node.style in ("|", ">"):
        header = _HEADER.match(block, node.start)
        assert header is not None  # anchors and tags are refused before
        behind_header = Splice(line_end(block, node.start), line_end(block, node.end), "")
        return [Splice(part.colon if not text else node.start, header.end(), text), behind_header]
    if node.start == node.end:
        return inserted(block, part, text)
    return [Splice(node.start if text else part.colon, node.end, text)]


def inserted(block: str, part: Part, text: str) -> list[Splice]:
    """`text` where `part` has no value on the line of its key: blanks at the end of the line come before it."""
    if not text:
        return []
    stop = line_end(block, part.colon)
    blanks = block[part.colon : stop]
    at = stop if blanks and not blanks.strip(" ") else part.colon
    return [Splice(at, at, text if at > part.colon else " " + text)]


def _block_scalar(block: str, part: Part, chomp: str, lines: list[str]) -> list[Splice]:
    node = part.value
    header = _HEADER.match(block, node.start)
    assert header is not None
    stop = line_end(block, node.start)
    old = next((line for line in block[stop:].split("\n", 100)[1:] if line.strip()), "")
    indent = len(old) - len(old.lstrip(" ")) if stop < node.end else column(block, part.start) + 2
    if header[1] or header[2]:
        return [
            Splice(node.start, header.end(), inline("\n".join(lines) + ("" if chomp else "\n"), Form(quote='"'))),
            Splice(stop, line_end(block, node.end), ""),
        ]
    text = "".join("\n" + (" " * indent + line if line else "") for line in lines)
    return [
        Splice(node.start + 1, header.end(), chomp),
        Splice(stop, line_end(block, node.end), text),
    ]
