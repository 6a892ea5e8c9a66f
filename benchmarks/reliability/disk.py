"""A disk that is full or may not be written: one sentence, every file old or new, and all is well when there is room.

A full disk is a tmpfs of a few megabytes where mounting is allowed, filled up to a few kilobytes, and everywhere a
limit on how large a file may grow (RLIMIT_FSIZE). For read-only folders the rights of root are given up.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from benchmarks.reliability.children import as_nobody, limited, warm
from benchmarks.reliability.ground import Files, Ground
from benchmarks.reliability.tally import Effort, Tally

#: Rounds of each command in a full run; `rounds` means: so many of the commands, once.
FULL = 40
_MEGABYTES = 6

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("index", "--rebuild"),
    ("search", "共同"),
    ("set", "n1", "新=" + "很長的值" * 300),
    ("set", "--where", "共同", "draft=false", "--yes"),
    ("retag", "--rename", "共同=新/共同", "--yes"),
    ("new", "新的筆記", "date=2025-01-01"),
    ("move", "n0", "夾/新的", "--parents", "--yes"),
    ("export", "n3", "-o", "out/page.html"),
)
_READING = ("index", "search")


def run(effort: Effort, work: Path) -> list[Tally]:
    """Full disks, then folders that may not be written."""
    warm()
    chance = Random(effort.seed)
    rounds = FULL if effort.rounds is None else 1
    commands = COMMANDS if effort.rounds is None else tuple(chance.sample(COMMANDS, effort.rounds))
    tallies = []
    with Tally("file-size limit (RLIMIT_FSIZE)") as tally:
        _full(work / "limit", commands, rounds, chance, tally, _limits)
    tallies.append(tally)
    if _mounted(work / "disk"):
        try:
            with Tally(f"full disk (tmpfs of {_MEGABYTES} MB)") as tally:
                _full(work / "disk/ground", commands, rounds, chance, tally, _fills)
            tallies.append(tally)
        finally:
            subprocess.run(["umount", "-l", str(work / "disk")], check=False)
    with Tally("read-only folders") as tally:
        _read_only(work / "readonly", commands, tally)
    return [*tallies, tally]


def _mounted(place: Path) -> bool:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(place)]
    return (
        shutil.which("mount") is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


#: Makes the place too small for a while; gives what a child must do first.
Shortage = Callable[[Ground, Random], Iterator[Callable[[], None]]]


def _limits(ground: Ground, chance: Random) -> Iterator[Callable[[], None]]:
    yield limited(
        chance.choice((4_096, 4_096, 6_000, 20_000, 100_000, 300_000))
    )  # what a command says goes into files too


def _fills(ground: Ground, chance: Random) -> Iterator[Callable[[], None]]:
    pad = ground.folder / "pad"
    free = os.statvfs(ground.folder).f_bavail * os.statvfs(ground.folder).f_frsize
    left = chance.choice((0, 0, 4096, 8192, 16_384, 40_960, 131_072, 400_000))
    pad.write_bytes(b"x" * max(0, free - left))
    try:
        yield lambda: None
    finally:
        pad.unlink()


def _full(
    folder: Path, commands: Sequence[tuple[str, ...]], rounds: int, chance: Random, tally: Tally, shortage: Shortage
) -> None:
    ground = Ground(folder)
    start = ground.files()
    short = contextmanager(shortage)
    for command in commands:
        ground.restore(start)
        ground.said("index")
        said = ground.said(*command)
        if said.code:
            raise RuntimeError(str(said))
        new = ground.files()
        for number in range(rounds):
            ground.restore(start)
            (ground.folder / "out/page.html").unlink(missing_ok=True)
            if chance.random() < 0.3:
                ground.forget_index()
            ground.said("index") if chance.random() < 0.7 else None
            with short(ground, chance) as before:
                said = ground.said(*command, before=before)
                problems = [*said.problems, *_neither(ground, start, new)]
                if said.code == 0 and command[0] not in _READING and command[0] != "export" and ground.files() != new:
                    problems.append("exit 0, and nothing was done")
            page = ground.folder / "out/page.html"
            if page.exists() and not page.read_bytes().endswith(b"</html>\n"):
                problems.append("half a page")
            problems += _afterwards(ground, start, new)
            tally.add(problems, f"{' '.join(command)[:60]}, {number}, exit {said.code}")


def _neither(ground: Ground, old: Files, new: Files) -> list[str]:
    return [
        f"{name} is neither old nor new"
        for name, data in ground.files().items()
        if data not in (old.get(name), new.get(name), old.get("n0.md"))
    ]


def _afterwards(ground: Ground, old: Files, new: Files) -> list[str]:
    """There is room again: any command answers, the vault is as before or as after, the index is that of a rebuild."""
    said = ground.said("list", "--paths")
    problems = list(said.problems)
    if sorted(said.out.split()) != sorted(ground.files()):
        problems.append(f"listed is {said.out[:100]!r}, {said.err[:200]}")
    if ground.files() not in (old, new):
        problems.append("the vault is neither as before nor as after")
    if ground.litter():
        problems.append(f"left over: {ground.litter()}")
    return problems + ground.disagreements()


def _read_only(folder: Path, commands: Sequence[tuple[str, ...]], tally: Tally) -> None:
    """Vault, cache and state folder read-only, one after the other: reading still answers, or one sentence says why not."""
    ground = Ground(folder)
    ground.said("index")
    ground.said("set", "n5", "新=1")
    start = ground.files()
    for place in (folder, *folder.rglob("*")):
        os.chown(place, 65534, 65534) if os.geteuid() == 0 else None
    for parent in folder.parents:  # nobody has to get there
        if parent.stat().st_uid == os.geteuid() and parent != Path("/tmp"):
            os.chmod(parent, parent.stat().st_mode | 0o055)
    for name in ("vault", "cache", "state", "out"):
        (folder / name).mkdir(exist_ok=True)
        places = [folder / name, *(p for p in (folder / name).rglob("*") if p.is_dir())]
        for place in places:
            place.chmod(0o555)
        for command in commands:
            said = ground.said(*command, before=as_nobody)
            problems = list(said.problems)
            if name == "vault" and command[0] not in (*_READING, "export") and said.code == 0:
                problems.append("a read-only vault was changed")
            if name == "vault" and command[0] in _READING and said.code:
                problems.append(f"a read-only vault is not read: {said.err}")
            if name == "vault" and ground.files() != start:
                problems.append("a file of a read-only vault changed")
            tally.add(problems, f"{name} read-only, {' '.join(command)[:40]}")
        for place in places:
            place.chmod(0o755)
        ground.restore(start)
