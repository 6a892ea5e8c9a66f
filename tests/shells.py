"""Interactive shells on a terminal of their own: a line is typed, Tab is pressed, and the line is looked at.

What is on the line then is handed to the same shell once more, to see which words it means.
"""

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Begins a shell: what it reads at its start so that Ctrl-X Ctrl-P writes the line to the file $DUMP.
START_UP = {
    "bash": 'bind -x \'"\\C-x\\C-p": printf %s "$READLINE_LINE" > "$DUMP"\'\nbind \'set enable-bracketed-paste off\'\n',
    "zsh": 'dump() { print -rn -- "$BUFFER" > "$DUMP" }\nzle -N dump\nbindkey "^X^P" dump\nunsetopt beep\n',
    "fish": "function fish_greeting; end\nfunction fish_user_key_bindings; bind \\cx\\cp 'commandline > $DUMP'; end\n",
}
COMMAND = {"bash": ["bash", "-i"], "zsh": ["zsh", "-i"], "fish": ["fish", "-i"]}
FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": "config/fish/config.fish"}
#: Makes of `notes` a command that tells its words.
TELLING = {
    "bash": "notes() { printf '%s\\0' \"$@\"; }",
    "zsh": "notes() { printf '%s\\0' \"$@\"; }",
    "fish": "function notes; printf '%s\\0' $argv; end",
}


class Interactive:
    """A shell somebody types into. `environ` is all it knows, with its HOME."""

    def __init__(self, shell: str, environ: Mapping[str, str]) -> None:
        self.shell = shell
        self.environ = {**environ, "TERM": "xterm", "DUMP": f"{environ['HOME']}/dump"}
        self.dump = Path(self.environ["DUMP"])
        start_up = Path(environ["HOME"]) / FILES[shell]
        start_up.parent.mkdir(parents=True, exist_ok=True)
        with open(start_up, "a", encoding="utf-8") as stream:
            stream.write(START_UP[shell])
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(environ["HOME"])
            os.execvpe(COMMAND[shell][0], COMMAND[shell], self.environ)
        self.seen = b""
        self._line_of("")  # ready when it answers

    def completed(self, line: str) -> str:
        """The line after Tab has been pressed behind `line`."""
        return self._line_of(f"{line}\t")

    def words(self, line: str) -> list[str]:
        """The words of the command that `line` means to this shell, without the program's name."""
        done = subprocess.run(
            [self.shell, "-c", f"{TELLING[self.shell]}\n{line}"],
            env=self.environ, capture_output=True, check=True, timeout=30,
        )  # fmt: skip
        return done.stdout.decode().split("\0")[:-1]

    def _line_of(self, typed: str) -> str:
        deadline = time.monotonic() + 60
        self.dump.unlink(missing_ok=True)
        os.write(self.terminal, b"\x15" + typed.encode())
        while time.monotonic() < deadline:
            os.write(self.terminal, b"\x18\x10")
            self._read(0.5)
            if self.dump.exists():
                self._read(0.1)
                return self.dump.read_text("utf-8").removesuffix("\n")
        raise AssertionError(f"{self.shell} does not answer: {self.seen[-200:]!r}")

    def _read(self, seconds: float) -> None:
        """Take what the shell writes, until the line is told or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (self.dump.exists() and seconds > 0.2):
            if select.select([self.terminal], [], [], 0.02)[0]:
                self.seen += os.read(self.terminal, 65536)

    def close(self) -> None:
        """Leave the shell."""
        os.close(self.terminal)
        os.waitpid(self.process, 0)


@contextmanager
def interactive(shell: str, environ: Mapping[str, str]) -> Iterator[Interactive]:
    """The shell, or a test that is skipped because it is not installed."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    opened = Interactive(shell, environ)
    try:
        yield opened
    finally:
        opened.close()
