"""notes set: set properties."""

from typing import Annotated

from notes_cli.changes.plan import Plan, chosen
from notes_cli.changes.properties import assignments, set_properties
from notes_cli.cli.declared import Argument
from notes_cli.cli.options import WhereQuery, note_and_words
from notes_cli.errors import UsageError
from notes_cli.library import Library

EXAMPLES = (
    "notes set 泛化是什麼 評分=5 tags+=AI/基礎",
    'notes set 分布偏移 "Checkbox 1=true" 到期=today --dry-run',
    "notes set --where 'is:draft in:草稿' 發布:=false --expect 3 --yes",
)


def run(
    library: Library,
    arguments: Annotated[
        list[str] | None,
        Argument(
            metavar="NOTE KEY=VALUE...",
            help="KEY=VALUE, KEY+=VALUE, KEY-=VALUE (lists), KEY:=JSON; today, now.",
        ),
    ] = None,
    *,
    where: WhereQuery = None,
) -> Plan:
    """Set properties; a value is of the type that the property has in the vault."""
    note, words = note_and_words(arguments, where)
    if not words:
        raise UsageError("no KEY=VALUE was given", hint="for example notes set NOTE draft=false")
    notes, found = chosen(library, note, where)
    return set_properties(library, notes, assignments(library, words), found=found)
