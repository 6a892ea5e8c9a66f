"""Killed at any moment, a change leaves every file old or new, and the next command takes it back whole.

Children are killed (SIGKILL) before and after each call that writes, one after the other, and at random moments.
NOTES_FAULT_SECONDS sets how long the random part takes (default 4).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from notes_cli.changes.move import move
from notes_cli.changes.plan import Plan, apply
from notes_cli.changes.properties import assignments, set_properties
from notes_cli.changes.undo import undo
from notes_cli.library import Library
from notes_cli.vault import carry

SECONDS = float(os.environ.get("NOTES_FAULT_SECONDS", "4"))
NOTES = 3
#: What a write is made of, and whether the process dies before or after it has been done.
CALLS = (("fsync", False), ("rename", False), ("rename", True), ("link", True), ("mkdir", True), ("unlink", False))

Files = dict[str, bytes]
Make = Callable[[Library], Plan]


class Ground:
    """A small vault, and a library of it as every command opens one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        self.vault.mkdir()
        for number in range(NOTES):
            (self.vault / f"筆記{number}.md").write_text(
                f"---\ndraft: true\n---\n見 [[筆記0]]，{number}\n" + "內文\n" * 50, "utf-8"
            )
        self.old = self.files()

    def open(self) -> Library:
        environ = {"XDG_STATE_HOME": str(self.folder / "state")}
        return Library.open(self.vault, database=self.folder / "index.db", environ=environ)

    def files(self) -> Files:
        return {p.relative_to(self.vault).as_posix(): p.read_bytes() for p in self.vault.rglob("*") if p.is_file()}

    def do(self, make: Make) -> None:
        with self.open() as library:
            apply(library, make(library))

    def restore(self) -> None:
        for path in sorted(self.vault.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for name, data in self.old.items():
            (self.vault / name).write_bytes(data)


def set_all(library: Library) -> Plan:
    return set_properties(library, library.note_files("筆記"), assignments(library, ["draft=false"]), found=True)


def move_one(library: Library) -> Plan:
    return move(library, "筆記0", "夾/新的", parents=True)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def killed(ground: Ground, make: Make, call: str, number: int, *, after: bool) -> bool:
    """Do the change in a child that dies at that call; whether it died (and was not done before)."""
    child = os.fork()
    if child == 0:
        try:
            with ground.open() as library:
                plan = make(library)
                _die_at(call, number, after=after)
                apply(library, plan)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _die_at(call: str, number: int, *, after: bool) -> None:
    """From now on the `number`-th call of os.`call` is the last thing that this process does."""
    real, count = getattr(os, call), [0]

    def counted(*arguments: object, **options: object) -> object:
        count[0] += 1
        if count[0] == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **options)
        if count[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(os, call, counted)


def every_file_is_old_or_new(ground: Ground, new: Files) -> None:
    for name, data in ground.files().items():
        if not Path(name).name.startswith("."):
            assert data in (ground.old.get(name), new.get(name), ground.old.get("筆記0.md")), name


def whole(ground: Ground, new: Files) -> None:
    """After any command: the vault is as before or as after, nothing is left over, and the index says so."""
    with ground.open() as library:
        listed = {note.path for note in library.notes()}
        assert listed == set(ground.files())
        drafts = {note.path for note in library.notes("is:draft")}
    assert ground.files() in (ground.old, new)
    assert drafts == {name for name, data in ground.files().items() if b"draft: true" in data}
    assert not list((ground.folder / "state").rglob("pending"))


def result_of(ground: Ground, make: Make) -> Files:
    ground.do(make)
    new = ground.files()
    assert new != ground.old
    ground.do(undo)
    assert ground.files() == ground.old
    return new


@pytest.mark.parametrize("make", [set_all, move_one])
@pytest.mark.parametrize(("call", "after"), CALLS)
def test_killed_at_each_call(ground: Ground, make: Make, call: str, after: bool) -> None:
    new = result_of(ground, make)
    number = 0
    while killed(ground, make, call, number := number + 1, after=after):
        assert number < 200
        every_file_is_old_or_new(ground, new)
        whole(ground, new)
        ground.restore()
    assert ground.files() == new


def test_killed_while_it_is_taken_back(ground: Ground) -> None:
    new = result_of(ground, set_all)
    for number in range(1, 40):
        ground.restore()
        ground.do(set_all)
        if not killed(ground, undo, "rename", number, after=True):
            break
        every_file_is_old_or_new(ground, new)
        with ground.open() as library:
            library.notes()
        assert ground.files() in (ground.old, new)
        whole(ground, new)
    assert number > NOTES


def test_killed_at_random_moments(ground: Ground) -> None:
    """The command itself, in a process of its own."""
    new = result_of(ground, set_all)
    environ = {
        "PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(ground.folder),
        "XDG_STATE_HOME": str(ground.folder / "state"), "NOTES_DB": str(ground.folder / "index.db"),
    }  # fmt: skip
    notes = [sys.executable, "-m", "notes_cli", "--vault", str(ground.vault)]
    command = [*notes, "set", "--where", "筆記", "draft=false", "--yes"]
    chance, until, rounds, length = random.Random(7), time.monotonic() + SECONDS, 0, 0.8
    while time.monotonic() < until or rounds < 3:
        rounds += 1
        started = time.monotonic()
        with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            try:
                child.wait(chance.uniform(length * 0.3, length))
                length = max(0.1, time.monotonic() - started)
            except subprocess.TimeoutExpired:
                child.kill()
        every_file_is_old_or_new(ground, new)
        if rounds % 2:
            done = subprocess.run([*notes, "undo"], env=environ, capture_output=True, check=False, text=True)
            assert done.returncode in (0, 1), done.stderr
        whole(ground, new)
        ground.restore()


def test_a_reading_command_says_what_it_took_back(ground: Ground) -> None:
    with ground.open() as library:
        plan = set_all(library)
        library.journal.lock()
        entry = library.journal.begin("set", map(carry._step, plan.actions))
        carry._do(ground.vault, plan.actions[0], entry.beside(0))
    assert ground.files() != ground.old
    with ground.open() as library:
        assert len(library.notes("is:draft")) == NOTES
        assert any("was interrupted" in remark for remark in library.remarks())
    assert ground.files() == ground.old
