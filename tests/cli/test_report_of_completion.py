"""A bug while a line is completed: nothing is said, and there is a report without what was typed."""

import os
import subprocess
import sys
from pathlib import Path

BUG = """
import sys, notes_cli.completion
def bug(*_): raise ValueError("祕密")
notes_cli.completion._answer = bug
sys.argv = ["notes", "--complete", "bash", "notes show 祕密", "祕密"]
from notes_cli.__main__ import main
main()
"""


def test_it_is_silent_and_leaves_a_report(tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", BUG], env=environ, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    (report,) = tmp_path.glob("notes/reports/*.txt")
    text = report.read_text("utf-8")
    assert "command: notes --complete\n" in text
    assert "ValueError" in text
    assert "祕密" not in text
