"""The folder of a site: only what has changed is written, and only what an earlier site wrote is taken away.

`.notes-site.json` in it says which files are ours, what each was made from and how it lay there (size and time).
Before anything is written the list names all that is going to be, so that after a crash the files are still known as
ours, and are made again; what it cannot name before (pictures) is known by its place and its name. One build at a
time writes: another one waits.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from notes_cli.errors import OutputError
from notes_cli.site.addresses import PICTURES

MANIFEST = ".notes-site.json"
_FORMAT = 1
_PART = ".notes-site.part"  # a file before it is renamed into its place
_PICTURE = re.compile(r".+-[0-9a-f]{8}\.[a-z0-9]+")  # see `export.images.asset_name`


class _Known(NamedTuple):
    """A file of the site: what it was made from, its size in bytes, its time, the files that it shows, and what its
    maker asked for (a note, a name in it), of which `key` tells what was found."""

    key: str = ""
    size: int = -1
    time: int = -1
    shows: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()


def _known(key: str, size: int, time: int, shows: list[str], asked: Iterable[tuple[str, str]] = ()) -> _Known:
    return _Known(key, size, time, tuple(shows), tuple((note, name) for note, name in asked))


class Counts(NamedTuple):
    """What became of the files of a site."""

    written: int
    unchanged: int
    removed: int


class Folder:
    """A folder that holds a site, or is going to. Raises `OutputError` when it holds something else."""

    def __init__(self, root: Path, *, force: bool) -> None:
        self.root = Path(os.path.realpath(root))
        self._force = force
        self._known = self._read()
        self._kept: dict[str, _Known] = {}
        self._inside: set[Path] = set()
        self._written = self._unchanged = 0
        if self.root.exists() and not self.root.is_dir():
            raise OutputError(f"{root} is a file", hint="-o names a folder")
        if self._known is None and not force and self._holds_anything():
            raise OutputError(
                f"{root} holds files, and no site of notes",
                hint="name an empty or a new folder, or --force to write among them",
            )

    def __enter__(self) -> Self:
        """Make the folder, and wait until no other process writes in it. Raises `OutputError`."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_EX)  # let go when a process dies
        except OSError as error:
            raise OutputError(f"{self.root} cannot be written: {error.strerror or error}") from error
        with suppress(OSError):  # a folder that cannot be written may be up to date
            (self.root / _PART).unlink()  # of one that died
        self._known = self._read() or self._known
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    def _holds_anything(self) -> bool:
        return self.root.is_dir() and any(name != _PART for name in os.listdir(self.root))

    def _left_over(self) -> Iterator[str]:
        """Pictures that no list names, as a build that did not come to its end left them."""
        with suppress(OSError):
            for name in os.listdir(self.root / PICTURES):
                if _PICTURE.fullmatch(name):
                    yield f"{PICTURES}/{name}"

    def _read(self) -> dict[str, _Known] | None:
        """What is known of the files; None when there is no site here yet."""
        try:
            told = json.loads((self.root / MANIFEST).read_bytes())
            files = told["files"]
            if told["format"] != _FORMAT or not isinstance(files, dict):
                return None
            return {name: _known(*told) for name, told in files.items()}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def begin(self, addresses: Iterable[str]) -> None:
        """Say which files are going to be written. Raises `OutputError` when one would take the place of another's."""
        names = dict(self._known or {})
        addresses = list(addresses)
        for address in addresses:
            if address not in names and not self._force and os.path.lexists(self.root / address):
                raise OutputError(f"{self.root / address} is not ours", hint="--force replaces it")
        for address in addresses:
            names.setdefault(address, _Known())
        self._note(names)

    def is_same(self, address: str, key: str) -> bool:
        """Whether the file at `address` was made from what `key` stands for, and lies there as it was written.

        Then it is kept, with the files that it shows.
        """
        known = (self._known or {}).get(address)
        if known is None or known.key != key or known[1:3] != self._stamp(address) or known.size < 0:
            return False
        if not all(shown in self._kept or self.is_same(shown, "") for shown in known.shows):
            return False
        self._kept[address] = known
        self._unchanged += 1
        return True

    def asked(self, address: str) -> tuple[tuple[str, str], ...]:
        """What the maker of the file at `address` asked for, when it was made last."""
        return (self._known or {}).get(address, _Known()).asked

    def write(
        self,
        address: str,
        key: str,
        content: "str | bytes",
        shows: tuple[str, ...] = (),
        asked: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Write a file that shows others, beside its place and then into it; one that holds the same keeps its time."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        file = self.root / address
        try:
            self._make_folder(file.parent)
            if self._holds(file, data):
                self._unchanged += 1
            else:
                self._replace(file, data)
                self._written += 1
        except OSError as error:
            raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error
        self._kept[address] = _Known(key, *self._stamp(address), shows, asked)

    def read(self, address: str) -> bytes:
        """The bytes of a file of the site; none when it cannot be read."""
        try:
            return (self.root / address).read_bytes()
        except OSError:
            return b""

    def end(self) -> Counts:
        """Take away what an earlier site wrote and this one does not hold, and say what is here now."""
        removed = 0
        ours = {*(self._known or {}), *self._left_over()}
        for address in sorted(ours - set(self._kept), reverse=True):
            removed += self._remove(address)
        self._note(self._kept)
        return Counts(self._written, self._unchanged, removed)

    def _remove(self, address: str) -> int:
        file = self.root / address
        if not self._is_inside(file.parent) or not (file.is_file() or file.is_symlink()):
            return 0
        try:
            file.unlink()
        except OSError as error:
            raise OutputError(f"{file} cannot be removed: {error.strerror or error}") from error
        with suppress(OSError):  # folders go as long as they are empty
            for parent in file.parents:
                if parent == self.root:
                    break
                parent.rmdir()
        return 1

    def _make_folder(self, folder: Path) -> None:
        if folder in self._inside:
            return
        if not self._is_inside(folder):
            raise OutputError(f"{folder} leads out of {self.root}", hint="remove the symbolic link")
        folder.mkdir(parents=True, exist_ok=True)
        self._inside.add(folder)

    def _is_inside(self, folder: Path) -> bool:
        return ".." not in folder.parts and Path(os.path.realpath(folder)).is_relative_to(self.root)

    def _stamp(self, address: str) -> tuple[int, int]:
        try:
            found = os.lstat(self.root / address)
        except OSError:
            return -1, -1
        return found.st_size, found.st_mtime_ns

    @staticmethod
    def _holds(file: Path, data: bytes) -> bool:
        try:
            return not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
        except OSError:
            return False

    def _note(self, files: dict[str, _Known]) -> None:
        told = {"generator": "notes", "format": _FORMAT, "files": dict(sorted(files.items()))}
        file = self.root / MANIFEST
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")
            if not self._holds(file, data):
                self._replace(file, data)
        except OSError as error:
            raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error

    def _replace(self, file: Path, data: bytes) -> None:
        """Whole or not at all. (Not flushed to the disk one by one: a site can be made again.)"""
        part = self.root / _PART
        try:
            with open(part, "xb") as stream:
                stream.write(data)
            os.replace(part, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise
