"""Mutated texts for every part that reads, asks, changes or shows; and every case that once broke one.

The full run, a million cases and more: `python -m benchmarks reliability --only fuzz`.
"""

from pathlib import Path

import pytest

from benchmarks.reliability import fuzz
from benchmarks.reliability.tally import Effort, Tally
from benchmarks.reliability.targets import TARGETS, Broken, Case, Target

KEPT = [(name, case) for name in TARGETS for case in fuzz.kept(name)]


@pytest.mark.parametrize(("name", "case"), KEPT, ids=lambda value: ascii(value)[:60])
def test_what_was_found_once_stays_mended(name: str, case: Case) -> None:
    assert fuzz.tried(TARGETS[name], case) is None


def test_every_file_of_the_corpus_belongs_to_a_target() -> None:
    names = {name.replace(" ", "-") for name in TARGETS}
    assert {file.stem for file in fuzz.CORPUS.glob("*.jsonl")} <= names


def test_a_short_run(tmp_path: Path) -> None:
    tallies = fuzz.run(Effort(rounds=800, seed=11), tmp_path)
    assert [tally.lost for tally in tallies if tally.failed] == []
    assert sum(tally.tried for tally in tallies) > 700


def test_what_fails_hangs_or_kills_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fuzzer that finds nothing must be one that could."""
    import os
    import signal

    def bad(text: str) -> None:
        if "k" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "h" in text:
            pass
        if "x" in text:
            raise Broken("x")

    target = Target(lambda chance: (chance.choice(("a", "aaxaa", "k", "h")),), bad, 1)
    monkeypatch.setattr(fuzz, "SLOWEST", 0.02)
    tally = Tally("bad")
    fuzz._chunk("bad", target, 3, range(24), tally, tmp_path)
    drawn = [fuzz.drawn("bad", target, 3, number) for number in range(24)]
    assert tally.tried == 24
    assert tally.failed == sum(case != ("a",) for case in drawn)
    assert any("x: ('x',)" in told for told in tally.lost)  # made as small as it goes
    assert any("killed the process" in told for told in tally.lost)
    assert any("slower than" in told for told in tally.lost)
