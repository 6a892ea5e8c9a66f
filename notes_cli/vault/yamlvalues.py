"""One value of a block of YAML becomes another, in the style of its place: splices of the block.

A place is a `Part` of `yamlspans`. Lists that stay lists are in `yamllists`; which place is meant is not known here.
"""

import re

from notes_cli.model import Value
from notes_cli.vault.splice import Splice
from notes_cli.vault.yamlspans import BLOCK, Node, Part, column, line_end
from notes_cli.vault.yamltext import Form, Moment, block_scalar, inline, is_moment

_HEADER = re.compile(r"[|>](?:[-+]?([0-9]))?[-+]?")
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
    header = _HEADER.match(block, node.start) if node.style in ("|", ">") else None
    if isinstance(new, str) and node.kind == "scalar":
        lines = block_scalar(new, node.style) if header and not header[1] else None
        if header and lines:
            return _block_scalar(block, part, header.end(), *lines)
        if node.style == "" and is_moment(block[node.start : node.end]) and is_moment(new):
            new = Moment(new)
        form = form._replace(quote=node.style if node.style in ("'", '"') else form.quote)
    text = inline(new, form)
    start, stop = (node.start if text else part.colon), line_end(block, part.colon)
    if header:
        return [Splice(start, header.end(), text), Splice(stop, line_end(block, node.end), "")]
    if node.style == BLOCK and node.start > stop:
        return [*inserted(block, part, text), Splice(stop, line_end(block, node.end), "")]
    return [Splice(start, node.end, text)] if node.start < node.end else inserted(block, part, text)


def inserted(block: str, part: Part, text: str) -> list[Splice]:
    """`text` where `part` has no value on the line of its key: blanks at the end of the line come before it."""
    if not text:
        return []
    stop = line_end(block, part.colon)
    blanks = block[part.colon : stop]
    at = stop if blanks and not blanks.strip(" ") else part.colon
    return [Splice(at, at, text if at > part.colon else " " + text)]


def _block_scalar(block: str, part: Part, behind_header: int, chomp: str, lines: list[str]) -> list[Splice]:
    """Other lines under the header of a block scalar, in the indentation of the first."""
    node = part.value
    stop = line_end(block, behind_header)
    old = next((line for line in block[stop : node.end].split("\n") if line.strip()), "")
    indent = len(old) - len(old.lstrip(" ")) or column(block, part.start) + 2
    text = "".join("\n" + (" " * indent + line if line else "") for line in lines)
    return [Splice(node.start + 1, behind_header, chomp), Splice(stop, line_end(block, node.end), text)]
