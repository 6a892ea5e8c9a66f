"""What the last change commands did to a vault, so that they can be taken back: after `undo`, and after a crash.

A folder of the user's state directory for each vault, never in the vault. The entry of a change is written before
the first byte of the vault is; while the change is being made it is called `pending`, and when it is done it gets a
number. One that is `pending` while nobody holds the lock belongs to a process that died: it is taken back.

An entry holds what is needed to get the old bytes back from the new ones, not the old bytes: what an edit replaced,
and where. So it is as small as the edit.
"""

import fcntl
import json
import os
import time
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from notes_cli.errors import Refused, VaultError

#: So many changes are kept, and no more than so many bytes of them (but always the last one).
KEPT: Final = 50
KEPT_BYTES: Final = 64_000_000
#: Seconds to wait for another command that is changing the vault.
PATIENCE: Final = 10.0

_FORM: Final = 1
#: What the change is called that is being made.
PENDING: Final = "pending"


class Wrote(NamedTuple):
    """New bytes in a file: `old` stood between the first `start` and the last `end` bytes; digests of both."""

    disk: bytes
    start: int
    end: int
    old: bytes
    was: str
    now: str


class Made(NamedTuple):
    """A new file, and the digest of its bytes."""

    disk: bytes
    now: str


class Renamed(NamedTuple):
    """A file has another name; the digest of the bytes that it had then."""

    disk: bytes
    to: bytes
    now: str


class MadeFolder(NamedTuple):
    """A new folder."""

    disk: bytes


Step: TypeAlias = Wrote | Made | Renamed | MadeFolder

_KINDS: Final = {kind.__name__: kind for kind in (Wrote, Made, Renamed, MadeFolder)}


class Entry(NamedTuple):
    """A change: what the command was called, its steps in order, and the mark that names its temporary files."""

    command: str
    steps: tuple[Step, ...]
    mark: str

    def beside(self, place: int) -> bytes:
        """The name of the file that step `place` writes first: never that of a note."""
        return f".notes-{self.mark}-{place}.tmp".encode()


def digest(data: bytes) -> str:
    """What tells bytes apart."""
    from hashlib import blake2b  # 9 ms that reading commands do not need

    return blake2b(data, digest_size=16).hexdigest()


def wrote(disk: bytes, old: bytes, new: bytes) -> Wrote:
    """The step from `old` to `new`."""
    length = min(len(old), len(new))
    start = bisect_left(range(length), True, key=lambda n: old[: n + 1] != new[: n + 1])
    end = bisect_left(range(length - start), True, key=lambda n: old[-n - 1 :] != new[-n - 1 :])
    return Wrote(disk, start, end, old[start : len(old) - end], digest(old), digest(new))


def before(step: Wrote, new: bytes) -> bytes:
    """The bytes that were there before `step` made them `new`. Raises `Refused` when they do not come out right."""
    old = new[: step.start] + step.old + new[len(new) - step.end :]
    if digest(old) != step.was:
        raise Refused("the journal of changes is damaged", hint="nothing was taken back")
    return old


class Journal:
    """The changes of one vault, kept in `folder`; `lock` it before anything is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None

    # -- one at a time -------------------------------------------------------------------------------------

    def lock(self, patience: float = PATIENCE) -> bool:
        """Wait up to `patience` seconds for other commands; whether the vault may now be changed by this one.

        Locking twice is locking once. The system takes the lock from a process that dies.
        """
        if self._lock is not None:
            return True
        handle = self._opened()
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(handle)
                    return False
                time.sleep(0.02)
            else:
                self._lock = handle
                return True

    def _opened(self) -> int:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unusable(error) from error

    @property
    def is_locked(self) -> bool:
        """Whether this process may change the vault."""
        return self._lock is not None

    def unlock(self) -> None:
        """Let others change the vault."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _unusable(self, error: OSError) -> VaultError:
        hint = "changes are written down there before they are made; XDG_STATE_HOME names another place"
        return VaultError(f"{self.folder} cannot be used: {error.strerror or error}", hint=hint)

    # -- entries -------------------------------------------------------------------------------------------

    def begin(self, command: str, steps: Iterable[Step]) -> Entry:
        """Write down a change that is about to be made. The lock is held, and nothing is pending."""
        entry = Entry(command, tuple(steps), os.urandom(6).hex())
        try:
            beside = self.folder / f"{PENDING}.tmp"
            with open(beside, "wb", opener=_private) as stream:
                stream.write(_encoded(entry))
                stream.flush()
                os.fsync(stream.fileno())
            self._rename(beside.name, PENDING)
        except OSError as error:
            raise self._unusable(error) from error
        return entry

    def commit(self) -> None:
        """The change is made: it is now the last one. Older ones are forgotten when there are too many."""
        numbers = self._numbers()
        self._rename(PENDING, str(numbers[-1] + 1 if numbers else 1))
        with suppress(OSError):
            self._prune()

    def forget(self) -> None:
        """The pending change has been taken back."""
        with suppress(FileNotFoundError):
            os.unlink(self.folder / PENDING)

    def reopen(self, number: int) -> None:
        """The change `number` is about to be taken back."""
        self._rename(str(number), PENDING)

    def is_pending(self) -> bool:
        """Whether a change is being made, or was when its process died."""
        return os.path.exists(self.folder / PENDING)

    def pending(self) -> Entry | None:
        """The change that was not finished."""
        return self._read(PENDING)

    def last(self) -> tuple[int, Entry] | None:
        """The number of the last change, and what it did."""
        numbers = self._numbers()
        entry = self._read(str(numbers[-1])) if numbers else None
        return None if entry is None else (numbers[-1], entry)

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        return sorted(int(name) for name in names if name.isdecimal())

    def _read(self, name: str) -> Entry | None:
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from error
        try:
            return _decoded(data)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            hint = "it was made by another version, or damaged; without it the change cannot be taken back"
            raise VaultError(f"{self.folder / name} cannot be read", hint=hint) from error

    def _rename(self, name: str, to: str) -> None:
        os.rename(self.folder / name, self.folder / to)
        with suppress(OSError):
            handle = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _prune(self) -> None:
        room = KEPT_BYTES
        for place, number in enumerate(reversed(self._numbers())):
            file = self.folder / str(number)
            room -= file.stat().st_size
            if place and (place >= KEPT or room < 0):
                os.unlink(file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _encoded(entry: Entry) -> bytes:
    steps = [[type(step).__name__, *map(_plain, step)] for step in entry.steps]
    body = json.dumps({"form": _FORM, "command": entry.command, "mark": entry.mark, "steps": steps})
    return zlib.compress(body.encode())


def _plain(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _decoded(data: bytes) -> Entry:
    body = json.loads(zlib.decompress(data))
    if body["form"] != _FORM:
        raise ValueError(body["form"])
    steps = (_step(_KINDS[kind], values) for kind, *values in body["steps"])
    return Entry(body["command"], tuple(steps), body["mark"])


def _step(kind: Callable[..., Step], values: list[Any]) -> Step:
    return kind(*(bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in values))
