"""Names, paths, numbers and sizes at their limits, through the commands that a person would use."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.reliability.growth import NASTY
from notes_cli.export.page import page
from notes_cli.library import Library
from notes_cli.render.article import article
from notes_cli.vault.read import read_note
from tests.conftest import REPOSITORY
from tests.transcript import Shell

NAMES = [
    "a\nb.md", 'q"uote.md', "q'uote.md", "per%20cent.md", "a#b.md", "-dash.md", "--help.md", "x...md", ". .md"[1:], "cafe\u0301.md", "café.md",
    "😀.md", "\u202eabc.md", "שלום.md", "Note.md", "note.md", "NOTE.MD", "ＡＢ.md", "back\\slash.md", "a|b.md", "a[b].md", "[red]x.md", "$(id).md",
    "{{x}}.md", "全形　空白.md", "x" * 252 + ".md", "字" * 83 + ".md", "a:b.md", "tab\t.md", "null.md",
]  # fmt: skip


def notes(shell: Shell, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    command: list[str | bytes] = [sys.executable, "-m", "notes_cli", *arguments]
    return subprocess.run(command, cwd=shell.folder, env=shell.environ, capture_output=True, check=False, timeout=120)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, {"ok.md": "# 好的\n\n內文\n"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("list", "notes: the working directory no longer exists\nhint: name one with --vault DIR"),
        ("-V vault list", "notes: the working directory no longer exists\nhint: name the vault by its whole path"),
        ("-V {vault} --db x.db list", "notes: the index x.db cannot be used"),
        ("-V {vault} export ok -o x.html", "notes: the working directory no longer exists\n"),
        ("-V {vault} list --paths", ""),
        ("config --json", ""),
    ],
)
def test_a_working_directory_that_is_no_more(shell: Shell, arguments: str, said: str) -> None:
    """One right sentence where it is needed; what is named by whole paths works."""
    environ = {name: text for name, text in shell.environ.items() if name not in ("NOTES_VAULT", "PWD")}
    script = (
        f"mkdir gone; cd gone; rmdir ../gone; exec {sys.executable} -m notes_cli {arguments.format(vault=shell.vault)}"
    )
    done = subprocess.run(
        ["sh", "-c", script], cwd=shell.folder, env={**environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr.startswith(said)
    assert (done.returncode, bool(done.stdout), done.stderr.count("\n") <= 2) == (3 if said else 0, not said, True)


def test_names_work_in_every_question_and_change(tmp_path: Path) -> None:
    made = {os.fsencode(name): f"---\ntitle: 題{n}\nx: 0\n---\n字{n}號\n".encode() for n, name in enumerate(NAMES)}
    made[b"big5-\xa4\xa4.md"] = f"---\ntitle: 題{len(NAMES)}\nx: 0\n---\n字{len(NAMES)}號\n".encode()
    (tmp_path / "vault").mkdir()
    for disk, data in made.items():
        Path(os.fsdecode(os.fsencode(tmp_path / "vault") + b"/" + disk)).write_bytes(data)
    environ = {"XDG_STATE_HOME": str(tmp_path / "state")}
    from notes_cli.changes.plan import apply
    from notes_cli.changes.properties import assignments, set_properties
    from notes_cli.cli.pages import exported

    with Library.open(tmp_path / "vault", database=tmp_path / "index.db", environ=environ) as library:
        listed = library.notes(sort="path")
        assert len(listed) == len(made)
        json.dumps([note._asdict() for note in listed]).encode()
        for number in range(len(made)):
            (hit,) = library.search(f'"字{number}號"')
            document = library.document(hit.path) if hit.path != "café.md" else library.document(f"題{number}")
            if hit.path != "café.md":  # two names that are the same when they are shown
                assert document.record.title == f"題{number}"
                assert f"字{number}號" in exported(library, document).html
        apply(library, set_properties(library, library.note_files("字"), assignments(library, ["x:=1"]), found=True))
    for disk, data in made.items():
        file = Path(os.fsdecode(os.fsencode(tmp_path / "vault") + b"/" + disk))
        assert file.read_bytes() == data.replace(b"x: 0", b"x: 1"), disk


def test_a_path_longer_than_the_system_takes(shell: Shell) -> None:
    here = os.open(shell.vault, os.O_RDONLY)
    parts = 0
    for parts in range(40):  # 40 × 121 bytes; each folder is entered, for the whole path can be named by none
        name = f"{parts:02}" + "d" * 118
        os.mkdir(name, dir_fd=here)
        with os.fdopen(os.open("n.md", os.O_CREAT | os.O_WRONLY, dir_fd=here), "w") as stream:
            stream.write(f"深{parts}度\n")
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    done = notes(shell, "list", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert 25 < len(found) < 41
    assert b"skipped" in done.stderr
    assert notes(shell, "search", "--paths", '"深20度"').stdout.count(b"\n") == 1


def test_many_files_in_a_folder(shell: Shell) -> None:
    folder = shell.vault / "很多"
    folder.mkdir()
    for number in range(2_000):
        (folder / f"{number}.{'md' if number % 20 == 0 else 'png'}").touch()
    done = notes(shell, "index", "--json")
    assert json.loads(done.stdout)["notes"] == 101
    start = time.process_time()
    with Library.open(shell.vault, database=shell.folder / "i.db", environ={}) as library:
        assert len(library.notes()) == 101
    assert time.process_time() - start < 5


#: What has no large file, at its whole size.
SMALL = [name for name, (size, _) in NASTY.items() if size <= 100_000]


def _body(text: str, first: int) -> str:
    return "\n".join(text.split("\n")[first - 1 :])


@pytest.mark.parametrize("name", SMALL)
def test_nasty_notes_are_read_shown_and_exported_in_time(name: str) -> None:
    size, text = NASTY[name]
    made = text(size // 10)
    start = time.process_time()
    note = read_note("a.md", made.encode())
    made = _body(made, note.body_line)
    page(note, made)
    article(note, made)
    assert time.process_time() - start < 4


def test_what_a_section_repeats_of_names_is_bounded(library_of: Callable[..., Library]) -> None:
    """Half a megabyte, half of it title and half of it headings, once took three minutes and an index of 600 MB."""
    text = "---\ntitle: " + "字" * 50_000 + "\naliases: [找得到]\n---\n" + "# 標\n\n文\n\n" * 5_000
    start = time.process_time()
    library = library_of({"a.md": text})
    assert time.process_time() - start < 5
    assert library.database.stat().st_size < 20_000_000
    assert len(library.search("找得到")) == 1


def test_a_paragraph_of_megabytes_is_cut(library_of: Callable[..., Library]) -> None:
    line = "word 內文 " * 30_000
    note = read_note("a.md", f"{line}\n最後一行\n".encode())
    assert max(len(section.text) for section in note.sections) <= 100_000
    assert "".join(section.text for section in note.sections) == f"{line}\n最後一行\n"
    assert [section.line for section in note.sections][-1] == 1
    library = library_of({"a.md": f"{line}\n最後一行\n"})
    assert library.search("最後一行")[0].line == 2


def test_interrupted_is_130_and_nothing_is_half_done(shell: Shell) -> None:
    for number in range(300):
        (shell.vault / f"n{number}.md").write_text("# 標題\n\n" + "內文 text\n" * 300, "utf-8")
    command = [sys.executable, "-m", "notes_cli", "index"]
    with subprocess.Popen(
        command, cwd=shell.folder, env=shell.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        time.sleep(0.7)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) in ((130, b""), (0, out)), err
    assert b"Traceback" not in err
    assert json.loads(notes(shell, "index", "--json").stdout)["notes"] == 301


def test_a_vault_without_notes(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {})
    for command in (("list",), ("search", "x")):
        done = notes(shell, *command)
        assert done.returncode == 0
        assert b"there are no notes in" in done.stderr
    for vault in ("missing", "file"):
        (shell.folder / "file").touch()
        done = notes(shell, "--vault", vault, "list")
        assert (done.returncode, done.stdout) == (3, b"")
        assert done.stderr.startswith(b"notes: ")
        assert not (shell.folder / "missing").exists()
