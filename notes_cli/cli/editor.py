"""Programs that a note is opened in: the user's editor, Obsidian. Never a shell, never a name taken for an option."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from notes_cli.cli.options import note_and_line
from notes_cli.errors import AmbiguousNote, NoteNotFound, QueryError, Refused, UsageError
from notes_cli.library import Library
from notes_cli.query.syntax import And, Query, Words
from notes_cli.results import Opened
from notes_cli.text.address import obsidian_uri

#: How editors are told a line: words before the file, or the file's own word. Others get the file alone.
_PLUS: Final = ("+{line}", "{file}")
_COLON: Final = ("{file}:{line}",)
_GOTO: Final = ("--goto", "{file}:{line}")
_AT_LINE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("vi", "vim", "nvim", "view", "gvim", "mvim", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe",
         "ne", "jed", "mg", "gedit", "xed", "pluma", "vis", "ee", "mcedit", "less"),
        _PLUS,
    ),
    **dict.fromkeys(("hx", "helix", "subl", "sublime_text", "zed", "zeditor"), _COLON),
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    "kate": ("--line", "{line}", "{file}"),
    "mate": ("--line", "{line}", "{file}"),
    "bbedit": ("+{line}", "{file}"),
    "notepad++": ("-n{line}", "{file}"),
}  # fmt: skip

_SILENT: Final[Mapping[str, Any]] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)

#: What opens an address, by system.
_OPENERS: Final = {"darwin": ("open",), "win32": ("explorer",)}
_OPENER: Final = ("xdg-open",)


def editor_command(editor: str, file: str, line: int | None) -> list[str]:
    """The words of the command that opens `file` (absolute) at `line` in `editor`, which may have options of its own.

    Raises `UsageError` when `editor` cannot be taken apart.
    """
    try:
        words = shlex.split(editor)
    except ValueError as error:
        raise UsageError(f"$EDITOR cannot be understood: {error}") from error
    if not words:
        raise UsageError("$EDITOR is empty")
    name = os.path.basename(words[0]).removesuffix(".exe").lower()
    form = _AT_LINE.get(name, ("{file}",)) if line else ("{file}",)
    return words + [
        file if word == "{file}" else word.replace("{line}", str(line)).replace("{file}", file) for word in form
    ]


def edited(library: Library, name: str) -> Opened:
    """Open the note that `name` means, at the line or part that it names, and wait until the editor ends."""
    note, line = note_place(library, name)
    path = library.path(note)
    edit_file(path, line, editor=library.settings.editor)
    library.after_change()
    return Opened()


def edit_file(file: Path, line: int | None = None, *, editor: str = "") -> None:
    """Open `file` in `editor` ("" = that of the environment) and wait.

    Raises `UsageError` when there is none, `Refused` when it fails.
    """
    editor = editor.strip() or next((t for name in ("VISUAL", "EDITOR") if (t := os.environ.get(name, "").strip())), "")
    if not editor and sys.stdin.isatty():
        editor = next((each for each in ("vi", "nano") if shutil.which(each)), "")
    if not editor:
        raise UsageError("there is no editor", hint="say which in VISUAL or EDITOR, or as `editor` in your settings")
    command = editor_command(editor, os.fspath(file), line)
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as error:
        raise Refused(f"{command[0]} cannot be started: {error.strerror}", hint="see VISUAL and EDITOR") from error
    if code:
        raise Refused(f"{command[0]} ended with exit code {code}")


def only_note(library: Library, name: str) -> str:
    """`name`, when it names a note or holds nothing but words; a QUERY: the path of the one note that matches.

    Raises `NoteNotFound` or `AmbiguousNote` when none or several do, `QueryError`.
    """
    from notes_cli.query.parse import parse

    if note_and_line(library, name)[1] or _is_named(library, name):
        return name
    try:
        query = parse(name)
    except QueryError:
        if ":" in name:
            raise
        return name
    if query is None or _is_words(query):
        return name
    found = tuple(note.path for note in library.notes(query).items)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoteNotFound(f'no note is called "{name}", and none matches it')
    shown = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
    raise AmbiguousNote(f'{len(found)} notes match "{name}"', candidates=found, hint=f"name one by its path: {shown}")


def _is_named(library: Library, name: str) -> bool:
    """Whether `name` names a note, or several, without a guess."""
    try:
        library.note_file(name)
    except NoteNotFound:
        return False
    except UsageError:  # one of several, or a part of one
        return True
    return True


def _is_words(query: Query) -> bool:
    return isinstance(query, Words) or (isinstance(query, And) and all(map(_is_words, query.queries)))


def note_place(library: Library, name: str) -> tuple[str, int | None]:
    """The note that `name` means, and the line: of `NOTE:LINE`, or where the part of `NOTE#Part` begins."""
    note, line = note_and_line(library, name)
    document = library.document(note or name)
    return document.record.path, line or (document.part[0] if document.part else None)


def opened(library: Library, name: str) -> Opened:
    """Open a note in Obsidian. Where no program does that, the address is what is written, and that is a failure."""
    path, _ = note_place(library, name)
    uri = obsidian_uri(os.path.basename(os.path.realpath(library.vault)), path)
    command = _OPENERS.get(sys.platform, _OPENER)
    if shutil.which(command[0]):
        done = subprocess.run([*command, uri], check=False, **_SILENT)
        if done.returncode == 0:
            return Opened()
    return Opened(uri, (f"no program here opens the address ({command[0]})",))
