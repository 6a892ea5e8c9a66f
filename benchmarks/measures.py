"""What is measured, against what, and how much is allowed: each measure gives rows of the table.

A ratio is always of two medians taken alternately in one run. Processor time unless a row says otherwise.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.runs import ROOT, Sample, Task, alternating, environment
from benchmarks.vault import text_bytes, write

PYTHON = sys.executable
TYPER = Task((PYTHON, "-c", "import typer"))
#: Modules that cost ten milliseconds or more each.
HEAVY = (
    "rich",
    "yaml",
    "frontmatter",
    "rapidfuzz",
    "markdown_it",
    "sqlite_utils",
    "pygments",
    "nh3",
    "pyromark",
    "pydantic",
    "asyncio",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. The budget is for the ratio where there is a yardstick, else for the figure."""

    what: str
    command: str
    figure: float | None
    unit: str
    against: str = ""
    yardstick: float | None = None
    budget: float | None = None
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        return self.figure / self.yardstick if self.figure is not None and self.yardstick else None

    @property
    def met(self) -> bool | None:
        judged = self.ratio if self.against else self.figure
        return judged <= self.budget if judged is not None and self.budget is not None else None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are, and how often each is run."""

    vault: Path
    notes: int
    work: Path  # an empty folder
    times: int = 7
    times_long: int = 3

    @property
    def database(self) -> Path:
        """The index that questions are put to."""
        return self.work / "index.db"

    def notes_task(self, *arguments: str, prepare: Callable[[], object] = lambda: None) -> Task:
        """`notes ARGUMENTS` on the vault."""
        return Task((*_program(), "--vault", str(self.vault), *arguments), prepare)

    def run(self, tasks: Mapping[str, Task], *, long: bool = False, database: Path | None = None) -> dict[str, Sample]:
        times = self.times_long if long else self.times
        return alternating(tasks, times, environment(database or self.database), warm=not long)

    def allowed(self, budgets: Mapping[int, float]) -> float | None:
        """The budget for this number of notes: that of the nearest smaller size that has one."""
        sizes = [size for size in budgets if size <= self.notes]
        return budgets[max(sizes)] if sizes else None


def _program() -> tuple[str, ...]:
    found = Path(PYTHON).with_name("notes")
    return (str(found),) if found.exists() else (PYTHON, "-m", "notes_cli")


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _size(database: Path) -> int:
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))


# -- the index ------------------------------------------------------------------------------------------------


def first_index(bench: Bench) -> Iterator[Row]:
    least = bench.work / "minimal.db"
    minimal = (PYTHON, str(ROOT / "benchmarks/minimal.py"), str(bench.vault), str(least))
    found = bench.run(
        {
            "ours": bench.notes_task("index", prepare=lambda: _remove(bench.database)),
            "minimal": Task(minimal, lambda: _remove(least)),
        },
        long=True,
    )
    ours, yardstick = found["ours"], found["minimal"]
    yield Row("first index", "notes index", ours.cpu, "s", "minimal.py", yardstick.cpu, 1.5)
    yield Row("first index, wall time", "notes index", ours.wall, "s", "minimal.py", yardstick.wall)
    yield Row(
        "time for each note", "notes index", ours.cpu / bench.notes * 1000, "ms", remark="growth: compare the sizes"
    )
    limits = {1_000: 150.0, 10_000: 150.0, 100_000: 400.0}
    yield Row(
        "peak memory",
        "notes index",
        ours.peak / 1e6,
        "MB",
        budget=bench.allowed(limits),
        remark=f"minimal.py {yardstick.peak / 1e6:.0f} MB",
    )
    text = text_bytes(bench.vault)
    yield Row(
        "size of the index", "notes index", _size(bench.database) / 1e6, "MB", "text of the notes", text / 1e6, 2.8
    )
    yield from _peers(bench, ours)


def _peers(bench: Bench, ours: Sample) -> Iterator[Row]:
    for peer in peers.PEERS:
        what = f"first index against {peer.name}" + (", wall time" if peer.wall else "")
        against = f"{peer.name} ({peer.what})"
        if not peer.here() or peer.index is None:
            yield Row(what, "notes index", None, "s", against, budget=peer.budget, remark="not run")
            continue
        folder = bench.work / peer.name
        folder.mkdir()
        command = peer.index(bench.vault, folder)
        theirs = alternating({"peer": Task(command)}, 1, environment(bench.database), warm=False)["peer"]
        mine, other = (ours.wall, theirs.wall) if peer.wall else (ours.cpu, theirs.cpu)
        yield Row(what, "notes index", mine, "s", against, other, peer.budget)


def one_percent(bench: Bench) -> Iterator[Row]:
    copy = bench.work / "touched.db"
    full = bench.work / "full.db"
    shutil.copy(bench.database, copy)
    files = sorted(bench.vault.rglob("*.md"))[::100]
    originals = {file: file.read_bytes() for file in files}
    stamps = {file: file.stat().st_mtime_ns for file in files}
    rounds = iter(range(1, 1000))

    def touch() -> None:
        number = next(rounds)
        for file, data in originals.items():
            write(file, data + f"\n補記第 {number} 次。\n".encode(), stamps[file] + number * 10**9)

    try:
        touched = Task(("env", f"NOTES_DB={copy}", *_program(), "--vault", str(bench.vault), "index"), touch)
        whole = Task(
            ("env", f"NOTES_DB={full}", *_program(), "--vault", str(bench.vault), "index"), lambda: _remove(full)
        )
        found = bench.run({"touched": touched, "whole": whole}, long=True)
    finally:
        for file, data in originals.items():
            write(file, data, stamps[file])
    yield Row(
        "1 % of the notes changed", "notes index", found["touched"].cpu, "s", "a first index", found["whole"].cpu, 0.12
    )


def no_change(bench: Bench) -> Iterator[Row]:
    found = bench.run(
        {
            "index": bench.notes_task("index"),
            "search": bench.notes_task("search", "泛化"),
            "find": Task(("find", str(bench.vault), "-name", "*.md", "-printf", "%T@ %s %i %p\n")),
            "typer": TYPER,
        }
    )
    least = found["find"].cpu + found["typer"].cpu
    against = "find -printf, and python -c 'import typer'"
    yield Row("nothing changed", "notes index", found["index"].cpu * 1000, "ms", against, least * 1000, 2.0)
    yield Row(
        "nothing changed, and a search", "notes search 泛化", found["search"].cpu * 1000, "ms", against, least * 1000
    )


# -- questions ------------------------------------------------------------------------------------------------


def _piped(bench: Bench, *arguments: str) -> Task:
    from shlex import join

    return Task(("sh", "-c", join((*_program(), "--vault", str(bench.vault), *arguments)) + " | cat"))


QUESTIONS = (("search", "泛化"), ("tag", "my-article", "--paths"), ("list", "--paths"))


def questions(bench: Bench) -> Iterator[Row]:
    """Whole processes into a pipe, beside ripgrep on the same vault."""
    rg = peers.rg("-l", "泛化", str(bench.vault))
    tasks = {" ".join(q): _piped(bench, *q) for q in QUESTIONS}
    tasks |= {"--no-sync " + " ".join(q): _piped(bench, "--no-sync", *q) for q in QUESTIONS}
    found = bench.run(tasks | {"typer": TYPER} | ({"rg": Task(rg)} if rg else {}))
    small = bench.notes < 10_000
    against, name = ("typer", "python -c 'import typer'") if small or not rg else ("rg", "rg -l 泛化")
    for asked in tasks:
        fast = asked.startswith("--no-sync")
        budget = (
            (1.7 if not fast else None)
            if against == "typer"
            else bench.allowed({10_000: 0.9, 100_000: 0.15} if fast else {10_000: 1.3, 100_000: 0.5})
        )
        sample, yardstick = found[asked], found[against]
        yield Row(
            "a question, without a look at the files" if fast else "a question, synced", f"notes {asked} | cat",
            sample.cpu * 1000, "ms", name, yardstick.cpu * 1000, budget,
            f"wall {sample.wall * 1000:.0f} : {yardstick.wall * 1000:.0f} ms",
        )  # fmt: skip


def others(bench: Bench) -> Iterator[Row]:
    """The same question to the peers that have indexed the vault: whole processes, wall time beside."""
    asked = {
        peer.name: Task(peer.ask(bench.work / peer.name, "泛化"))
        for peer in peers.PEERS
        if peer.ask and (bench.work / peer.name).exists()
    }
    found = bench.run(asked | {"ours": bench.notes_task("search", "泛化", "--paths")})
    ours = found.pop("ours")
    for name, theirs in found.items():
        remark = f"wall {ours.wall * 1000:.0f} : {theirs.wall * 1000:.0f} ms"
        yield Row(
            "a question, synced", "notes search 泛化", ours.cpu * 1000, "ms", name, theirs.cpu * 1000, remark=remark
        )


def inside(bench: Bench) -> Iterator[Row]:
    """Two hundred searches by one process."""
    command = (PYTHON, "-m", "benchmarks.queries", str(bench.vault), str(bench.database))
    done = subprocess.run(command, env=environment(bench.database), capture_output=True, check=True)
    told = json.loads(done.stdout)
    name = f"Library.search, {told['count']} words"
    yield Row("a search inside a process, median", name, told["p50"], "ms", budget=10)
    yield Row("a search inside a process, 95 of 100", name, told["p95"], "ms", budget=60)


def start_up(bench: Bench) -> Iterator[Row]:
    tasks = {o: Task((*_program(), o)) for o in ("--help", "--version")}
    found = bench.run(tasks | {"typer": TYPER, "python": Task((PYTHON, "-I", "-c", "pass"))})
    for option in tasks:
        yield Row(
            "start-up",
            f"notes {option}",
            found[option].cpu * 1000,
            "ms",
            "python -c 'import typer'",
            found["typer"].cpu * 1000,
            1.3,
        )
    yield Row(
        "Python and typer",
        "python -c 'import typer'",
        found["typer"].cpu * 1000,
        "ms",
        "python -I -c pass",
        found["python"].cpu * 1000,
    )


def modules(bench: Bench) -> Iterator[Row]:
    """What a search into a pipe loads."""
    command = (PYTHON, "-X", "importtime", "-m", "notes_cli", "--vault", str(bench.vault), "search", "泛化")
    done = subprocess.run(command, env=environment(bench.database), capture_output=True, check=False, text=True)
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")][
        1:
    ]
    heavy = sorted({name.partition(".")[0] for name in names} & set(HEAVY))
    yield Row(
        "modules that a search loads",
        "notes search 泛化",
        len(names),
        "",
        remark=f"heavy: {', '.join(heavy) or 'none'}",
    )


# -- one note -------------------------------------------------------------------------------------------------

RICH = """
import sys
from rich.console import Console
from rich.markdown import Markdown
Console(force_terminal=True).print(Markdown(open(sys.argv[1]).read()))
"""


def _long_note(bench: Bench) -> Path:
    """A vault with one note of two thousand lines."""
    folder = bench.work / "long"
    if not folder.exists():
        (folder / ".obsidian").mkdir(parents=True)
        lines: list[str] = []
        for file in sorted(bench.vault.rglob("*.md")):
            lines += file.read_text("utf-8").split("\n---\n", 1)[-1].split("\n")
            if len(lines) >= 2000:
                break
        write(folder / "long.md", "\n".join(lines[:2000]).encode())
    return folder


def one_note(bench: Bench) -> Iterator[Row]:
    """`show` and `export` of a note of two thousand lines."""
    vault = _long_note(bench)
    note, database = vault / "long.md", bench.work / "long.db"
    ours = (*_program(), "--vault", str(vault))
    env = ("env", "FORCE_COLOR=1", "COLUMNS=100")
    found = bench.run(
        {
            "show": Task((*env, *ours, "--color", "always", "show", "long")),
            "rich": Task((*env, PYTHON, "-c", RICH, str(note))),
        },
        database=database,
    )
    yield Row("a note of 2 000 lines", "notes show", found["show"].cpu, "s", "rich.markdown", found["rich"].cpu, 1.5)
    page = bench.work / "page.html"
    exported = Task((*ours, "export", "long", "-o", str(page)), lambda: page.unlink(missing_ok=True))
    pandoc = peers.pandoc("-s", str(note), "-o", str(bench.work / "pandoc.html"))
    try:
        found = bench.run({"export": exported} | ({"pandoc": Task(pandoc)} if pandoc else {}), database=database)
    except subprocess.CalledProcessError:
        yield Row(
            "a note of 2 000 lines",
            "notes export",
            None,
            "s",
            "pandoc -s",
            budget=0.5,
            remark="not run: no such command yet",
        )
        return
    theirs = found["pandoc"].cpu if pandoc else None
    remark = "" if pandoc else "pandoc: not run"
    yield Row("a note of 2 000 lines", "notes export", found["export"].cpu, "s", "pandoc -s", theirs, 0.5, remark)


#: Everything there is to measure, in order: the first makes the index that the others use.
MEASURES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "first-index": first_index,
    "one-percent": one_percent,
    "no-change": no_change,
    "questions": questions,
    "others": others,
    "inside": inside,
    "start-up": start_up,
    "modules": modules,
    "one-note": one_note,
}
