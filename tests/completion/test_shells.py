"""Tab in bash, zsh and fish, pressed in the shells themselves, with the scripts that `--install-completion` wrote."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from notes_cli.completion import SHELLS
from tests.shells import Interactive, interactive
from tests.transcript import Shell

NOTES = {
    "My note.md": "---\ntags: [my-article, 方法/提問]\n狀態: 進行中\nCheckbox 1: false\n評語: 很 好\n---\n# 標題一\n## 第 二節\n",
    "It's 「引號」.md": "文",
    'say "hi" [x] (y).md': "文",
    "泛化 能力.md": "---\naliases: [generalization ability]\n---\n",
    "$HOME `x`.md": "文",
    "wow!b;c&d.md": "文",
    "機器學習.md": "文",
    "草稿/一.md": "文",
    "草稿/二 *.md": "文",
    "ctrl\x1b[31m.md": "文",
}

#: What is typed before Tab, and the words that the line means afterwards.
CASES = [
    ("notes dra", ["drafts"]),
    ("notes list --unch", ["list", "--unchecked"]),
    ("notes show My", ["show", "My note.md"]),
    ("notes show my", ["show", "My note.md"]),
    ('notes show "My n', ["show", "My note.md"]),
    ("notes show 'My n", ["show", "My note.md"]),
    ("notes show My\\ n", ["show", "My note.md"]),
    ("notes show It", ["show", "It's 「引號」.md"]),
    ('notes show "It', ["show", "It's 「引號」.md"]),
    ("notes show say", ["show", 'say "hi" [x] (y).md']),
    ('notes show "say', ["show", 'say "hi" [x] (y).md']),
    ("notes show 'say", ["show", 'say "hi" [x] (y).md']),
    ("notes show 泛", ["show", "泛化 能力.md"]),
    ("notes show gener", ["show", "generalization ability"]),
    ("notes show '$", ["show", "$HOME `x`.md"]),
    ('notes show "\\$', ["show", "$HOME `x`.md"]),
    ("notes show wo", ["show", "wow!b;c&d.md"]),
    ("notes show 草稿/二", ["show", "草稿/二 *.md"]),
    ("notes show 'My note#第", ["show", "My note#第 二節"]),
    ("notes tag my", ["tag", "my-article"]),
    ("notes tag 方法/", ["tag", "方法/提問"]),
    ("notes list -t my", ["list", "-t", "my-article"]),
    ("notes list tag:my", ["list", "tag:my-article"]),
    ('notes list "tag:my', ["list", "tag:my-article"]),
    ("notes list 泛化 -tag:my", ["list", "泛化", "-tag:my-article"]),
    ("notes list '#my", ["list", "#my-article"]),
    ("notes list 'is:draft #my", ["list", "is:draft #my-article"]),
    ("notes list '[狀態:進", ["list", "[狀態:進行中]"]),
    ("notes list 'unchecked:Che", ["list", 'unchecked:"Checkbox 1"']),
    ("notes list is:dr", ["list", "is:draft"]),
    ("notes list -s ti", ["list", "-s", "title"]),
    ("notes list --unchecked Che", ["list", "--unchecked", "Checkbox 1"]),
    ("notes list --in 草", ["list", "--in", "草稿"]),
    ("notes props 狀", ["props", "狀態"]),
    ("notes --color al", ["--color", "always"]),
    ("notes --no-sync tag my", ["--no-sync", "tag", "my-article"]),
]


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interactive]:
    place = Shell(tmp_path_factory.mktemp("tab"), NOTES)
    place.run("notes -V vault index")
    assert place.run(f"notes --install-completion {request.param}")[0].startswith("wrote ~/home")
    home = Path(place.environ["HOME"])
    if request.param == "bash":  # with bash-completion or without: the script is the same
        (home / ".bashrc").write_text(f". {home}/.local/share/bash-completion/completions/notes\n", "utf-8")
    with interactive(request.param, {**place.environ, "NOTES_VAULT": str(place.vault)}) as opened:
        yield opened


@pytest.mark.parametrize(("typed", "words"), CASES, ids=[typed for typed, _ in CASES])
def test_tab(shell: Interactive, typed: str, words: list[str]) -> None:
    line = shell.completed(typed)
    assert shell.words(line) == words, line


def test_several_notes_with_one_beginning(shell: Interactive) -> None:
    assert shell.completed("notes show 草").rstrip() in ("notes show 草稿/", "notes show '草稿/")


def test_no_space_where_something_has_to_follow(shell: Interactive) -> None:
    assert shell.completed("notes list ti") == "notes list title:"


def test_nothing_that_steers_the_terminal(shell: Interactive) -> None:
    shell.seen = b""
    assert shell.completed("notes show ctr").rstrip() == "notes show ctr"
    assert b"\x1b[31m.md" not in shell.seen


def test_traditional_and_simplified(shell: Interactive) -> None:
    if shell.shell == "fish":
        pytest.skip("fish itself throws away offers that do not hold what was typed")
    assert shell.words(shell.completed("notes show 机")) == ["show", "機器學習"]


@pytest.mark.parametrize(
    ("line", "words", "offered"),
    [
        ("notes tag my", ["notes", "tag", "my"], ["my-article"]),
        ("notes list tag:my", ["notes", "list", "tag", ":", "my"], ["my-article"]),
        ("notes list --tag=my", ["notes", "list", "--tag", "=", "my"], ["my-article"]),
        ("notes show 泛", ["notes", "show", "泛"], ["泛化\\ 能力.md"]),
        ("notes dra", ["notes", "dra"], ["drafts"]),
        ("notes tag ", ["notes", "tag", ""], ["my-article", "方法", "方法/提問"]),
    ],
)
@pytest.mark.parametrize("told", ["all", "words alone"])
def test_the_function_that_bash_calls(
    tmp_path: Path, line: str, words: list[str], offered: list[str], told: str
) -> None:
    if told == "words alone" and {":", "="} & set(words):
        pytest.skip("the words alone do not say where the line had spaces")
    place = Shell(tmp_path, NOTES)
    place.run("notes -V vault index")
    known = f"COMP_LINE={shlex.quote(line)}; COMP_POINT={len(line)}" if told == "all" else "unset COMP_LINE COMP_POINT"
    arguments = f"notes {shlex.quote(words[-1])} {shlex.quote(words[-2])}" if told == "all" else ""
    done = subprocess.run(
        ["bash", "-c", f"eval \"$(notes --show-completion bash)\"; {known}\nCOMP_WORDS=({shlex.join(words)})\n"
         f"COMP_CWORD={len(words) - 1}\n_notes_completion {arguments}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""],
        cwd=tmp_path, env=place.environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == offered, done.stderr


def test_fish_answers_complete(tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    place = Shell(tmp_path, NOTES)
    place.run("notes -V vault index && notes --install-completion fish")
    done = subprocess.run(
        ["fish", "-c", "complete -C 'notes tag my'; complete -C 'notes show My'"],
        cwd=tmp_path, env=place.environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["my-article", "My note.md\t標題一"]
