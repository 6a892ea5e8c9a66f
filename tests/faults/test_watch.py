"""`notes watch` in a process of its own, while files are changed in every way: what a reader answers is what a rebuild gives.

Readers open the vault anew for each question, as commands do; the question is asked right after a file was saved.
NOTES_FAULT_SECONDS sets how long the random part takes (default 1; each kind of change is made once at least).
"""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from notes_cli.index.heartbeat import Heartbeat, heard, heartbeat_file, now
from notes_cli.library import Library
from tests.index.content import content

SECONDS = float(os.environ.get("NOTES_FAULT_SECONDS", "1"))

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hearts beat on Linux only")


#: Runs a command that may write no file larger than so many bytes.
_LIMIT = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
os.execv(sys.argv[1], sys.argv[1:])
"""


class Ground:
    """A vault, and a watcher that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.vault, self.database = folder, folder / "vault", folder / "index.db"
        self.environ = {
            "PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"), "NOTES_DB": str(self.database), "NOTES_VAULT": str(self.vault),
        }  # fmt: skip
        self.fill()
        self.heartbeat = heartbeat_file(self.database)

    def fill(self) -> None:
        """Six notes, and nothing else."""
        for each in self.vault.iterdir() if self.vault.exists() else ():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            else:
                each.unlink()
        for number in range(6):
            self.write(f"夾{number % 3}/筆記{number}.md", f"# 筆記{number}\n\n見 [[筆記0]]，第{number}篇\n")

    def write(self, path: str, text: str) -> None:
        file = self.vault / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def start(self, *options: str, beats: bool = True, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        command = [*before, sys.executable, "-m", "notes_cli", *options, "watch", "--json"]
        made = subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if beats:
            assert self.is_fresh(), made.communicate(timeout=5)
        return made

    def is_fresh(self) -> int:
        """Now; but not before the watcher knows of everything that has been saved by then. 0 when it never does."""
        asked, until = now(), time.monotonic() + 30
        while heard(self.heartbeat, asked, 10_000) is None:
            if time.monotonic() > until:
                return 0
        return asked

    def watched(self) -> Library:
        """The vault as of now, which takes no look of its own."""
        asked = self.is_fresh()
        assert asked
        library = self.open()
        library.asked = asked
        library._sync = refuse  # type: ignore[method-assign]
        return library

    def open(self) -> Library:
        return Library.open(environ=self.environ)

    def answer(self, *, by_watcher: bool = False) -> dict[str, Any]:
        """The index as a reader finds it that was asked just now; `by_watcher`: without a look of its own."""
        with self.watched() if by_watcher else self.open() as library:
            library.notes()
            return content(library._connection)

    def rebuilt(self) -> dict[str, Any]:
        with Library.open(self.vault, database=self.folder / "fresh.db", environ={}) as fresh:
            fresh.index(rebuild=True)
            return content(fresh._connection)


def refuse(**_: object) -> Any:
    raise AssertionError("a reader took a look of its own")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ground, subprocess.Popen[str]]]:
    """One watcher that outlives whatever is done to its vault."""
    ground = Ground(tmp_path_factory.mktemp("watched"))
    made = ground.start()
    yield ground, made
    made.kill()
    made.communicate()


@pytest.fixture
def watched(running: tuple[Ground, subprocess.Popen[str]]) -> Iterator[Ground]:
    """Its vault, as new."""
    ground, watcher = running
    ground.fill()
    yield ground
    assert watcher.poll() is None


@pytest.fixture
def watcher(running: tuple[Ground, subprocess.Popen[str]]) -> subprocess.Popen[str]:
    return running[1]


def paths(ground: Ground) -> list[Path]:
    return sorted(path for path in ground.vault.rglob("*") if path.is_file() and not path.is_symlink())


def folders(ground: Ground) -> list[Path]:
    return [ground.vault, *sorted(path for path in ground.vault.rglob("*") if path.is_dir() and not path.is_symlink())]


# -- what is done to files; each takes the vault and a source of chance -------------------------------------


def edit(ground: Ground, chance: random.Random) -> None:
    for file in paths(ground)[:1]:
        file.write_text(f"# 改\n\n{chance.random()} #標籤{chance.randrange(5)}\n", "utf-8")


def save_by_rename(ground: Ground, chance: random.Random) -> None:
    file = chance.choice(paths(ground) or [ground.vault / "新.md"])
    beside = file.with_name(".~" + file.name)
    beside.write_text(f"換名而存 {chance.random()}\n", "utf-8")
    os.replace(beside, file)


def sync_tool(ground: Ground, chance: random.Random) -> None:
    file = chance.choice(folders(ground)) / f"同步{chance.randrange(3)}.md"
    beside = file.with_name(f".syncthing.{file.name}.tmp")
    beside.write_text(f"從別處來 {chance.randrange(9)}\n", "utf-8")
    os.utime(beside, (1_500_000_000, 1_500_000_000))
    os.replace(beside, file)


def make(ground: Ground, chance: random.Random) -> None:
    ground.write(
        f"新夾{chance.randrange(3)}/深{chance.randrange(2)}/筆記{chance.randrange(4)}.md", f"新 {chance.random()}\n"
    )


def rename_folder(ground: Ground, chance: random.Random) -> None:
    for folder in folders(ground)[1:2]:
        folder.rename(ground.vault / f"改名{chance.randrange(10**9)}")


def rename_folder_and_write(ground: Ground, chance: random.Random) -> None:
    rename_folder(ground, chance)
    folder = folders(ground)[-1]
    (folder / "隨即.md").write_text(f"改名之後 {chance.random()}\n", "utf-8")


def delete_folder(ground: Ground, chance: random.Random) -> None:
    for folder in folders(ground)[-1:]:
        if folder != ground.vault:
            shutil.rmtree(folder)


def recreate_folder(ground: Ground, chance: random.Random) -> None:
    for folder in folders(ground)[1:2]:
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "重來.md").write_text(f"重來 {chance.random()}\n", "utf-8")


def move_out(ground: Ground, chance: random.Random) -> None:
    for file in paths(ground)[-1:]:
        os.replace(file, ground.folder / "外.md")


def move_in(ground: Ground, chance: random.Random) -> None:
    outside = ground.folder / f"外夾{chance.randrange(10**9)}"
    outside.mkdir()
    (outside / "進來.md").write_text(f"進來 {chance.random()}\n", "utf-8")
    outside.rename(ground.vault / outside.name)


def link(ground: Ground, chance: random.Random) -> None:
    place = ground.vault / f"鏈{chance.randrange(3)}.md"
    with suppress(FileNotFoundError):
        place.unlink()
    place.symlink_to(chance.choice([*paths(ground), *folders(ground), ground.folder / "沒有"]))


def forget_nothing(ground: Ground, chance: random.Random) -> None:
    """Same size, same time, another text."""
    for file in paths(ground)[:1]:
        before = file.stat()
        file.write_bytes(bytes(reversed(file.read_bytes())))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def settings(ground: Ground, chance: random.Random) -> None:
    hidden = json.dumps({"userIgnoreFilters": chance.choice([[], ["夾0/"]])})
    ground.write(".obsidian/app.json", hidden)
    ground.write(".obsidian/workspace.json", "{}")


OPERATIONS: list[Callable[[Ground, random.Random], None]] = [
    edit, save_by_rename, sync_tool, make, rename_folder, rename_folder_and_write, delete_folder, recreate_folder,
    move_out, move_in, link, forget_nothing, settings,
]  # fmt: skip


def test_whatever_is_done_a_reader_knows_of_it_at_once(watched: Ground, watcher: subprocess.Popen[str]) -> None:
    """Half of the answers are asked for at once, half of them when the watcher says that it knows."""
    chance, until, number = random.Random(11), time.monotonic() + SECONDS, 0
    while time.monotonic() < until or number < len(OPERATIONS):
        todo = (
            [OPERATIONS[number]] if number < len(OPERATIONS) else chance.choices(OPERATIONS, k=chance.randrange(1, 4))
        )
        for each in todo:
            each(watched, chance)
        expected = watched.rebuilt() if number % 2 else None
        found = watched.answer(by_watcher=bool(number % 2))
        assert found == (expected or watched.rebuilt()), [each.__name__ for each in todo]
        number += 1
    assert watcher.poll() is None


def test_an_answer_comes_from_the_watcher(watched: Ground) -> None:
    with watched.watched() as library:
        assert len(library.notes()) == 6
    watched.write("新.md", "新")
    with watched.open() as library:
        assert len(library.notes()) == 7


def test_what_cannot_be_read_is_told_as_ever(watched: Ground) -> None:
    (watched.vault / "斷.md").symlink_to("沒有")
    with watched.watched() as library:
        library.notes()
        assert [misfit.path for misfit in library.misfits] == ["斷.md"]
        assert "斷.md" in {problem.path for problem in library.doctor()}


def test_a_burst(watched: Ground) -> None:
    for number in range(1_000):
        watched.write(f"多/{number % 40}/{number}.md", f"第 {number} 篇")
    with watched.open() as library:
        assert len(library.notes()) == 1_006
    for number in range(0, 1_000, 2):
        (watched.vault / f"多/{number % 40}/{number}.md").unlink()
    with watched.watched() as library:
        assert len(library.notes()) == 506
    watched.write("多/1/1.md", "在新的資料夾裡改")
    assert watched.answer(by_watcher=True) == watched.rebuilt()


def test_a_watcher_that_was_killed(ground: Ground) -> None:
    watcher = ground.start()
    watcher.kill()
    watcher.communicate()
    assert ground.heartbeat.exists()
    ground.write("夾0/筆記0.md", "後來")
    assert heard(ground.heartbeat, now() - 10_000_000_000, 10_000) is None
    assert ground.answer() == ground.rebuilt()
    with Heartbeat(ground.heartbeat):  # another may follow at once
        pass
    assert not ground.heartbeat.exists()


def test_a_watcher_that_sleeps(watched: Ground, watcher: subprocess.Popen[str]) -> None:
    watcher.send_signal(signal.SIGSTOP)
    for number in range(3):
        watched.write("夾0/筆記0.md", f"睡著時 {number}")
        assert watched.answer() == watched.rebuilt()
    watcher.send_signal(signal.SIGCONT)
    assert watched.answer(by_watcher=True) == watched.rebuilt()


def test_an_index_that_is_thrown_away(watched: Ground) -> None:
    for suffix in ("", "-wal", "-shm"):
        watched.database.with_name(watched.database.name + suffix).unlink(missing_ok=True)
    assert watched.answer() == watched.rebuilt()
    watched.write("新.md", "新")
    assert watched.answer(by_watcher=True) == watched.rebuilt()
    watched.heartbeat.unlink()
    time.sleep(1.1)
    assert watched.answer(by_watcher=True) == watched.rebuilt()


def test_one_for_each_index(watched: Ground, watcher: subprocess.Popen[str]) -> None:
    out, err = watched.start(beats=False).communicate(timeout=20)
    assert (out, err.count("\n")) == ("", 1)
    assert "another `notes watch`" in err
    assert watcher.poll() is None


def test_it_ends_when_told(tmp_path: Path) -> None:
    codes = {signal.SIGINT: 130, signal.SIGTERM: 0, signal.SIGHUP: 0}
    grounds = [Ground(tmp_path / number.name) for number in codes]
    watchers = [ground.start(beats=False) for ground in grounds]
    for ground, watcher, (number, code) in zip(grounds, watchers, codes.items(), strict=True):
        assert ground.is_fresh()
        ground.write("新.md", "新")
        assert ground.is_fresh()
        watcher.send_signal(number)
        out, err = watcher.communicate(timeout=30)
        assert (watcher.returncode, err) == (code, "")
        assert [json.loads(line)["added"] for line in out.splitlines()] == [6, 1]
        assert not ground.heartbeat.exists()


def test_what_changes_without_end_is_looked_at_with_rest(watched: Ground) -> None:
    """A look follows a look only after four times as long as it took; what is saved meanwhile is known nevertheless."""
    from notes_cli.library import watching

    with watched.open() as library, Heartbeat(watched.folder / "other.watch") as heart:
        watch = watching._Watch(library, print, heart, [])
        watch._listen()
        until = time.monotonic() + 0.6
        watched.write("不停.md", "一")
        started = time.monotonic()
        heard = watch._gathered(set(), until)
        assert heard
        assert time.monotonic() >= until
        assert time.monotonic() - started < 3
        watch._close()
    watched.write("不停.md", "二")
    assert watched.answer(by_watcher=True) == watched.rebuilt()


def test_quiet_says_nothing_and_a_vault_that_goes_is_told(ground: Ground) -> None:
    command = [sys.executable, "-m", "notes_cli", "-q", "watch"]
    quiet = subprocess.Popen(command, env=ground.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert ground.is_fresh()
    ground.vault.rename(ground.folder / "別處")
    out, err = quiet.communicate(timeout=30)
    assert (quiet.returncode, out, err.count("\n")) == (3, "", 1)
    assert "is no longer there" in err
    assert not ground.heartbeat.exists()


def _without(limit: str, number: int) -> list[str]:
    """What runs a command where the system gives its user so few of something."""
    return ["unshare", "-Ur", "sh", "-c", f'echo {number} > /proc/sys/user/{limit} && exec "$@"', "sh"]


@pytest.mark.skipif(
    subprocess.run([*_without("max_inotify_watches", 1), "true"], capture_output=True, check=False).returncode != 0
    if shutil.which("unshare") else True,
    reason="no user namespaces here",
)  # fmt: skip
def test_where_the_system_tells_nothing_it_looks(tmp_path: Path) -> None:
    """No more watches, no more queues: said once, changes are found, and no reader relies on it."""
    limits = {"max_inotify_watches": (2, "max_user_watches"), "max_inotify_instances": (0, "max_user_instances")}
    grounds = [Ground(tmp_path / name) for name in limits]
    watchers = [
        ground.start(beats=False, before=_without(name, number))
        for ground, (name, (number, _)) in zip(grounds, limits.items(), strict=True)
    ]
    for ground, watcher in zip(grounds, watchers, strict=True):
        assert watcher.stdout
        assert json.loads(watcher.stdout.readline())["added"] == 6
        ground.write("新.md", "新")
        assert heard(ground.heartbeat, now(), 10_000) is None
    for watcher, (_, said) in zip(watchers, limits.values(), strict=True):
        assert watcher.stdout
        assert json.loads(watcher.stdout.readline())["added"] == 1
        watcher.send_signal(signal.SIGTERM)
        _, err = watcher.communicate(timeout=30)
        assert (watcher.returncode, err.count("\n"), f"fs.inotify.{said} is used up" in err) == (0, 1, True), err


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit of file sizes here")
def test_an_index_that_cannot_grow(ground: Ground) -> None:
    """A full disk: one sentence, the notes are as they were, and a command says the same."""
    limited = [sys.executable, "-c", _LIMIT.format(size=600_000)]
    watcher = ground.start(beats=False, before=limited)
    assert watcher.stdout
    assert watcher.stdout.readline()
    for number in range(20):
        ground.write(f"大{number}.md", f"字{number}詞" * 4_000)
    out, err = watcher.communicate(timeout=60)
    assert (watcher.returncode, out) == (3, "")
    assert json.loads(err)["error"]["message"].startswith(f"the index {ground.database} cannot be used")
    assert not ground.heartbeat.exists()
    assert ground.answer() == ground.rebuilt()


def test_a_command_that_changes_notes(watched: Ground) -> None:
    command = [sys.executable, "-m", "notes_cli", "set", "筆記0", "draft=true"]
    subprocess.run(command, env=watched.environ, check=True, capture_output=True)
    with watched.open() as library:
        assert [note.path for note in library.notes("is:draft")] == ["夾0/筆記0.md"]
    assert watched.answer(by_watcher=True) == watched.rebuilt()
