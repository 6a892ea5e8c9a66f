"""The areas, the results that are kept of them, and their table in docs/reliability.md."""

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.reliability.tally import Effort, Tally
from benchmarks.runs import ROOT

#: Area, and what one round of it is; its module has the same name. `--rounds` counts these.
AREAS = {
    "concurrency": "a round of eight processes",
    "crash": "a kill",
    "databases": "one of the damages",
    "disk": "one of the commands, in each shortage",
    "terminal": "a command line, on each kind of stream",
    "growth": "a nasty note",
    "fuzz": "a case",
}
RESULTS = ROOT / "benchmarks/results/reliability.json"
PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def run(only: Sequence[str], effort: Effort) -> dict[str, list[Tally]]:
    """Try the areas of `only` (all when empty), each in a folder of its own."""
    found = {}
    for name in only or AREAS:
        work = Path(tempfile.mkdtemp(prefix=f"notes-{name}-"))
        try:
            print(f"{name} …", file=sys.stderr, flush=True)
            found[name] = import_module(f"benchmarks.reliability.{name}").run(effort, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        for tally in found[name]:
            print(f"{tally.what}: {tally.tried} tried, {tally.survived} survived, {tally.failed} lost. {tally.remark}")
            for case in tally.lost:
                print(f"    {case}")
    return found


def keep(found: dict[str, list[Tally]], effort: Effort) -> None:
    """Put the figures of these areas in place of the older ones, and the table into the page."""
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for area, tallies in found.items():
        rows = [[t.what, t.tried, t.survived, t.failed, round(t.seconds), t.remark] for t in tallies]
        kept[area] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "seed": effort.seed, "rows": rows}
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(kept)}\n{END}{rest.partition(END)[2]}", "utf-8")


def table(kept: dict[str, dict[str, object]]) -> str:
    """The figures as a table for each area."""
    parts = []
    for area in (name for name in AREAS if name in kept):
        found = kept[area]
        rows = found["rows"]
        assert isinstance(rows, list)
        parts.append(
            f"### {area}\n\n`python -m benchmarks reliability --only {area} --seed {found['seed']}`, {found['date']}\n"
        )
        parts.append("| what | tried | survived | lost | |\n| --- | ---: | ---: | ---: | --- |")
        parts += [
            f"| {_cell(what)} | {tried:,} | {survived:,} | {lost:,} | {remark} |"
            for what, tried, survived, lost, _, remark in rows
        ]
        parts.append("")
    if missing := [name for name in AREAS if name not in kept]:
        parts.append(f"Not yet run at full length: {', '.join(missing)}; the tests try a part of them.\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
