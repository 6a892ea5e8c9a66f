"""The folder of a site: nothing of others is lost, nothing is written in vain."""

import json
import os
from pathlib import Path

import pytest

from notes_cli.errors import OutputError
from notes_cli.site.folder import MANIFEST, Counts, Folder


def made(root: Path, files: dict[str, str], *, force: bool = False) -> Counts:
    """A site of `files`, whose keys are their contents."""
    folder = Folder(root, force=force)
    folder.begin(files)
    for address, text in files.items():
        if not folder.is_same(address, text):
            folder.write(address, text, text)
    return folder.end()


def test_only_what_has_changed_is_written(tmp_path: Path) -> None:
    root = tmp_path / "new" / "site"
    assert made(root, {"a.html": "1", "b/c.html": "2"}) == Counts(2, 0, 0)
    times = {file: file.stat().st_mtime_ns for file in root.rglob("*.html")}
    assert made(root, {"a.html": "1", "b/c.html": "2"}) == Counts(0, 2, 0)
    assert {file: file.stat().st_mtime_ns for file in root.rglob("*.html")} == times
    assert made(root, {"a.html": "3"}) == Counts(1, 0, 1)
    assert sorted(file.name for file in root.rglob("*")) == [MANIFEST, "a.html"]


def test_a_page_that_somebody_changed_or_removed_is_made_again(tmp_path: Path) -> None:
    made(tmp_path / "s", {"a.html": "1", "b.html": "2"})
    (tmp_path / "s/a.html").write_text("other")
    (tmp_path / "s/b.html").unlink()
    assert made(tmp_path / "s", {"a.html": "1", "b.html": "2"}) == Counts(2, 0, 0)
    assert (tmp_path / "s/a.html").read_text() == "1"


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="no site of notes"):
        Folder(tmp_path, force=False)
    made(tmp_path, {"a.html": "1"}, force=True)
    (tmp_path / "note.html").write_text("mine")
    with pytest.raises(OutputError, match="not ours"):
        made(tmp_path, {"a.html": "1", "note.html": "2"})
    made(tmp_path, {"b.html": "1"})
    assert (tmp_path / "thesis.txt").read_text() == (tmp_path / "note.html").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        Folder(tmp_path / "s", force=True)


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    made(tmp_path / "s", {"a.html": "1"})
    (tmp_path / "s/dir").symlink_to(outside)
    (tmp_path / "s/a.html").unlink()
    (outside / "kept.html").write_text("mine")
    (tmp_path / "s/a.html").symlink_to(outside / "kept.html")
    with pytest.raises(OutputError, match="leads out"):
        made(tmp_path / "s", {"dir/b.html": "1"})
    made(tmp_path / "s", {"a.html": "2"})
    assert (outside / "kept.html").read_text() == "mine"
    assert os.listdir(outside) == ["kept.html"]


@pytest.mark.parametrize("address", ["../kept.html", "/{outside}", "dir/kept.html"])
def test_a_list_that_names_files_outside_removes_none(tmp_path: Path, address: str) -> None:
    outside = tmp_path / "kept.html"
    outside.write_text("mine")
    root = tmp_path / "s"
    made(root, {"a.html": "1"})
    (root / "dir").symlink_to(tmp_path)
    told = json.loads((root / MANIFEST).read_text())
    told["files"][address.format(outside=outside)] = ["k", 4, 1, []]
    (root / MANIFEST).write_text(json.dumps(told))
    made(root, {"a.html": "1"})
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format":1,"files":{"a":3}}', "[" * 5000])
def test_a_damaged_list_is_no_site(tmp_path: Path, text: str) -> None:
    made(tmp_path, {"a.html": "1"})
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(OutputError, match="no site"):
        Folder(tmp_path, force=False)


def test_after_a_crash_the_files_are_still_ours(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "s", force=False)
    folder.begin(["a.html", "b.html"])
    folder.write("a.html", "1", "1")  # and then the power went
    assert made(tmp_path / "s", {"a.html": "2", "c.html": "1"}) == Counts(2, 0, 0)
