"""What the system tells a watcher: of changes in folders, and that it is to end."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

#: What the system has no more of, by what watchfiles says then.
LIMITS = {"MaxFilesWatch": "fs.inotify.max_user_watches", "os error 24": "fs.inotify.max_user_instances"}


@contextmanager
def told_to_end() -> Iterator[list[int]]:
    """A list that a signal is put into."""
    got: list[int] = []
    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {each: signal.signal(each, lambda number, _: got.append(number)) for each in names}
    try:
        yield got
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def ears(vault: str, found: set[bytes]) -> "RustNotify":
    """Something that hears of changes in each of the folders."""
    from watchfiles._rust_notify import RustNotify

    paths = [folder.decode("utf-8") for folder in found]
    settings = os.path.join(vault, ".obsidian")
    paths += [settings] if os.path.isdir(settings) and os.access(settings, os.R_OK) else []
    # Not told to bear refused permissions, it also tells when there are no more watches to be had.
    return RustNotify(paths, False, False, 0, False, False)


def queues() -> set[int]:
    """The descriptors of this process by which the system tells of changes; none but on Linux."""
    found = set()
    with suppress(OSError):
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                if os.readlink(f"/proc/self/fd/{name}") == "anon_inode:inotify":
                    found.add(int(name))
    return found


def waiting(queue: int) -> int:
    """How many bytes of changes wait in the queue."""
    import fcntl
    import termios

    return int.from_bytes(fcntl.ioctl(queue, termios.FIONREAD, bytes(4)), sys.byteorder)
