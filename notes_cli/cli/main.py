"""The command `notes`: the table of commands, the global options, and the one place where errors are printed.

Commands are loaded when they are called; help and suggestions come from the table alone.
"""

import re
import sys
from contextlib import suppress
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Abort, Exit, TyperException

from notes_cli import __version__
from notes_cli.cli.session import Globals, Session, current, guarded
from notes_cli.errors import ExitCode, NotesError, OutputError, QueryError, UsageError, did_you_mean


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

_HELP = {"help_option_names": ["-h", "--help"]}


class Commands(TyperGroup):
    """The group of all commands: loads one when it is called, lists them from the table."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return loaded(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise _unknown_command(args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for group in dict.fromkeys(c.group for c in COMMANDS.values()):
            with formatter.section(group):
                formatter.write_dl([(c.name, c.summary) for c in COMMANDS.values() if c.group == group])


#: What looks like an option and is a query: -tag:x, -[draft], -(a b), -"a phrase", -#tag, -泛化.
_NEGATED = re.compile(r"-(?:[A-Za-z][A-Za-z-]+:|[\[(\"#/~@]|[^\x00-\x7f])")


class QueryCommand(TyperCommand):
    """A command whose QUERY may begin with a dash."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if any(param.name == "words" for param in self.params):
            args = [guarded(arg) if _NEGATED.match(arg) else arg for arg in args]
        return super().parse_args(ctx, args)


def _unknown_command(name: str) -> NotesError:
    hint = f"{did_you_mean(name, COMMANDS)} `notes --help` lists them all".lstrip()
    return UsageError(f'there is no command "{name}"', hint=hint)


def loaded(name: str) -> Any:
    """The command of that name, ready to be called: its module is loaded now."""
    from importlib import import_module

    from notes_cli.cli.output import wrapped

    module = import_module(f".commands.{name}", __package__)
    shell = typer.Typer(rich_markup_mode=None, add_completion=False)
    examples = "\n".join(f"  {line}" for line in module.EXAMPLES)
    shell.command(name, cls=QueryCommand, context_settings=_HELP, epilog=f"\b\nExamples:\n{examples}")(
        wrapped(module.run)
    )
    return typer.main.get_command(shell)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"notes {__version__}\n")
        raise Exit(ExitCode.DONE)


def _show_completion(shell: str | None) -> None:
    if shell is not None:
        from notes_cli.completion.install import script, which

        session = current()
        session.stdout.write(script(which(shell, session.environ)))
        raise Exit(ExitCode.DONE)


def _install_completion(shell: str | None) -> None:
    if shell is not None:
        from pathlib import Path

        from notes_cli.completion.install import install, place, which

        session = current()
        meant = which(shell, session.environ)
        session.stdout.write(install(meant, place(meant, session.environ, Path.home())) + "\n")
        raise Exit(ExitCode.DONE)


#: Options whose value may be left away when they come last: then it is told as empty.
_MAY_STAND_ALONE = ("--install-completion", "--show-completion")


app = typer.Typer(cls=Commands, rich_markup_mode=None, add_completion=False, context_settings=_HELP)


@app.callback(no_args_is_help=True)
def _global_options(
    ctx: typer.Context,
    vault: Annotated[
        str | None,
        typer.Option(
            "-V", "--vault", metavar="DIR", help="The vault to use, or its name (or NOTES_VAULT).", show_default=False
        ),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option("--db", metavar="FILE", help="The index file (or NOTES_DB).", show_default=False),
    ] = None,
    no_sync: Annotated[
        bool | None,
        typer.Option("--no-sync/--sync", help="Answer from the index as it is (or NOTES_NO_SYNC).", show_default=False),
    ] = None,
    color: Annotated[
        str | None,
        typer.Option(
            "--color", metavar="WHEN", help="auto, always or never (NO_COLOR, FORCE_COLOR).", show_default=False
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Nothing on stderr but errors.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="The version, and nothing else."),
    ] = False,
    install_completion: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            callback=_install_completion,
            is_eager=True,
            show_default=False,
            help="Complete on Tab in bash, zsh or fish.",
        ),
    ] = None,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            callback=_show_completion,
            is_eager=True,
            show_default=False,
            help="Print the script for that.",
        ),
    ] = None,
) -> None:
    """Article notes in the terminal: indexed, searchable in Chinese and English, exportable."""
    if color not in (None, "auto", "always", "never"):
        raise typer.BadParameter("it is auto, always or never", param_hint="--color")
    said = {"vault": vault, "db": db, "no_sync": no_sync, "color": color}
    ctx.obj = Globals(current(quiet=quiet), said, ctx.obj)


def main(started: int | None = None) -> None:
    """Run the command line of this process, and exit with its code; `started` as in `run`."""
    sys.exit(run(sys.argv[1:], started=started))


def run(arguments: list[str], *, started: int | None = None) -> int:  # noqa: PLR0911 - one return for each way to end
    """Run one command line; the exit code. Every error is printed here.

    `started`: when it was given (of `index.heartbeat.now`); what was saved before that, the answer knows.
    """
    session = current()
    if arguments[-1:] and arguments[-1] in _MAY_STAND_ALONE:
        arguments = [*arguments, ""]
    try:
        code = app(arguments, prog_name="notes", standalone_mode=False, obj=started)
        session.stdout.flush()
        return int(code or ExitCode.DONE)
    except NotesError as error:
        _print(error, session, as_json="--json" in arguments)
        return error.exit_code
    except TyperException as error:
        return _usage(error, session, as_json="--json" in arguments)
    except (KeyboardInterrupt, Abort):
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # whoever read our output has gone (the parser makes an exit of that)
        _silence_stdout()
        return ExitCode.DONE
    except OSError as error:
        _print(
            OutputError(f"{error.filename or 'the output'} cannot be used: {error.strerror}"), session, as_json=False
        )
        _silence_stdout()
        return ExitCode.UNUSABLE
    except Exception as error:
        from notes_cli.cli.report import write_report

        session.warn(write_report(error, arguments, session.environ))
        return ExitCode.BUG


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


def _usage(error: TyperException, session: Session, *, as_json: bool) -> int:
    """An error of typer's own parser: one line and where help is; a command without anything prints its help."""
    context = getattr(error, "ctx", None)
    text = error.message if type(error).__name__ == "NoSuchOption" else error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        session.stdout.write(text + "\n")
        return ExitCode.USAGE
    name = context.command_path if context is not None else "notes"
    hint = f"`{name} --help` shows how it is used"
    if type(error).__name__ == "NoSuchOption":
        hint = _about_option(getattr(error, "option_name", ""), name)
    _print(UsageError(text[:1].lower() + text[1:].rstrip("."), hint=hint), session, as_json=as_json)
    return ExitCode.USAGE


def _about_option(option: str, name: str) -> str:
    if option in {"--vault", "-V", "--db", "--no-sync", "--sync", "--color", "--quiet", "-q"}:
        return f"{option} goes before the command: notes {option} … {name.removeprefix('notes ')}"
    return f"`{name} --help` lists the options; to look for text that begins with -, put -- before it"


def _silence_stdout() -> None:
    """Whoever read our output has gone: what Python still wants to flush at exit goes nowhere."""
    import os

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
