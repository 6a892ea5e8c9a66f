"""Questions that whoever makes a site of a vault asks."""

from notes_cli.index import listing
from notes_cli.index import published as publishing
from notes_cli.index.published import Edge, PublishedNote
from notes_cli.library.looking import read
from notes_cli.library.opened import Opened
from notes_cli.model import Note
from notes_cli.query.syntax import Query
from notes_cli.vault.load import load


class Publishing(Opened):
    """What a site is made of."""

    def published(
        self, query: "str | Query | None" = None, *, drafts: bool = False
    ) -> tuple[tuple[PublishedNote, ...], tuple[Edge, ...]]:
        """The notes that match `query`, newest first, and the links of each; drafts only with `drafts`.

        Raises `QueryError`.
        """
        where = self._where(query)
        if not drafts:
            unsaid = () if self.settings.draft else (publishing.NO_DRAFT,)
            where = listing.scope((where, self._where("-is:draft"), *unsaid), hidden=self.hidden)
        connection = self._db
        return publishing.published(connection, where), publishing.edges(connection, where)

    def text_of(self, note: PublishedNote) -> tuple[Note, str] | None:
        """The note as it is read, and its text without front matter; None when its file has gone."""
        from notes_cli.library.about_note import source_text

        data = load(self.vault, note.disk)
        if data is None:
            return None
        made = read(note.path, data)
        return made, "\n".join(source_text(data).split("\n")[made.body_line - 1 :])
