"""Waiting for whoever else writes the index; and the sign by which those who wait know that somebody is at work.

SQLite lets one program write at a time. A command of ours may rightly take minutes (the first look at a large vault on
a slow disk), and is waited for as long as it lives; a program that holds the index and does nothing is not. The sign of
life is that the log of changes beside the database grows, or that its time is touched, for which SQLite does not care.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from notes_cli.errors import IndexUnusable

#: How long SQLite itself waits at each try, in seconds; Ctrl-C waits as long.
STEP = 0.25
#: After so many seconds a person is told.
TOLD_AFTER = 2.0
#: Who shows no sign of life is waited for so many seconds.
LONGEST = 30.0
#: Seconds between the signs of life of a command that writes.
PULSE = 0.5

#: What can be done where the index cannot even be read.
ELSEWHERE = "close that program, or name another place with --db FILE"

Say = Callable[[str], None]
T = TypeVar("T")


def is_busy(error: BaseException) -> bool:
    """Does SQLite say that somebody else holds the database?"""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def held(file: Path, hint: str = ELSEWHERE) -> IndexUnusable:
    """What is said of an index that somebody else holds for too long."""
    return IndexUnusable(f"another program holds the index {file} and does not let go of it", hint=hint)


def waited(file: Path, attempt: Callable[[], T], *, say: Say | None, hint: str = ELSEWHERE) -> T:
    """What `attempt` gives, which is tried until nobody else holds the index at `file`.

    `say` is told once when that takes a while. Raises `IndexUnusable`, with `hint`, when whoever holds the index has
    shown no sign of life for `LONGEST` seconds; what else `attempt` raises.
    """
    begun = time.monotonic()
    moved, signs, lives, told = begun, None, False, False
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
        now, seen = time.monotonic(), _signs(file)
        if seen != signs:
            moved, lives, signs = now, signs is not None, seen
        if now - moved > LONGEST:
            raise held(file, hint)
        if say and not told and now - begun > TOLD_AFTER:
            told = True
            say(
                "another command is writing the index; waiting until it is done"
                if lives
                else f"another program holds the index; waiting up to {LONGEST:.0f} s"
            )
        time.sleep(0.02)


def _logs(file: Path) -> tuple[str, str]:
    place = os.path.realpath(file)  # SQLite keeps them beside the file itself, not beside a link to it
    return f"{place}-wal", f"{place}-journal"


def _signs(file: Path) -> tuple[tuple[int, int], ...]:
    """Time and size of the logs of changes: as long as they stay, nobody has written."""
    found = []
    for log in _logs(file):
        with suppress(OSError):
            state = os.stat(log)
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


@contextmanager
def pulse(file: Path) -> Iterator[None]:
    """Within it, those who wait for the index at `file` see that we are at work."""
    from threading import Event, Thread

    done = Event()
    log = _logs(file)[0]

    def beat() -> None:
        while not done.wait(PULSE):
            with suppress(OSError):
                os.utime(log)

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
