"""The command line as typer reads it: help, errors, completion, and whatever `quick` does not understand.

Commands are loaded when they are called; help and suggestions come from the table alone.
"""

import inspect
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Abort, Exit, TyperException

from notes_cli import __version__
from notes_cli.cli.declared import REQUIRED, Parameter
from notes_cli.cli.globals import COLORS, GLOBALS
from notes_cli.cli.main import COMMANDS
from notes_cli.cli.session import Globals, current, guarded
from notes_cli.errors import ExitCode, NotesError, UsageError, did_you_mean

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
    from notes_cli.cli.parameters import typed

    module = import_module(f".commands.{name}", __package__)

    def callback(ctx: typer.Context, **values: Any) -> int:
        from notes_cli.cli.output import answer

        return answer(module.run, ctx.obj, values)

    callback.__signature__ = _signature(typed(module.run))  # type: ignore[attr-defined]
    callback.__doc__ = module.run.__doc__
    shell = typer.Typer(rich_markup_mode=None, add_completion=False)
    examples = "\n".join(f"  {line}" for line in module.EXAMPLES)
    shell.command(name, cls=QueryCommand, context_settings=_HELP, epilog=f"\b\nExamples:\n{examples}")(callback)
    return typer.main.get_command(shell)


def _signature(parameters: Iterable[Parameter]) -> inspect.Signature:
    """A signature as typer wants it, of a callback that takes `ctx` and `parameters`."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("ctx", keyword, annotation=typer.Context)]
    for parameter in parameters:
        default = inspect.Parameter.empty if parameter.default is REQUIRED else parameter.default
        found.append(inspect.Parameter(parameter.name, keyword, default=default, annotation=_for_typer(parameter)))
    return inspect.Signature(found)


def _for_typer(parameter: Parameter) -> Any:
    declared = parameter.option
    if declared is None:  # one of typer's own
        return parameter.annotation
    kind, limits = get_args(parameter.annotation)[0], {"min": declared.min, "max": declared.max}
    said: dict[str, Any] = {"metavar": declared.metavar, "help": declared.help, **limits}
    if not declared.flags:
        return Annotated[kind, typer.Argument(**said, show_default=False)]
    return Annotated[kind, typer.Option(*declared.flags, **said, rich_help_panel=declared.panel)]


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


def _instead(flag: str, kind: Any, callback: Any, help: str, **said: Any) -> Any:
    return Annotated[kind, typer.Option(flag, callback=callback, is_eager=True, help=help, **said)]


#: Options that do something else than a command.
_INSTEAD = (
    Parameter("version", _instead("--version", bool, _version, "The version, and nothing else."), False),
    Parameter("install_completion", _instead("--install-completion", str | None, _install_completion,
                                             "Complete on Tab in bash, zsh or fish.", metavar="[SHELL]"), None),
    Parameter("show_completion", _instead("--show-completion", str | None, _show_completion,
                                          "Print the script for that.", metavar="[SHELL]"), None),
)  # fmt: skip
#: Those of them whose value may be left away when they come last: then it is told as empty.
_MAY_STAND_ALONE = ("--install-completion", "--show-completion")


app = typer.Typer(cls=Commands, rich_markup_mode=None, add_completion=False, context_settings=_HELP)


def _before_the_command(ctx: typer.Context, **values: Any) -> None:
    """Article notes in the terminal: indexed, searchable in Chinese and English, exportable."""
    if values["color"] not in COLORS:
        raise typer.BadParameter("it is auto, always or never", param_hint="--color")
    ctx.obj = Globals.of(values, ctx.obj)


_before_the_command.__signature__ = _signature((*GLOBALS, *_INSTEAD))  # type: ignore[attr-defined]
app.callback(no_args_is_help=True)(_before_the_command)


def execute(arguments: list[str], started: int | None) -> int:
    """Carry out a command line; the exit code. Raises `NotesError`; `KeyboardInterrupt` when a person ends it."""
    if arguments[-1:] and arguments[-1] in _MAY_STAND_ALONE:
        arguments = [*arguments, ""]
    try:
        return int(app(arguments, prog_name="notes", standalone_mode=False, obj=started) or ExitCode.DONE)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(error.format_message() + "\n")
            return ExitCode.USAGE
        raise _usage_error(error) from error


def _usage_error(error: TyperException) -> UsageError:
    """An error of typer's own parser: one line, and where help is."""
    context = getattr(error, "ctx", None)
    name = context.command_path if context is not None else "notes"
    text, hint = error.format_message(), f"`{name} --help` shows how it is used"
    if type(error).__name__ == "NoSuchOption":
        text, hint = error.message, _about_option(getattr(error, "option_name", ""), name)
    return UsageError(text[:1].lower() + text[1:].rstrip("."), hint=hint)


def _about_option(option: str, name: str) -> str:
    if any(option in flag.split("/") for parameter in GLOBALS for flag in parameter.flags):
        return f"{option} goes before the command: notes {option} … {name.removeprefix('notes ')}"
    return f"`{name} --help` lists the options; to look for text that begins with -, put -- before it"
