"""Writes what is made from the commands and the records themselves: the grammar of completion and docs/records.md.

`--check` only says whether they are up to date.
"""

import inspect
import sys
from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperArgument

from notes_cli.cli.completion.grammar import FILE as GRAMMAR
from notes_cli.cli.completion.grammar import FLAG
from notes_cli.cli.completion.offers import KINDS
from notes_cli.cli.main import COMMANDS, app, loaded
from notes_cli.fields import SORTS
from notes_cli.index.listing import HEADING_SORTS, TASK_SORTS
from notes_cli.results import HeadingRecord, Hit, NoteRecord, Records, TaskRecord

#: How the value of a parameter is completed, by its metavar; `command.parameter` goes before.
KIND_OF = {
    "NOTE": "note", "TAG": "tag", "QUERY": "query", "FOLDER": "vault-folder", "DATE": "date", "FILE": "file",
    "DIR": "folder", "N": "text", "TEXT": "text", "C": "text", "KEY=VALUE": "assignment", "KEY": "property",
    "WHEN": "word:auto,always,never", "SHELL": "word:bash,zsh,fish",
    "tag.name": "tag", "props.name": "property", "checked": "checkbox", "unchecked": "checkbox",
}  # fmt: skip
SORTED_OTHERWISE: dict[Any, tuple[str, ...]] = {
    NoteRecord: tuple(SORTS), Hit: tuple(SORTS), HeadingRecord: tuple(HEADING_SORTS), TaskRecord: tuple(TASK_SORTS),
}  # fmt: skip


def grammar() -> str:
    """The table that completion reads: see `cli.completion.grammar`."""
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


def record(command: str) -> Any:
    """The type of the records that a command lists; of a union the first; None when it lists none."""
    loaded(command)
    returned = inspect.signature(sys.modules[f"notes_cli.cli.commands.{command}"].run).return_annotation
    shapes = (returned, *get_args(returned))
    return next((get_args(s)[0] for s in shapes if get_origin(s) is Records), None)


def sorts(command: str) -> tuple[str, ...]:
    """The fields that a command's list can be sorted by."""
    listed = record(command)
    if listed in SORTED_OTHERWISE or listed is None:
        return SORTED_OTHERWISE.get(listed, ())
    kinds = get_type_hints(listed)
    return tuple(name for name in listed._fields if kinds.get(name) in (str, int, float, bool))


FILES = {GRAMMAR: grammar}


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
