"""notes watch: keep the index up to date while it runs."""

from notes_cli.library import Library
from notes_cli.results import Stream

EXAMPLES = ("notes watch", "notes watch --json", "notes -q watch &")


def run(library: Library) -> Stream:
    """Keep the index up to date until Ctrl-C; other commands then answer without a look at the files."""
    return library.watch()
