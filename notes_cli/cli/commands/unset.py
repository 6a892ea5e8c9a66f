"""notes unset: remove properties."""

from typing import Annotated

from notes_cli.changes.plan import Plan, chosen
from notes_cli.changes.properties import unset_properties
from notes_cli.cli.declared import Argument
from notes_cli.cli.options import WhereQuery, note_and_words
from notes_cli.errors import UsageError
from notes_cli.library import Library

EXAMPLES = ("notes unset 泛化是什麼 評分", "notes unset --where '[到期]' 到期 --dry-run")


def run(
    library: Library,
    arguments: Annotated[
        list[str] | None,
        Argument(metavar="NOTE KEY...", help="The properties to remove."),
    ] = None,
    *,
    where: WhereQuery = None,
) -> Plan:
    """Remove properties with their values."""
    note, names = note_and_words(arguments, where)
    if not names:
        raise UsageError("no KEY was given", hint="for example notes unset NOTE draft")
    notes, found = chosen(library, note, where)
    return unset_properties(library, notes, names, found=found)
