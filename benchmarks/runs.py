"""Running commands and measuring them: processor time, wall time and peak memory of a whole process.

Commands that are compared run alternately, so that whatever else the machine does falls on both. The process
that measures must stay small: a child's peak memory is never told as less than its parent's.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Task:
    """A command that is measured; `prepare` is called before each run, outside the measurement."""

    command: Sequence[str]
    prepare: Callable[[], object] = lambda: None
    output: int | None = subprocess.DEVNULL


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds and bytes."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Several runs of one command."""

    runs: tuple[Run, ...]

    @property
    def cpu(self) -> float:
        """Median of user and system time, children included, in seconds."""
        return median(run.cpu for run in self.runs)

    @property
    def wall(self) -> float:
        """Median of the time from start to end, in seconds."""
        return median(run.wall for run in self.runs)

    @property
    def peak(self) -> int:
        """The largest resident size of any process, in bytes."""
        return max(run.peak for run in self.runs)


def environment(database: Path) -> dict[str, str]:
    """The environment of measured commands: ours, with the index in a temporary place and byte code kept."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NOTES_") and k != "PYTHONDONTWRITEBYTECODE"}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"NOTES_DB": str(database), "PYTHONPATH": os.pathsep.join(paths)}


def measure(task: Task, env: Mapping[str, str]) -> Run:
    """Run `task` once. Raises CalledProcessError when it fails (1, for "nothing found", is no failure)."""
    from time import perf_counter

    task.prepare()
    start = perf_counter()
    process = subprocess.Popen(
        task.command, env=env, stdin=subprocess.DEVNULL, stdout=task.output, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, list(task.command))
    scale = 1 if sys.platform == "darwin" else 1024
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * scale)


def alternating(
    tasks: Mapping[str, Task], times: int, env: Mapping[str, str], *, warm: bool = True
) -> dict[str, Sample]:
    """`times` runs of each task, in turns; `warm`: one more of each before, that does not count."""
    for task in tasks.values() if warm else ():
        measure(task, env)
    runs: dict[str, list[Run]] = {name: [] for name in tasks}
    for _ in range(times):
        for name, task in tasks.items():
            runs[name].append(measure(task, env))
    return {name: Sample(tuple(each)) for name, each in runs.items()}
