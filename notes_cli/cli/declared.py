"""How a parameter of a command is declared: an annotation that both readers of the command line (`quick`, `shell`) use.

Nothing of typer is here: a command that `quick` understands never loads it.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple


class Option:
    """An option, by its spellings: `Annotated[bool, Option("-q", "--quiet", help="…")]`; "--on/--off" is one of two.

    `min` and `max` are limits of a number, `panel` is the section of the help that it stands in.
    """

    def __init__(
        self,
        *flags: str,
        help: str,
        metavar: str | None = None,
        min: int | None = None,
        max: int | None = None,
        panel: str | None = None,
    ) -> None:
        self.flags, self.help, self.metavar = flags, help, metavar
        self.min, self.max = min, max
        self.panel = panel


class Argument(Option):
    """An argument, which has no spelling: `Annotated[str, Argument(metavar="NOTE", help="…")]`."""

    def __init__(self, *, metavar: str, help: str) -> None:
        super().__init__(metavar=metavar, help=help)


#: The default of a parameter that must be given.
REQUIRED: Final = object()


class Parameter(NamedTuple):
    """A parameter of a command: its name in Python, its annotation, what it is when it is not given."""

    name: str
    annotation: Any
    default: Any

    @property
    def option(self) -> Option | None:
        """Its declaration; None for one that is not of the command line."""
        found = getattr(self.annotation, "__metadata__", (None,))[0]
        return found if isinstance(found, Option) else None

    @property
    def flags(self) -> tuple[str, ...]:
        """The spellings of the option; none for an argument."""
        return () if self.option is None else self.option.flags


def parameters(run: Callable[..., Any]) -> list[Parameter]:
    """The parameters of a function whose every parameter is annotated, in order. (`inspect` takes 15 ms to load.)"""
    names = run.__code__.co_varnames[: run.__code__.co_argcount + run.__code__.co_kwonlyargcount]
    given = run.__defaults__ or ()
    positional = names[run.__code__.co_argcount - len(given) : run.__code__.co_argcount]
    defaults = {**dict(zip(positional, given, strict=True)), **(run.__kwdefaults__ or {})}
    return [Parameter(name, run.__annotations__[name], defaults.get(name, REQUIRED)) for name in names]
