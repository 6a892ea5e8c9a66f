"""The page of a note, and writing it."""

import os
import re
import tempfile
import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from notes_cli.cli.context import PLAIN, Look, context_of
from notes_cli.cli.pdf import MARK
from notes_cli.errors import OutputError
from notes_cli.export.context import Asset, Page
from notes_cli.export.page import page
from notes_cli.library import Library
from notes_cli.results import Document

#: What is said when `browse` cannot.
NO_BROWSER = "no browser was found"
#: What says that a file was made by an export, and may be made again.
_OURS = re.compile(rb'<meta name="generator" content="notes">')


def exported(library: Library, document: Document, look: Look = PLAIN) -> Page:
    """The page of a note, or of a part of it."""
    return page(document.note, document.body, context=context_of(library, document, look))


def chosen_props(text: str | None) -> tuple[str, ...] | None:
    """What `--props` says, as `PageContext.props`."""
    if text is None or text == "all":
        return ("*",) if text else ()
    return None if text == "none" else tuple(filter(None, map(str.strip, text.split(","))))


def folder_address(folder: Path, start: Path) -> str:
    """`folder` as a page in the folder `start` names it."""
    return quote(Path(os.path.relpath(folder, start)).as_posix())


def unknown_props(library: Library, props: tuple[str, ...] | None) -> Iterator[str]:
    """A sentence for each of the properties that were asked for and that no note has."""
    yield from library.unknown_properties(name for name in props or () if name != "*")


def browse(file: Path) -> bool:
    """Open `file` in the browser; False when there is none."""
    return webbrowser.open(file.absolute().as_uri())


def write_assets(folder: Path | None, assets: Sequence[Asset]) -> None:
    """Write the files of a page into `folder`, which is made; one that is there has the same bytes (see `Asset`).

    Raises `OutputError`.
    """
    if folder is None or not assets:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for asset in assets:
            if not (folder / asset.name).exists():
                _write_whole(folder / asset.name, asset.data, 0o666 & ~_umask())
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error


def write_page(
    file: Path, content: str | bytes, *, force: bool, folder: Path | None = None, assets: Sequence[Asset] = ()
) -> None:
    """Write `content` beside `file` and rename it into place: whole or not at all; before it its `assets`, to `folder`.

    A file that no export made is only replaced with `force`; text tells nobody who made it, so that it counts only
    when it is the same already. Raises `OutputError`.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    if file.is_dir():
        raise OutputError(f"{file} is a folder", hint=f"name a file: -o {file / 'note.html'}")
    if not file.parent.is_dir():
        raise OutputError(f"there is no folder {file.parent}", hint="make it first, or write elsewhere")
    file = Path(os.path.realpath(file))  # a link stays, what it leads to is written
    if file.exists() and not file.is_file():
        write_assets(folder, assets)
        _write_to_device(file, data)
        return
    if file.exists() and not force and not _made_by_us(file, data):
        raise OutputError(f"{file} exists, and may not be what an export made", hint="--force replaces it")
    write_assets(folder, assets)
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
        _write_whole(file, data, mode)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error


def _write_whole(file: Path, data: bytes, mode: int) -> None:
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name[:40]}.", delete=False) as beside:
        try:
            beside.write(data)
            beside.flush()
            os.fsync(beside.fileno())
            os.chmod(beside.name, mode)
            os.replace(beside.name, file)
        except BaseException:
            os.unlink(beside.name)
            raise


def _write_to_device(file: Path, data: bytes) -> None:
    """Into what is there and is no file (/dev/null, a pipe): it cannot be replaced."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error


def _made_by_us(file: Path, data: bytes) -> bool:
    if not file.is_file() or file.is_symlink():
        return False
    try:
        with open(file, "rb") as stream:
            if _OURS.search(stream.read(4096)):
                return True
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - len(MARK)))
            if stream.read() == MARK:
                return True
        return size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
