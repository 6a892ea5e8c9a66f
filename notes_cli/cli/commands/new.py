"""notes new: a new note from a template."""

from typing import Annotated

from notes_cli.changes.create import new
from notes_cli.changes.plan import Plan
from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.options import Parents
from notes_cli.library import Library

EXAMPLES = (
    "notes new 為什麼要留一份測試集 --in 草稿 --tag AI",
    "notes new 讀書會紀錄 --template 文章模板 評分=4 --print-path",
    'notes new "What is RAG?" --edit',
)


def run(
    library: Library,
    title: Annotated[str, Argument(metavar="TITLE", help="The title; the file is called by it.")],
    words: Annotated[
        list[str] | None,
        Argument(metavar="[KEY=VALUE]...", help="Properties, as in `notes set`."),
    ] = None,
    *,
    folder: Annotated[str, Option("--in", metavar="FOLDER", help="The folder; default: the vault.")] = "",
    template_name: Annotated[
        str | None,
        Option("--template", metavar="NOTE", help="A note with {{title}}, {{date}}, {{slug}}."),
    ] = None,
    tag: Annotated[list[str] | None, Option("-t", "--tag", metavar="TAG", help="A tag (repeatable).")] = None,
    parents: Parents = False,
    print_path: Annotated[bool, Option("--print-path", help="Print its absolute path, for programs.")] = False,
    edit: Annotated[bool, Option("--edit", help="Open it in $VISUAL or $EDITOR.")] = False,
) -> Plan:
    """Make a note from a template; print its path. Never replaces a file."""
    made = new(
        library, title, folder=folder, template=template_name, tags=tag or (), words=words or (), parents=parents
    )
    return made.then(places=print_path, edit=edit)
