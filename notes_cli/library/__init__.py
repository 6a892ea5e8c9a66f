"""`Library`: one vault and its index, opened together. The public Python API, and what every command calls.

Every question first brings the index up to date (a look at file stamps; only changed files are read), so that an
answer is never older than the files. `Library` asks and returns records; it neither prints nor exits.
"""

from notes_cli.library.about_note import AboutNote
from notes_cli.library.about_vault import AboutVault


class Library(AboutVault, AboutNote):
    """A vault, and the index of it. Use `Library.open`, and close it (or use it in a `with` block)."""
