"""One pass over a vault's folders: which files there are, and which of them may have changed.

Not here: opening notes (`read`), comparing with the index (`index.sync`). The names on disk are bytes and stay
so; the path that is shown and compared is their NFC text.
"""

import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from notes_cli.model import FileStamp, Problem
from notes_cli.problems import problem
from notes_cli.text.fold import name_key

#: Longer `/regex/` filters are none that anybody wrote.
_LONGEST_FILTER: Final = 500


@dataclass(frozen=True, slots=True)
class Misfit:
    """A path that was not read as a file of the vault, and why."""

    path: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class ObsidianSettings:
    """What matters here of a vault's `.obsidian/*.json`."""

    types: dict[str, str] = field(default_factory=dict)  # property name, folded by `name_key` -> Obsidian's type
    ignore: tuple[str, ...] = ()  # userIgnoreFilters
    strict_line_breaks: bool = False  # strictLineBreaks: a single newline is no line break
    problems: tuple[Misfit, ...] = ()


def shown_path(disk: bytes) -> str:
    r"""The path to show for the bytes on disk: NFC, and `\xNN` for bytes that are no UTF-8."""
    if disk.isascii():
        return disk.decode("ascii")
    text = disk.decode("utf-8", "backslashreplace")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def walk(root: Path | str, misfits: list[Misfit] | None = None) -> Iterator[FileStamp]:
    """Every file of the vault at `root`, in no particular order; what had to be skipped is added to `misfits`.

    Names that begin with a dot are no part of a vault. Symbolic links count when they lead to a file or folder
    that is part of it; each folder is followed to once, so that circles end. Raises OSError when `root` itself
    cannot be listed.
    """
    top = os.fsencode(os.path.realpath(root))
    skipped = misfits if misfits is not None else []
    links: list[tuple[bytes, str]] = []
    seen: set[tuple[int, int]] = set()
    yield from _tree(top, [(b"", "")], links, skipped)
    while links:
        batch, links = sorted(links), []
        for disk, path in batch:
            yield from _through(top, disk, path, links, seen, skipped)


def _tree(
    top: bytes,
    folders: list[tuple[bytes, str]],
    links: list[tuple[bytes, str]],
    skipped: list[Misfit],
) -> Iterator[FileStamp]:
    """The files below `folders` (each a prefix that is empty or ends in "/"); links are put aside."""
    while folders:
        prefix, shown = folders.pop()
        try:
            with os.scandir(os.path.join(top, prefix)) as entries:
                listed = list(entries)
        except OSError as error:
            if not prefix:
                raise
            skipped.append(Misfit(shown.rstrip("/"), problem("unreadable", reason=error.strerror or error)))
            continue
        for entry in listed:
            name = entry.name
            if name[0] == 46:  # "."
                continue
            path = shown + (name.decode("ascii") if name.isascii() else shown_path(name))
            disk = prefix + name
            if entry.is_file(follow_symlinks=False):
                if name[-3:].lower() != b".md":
                    yield FileStamp(path, disk, False, 0, 0, 0)
                    continue
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # it vanished since it was listed
                yield FileStamp(path, disk, True, found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)
            elif entry.is_symlink():
                links.append((disk, path))
            elif entry.is_dir(follow_symlinks=False):
                folders.append((disk + b"/", path + "/"))
            else:
                skipped.append(Misfit(path, problem("not-a-file")))


def _through(
    top: bytes,
    disk: bytes,
    path: str,
    links: list[tuple[bytes, str]],
    seen: set[tuple[int, int]],
    skipped: list[Misfit],
) -> Iterator[FileStamp]:
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
        if disk[-3:].lower() == b".md":
            yield FileStamp(path, disk, True, found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)
        else:
            yield FileStamp(path, disk, False, 0, 0, 0)
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


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text, re.IGNORECASE) if len(text) <= _LONGEST_FILTER else None
    except (re.error, RecursionError, OverflowError):
        return None


def ignored(path: str, filters: tuple[str, ...]) -> bool:
    """Whether Obsidian's `userIgnoreFilters` hide `path`: `folder/`, `path/x.md` or `/regex/`."""
    for text in filters:
        if len(text) > 2 and text[0] == text[-1] == "/":
            pattern = _pattern(text[1:-1])
            if pattern and pattern.search(path):
                return True
        elif text and (path.startswith(text) if text[-1] == "/" else path == text or path.startswith(text + "/")):
            return True
    return False


def read_obsidian_settings(root: Path | str) -> ObsidianSettings:
    """What `root`, a vault, says in its `.obsidian/*.json`; what is broken is empty, and a problem."""
    misfits: list[Misfit] = []
    types = _json(root, ".obsidian/types.json", misfits).get("types")
    app = _json(root, ".obsidian/app.json", misfits)
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
    misfits.append(Misfit(name, problem("settings-broken", file=name)))
    return {}
