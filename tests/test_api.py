"""The Python API as somebody else's program uses it: what is exported, what it says of types, the examples of docs/api.md."""

import doctest
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import notes_cli
from notes_cli import errors, records, results
from notes_cli.library import Library
from tests.conftest import REPOSITORY
from tests.transcript import Shell

PAGE = REPOSITORY / "docs/api.md"

CONSUMER = """
from pathlib import Path
from typing import assert_type

from notes_cli import Document, HeadingRecord, Hit, Library, NoteRecord, NotesError, Records, Report, TagCount


def best(vault: Path, words: str) -> str | None:
    with Library.open(vault) as library:
        assert_type(library, Library)
        assert_type(library.search(words), Records[Hit])
        for hit in library.search(words, limit=1):
            assert_type(hit, Hit)
            assert_type(hit.highlights, tuple[tuple[int, int], ...])
            return hit.path
        assert_type(library.notes("is:draft")[0], NoteRecord)
        assert_type(library.tags(), Records[TagCount])
        assert_type(library.outline("a"), Records[HeadingRecord])
        assert_type(library.document("a"), Document)
        assert_type(library.index(), Report)
        assert_type(library.path("a"), Path)
        return None


try:
    best(Path("vault"), "泛化")
except NotesError as error:
    assert_type(error.hint, str | None)
"""


def test_a_program_that_uses_it_type_checks(tmp_path: Path) -> None:
    (tmp_path / "consumer.py").write_text(CONSUMER, "utf-8")
    (tmp_path / "wrong.py").write_text(
        'from notes_cli import Library\nLibrary.open("v").search("x")[0].titel\n', "utf-8"
    )
    environ = {**os.environ, "MYPYPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [*command, "consumer.py", "wrong.py"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    said = done.stdout.splitlines()
    assert [line for line in said if line.startswith("consumer.py")] == [], done.stdout
    assert any(line.startswith("wrong.py:2") and '"titel"' in line for line in said), done.stdout


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path)
    monkeypatch.chdir(shell.folder)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, shell.environ[name])
    for name in ("NOTES_VAULT", "NOTES_DB"):
        monkeypatch.delenv(name, raising=False)
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    assert len(examples.examples) > 15
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert not failed, "".join(said)


def test_what_is_exported() -> None:
    public = {name for name in notes_cli.__all__ if name != "__version__"}
    assert all(getattr(notes_cli, name).__name__ == name for name in public)
    homes = {results.__name__, records.__name__}
    own = {n: kind for n, kind in vars(results).items() if getattr(kind, "__module__", "") in homes}
    found = {n for n, kind in own.items() if hasattr(kind, "_fields")} - {"Written", "Opened", "Stream"}  # commands'
    raised = {n for n, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.NotesError)}
    assert {n for n in found if not n.startswith("_")} | raised - {"OutputError"} <= public
    with pytest.raises(AttributeError, match="Bibliothek"):
        _ = notes_cli.Bibliothek


def test_the_import_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import notes_cli; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if name.startswith("notes_cli")} == {"notes_cli"}


def methods() -> list[str]:
    return [name for name, _ in inspect.getmembers(Library, callable) if not name.startswith("_")]


@pytest.mark.parametrize("name", methods())
def test_every_method_says_what_it_does(name: str) -> None:
    method = getattr(Library, name)
    assert inspect.getdoc(method)
    signature = inspect.signature(method)
    assert signature.return_annotation is not inspect.Signature.empty
    assert f"`{name}(" in PAGE.read_text("utf-8")
