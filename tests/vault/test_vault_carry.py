"""Changes of many files: all or none, journalled, and taken back to the byte."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.errors import ChangedOnDisk, NotesError, Refused, VaultError
from notes_cli.vault import carry, journal, save
from notes_cli.vault.carry import Action, Make, MakeFolder, Rename, Write
from notes_cli.vault.journal import Journal


class Place:
    """A vault of a few files, and its journal, locked."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.vault.mkdir()
        for name in ("a.md", "b.md", "c.md"):
            (self.vault / name).write_bytes(f"old {name}\n".encode())
        self.journal = Journal(folder / "state/vault")
        assert self.journal.lock()

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.vault).as_posix(): path.read_bytes()
            for path in self.vault.rglob("*")
            if path.is_file()
        }

    def do(self, actions: Sequence[Action]) -> None:
        carry.carry_out(self.vault, self.journal, "set", actions)

    def undo(self) -> None:
        last = self.journal.last()
        assert last is not None
        carry.undo(self.vault, self.journal, *last)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def write(name: str) -> Write:
    return Write(name.encode(), f"old {name}\n".encode(), f"new {name}\n".encode())


EVERYTHING: list[Action] = [
    MakeFolder(b"x"),
    MakeFolder(b"x/y"),
    Rename(b"a.md", b"x/y/A.md", b"old a.md\n"),
    Write(b"x/y/A.md", b"old a.md\n", b"moved\n"),
    write("b.md"),
    Make(b"x/new.md", b"made\n"),
]


def test_what_is_done_is_taken_back(place: Place) -> None:
    before = place.files()
    place.do(EVERYTHING)
    assert place.files() == {
        "x/y/A.md": b"moved\n",
        "b.md": b"new b.md\n",
        "c.md": b"old c.md\n",
        "x/new.md": b"made\n",
    }
    place.undo()
    assert place.files() == before
    assert not (place.vault / "x").exists()
    assert place.journal.last() is None


@pytest.mark.parametrize("step", range(1, len(EVERYTHING) + 1))
@pytest.mark.parametrize("kind", [OSError(28, "No space left on device"), KeyboardInterrupt(), Refused("no")])
def test_a_change_that_fails_half_way_is_taken_back(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int, kind: BaseException
) -> None:
    before, do, done = place.files(), carry._do, []

    def failing(root: Path, action: Action, beside: bytes) -> None:
        done.append(action)
        if len(done) == step:
            raise kind
        do(root, action, beside)

    monkeypatch.setattr(carry, "_do", failing)
    with pytest.raises((VaultError, KeyboardInterrupt, Refused)):
        place.do(EVERYTHING)
    assert place.files() == before
    assert not (place.vault / "x").exists()
    assert not place.journal.is_pending()
    assert place.journal.last() is None


@pytest.mark.parametrize("step", range(len(EVERYTHING) + 1))
def test_what_a_process_that_died_left_is_taken_back(place: Place, step: int) -> None:
    before = place.files()
    entry = place.journal.begin("move", map(carry._step, EVERYTHING))
    for number, action in enumerate(EVERYTHING[:step]):
        carry._do(place.vault, action, entry.beside(number))
    if step < len(EVERYTHING):
        leftover = place.vault / entry.beside(4).decode()
        leftover.write_bytes(b"half")
    place.journal.unlock()
    said = carry.recover(place.vault, place.journal)
    assert said is not None
    assert "`notes move` was interrupted" in said
    assert place.files() == before
    assert not place.journal.is_pending()
    assert carry.recover(place.vault, place.journal) is None


def test_a_change_that_another_is_making_is_left_alone(place: Place) -> None:
    place.journal.begin("set", [])
    other = Journal(place.journal.folder)
    assert carry.recover(place.vault, other) is None
    assert place.journal.is_pending()


def test_files_changed_after_a_crash_are_left_as_they_are(place: Place) -> None:
    entry = place.journal.begin("set", map(carry._step, [write("a.md"), write("b.md")]))
    carry._do(place.vault, write("a.md"), entry.beside(0))
    carry._do(place.vault, write("b.md"), entry.beside(1))
    (place.vault / "a.md").write_bytes(b"mine")
    said = carry.recover(place.vault, place.journal)
    assert said is not None
    assert said.endswith("left as they are: a.md")
    assert place.files() == {"a.md": b"mine", "b.md": b"old b.md\n", "c.md": b"old c.md\n"}


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("b.md", lambda vault: (vault / "b.md").write_bytes(b"mine")),
        ("b.md", lambda vault: (vault / "b.md").unlink()),
        ("b.md", lambda vault: (vault / "b.md").chmod(0o444)),
        ("x/new.md", lambda vault: (vault / "x/new.md").write_bytes(b"mine")),
        ("x/y/A.md", lambda vault: (vault / "x/y/A.md").write_bytes(b"mine")),
        ("a.md", lambda vault: (vault / "a.md").write_bytes(b"another")),
    ],
)
def test_undo_refuses_and_names_what_has_changed_since(place: Place, name: str, act: object) -> None:
    place.do(EVERYTHING)
    act(place.vault)  # type: ignore[operator]
    after = place.files()
    with pytest.raises(Refused, match=name):
        place.undo()
    assert place.files() == after
    assert place.journal.last() is not None


def test_a_moved_note_that_was_only_renamed_is_looked_at_too(place: Place) -> None:
    place.do([Rename(b"a.md", b"z.md", b"old a.md\n")])
    (place.vault / "z.md").write_bytes(b"mine")
    with pytest.raises(ChangedOnDisk, match=r"z\.md"):
        place.undo()


def test_a_folder_into_which_something_was_put_stays(place: Place) -> None:
    place.do([MakeFolder(b"x"), Make(b"x/new.md", b"made")])
    (place.vault / "x/other.md").write_bytes(b"mine")
    place.undo()
    assert place.files()["x/other.md"] == b"mine"


def test_undo_goes_on_where_it_was_killed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.files()
    place.do([write("a.md"), write("b.md"), write("c.md")])
    undone, count = carry._undone, []

    def dying(root: Path, step: journal.Step, beside: bytes) -> bool:
        count.append(step)
        if len(count) == 2:
            raise KeyboardInterrupt
        return undone(root, step, beside)

    monkeypatch.setattr(carry, "_undone", dying)
    with pytest.raises(KeyboardInterrupt):
        place.undo()
    monkeypatch.undo()
    assert place.files() != before
    carry.recover(place.vault, place.journal)
    assert place.files() == before


def test_only_files_that_change_get_another_time(place: Place) -> None:
    for path in place.vault.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    place.do([write("a.md")])
    changed = {path.name for path in place.vault.iterdir() if path.stat().st_mtime != 1_700_000_000}
    assert changed == {"a.md"}


def test_changes_are_kept_one_after_the_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT", 3)
    for number in range(6):
        place.do([Write(b"a.md", (place.vault / "a.md").read_bytes(), f"{number}\n".encode())])
    assert len(place.journal._numbers()) == 3
    for number in (4, 3, 2):
        place.undo()
        assert (place.vault / "a.md").read_bytes() == f"{number}\n".encode()
    assert place.journal.last() is None


def test_the_journal_is_bounded_but_for_the_last_change(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT_BYTES", 3000)
    for number in range(5):
        old = (place.vault / "a.md").read_bytes()
        place.do([Write(b"a.md", old, os.urandom(2000) + bytes([number]))])
    assert 1 <= len(place.journal._numbers()) <= 2
    place.undo()


def test_an_edit_of_a_large_note_is_a_small_entry(place: Place) -> None:
    old = os.urandom(1_000_000)
    (place.vault / "a.md").write_bytes(old)
    place.do([Write(b"a.md", old, old[:500_000] + b"!" + old[500_000:])])
    number, _ = place.journal.last() or (0, None)
    assert (place.journal.folder / str(number)).stat().st_size < 1000


def test_nobody_else_reads_the_journal(place: Place) -> None:
    place.do([write("a.md")])
    assert stat.S_IMODE(place.journal.folder.stat().st_mode) == 0o700
    for file in place.journal.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_one_at_a_time(place: Place) -> None:
    other = Journal(place.journal.folder)
    assert not other.lock(0.05)
    place.journal.unlock()
    assert other.lock(0)


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 100])
def test_a_damaged_journal_is_told_and_nothing_is_touched(place: Place, damage: bytes) -> None:
    place.do([write("a.md")])
    (place.journal.folder / "1").write_bytes(damage)
    after = place.files()
    with pytest.raises(VaultError, match="cannot be read"):
        place.journal.last()
    assert place.files() == after


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(VaultError, match="cannot be used"):
        Journal(tmp_path / "file/state").lock()


def test_names_that_are_no_text(place: Place) -> None:
    disk = b"\xff\xa4\n.md"
    path = os.path.join(os.fsencode(place.vault), disk)
    with open(path, "wb") as file:
        file.write(b"old")
    place.do([Write(disk, b"old", b"new")])
    place.undo()
    assert save.current(place.vault, disk) == b"old"


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=20))
def test_what_was_is_got_back_from_what_is(old: bytes, new: bytes, around: bytes) -> None:
    for one, other in ((old, new), (around + old, around + new), (around + old + around, around + new + around)):
        step = journal.wrote(b"n.md", one, other)
        assert journal.before(step, other) == one
        entry = journal.Entry("set", (step,), "m")
        assert journal._decoded(journal._encoded(entry)) == entry


def test_bytes_that_do_not_come_out_right_are_refused() -> None:
    step = journal.wrote(b"n.md", b"abc", b"axc")
    with pytest.raises(NotesError, match="damaged"):
        journal.before(step, b"axcd")
