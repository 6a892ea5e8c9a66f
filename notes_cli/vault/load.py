"""Opening files of a vault: the bytes, or nothing. Never waits on a pipe, never follows a name out of the vault."""

import os
import stat
from pathlib import Path

#: Bytes of a note that are read.
MAX_BYTES = 20_000_000


def load(root: Path, disk: bytes, limit: int = MAX_BYTES) -> bytes | None:
    """The bytes of the file called `disk` (from the root of the vault); None when it cannot be read now.

    At most one byte more than `limit`, so that whoever reads them sees that there is more.
    """
    try:
        handle = os.open(os.path.join(os.fsencode(root), disk), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        return _whole(handle, found.st_size, limit + 1)
    except OSError:
        return None
    finally:
        os.close(handle)


def _whole(handle: int, size: int, limit: int) -> bytes:
    """Up to `limit` bytes; one call when the file is as long as it said."""
    data = os.read(handle, min(size + 1, limit))
    if len(data) == size or len(data) == limit:
        return data
    parts, length = [data], len(data)
    while length < limit and (part := os.read(handle, min(1 << 20, limit - length))):
        parts.append(part)
        length += len(part)
    return b"".join(parts)
