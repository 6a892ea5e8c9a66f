"""Writes what is made from the commands and the records themselves: the grammar of completion, docs/records.md
and the list of methods in docs/api.md.

`--check` only says whether they are up to date.
"""

import builtins
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperArgument

from notes_cli import about
from notes_cli import records as record_types
from notes_cli.cli.main import COMMANDS
from notes_cli.cli.shell import app, loaded
from notes_cli.completion.grammar import FILE as GRAMMAR
from notes_cli.completion.grammar import FLAG
from notes_cli.completion.offers import KINDS
from notes_cli.fields import SORTS
from notes_cli.index.listing import HEADING_SORTS, TASK_SORTS
from notes_cli.library import Library
from notes_cli.results import HeadingRecord, Hit, NoteRecord, Records, TaskRecord
from notes_cli.settings import SETTINGS

ROOT = Path(__file__).parent.parent

#: How the value of a parameter is completed, by its metavar; `command.parameter` goes before.
KIND_OF = {
    "NOTE": "note", "NOTE|QUERY": "note", "TAG": "tag", "QUERY": "query", "FOLDER": "vault-folder", "DATE": "date",
    "FILE": "file",
    "DIR": "folder", "N": "text", "TEXT": "text", "C": "text", "KEY=VALUE": "assignment", "KEY": "property",
    "NOTE KEY=VALUE": "note-then:assignment", "NOTE KEY": "note-then:property", "NOTE [NAME": "note-then:checkbox",
    "NOTE[:LINE|#PART": "note", "OLD=NEW": "tag", "TITLE": "text", "DEST": "vault-folder",
    "WHEN": "word:auto,always,never", "SHELL": "word:bash,zsh,fish", "html|md|text|pdf": "word:html,md,text,pdf",
    "auto|light|dark|mono": "word:auto,light,dark,mono",
    "SQL": "text", "SECONDS": "text", "URL": "text", "config.name": f"word:{','.join(SETTINGS)}",
    "tag.name": "tag", "props.name": "property", "export.props": "property",
    "checked": "checkbox", "unchecked": "checkbox",
}  # fmt: skip
SORTED_OTHERWISE: dict[Any, tuple[str, ...]] = {
    NoteRecord: tuple(SORTS), Hit: tuple(SORTS), HeadingRecord: tuple(HEADING_SORTS), TaskRecord: tuple(TASK_SORTS),
}  # fmt: skip


def grammar() -> str:
    """The table that completion reads: see `completion.grammar`."""
    rows = list(_parameters("", typer.main.get_command(app), ()))
    for command in COMMANDS.values():
        rows.append((command.name, "", "command", command.summary))
        rows += _parameters(command.name, loaded(command.name), sorts(command.name))
    return "".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n" for row in rows)


def _parameters(command: str, of: Any, sorts: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    for parameter in of.params:
        is_argument = isinstance(parameter, TyperArgument)
        flags = "" if is_argument else " ".join((*parameter.opts, *parameter.secondary_opts))
        kind = _kind(command, parameter, sorts) + ("*" if is_argument and parameter.nargs == -1 else "")
        yield command, flags, kind, (parameter.help or "").replace("\b", "")
    yield command, "-h --help", FLAG, "Show what there is, and leave."


def _kind(command: str, parameter: Any, sorts: tuple[str, ...]) -> str:
    if getattr(parameter, "is_flag", False):
        return FLAG
    metavar = (parameter.metavar or parameter.name.upper()).removesuffix("...").strip("[]")
    low, high = getattr(parameter.type, "min", None), getattr(parameter.type, "max", None)
    if isinstance(low, int) and isinstance(high, int) and high - low < 20:
        return "word:" + ",".join(map(str, range(low, high + 1)))
    if metavar == "FIELD":
        return f"word:{','.join(sorts)}" if sorts else "text"
    for known in (f"{command}.{parameter.name}", parameter.name, metavar):
        if known in KIND_OF:
            kind = KIND_OF[known]
            assert kind.partition(":")[0] in KINDS, kind
            return kind
    raise SystemExit(f"scripts/make_reference.py: say in KIND_OF how {metavar} of `notes {command}` is completed")


def listed(command: str) -> tuple[Any, ...]:
    """The types of what a command returns: records of a list (of a union all), the figures of a report."""
    loaded(command)
    returned = inspect.signature(sys.modules[f"notes_cli.cli.commands.{command}"].run).return_annotation
    lists = (shape for shape in (returned, *get_args(returned)) if get_origin(shape) is Records)
    return tuple(get_args(shape)[0] for shape in lists)


def record(command: str) -> Any:
    """The type of the records that a command lists, the first when there are several; None when it lists none."""
    return next(iter(listed(command)), None)


def sorts(command: str) -> tuple[str, ...]:
    """The fields that a command's list can be sorted by."""
    kind = record(command)
    if not any(parameter.name == "sort" for parameter in loaded(command).params):
        return ()
    if kind in SORTED_OTHERWISE or kind is None:
        return SORTED_OTHERWISE.get(kind, ())
    kinds = get_type_hints(kind)
    return tuple(name for name in kind._fields if kinds.get(name) in (str, int, float, bool))


# -- docs/records.md -------------------------------------------------------------------------------------------

_FIELD = re.compile(r"    (\w+): [^#]*?(?:#\s*type:[^#]*)?(?:#\s*(?P<meaning>.+))?")
_TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null"}

ABOUT = """# Records

What every command that lists gives out: one record for each line of the list. The names below are the keys of
`--json` and `--jsonl`, the columns of `--csv` and `--tsv`, the fields that `--format` knows, and the attributes of
the records in Python. They stay as they are from release to release; new ones may be added.

In `--csv`, `--tsv` and `--format` a list is joined by `; `, an object is JSON, null is empty, and tabs and newlines
in a text are shown as `\\x09` and `\\x0a`, so that a record stays on its line. CSV begins with a byte order mark,
without which spreadsheets take Chinese for another encoding, and text that a spreadsheet would run as a formula (it
begins with `=`, `+`, `-` or `@`, in either width, and is no number) stands behind an apostrophe. JSON is exact.

`--format` also knows members of an object and elements of a list: `{properties[狀態]}`, `{tags[0]}`; a bracket
itself is written `{{` or `}}`.

`notes show --json` is the record of the note and `body`, `headings`, `tasks`, `links`, `backlinks`, `tag_places`
and `problems`. With `--json` an error is one line on stderr, `{"error": {"code", "message", "hint"}}`, and stdout
is empty.
"""


def records() -> str:
    """The reference of all records, made from their types in `records` and `about` and the comments behind fields."""
    known: dict[str, str] = {}
    parts = [ABOUT]
    for kind in (*vars(record_types).values(), *vars(about).values()):
        is_record = isinstance(kind, type) and issubclass(kind, tuple)
        if is_record and kind.__dict__.get("_fields"):
            parts.append(_section(kind, known))
    return "\n".join(parts)


def _section(kind: Any, known: dict[str, str]) -> str:
    lines = [f"## {kind.__name__}", "", *(inspect.getdoc(kind) or "").splitlines(), ""]
    if commands := ", ".join(f"`notes {name}`" for name in COMMANDS if kind in listed(name)):
        lines += [commands, ""]
    hints, meanings = get_type_hints(kind), _meanings(kind)
    lines += ["| field | type | meaning |", "| --- | --- | --- |"]
    for name in kind._fields:
        meaning = meanings[name] or known.get(name)
        if meaning is None:
            raise SystemExit(f"{kind.__module__}: say behind {kind.__name__}.{name} what it means")
        known.setdefault(name, meaning)
        lines.append(f"| `{name}` | {_type(hints[name])} | {meaning.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


def _meanings(kind: Any) -> dict[str, str | None]:
    found = (_FIELD.fullmatch(line) for line in inspect.getsource(kind).splitlines())
    return {match[1]: match["meaning"] for match in found if match and match[1] in kind._fields}


def _type(hint: Any) -> str:
    if hint in _TYPES:
        return _TYPES[hint]
    arguments = get_args(hint)
    match get_origin(hint):
        case builtins.tuple if arguments[-1:] == (...,):
            return f"list of {_type(arguments[0])}"
        case builtins.tuple:
            return f"pair of {_type(arguments[0])}"
        case typing.Union | types.UnionType:
            return " or ".join(map(_type, arguments))
    return "object"


# -- docs/api.md -----------------------------------------------------------------------------------------------


def api() -> str:
    """The page about the Python API, its list of methods made anew."""
    page = (ROOT / "docs/api.md").read_text("utf-8")
    about = " ".join((inspect.getdoc(Library) or "").split("\n\n")[-1].split())
    lines = [about, ""]
    for name, method in inspect.getmembers(Library, callable):
        if not name.startswith("_"):
            said = " ".join((inspect.getdoc(method) or "").split())
            lines.append(f"* `{name}{_signature(method)}` {said}")
    filled = "<!-- methods -->\n" + "\n".join(lines) + "\n<!-- end -->"
    return re.sub(r"<!-- methods -->\n.*?<!-- end -->", lambda _: filled, page, flags=re.DOTALL)


def _signature(method: Any) -> str:
    signature = inspect.signature(method)
    own = [p for name, p in signature.parameters.items() if name not in ("self", "environ")]
    return re.sub(r"notes_cli(\.\w+)*\.|'|collections\.abc\.|typing\.", "", str(signature.replace(parameters=own)))


FILES = {GRAMMAR: grammar, ROOT / "docs/records.md": records, ROOT / "docs/api.md": api}


def main() -> int:
    """Write every file; with `--check` the number of those that are not up to date."""
    made = {file: make() for file, make in FILES.items()}
    stale = [file for file, text in made.items() if not file.exists() or file.read_text("utf-8") != text]
    if "--check" in sys.argv:
        sys.stderr.writelines(f"{file} is not up to date: run scripts/make_reference.py\n" for file in stale)
        return int(bool(stale))
    for file in stale:
        file.write_text(made[file], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
