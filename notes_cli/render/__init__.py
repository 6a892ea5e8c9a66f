"""Results to text: terminal, plain lines, JSON, CSV, paths. Never asks the index.

`FORMATS` is the table: a format is one entry. Without a format a terminal gets a layout, a pipe gets plain lines.
"""

from collections.abc import Callable
from typing import Any, Protocol, TextIO

from notes_cli.errors import UsageError
from notes_cli.results import Records, Result, value_of


class Screen(Protocol):
    """What rendering needs to know of where it writes."""

    @property
    def stdout(self) -> TextIO:
        """Where it is written."""

    @property
    def width(self) -> int:
        """Columns."""

    @property
    def colored(self) -> bool:
        """Whether colour is wanted."""

    @property
    def laid_out(self) -> bool:
        """Whether eyes read this."""


def render(result: Result, screen: Screen, form: str | None, template: str | None = None) -> None:
    """Write `result` to the screen's stdout as `form` (a key of `FORMATS`), or as suits a terminal or a pipe."""
    if form == "template":
        from notes_cli.render.template import write_template

        write_template(result, screen.stdout, template or "")
    elif form is not None:
        FORMATS[form](result, screen.stdout)
    elif screen.laid_out:
        from notes_cli.render.terminal import write_terminal

        write_terminal(result, screen)
    else:
        from notes_cli.render.plain import write_plain

        write_plain(result, screen.stdout)


def _json(result: Result, out: TextIO) -> None:
    from notes_cli.render.structured import write_json

    write_json(result, out)


def _jsonl(result: Result, out: TextIO) -> None:
    from notes_cli.render.structured import write_jsonl

    write_jsonl(records(result, "--jsonl"), out)


def _csv(result: Result, out: TextIO) -> None:
    from notes_cli.render.structured import write_table

    write_table(records(result, "--csv"), out, ",")


def _tsv(result: Result, out: TextIO) -> None:
    from notes_cli.render.structured import write_table

    write_table(records(result, "--tsv"), out, "\t")


def _paths(result: Result, out: TextIO) -> None:
    _write_paths(records(result, "--paths"), out, "\n")


def _print0(result: Result, out: TextIO) -> None:
    _write_paths(records(result, "--print0"), out, "\0")


def _write_paths(found: Records[Any], out: TextIO, end: str) -> None:
    """Each path once. Ended by newlines, a path is shown like text; ended by NUL it is exact, for programs."""
    from notes_cli.text.escape import encodable, shown

    if "path" not in found.kind._fields:
        raise UsageError("these have no paths", hint="use --json, or --format")
    # A path may be bytes that are no text.
    said = str if end == "\0" else lambda path: shown(encodable(path), lines=False)
    for path in dict.fromkeys(value_of(item, "path") for item in found.items):
        if path is not None:  # SQL may have found none
            out.write(said(str(path)) + end)


FORMATS: dict[str, Callable[[Result, TextIO], None]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "tsv": _tsv,
    "paths": _paths,
    "print0": _print0,
}


def records(result: Result, asked: str) -> Records[Any]:
    """`result` as a list. Raises `UsageError` when it is none."""
    if not isinstance(result, Records):
        raise UsageError(f"{asked} is for lists", hint="use --json")
    return result
