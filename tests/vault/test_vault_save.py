"""Files written whole or not at all, and refused when they may not be written."""

import os
import stat
from pathlib import Path

import pytest

from notes_cli.errors import ChangedOnDisk, NotesError, Refused, VaultError
from notes_cli.vault import save

OLD = "---\ndraft: false\n---\n內文\r\n".encode()
NEW = OLD.replace(b"false", b"true")
BESIDE = b".notes-1.tmp"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "夾").mkdir(parents=True)
    (folder / "n.md").write_bytes(OLD)
    (folder / "夾/m.md").write_bytes(OLD)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_is_replaced_with_its_mode_and_nothing_is_left_beside_it(vault: Path) -> None:
    before = names(vault)
    for mode in (0o640, 0o600, 0o755, 0o664):
        (vault / "n.md").write_bytes(OLD)
        (vault / "n.md").chmod(mode)
        save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
        assert (vault / "n.md").read_bytes() == NEW
        assert stat.S_IMODE((vault / "n.md").stat().st_mode) == mode
    assert names(vault) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(vault: Path) -> None:
    os.chown(vault / "n.md", 1234, 4321)
    save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
    found = (vault / "n.md").stat()
    assert (found.st_uid, found.st_gid) == (1234, 4321)


def test_extended_attributes_stay(vault: Path) -> None:
    try:
        os.setxattr(vault / "n.md", "user.色", b"red")
    except (AttributeError, OSError):
        pytest.skip("this file system has none")
    save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
    assert os.getxattr(vault / "n.md", "user.色") == b"red"


def test_what_was_changed_since_it_was_read_is_left_alone(vault: Path) -> None:
    (vault / "n.md").write_bytes(b"somebody else's")
    with pytest.raises(ChangedOnDisk):
        save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
    assert (vault / "n.md").read_bytes() == b"somebody else's"
    assert BESIDE.decode() not in names(vault)


def test_an_edit_while_the_new_file_is_written_wins(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = os.fsync

    def slow(handle: int) -> None:
        (vault / "n.md").write_bytes(b"typed meanwhile")
        flush(handle)

    monkeypatch.setattr(save.os, "fsync", slow)
    with pytest.raises(ChangedOnDisk):
        save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
    assert (vault / "n.md").read_bytes() == b"typed meanwhile"


@pytest.mark.parametrize("call", ["fsync", "rename", "fchmod", "write"])
def test_a_write_that_fails_leaves_the_old_file(vault: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if call == "write":
        monkeypatch.setattr(save.os, "fdopen", full)
    else:
        monkeypatch.setattr(save.os, call, full)
    with pytest.raises(OSError, match="No space"):
        save.replace(vault, b"n.md", OLD, NEW, beside=BESIDE)
    monkeypatch.undo()
    assert (vault / "n.md").read_bytes() == OLD
    assert BESIDE.decode() not in names(vault)


def test_through_a_link_within_the_vault_the_target_is_written(vault: Path) -> None:
    (vault / "l.md").symlink_to("夾/m.md")
    save.replace(vault, b"l.md", OLD, NEW, beside=BESIDE)
    assert (vault / "l.md").is_symlink()
    assert (vault / "夾/m.md").read_bytes() == NEW


@pytest.mark.parametrize("disk", ["out.md", "../outside.md", "way/outside.md", ".hidden/x.md", "夾/../../outside.md"])
def test_what_is_not_in_the_vault_is_refused(vault: Path, disk: str) -> None:
    outside = vault.parent / "outside.md"
    outside.write_bytes(OLD)
    (vault / "out.md").symlink_to(outside)
    (vault / "way").symlink_to(vault.parent)
    (vault / ".hidden").mkdir()
    (vault / ".hidden/x.md").write_bytes(OLD)
    for act in (
        lambda: save.current(vault, os.fsencode(disk)),
        lambda: save.replace(vault, os.fsencode(disk), OLD, NEW, beside=BESIDE),
        lambda: save.make(vault, os.fsencode(disk), NEW, beside=BESIDE),
    ):
        with pytest.raises(Refused):
            act()
    assert outside.read_bytes() == OLD
    assert (vault / ".hidden/x.md").read_bytes() == OLD


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_read_only_counts_for_everybody(vault: Path, mode: int) -> None:
    (vault / "n.md").chmod(mode)
    with pytest.raises(Refused, match="read-only"):
        save.current(vault, b"n.md")
    (vault / "n.md").chmod(0o644)
    (vault / "夾").chmod(0o555)
    try:
        with pytest.raises(Refused, match="folder is read-only"):
            save.current(vault, "夾/m.md".encode())
    finally:
        (vault / "夾").chmod(0o755)


def test_what_is_no_file_is_never_waited_for(vault: Path) -> None:
    os.mkfifo(vault / "pipe.md")
    for disk, kind in ((b"pipe.md", Refused), ("夾".encode(), NotesError), (b"gone.md", VaultError)):
        with pytest.raises(kind):
            save.current(vault, disk)


def test_a_file_beyond_what_is_read_is_refused(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "MAX_BYTES", 1000)
    (vault / "n.md").write_bytes(b"x" * 1001)
    with pytest.raises(Refused, match="more than"):
        save.current(vault, b"n.md")


def test_a_new_file_never_takes_the_place_of_another(vault: Path) -> None:
    save.make(vault, b"new.md", NEW, beside=BESIDE)
    assert (vault / "new.md").read_bytes() == NEW
    with pytest.raises(Refused, match=r"n\.md exists"):
        save.make(vault, b"n.md", NEW, beside=BESIDE)
    assert (vault / "n.md").read_bytes() == OLD
    assert not [name for name in names(vault) if name.startswith(".notes")]


def test_a_new_file_where_there_are_no_hard_links(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(save.os, "link", refuse)
    test_a_new_file_never_takes_the_place_of_another(vault)


def test_renaming_refuses_a_name_that_is_taken(vault: Path) -> None:
    with pytest.raises(Refused, match="exists"):
        save.rename(vault, b"n.md", "夾/m.md".encode())
    save.rename(vault, b"n.md", b"N.md")
    assert names(vault) == ["N.md", "夾", "夾/m.md"]
