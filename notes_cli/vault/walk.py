"""One pass over a vault's folders: which files there are, and which of them may have changed.

Not here: opening notes (`read`), comparing with the index (`index.sync`). The names on disk are bytes and stay
so; the path that is shown and compared is their NFC text.
"""

import json
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from notes_cli.model import FileStamp, Problem
from notes_cli.problems import problem
from notes_cli.text.fold import name_key
from notes_cli.vault.filters import FILE

#: What is said of a settings file that cannot be read.
_BROKEN: Final = "is not valid JSON, or not what Obsidian writes"


class Misfit(NamedTuple):
    """A path that was not read as a file of the vault, and why."""

    path: str
    problem: Problem


class ObsidianSettings(NamedTuple):
    """What matters here of a vault's `.obsidian/*.json`."""

    types: Mapping[str, str] = MappingProxyType({})  # property name, folded by `name_key` -> Obsidian's type
    ignore: tuple[str, ...] = ()  # userIgnoreFilters
    strict_line_breaks: bool = False  # strictLineBreaks: a single newline is no line break
    problems: tuple[Misfit, ...] = ()


def shown_path(disk: bytes) -> str:
    r"""The path to show for the bytes on disk: NFC, and `\xNN` for bytes that are no UTF-8."""
    if disk.isascii():
        return disk.decode("ascii")
    text = disk.decode("utf-8", "backslashreplace")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


class Listing(NamedTuple):
    """The files of one folder as a look found them."""

    disk: bytes  # the folder, from the vault's root: empty, or ending in "/"
    shown: str  # the same as text
    notes: list[bytes]  # names of notes
    stamps: list[int]  # of each: mtime_ns, size, inode, ctime_ns
    others: list[bytes]  # names of other files

    def add(self, name: bytes, found: os.stat_result | None) -> None:
        """Another file; `found` is None when it is no note."""
        if found is None:
            self.others.append(name)
        else:
            self.notes.append(name)
            self.stamps.extend((found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns))


def walk(root: Path | str, misfits: list[Misfit] | None = None) -> Iterator[FileStamp]:
    """Every file of the vault at `root`, in no particular order; the rest as in `listings`."""
    return stamps(listings(root, misfits if misfits is not None else []))


def stamps(found: Iterable[Listing]) -> Iterator[FileStamp]:
    """The files in listings."""
    for disk, shown, notes, marks, others in found:
        each = iter(marks)
        for name, mtime, size, inode, ctime in zip(notes, each, each, each, each, strict=True):
            yield FileStamp(shown + shown_path(name), disk + name, True, mtime, size, inode, ctime)
        for name in others:
            yield FileStamp(shown + shown_path(name), disk + name, False, 0, 0, 0)


def mark(found: Iterable[Listing]) -> str:
    """Text that is equal for equal listings in equal order, and for no others: a digest of all names and stamps."""
    import marshal
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    for disk, _, *files in found:
        digest.update(marshal.dumps((disk, files), 2))  # of equal values version 2 always makes equal bytes
    return digest.hexdigest()


def listings(root: Path | str, misfits: list[Misfit]) -> Iterator[Listing]:
    """Every folder of the vault at `root` with its files; what had to be skipped is added to `misfits`.

    Names that begin with a dot are no part of a vault. Symbolic links count when they lead to a file or folder
    that is part of it; each folder is followed to once, so that circles end. Raises OSError when `root` itself
    cannot be listed.
    """
    top = os.fsencode(os.path.realpath(root))
    links: list[tuple[bytes, str]] = []
    seen: set[tuple[int, int]] = set()
    yield from _tree(top, [(b"", "")], links, misfits)
    while links:
        batch, links = sorted(links), []
        for disk, path in batch:
            yield from _through(top, disk, path, links, seen, misfits)


def _tree(
    top: bytes,
    waiting: list[tuple[bytes, str]],
    links: list[tuple[bytes, str]],
    skipped: list[Misfit],
) -> Iterator[Listing]:
    """The folders `waiting` (each a prefix that is empty or ends in "/") and those below; links are put aside."""
    while waiting:
        prefix, shown = waiting.pop()
        try:
            with os.scandir(os.path.join(top, prefix)) as entries:
                listed = list(entries)
        except OSError as error:
            if not prefix:
                raise
            skipped.append(Misfit(shown.rstrip("/"), problem("unreadable", reason=error.strerror or error)))
            continue
        folder = Listing(prefix, shown, [], [], [])
        for entry in listed:
            name = entry.name
            if name[0] == 46:  # "."
                continue
            if entry.is_file(follow_symlinks=False):
                with suppress(OSError):  # it vanished since it was listed
                    folder.add(name, entry.stat(follow_symlinks=False) if _is_note(name) else None)
            elif entry.is_symlink():
                links.append((prefix + name, shown + shown_path(name)))
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((prefix + name + b"/", shown + shown_path(name) + "/"))
            else:
                skipped.append(Misfit(shown + shown_path(name), problem("not-a-file")))
        yield folder


def _is_note(name: bytes) -> bool:
    return name[-3:].lower() == b".md"


def folders(root: Path | str) -> set[bytes]:
    """The real paths of the vault's folders, its root among them; those that cannot be listed are left out.

    Folders that symbolic links of the vault lead to are among them, as only those that are part of it count.
    """
    found, waiting = set[bytes](), [os.fsencode(os.path.realpath(root))]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                waiting += [e.path for e in entries if e.name[0] != 46 and e.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        found.add(folder)
    return found


def _through(
    top: bytes,
    disk: bytes,
    path: str,
    links: list[tuple[bytes, str]],
    seen: set[tuple[int, int]],
    skipped: list[Misfit],
) -> Iterator[Listing]:
    """The files that the symbolic link `disk` leads to."""
    real = os.path.realpath(os.path.join(top, disk))
    try:
        found = os.stat(real)
        inside = os.path.commonpath((top, real)) == top and not _is_hidden(os.path.relpath(real, top))
    except (OSError, ValueError):
        inside = False
    if not inside:
        skipped.append(Misfit(path, problem("link-outside")))
    elif stat.S_ISREG(found.st_mode):
        folder, name = disk[: disk.rfind(b"/") + 1], disk[disk.rfind(b"/") + 1 :]
        listing = Listing(folder, path[: path.rfind("/") + 1], [], [], [])
        listing.add(name, found if _is_note(name) else None)
        yield listing
    elif not stat.S_ISDIR(found.st_mode):
        skipped.append(Misfit(path, problem("not-a-file")))
    elif (found.st_dev, found.st_ino) in seen or _holds(real, os.path.join(top, disk)):
        skipped.append(Misfit(path, problem("link-outside")))
    else:
        seen.add((found.st_dev, found.st_ino))
        yield from _tree(top, [(disk + b"/", path + "/")], links, skipped)


def _is_hidden(path: bytes) -> bool:
    """Whether a part of `path`, which is relative to the vault's root, begins with a dot."""
    return path != b"." and any(part.startswith(b".") for part in path.split(os.fsencode(os.sep)))


def _holds(folder: bytes, link: bytes) -> bool:
    """Whether `folder` is one that `link` lies in: following it would go round in a circle."""
    where = os.path.realpath(os.path.dirname(link))
    return os.path.commonpath((folder, where)) == folder


def read_obsidian_settings(root: Path | str) -> ObsidianSettings:
    """What `root`, a vault, says in its `.obsidian/*.json`; what is broken is empty, and a problem."""
    misfits: list[Misfit] = []
    types = _json(root, ".obsidian/types.json", misfits).get("types")
    app = _json(root, FILE, misfits)
    ignore = app.get("userIgnoreFilters")
    return ObsidianSettings(
        {name_key(name): kind for name, kind in types.items() if isinstance(kind, str)}
        if isinstance(types, dict)
        else {},
        tuple(text for text in ignore if isinstance(text, str)) if isinstance(ignore, list) else (),
        app.get("strictLineBreaks") is True,
        tuple(misfits),
    )


def _json(root: Path | str, name: str, misfits: list[Misfit]) -> dict[str, object]:
    path = os.path.join(root, name)
    if not os.path.isfile(path):  # nor opened when it is a pipe, which would wait for ever
        return {}
    try:
        with open(path, "rb") as file:
            value = json.loads(file.read(4 << 20))
        if isinstance(value, dict):
            return value
    except (OSError, ValueError, RecursionError):
        pass
    misfits.append(Misfit(name, problem("settings-broken", file=name, what=_BROKEN)))
    return {}
