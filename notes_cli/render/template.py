r"""`--format`: each record as a line of the user's own.

`{path}` is a field; `{properties[狀態]}` a member of one that has members, `{tags[0]}` an element of a list; both are
empty where there is none. `\t`, `\n`, `\0` and `\\` are what they always are, `{{` and `}}` the brackets themselves.
"""

import re
from collections.abc import Mapping
from typing import Any, TextIO, get_origin

from notes_cli.errors import UsageError, did_you_mean
from notes_cli.render import records
from notes_cli.render.structured import cell
from notes_cli.results import Result, value_of

_PIECE = re.compile(r"(?P<bracket>\{\{|\}\})|\{(?P<field>[^{}]*)\}|\\(?P<escape>[nt0\\])|(?P<open>[{}])")
_FIELD = re.compile(r"([^\[\]]*)(?:\[(.*)\])?", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


def write_template(result: Result, out: TextIO, template: str) -> None:
    r"""Write `template` for each record with `{field}` filled in and `\t`, `\n`, `\0` understood.

    Raises `UsageError` for a field that the records do not have, also when there are no records.
    """
    found = records(result, "--format")
    for piece in _PIECE.finditer(template):
        _check(piece, found.kind)
    end = "" if template.endswith(("\\n", "\\0")) else "\n"
    for item in found.items:
        out.write(_PIECE.sub(lambda piece, item=item: _filled(piece, item), template) + end)  # type: ignore[misc]


def _check(piece: re.Match[str], kind: Any) -> None:
    if piece["open"]:
        raise UsageError(
            "a bracket of the template is open", hint="fields are written {path}, {title} …; a bracket itself {{ or }}"
        )
    if piece["field"] is None:
        return
    name, member = _parts(piece["field"])
    if name not in kind._fields:
        hint = f"{did_you_mean(name, kind._fields)} fields are {', '.join(kind._fields)}".lstrip()
        raise UsageError(f'there is no field "{name}" here', hint=hint)
    if member is not None and get_origin(kind.__annotations__.get(name)) not in (Mapping, tuple):
        raise UsageError(f'the field "{name}" has no members', hint=f"write {{{name}}}")


def _parts(field: str) -> tuple[str, str | None]:
    """Name and member: `properties[狀態]`."""
    found = _FIELD.fullmatch(field)
    return (found[1], found[2]) if found else (field, None)


def _filled(piece: re.Match[str], item: Any) -> str:
    if piece["bracket"]:
        return piece["bracket"][0]
    if piece["field"] is None:
        return _ESCAPES[piece["escape"]]
    name, member = _parts(piece["field"])
    value = value_of(item, name)
    return cell(value if member is None else _member(value, member))


def _member(value: Any, member: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(member)
    return value[int(member)] if member.isdecimal() and int(member) < len(value) else None
