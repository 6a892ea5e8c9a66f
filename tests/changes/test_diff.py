"""Diffs as `diff -u` writes them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.changes.diff import difference


def test_a_diff() -> None:
    old, new = "一\n二\n三".encode(), "一\n貳\n三\r\n".encode()
    assert difference("夾/n.md", old, new) == (
        "--- a/夾/n.md\n+++ b/夾/n.md\n@@ -1,3 +1,3 @@\n 一\n-二\n-三\n\\ No newline at end of file\n+貳\n+三\r\n"
    )
    assert difference("n.md", old, old) == ""
    assert difference("n.md", None, b"x\n") == "--- /dev/null\n+++ b/n.md\n@@ -0,0 +1 @@\n+x\n"
    assert difference("n.md", b"x\n", None) == "--- a/n.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    assert difference("b.md", b"x\n", b"x\n", before="a.md") == "rename from a.md\nrename to b.md\n"


def test_lines_far_down_are_counted_from_the_top() -> None:
    old = "".join(f"{n}\n" for n in range(1000)).encode()
    new = old.replace(b"\n700\n", b"\nsevenhundred\nx\n")
    assert "@@ -698,7 +698,8 @@" in difference("n.md", old, new)


LINES = st.lists(st.sampled_from(["a", "b", "中", "", "a\u2028b", "\x0c"]), max_size=30).map("\n".join)


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not here")
@given(LINES, LINES, st.text(st.just("\n"), max_size=1))
def test_patch_makes_the_new_text_of_it(tmp_path_factory: pytest.TempPathFactory, old: str, new: str, end: str) -> None:
    if old == new + end:
        return
    folder: Path = tmp_path_factory.mktemp("patch")
    file = folder / "n.md"
    file.write_bytes(old.encode())
    text = difference("n.md", old.encode(), (new + end).encode())
    subprocess.run(["patch", "-s", "-p1", "--binary"], input=text.encode(), cwd=folder, check=True)
    assert (file.read_bytes() if file.exists() else b"") == (new + end).encode()
