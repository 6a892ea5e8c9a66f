"""The heartbeat of `notes watch`: a small file beside an index that says until when the index holds all that was saved.

The watcher writes into it, many times a second, the last moment of which it knows that every change made before it
is in the index, and 0 as soon as it hears of a change. A reader that was asked before that moment needs no look at
the files. A watcher that was killed, stopped or suspended writes no more: the moments of its file are all past.
The lock of the file is the watcher's: there is one for each index, and a lock dies with its process.
"""

import mmap
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from notes_cli.errors import IndexUnusable

#: A watcher that has not written for so long writes no more, or has much to do.
_SILENCE_NS = 500_000_000
#: One that has is waited for as long as a look at the files would take: nanoseconds for each file, and at most.
_PATIENCE_NS, _MOST_NS = 10_000, 200_000_000
_WORD = 8

_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def now() -> int:
    """Nanoseconds since the machine was started, sleep included; no clock that is set back changes it."""
    return time.monotonic_ns() if _CLOCK is None else time.clock_gettime_ns(_CLOCK)


def heartbeat_file(database: Path) -> Path:
    """Where the heartbeat of the watcher that keeps `database` lies."""
    return database.with_name(f"{database.name}.watch")


def heard(file: Path, asked: int, files: int) -> bytes | None:
    """What the watcher left for readers, when the index holds everything that was saved before `asked` (of `now`).

    None when there is no watcher, when it has something to do, or cannot be waited for: with few `files` in the vault
    a look takes no longer.
    """
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        until = now() + min(files * _PATIENCE_NS, _MOST_NS)
        while (moment := _moment(handle)) < asked:
            if now() - moment > _SILENCE_NS or now() > until:
                return None
            time.sleep(0.004)
        # A file left by a crash before the machine was started anew may tell of any moment; nobody holds its lock.
        return os.pread(handle, 1 << 20, _WORD) if moment <= now() and not _lock(handle, shared=True) else None
    except OSError:
        return None
    finally:
        os.close(handle)


def _moment(handle: int) -> int:
    return int.from_bytes(os.pread(handle, _WORD, 0), sys.byteorder)


def _lock(handle: int, *, shared: bool = False) -> bool:
    """Whether the lock of a heartbeat was free, and is now ours."""
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Heartbeat:
    """The watcher's side: the file, its lock, and the word in it. Raises `IndexUnusable` when another one has it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.begin()

    def begin(self) -> None:
        """Take the file and its lock; again after `close`."""
        try:
            while True:
                self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                if not _lock(self._handle):
                    os.close(self._handle)
                    raise IndexUnusable("another `notes watch` keeps this index up to date")
                if self.is_there():
                    break
                os.close(self._handle)  # whoever had it took it away between our two calls
            os.ftruncate(self._handle, _WORD)
            self._page = mmap.mmap(self._handle, _WORD)
        except OSError as error:
            raise IndexUnusable(f"{self.file} cannot be used: {error.strerror}") from error
        self._word = memoryview(self._page).cast("q")
        self._word[0] = 0

    def beat(self, moment: int) -> None:
        """The index holds all that was saved before `moment`; 0: it may not."""
        self._word[0] = moment  # one store of eight bytes: no reader sees half of it

    def leave(self, text: bytes) -> None:
        """What readers are told; the heart stands still meanwhile."""
        self.beat(0)
        os.ftruncate(self._handle, _WORD)
        os.pwrite(self._handle, text, _WORD)

    def is_there(self) -> bool:
        """Whether the file is still the one at its path."""
        with suppress(OSError):
            return os.path.samestat(os.stat(self.file), os.fstat(self._handle))
        return False

    def close(self) -> None:
        """Take the file away, and let go of the lock."""
        self.beat(0)
        if self.is_there():
            with suppress(OSError):
                os.unlink(self.file)
        self._word.release()
        self._page.close()
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
