"""notes tasks: the tasks in the text of the notes that match."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.results import Records, TaskRecord

EXAMPLES = ("notes tasks --todo", "notes tasks --sort due tag:AI", "notes tasks --status /")


def run(
    library: Library,
    where: Where,
    *,
    todo: Annotated[bool, Option("--todo", help="Only what is not done.")] = False,
    done: Annotated[bool, Option("--done", help="Only what is done: [x] or [X].")] = False,
    status: Annotated[
        str | None,
        Option("--status", metavar="C", help="Only those with this character in the box."),
    ] = None,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[TaskRecord]:
    """List the tasks with path, line and heading."""
    if todo and done:
        raise UsageError("--todo and --done cannot be asked for at once")
    if status is not None and len(status) != 1:
        raise UsageError("--status takes the one character between the brackets", hint="for example --status /")
    finished = True if done else False if todo else None
    return library.tasks(where, status=status, done=finished, sort=sort, limit=limit)
