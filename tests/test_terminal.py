"""Nothing that stands in a note steers a terminal: every command, into a pipe and on a terminal."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from notes_cli.cli.main import run
from notes_cli.library import Library
from notes_cli.render import render
from notes_cli.results import Result
from tests.transcript import Shell

#: What terminals obey, or rich would: one of each kind.
PAYLOADS = {
    "title": "\x1b]0;PWNED\x07",
    "osc8": "\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "dcs": "\x1bP$qm\x1b\\",
    "apc": "\x1b_Ga=T,f=100;AAAA\x1b\\",
    "clear": "\x1b[2J\x1b[H",
    "conceal": "\x1b[8mhidden\x1b[28m",
    "unterminated": "a\x1b",
    "c1": "\x9b31mX\x9d0;PWNED\x9c\x90q\x9c\x85",
    "c0": "a\x07b\x08\x08c\x0bd\x0ce\x0ef\x0fg\x05h\x11i\x1aj\x7fk",
    "bidi": "abc\u202etxt.exe\u202c\u2066\u2067x\u2069",
    "separators": "a\u2028b\u2029c",
    "markup": "[red]not markup[/red]",
    "open": "[bold]open",
    "close": "x[/]y [/bold]",
    "link": "[link=javascript:alert(1)]x[/link]",
    "click": "[@click=app.quit]x[/]",
    "backslash": "\\[red]x\\",
    "emoji": ":smile:",
    "printf": "%s%n {0} {a.b} $(id)",
}
RICH = ("markup", "open", "close", "link", "click", "backslash", "emoji", "printf")

NOTE = """---
title: {yaml}
aliases: [{yaml}]
tags: [{yaml}, my-article]
description: {yaml}
source_name: {yaml}
{yaml}: 鍵
值: {yaml}
---
# 標題 {text}

needle {text}

> [!note] {text}
> 引文 {text}

- [ ] 待辦 {text}

| 表 | {text} |
| --- | --- |
| a | {text} |

`{text}` [[{text}|{text}]] [{text}](https://x.org/{text}) ![[{text}]] **{text}** #標籤{text}

```{text}
{text}
```

{{{{< youtube {text} >}}}} $${text}$$ <b title="{text}">{text}</b> [^1]

[^1]: {text}
"""

#: What may never reach a stream: C0 but tab and line feed, DEL, C1, line separators, overrides and isolates.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
#: What we may write to a terminal ourselves: colours, and links to the web.
_OURS = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;[^;\x07\x1b]*;(?:(?:https?|obsidian)://[^\x07\x1b]*)?\x1b\\")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A vault of one note for each payload, in all places of a note and in the name of its file and folder."""
    made = Shell(tmp_path_factory.mktemp("terminal"), {})
    for name, payload in PAYLOADS.items():
        folder = made.vault / payload.replace("/", "∕")
        folder.mkdir()
        text = NOTE.format(yaml=json.dumps(payload, ensure_ascii=True), text=payload)
        file = folder / f"{name} {payload.replace('/', '∕')}.md"
        file.write_bytes(text.encode())
        os.utime(file, (1_700_000_000, 1_700_000_000))
    made.environ |= {"PAGER": "cat", "TERM": "xterm-256color"}
    assert made.run("notes index")[0].startswith(f"{len(PAYLOADS)} notes")
    return made


def piped(shell: Shell, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code, and all that is said when stdout and stderr are no terminal (in this process: it is many)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shell.folder)
        for name, value in shell.environ.items():
            patch.setenv(name, value)
        code = run(list(arguments))
    said = capfd.readouterr()
    return code, said.out + said.err


def on_a_terminal(shell: Shell, *arguments: str) -> tuple[int, str]:
    """Exit code, and all that a terminal of 100 columns is sent."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "notes_cli", *arguments]
    with subprocess.Popen(
        command, cwd=shell.folder, env=shell.environ, stdin=side, stdout=side, stderr=side
    ) as running:
        os.close(side)
        sent = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            sent += part
    os.close(main)
    return running.returncode, sent.decode("utf-8").replace("\r\n", "\n")


COMMANDS = [
    ("search", "needle"),
    ("search", "PWNED"),
    ("search", "--json", "needle"),
    ("search", "--jsonl", "needle"),
    ("search", "--csv", "needle"),
    ("search", "--tsv", "needle"),
    ("search", "--paths", "needle"),
    ("search", "--format", "{title} {path} {tags} {excerpt} {heading} {properties}", "needle"),
    ("list",),
    ("list", "--csv"),
    ("drafts", "--json"),
    ("tag", "my-article"),
    ("tags",),
    ("tags", "--tree"),
    ("tags", "--json"),
    ("headings",),
    ("headings", "--tsv"),
    ("index", "--rebuild"),
    ("index", "--json"),
    ("stats",),
    ("stats", "--json"),
    ("sql", "SELECT *, path AS 'a\x1b[2J' FROM notes_view"),
    ("sql", "--json", "SELECT *, path AS 'a\x1b[2J' FROM notes_view"),
    ("sql", "--csv", "SELECT *, path AS 'a\x1b[2J' FROM properties_view"),
    ("sql", "--format", "{path} {property}", "SELECT * FROM properties_view"),
    ("vaults",),
    ("fields",),
    ("config",),
]
WRONG = [
    ("search", "titel:\x1b]0;x\x07"),
    ("search", '"\x1b[2J'),
    ("search", "date:\x9b31m"),
    ("search", "--json", "titel:\x1b[2J\u202e"),
    ("show", "\x1b[2J\x07"),
    ("list", "--sort", "\x1b[2J"),
    ("list", "--\x1b[2J"),
    ("list", "-n", "\x1b[2J"),
    ("list", "--format", "{\x1b[2J}"),
    ("\x1b]0;x\x07",),
    ("config", "\x1b[2J"),
    ("--vault", "\x1b[2J\x9b", "list"),
    ("--db", "\x1b[2J/\x07/x.db", "list"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS + WRONG, ids=lambda arguments: ascii(" ".join(arguments)))
def test_into_a_pipe(shell: Shell, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, text = piped(shell, capfd, *arguments)
    assert code == (0 if arguments in COMMANDS else 2) or arguments[0].startswith("--")
    steers_nothing(text)


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)], ids=["text", "csv", "json"])
def test_what_is_wrong_into_a_pipe(shell: Shell, capfd: pytest.CaptureFixture[str], form: tuple[str, ...]) -> None:
    code, text = piped(shell, capfd, "doctor", "--all", *form)
    assert code == 1
    assert "link-unresolved" in text
    steers_nothing(text)


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("form", [(), ("--meta",), ("--raw",), ("--json",)], ids=["text", "meta", "raw", "json"])
def test_a_note_into_a_pipe(shell: Shell, capfd: pytest.CaptureFixture[str], name: str, form: tuple[str, ...]) -> None:
    code, text = piped(shell, capfd, "show", f"{name} ", *form)
    assert code == 0, text
    assert text
    steers_nothing(text)


@pytest.mark.parametrize(
    "arguments",
    [("search", "needle"), ("tag", "my-article"), ("headings",), ("show", "title "), ("show", "close ", "--meta"), ("stats",),
     ("sql", "SELECT path, tag FROM tags_view"), ("sql", "SELECT * FROM notes_view"), ("sql", "SELECT '\x1b[2J"),
     ("vaults",), ("config",),
     ("search", "titel:\x1b]0;x\x07"), ("--vault", "\x1b[2J\x9b", "list")],
    ids=lambda arguments: ascii(" ".join(arguments)),
)  # fmt: skip
def test_on_a_terminal(shell: Shell, arguments: tuple[str, ...]) -> None:
    code, text = on_a_terminal(shell, *arguments)
    assert code in (0, 1, 2, 3)
    assert "\x1b[" in text or code
    steers_nothing(text, but=_OURS)


@dataclass
class Screen:
    """A terminal of 100 columns that is only looked at."""

    stdout: io.StringIO
    width: int = 100
    colored: bool = True
    laid_out: bool = True


def drawn(result: Result) -> str:
    screen = Screen(io.StringIO())
    render(result, screen, None)
    return screen.stdout.getvalue()


@pytest.fixture(scope="module")
def library(shell: Shell) -> Iterator[Library]:
    with Library.open(shell.vault, database=shell.folder / "library.db", environ={}) as opened:
        yield opened


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_note_drawn_for_a_terminal(library: Library, name: str) -> None:
    document = library.document(f"{name} ")
    for form in ("article", "meta", "raw"):
        text = drawn(document._replace(form=form))
        assert text
        steers_nothing(text, but=_OURS)


@pytest.mark.parametrize("ask", ["search", "notes", "tags", "headings", "tasks", "index", "doctor"], ids=str)
def test_a_list_drawn_for_a_terminal(library: Library, ask: str) -> None:
    result = library.search("needle", limit=None) if ask == "search" else getattr(library, ask)()
    steers_nothing(drawn(result), but=_OURS)


@pytest.mark.parametrize("name", RICH)
def test_markup_of_rich_is_text(shell: Shell, library: Library, capfd: pytest.CaptureFixture[str], name: str) -> None:
    assert PAYLOADS[name] in piped(shell, capfd, "list", f"file:{name}")[1]
    assert PAYLOADS[name] in _OURS.sub("", drawn(library.notes(f"file:{name}")))


def test_json_holds_what_the_note_holds(shell: Shell, capfd: pytest.CaptureFixture[str]) -> None:
    notes = json.loads(piped(shell, capfd, "list", "--json")[1])
    assert {note["properties"]["值"] for note in notes} == set(PAYLOADS.values())
    assert {" ".join(payload.split()) for payload in PAYLOADS.values()} == {note["title"] for note in notes}


def steers_nothing(text: str, but: re.Pattern[str] | None = None) -> None:
    rest = but.sub("", text) if but else text
    found = _STEERING.search(rest)
    assert not found, ascii(rest[max(0, found.start() - 60) : found.end() + 20])


def test_the_check_sees_what_steers() -> None:
    for text in ("\x1b[31mx", "a\rb", "\x9b", "\u202e", "\x07"):
        with pytest.raises(AssertionError):
            steers_nothing(text)
    steers_nothing("\x1b[1;38;5;4mx\x1b[0m \x1b]8;id=1;https://x.org\x1b\\y\x1b]8;;\x1b\\", but=_OURS)
    for text in ("\x1b[2J", "\x1b]8;;file:///x\x1b\\", "\x1b]0;x\x07"):
        with pytest.raises(AssertionError):
            steers_nothing(text, but=_OURS)
