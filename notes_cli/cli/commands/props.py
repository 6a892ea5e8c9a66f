"""notes props: the properties of the notes, or the values of one."""

from typing import Annotated

from notes_cli.cli.declared import Argument
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import PropertyRecord, Records, ValueCount

EXAMPLES = ("notes props", 'notes props "Checkbox 1"', "notes props 已讀 --tag my-article")


def run(
    library: Library,
    name: Annotated[str | None, Argument(metavar="[NAME]", help="One property: its values instead.")] = None,
    where: Where = None,
    *,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[PropertyRecord] | Records[ValueCount]:
    """List the properties with type, count and values; with NAME, the values of one with counts."""
    if name is None:
        return library.properties(where, sort=sort, limit=limit)
    return library.values(name, where, sort=sort, limit=limit)
