"""What is asked: ourselves, and what others would do with the same notes. One that is not installed is left out.

Each engine is made from a vault and gives a function from a query to the paths of notes, best first.
"""

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeAlias

from benchmarks.peers import PEERS, qmd_command
from notes_cli.errors import QueryError
from notes_cli.library import Library

Ask: TypeAlias = Callable[[str], list[str]]

#: Hits that are looked at.
DEPTH = 20


def notes(vault: Path, work: Path) -> Ask:
    """This program, in one process with the index open."""
    library = Library.open(vault, database=work / "notes.db", environ={})
    library.index()
    library.fresh = False

    def ask(query: str) -> list[str]:
        try:
            return [hit.path for hit in library.search(query, limit=DEPTH)]
        except QueryError:
            return []

    return ask


def _fts(tokenizer: str, prepared: Callable[[str], Iterable[str]]) -> Callable[[Path, Path], Ask]:
    """Whole notes in FTS5 with `tokenizer`; a query is the AND of its prepared words, else their OR."""

    def make(vault: Path, work: Path) -> Ask:
        connection = sqlite3.connect(":memory:")
        connection.execute(f"CREATE VIRTUAL TABLE fts USING fts5(path UNINDEXED, text, tokenize='{tokenizer}')")
        texts = ((str(f.relative_to(vault)), f.read_text("utf-8", "replace")) for f in sorted(vault.rglob("*.md")))
        joined = ((path, " ".join(prepared(f"{path} {text}"))) for path, text in texts)
        connection.executemany("INSERT INTO fts VALUES (?, ?)", joined)

        def ask(query: str) -> list[str]:
            words = [f'"{word}"' for word in map(_bare, prepared(query)) if word]
            for operator in (" AND ", " OR "):
                if words and (found := _asked(connection, operator.join(words))):
                    return found
            return []

        return ask

    return make


def _bare(word: str) -> str:
    return re.sub(r"\W+", " ", word).strip()


def _asked(connection: sqlite3.Connection, expression: str) -> list[str]:
    sql = "SELECT path FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT ?"
    return [row[0] for row in connection.execute(sql, (expression, DEPTH))]


def _segmented(text: str) -> Iterable[str]:
    import jieba

    jieba.setLogLevel(60)
    return (word for word in jieba.cut_for_search(text) if word.strip())


def ripgrep(vault: Path, work: Path) -> Ask:
    """ripgrep for the whole query, else for any of its words; notes with most matching lines first."""

    def counted(*patterns: str) -> list[str]:
        options = [option for pattern in patterns for option in ("-e", pattern)]
        done = subprocess.run(
            ["rg", "--count", "--fixed-strings", "--ignore-case", "--glob", "*.md", *options, "."],
            cwd=vault, capture_output=True, text=True, check=False,
        )  # fmt: skip
        rows = (line.removeprefix("./").rsplit(":", 1) for line in done.stdout.splitlines())
        return [path for path, _ in sorted(rows, key=lambda row: (-int(row[1]), row[0]))][:DEPTH]

    return lambda query: counted(query) or counted(*(query.split() or [query]))


def recoll(vault: Path, work: Path) -> Ask:
    """recoll for all words, else for any of them."""

    def asked(folder: Path, *how: str) -> list[str]:
        done = subprocess.run(
            ["recollq", "-c", str(folder), "-b", "-n", str(DEPTH), *how], capture_output=True, text=True, check=False
        )
        begin = f"file://{vault}/"
        return [line.removeprefix(begin) for line in done.stdout.splitlines() if line.startswith(begin)]

    folder = _indexed("recoll", vault, work)
    return lambda query: asked(folder, query) or asked(folder, "-o", query)


def qmd(vault: Path, work: Path) -> Ask:
    """qmd's full text."""
    folder = _indexed("qmd", vault, work)

    def asked(query: str) -> list[str]:
        command = (*qmd_command(folder, "search", query), "--files", "-n", str(DEPTH))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return [line.partition("qmd://vault/")[2] for line in done.stdout.splitlines()]

    return asked


def _indexed(name: str, vault: Path, work: Path) -> Path:
    """The folder in which a peer has its index of the vault."""
    (index,) = (peer.index for peer in PEERS if peer.name == name)
    folder = work / name
    folder.mkdir()
    assert index
    subprocess.run(index(vault, folder), capture_output=True, check=False)
    return folder


class Engine(NamedTuple):
    """One that is asked."""

    here: Callable[[], bool]
    make: Callable[[Path, Path], Ask]
    most: int | None = None  # queries of each kind, where each takes a process of half a second


ENGINES = {
    "notes": Engine(lambda: True, notes),
    "FTS5 unicode61": Engine(lambda: True, _fts("unicode61", str.split)),
    "FTS5 trigram": Engine(lambda: sqlite3.sqlite_version_info >= (3, 34), _fts("trigram", str.split)),
    "FTS5 jieba": Engine(lambda: find_spec("jieba") is not None, _fts("unicode61", _segmented)),
    "ripgrep": Engine(lambda: shutil.which("rg") is not None, ripgrep),
    "recoll": Engine(lambda: shutil.which("recollq") is not None, recoll),
    "qmd": Engine(lambda: shutil.which("qmd") is not None, qmd, 30),
}
