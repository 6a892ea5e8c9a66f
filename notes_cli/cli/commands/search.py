"""notes search: ranked full-text search."""

from typing import Annotated

from notes_cli.cli.declared import Option
from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.results import Hit, MatchedLine, Records

EXAMPLES = (
    'notes search "泛化"',
    "notes search 泛化 能力 tag:my-article",
    "notes search --lines -n 5 GPT-3",
)

_Exact = Annotated[bool, Option("--exact", help="Only what holds all of it, whole and as typed.")]
_Fuzzy = Annotated[bool, Option("--fuzzy", help="Also what is spelled or sounds like it.")]
_Lines = Annotated[bool, Option("--lines", help="Every matching line, as path:line:text; -n counts lines.")]
_Explain = Annotated[bool, Option("--explain", help="How the query was understood, and why each note matches.")]


def run(
    library: Library,
    where: Where,
    *,
    exact: _Exact = False,
    fuzzy: _Fuzzy = False,
    lines: _Lines = False,
    explain: _Explain = False,
    sort: Sort = None,
    limit: Limit = None,
) -> Records[Hit] | Records[MatchedLine]:
    """Search titles, tags, headings, descriptions and text; the best match first."""
    if lines and explain:
        raise UsageError("--lines and --explain cannot be asked for at once")
    look = library.matching_lines if lines else library.explained if explain else library.search
    most = library.settings.limit if limit is None else limit
    return look(where, exact=exact, fuzzy=fuzzy, sort=sort, limit=most)
