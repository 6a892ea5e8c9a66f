"""kill -9 at random moments of every kind of work. Adding one is adding a row to `WORKS`.

Afterwards every file is the old or the new one, whole; the next command answers right and leaves the vault as it was
before the change or after it; and the index is what a rebuild would make.
"""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

from benchmarks.reliability.children import warm
from benchmarks.reliability.ground import Files, Ground
from benchmarks.reliability.tally import Effort, Tally

FULL = 500


class Work(NamedTuple):
    """A command to be killed; `prepare` is done before each run, `page` is a file that it writes outside the vault."""

    arguments: tuple[str, ...]
    prepare: Callable[[Ground], None] = lambda ground: None
    page: str = ""


def _edited(ground: Ground) -> None:
    """Half of the notes have changed since the index was made."""
    for file in sorted(ground.vault.glob("*.md"))[::2]:
        file.write_bytes(file.read_bytes() + "新的一行 [[n3]] #新標籤\n".encode())


def _to_undo(ground: Ground) -> None:
    ground.said("set", "--where", "共同", "draft=false", "--yes")


WORKS = {
    "bulk edit": Work(("set", "--where", "共同", "draft=false", "--yes")),
    "sync": Work(("list", "--paths"), _edited),
    "move": Work(("move", "n0", "夾/新的", "--parents", "--yes")),
    "export": Work(("export", "n3", "-o", "out/page.html"), page="out/page.html"),
    "first index": Work(("index",), Ground.forget_index),
    "rebuild": Work(("index", "--rebuild")),
    "edit": Work(("set", "n1", "draft=false", "新=值")),
    "bulk retag": Work(("retag", "--rename", "共同=新/共同", "--yes")),
    "task": Work(("check", "n2:11")),
    "new note": Work(("new", "新的筆記", "--tag", "x", "date=2025-01-01")),
    "undo": Work(("undo",), _to_undo),
}


def run(effort: Effort, work: Path) -> list[Tally]:
    """Kills, in turns over `WORKS`."""
    warm()
    rounds = effort.rounds or FULL
    chance = Random(effort.seed)
    tallies = []
    for place, (name, each) in enumerate(WORKS.items()):
        count = rounds // len(WORKS) + (place < rounds % len(WORKS))
        if not count:
            break
        ground = Ground(work / f"ground{place}")
        with Tally(f"kill -9 during: {name}") as tally:
            killed = _kills(ground, each, count, chance, tally)
        tally.remark = f"{killed} died in the middle"
        tallies.append(tally)
    return tallies


def _kills(ground: Ground, work: Work, count: int, chance: Random, tally: Tally) -> int:
    start = ground.files()
    old, new, length = _once(ground, work, start)
    made = (ground.folder / work.page).read_bytes() if work.page else b""
    killed = 0
    for number in range(count):
        _reset(ground, work, start)
        child = ground.child(*work.arguments)
        killed += child.kill(chance.uniform(0, length))
        child.wait()
        tally.add(_wrong(ground, work, old, new, made, take_back=number % 3 == 0), f"{work.arguments}, kill {number}")
    return killed


def _reset(ground: Ground, work: Work, start: Files) -> None:
    ground.restore(start)
    ground.said("index")
    work.prepare(ground)
    if work.page:
        (ground.folder / work.page).write_text(OLD_PAGE)


#: A page that an export may replace.
OLD_PAGE = '<meta name="generator" content="notes">old'


def _once(ground: Ground, work: Work, start: Files) -> tuple[Files, Files, float]:
    """The vault before and after the work, and how long that takes in seconds: what is killed is killed in that time."""
    times = []
    for _ in range(3):
        _reset(ground, work, start)
        old = ground.files()
        began = perf_counter()
        said = ground.said(*work.arguments)
        times.append(perf_counter() - began)
        if said.code:
            raise RuntimeError(f"{work.arguments}: {said}")
    return old, ground.files(), sorted(times)[1]


def _wrong(ground: Ground, work: Work, old: Files, new: Files, made: bytes, *, take_back: bool) -> list[str]:
    problems = [
        f"{name} is neither old nor new"
        for name, data in ground.files().items()
        if data not in (old.get(name), new.get(name), old.get("n0.md"))
    ]
    if work.page and (ground.folder / work.page).read_bytes() not in (OLD_PAGE.encode(), made):
        problems.append("the page is neither old nor new")
    next_one = ground.said("undo") if take_back else ground.said("list", "--paths")
    problems += next_one.problems
    files = ground.files()
    if files not in (old, new) and not (take_back and next_one.code == 0):
        problems.append("the vault is neither as before nor as after")
    if take_back and next_one.code not in (0, 1):
        problems.append(f"undo: {next_one.err[:200]}")
    if take_back and files not in (old, new) and _taken_back(files) != _taken_back(old):
        problems.append("what was taken back is not what was there")
    listed = ground.said("list", "--paths")
    if sorted(listed.out.split()) != sorted(files):
        problems.append(f"listed is {listed.out[:100]!r} {listed.err[:100]!r}")
    if ground.litter():
        problems.append(f"left over: {ground.litter()[:3]}")
    return problems + ground.disagreements()


def _taken_back(files: Files) -> Files:
    """Files as they were before the change that `_to_undo` makes, which a second undo takes back too."""
    return {name: re.sub(rb"draft: false", b"draft: true", data) for name, data in files.items()}
