"""The index can always be thrown away, and what is not ours is never touched."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from notes_cli.errors import IndexUnusable
from notes_cli.index import patience
from notes_cli.index.database import connect
from notes_cli.index.schema import APPLICATION_ID, fingerprint
from notes_cli.library import Library
from tests.conftest import REPOSITORY, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A vault with an index that has been closed; the path of the index."""
    (tmp_path / "vault").mkdir()
    write(tmp_path / "vault", {f"{n}.md": f"# 第{n}篇\n\n內文 {'字' * 300}\n" for n in range(20)})
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db", environ={}) as library:
        library.index()
    return tmp_path / "index.db"


def answers(place: Path, *, disposable: bool) -> int:
    """How many notes are listed when the index is used again."""
    with Library(place.parent / "vault", place, disposable=disposable) as library:
        found = len(library.notes())
        assert len(library.search("內文", limit=None)) == found
        library._connection.execute("INSERT INTO fts(fts) VALUES ('integrity-check')")
        assert library._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return found


def _truncated(size: int) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, size)


def _overwritten(start: int, length: int) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with file.open("r+b") as stream:
            stream.seek(start)
            stream.write(os.urandom(length))

    return damage


def _last_page_cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 100)


def _schema_without_letters(file: Path) -> None:
    """SQLite's own message names what it cannot read, in bytes that are no text."""
    data = file.read_bytes()
    place = data.index(b"tablefilefile")  # type, name and table of a row
    sql = data.index(b"CREATE TABLE", place)
    file.write_bytes(data[:place] + b"table\xff\xfe\xfd\xff" + data[place + 9 : sql] + b"\xff" + data[sql + 1 :])


def _older(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("DROP TABLE tag")
    connection.close()


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 2147483647")
        connection.execute("CREATE TABLE from_the_future (a)")
        connection.execute("CREATE VIEW future_view AS SELECT a FROM from_the_future")
    connection.close()


@pytest.mark.parametrize("disposable", [True, False], ids=["cache", "named"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda file: file.unlink(), id="deleted"),
        pytest.param(_truncated(0), id="empty"),
        pytest.param(_truncated(4096), id="first page only"),
        pytest.param(_truncated(4096 * 9), id="truncated"),
        pytest.param(_last_page_cut, id="its last page cut"),
        pytest.param(_schema_without_letters, id="a schema that is no text"),
        pytest.param(_older, id="older"),
        pytest.param(_newer, id="newer"),
    ],
)
def test_an_index_that_cannot_be_used_is_made_anew(
    place: Path, damage: Callable[[Path], None], disposable: bool
) -> None:
    damage(place)
    assert answers(place, disposable=disposable) == 20
    assert answers(place, disposable=disposable) == 20


@pytest.mark.parametrize(
    "bad", [b"\0" * 9000, b"not a database at all\n" * 400, os.urandom(9000)], ids=["zeros", "text", "noise"]
)
def test_garbage_in_the_cache_is_replaced(place: Path, bad: bytes) -> None:
    place.write_bytes(bad)
    assert answers(place, disposable=True) == 20


@pytest.mark.parametrize("bad", [b"not a database at all\n", b"\0" * 9000], ids=["text", "zeros"])
def test_garbage_elsewhere_is_somebody_elses(tmp_path: Path, bad: bytes) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(bad)
    with pytest.raises(IndexUnusable) as refused:
        connect(file, disposable=False)
    assert file.read_bytes() == bad
    hint = str(refused.value.hint)
    assert [words for words in ("move it away", "--db FILE", "`notes index --rebuild`") if words not in hint] == []


@pytest.mark.parametrize("disposable", [True, False])
def test_somebody_elses_database_is_left_alone(tmp_path: Path, disposable: bool) -> None:
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(IndexUnusable, match="not an index of notes") as refused:
        connect(file, disposable=disposable)
    assert "move it away" in str(refused.value.hint)
    assert file.read_bytes() == before


def test_damage_found_while_asking_is_mended_by_the_next_command(place: Path) -> None:
    size = place.stat().st_size
    for start in range(4096, size, 4096):
        _overwritten(start + 10, 60)(place)
    assert answers(place, disposable=True) == 20


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=str(tmp_path)):
        connect(tmp_path, disposable=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnusable, match="file/folder/index.db"):
        connect(tmp_path / "file/folder/index.db", disposable=True)


def test_an_index_is_marked(place: Path) -> None:
    connection = sqlite3.connect(place)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (fingerprint(),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert 0 < fingerprint() < 2**31


def test_a_reader_sees_the_state_before_until_a_rebuild_is_done(place: Path) -> None:
    with (
        Library(place.parent / "vault", place) as writer,
        Library(place.parent / "vault", place, fresh=False) as reader,
    ):
        seen: list[int] = []
        writer.progress = lambda done, total: seen.append(len(reader.notes()))
        writer.index(rebuild=True)
        assert seen == [20]
        assert len(reader.notes()) == 20


def test_an_answer_is_of_one_moment(place: Path) -> None:
    """An answer is made of several looks; what another command does in between is not seen by the later ones."""
    vault = place.parent / "vault"
    with Library(vault, place) as reader, Library(vault, place) as writer:
        before = reader.notes(sort="path")
        write(vault, {"new.md": "內文", "3.md": "別的"})
        writer.index(rebuild=True)
        assert len(writer.search("內文", limit=None)) == 20
        assert reader.notes(sort="path") == before
        assert len(reader.search("內文", limit=None)) == 20
        assert "new.md" not in [note.path for note in reader.search("內文", limit=None)]
        reader.index()
        assert "new.md" in [note.path for note in reader.search("內文", limit=None)]


def test_one_that_makes_an_index_waits_for_another(tmp_path: Path) -> None:
    file = tmp_path / "index.db"
    code = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('PRAGMA locking_mode = exclusive'); c.execute('BEGIN EXCLUSIVE'); print(flush=True); time.sleep(0.6)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        connect(file, disposable=True).close()


@contextmanager
def held(place: Path, *statements: str) -> Iterator[None]:
    """Another program holds the index."""
    connection = sqlite3.connect(place, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"STEP": 0.02, "TOLD_AFTER": 0.1, "LONGEST": 0.4, "PULSE": 0.1}.items():
        monkeypatch.setattr(patience, name, seconds)


def test_an_index_that_another_program_holds_is_waited_for_and_then_named(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _impatient(monkeypatch)
    said: list[str] = []
    vault = place.parent / "vault"

    def found() -> int:
        with Library(vault, place, say=said.append) as library:
            return len(library.search("內文", limit=None))

    for note in vault.iterdir():
        os.utime(note, (0, 0))  # one that was just changed is read again
    assert found() == 20
    with held(place):
        assert found() == 20  # nothing has to be written
        assert said == []
        write(vault, {"new.md": "內文"})
        with pytest.raises(IndexUnusable, match="another program holds the index") as refused:
            found()
        assert "--no-sync" in str(refused.value.hint)
        assert said == ["another program holds the index; waiting up to 0 s"]
        with Library(vault, place, fresh=False) as library:
            assert len(library.search("內文", limit=None)) == 20
    assert found() == 21


def test_an_index_that_cannot_be_read_either_is_waited_for_and_then_named(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _impatient(monkeypatch)
    with held(place, "PRAGMA journal_mode = delete"), pytest.raises(IndexUnusable, match="another program holds"):
        connect(place, disposable=True)
    connect(place, disposable=True).close()


def test_a_command_that_writes_is_waited_for_as_long_as_it_lives(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _impatient(monkeypatch)
    said: list[str] = []
    vault, begun = place.parent / "vault", Event()

    def slowly(_done: int, _total: int) -> None:
        begun.set()
        time.sleep(1.0)

    def work() -> None:
        with Library(vault, place, progress=slowly) as library:
            library.index(rebuild=True)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(work)
        begun.wait()
        write(vault, {"new.md": "內文"})
        with Library(vault, place, say=said.append) as library:
            assert len(library.search("內文", limit=None)) == 21
        writing.result()
    assert said == ["another command is writing the index; waiting until it is done"]


def test_a_table_that_somebody_took_out_is_mended_by_the_next_command(place: Path) -> None:
    from notes_cli.index.database import healed

    connection = sqlite3.connect(place)
    connection.execute("DROP TABLE section_text")
    connection.close()
    with Library(place.parent / "vault", place, disposable=True) as library:
        try:
            library.search("內文")
        except sqlite3.OperationalError as error:
            library.close()
            assert healed(place, error, disposable=True)
    assert answers(place, disposable=True) == 20


_FIRST_USE = (
    "import sys; from notes_cli.library import Library; "
    "library = Library.open(sys.argv[1], database=sys.argv[2], environ={}); "
    "print(len(library.notes()), len(library.search('內文', limit=None)))"
)


def test_any_number_of_commands_at_first_use(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    write(tmp_path / "vault", {f"{n}.md": f"# 第{n}篇\n\n內文 {'字' * 2000}\n" for n in range(200)})
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", _FIRST_USE, str(tmp_path / "vault"), str(tmp_path / "new/index.db")]
    running = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out.decode().strip()) == (0, "200 200"), err.decode()


def test_a_place_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnusable) as raised:
        connect(tmp_path / "file/folder/index.db", disposable=True)
    assert raised.value.message.endswith("cannot be used: Not a directory")
