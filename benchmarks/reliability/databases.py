"""The index truncated, overwritten, foreign, newer, locked, with a WAL of another time: the next command is right.

What is not ours is never touched: its bytes are compared. Everything else is mended by the command that meets it.
"""

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.reliability.children import warm
from benchmarks.reliability.ground import COUNT, WORDS, Ground
from benchmarks.reliability.tally import Effort, Tally

#: Rounds of each damage in a full run; `rounds` means: so many of the damages, once.
FULL = 60

#: What else is asked of a damaged index, the last of it to be made anew.
_MORE = (("tasks",), ("tags",), ("headings",), ("props",), ("links", "n1"), ("index", "--rebuild"))

Damage = Callable[[Path, Random], object]


class Kind(NamedTuple):
    """A damage; `foreign`: what lies there afterwards is somebody else's, and must be refused and left alone."""

    damage: Damage
    foreign: bool = False
    #: Bytes within values may differ, which SQLite keeps no sums of: right is what `index --rebuild` leaves.
    unseen: bool = False


def _truncated(file: Path, chance: Random) -> None:
    # Of fewer than 72 bytes nobody can tell whose they were: in a place that is not ours they are left alone.
    os.truncate(file, chance.choice((0, 72, 99, 100, 512, 4096, chance.randrange(72, file.stat().st_size))))


def _overwritten(file: Path, chance: Random) -> None:
    with file.open("r+b") as stream:
        for _ in range(chance.randint(1, 12)):
            stream.seek(chance.randrange(100, file.stat().st_size))
            stream.write(chance.randbytes(chance.choice((1, 8, 100, 4096))))


def _random(file: Path, chance: Random) -> None:
    with file.open("r+b") as stream:  # the header stays ours: elsewhere it would be somebody else's file
        stream.seek(100)
        stream.write(chance.randbytes(chance.randint(1000, 60_000)))


def _sql(*statements: str) -> Damage:
    def damage(file: Path, _: Random) -> None:
        with sqlite3.connect(file) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    return damage


def _replaced(*statements: str) -> Damage:
    """Another database lies in its place."""

    def damage(file: Path, chance: Random) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        _sql(*statements)(file, chance)

    return damage


def _old_wal(file: Path, _: Random) -> None:
    """The WAL of a writer that was killed, behind a database that another one has rebuilt since."""
    copy = file.with_name("copy.db")
    shutil.copy(file, copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE IF NOT EXISTS left_behind (a)")
    connection.execute("INSERT INTO left_behind VALUES (randomblob(9000))")
    wal = Path(f"{copy}-wal").read_bytes()
    connection.close()
    copy.unlink()
    Path(f"{file}-wal").write_bytes(wal)


def _torn_wal(file: Path, chance: Random) -> None:
    _old_wal(file, chance)
    wal = Path(f"{file}-wal")
    os.truncate(wal, chance.randrange(wal.stat().st_size))


def _noise(suffix: str) -> Damage:
    def damage(file: Path, chance: Random) -> None:
        Path(f"{file}{suffix}").write_bytes(chance.randbytes(chance.randint(1, 40_000)))

    return damage


def _locked(file: Path, chance: Random) -> None:
    """Another process writes for a while, and then is done. (One of its own: locks of a process are its own.)"""
    seconds = chance.uniform(0.05, 0.6)
    seen, told = os.pipe()
    if os.fork() == 0:
        held = sqlite3.connect(file, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        os.write(told, b"x")
        time.sleep(seconds)
        held.execute("ROLLBACK")
        os._exit(0)
    os.read(seen, 1)
    os.close(seen)
    os.close(told)


KINDS = {
    "truncated": Kind(_truncated),
    "overwritten here and there": Kind(_overwritten, unseen=True),
    "random bytes": Kind(_random, unseen=True),
    "deleted": Kind(lambda file, _: file.unlink()),
    "newer": Kind(_sql("PRAGMA user_version = 2147483647", "CREATE TABLE of_the_future (a)")),
    "older": Kind(_sql("PRAGMA user_version = 1", "DROP TABLE tag")),
    "a table is gone": Kind(_sql("DROP TABLE section_text")),
    "foreign": Kind(_replaced("PRAGMA application_id = 12345", "CREATE TABLE note (a)"), foreign=True),
    "foreign, without an id": Kind(_replaced("CREATE TABLE note (a)", "INSERT INTO note VALUES (1)"), foreign=True),
    "a WAL left behind": Kind(_old_wal),
    "a torn WAL": Kind(_torn_wal),
    "noise for a WAL": Kind(_noise("-wal")),
    "noise for shared memory": Kind(_noise("-shm")),
    "noise for a journal": Kind(_noise("-journal")),
    "locked for a while": Kind(_locked),
}


def run(effort: Effort, work: Path) -> list[Tally]:
    """Each damage so many times."""
    warm()
    chance = Random(effort.seed)
    ground = Ground(work / "ground")
    ground.said("index")
    whole = ground.index.read_bytes()
    tallies = []
    for name in KINDS if effort.rounds is None else chance.sample(list(KINDS), effort.rounds):
        kind = KINDS[name]
        with Tally(f"index {name}") as tally:
            for number in range(1 if effort.rounds else FULL):
                tally.add(_tried(ground, kind, whole, chance), f"{name}, {number}")
        tallies.append(tally)
    return tallies


def _tried(ground: Ground, kind: Kind, whole: bytes, chance: Random) -> list[str]:
    shutil.rmtree(ground.index.parent, ignore_errors=True)
    ground.index.parent.mkdir()
    ground.index.write_bytes(whole)
    kind.damage(ground.index, chance)
    number = chance.randrange(COUNT)
    left = ground.index.read_bytes() if kind.foreign else b""
    for command in (("search", WORDS[number], "--paths"), ("list", "--paths")):
        said = ground.said(*command)
        if said.problems:
            return said.problems
        if kind.foreign:
            if said.code != 3 or said.out or ground.index.read_bytes() != left:
                return [f"exit {said.code}, {said.err[:100]}: what is not ours was used or touched"]
            continue
        if kind.unseen:
            continue
        wanted = [f"n{number}.md"] if command[0] == "search" else sorted(f"n{n}.md" for n in range(COUNT))
        if sorted(said.out.split()) != wanted:
            return [f"{command}: {said.out[:150]!r} {said.err[:150]!r}"]
    if kind.unseen:
        said = [ground.said(*command) for command in _MORE]
        if problems := [problem for each in said for problem in (each.problems or [each.err] * bool(each.code))]:
            return problems
    with contextlib.suppress(ChildProcessError):  # who held a lock is done
        os.wait()
    return [] if kind.foreign else ground.disagreements()
