"""`--format`: each record as a line of the user's own."""

import re
from typing import Any, TextIO

from notes_cli.errors import UsageError
from notes_cli.render import records
from notes_cli.render.structured import cell
from notes_cli.results import Result, value_of

_FIELD = re.compile(r"\{([^{}]*)\}|\\([nt0\\])")
_ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


def write_template(result: Result, out: TextIO, template: str) -> None:
    r"""Write `template` for each record with `{field}` filled in and `\t`, `\n`, `\0` understood.

    Raises `UsageError` for a field that the records do not have.
    """
    found = records(result, "--format")
    fields: tuple[str, ...] = found.kind._fields
    for name in (match[1] for match in _FIELD.finditer(template) if match[1] is not None):
        if name not in fields:
            raise UsageError(f'there is no field "{name}" here', hint="fields are " + ", ".join(fields))
    if len(re.findall(r"[{}]", template)) != 2 * len([m for m in _FIELD.finditer(template) if m[1] is not None]):
        raise UsageError("a bracket of the template is open", hint="fields are written {path}, {title} …")
    end = "" if template.endswith(("\\n", "\\0")) else "\n"
    for item in found.items:
        out.write(_FIELD.sub(lambda m, item=item: _filled(m, item), template) + end)  # type: ignore[misc]


def _filled(match: re.Match[str], item: Any) -> str:
    return _ESCAPES[match[2]] if match[1] is None else cell(value_of(item, match[1]))
