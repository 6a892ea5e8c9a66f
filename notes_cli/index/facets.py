"""Counts over many notes: tags."""

import sqlite3
from collections import Counter, defaultdict

from notes_cli.model import SEEN_BY_OBSIDIAN
from notes_cli.query.sql import Sql
from notes_cli.results import TagCount


def tags(connection: sqlite3.Connection, where: Sql, *, strict: bool = False) -> tuple[TagCount, ...]:
    """Every tag of those notes and every tag above it, with how many notes hold it or one nested under it.

    Spelled as it is most often (Obsidian's rule: compared without case); most used first, then A to Z.
    `strict`: only tags that Obsidian itself sees.
    """
    rows = connection.execute(
        "SELECT t.key, t.name, t.note FROM tag t JOIN note n ON n.id = t.note JOIN file f ON f.id = n.id "
        f"WHERE ({where.text})" + (f" AND t.origin IN {SEEN_BY_OBSIDIAN}" if strict else ""),
        where.params,
    )
    holders: dict[str, set[int]] = defaultdict(set)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for key, name, note in rows:
        keys, names = key.split("/"), name.split("/")
        aligned = len(keys) == len(names)
        for depth in range(1, len(keys) + 1):
            above = "/".join(keys[:depth])
            holders[above].add(note)
            spellings[above]["/".join(names[:depth]) if aligned else above] += 1
    counts = [TagCount(_usual(spellings[key]), len(notes)) for key, notes in holders.items()]
    return tuple(sorted(counts, key=lambda c: (-c.count, c.tag)))


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))
