"""What can be typed: commands, options and what follows them, from `grammar.tsv`.

Each line is a command ("" = before it), a parameter, its kind and its help. A parameter is the spellings of an option,
or empty for an argument; a command's own line has the kind "command".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("grammar.tsv")

#: The kind of an option that takes no value.
FLAG = "flag"


class Parameter(NamedTuple):
    """An option (`flags` not empty) or an argument; `kind` is a key of `offers.KINDS`, or FLAG."""

    flags: tuple[str, ...]
    kind: str
    help: str
    repeated: bool = False


class Grammar(NamedTuple):
    """The commands with their summaries, and the parameters of each ("" = of all)."""

    commands: dict[str, str]
    parameters: dict[str, list[Parameter]]

    def option(self, command: str, flag: str) -> Parameter | None:
        """The option that is spelled `flag`; None when there is none."""
        return next((p for p in self.parameters[command] if flag in p.flags), None)

    def argument(self, command: str, number: int) -> Parameter | None:
        """Argument number `number` (from 0); the last one when it may be repeated."""
        arguments = [p for p in self.parameters[command] if not p.flags]
        if number < len(arguments):
            return arguments[number]
        return arguments[-1] if arguments and arguments[-1].repeated else None


def read(text: str) -> Grammar:
    """The grammar that `text` tells."""
    grammar = Grammar({}, {"": []})
    for command, flags, kind, said in _rows(text):
        if kind == "command":
            grammar.commands[command] = said
            grammar.parameters[command] = []
        else:
            repeated = kind.endswith("*")
            parameter = Parameter(tuple(flags.split()), kind.removesuffix("*"), said, repeated)
            grammar.parameters[command].append(parameter)
    return grammar


def _rows(text: str) -> Iterator[tuple[str, str, str, str]]:
    for line in text.splitlines():
        command, flags, kind, said = line.split("\t")
        yield command, flags, kind, said
