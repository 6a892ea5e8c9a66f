"""Questions to a person at a terminal. Whoever ends one (Ctrl-C, Ctrl-D) ends the command: `KeyboardInterrupt`."""

import typer
from typer.exceptions import Abort


def asked_number(question: str) -> int:
    """The number that a person answers; asked on stderr until it is one."""
    try:
        return int(typer.prompt(question, type=int, err=True))
    except Abort:
        raise KeyboardInterrupt from None


def agreed(question: str) -> bool:
    """Whether a person says yes; no when nothing is said."""
    try:
        return typer.confirm(question, err=True)
    except Abort:
        raise KeyboardInterrupt from None
