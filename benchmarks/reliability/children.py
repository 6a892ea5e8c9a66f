"""Commands in processes of their own: forks of one warm Python, which cost a twentieth of a fresh one.

A child has its own streams, environment and working directory and runs the command line itself (`cli.main.run`);
whatever kills it kills nothing else. The parent holds no index open while it forks.
"""

import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

#: A command that computes for so many seconds has hung, and is ended by a signal.
LONGEST = 60


class Said(NamedTuple):
    """What a command said. `code` is below zero when a signal ended it."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """What no command may ever do, whatever it meets."""
        found = []
        if self.code not in (0, 1, 2, 3):
            found.append(f"exit {self.code}")
        if "Traceback" in self.err or "notes: this is a bug" in self.err:
            found.append("a traceback: " + self.err.strip()[-200:])
        if "locked" in self.err:
            found.append("a lock error: " + self.err.strip()[:200])
        if self.code in (2, 3) and not self.err.startswith(("notes: ", "{")):
            found.append("an error without a sentence")
        return found


def warm() -> None:
    """Load once what children would each load."""
    from importlib import import_module

    from notes_cli.cli.main import COMMANDS
    from notes_cli.cli.shell import loaded

    for room in ("changes.move", "changes.properties", "cli.pages", "render.plain", "render.structured", "vault.carry"):
        import_module(f"notes_cli.{room}")
    for name in COMMANDS:
        loaded(name)


class Child:
    """A command that runs. `before` is called in the child first: to limit it, or to drop rights."""

    def __init__(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        folder: Path,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self.out, self.err = (os.memfd_create(name) for name in ("out", "err"))
        self.pid = os.fork()
        if self.pid == 0:
            self._run(list(arguments), environ, folder, before)

    def _run(self, arguments: list[str], environ: Mapping[str, str], folder: Path, before: Callable[[], None]) -> None:
        code = 70
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environ)
            null = os.open(os.devnull, os.O_RDONLY)
            for source, place in ((null, 0), (self.out, 1), (self.err, 2)):
                os.dup2(source, place)
            sys.stdin = open(0, closefd=False)  # noqa: SIM115
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
            before()
            sys.stdout, sys.stderr = (open(place, "w", encoding="utf-8", closefd=False) for place in (1, 2))  # noqa: SIM115
            from notes_cli.cli.main import run

            code = run(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException as error:
            os.write(2, f"Traceback: {error!r}".encode())
        finally:
            os._exit(code)

    def kill(self, after: float) -> bool:
        """Kill it in so many seconds; False when it ends before."""
        until = time.monotonic() + after
        while (left := until - time.monotonic()) > 0:
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
                return False
            time.sleep(min(left, 0.001))
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return True

    def wait(self) -> Said:
        """What it said, when it has ended."""
        _, status = os.waitpid(self.pid, 0)
        texts = []
        for place in (self.out, self.err):
            os.lseek(place, 0, os.SEEK_SET)
            with open(place, "rb") as stream:
                texts.append(stream.read().decode("utf-8", "surrogateescape"))
        return Said(os.waitstatus_to_exitcode(status), *texts)


def said(
    arguments: Sequence[str], environ: Mapping[str, str], folder: Path, before: Callable[[], None] = lambda: None
) -> Said:
    """What a command says, run to its end."""
    return Child(arguments, environ, folder, before).wait()


def limited(size: int) -> Callable[[], None]:
    """No file may grow beyond `size` bytes (the write fails, as on a full disk)."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def as_nobody() -> None:
    """Give up the rights of root, for which no file is read-only."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
