"""What can be said before the command's name."""

from typing import Annotated, Any

from notes_cli.cli.declared import Option, Parameter


def _one(*flags: str, metavar: str, help: str) -> Any:
    return Annotated[str | None, Option(*flags, metavar=metavar, help=help)]


#: The options of all commands, called as the settings are.
GLOBALS = (
    Parameter("vault", _one("-V", "--vault", metavar="DIR", help="The vault to use, or its name (or NOTES_VAULT)."),
              None),
    Parameter("db", _one("--db", metavar="FILE", help="The index file (or NOTES_DB)."), None),
    Parameter("no_sync", Annotated[
        bool | None, Option("--no-sync/--sync", help="Answer from the index as it is (or NOTES_NO_SYNC).")], None),
    Parameter("color", _one("--color", metavar="WHEN", help="auto, always or never (NO_COLOR, FORCE_COLOR)."), None),
    Parameter("quiet", Annotated[bool, Option("-q", "--quiet", help="Nothing on stderr but errors.")], False),
)  # fmt: skip

#: What --color takes.
COLORS = (None, "auto", "always", "never")
