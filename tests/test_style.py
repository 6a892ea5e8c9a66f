"""The house's own rules: ruff and mypy find nothing, generated tables are up to date."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("scripts/make_docs.py", "--check"),
        ("scripts/make_reference.py", "--check"),
        ("scripts/make_fold_table.py", "--check"),
        ("scripts/make_sound_table.py", "--check"),
    ],
    ids=" ".join,
)
def test_nothing_is_found(command: tuple[str, ...]) -> None:
    run = ["-m", *command] if not command[0].endswith(".py") else [str(ROOT / command[0]), *command[1:]]
    done = subprocess.run([sys.executable, *run], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
