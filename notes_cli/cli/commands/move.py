"""notes move: another name or folder for a note."""

from typing import Annotated

from notes_cli.changes.move import move
from notes_cli.changes.plan import Plan
from notes_cli.cli.declared import Argument
from notes_cli.cli.options import NoteName, Parents
from notes_cli.library import Library

EXAMPLES = (
    "notes move 分布偏移 閱讀/",
    "notes move bm25 '檢索/BM25 排名函數'",
    "notes move 草稿/讀書會的設計 已發布/2026/ --parents",
)


def run(
    library: Library,
    note: NoteName,
    destination: Annotated[
        str,
        Argument(metavar="DEST", help="A folder, a path in the vault, or a new name."),
    ],
    *,
    parents: Parents = False,
) -> Plan:
    """Move or rename a note; rewrite every link to it, and its own relative links. Never replaces a file."""
    return move(library, note, destination, parents=parents)
