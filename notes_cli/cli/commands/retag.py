"""notes retag: add, remove and rename tags."""

from typing import Annotated

from notes_cli.changes.plan import Plan, chosen
from notes_cli.changes.tags import renames, retag
from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.options import WhereQuery
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.query.syntax import Query, Test, any_of

EXAMPLES = (
    "notes retag 泛化是什麼 --add 基礎 --remove 泛化",
    "notes retag --rename AI=機器學習 --dry-run",
    "notes retag --where 'in:草稿 is:draft' --add 未完成 --expect 3 --yes",
)


def run(
    library: Library,
    note: Annotated[str | None, Argument(metavar="[NOTE]", help="A note.")] = None,
    *,
    add: Annotated[list[str] | None, Option("--add", metavar="TAG", help="Add TAG (repeatable).")] = None,
    remove: Annotated[list[str] | None, Option("--remove", metavar="TAG", help="Remove TAG (repeatable).")] = None,
    rename: Annotated[
        list[str] | None,
        Option("--rename", metavar="OLD=NEW", help="Rename OLD, and what is nested in it."),
    ] = None,
    where: WhereQuery = None,
) -> Plan:
    """Change tags, in front matter and text. Without NOTE and --where: wherever a tag to remove or rename is."""
    pairs = renames(rename or ())
    if not (add or remove or pairs):
        raise UsageError("nothing was asked for", hint="say --add TAG, --remove TAG or --rename OLD=NEW")
    holding = None
    if note is None and where is None and not add:
        holding = _any([*(remove or ()), *(old for old, _ in pairs)])
    notes, found = (library.note_files(holding), True) if holding else chosen(library, note, where)
    return retag(library, notes, add=add or (), remove=remove or (), rename=pairs, found=found)


def _any(tags: list[str]) -> Query:
    """Notes with one of `tags`, or with a tag nested in one."""
    return any_of([Test("tag", tag.removeprefix("#"), quoted=True) for tag in tags])
