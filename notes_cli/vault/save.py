"""One file of a vault, written whole or not at all: beside, flushed, renamed over.

Every write is a compare-and-swap: it is refused when the bytes on disk are no longer those that were read. What
several writes of one command have to do with each other is `carry`'s matter.
"""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from notes_cli.errors import ChangedOnDisk, Refused, VaultError
from notes_cli.vault.load import MAX_BYTES
from notes_cli.vault.walk import shown_path

#: Bits of a mode that let anybody write. Asked for by themselves, because for root everything is writable.
_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def real_path(root: Path, disk: bytes) -> bytes:
    """The file that is meant by `disk` (from the vault's root), symbolic links followed. It need not be there.

    Raises `Refused` when it is not in the vault, or in a part of it that begins with a dot.
    """
    top = os.path.realpath(os.fsencode(root))
    real = os.path.realpath(os.path.join(top, disk))
    if b"\0" in disk or os.path.commonpath((top, real)) != top:
        raise Refused(f"{shown_path(disk)} leads out of the vault")
    if any(part.startswith(b".") for part in os.path.relpath(real, top).split(b"/") if part != b"."):
        raise Refused(f"{shown_path(disk)} is no part of the vault: its path has a name that begins with a dot")
    return real


def current(root: Path, disk: bytes) -> bytes:
    """The bytes of a file that could be written. Raises `Refused` when it may not be, `VaultError` when it is gone."""
    real, shown = real_path(root, disk), shown_path(disk)
    try:
        data = _bytes(real)
    except OSError as error:
        raise VaultError(f"{shown} cannot be read: {error.strerror}") from error
    if data is None:
        raise Refused(f"{shown} is no regular file")
    if len(data) > MAX_BYTES:
        raise Refused(f"{shown} has more than {MAX_BYTES // 1_000_000} MB, which is more than is read of a note")
    if not _may_write(real, os.W_OK):
        raise Refused(f"{shown} is read-only")
    check_folder(real, shown)
    return data


def check_folder(real: bytes, shown: str) -> None:
    """Raise `Refused` when nothing can be made or renamed in the folder of `real`."""
    if not _may_write(os.path.dirname(real), os.W_OK | os.X_OK):
        raise Refused(f"{shown} cannot be written: its folder is read-only")


def _may_write(path: bytes, access: int) -> bool:
    try:
        return bool(os.stat(path).st_mode & _WRITABLE) and os.access(path, access)
    except OSError:
        return False


def _bytes(real: bytes) -> bytes | None:
    """The bytes of a regular file, at most one more than are read of a note; None when it is something else."""
    handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        return stream.read(MAX_BYTES + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None


def replace(root: Path, disk: bytes, old: bytes, new: bytes, *, beside: bytes) -> None:
    """Put `new` where `old` is; `beside` is the name of the file that is written first, in the same folder.

    Mode, owner (where it may be given away) and extended attributes stay. Raises `ChangedOnDisk`, `Refused`, OSError.
    """
    real = real_path(root, disk)
    place = os.path.join(os.path.dirname(real), beside)
    before = os.stat(real)
    _write_beside(place, new, lambda handle: _keep(handle, real, before))
    try:
        if _bytes(real) != old:
            raise ChangedOnDisk(f"{shown_path(disk)} was changed meanwhile", hint="look at it, and ask again")
        os.rename(place, real)
    except BaseException:
        _unlink(place)
        raise
    _flush_folder(real)


def make(root: Path, disk: bytes, new: bytes, *, beside: bytes) -> None:
    """A new file. Raises `Refused` when something has that name, OSError."""
    real = real_path(root, disk)
    place = os.path.join(os.path.dirname(real), beside)
    _write_beside(place, new, lambda handle: os.fchmod(handle, 0o666 & ~_umask()))
    try:
        _name_it(place, real, shown_path(disk))
    finally:
        _unlink(place)
    _flush_folder(real)


def _name_it(place: bytes, real: bytes, shown: str) -> None:
    """Give the file at `place` the name `real`, which must be free: a second name is given, where there can be one."""
    try:
        os.link(place, real)
    except FileExistsError:
        raise Refused(f"{shown} exists") from None
    except OSError:  # a file system without hard links
        if os.path.lexists(real):
            raise Refused(f"{shown} exists") from None
        os.rename(place, real)


def rename(root: Path, disk: bytes, to: bytes) -> None:
    """Give a file another name, also one that differs in case alone. Raises `Refused` when that is taken, OSError."""
    source = os.path.join(os.fsencode(root), disk)
    target = os.path.join(os.fsencode(root), to)
    if os.path.lexists(target) and not os.path.samefile(source, target):
        raise Refused(f"{shown_path(to)} exists")
    os.rename(source, target)
    _flush_folder(target)
    _flush_folder(source)


def remove(root: Path, disk: bytes) -> None:
    """Delete a file. Raises OSError."""
    real = real_path(root, disk)
    os.unlink(real)
    _flush_folder(real)


def sweep(root: Path, disk: bytes, beside: bytes) -> None:
    """Delete what a write that was killed has left beside `disk`."""
    _unlink(os.path.join(os.path.dirname(real_path(root, disk)), beside))


def _write_beside(place: bytes, data: bytes, prepare: Callable[[int], None]) -> None:
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            prepare(handle)
            os.fsync(handle)
    except BaseException:
        _unlink(place)
        raise


def _keep(handle: int, real: bytes, before: os.stat_result) -> None:
    """Give the new file the owner, attributes and mode of the one it replaces (a mode last: an owner clears bits)."""
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.fstat(handle).st_gid):
        for owner in ((before.st_uid, before.st_gid), (-1, before.st_gid)):
            with suppress(OSError):
                os.fchown(handle, *owner)
                break
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(real):
                with suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(real, name))
    os.fchmod(handle, stat.S_IMODE(before.st_mode))


def _flush_folder(file: bytes) -> None:
    """Flush the folder of `file`, where the file system can: a new name is then there after a power cut too."""
    with suppress(OSError):
        handle = os.open(os.path.dirname(file), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unlink(path: bytes) -> None:
    with suppress(OSError):
        os.unlink(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
