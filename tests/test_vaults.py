"""Known vaults: by name, by their index, the one in use."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from notes_cli.about import VaultRecord
from notes_cli.index.known import known
from notes_cli.library import Library
from notes_cli.settle import settle
from notes_cli.vaults import known_vaults
from tests.conftest import write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home/.config/notes").mkdir(parents=True)
    return tmp_path / "home"


def vault(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    write(folder, {f"{number}.md": "泛化" for number in range(count)})
    with Library.open(folder, environ={}) as library:
        library.index()
    return folder


def listed(home: Path, cwd: Path | None = None) -> dict[str, VaultRecord]:
    found = known_vaults(settle({}, {}, cwd or home, home, needs_vault=False))
    return {record.path: record for record in found}


def test_without_anything(home: Path) -> None:
    assert listed(home) == {}


def test_what_an_index_tells(home: Path, tmp_path: Path) -> None:
    path = vault(tmp_path / "筆記 本", 3)
    record = listed(home)[str(path)]
    assert (record.name, record.exists, record.notes) == (None, True, 3)
    assert record.looked
    assert record.looked.endswith("Z")
    assert record.index
    assert os.path.dirname(record.index) == str(home / ".cache/notes")
    assert record.size >= os.path.getsize(record.index)


def test_a_vault_that_is_gone(home: Path, tmp_path: Path) -> None:
    path = vault(tmp_path / "gone", 2)
    shutil.rmtree(path)
    assert (listed(home)[str(path)].exists, listed(home)[str(path)].notes) == (False, 2)


def test_names_and_the_vault_in_use(home: Path, tmp_path: Path) -> None:
    path = vault(tmp_path / "a", 1)
    (tmp_path / "b/.obsidian").mkdir(parents=True)
    (home / ".config/notes/config.toml").write_text(
        f'[vaults]\n甲 = "{path}"\n'.replace("甲", '"甲"') + 'old = "~/old"'
    )
    found = listed(home, cwd=tmp_path / "b")
    assert [(r.path, r.name, r.exists, r.notes) for r in found.values()] == [
        (str(path), "甲", True, 1),
        (str(home / "old"), "old", False, None),
        (str(tmp_path / "b"), None, True, None),
    ]


def test_one_vault_by_two_ways_is_one(home: Path, tmp_path: Path) -> None:
    path = vault(tmp_path / "a", 1)
    (tmp_path / "link").symlink_to(path)
    (home / ".config/notes/config.toml").write_text(f'[vaults]\nx = "{tmp_path}/link"\ny = "{path}"')
    assert [(r.path, r.name) for r in listed(home).values()] == [(str(path), "x")]


def test_a_vault_that_has_moved(home: Path, tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    for name in ("before", "after"):
        folder = tmp_path / name
        folder.mkdir()
        with Library.open(folder, database=database, environ={}) as library:
            library.index()
        found = known(database)
        assert found is not None
        assert found.vault == str(folder)


def test_other_files_are_passed_over_and_left_alone(home: Path, tmp_path: Path) -> None:
    cache = home / ".cache/notes"
    path = vault(tmp_path / "a", 1)
    (cache / "garbage.db").write_bytes(b"x" * 100)
    (cache / "empty.db").write_bytes(b"")
    os.mkfifo(cache / "pipe.db")
    (cache / "folder.db").mkdir()
    foreign = sqlite3.connect(cache / "foreign.db")
    foreign.execute("CREATE TABLE meta (key, value)")
    foreign.commit()
    foreign.close()
    before = {file.name for file in cache.iterdir()}
    assert list(listed(home)) == [str(path)]
    assert {file.name for file in cache.iterdir()} - {f"{n}{s}" for n in before for s in ("-wal", "-shm")} == before


def test_an_index_that_does_not_say_of_which_vault(home: Path, tmp_path: Path) -> None:
    path = vault(tmp_path / "a", 1)
    (index,) = (home / ".cache/notes").glob("*.db")
    connection = sqlite3.connect(index)
    connection.execute("DELETE FROM meta WHERE key = 'vault'")
    connection.commit()
    connection.close()
    found = known_vaults(settle({}, {}, home, home, needs_vault=False))
    assert (found.items, found.remarks) == ((), (f"{index} does not say which vault it is of",))
    # Its name says it, when the vault is known from elsewhere.
    (path / ".obsidian").mkdir()
    found = known_vaults(settle({}, {}, path, home, needs_vault=False))
    assert ([(r.path, r.notes) for r in found], found.remarks) == ([(str(path), 1)], ())


def test_sorted_with_what_is_not_known_last(home: Path, tmp_path: Path) -> None:
    for number in (2, 1, 3):
        vault(tmp_path / f"v{number}", number)
    (home / ".config/notes/config.toml").write_text('[vaults]\nnone = "/nowhere"')
    settings = settle({}, {}, home, home, needs_vault=False)
    assert [r.notes for r in known_vaults(settings, sort="notes")] == [1, 2, 3, None]
    assert [r.notes for r in known_vaults(settings, sort="-notes")] == [3, 2, 1, None]
    assert len(known_vaults(settings, sort="path", limit=2)) == 2


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names are bytes on Linux only")
def test_a_vault_whose_name_is_no_utf8(home: Path, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    vault(path, 1)
    assert listed(home)[str(path)].exists
