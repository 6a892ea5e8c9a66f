"""`python -m benchmarks --notes 10000` measures everything; `python -m benchmarks recall --vault DIR` checks recall;
`python -m benchmarks reliability` tries to break it."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import vault

TASKS = {
    "measure": "all there is to measure (default)",
    "recall": "is everything found?",
    "page": "write docs/performance.md from the kept results",
    "relevance": "are the best answers first? writes docs/relevance.md",
    "site": "a site of all notes, against Hugo; nothing is kept",
    "vault": "make the vault, and no more",
    "reliability": "what survives? writes docs/reliability.md",
}
PLACE = Path(tempfile.gettempdir()) / "notes-benchmarks"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "task", nargs="?", choices=TASKS, default="measure", help="; ".join(map(": ".join, TASKS.items()))
    )
    parser.add_argument("--notes", type=int, default=10_000, help="how many notes (default 10000)")
    parser.add_argument("--seed", type=int, help="default: 1 for reliability, that of the kept vaults else")
    parser.add_argument("--vault", type=Path, help="an existing vault, instead of a generated one (recall only)")
    parser.add_argument("--data", type=Path, help="a folder of documents and queries (relevance only)")
    parser.add_argument("--most", type=int, help="at most so many queries of each kind (relevance only)")
    parser.add_argument("--only", help="measures, separated by commas; nothing is kept (areas of reliability are)")
    parser.add_argument("--rounds", type=int, help="so many rounds instead of all; nothing is kept (reliability only)")
    parser.add_argument("--times", type=int, default=7, help="runs of short commands (default 7)")
    parser.add_argument("--times-long", type=int, default=3, help="runs of long commands (default 3)")
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = 1 if arguments.task == "reliability" else vault.SEED
    return arguments


def _reliability(only: str | None, rounds: int | None, seed: int) -> int:
    from benchmarks.reliability.areas import keep, run
    from benchmarks.reliability.tally import Effort

    effort = Effort(rounds, seed)
    found = run(only.split(",") if only else (), effort)
    if rounds is None:
        keep(found, effort)
    return 1 if any(tally.failed for tallies in found.values() for tally in tallies) else 0


def _generated(notes: int, seed: int) -> Path:
    return vault.make(PLACE / f"vault-{notes}-{seed}", notes, seed)


def _recall(folder: Path, seed: int) -> int:
    from benchmarks.recall import check

    with tempfile.TemporaryDirectory() as work:
        tallies = check(folder, Path(work) / "index.db", seed)
    for kind, tally in tallies.items():
        print(
            f"{kind:18} {tally.words:4} words {tally.expected:8} notes"
            f"  recall {tally.recall:8.3%}  precision {tally.precision:8.3%}"
        )
        for word, path in tally.misses[:10]:
            print(f"    missed: {word!r} in {path}")
    return 1 if any(tally.misses for tally in tallies.values()) else 0


def _relevance(data: Path | None, most: int | None, only: str | None) -> int:
    from benchmarks.relevance.collection import made, sample
    from benchmarks.relevance.engines import ENGINES
    from benchmarks.relevance.measure import measured
    from benchmarks.relevance.page import tables, write_page

    with tempfile.TemporaryDirectory() as work:
        collection = made(data, Path(work) / "vault", most) if data else sample()
        found = {}
        for name, engine in ENGINES.items():
            if (only and name not in only.split(",")) or not engine.here():
                print(f"{name}: left out", file=sys.stderr)
                continue
            print(f"{name} …", file=sys.stderr, flush=True)
            found[name] = measured(engine.make(collection.vault, Path(work)), collection.some(engine.most))
    print(text := tables(found))
    if not only and not most:
        write_page(collection.name, text)
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    from benchmarks.measures import MEASURES, Bench
    from benchmarks.report import keep, table, write_page

    folder = _generated(arguments.notes, arguments.seed)
    work = Path(tempfile.mkdtemp(prefix="notes-benchmark-"))
    wanted = arguments.only.split(",") if arguments.only else list(MEASURES)
    if "first-index" not in wanted:
        wanted.insert(0, "first-index")  # it makes the index that the others use
    try:
        bench = Bench(folder, arguments.notes, work, arguments.times, arguments.times_long)
        rows = []
        for name in wanted:
            print(f"{name} …", file=sys.stderr, flush=True)
            found = list(MEASURES[name](bench))
            print(table(found), flush=True)
            rows += found
        if not arguments.only:
            more = {
                "seed": arguments.seed,
                "text_mb": vault.text_bytes(folder) / 1e6,
                "times": arguments.times,
                "times_long": arguments.times_long,
            }
            print(keep(rows, arguments.notes, more))
            write_page()
    finally:
        shutil.rmtree(work)
    return 0


def _site(folder: Path, times: int) -> int:
    from benchmarks.report import table
    from benchmarks.site import rows

    with tempfile.TemporaryDirectory(prefix="notes-benchmark-") as work:
        print(table(list(rows(folder, Path(work), times))))
    return 0


def main() -> int:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    arguments = _arguments()
    match arguments.task:
        case "recall":
            return _recall(arguments.vault or _generated(arguments.notes, arguments.seed), arguments.seed)
        case "relevance":
            return _relevance(arguments.data, arguments.most, arguments.only)
        case "reliability":
            return _reliability(arguments.only, arguments.rounds, arguments.seed)
        case "page":
            from benchmarks.report import write_page

            print(write_page())
        case "site":
            return _site(_generated(arguments.notes, arguments.seed), arguments.times_long)
        case "vault":
            print(_generated(arguments.notes, arguments.seed))
        case _:
            return _measure(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
