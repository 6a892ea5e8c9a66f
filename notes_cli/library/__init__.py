"""`Library`: one vault and its index, opened together. The public Python API, and what every command calls.

Every question first brings the index up to date (a look at file stamps; only changed files are read), so that an
answer is never older than the files. `Library` asks and returns records; it neither prints nor exits.
"""

from collections.abc import Callable, Iterator

from notes_cli.index.links import Destination
from notes_cli.library.about_vault import AboutVault
from notes_cli.library.changing import Changing, NoteFile, Resolve
from notes_cli.library.publishing import Publishing
from notes_cli.results import Report, Stream

__all__ = ["Destination", "Library", "NoteFile", "Resolve"]


class Library(AboutVault, Changing, Publishing):
    """A vault, and the index of it. Use `Library.open`, and close it (or use it in a `with` block).

    What is the same for all questions: `query` is text in the query language, or a tree that was parsed from it; None
    asks for every note. `sort` is the name of a field, "-" before it for descending. `limit` is a number of records;
    0 and None give all. `name` is whatever names a note: a path from the vault's root, a file name, a title, an alias,
    the unique beginning of one. Lines are 1-based in the file, front matter counted. Raised are `QueryError` for a
    query that does not parse, `UsageError` for a field that cannot be sorted by, `NoteNotFound` and `AmbiguousNote`
    for a name, `VaultError` for a file that cannot be read, `IndexUnusable` for an index that cannot be used: all are
    `NotesError`, with a `message` and a `hint`. A library belongs to the thread that opened it.
    """

    def watch(self) -> Stream:
        """Keep the index up to date until the process is told to end: a report of the first look and of each change."""

        def reports(say: Callable[[str], None]) -> Iterator[Report]:
            from notes_cli.library.watching import watch  # loads watchfiles

            return watch(self, say)

        return Stream(reports)
