"""The command `notes`: the table of commands, and the one place where errors are printed.

A command line in which nothing is unusual is read by `quick`, any other by typer (`shell`), which takes as long to
load as everything else that a search needs.
"""

import sys
from contextlib import suppress
from typing import NamedTuple

from notes_cli.cli.session import Session, current
from notes_cli.errors import ExitCode, NotesError, OutputError, QueryError


class Command(NamedTuple):
    """A row of the table of commands; its module is `cli.commands.NAME` with a function `run` and `EXAMPLES`."""

    name: str
    group: str
    summary: str


COMMANDS = {
    c.name: c
    for c in (
        Command("search", "Find", "Search titles, tags, headings and text, ranked"),
        Command("list", "Find", "List the notes that match, newest first"),
        Command("drafts", "Find", "List the drafts"),
        Command("tag", "Find", "List the notes with a tag"),
        Command("tags", "Find", "List the tags with counts"),
        Command("props", "Find", "List the properties, or the values of one, with counts"),
        Command("headings", "Find", "List headings with path and line"),
        Command("outline", "Find", "List the headings of one note"),
        Command("tasks", "Find", "List the tasks in the text"),
        Command("links", "Find", "List where a note leads"),
        Command("backlinks", "Find", "List the links that lead to a note"),
        Command("related", "Find", "List the notes about the same thing, with why"),
        Command("unresolved", "Find", "List the links to nothing"),
        Command("orphans", "Find", "List the notes that no other note links to"),
        Command("show", "Read", "Show a note"),
        Command("export", "Read", "Write a note as one HTML page"),
        Command("open", "Read", "Open a note in Obsidian"),
        Command("edit", "Read", "Open a note in your editor"),
        Command("path", "Read", "Print where a note lies"),
        Command("set", "Change", "Set properties"),
        Command("unset", "Change", "Remove properties"),
        Command("check", "Change", "Tick a checkbox property or a task"),
        Command("uncheck", "Change", "Untick a checkbox property or a task"),
        Command("retag", "Change", "Add, remove and rename tags"),
        Command("new", "Change", "Make a note from a template"),
        Command("move", "Change", "Move or rename a note, and rewrite every link to it"),
        Command("undo", "Change", "Take back the last change"),
        Command("index", "Keep", "Bring the index up to date now"),
        Command("watch", "Keep", "Keep the index up to date while it runs"),
        Command("doctor", "Keep", "List what is wrong, with path, line and a cure"),
        Command("stats", "Keep", "Count notes, words, tags, sources, tasks and links"),
        Command("sql", "Keep", "Answer SQL from the index, read-only"),
        Command("fields", "Keep", "List what a query can ask for"),
        Command("config", "Keep", "List the settings and where each comes from"),
        Command("vaults", "Keep", "List the known vaults"),
    )
}


def main(started: int | None = None) -> None:
    """Run the command line of this process, and exit with its code; `started` as in `run`."""
    sys.exit(run(sys.argv[1:], started=started))


def run(arguments: list[str], *, started: int | None = None) -> int:
    """Run one command line; the exit code. Every error is printed here.

    `started`: when it was given (of `index.heartbeat.now`); what was saved before that, the answer knows.
    """
    session = current()
    as_json = "--json" in arguments
    try:
        code = _carried_out(arguments, started)
        session.stdout.flush()
        return code
    except NotesError as error:
        _print(error, session, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # whoever read our output has gone (the parser makes an exit of that)
        _silence_stdout()
        return ExitCode.DONE
    except OSError as error:
        _print(_unusable(error), session, as_json=as_json)
        _silence_stdout()
        return ExitCode.UNUSABLE
    except Exception as error:
        from notes_cli.cli.report import Bug, write_report

        _print(Bug(write_report(error, arguments, session.environ)), session, as_json=as_json)
        return ExitCode.BUG


def _carried_out(arguments: list[str], started: int | None) -> int:
    from notes_cli.cli.quick import understood

    if call := understood(arguments, started):
        from notes_cli.cli.output import answer

        return answer(*call)
    from notes_cli.cli.shell import execute

    return execute(arguments, started)


def _unusable(error: OSError) -> OutputError:
    """What is to be said of an error of the system that nobody caught."""
    from notes_cli.config import NOWHERE, working_directory

    if isinstance(error, FileNotFoundError) and not error.filename and working_directory() is None:
        return OutputError(NOWHERE)
    return OutputError(f"{error.filename or 'the output'} cannot be used: {error.strerror}")


def _print(error: NotesError, session: Session, *, as_json: bool) -> None:
    if as_json:
        import json

        body = {"code": error.code, "message": error.message, "hint": error.hint}
        session.warn(json.dumps({"error": body}, ensure_ascii=False))
        return
    session.warn(f"notes: {error.message}")
    if isinstance(error, QueryError):
        for line in _pointed(error):
            session.warn(line)
    if error.hint:
        session.warn(f"hint: {error.hint}")


def _pointed(error: QueryError) -> list[str]:
    """The query, and carets below the part that is wrong, aligned in cells; a long query is cut around it."""
    from notes_cli.text.width import cells

    first = max(0, error.start - 30)
    shown = error.query[first : error.end + 30].replace("\n", " ")
    before = cells(error.query[first : error.start])
    return [f"  {shown}", f"  {' ' * before}{'^' * max(1, cells(error.query[error.start : error.end]))}"]


def _silence_stdout() -> None:
    """Whoever read our output has gone: what Python still wants to flush at exit goes nowhere."""
    import os

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
