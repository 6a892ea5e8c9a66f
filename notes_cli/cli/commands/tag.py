"""notes tag: the notes with a tag."""

from typing import Annotated

from notes_cli.cli.declared import Argument
from notes_cli.cli.options import Limit, Sort, StrictObsidian, Where
from notes_cli.library import Library
from notes_cli.query.syntax import Test, both
from notes_cli.results import NoteRecord, Records

EXAMPLES = ("notes tag my-article", 'notes tag my-article --unchecked "Checkbox 1"', "notes tag AI 泛化")


def run(
    library: Library,
    name: Annotated[str, Argument(metavar="NAME", help="The tag, with or without #.")],
    where: Where,
    *,
    strict_obsidian: StrictObsidian = False,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[NoteRecord]:
    """List the notes with tag NAME or one nested under it, newest first."""
    field = "obsidian-tag" if strict_obsidian else "tag"
    return library.notes(both(Test(field, name, quoted=True), where), sort=sort, limit=limit)
