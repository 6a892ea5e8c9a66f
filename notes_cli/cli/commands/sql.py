"""notes sql: questions in SQL to the index, which is only read."""

import sys
from typing import Annotated

from notes_cli.about import ViewColumn
from notes_cli.cli.declared import Argument, Option
from notes_cli.cli.options import Limit
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.results import Records, Row

EXAMPLES = (
    'notes sql "SELECT title, words FROM notes_view ORDER BY words DESC LIMIT 5"',
    "notes sql --schema",
    'notes sql --csv "SELECT tag, count(DISTINCT path) FROM tags_view GROUP BY tag_key"',
)


def run(
    library: Library,
    query: Annotated[str | None, Argument(metavar="[SQL]", help="What to ask; - or nothing = stdin.")] = None,
    *,
    schema: Annotated[bool, Option("--schema", help="The views that can be asked, and their columns.")] = False,
    timeout: Annotated[
        float, Option("--timeout", min=0.001, max=86400, metavar="SECONDS", help="Stop after so long.")
    ] = 10.0,
    limit: Limit = None,
) -> Records[Row] | Records[ViewColumn]:
    """Answer SQL from the index, which cannot be changed by it."""
    if schema:
        return library.schema(limit=limit)
    return library.sql(_typed() if query in (None, "-") else query, timeout=timeout, limit=limit)


def _typed() -> str:
    """What comes in on stdin. Raises `UsageError` when nothing can."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("nothing was asked", hint='notes sql "SELECT …"; `notes sql --schema` lists the views')
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("what comes in on stdin is not UTF-8") from error
