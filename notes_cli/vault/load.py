"""Opening files of a vault: the bytes, or nothing. Never waits on a pipe, never follows a name out of the vault."""

import os
import stat
from pathlib import Path

#: A note over this size is read by its beginning; `read` says so among its problems.
LARGEST = 20 << 20


def load(root: Path, disk: bytes) -> bytes | None:
    """The bytes of the file called `disk` (from the root of the vault); None when it cannot be read now.

    At most one byte more than `LARGEST`, so that whoever reads them sees that there is more.
    """
    try:
        handle = os.open(os.path.join(os.fsencode(root), disk), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        return _whole(handle, min(found.st_size, LARGEST) + 1)
    except OSError:
        return None
    finally:
        os.close(handle)


def _whole(handle: int, expected: int) -> bytes:
    data = os.read(handle, expected)
    if len(data) < expected - 1 or len(data) == expected:  # short read, or the file grows while it is read
        parts = [data]
        while (part := os.read(handle, 1 << 20)) and sum(map(len, parts)) <= LARGEST:
            parts.append(part)
        data = b"".join(parts)
    return data[: LARGEST + 1]
