"""The yardstick of a first index: what cannot be left out.

Reads the files, splits them at lines that begin with #, and fills the same full-text table with the same tokens.
No parser, no stamps, no other tables, no text kept. `python benchmarks/minimal.py VAULT DB`.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from notes_cli.index.schema import FTS
from notes_cli.text.words import extra, tokens


def pieces(text: str) -> Iterator[str]:
    """`text`, cut before each line that begins with #."""
    start = 0
    while (end := text.find("\n#", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    yield text[start:]


def rows(file: Path) -> Iterator[tuple[str, ...]]:
    """The tokens of the sections of a note."""
    text = file.read_text("utf-8")
    front, body = "", text
    if text.startswith("---\n") and (end := text.find("\n---\n")) > 0:
        front, body = text[4:end], text[end + 5 :]
    stem = file.name[:-3]
    values = dict(line.partition(": ")[::2] for line in front.split("\n"))
    title, tags = tokens(f"{values.get('title', stem)}。{stem}"), tokens(values.get("tags", ""))
    description = tokens(values.get("description", ""))
    for piece in pieces(body):
        heading = tokens(piece[: piece.find("\n")]) if piece.startswith("#") else ""
        yield tokens(piece), heading, title, tags, extra(piece), description
        description = ""


def main(vault: str, database: str) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute(FTS)
    connection.execute("INSERT INTO fts(fts, rank) VALUES ('hashsize', 67108864)")
    connection.execute("BEGIN")
    sections = (row for file in Path(vault).rglob("*.md") for row in rows(file))
    connection.executemany(
        "INSERT INTO fts(body, heading, title, tags, extra, front) VALUES (?, ?, ?, ?, ?, ?)", sections
    )
    connection.execute("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])
