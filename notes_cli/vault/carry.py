"""Carries a change of one or many files out, journalled, and takes changes back.

The order is what makes it safe: everything is checked, the journal is written, then file after file is replaced
(`save`), then the journal says that it is done. Whatever goes wrong in between, every file is old or new, and the
change is taken back: at once, or by the next command when this one was killed.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from notes_cli.errors import ChangedOnDisk, NotesError, Refused, VaultError
from notes_cli.vault import save
from notes_cli.vault.journal import (
    PENDING,
    Entry,
    Journal,
    Made,
    MadeFolder,
    Renamed,
    Step,
    Wrote,
    before,
    digest,
    wrote,
)
from notes_cli.vault.walk import shown_path


class Write(NamedTuple):
    """Give the file `disk`, whose bytes were `old`, the bytes `new`."""

    disk: bytes
    old: bytes
    new: bytes


class Make(NamedTuple):
    """Make the file `disk`."""

    disk: bytes
    new: bytes


class Rename(NamedTuple):
    """Give the file `disk`, whose bytes were `old`, the name `to`."""

    disk: bytes
    to: bytes
    old: bytes


class MakeFolder(NamedTuple):
    """Make the folder `disk`; the one it lies in is there."""

    disk: bytes


Action: TypeAlias = Write | Make | Rename | MakeFolder


class Restored(NamedTuple):
    """What taking back does to one file, called `disk` and holding `old`: it will be called `to` and hold `new`."""

    disk: bytes
    to: bytes
    old: bytes
    new: bytes | None  # None: there will be no such file


def carry_out(root: Path, journal: Journal, command: str, actions: Sequence[Action]) -> None:
    """Do `actions` in order, all or none; the lock is held, and nothing is pending.

    Raises `ChangedOnDisk`, `Refused`, or `VaultError` (a full disk), after what was done has been taken back.
    """
    if not actions:
        return
    entry = journal.begin(command, map(_step, actions))
    try:
        for place, action in enumerate(actions):
            _do(root, action, entry.beside(place))
        journal.commit()
    except BaseException as error:
        if journal.is_pending():
            with suppress(NotesError, OSError):  # else it stays pending, and the next command takes it back
                take_back(root, journal, entry)
        if isinstance(error, OSError):
            raise VaultError(
                f"it could not be written: {error.strerror or error}", hint="nothing was changed"
            ) from error
        raise


def _step(action: Action) -> Step:
    match action:
        case Write(disk, old, new):
            return wrote(disk, old, new)
        case Make(disk, new):
            return Made(disk, digest(new))
        case Rename(disk, to, old):
            return Renamed(disk, to, digest(old))
        case MakeFolder(disk):
            return MadeFolder(disk)


def _do(root: Path, action: Action, beside: bytes) -> None:
    match action:
        case Write(disk, old, new):
            save.replace(root, disk, old, new, beside=beside)
        case Make(disk, new):
            save.make(root, disk, new, beside=beside)
        case Rename(disk, to, old):
            if save.current(root, disk) != old:
                raise ChangedOnDisk(f"{shown_path(disk)} was changed meanwhile")
            save.rename(root, disk, to)
        case MakeFolder(disk):
            with suppress(FileExistsError):
                os.mkdir(os.path.join(os.fsencode(root), disk))


# -- taking back -----------------------------------------------------------------------------------------------


def recover(root: Path, journal: Journal) -> str | None:
    """Take back a change whose process died; a sentence about it, None when there is none (or others are at work).

    Raises `VaultError` when that is not possible.
    """
    if not journal.is_pending():
        return None
    held = journal.is_locked
    if not journal.lock(0):
        return None
    try:
        entry = journal.pending()
        return None if entry is None else _told(entry, take_back(root, journal, entry))
    except (OSError, NotesError) as error:
        reason = getattr(error, "message", None) or getattr(error, "strerror", None) or error
        hint = f"put that right; or, to leave the files as they are, delete {journal.folder / PENDING}"
        raise VaultError(f"an interrupted change cannot be taken back: {reason}", hint=hint) from error
    finally:
        if not held:
            journal.unlock()


def _told(entry: Entry, left: list[bytes]) -> str:
    sentence = f"`notes {entry.command}` was interrupted, and what it had done is taken back"
    if left:
        names = ", ".join(map(shown_path, left[:5])) + (" …" if len(left) > 5 else "")
        sentence += f"; changed since, and left as they are: {names}"
    return sentence


def take_back(root: Path, journal: Journal, entry: Entry) -> list[bytes]:
    """Undo what was done of the pending `entry`; the files that are neither as before nor as after are left, and told.

    Raises `NotesError` or OSError when a file cannot be written; the entry then stays pending.
    """
    left = []
    for place, step in reversed(list(enumerate(entry.steps))):
        if not isinstance(step, MadeFolder):
            save.sweep(root, step.disk, entry.beside(place))
        if not _undone(root, step, entry.beside(place)):
            left.append(step.disk)
    journal.forget()
    return left


def _undone(root: Path, step: Step, beside: bytes) -> bool:
    """Take one step back if it was done; False when the file is another one now."""
    match step:
        case Wrote():
            return _unwritten(root, step, beside)
        case Made(disk, now):
            data = _data(root, disk)
            if data is not None and digest(data) == now:
                save.remove(root, disk)
            return data is None or digest(data) == now
        case Renamed(disk, to, _):
            if _lies(root, to) and not _lies(root, disk):
                save.rename(root, to, disk)
            return True
        case MadeFolder(disk):
            with suppress(OSError):  # somebody has put something into it
                os.rmdir(os.path.join(os.fsencode(root), disk))
            return True


def _unwritten(root: Path, step: Wrote, beside: bytes) -> bool:
    data = _data(root, step.disk)
    if data is None or digest(data) == step.was:
        return data is not None
    if digest(data) != step.now:
        return False
    save.replace(root, step.disk, data, before(step, data), beside=beside)
    return True


def _data(root: Path, disk: bytes) -> bytes | None:
    return save.current(root, disk) if os.path.lexists(os.path.join(os.fsencode(root), disk)) else None


def _lies(root: Path, disk: bytes) -> bool:
    """Whether a file has exactly this name: on some file systems one of another case answers to it, too."""
    folder, _, name = os.path.join(os.fsencode(root), disk).rpartition(b"/")
    try:
        return name in os.listdir(folder)
    except OSError:
        return False


def undo(root: Path, journal: Journal, number: int, entry: Entry) -> None:
    """Take back the finished change `number`; nothing of it when a file is not as it left it. The lock is held.

    Raises `ChangedOnDisk`, `Refused` or `VaultError`.
    """
    for _ in undoing(root, entry):
        pass
    try:
        journal.reopen(number)
        take_back(root, journal, entry)
    except OSError as error:
        raise VaultError(f"it could not be taken back: {error.strerror or error}") from error


def undoing(root: Path, entry: Entry) -> Iterator[Restored]:
    """What taking back the finished `entry` would do to each file, in the order of its steps.

    Raises `ChangedOnDisk` for a file that is not as the change left it, `Refused` for one that cannot be written.
    """
    named = {step.to: step.disk for step in entry.steps if isinstance(step, Renamed)}
    written = {step.disk for step in entry.steps if isinstance(step, Wrote)}
    for step in entry.steps:
        match step:
            case Wrote(disk):
                data = _as_left(root, disk, step.now)
                yield Restored(disk, named.get(disk, disk), data, before(step, data))
            case Made(disk, now):
                yield Restored(disk, disk, _as_left(root, disk, now), None)
            case Renamed(disk, to, now):
                if _lies(root, disk):
                    raise Refused(f"{shown_path(disk)} exists again, and nothing was taken back")
                if to not in written:
                    data = _as_left(root, to, now)
                    yield Restored(to, disk, data, data)
            case MadeFolder():
                continue


def _as_left(root: Path, disk: bytes, now: str) -> bytes:
    data = _data(root, disk)
    if data is None:
        raise ChangedOnDisk(f"{shown_path(disk)} is gone since", hint="nothing was taken back")
    if digest(data) != now:
        raise ChangedOnDisk(f"{shown_path(disk)} has been changed since", hint="nothing was taken back")
    return data
