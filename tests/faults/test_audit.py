"""What docs/security.md says that no command does, watched by an audit hook in the process that runs it."""

import json
import subprocess
import sys
from pathlib import Path

from notes_cli.cli.main import COMMANDS
from tests.transcript import Shell

#: Runs the commands of argv[2] (JSON) with a hook that writes down what is opened for writing, connected to, started.
WATCH = """
import glob, io, json, os, signal, sys, threading, time

vault, told = sys.argv[1], []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.Request", "http.client.connect")
MOVING = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime")

def path(name):
    return os.path.realpath(os.fsdecode(name)) if isinstance(name, (str, bytes, os.PathLike)) else ""

def hook(event, args):
    if event in NETWORK or event == "subprocess.Popen" or event.startswith("os.exec") or event == "os.system":
        told.append([event, repr(args)[:200]])
    elif event == "open" and isinstance(args[2], int) and args[2] & WRITING and path(args[0]).startswith(vault + os.sep):
        told.append(["write", path(args[0])])
    elif event in MOVING and any(path(arg).startswith(vault + os.sep) for arg in args):
        told.append([event, repr(args)[:200]])

def end_when_it_watches():
    while not glob.glob(os.environ["XDG_CACHE_HOME"] + "/**/*.watch", recursive=True):
        time.sleep(0.02)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)

sys.addaudithook(hook)
from notes_cli.cli.main import run

answers = []
for command in json.loads(sys.argv[2]):
    told.clear()
    if command[0] == "watch":  # it does not end by itself
        threading.Thread(target=end_when_it_watches, daemon=True).start()
    out, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), "utf-8")
    try:
        code = run(command)
    finally:
        sys.stdout = out
    answers.append([command[0], code, list(told)])
print(json.dumps(answers))
"""

#: What each command is given; one of those that change is asked in earnest.
GIVEN: dict[str, list[str]] = {
    "search": ["泛化"], "tag": ["AI"], "outline": ["泛化是什麼"], "links": ["泛化是什麼"], "backlinks": ["泛化是什麼"],
    "related": ["泛化是什麼"], "show": ["泛化是什麼"], "export": ["泛化是什麼", "-o", "page.html"], "path": ["泛化是什麼"],
    "sql": ["SELECT * FROM notes_view"], "doctor": ["--all"],
    "set": ["泛化是什麼", "x=1", "--dry-run"], "unset": ["泛化是什麼", "tags", "--dry-run"],
    "check": ["泛化是什麼", "讀過", "--dry-run"], "uncheck": ["泛化是什麼", "讀過", "--dry-run"],
    "retag": ["泛化是什麼", "--add", "x", "--dry-run"], "new": ["新", "--dry-run"], "move": ["泛化是什麼", "別名", "--dry-run"],
    "undo": ["--dry-run"],
}  # fmt: skip
#: They start the program that they are asked for.
STARTS = {"open", "edit"}


def watched(shell: Shell, commands: list[list[str]]) -> dict[str, tuple[int, list[list[str]]]]:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(shell.vault), json.dumps(commands)], cwd=shell.folder, env=shell.environ,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: (code, told) for name, code, told in json.loads(done.stdout)}


def test_no_command_that_reads_writes_in_the_vault_and_none_connects(tmp_path: Path) -> None:
    commands = [[name, *GIVEN.get(name, [])] for name in COMMANDS if name not in STARTS]
    found = watched(Shell(tmp_path), [*commands, ["doctor", "--fix", "--dry-run"]])
    assert found.keys() == COMMANDS.keys() - STARTS
    assert {name: told for name, (_, told) in found.items() if told} == {}
    refused = {name for name, (code, _) in found.items() if code not in (0, 1)}
    assert refused == set()


def test_the_hook_sees_what_a_change_writes(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (shell.vault / "壞.md").write_text("---\ntag: a\n---\n", "utf-8")
    found = watched(shell, [["set", "泛化是什麼", "x=1"], ["new", "新"], ["doctor", "--fix", "--yes"]])
    assert found.keys() == {"set", "new", "doctor"}
    for code, told in found.values():
        assert code == 0
        assert any(event == "write" for event, _ in told)
        assert all(event in ("write", "os.rename", "os.remove", "os.link", "os.chmod") for event, _ in told)
