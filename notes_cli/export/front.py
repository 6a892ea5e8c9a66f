"""The front matter of a note as it stands in the file, or the properties of it that are asked for."""

import json
import re
from collections.abc import Iterator

from notes_cli.model import Note

_KEY = re.compile(r"""(?:"([^"]+)"|'([^']+)'|([^\s#:\-\[\]{}"'][^:]*)):(?=\s|$)""")


def chosen(note: Note, front: str, props: tuple[str, ...] | None) -> str:
    """`front` with the properties `props` alone, as `PageContext.props` names them; () is all of them here."""
    if props is None or not front:
        return ""
    if not props or "*" in props:
        return front
    wanted = [name.casefold() for name in props]
    names = [name for name in note.front if name.casefold() in wanted]
    if note.front_kind == "yaml":
        lines = [line for name, line in _named_lines(front) if name in names]
    else:
        lines = [f"{name}: {json.dumps(note.front[name], ensure_ascii=False)}" for name in names]
    return "\n".join(("---", *lines, "---", "")) if lines else ""


def _named_lines(front: str) -> Iterator[tuple[str, str]]:
    """The lines of a YAML block between its fences, each with the property that it belongs to."""
    name = ""
    for line in front.strip("\n").split("\n")[1:-1]:
        found = _KEY.match(line)
        name = (found[1] or found[2] or found[3]).strip() if found else name
        yield name, line
