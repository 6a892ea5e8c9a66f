"""Putting the completion scripts where the shells load them from.

bash (with bash-completion) and fish load a file for a command from a folder of the user's: nothing else is touched.
Otherwise one marked line at the end of `~/.bashrc` or `~/.zshrc` loads it. Done again, it changes nothing.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from notes_cli.completion import SHELLS
from notes_cli.errors import OutputError, UsageError

#: What tells a script of ours from somebody else's.
_OURS = b"notes --complete"
#: What tells our line in a shell's start-up file.
_MARK = "# completion of notes"

#: Where bash-completion is, when it is there: it loads scripts from the user's folder.
_BASH_COMPLETION = (
    "/usr/share/bash-completion/bash_completion",
    "/etc/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
    "/usr/local/etc/profile.d/bash_completion.sh",
)


class Place(NamedTuple):
    """Where the script of a shell goes, and the start-up file that has to load it (None = the shell does)."""

    script: Path
    start_up: Path | None


def script(shell: str) -> str:
    """The completion script for `shell`."""
    return Path(__file__).with_name("shells").joinpath(f"notes.{shell}").read_text("utf-8")


def which(named: str, environ: Mapping[str, str]) -> str:
    """The shell that is meant: the one named, else the one that called us, else the user's. Raises `UsageError`."""
    for candidate in (named,) if named else (_parent(), environ.get("SHELL", "")):
        shell = os.path.basename(candidate).removeprefix("-").removesuffix(".exe")
        if shell in SHELLS:
            return shell
    what = f'there is no completion for "{named}"' if named else "which shell this is cannot be told"
    raise UsageError(what, hint=f"name one: notes --install-completion {'|'.join(SHELLS)}")


def _parent() -> str:
    """The name of the program that called this one, "" when it cannot be told."""
    import subprocess

    try:
        done = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(os.getppid())], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def place(shell: str, environ: Mapping[str, str], home: Path, *, bash_completion: bool | None = None) -> Place:
    """Where the script goes; `bash_completion`: whether there is one that loads it (None = look)."""
    data = _folder(environ, "XDG_DATA_HOME", home / ".local/share")
    if shell == "fish":
        return Place(_folder(environ, "XDG_CONFIG_HOME", home / ".config") / "fish/completions/notes.fish", None)
    if shell == "zsh":
        return Place(data / "notes/completion.zsh", _folder(environ, "ZDOTDIR", home) / ".zshrc")
    folder = _folder(environ, "BASH_COMPLETION_USER_DIR", data / "bash-completion") / "completions"
    loaded = any(map(os.path.exists, _BASH_COMPLETION)) if bash_completion is None else bash_completion
    return Place(folder / "notes", None if loaded else home / ".bashrc")


def _folder(environ: Mapping[str, str], variable: str, otherwise: Path) -> Path:
    named = environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else otherwise


def install(shell: str, where: Place) -> str:
    """Write the script, and the line that loads it when one is needed; what was done and what to do next.

    A file that is not ours is left alone. Raises `OutputError`.
    """
    try:
        written = _write(where.script, script(shell).encode())
        said = f"{'wrote' if written else 'already there:'} {where.script}"
        if where.start_up is not None:
            added = _append(where.start_up, f". {shlex.quote(str(where.script))}  {_MARK}")
            said += f"\n{'added a line that loads it to' if added else 'it is loaded by a line in'} {where.start_up}"
    except OSError as error:
        raise OutputError(
            f"{error.filename} cannot be written: {error.strerror}",
            hint=f"`notes --show-completion {shell}` prints the script",
        ) from error
    if shell == "bash" and where.start_up is None:
        said += f"\nbash-completion loads it; where that is not switched on, ~/.bashrc needs: . {where.script}"
    return f"{said}\nopen a new {shell}, type `notes ` and press Tab"


def _write(file: Path, content: bytes) -> bool:
    """Write `content` unless it is there; whether anything was written."""
    old = file.read_bytes() if file.exists() else None
    if old is not None and _OURS not in old:
        raise OutputError(f"{file} exists, and is not ours", hint="move it away first")
    if old == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return True


def _append(file: Path, line: str) -> bool:
    """Add `line` at the end of `file` unless it is there; whether it was added. All other bytes stay as they are."""
    old = file.read_bytes() if file.exists() else b""
    if line.encode() in old.splitlines():
        return False
    with open(file, "ab") as stream:
        stream.write((b"\n" if old and not old.endswith(b"\n") else b"") + line.encode() + b"\n")
    return True
