"""Pages made by several processes are those that one makes, whatever becomes of the others."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from notes_cli.errors import OutputError
from notes_cli.library import Library
from notes_cli.query.parse import parse
from notes_cli.site import workers
from notes_cli.site.build import build
from notes_cli.site.folder import MANIFEST, Folder
from notes_cli.site.pages import Pages, Wish
from notes_cli.site.theme import Theme

MakeLibrary = Callable[[Mapping[str, str]], Library]
NOTES = {f"{n}.md": f"# 第 {n} 篇\n\n見 [[{n + 1}]]，泛化 **{n}**。\n\n![[{(n * 7) % 40}]]\n" for n in range(40)}

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="pages are made by one process here")


def site(library: Library, root: Path) -> dict[str, bytes]:
    """The files of the library's site in `root`."""
    theme = Theme(library.vault / ".notes" / "templates")
    built = build(library, parse(""), Folder(root, force=False), theme, Wish("筆記"))
    assert built.notes == len(NOTES)
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file() and f.name != MANIFEST}


@pytest.fixture
def three_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "FEW", 4)
    monkeypatch.setattr(workers, "_cores", lambda: 3)


@needs_fork
@pytest.mark.usefixtures("three_workers")
def test_the_same_files(library_of: MakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_of(NOTES)
    by_three = site(library, tmp_path / "three")
    monkeypatch.setattr(workers, "_cores", lambda: 1)
    assert by_three == site(library, tmp_path / "one")


@needs_fork
@pytest.mark.usefixtures("three_workers")
def test_a_worker_that_is_killed(library_of: MakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_of(NOTES)
    whole = site(library, tmp_path / "whole")
    note, here = Pages.note, os.getpid()

    def killed(pages: Pages, which: object) -> object:
        if os.getpid() != here and getattr(which, "path", "") == "17.md":
            os._exit(9)
        return note(pages, which)  # type: ignore[arg-type]

    monkeypatch.setattr(Pages, "note", killed)
    assert site(library, tmp_path / "other") == whole


@needs_fork
@pytest.mark.usefixtures("three_workers")
def test_an_error_of_a_worker_is_ours(library_of: MakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(pages: Pages, which: object) -> object:
        raise OutputError("no room")

    library = library_of(NOTES)
    monkeypatch.setattr(Pages, "note", failing)
    with pytest.raises(OutputError, match="no room"):
        site(library, tmp_path / "site")


@needs_fork
def test_workers_end_with_the_one_that_is_killed(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of(NOTES)
    script = (
        "import os, sys; from notes_cli.site import workers; from notes_cli.site.pages import Pages\n"
        "workers.FEW = 4; workers._cores = lambda: 3; note = Pages.note\n"
        "Pages.note = lambda pages, which: (print(os.getpid(), flush=True), note(pages, which))[1]\n"
        "made = workers.made\n"
        "def slow(pages, notes):\n"
        "    found = made(pages, notes); yield next(found); os.kill(os.getpid(), 9)\n"
        "workers.made = slow\n"
        "from notes_cli.cli.main import main; sys.exit(main())\n"
    )
    arguments = ["--vault", str(library.vault), "--db", str(tmp_path / "index.db"), "export", "--all", "-o", "site"]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9
    for worker in {int(line) for line in done.stdout.split()}:
        deadline = time.monotonic() + 20
        while _is_alive(worker):
            assert time.monotonic() < deadline, "a worker has outlived its parent"
            time.sleep(0.05)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
