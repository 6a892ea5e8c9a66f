"""Whether the system tells of every change in a folder: on a disk of this machine it does, over a network not."""

import os
import re
from pathlib import Path

#: File systems of one machine alone, on which every change is told of at once (`inotify`).
TOLD = frozenset("ext2 ext3 ext4 xfs btrfs f2fs zfs bcachefs jfs reiserfs tmpfs overlay".split())  # noqa: SIM905

_TABLE = Path("/proc/self/mountinfo")


def unheard(folder: str, table: str | None = None) -> str | None:
    """The type of a file system at `folder` (a real path) or below it whose changes may go untold; None when all are.

    `table` is Linux's table of mounts (`/proc/self/mountinfo`, which is read when it is None). "unknown" where there
    is none.
    """
    if table is None:
        try:
            table = _TABLE.read_text("utf-8", "surrogateescape")
        except OSError:
            return "unknown"
    mounts = [_mount(line) for line in table.splitlines()]
    around = [mount for mount in mounts[::-1] if _holds(mount[0], folder)]  # of two at one place the last is seen
    kinds = [max(around, key=lambda mount: len(mount[0]), default=("", "unknown"))[1]]
    kinds += [kind for place, kind in mounts if place != folder and _holds(folder, place)]
    return next((kind for kind in kinds if kind not in TOLD), None)


def _mount(line: str) -> tuple[str, str]:
    """Where a line's mount is, and its type."""
    before, _, after = line.partition(" - ")
    place = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split(" ")[4])
    return place, after.split(" ")[0]


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
