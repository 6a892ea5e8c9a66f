"""Queries inside a process that has the index open: `python -m benchmarks.queries VAULT DB` prints JSON.

A process of its own, so that the one that measures others stays small.
"""

import json
import sys
from pathlib import Path
from random import Random
from time import process_time

from benchmarks.recall import body_of, sample
from notes_cli.library import Library

#: Files that words are taken from.
SOURCES = 400


def milliseconds(vault: Path, database: Path) -> list[float]:
    """Processor time that each of two hundred searches took, twenty hits each, in ascending order."""
    files = sorted(vault.rglob("*.md"))
    chosen = Random("queries").sample(files, min(SOURCES, len(files)))
    words = [word for _, word in sample([body_of(file.read_text("utf-8", "replace")) for file in chosen])]
    took = []
    with Library.open(vault, database=database, fresh=False) as library:
        for word in words:
            start = process_time()
            library.search(word, limit=20)
            took.append((process_time() - start) * 1000)
    return sorted(took)


if __name__ == "__main__":
    times = milliseconds(Path(sys.argv[1]), Path(sys.argv[2]))
    json.dump({"p50": times[len(times) // 2], "p95": times[len(times) * 95 // 100], "count": len(times)}, sys.stdout)
