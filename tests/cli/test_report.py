"""The report of a bug: what is in it, what never is, who can read it, how many are kept."""

import json
import os
from pathlib import Path

import pytest

from notes_cli.cli import main
from notes_cli.cli.report import KEPT, report, write_report

SECRET = "祕密 hunter2"


def failed() -> BaseException:
    text = SECRET
    try:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(f"the note says {text}") from error
    except ValueError as error:
        return error


def test_what_is_in_it() -> None:
    text = report(
        failed(), ["--vault", "/home/hunter2", "search", SECRET, "--sort=hunter2", "-n", "3", "set", "--", "--hunter"]
    )
    assert "hunter" not in text
    assert "祕密" not in text
    assert "command: notes --vault … search … --sort … … set\n" in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_report.py:" in text
    assert "in failed" in text
    assert all(f"{name} " in text for name in ("Python", "typer", "pyromark", "notes"))


def test_it_is_for_its_owner_and_few_are_kept(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    for number in range(KEPT + 5):
        said = write_report(failed(), ["list"], environ)
        file = Path(said.rpartition(" ")[2])
        assert file.stat().st_mode & 0o777 == 0o600
        os.utime(file, (number, number))
    found = list((tmp_path / "notes/reports").iterdir())
    assert len(found) == KEPT
    assert file in found


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "state"))
    said = write_report(failed(), [], {"XDG_STATE_HOME": str(tmp_path / "state")})
    assert said == "this is a bug (ValueError), and the report could not be written"


def test_json_is_answered_in_json(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise failed()

    monkeypatch.setattr(main, "_carried_out", fail)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main.run(["list", "--json"]) == 70
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["code"], error["hint"]) == ("bug", None)
    assert error["message"].startswith("this is a bug (ValueError); a report ")
    assert main.run(["list"]) == 70
    assert capsys.readouterr().err.startswith("notes: this is a bug (ValueError); ")
