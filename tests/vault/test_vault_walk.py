"""One pass over a vault's folders."""

import os
import unicodedata
from pathlib import Path

import pytest

from notes_cli.library import Library
from notes_cli.vault.filters import Filters
from notes_cli.vault.walk import Misfit, ObsidianSettings, read_obsidian_settings, walk


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * 5, "utf-8")


def test_notes_have_stamps_and_other_files_names_only(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "資料夾/筆記.MD", "img/圖.png", ".hidden/x.md", ".x.md", "d/.y/z.md")
    found = {stamp.path: stamp for stamp in walk(tmp_path)}
    assert sorted(found) == ["a.md", "img/圖.png", "資料夾/筆記.MD"]
    status = (tmp_path / "a.md").stat()
    assert found["a.md"][2:] == (True, status.st_mtime_ns, 5, status.st_ino, status.st_ctime_ns)
    assert found["img/圖.png"][2:] == (False, 0, 0, 0, 0)
    assert all((tmp_path / os.fsdecode(stamp.disk)).read_text() == "xxxxx" for stamp in found.values())


def test_names_are_shown_in_nfc_and_escaped_but_kept_as_on_disk(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "é.md")
    put(tmp_path, decomposed)
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x")
    assert {(stamp.path, stamp.disk) for stamp in walk(tmp_path)} == {
        ("é.md", decomposed.encode()),
        ("\\xff.md", b"\xff.md"),
    }


def test_links_are_followed_inside_only_and_circles_end(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "out"
    put(vault, "a/n.md", "b/m.md", "store/s.md", ".hidden/h.md", "b/.h.md", "b/.c/d/e.md")
    put(outside, "secret.md")
    for name, target in {
        "note.md": "a/n.md", "folder": "store", "loop": ".", "a/up": "..", "b/to_a": "../a", "a/to_b": "../b",
        "self.md": "self.md", "gone.md": "/nonexistent", "out": outside, "out.md": outside / "secret.md",
        "hidden": ".hidden", "h.md": ".hidden/h.md", "dot.md": "b/.h.md", "deep": "b/.c/d",
    }.items():  # fmt: skip
        (vault / name).symlink_to(target)
    misfits: list[Misfit] = []
    paths = {stamp.path for stamp in walk(vault, misfits)}
    assert {"a/n.md", "b/m.md", "note.md", "folder/s.md"} <= paths
    assert len(paths) < 10
    assert not any("secret" in path or path.startswith(("loop", "out", "hidden", "h", "d")) for path in paths)
    assert {"self.md", "gone.md", "out", "out.md", "loop", "a/up", "hidden", "h.md", "dot.md", "deep"} <= {
        misfit.path for misfit in misfits
    }


def test_what_is_no_file_is_skipped_and_reported(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    os.mkfifo(tmp_path / "pipe.md")
    misfits: list[Misfit] = []
    assert [stamp.path for stamp in walk(tmp_path, misfits)] == ["a.md"]
    assert [(misfit.path, misfit.problem.code) for misfit in misfits] == [("pipe.md", "not-a-file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_folders_are_skipped_and_reported(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "closed/b.md")
    (tmp_path / "closed").chmod(0)
    misfits: list[Misfit] = []
    try:
        assert [stamp.path for stamp in walk(tmp_path, misfits)] == ["a.md"]
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [(misfit.path, misfit.problem.code) for misfit in misfits] == [("closed", "unreadable")]


def test_a_vault_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        list(walk(tmp_path / "nowhere"))


def test_ignore_filters() -> None:
    filters = ("templates/", "a/x.md", "/^日記.*草稿/", "/(/", "")
    assert [
        path
        for path in ("templates/t.md", "a/x.md", "日記/草稿.md", "b/templates/t.md", "a/x2.md")
        if Filters(filters).hide(path)
    ] == [
        "templates/t.md",
        "a/x.md",
        "日記/草稿.md",
    ]


def test_a_filter_that_explodes_is_stopped_and_hides_nothing_while_the_others_do() -> None:
    filters = Filters(("/(a|aa)+$/", "old/"))
    assert [filters.hide(path) for path in ("a" * 60 + "!.md", "aaa", "old/x.md")] == [False, False, True]
    assert ["(a|aa)+" in found.message for found in filters.problems] == [True]


def test_doctor_tells_of_a_filter_that_takes_too_long_each_time(tmp_path: Path) -> None:
    put(tmp_path, "vault/.obsidian/app.json", name := f"vault/{'a' * 60}!.md")
    (tmp_path / "vault/.obsidian/app.json").write_text('{"userIgnoreFilters": ["/(a|aa)+$/"]}')
    (tmp_path / name).write_text("泛化", "utf-8")
    for _ in range(2):
        with Library.open(tmp_path / "vault", database=tmp_path / "index.db") as library:
            assert [(one.path, one.code) for one in library.doctor()] == [(".obsidian/app.json", "settings-broken")]
            assert len(library.search("泛化")) == 1


def test_settings_of_obsidian_and_broken_ones(tmp_path: Path) -> None:
    assert read_obsidian_settings(tmp_path) == ObsidianSettings()
    put(tmp_path, ".obsidian/x")
    (tmp_path / ".obsidian/types.json").write_text(
        '{"types": {"Checkbox 1": "checkbox", "bad": 3, " ＡＢＣ　完成": "date"}}'
    )
    (tmp_path / ".obsidian/app.json").write_text('{"userIgnoreFilters": ["old/", 3], "strictLineBreaks": true}')
    assert read_obsidian_settings(tmp_path) == ObsidianSettings(
        {"checkbox 1": "checkbox", "abc 完成": "date"}, ("old/",), True
    )
    (tmp_path / ".obsidian/types.json").write_text("{")
    (tmp_path / ".obsidian/app.json").write_text("[]")
    broken = read_obsidian_settings(tmp_path)
    assert (broken.types, broken.ignore) == ({}, ())
    assert [misfit.path for misfit in broken.problems] == [".obsidian/types.json", ".obsidian/app.json"]
