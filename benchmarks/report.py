"""Results: kept as dated JSON, printed as a table, and written into docs/performance.md between two marks."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measures import Row
from benchmarks.runs import ROOT

RESULTS = ROOT / "benchmarks/results"
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
_HEAD = ("what", "command", "figure", "against", "yardstick", "ratio", "budget", "met")


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 1),
    }


def keep(rows: Iterable[Row], notes: int, more: dict[str, Any]) -> Path:
    """Write a result of today to a file of its own."""
    now = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{now:%Y-%m-%dT%H%M}-{notes}.json"
    told = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
    body = {"date": f"{now:%Y-%m-%d}", "notes": notes, "machine": machine(), **more, "rows": told}
    file.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    return file


def _shown(value: float | None, unit: str = "") -> str:
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{' ' + unit if unit else ''}"


def cells(row: Row) -> tuple[str, ...]:
    """The row as its columns read."""
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    budget = "" if row.budget is None else f"≤ {_shown(row.budget, '×' if row.against else row.unit)}"
    return (
        row.what + (f" ({row.remark})" if row.remark else ""), f"`{row.command}`", _shown(row.figure, row.unit),
        row.against, _shown(row.yardstick, row.unit) if row.against else "",
        _shown(row.ratio, "×") if row.against else "",
        budget, met,
    )  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [_HEAD, ("---",) * 2 + ("---:", "---", "---:", "---:", "---:", "---"), *map(cells, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def write_page() -> Path:
    """Put the newest result of each size into the page; what stands outside the marks stays."""
    newest: dict[int, dict[str, Any]] = {}
    for file in sorted(RESULTS.glob("*.json")):
        body = json.loads(file.read_text())
        if "notes" in body:  # others stand in the same folder
            newest[body["notes"]] = body
    parts = []
    for notes, body in sorted(newest.items()):
        on = body["machine"]
        rows = [Row(**{k: v for k, v in row.items() if k not in ("ratio", "met")}) for row in body["rows"]]
        heading = f"### {notes:_} notes, {body['text_mb']:.1f} MB".replace("_", " ")
        measured = (
            f"{body['date']}, {on['cores']} cores, Python {on['python']}, SQLite {on['sqlite']}, load {on['load']}. "
            f"Medians of {body['times']} runs; commands that index: {body['times_long']}, the peers among them one."
        )
        parts += [heading, measured, table(rows)]
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + "\n\n".join([BEGIN, *parts, END]) + after)
    return PAGE
