"""What a line that is being typed is about: the vault and the index that its options and the environment name."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from notes_cli.config import find_vault, index_file, user_directory
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
            self._connection = self._connection or names.opened(self._index())
            return list(question(self._connection, *about)) if self._connection else []
        return []

    def searches(self) -> Iterator[tuple[str, str]]:
        """The saved searches of the vault and of the user: name and query."""
        import tomllib

        files = [user_directory("config", self.environ, Path.home()) / "config.toml"]
        with suppress(NotesError):
            files.append(self._vault() / ".notes.toml")
        found: dict[str, str] = {}
        for file in files:
            with suppress(OSError, ValueError):
                saved = tomllib.loads(file.read_text("utf-8")).get("searches")
                found |= {n: q for n, q in saved.items() if isinstance(q, str)} if isinstance(saved, dict) else {}
        yield from sorted(found.items())

    def _vault(self) -> Path:
        return find_vault(self.asked.get("--vault"), self.environ, Path.cwd(), Path.home())

    def _index(self) -> Path:
        named = self.asked.get("--db") or self.environ.get("NOTES_DB")
        return Path(named) if named else index_file(self._vault(), self.environ, Path.home())
