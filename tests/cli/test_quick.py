"""Two readers of one command line: what `quick` understands, typer understands in the same way."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_cli.cli import output, shell
from notes_cli.cli.declared import Parameter
from notes_cli.cli.globals import GLOBALS
from notes_cli.cli.main import COMMANDS
from notes_cli.cli.quick import _loaded, understood
from notes_cli.cli.session import Globals
from notes_cli.errors import NotesError

#: Values of every kind, right and wrong for each option; some look like options, and some options stand alone.
VALUES = (
    "泛化", "tag:my-article", "-tag:x", "-draft:true", "-[draft]", '-"a b"', "-#ml", "-泛化", "-(a OR b)", "", " ", "-", "--", "---",
    "0", "5", "007", "-5", "+5", " 5", "5.0", "1_000", "５", "²", "9999999999", "2025-12", "7d", "title", "-title", "-標題", "a=b",
    "=", "--json", "--json=1", "--limit=3", "--limit=", "--limit=x", "--in=", "--tag=a", "--tag=-a", "--lim", "-n3", "-qn", "-t泛",
    "-jn", "-h", "--help", "--version", "--sync", "--no-sync", "--color=never", "\\", "'", "\t", "a\nb", "\udcff", "@todo", "{path}",
)  # fmt: skip


_LOADED = cache(shell.loaded)


class Taken(Exception):
    """Thrown where a command would begin."""


def by_typer(arguments: Sequence[str], patch: pytest.MonkeyPatch) -> tuple[Any, ...] | None:
    """What typer has the command called with; None when it calls none."""
    taken: list[tuple[Any, ...]] = []

    def take(run: Any, said: Globals, values: Mapping[str, Any]) -> int:
        taken.append((run, said, dict(values)))
        raise Taken

    with patch.context() as patched:
        patched.setattr(output, "answer", take)
        patched.setattr(shell, "loaded", _LOADED)
        try:
            shell.execute(list(arguments), 7)
        except (Taken, NotesError):
            pass
    return taken[0] if taken else None


def spellings(parameters: Sequence[Parameter]) -> list[str]:
    return [each for p in parameters for flag in p.flags for each in flag.split("/")]


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command line: options and values in any order, many of them right."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    _, parameters = _loaded(command)
    before = draw(st.lists(st.sampled_from((*spellings(GLOBALS), *VALUES)), max_size=2))
    token = st.sampled_from((*spellings(parameters), *VALUES))
    return [*before, command, *draw(st.lists(token, max_size=5))]


def same(arguments: Sequence[str], patch: pytest.MonkeyPatch) -> bool:
    """Whether `quick` understands it at all; then typer has to, and equally."""
    call = understood(arguments, 7)
    if call is None:
        return False
    found = by_typer(arguments, patch)
    assert found is not None, arguments
    run, said, values = found
    assert (run, dict(said.asked), said.session.quiet, said.started, values) == (
        call.run, dict(call.said.asked), call.said.session.quiet, 7, dict(call.values),
    )  # fmt: skip
    assert {name: type(value) for name, value in values.items()} == {n: type(v) for n, v in call.values.items()}
    return True


@settings(max_examples=300, deadline=None)
@given(lines())
def test_what_is_understood_typer_understands_in_the_same_way(arguments: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        same(arguments, patch)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_alone_and_with_a_value(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, parameters = _loaded(command)
    for flag in spellings(parameters):
        for given_ in ([flag], [flag, "泛化"], [flag, "3"], [f"{flag}=3"], ["a", flag, "3", "b"]):
            same([command, *given_], monkeypatch)


@pytest.mark.parametrize(
    "line",
    [
        "search 泛化", "search 泛化 能力 tag:my-article -n 5 --json", "--no-sync search --limit=0 泛化", "-V v --db=d -q list",
        "--sync --color never tag my-article --unchecked x -t a --tag b --paths", "drafts --unchecked", "tags --tree",
        "tasks --todo --sort due", "list --since 2025 --until=2025-12 -0", "show 泛化 --raw", "set n a=b --dry-run",
        "headings --level 2", "export n --no-toc -o x.html", "fields", "config limit",
    ],
)  # fmt: skip
def test_plain_command_lines_are_understood(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert same(line.split(), monkeypatch)


@pytest.mark.parametrize(
    "line",
    [
        "", "nothing", "--help", "--version", "search --help", "search -h", "-q", "tag", "tag --json", "search -n5 泛化", "list -n -5",
        "list --json=1", "list -- a", "search -tag:a", "--color blue list", "-V", "list --vault v", "headings --level 7", "headings --level 0", "path a b",
        "list -n 5.0", "list --limit", "list -", "--version list", "--show-completion", "list --lim 5",
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_typer(line: str) -> None:
    assert understood(line.split(), None) is None
