"""Several commands that change the same vault at once: each change is made, none is lost, no note is half written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

WRITERS = 4


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "vault").mkdir()
    return {
        "PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "NOTES_VAULT": str(tmp_path / "vault"),
    }  # fmt: skip


def started(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "notes_cli", *arguments]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_writers_of_one_note_wait_for_each_other(environ: dict[str, str], tmp_path: Path) -> None:
    note = tmp_path / "vault/n.md"
    note.write_text("---\ntags: []\ndraft: true\n---\n內文\n", "utf-8")
    running = [started(environ, "set", "n", f"tags+=標籤{number}") for number in range(WRITERS)]
    for each in running:
        out, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
        assert out == "n.md\n"
    text = note.read_text("utf-8")
    assert sorted(re.findall(r"標籤\d", text)) == [f"標籤{number}" for number in range(WRITERS)]
    assert text.endswith("\ndraft: true\n---\n內文\n")
    listed = started(environ, "--no-sync", "tags", "--format", "{tag}").communicate(timeout=60)[0].split()
    assert sorted(listed) == [f"標籤{number}" for number in range(WRITERS)]
    assert sorted(path.name for path in (tmp_path / "vault").iterdir()) == ["n.md"]


def test_new_notes_of_one_title_are_made_once(environ: dict[str, str], tmp_path: Path) -> None:
    running = [started(environ, "new", "同一個標題") for _ in range(4)]
    codes = []
    for each in running:
        each.communicate(timeout=120)
        codes.append(each.returncode)
    assert sorted(codes) == [0, 1, 1, 1]
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["同一個標題.md"]


def test_one_that_does_not_end_is_told(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notes_cli.changes.plan import begin
    from notes_cli.errors import VaultError
    from notes_cli.library import Library
    from notes_cli.vault import journal

    monkeypatch.setattr(journal.Journal.lock, "__defaults__", (0.1,))
    with (
        Library.open(tmp_path / "vault", database=tmp_path / "a.db", environ=environ) as one,
        Library.open(tmp_path / "vault", database=tmp_path / "b.db", environ=environ) as other,
    ):
        begin(one)
        with pytest.raises(VaultError, match="another command"):
            begin(other)
        assert len(other.notes()) == 0  # reading waits for nobody
