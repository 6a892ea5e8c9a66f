"""notes search: ranked full-text search."""

from notes_cli.cli.options import Limit, Sort, Where
from notes_cli.library import Library
from notes_cli.results import Hit, Records

EXAMPLES = ('notes search "泛化"', "notes search 泛化 能力 tag:my-article", "notes search --json -n 5 GPT-3")


def run(library: Library, where: Where, *, sort: Sort = None, limit: Limit = None) -> Records[Hit]:
    """Search titles, tags, headings, descriptions and text; the best match first."""
    return library.search(where, sort=sort, limit=library.settings.limit if limit is None else limit)
