"""A command pays only for what it uses: which modules are loaded, never how many milliseconds it took."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import notes_cli.vault.read
from notes_cli.library import Library
from tests.conftest import REPOSITORY
from tests.transcript import Shell

#: What a question to an index that is up to date has no use for.
HEAVY = {
    "rich", "yaml", "frontmatter", "pyromark", "sqlite_utils", "rapidfuzz", "regex", "markdown_it", "mdit_py_plugins", "nh3",
    "pygments", "click", "pydantic", "watchfiles", "anyio", "typer",
    "dataclasses", "inspect",
}  # fmt: skip

#: What typer loads, which help and errors need.
TYPER = {"typer", "inspect"}

#: Runs one command line, and tells its exit code and the modules that it took on stderr.
_PROBE = (
    "import sys, json; from notes_cli.cli.main import run; code = run(sys.argv[1:]); "
    "sys.stderr.write(json.dumps([code, sorted(sys.modules)]))"
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("startup"))
    assert made.run("notes index")[0].startswith("37 notes")
    return made


def loaded(shell: Shell, *arguments: str) -> set[str]:
    """The modules that `notes ARGUMENTS` has loaded when it is done, its stdout a pipe."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments], cwd=shell.folder, env=shell.environ, capture_output=True, check=True
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    assert done.stdout
    return set(modules)


#: What compares spellings and sounds: only for words that occur nowhere.
LIKENESS = {f"notes_cli.{name}" for name in ("index.likeness", "index.homophones", "text.likeness", "text.sound")}


def packages(modules: set[str]) -> set[str]:
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "泛化"),
        ("search", "--json", "泛化", "tag:my-article"),
        ("tag", "my-article"),
        ("list", "--csv", "--unchecked", "Checkbox 1"),
        ("drafts", "--paths"),
        ("tags",),
        ("headings", "--level", "2"),
        ("sql", "SELECT path FROM notes_view"),
        ("stats",),
        ("fields",),
        ("config",),
        ("vaults",),
    ],
    ids=" ".join,
)
def test_a_question_into_a_pipe_loads_nothing_heavy(shell: Shell, arguments: tuple[str, ...]) -> None:
    modules = loaded(shell, *arguments)
    assert not packages(modules) & HEAVY
    assert not modules & LIKENESS


def test_a_command_loads_no_other_command(shell: Shell) -> None:
    commands = {module for module in loaded(shell, "tag", "my-article") if module.startswith("notes_cli.cli.commands.")}
    assert commands == {"notes_cli.cli.commands.tag"}


def test_settings_files_are_read_only_where_they_are(shell: Shell) -> None:
    assert "tomllib" not in loaded(shell, "list")
    file = shell.vault / ".notes.toml"
    file.write_text("limit = 5", "utf-8")
    try:
        assert "tomllib" in loaded(shell, "list")
    finally:
        file.unlink()


def test_fields_and_settings_open_no_database(shell: Shell) -> None:
    for command in ("fields", "config"):
        assert not {"sqlite3", "notes_cli.index"} & loaded(shell, command)


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_load_no_command_and_no_database(shell: Shell, argument: str) -> None:
    modules = loaded(shell, argument)
    assert not {module for module in modules if module.startswith("notes_cli.cli.commands.")}
    assert not {"sqlite3", "notes_cli.library", "notes_cli.index", "notes_cli.query"} & modules
    assert not (packages(modules) & HEAVY) - TYPER


def test_the_probe_sees_what_is_loaded(shell: Shell) -> None:
    assert {"sqlite3", "notes_cli.library"} <= loaded(shell, "list")
    assert "typer" in packages(loaded(shell, "list", "-n5"))  # unusual: see notes_cli.cli.quick
    assert "yaml" in packages(loaded(shell, "index", "--rebuild"))


def test_a_sync_that_finds_no_change_parses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.copytree(REPOSITORY / "vault", tmp_path / "vault")
    for path in (tmp_path / "vault").rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # a file changed just now is read once more
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db", environ={}) as library:
        assert library.index().figures.added == 37

    def refuse(path: str, data: bytes) -> None:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(notes_cli.vault.read, "read_note", refuse)
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db", environ={}) as library:
        figures = library.index().figures
        assert (figures.added, figures.modified, figures.removed, figures.unchanged) == (0, 0, 0, 37)
        assert len(library.notes()) == 36
        (tmp_path / "vault/新.md").write_text("新的", "utf-8")
        with pytest.raises(AssertionError, match="新.md was read again"):
            library.index()


def test_the_public_api_loads_nothing_heavy() -> None:
    code = "import json, sys, notes_cli; notes_cli.Library; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, check=True)
    assert not packages(set(json.loads(done.stdout))) & HEAVY
