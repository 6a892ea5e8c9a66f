"""notes check: tick a checkbox property, or a task."""

from notes_cli.changes.plan import Plan
from notes_cli.changes.ticks import ticking
from notes_cli.cli.options import Ticked, WhereQuery, note_and_line, note_and_words
from notes_cli.library import Library

EXAMPLES = (
    'notes check 分布偏移 "Checkbox 1"',
    "notes check 待讀清單:24",
    "notes check --where 'is:draft in:草稿' 已讀 --yes",
)


def run(
    library: Library,
    arguments: Ticked = None,
    *,
    where: WhereQuery = None,
) -> Plan:
    """Tick a checkbox property, or the task on a line."""
    named, names = note_and_words(arguments, where)
    note, line = note_and_line(library, named)
    return ticking(library, note, names, where, line=line, done=True)
