"""Change commands as they are typed: exit codes, streams, formats, yes and no, editors."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from notes_cli.cli.editor import editor_command
from notes_cli.errors import UsageError
from notes_cli.text.address import obsidian_uri
from tests.transcript import Shell

FILES = {
    "a.md": "---\ntitle: 甲\ndraft: true\n---\n- [ ] 做 \n",
    "b.md": "---\ntitle: 乙\ndraft: true\n---\n",
    "夾/c.md": "---\ntitle: 丙\n---\n[[a]]\n",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, FILES)


def said(shell: Shell, *arguments: str, **environ: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `notes ARGUMENTS`, its streams pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "notes_cli", *arguments], cwd=shell.folder, env={**shell.environ, **environ},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def snapshot(shell: Shell) -> dict[str, bytes]:
    return {p.relative_to(shell.vault).as_posix(): p.read_bytes() for p in shell.vault.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("set", "a", "draft=maybe"), 2),
        (("set", "a"), 2),
        (("set",), 2),
        (("set", "沒有", "x=1"), 2),
        (("set", "--where", "titel:x", "x=1"), 2),
        (("set", "--where", "", "x=1"), 2),
        (("set", "--where", "is:draft", "x=1"), 2),
        (("set", "--where", "is:draft", "x=1", "--expect", "1"), 1),
        (("set", "a", "x=1", "--expect", "0"), 1),
        (("set", "ro", "x=1"), 1),
        (("set", "json", "x=1"), 1),
        (("unset", "a"), 2),
        (("check", "c"), 2),
        (("check", "c", "沒有"), 1),
        (("check", "a", "x", "y"), 2),
        (("check", "a:1"), 2),
        (("check", "a:99"), 2),
        (("check", "--where", "is:draft"), 2),
        (("retag", "a"), 2),
        (("retag", "a", "--rename", "x"), 2),
        (("retag", "a", "--add", "兩 個"), 2),
        (("retag", "--add", "x"), 2),
        (("new", "../x"), 2),
        (("new", "a"), 1),
        (("new", "x", "--in", "沒有"), 1),
        (("move", "a", "夾/c"), 1),
        (("move", "a", "/tmp/x"), 1),
        (("move", "a", "沒有/x"), 1),
        (("undo",), 1),
        (("path", "沒有"), 2),
        (("edit", "沒有"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_cannot_be_done_changes_nothing(shell: Shell, arguments: tuple[str, ...], code: int) -> None:
    (shell.vault / "ro.md").write_text("x", "utf-8")
    (shell.vault / "ro.md").chmod(0o444)
    (shell.vault / "json.md").write_text('{\n"x": 1\n}\n', "utf-8")
    before = snapshot(shell)
    found, out, err = said(shell, *arguments)
    assert (found, out) == (code, ""), err
    assert err.startswith("notes: ")
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 2 or "titel" in err
    assert snapshot(shell) == before


def test_one_note_into_a_pipe_is_changed_at_once(shell: Shell) -> None:
    assert said(shell, "set", "a", "draft=false") == (0, "a.md\n", "")
    assert said(shell, "set", "a", "draft=false") == (0, "a.md\tunchanged\n", "")
    assert said(shell, "--no-sync", "list", "is:draft", "--paths")[1] == "b.md\n"


def test_the_record(shell: Shell) -> None:
    code, out, err = said(shell, "set", "--where", "title:甲 OR title:丙", "draft=true", "--yes", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {"path": "a.md", "changed": False, "diff": ""},
        {
            "path": "夾/c.md",
            "changed": True,
            "diff": "--- a/夾/c.md\n+++ b/夾/c.md\n@@ -1,4 +1,5 @@\n ---\n title: 丙\n+draft: true\n ---\n [[a]]\n",
        },
    ]
    assert said(shell, "unset", "c", "draft", "--format", "{path}:{changed}")[1] == "夾/c.md:true\n"
    assert said(shell, "check", "a:5", "--paths")[1] == "a.md\n"
    assert said(shell, "undo", "--csv")[1].startswith("\ufeffpath,changed,diff\n")


def test_errors_with_json(shell: Shell) -> None:
    code, out, err = said(shell, "set", "a", "draft=maybe", "--json")
    assert (code, out) == (2, "")
    assert json.loads(err)["error"]["code"] == "value-refused"


def test_dry_run_writes_nothing_anywhere(shell: Shell) -> None:
    before = snapshot(shell)
    for arguments in (
        ("set", "a", "draft=false"), ("set", "--where", "is:draft", "x=1"), ("check", "a:5"), ("move", "a", "z"),
        ("new", "新"), ("retag", "a", "--add", "x"), ("unset", "a", "title"), ("uncheck", "a", "draft"),
    ):  # fmt: skip
        code, out, err = said(shell, *arguments, "--dry-run")
        assert (code, err) == (0, ""), arguments
        assert "--- " in out
        assert "+++ b/" in out or "rename to" in out
    assert snapshot(shell) == before
    assert not list((shell.folder / "home").rglob("lock"))


def test_many_need_a_yes(shell: Shell) -> None:
    code, _, err = said(shell, "set", "--where", "is:draft", "x=1")
    assert code == 2
    assert "2 notes would change" in err
    assert "--yes" in err
    assert said(shell, "set", "--where", "is:draft", "x=1", "--yes", "--expect", "2")[:2] == (0, "a.md\nb.md\n")
    assert said(shell, "set", "--where", "title:乙", "x=2")[:2] == (0, "b.md\n")
    assert said(shell, "set", "--where", "title:無", "x=2") == (0, "", "notes: nothing matches\n")
    assert said(shell, "set", "--where", "title:無", "x=2", "--exit-status")[0] == 1


def test_the_answer_of_a_person(shell: Shell) -> None:
    code, text = at_a_terminal(shell, "n\n", "set", "a", "draft=false", "評分=5")
    assert code == 1
    assert "\x1b[31m-draft: true\x1b[0m" in text
    assert "\x1b[32m+評分: 5\x1b[0m" in text
    assert "change this note? [y/N]" in text
    assert snapshot(shell)["a.md"] == FILES["a.md"].encode()
    code, text = at_a_terminal(shell, "y\n", "set", "--where", "is:draft", "draft=false")
    assert code == 0
    assert "change 2 notes?" in text
    assert b"draft: false" in snapshot(shell)["b.md"]
    code, text = at_a_terminal(shell, "", "undo", "--yes")
    assert code == 0
    assert "[y/N]" not in text
    assert snapshot(shell)["b.md"] == FILES["b.md"].encode()


def test_a_note_that_changes_while_a_person_thinks_is_left_alone(shell: Shell) -> None:
    def meanwhile() -> None:
        (shell.vault / "a.md").write_text("mine", "utf-8")

    code, text = at_a_terminal(shell, "y\n", "set", "a", "draft=false", before_answer=meanwhile)
    assert code == 1, text
    assert "changed meanwhile" in text
    assert (shell.vault / "a.md").read_text("utf-8") == "mine"


def at_a_terminal(shell: Shell, answer: str, *arguments: str, before_answer: object = None) -> tuple[int, str]:
    """Exit code, and what a terminal shows, when `answer` is typed once a question is there."""
    main, side = pty.openpty()
    environ = {**shell.environ, "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "notes_cli", *arguments]
    with subprocess.Popen(command, cwd=shell.folder, env=environ, stdin=side, stdout=side, stderr=side) as running:
        os.close(side)
        shown, asked = b"", not answer
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                part = os.read(main, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            shown += part
            if not asked and b"[y/N]" in shown:
                asked = True
                if callable(before_answer):
                    before_answer()
                os.write(main, answer.encode())
    os.close(main)
    return running.returncode, shown.decode().replace("\r\n", "\n")


def test_new_prints_paths(shell: Shell) -> None:
    assert said(shell, "new", "一篇: 新", "--in", "夾")[:2] == (0, "夾/一篇 新.md\n")
    assert said(shell, "new", "二", "--print-path")[1] == f"{shell.vault}/二.md\n"
    assert said(shell, "path", "二")[1] == f"{shell.vault}/二.md\n"
    assert said(shell, "path", "二", "-0")[1] == f"{shell.vault}/二.md\0"
    assert said(shell, "--no-sync", "list", "title:一篇", "--paths")[1] == "夾/一篇 新.md\n"


def test_undo_after_a_change_of_somebody_else(shell: Shell) -> None:
    said(shell, "set", "--where", "is:draft", "x=1", "--yes")
    (shell.vault / "b.md").write_text("mine", "utf-8")
    before = snapshot(shell)
    code, _, err = said(shell, "undo")
    assert code == 1
    assert "b.md" in err
    assert snapshot(shell) == before


def test_an_interrupted_change_is_taken_back_by_the_next_command(shell: Shell) -> None:
    killer = (
        "import os, sys; from notes_cli.vault import carry; from notes_cli.cli.main import run; do = carry._do\n"
        "def dying(root, action, beside):\n    do(root, action, beside)\n    os._exit(9)\n"
        "carry._do = dying; run(sys.argv[1:])"
    )
    command = [sys.executable, "-c", killer, "set", "--where", "is:draft", "draft=false", "--yes"]
    before = snapshot(shell)
    assert subprocess.run(command, cwd=shell.folder, env=shell.environ, check=False).returncode == 9
    assert snapshot(shell) != before
    code, out, err = said(shell, "list", "is:draft", "--paths")
    assert (code, sorted(out.split())) == (0, ["a.md", "b.md"])
    assert "`notes set` was interrupted, and what it had done is taken back" in err
    assert snapshot(shell) == before
    assert said(shell, "list")[2] == ""


def test_the_state_directory_cannot_be_used(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    before = snapshot(shell)
    code, out, err = said(shell, "set", "a", "x=1", XDG_STATE_HOME=str(tmp_path / "file"))
    assert (code, out) == (3, "")
    assert "XDG_STATE_HOME" in err
    assert snapshot(shell) == before
    assert said(shell, "list", XDG_STATE_HOME=str(tmp_path / "file"))[0] == 0


# -- editors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("editor", "line", "command"),
    [
        ("vim", 5, ["vim", "+5", "/v/a b.md"]),
        ("vim", None, ["vim", "/v/a b.md"]),
        ("/usr/bin/nvim -p", 5, ["/usr/bin/nvim", "-p", "+5", "/v/a b.md"]),
        ("code --wait", 5, ["code", "--wait", "--goto", "/v/a b.md:5"]),
        ("code --wait", None, ["code", "--wait", "/v/a b.md"]),
        ("hx", 5, ["hx", "/v/a b.md:5"]),
        ("'my editor' -x", 5, ["my editor", "-x", "/v/a b.md"]),
        ("vim; rm -rf $HOME `id`", 5, ["vim;", "rm", "-rf", "$HOME", "`id`", "/v/a b.md"]),
    ],
)
def test_commands_of_editors(editor: str, line: int | None, command: list[str]) -> None:
    assert editor_command(editor, "/v/a b.md", line) == command


def test_a_file_name_with_braces_is_a_file_name() -> None:
    assert editor_command("vim", "/v/{line}{file}.md", 3) == ["vim", "+3", "/v/{line}{file}.md"]


@pytest.mark.parametrize("editor", ["'", "   "])
def test_editors_that_are_none(editor: str) -> None:
    with pytest.raises(UsageError):
        editor_command(editor, "/v/a.md", 1)


def test_edit_opens_the_line_and_the_index_follows(shell: Shell) -> None:
    vim = shell.folder / "vim"
    vim.write_text('#!/bin/sh\nprintf "%s|" "$@"\nfor file; do :; done\nprintf "\\n#新\\n" >> "$file"\n', "utf-8")
    vim.chmod(0o755)
    file = f"{shell.vault}/a.md"
    for note, expected in (("a:5", f"+5|{file}|"), ("a", f"{file}|"), ("甲", f"{file}|")):
        code, out, err = said(shell, "edit", note, VISUAL=str(vim), EDITOR="false")
        assert (code, out) == (0, expected), err
    assert said(shell, "open", "a", "--editor", EDITOR=str(vim))[1] == f"{file}|"
    assert said(shell, "--no-sync", "tags", "--format", "{tag}")[1] == "新\n"
    assert said(shell, "new", "某", "--edit", EDITOR=str(vim))[1] == f"某.md\n{shell.vault}/某.md|"
    assert said(shell, "edit", "a", EDITOR="false")[0] == 1
    assert said(shell, "edit", "a", EDITOR="no-such-program")[0] == 1
    assert said(shell, "edit", "a")[0] == 2


def test_the_settings_name_an_editor_and_a_folder_of_templates(shell: Shell) -> None:
    editor = shell.folder / "settled"
    editor.write_text("#!/bin/sh\necho settled\n", "utf-8")
    editor.chmod(0o755)
    assert said(shell, "edit", "a", NOTES_EDITOR=str(editor), EDITOR="false")[:2] == (0, "settled\n")
    assert said(shell, "new", "某", "--edit", NOTES_EDITOR=str(editor), EDITOR="false")[1] == "某.md\nsettled\n"
    (shell.vault / "模板").mkdir()
    (shell.vault / "模板/文.md").write_text("來自模板 {{title}}\n", "utf-8")
    (shell.vault / "文.md").write_text("不是這個\n", "utf-8")
    (shell.vault / ".notes.toml").write_text('templates = "模板"\n', "utf-8")
    assert said(shell, "new", "新篇", "--template", "文")[0] == 0
    assert (shell.vault / "新篇.md").read_text("utf-8").endswith("來自模板 新篇\n")


def test_edit_opens_the_part(shell: Shell) -> None:
    (shell.vault / "h.md").write_text("# 一\n\n## 二\n\n文 ^b\n", "utf-8")
    vi = shell.folder / "vi"
    vi.write_text('#!/bin/sh\necho "$1"\n', "utf-8")
    vi.chmod(0o755)
    assert said(shell, "edit", "h#二", EDITOR=str(vi))[1] == "+3\n"
    assert said(shell, "edit", "h#^b", EDITOR=str(vi))[1] == "+5\n"


def test_open_asks_for_the_note_in_obsidian(shell: Shell) -> None:
    opener = shell.folder / "bin/xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$@" > {shell.folder}/asked\n', "utf-8")
    opener.chmod(0o755)
    assert said(shell, "open", "c") == (0, "", "")
    uri = "obsidian://open?vault=vault&file=%E5%A4%BE%2Fc"
    assert (shell.folder / "asked").read_text("utf-8") == f"{uri}\n"
    opener.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    code, out, err = said(shell, "open", "c")
    assert (code, out) == (1, f"{uri}\n")
    assert err.startswith("notes: no program")
    assert obsidian_uri("我的 庫&x", "a?b#c.md") == (
        "obsidian://open?vault=%E6%88%91%E7%9A%84%20%E5%BA%AB%26x&file=a%3Fb%23c"
    )


def test_draft_is_the_checkbox_that_is_meant_only_when_there_is_no_other(shell: Shell) -> None:
    (shell.vault / "a.md").write_text("---\nDraft: true\n已讀: false\n---\n")
    (shell.vault / "d.md").write_text("---\ndraft: true\n一: false\n二:\n---\n")
    said(shell, "check", "a")
    assert snapshot(shell)["a.md"].decode() == "---\nDraft: true\n已讀: true\n---\n"
    said(shell, "uncheck", "a", "draft")
    assert snapshot(shell)["a.md"].decode() == "---\nDraft: false\n已讀: true\n---\n"
    said(shell, "uncheck", "b")
    assert b"draft: false" in snapshot(shell)["b.md"]
    said(shell, "set", "b", "二=true")
    code, _, err = said(shell, "check", "d")
    assert (code, err) == (2, "notes: d.md has several checkboxes\nhint: say which: 一, 二\n")


def test_tags_that_no_tag_could_be_called_can_go(shell: Shell) -> None:
    before = '---\ntags: ["Ilya Sutskever", a, b, 2024]\n---\n'
    (shell.vault / "a.md").write_text(before)
    assert said(shell, "set", "a", "tags-=Ilya Sutskever", "tags-=b，2024")[0] == 0
    assert snapshot(shell)["a.md"].decode() == "---\ntags: [a]\n---\n"
    assert said(shell, "set", "a", "tags+=Ilya Sutskever")[0] == 2
    assert said(shell, "set", "a", "tags-=")[0] == 2
