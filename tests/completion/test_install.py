"""Putting the scripts into place: what is written, and what is left alone."""

import subprocess
from pathlib import Path

import pytest

from notes_cli.completion import SHELLS
from notes_cli.completion.install import Place, install, place, script, which
from notes_cli.errors import OutputError, UsageError
from tests.transcript import Shell


@pytest.mark.parametrize("shell", SHELLS)
def test_done_twice_is_done_once(tmp_path: Path, shell: str) -> None:
    where = place(shell, {}, tmp_path, bash_completion=False)
    assert "wrote" in install(shell, where)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    said = install(shell, where)
    assert "already there" in said
    assert f"open a new {shell}" in said
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert where.script.read_text("utf-8") == script(shell)


@pytest.mark.parametrize("old", [b"", b"alias x=y", b"\xff\xfe broken\r\nline\n", b"# \xe6\xb3\x9b\n\n\n"])
def test_a_start_up_file_only_grows(tmp_path: Path, old: bytes) -> None:
    where = place("zsh", {"ZDOTDIR": str(tmp_path / "z"), "XDG_DATA_HOME": str(tmp_path / "it's data")}, tmp_path)
    assert where.start_up is not None
    where.start_up.parent.mkdir()
    where.start_up.write_bytes(old)
    where.start_up.chmod(0o600)
    install("zsh", where)
    new = where.start_up.read_bytes()
    assert new.startswith(old)
    assert new[len(old) :].strip().count(b"\n") == 0
    assert new.endswith(b"# completion of notes\n")
    assert where.start_up.stat().st_mode & 0o777 == 0o600


def test_a_start_up_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").write_text("alias x=y\n", "utf-8")
    (tmp_path / ".zshrc").symlink_to("dotfiles")
    install("zsh", place("zsh", {}, tmp_path))
    assert (tmp_path / ".zshrc").is_symlink()
    assert (tmp_path / "dotfiles").read_text("utf-8").startswith("alias x=y\n. ")


def test_somebody_elses_file_is_left_alone(tmp_path: Path) -> None:
    where = place("fish", {}, tmp_path)
    where.script.parent.mkdir(parents=True)
    where.script.write_text("# mine\n", "utf-8")
    with pytest.raises(OutputError, match="is not ours"):
        install("fish", where)
    assert where.script.read_text("utf-8") == "# mine\n"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written") as raised:
        install("bash", Place(tmp_path / "file/notes", None))
    assert "--show-completion bash" in (raised.value.hint or "")


def test_bash_completion_needs_no_line(tmp_path: Path) -> None:
    assert place("bash", {}, tmp_path, bash_completion=True).start_up is None
    assert place("bash", {}, tmp_path, bash_completion=False).start_up == tmp_path / ".bashrc"
    named = place("bash", {"BASH_COMPLETION_USER_DIR": "/x"}, tmp_path, bash_completion=True)
    assert named.script == Path("/x/completions/notes")


def test_which_shell() -> None:
    assert which("zsh", {}) == "zsh"
    assert which("/usr/bin/fish", {}) == "fish"
    with pytest.raises(UsageError, match="tcsh"):
        which("tcsh", {})


def test_the_shell_that_calls_goes_before_the_users(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    done = subprocess.run(
        ["bash", "-c", "python -m notes_cli --show-completion; true"],
        env={**shell.environ, "SHELL": "/usr/bin/fish"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == script("bash")


@pytest.mark.parametrize("name", SHELLS)
def test_show_prints_the_script(tmp_path: Path, name: str) -> None:
    assert "\n".join(Shell(tmp_path).run(f"notes --show-completion {name}")) + "\n" == script(name)


def test_an_unknown_shell(tmp_path: Path) -> None:
    said = Shell(tmp_path).run("notes --install-completion tcsh")
    assert said[-1] == "[exit 2]"
    assert "bash|zsh|fish" in said[1]
