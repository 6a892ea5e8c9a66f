"""Nasty notes at three sizes: time and peak memory of index, show and export, and whether they grow in a line.

Each figure is of a process of its own (processor time and peak memory, Python included). What looks wrong is measured
once more, and the better run counts. A row is lost when twice the text takes more than three times the time, less what an empty note takes; when
a note of less than a megabyte takes longer than `SLOWEST`; or when a process needs more than `MOST` bytes.
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.reliability.tally import Effort, Tally
from benchmarks.runs import Run, Task, environment, measure

Text = Callable[[int], str]

#: What is repeated, and how often at the largest size (the others are a half and a quarter of it).
NASTY: dict[str, tuple[int, Text]] = {
    "`[` × 100 000": (100_000, lambda n: "[" * n),
    "`` ` `` × 100 000": (100_000, lambda n: "`" * n),
    "`>` × 10 000": (10_000, lambda n: ">" * n + " a"),
    "`*_` × 50 000": (50_000, lambda n: "*_" * n),
    "nested lists × 10 000": (10_000, lambda n: "\n".join("  " * min(i, 400) + "- a" for i in range(n))),
    "`[[` × 50 000": (50_000, lambda n: "[[" * n),
    "`<div>` × 20 000": (20_000, lambda n: "<div>\n" * n),
    "`![[x]]` × 20 000": (20_000, lambda n: "![[x]]" * n),
    "tags × 20 000": (20_000, lambda n: "".join(f"#t{i} " for i in range(n)) + "\n\n# a\n\nb\n" * (n // 10)),
    "long title, many sections": (200_000, lambda n: f"---\ntitle: {'字' * n}\n---\n" + "# a\n\nb\n\n" * (n // 100)),
    "alias bomb": (9, lambda n: "---\na0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, n)) + "---\nb"),
    "YAML depth 10 000": (10_000, lambda n: f"---\na: {'[' * n}{']' * n}\n---\nb"),
    "YAML block of 10 MB": (10_000_000, lambda n: "---\n" + "key: value\n" * (n // 11) + "---\nb"),
    "one line of 50 MB": (50_000_000, lambda n: "word 內文 " * (n // 12)),
    "a note of 200 MB": (200_000_000, lambda n: ("word 內文 " * 20 + "\n\n") * (n // 242)),
}  # fmt: skip
SLOWEST = 4.0
MOST = 700_000_000
#: Characters beyond which no promise in seconds is made, but linear growth.
_LARGE = 1_000_000
#: What is measured, and what it is given.
COMMANDS: dict[str, tuple[str, ...]] = {"index": (), "show": ("n",), "export": ("n", "-o", os.devnull, "--force")}
#: A page of so much is not asked for.
_SHOWN = 2_000_000


def run(effort: Effort, work: Path) -> list[Tally]:
    """Every nasty note, at three sizes (`rounds` below 3: the smallest of the first so many notes only)."""
    tallies = []
    base = {command: _measured(work / "empty", "", command).cpu for command in COMMANDS}
    for place, (name, (size, text)) in enumerate(NASTY.items()):
        if effort.rounds is not None and place >= effort.rounds:
            break
        sizes = (size // 4, size // 2, size) if effort.rounds is None else (size // 4,)
        with Tally(f"growth: {name}") as tally:
            _grown(work / f"n{place}", sizes, text, base, tally)
        tallies.append(tally)
        print(f"{tally.what}: {tally.remark} {tally.lost}", file=sys.stderr, flush=True)
    return tallies


def _grown(folder: Path, sizes: tuple[int, ...], text: Text, base: Mapping[str, float], tally: Tally) -> None:
    made = [(folder / str(size), text(size)) for size in sizes]
    large = len(made[-1][1]) > _LARGE
    parts = []
    for command in COMMANDS:
        asked = [each for each in made if command == "index" or len(each[1]) <= _SHOWN]
        if not asked:
            continue
        runs = [_measured(*each, command) for each in asked]
        if wrong(runs, base[command], large=large):
            again = (_measured(*each, command) for each in asked)
            runs = [min(pair, key=lambda run: run.cpu) for pair in zip(runs, again, strict=True)]
        tally.add(wrong(runs, base[command], large=large), command)
        parts.append(f"{command} " + ", ".join(f"{run.cpu:.1f} s/{run.peak / 1e6:.0f} MB" for run in runs))
    tally.remark = "; ".join(parts)


def _measured(folder: Path, text: str, command: str) -> Run:
    """The command on a vault of this one note: `index` makes the index, the others find it."""
    index = folder / "index.db"
    if command == "index":
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "vault/.obsidian").mkdir(parents=True)
        (folder / "vault/n.md").write_text(text, "utf-8")
    notes = [sys.executable, "-m", "notes_cli", "--vault", str(folder / "vault"), command, *COMMANDS[command]]
    return measure(Task(notes), {**environment(index), "XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder)})


def wrong(runs: Sequence[Run], base: float, *, large: bool) -> list[str]:
    """What is wrong with the runs at growing sizes; `base`: seconds that the command takes for an empty note."""
    seconds = [max(0.0, run.cpu - base) for run in runs]
    problems = []
    if len(runs) == 3 and seconds[2] > 1.0 and seconds[2] > 3 * seconds[1]:
        problems.append(f"grows faster than its text: {[round(run.cpu, 2) for run in runs]} s")
    if not large and seconds[-1] > SLOWEST:
        problems.append(f"{seconds[-1]:.1f} s")
    if (most := max(run.peak for run in runs)) > MOST:
        problems.append(f"{most / 1e6:.0f} MB")
    return problems
