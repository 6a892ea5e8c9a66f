"""What the README shows is what happens: its console blocks are executed against the sample vault."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.transcript import Shell, matches, read

README = REPOSITORY / "README.md"
_FAILED = re.compile(r"\[exit \d+\]")


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_console_blocks(tmp_path: Path) -> None:
    steps = [step for step in read(README.read_text("utf-8")).steps if re.match(r"notes\b", step.command)]
    assert steps, "the README shows no command"
    shell = Shell(tmp_path)
    wrong = []
    for step in steps:
        said = shell.run(step.command)
        # A command shown without its output has to succeed.
        alright = matches(step.expected, said) if any(step.expected) else not (said and _FAILED.fullmatch(said[-1]))
        if not alright:
            wrong.append("\n".join((f"README.md:{step.first}: $ {step.command}", *said)))
    assert not wrong, "\n\n".join(wrong)
