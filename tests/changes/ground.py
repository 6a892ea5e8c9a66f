"""A vault to change, with its library: what the tests of change commands share."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from notes_cli.changes.plan import Plan, apply
from notes_cli.library import Library
from tests.conftest import write

Files = dict[str, bytes]


class Ground:
    """A vault of `notes`, indexed; changes are journalled beside it."""

    def __init__(self, folder: Path, notes: Mapping[str, str]) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        (self.vault / ".obsidian").mkdir(parents=True)
        write(self.vault, notes)
        self.environ = {"XDG_STATE_HOME": str(folder / "state")}

    def open(self) -> Library:
        return Library.open(self.vault, database=self.folder / "index.db", environ=self.environ)

    def do(self, make: Callable[[Library], Plan]) -> Plan:
        """Make a plan and carry it out."""
        with self.open() as library:
            plan = make(library)
            apply(library, plan)
        return plan

    def plan(self, make: Callable[[Library], Plan]) -> Plan:
        with self.open() as library:
            return make(library)

    def files(self) -> Files:
        """Every file but those of Obsidian, with its bytes."""
        found = (Path(folder) / name for folder, _, names in os.walk(self.vault) for name in names)
        paths = {path.relative_to(self.vault).as_posix(): path for path in found}
        return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(".obsidian/")}

    def text(self, name: str) -> str:
        return (self.vault / name).read_bytes().decode()

    def index_agrees(self) -> bool:
        """Whether the index, not brought up to date, holds what one made anew from the files holds."""
        with Library.open(self.vault, database=self.folder / "index.db", environ=self.environ, fresh=False) as stale:
            known = _everything(stale)
        with Library.open(self.vault, database=self.folder / "other.db", environ=self.environ) as fresh:
            fresh.index(rebuild=True)
            return known == _everything(fresh)


def _everything(library: Library) -> object:
    return (
        library.notes(sort="path").items, library.tags().items, library.tasks().items, library.headings().items,
        [(note.path, library.links(note.path).items) for note in library.notes(sort="path")],
    )  # fmt: skip


@pytest.fixture
def ground_of(tmp_path: Path) -> Callable[[Mapping[str, str]], Ground]:
    """`ground_of({"路徑.md": "text"})` is a vault of those notes."""
    return lambda notes: Ground(tmp_path / "ground", notes)
