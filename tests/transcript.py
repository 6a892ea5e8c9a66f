"""Transcripts: Markdown with `console` blocks of commands and what they print; run for real, compared, rewritten.

    $ notes search 泛化 | head -n 1
    AI/泛化是什麼.md:4	泛化是什麼…
    [exit 2]

A line that ends in a backslash goes on in the next. A line `...` stands for any number of lines. Times such as
`0.12 s` are not compared. What a command says on stdout and on stderr stands in the order in which it was said.
YAML front matter may give `files` (path: text), the whole vault instead of a copy of the repository's.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import REPOSITORY, write

#: When every file of a vault was last changed: 2026-01-21 in UTC, so that lists are the same on every day.
CHANGED = 1_768_953_600
_SECONDS = re.compile(r"\b\d+\.\d\d s\b")


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what it is expected to print; `first` to `last` are the lines of the expectation."""

    command: str
    expected: tuple[str, ...]
    first: int
    last: int


@dataclass(slots=True)
class Transcript:
    """A transcript, taken apart."""

    lines: list[str]
    files: Mapping[str, str] | None
    steps: list[Step] = field(default_factory=list)


def read(text: str) -> Transcript:
    """Take a transcript apart."""
    lines = text.split("\n")
    found = Transcript(lines, _files(text))
    for first, last in _blocks(lines):
        found.steps += _steps(lines, first, last)
    return found


def _files(text: str) -> Mapping[str, str] | None:
    if not text.startswith("---\n"):
        return None
    import yaml

    front = yaml.safe_load(text[4 : text.index("\n---\n", 3) + 1])
    return front.get("files") if isinstance(front, dict) else None


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First line and end of what stands in each `console` block."""
    start: int | None = None
    for number, line in enumerate(lines):
        if start is None and line.strip() == "```console":
            start = number + 1
        elif start is not None and line.strip() == "```":
            yield start, number
            start = None


def _steps(lines: list[str], first: int, last: int) -> Iterator[Step]:
    at = first
    while at < last:
        if not lines[at].startswith("$ "):
            at += 1
            continue
        command = lines[at][2:]
        while command.endswith("\\"):
            at += 1
            command = command[:-1] + lines[at].lstrip("> ")
        start = at = at + 1
        while at < last and not lines[at].startswith("$ "):
            at += 1
        yield Step(command, tuple(lines[start:at]), start, at)


def matches(expected: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether the lines that were said are those expected, `...` standing for any."""
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in _plain(expected))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _plain(said))) is not None


def _plain(lines: tuple[str, ...]) -> list[str]:
    """Without the empty lines that set a command off from the next."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def rewritten(transcript: Transcript, said: list[tuple[str, ...]]) -> str:
    """The transcript with what was said; an expectation that already matches stays as it is."""
    lines = list(transcript.lines)
    for step, printed in reversed(list(zip(transcript.steps, said, strict=True))):
        if not matches(step.expected, printed):
            gap = step.expected[len(_plain(step.expected)) :]
            lines[step.first : step.last] = [*printed, *gap]
    return "\n".join(lines)


class Shell:
    """A place of its own (`folder`) with a vault, a home and a `notes` on the PATH; runs commands with `sh`."""

    def __init__(self, folder: Path, files: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.vault = self.folder / "vault"
        if files is None:
            shutil.copytree(REPOSITORY / "vault", self.vault)
        else:
            (self.vault / ".obsidian").mkdir(parents=True)
            write(self.vault, files)
        for path in self.vault.rglob("*"):
            os.utime(path, (CHANGED, CHANGED))
        commands = self.folder / "bin"
        commands.mkdir()
        for name, arguments in (("notes", "-m notes_cli"), ("python", "")):
            command = commands / name
            command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n', "utf-8")
            command.chmod(0o755)
        self.environ = {
            "PATH": f"{commands}:{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONSAFEPATH": "1",
            "HOME": str(self.folder / "home"),
            "XDG_CACHE_HOME": str(self.folder / "home/cache"),
            "XDG_CONFIG_HOME": str(self.folder / "home/config"),
            "TZ": "Asia/Taipei",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "100",
        }
        (self.folder / "home").mkdir()

    def run(self, command: str) -> tuple[str, ...]:
        """The lines that `command` says, `[exit N]` the last of them when it fails."""
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
        )  # fmt: skip
        text = done.stdout.decode("utf-8", "backslashreplace").replace(str(self.folder), "~")
        text = _SECONDS.sub("0.00 s", text)
        said = text.removesuffix("\n").split("\n") if text else []
        return (*said, f"[exit {done.returncode}]") if done.returncode else tuple(said)
