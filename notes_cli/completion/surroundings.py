"""What a line that is being typed is about: the vault and the index that its options and the environment name."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from notes_cli.config import working_directory
from notes_cli.errors import NotesError
from notes_cli.index import completion as names
from notes_cli.index.completion import Offer


class Surroundings:
    """Opened when a name is asked for: most of what is typed are commands and options."""

    def __init__(self, asked: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> None:
        self.asked = asked
        self.environ = environ
        self._connection: Any = None

    def ask(self, question: Callable[..., Iterable[Offer]], *about: str) -> list[Offer]:
        """What the index answers; nothing when there is none, or when it does not answer at once."""
        with suppress(NotesError, OSError, names.CannotAnswer):
            index = self._settings().index
            self._connection = self._connection or (names.opened(index) if index else None)
            return list(question(self._connection, *about)) if self._connection else []
        return []

    def searches(self) -> Iterator[tuple[str, str]]:
        """The saved searches of the vault and of the user: name and query."""
        with suppress(NotesError, OSError):
            yield from sorted(self._settings().searches.items())

    def _settings(self) -> Any:
        from notes_cli.settle import settle

        asked = {"vault": self.asked.get("--vault"), "db": self.asked.get("--db")}
        # As where no vault is needed: a file that is broken says nothing, and stops nothing.
        return settle(asked, self.environ, working_directory(), Path.home(), needs_vault=False)
