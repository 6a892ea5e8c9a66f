"""notes uncheck: untick a checkbox property, or a task."""

from typing import Annotated

import typer

from notes_cli.changes.plan import Plan
from notes_cli.changes.ticks import ticking
from notes_cli.cli.options import WhereQuery, note_and_line, note_and_words
from notes_cli.library import Library

EXAMPLES = ('notes uncheck 分布偏移 "Checkbox 1"', "notes uncheck 待讀清單:24")


def run(
    library: Library,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NOTE [NAME]",
            help="A checkbox property (default: the only one but draft), or NOTE:LINE of a task.",
            show_default=False,
        ),
    ] = None,
    *,
    where: WhereQuery = None,
) -> Plan:
    """Untick a checkbox property, or the task on a line."""
    named, names = note_and_words(arguments, where)
    note, line = note_and_line(library, named)
    return ticking(library, note, names, where, line=line, done=False)
