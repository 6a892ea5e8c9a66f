"""Short runs of the reliability bench: commands at once, kills, damaged databases, full disks, payloads, growth.

The full runs: `python -m benchmarks reliability`; their figures stand in docs/reliability.md.
"""

import json
import re
from pathlib import Path

import pytest

from benchmarks.reliability import children, concurrency, crash, databases, disk, growth, terminal
from benchmarks.reliability.areas import AREAS, RESULTS, table
from benchmarks.reliability.children import Said
from benchmarks.reliability.ground import Ground
from benchmarks.reliability.tally import Effort, Tally
from benchmarks.runs import Run
from notes_cli.cli.main import COMMANDS
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(
    not hasattr(__import__("os"), "memfd_create"), reason="only Linux keeps files in memory"
)


def nothing_lost(tallies: list[Tally]) -> None:
    assert [(tally.what, tally.lost) for tally in tallies if tally.failed] == []
    assert all(tally.tried for tally in tallies)


def test_eight_processes_at_once(tmp_path: Path) -> None:
    nothing_lost(concurrency.run(Effort(rounds=3, seed=2), tmp_path))


def test_killed_at_random_moments(tmp_path: Path) -> None:
    nothing_lost(crash.run(Effort(rounds=3, seed=2), tmp_path))


def test_damaged_databases(tmp_path: Path) -> None:
    nothing_lost(databases.run(Effort(rounds=5, seed=2), tmp_path))


def test_full_disks_and_read_only_folders(tmp_path: Path) -> None:
    nothing_lost(disk.run(Effort(rounds=2, seed=2), tmp_path))


def test_payloads_in_every_command(tmp_path: Path) -> None:
    nothing_lost(terminal.run(Effort(rounds=12, seed=2), tmp_path))


def test_what_grows_faster_than_a_line_is_seen() -> None:
    def runs(*seconds: float) -> list[Run]:
        return [Run(each, each, 50_000_000) for each in seconds]

    assert growth.wrong(runs(1.0, 1.5, 2.5), 0.5, large=False) == []
    assert growth.wrong(runs(1.0, 2.0, 6.0), 0.5, large=True)
    assert growth.wrong(runs(2.0, 4.0, 8.0), 0.5, large=False)
    assert growth.wrong([Run(1, 1, 50_000_000)] * 2 + [Run(1, 1, 900_000_000)], 0.5, large=True)


def test_every_command_is_given_payloads() -> None:
    assert {call[0] for call in terminal.calls()} == set(COMMANDS) - terminal.ENDLESS
    assert len(terminal.PAYLOADS) > 90


# -- the bench sees what is wrong ----------------------------------------------------------------------------


def test_a_loss_is_seen(tmp_path: Path) -> None:
    ground = Ground(tmp_path, 3)
    old, new = ground.files(), {**ground.files(), "n1.md": b"new"}
    edit = crash.Work(("list",))
    assert ground.said("index").code == 0
    assert crash._wrong(ground, edit, old, new, b"", take_back=False) == []
    (ground.vault / "n1.md").write_bytes(b"half")
    assert any("neither old nor new" in told for told in crash._wrong(ground, edit, old, new, b"", take_back=False))
    ground.restore(old)
    (ground.vault / ".n1.md.tmp").write_bytes(b"")
    assert any("left over" in told for told in crash._wrong(ground, edit, old, new, b"", take_back=False))


@pytest.mark.parametrize(
    "said",
    [
        Said(70, "", ""),
        Said(-9, "", ""),
        Said(0, "", "Traceback"),
        Said(3, "", "notes: database is locked"),
        Said(2, "", "x"),
    ],
)
def test_an_answer_that_none_may_give_is_seen(said: Said) -> None:
    assert said.problems


def test_a_command_that_hangs_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LONGEST", 1)

    def hang() -> None:
        while True:
            pass

    assert children.said(("list",), {}, tmp_path, hang).problems


def test_every_payload_meets_every_command_and_every_format() -> None:
    met: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for place, call in enumerate(terminal.calls()):
        form = next((part for part in call if part in terminal.FORMATS[1:]), "")
        command = tuple(part for part in call if part != form)
        met.setdefault(command, {})[form] = set(terminal._names(call, place))
    first = set(list(terminal.PAYLOADS)[:: terminal.TOGETHER])
    for command, forms in met.items():
        assert forms.keys() == set(terminal.FORMATS)
        if any("TEXT" in part or part == "BROKEN" for part in command):
            assert set().union(*forms.values()) == terminal.PAYLOADS.keys()
        elif "NOTE" in command:
            assert all(names == first for names in forms.values())


def test_a_wrong_answer_is_seen() -> None:
    asked = concurrency.Asked(("search",), "one", 4)
    assert concurrency._wrong(asked, Said(0, "n4.md\n", "")) == []
    assert concurrency._wrong(asked, Said(0, "n5.md\n", ""))
    assert concurrency._wrong(asked, Said(0, "", ""))


def test_what_steers_a_terminal_is_seen() -> None:
    for stream, text in (
        ("pipe", "\x1b[31m"),
        ("terminal", "\x1b[2J"),
        ("terminal", "\x1b]8;;mailto:a@b\x1b\\"),
        ("pipe", "a\rb"),
    ):
        assert terminal._wrong(Said(0, text, ""), ("list",), stream)
    assert terminal._wrong(Said(0, "{", ""), ("list", "--json"), "pipe")
    assert terminal._wrong(Said(0, "\x1b[31mx\x1b[0m", ""), ("list",), "terminal") == []


# -- the page ------------------------------------------------------------------------------------------------

PAGE = (REPOSITORY / "docs/reliability.md").read_text("utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 40
    for file, name in named:
        text = (REPOSITORY / file).read_text("utf-8")
        assert not name or f"def {name}(" in text, f"{file}::{name}"


def test_every_row_names_a_test() -> None:
    table = PAGE.partition("## Bad input")[2].partition("\n## ")[0]
    rows = [line for line in table.split("\n") if line.startswith("| ")][2:]
    assert len(rows) > 15
    assert [row for row in rows if "`tests/" not in row] == []


def test_the_figures_are_those_that_are_kept() -> None:
    kept = json.loads(RESULTS.read_text("utf-8"))
    assert table(kept) in PAGE
    assert kept.keys() <= AREAS.keys()
