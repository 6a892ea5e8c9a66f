"""The command line read without typer, which takes longer to load than a search takes.

Only what is written in the plainest way is understood: options by their whole spellings, values that are what they
have to be. Anything else (an error, `--help`, `-n5`, `--`, a word that begins with a dash) is left to typer, so that
there is one place for every message. Both read the same declarations, and a test says that they agree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from notes_cli.cli.declared import REQUIRED, Option, Parameter
from notes_cli.cli.globals import COLORS, GLOBALS
from notes_cli.cli.session import Globals


class Call(NamedTuple):
    """What `output.answer` is handed."""

    run: Callable[..., Any]
    said: Globals
    values: Mapping[str, Any]


class _UnusualError(Exception):
    """Left to typer."""


def understood(arguments: Sequence[str], started: int | None) -> Call | None:
    """The command that `arguments` ask for; None when anything about them is unusual."""
    from notes_cli.cli.main import COMMANDS

    try:
        said, (command, *rest) = _read(arguments, GLOBALS, within=False)
        if command not in COMMANDS or said["color"] not in COLORS:
            return None
        run, parameters = _loaded(command)
        values, words = _read(rest, parameters, within=True)
        values |= _placed(words, [p for p in parameters if not p.flags])
    except (_UnusualError, ValueError):  # ValueError: no command, too few arguments
        return None
    return Call(run, Globals.of(said, started), values)


def _loaded(command: str) -> tuple[Callable[..., Any], list[Parameter]]:
    from importlib import import_module

    from notes_cli.cli.parameters import typed

    run = import_module(f".commands.{command}", __package__).run
    return run, typed(run)


def _read(
    arguments: Sequence[str], parameters: Sequence[Parameter], *, within: bool
) -> tuple[dict[str, Any], list[str]]:
    """The values of the options by name, and the other arguments; not `within` a command options end at the first."""
    spelled = dict(_spellings(parameters))
    values = {p.name: p.default for p in parameters if p.flags}
    words, rest = [], iter(arguments)
    for argument in rest:
        name, equals, text = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        if name in spelled:
            parameter, means = spelled[name]
            if means is None:
                means = _value(parameter, values, text if equals else next(rest, "-"))
            elif equals:
                raise _UnusualError
            values[parameter.name] = means
        elif argument.startswith("-"):
            raise _UnusualError
        else:
            words.append(argument)
            if not within:
                break
    return values, [*words, *rest]


def _spellings(parameters: Sequence[Parameter]) -> Iterator[tuple[str, tuple[Parameter, bool | None]]]:
    """Each spelling of an option, and what it says: True or False, or None when a value follows."""
    for parameter in parameters:
        for flag in parameter.flags:
            on, _, off = flag.partition("/")
            is_flag = _kind(parameter) in (bool, bool | None)
            yield on, (parameter, True if is_flag else None)
            if off:
                yield off, (parameter, False)


def _kind(parameter: Parameter) -> Any:
    return get_args(parameter.annotation)[0]


def _value(parameter: Parameter, values: Mapping[str, Any], text: str) -> Any:
    """What an option becomes with one more value."""
    kind, option = _kind(parameter), parameter.option
    if text.startswith("-"):
        raise _UnusualError
    if kind in (str, str | None):
        return text
    if kind == list[str] | None:
        return [*(values[parameter.name] or ()), text]
    if kind == int | None and option is not None:
        return _number(option, text)
    raise _UnusualError


def _number(option: Option, text: str) -> int:
    if not (text.isdecimal() and len(text) < 10):
        raise _UnusualError
    number = int(text)
    if number < (option.min or 0) or (option.max is not None and number > option.max):
        raise _UnusualError
    return number


def _placed(words: Sequence[str], parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The arguments by name. The last one may take all that are left."""
    values, left = {}, list(words)
    for parameter in parameters:
        if _kind(parameter) == list[str] | None:
            values[parameter.name], left = left or parameter.default, []
        elif left:
            values[parameter.name] = left.pop(0)
        elif parameter.default is REQUIRED:
            raise _UnusualError
        else:
            values[parameter.name] = parameter.default
    if left:
        raise _UnusualError
    return values
