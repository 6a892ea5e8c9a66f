"""Other programs that do a part of what this one does, as far as they are installed.

ripgrep, recoll, pandoc and Hugo come from Debian, qmd (and the bun it runs on) from npm, tantivy from PyPI, zk from its
releases.
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program: what is measured against it, whether it is here, and the command (None: not written yet)."""

    name: str
    what: str
    budget: float | None  # largest ratio of our time to its time
    here: Callable[[], bool]
    wall: bool = False  # compared by wall time
    index: Callable[[Path, Path], Sequence[str]] | None = None  # vault, an empty folder -> the command
    ask: Callable[[Path, str], Sequence[str]] | None = None  # the folder it indexed into, a word -> the command


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _tantivy(vault: Path, folder: Path) -> Sequence[str]:
    return (sys.executable, str(Path(__file__).with_name("tantivy_index.py")), str(vault), str(folder))


def _recoll(vault: Path, folder: Path) -> Sequence[str]:
    (folder / "recoll.conf").write_text(
        f"topdirs = {vault}\nindexedmimetypes = text/plain text/markdown text/x-markdown\n"
    )
    (folder / "mimemap").write_text(".md = text/plain\n")
    return ("recollindex", "-c", str(folder))


def _recollq(folder: Path, word: str) -> Sequence[str]:
    return ("recollq", "-c", str(folder), "-b", word)


def qmd_command(folder: Path, *arguments: str) -> Sequence[str]:
    """qmd's full text only: its vectors and its re-ranking want models of gigabytes."""
    places = (f"{name}={folder}" for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"))
    return ("env", *places, "qmd", *arguments)


#: Peers whose first index is compared with ours: by processor time, but tantivy, which uses two threads, by wall time.
PEERS = (
    Peer(
        "tantivy",
        "its engine alone: pairs of characters, two threads",
        2.0,
        lambda: find_spec("tantivy") is not None,
        wall=True,
        index=_tantivy,
    ),
    Peer("recoll", "a desktop search", 1 / 12, _program("recollindex"), index=_recoll, ask=_recollq),
    Peer(
        "qmd",
        "a Markdown search, full text only",
        1 / 3.5,
        _program("qmd"),
        index=lambda vault, folder: qmd_command(folder, "collection", "add", str(vault), "--name", "vault"),
        ask=lambda folder, word: qmd_command(folder, "search", word, "--files"),
    ),
    Peer("zk", "a notebook", 1 / 3, _program("zk")),
)


def rg(*arguments: str) -> Sequence[str] | None:
    """The command of ripgrep, or None when it is not installed."""
    found = shutil.which("rg")
    return (found, *arguments) if found else None


def pandoc(*arguments: str) -> Sequence[str] | None:
    """The command of pandoc, or None when it is not installed."""
    found = shutil.which("pandoc")
    return (found, *arguments) if found else None
