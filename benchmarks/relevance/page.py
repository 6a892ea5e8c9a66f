"""The tables, and where they stand in docs/relevance.md: between two marks for each collection."""

import re
from collections.abc import Mapping

from benchmarks.relevance.measure import Figures, macro
from benchmarks.runs import ROOT

PAGE = ROOT / "docs/relevance.md"


def tables(engines: Mapping[str, dict[str, Figures]]) -> str:
    """Our own figures by kind, and how the others compare, as Markdown."""
    ours = engines["notes"]
    head = ("kind", "queries", "Recall@1", "Recall@5", "Recall@10", "MRR@10", "empty", "p50 ms", "p95 ms")
    rows = [
        (kind, str(f.count), *(_share(x) for x in f[1:6]), f"{f.p50:.1f}", f"{f.p95:.1f}") for kind, f in ours.items()
    ]
    total = str(sum(f.count for f in ours.values()))
    names = ("recall1", "recall5", "recall10", "mrr10", "empty")
    rows.append(("**all kinds**", total, *(f"**{_share(macro(ours, name))}**" for name in names), "", ""))
    others = [
        (
            kind,
            *(f"{_share(found[kind].mrr10)} / {_share(found[kind].recall10)}" for found in engines.values()),
        )
        for kind in ours
    ]
    means = (f"**{_share(macro(f, 'mrr10'))} / {_share(macro(f, 'recall10'))}**" for f in engines.values())
    others.append(("**all kinds**", *means))
    beside = _table(("MRR@10 / Recall@10", *engines), others)
    return f"{_table(head, rows)}\n\n{beside}"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_page(name: str, text: str) -> None:
    """Put the tables of a collection between its marks; those of others, and all else, stay."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text("utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    made = f"{begin}\n\n{text}\n\n{end}"
    PAGE.write_text(
        pattern.sub(lambda _: made, page) if pattern.search(page) else f"{page.rstrip()}\n\n{made}\n", "utf-8"
    )
