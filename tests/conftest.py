"""What all tests share: the sample vault, a library over notes given as a table, hypothesis without a clock."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from notes_cli.library import Library

#: Tests run on slow and busy machines: an example is not wrong because it took long. The same tree gives the same
#: answer every time; new examples are looked for with `NOTES_TEST_SEED=random`.
settings.register_profile(
    "notes",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("NOTES_TEST_SEED") != "random",
)
settings.load_profile("notes")

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`: write what the commands said into the transcripts."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/sessions/*.md")


@pytest.fixture(scope="session", autouse=True)
def _home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings of whoever runs the tests have no part in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample vault of the repository, indexed once; only for tests that change nothing."""
    database = tmp_path_factory.mktemp("sample") / "index.db"
    with Library.open(REPOSITORY / "vault", database=database, environ={}) as library:
        library.index()
        yield library


@pytest.fixture
def library_of(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], Library]]:
    """A maker of libraries: `library_of({"路徑.md": "text"})` is an indexed vault of those notes."""
    opened: list[Library] = []

    def make(notes: Mapping[str, str]) -> Library:
        folder = tmp_path / f"vault{len(opened)}"
        folder.mkdir()
        write(folder, notes)
        library = Library.open(folder, database=tmp_path / f"index{len(opened)}.db", environ={})
        opened.append(library)
        library.index()
        return library

    yield make
    for library in opened:
        library.close()


def write(folder: Path, notes: Mapping[str, str]) -> None:
    """Write `notes` (path from `folder`, text) exactly as they are."""
    for path, text in notes.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
