"""Every payload in every place of a note, through every command and every format, on a terminal and into a pipe.

The commands are those of `COMMANDS`: what a later one is given is drawn from its own parameters, so that it is tried
without a row here, unless it needs one (`CALLS`) or does not end by itself (`ENDLESS`).

What a program can tell is told of a dozen payloads at once: NOTE is a note that holds so many, in each of its places,
and every such note meets every command in every format. Errors quote one thing, and lists of what is wrong in notes
one of each: TEXT and BROKEN are one payload, which meets every command, in each of the formats by turns.
"""

import inspect
import json
import os
import pty
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.reliability.children import Child, Said, said, warm
from benchmarks.reliability.seeds import ROOT
from benchmarks.reliability.tally import Effort, Tally
from benchmarks.reliability.targets import Broken, steers_nothing

#: What terminals obey, what rich would, and what no line can hold: one of each kind.
PAYLOADS: dict[str, str] = {
    case["name"]: case["payload"]
    for case in map(json.loads, (ROOT / "tests/faults/payloads.jsonl").read_text("utf-8").split("\n")[:-1])
}

FRONT = """---
title: {every}
aliases: [{values}]
tags: [{values}, 共同]
description: {every}
{keys}
值: [{values}]
已讀: false
---
"""
BODY = """# 標題 {text}

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

[a]({text}) [b](<{text}.md> "{text}") ![{text}]({text}.png) <img src="{text}.png" alt="{text}">

{{{{< {text} >}}}} {{{{< ref "{text}" >}}}} {{{{< figure src="{text}.png" caption="{text}" >}}}}

{text}:: {text}

[{text}:: {text}] 文字#{text} %%{text}%% ==中{text}== <!--{text}--> ^{text}

1. {text}
   - {text} 📅 2025-13-01{text}

{text}
===

一段{text}
---
"""

#: What no program can make properties of: errors that quote the note.
BROKEN = """---
title: {text}: {text}
{text}: [
{text}: &{text} *{text}
tags: {text}, b
date: {text}
---
needle {text} #標籤{text}
"""

#: What commands are given whose parameters do not tell it; NOTE stands for the note, TEXT for the payload.
CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "search": (("needle",), ("--explain", "needle"), ("--fuzzy", "neeedle"), ("沒有 TEXT",)),
    "tag": (("共同",), ("TEXT",)),
    "props": ((), ("值",), ("TEXT",)),
    "show": (("NOTE",), ("NOTE", "--raw"), ("NOTE", "--meta"), ("BROKEN",)),
    "doctor": ((), ("--all",), ("--fix", "--dry-run")),
    "links": (("NOTE",), ("BROKEN",)),
    "export": (("NOTE", "-o", "-"), ("BROKEN", "-o", "-")),
    "set": (("NOTE", "值=TEXT", "--dry-run"), ("NOTE", "TEXT=x", "--dry-run"), ("BROKEN", "值=TEXT", "--dry-run")),
    "unset": (("NOTE", "值", "--dry-run"),),
    "check": (("NOTE", "已讀", "--dry-run"), ("NOTE", "TEXT", "--dry-run")),
    "uncheck": (("NOTE", "已讀", "--dry-run"),),
    "retag": (("NOTE", "--add", "新", "--remove", "共同", "--dry-run"),),
    "new": (("TEXT", "--dry-run"),),
    "move": (("NOTE", "新的", "--dry-run"), ("NOTE", "TEXT", "--dry-run")),
    "sql": (("SELECT *, title AS 'a\x1b[2J' FROM notes_view",), ("SELECT * FROM properties_view",), ("--schema",)),
    "open": (("NOTE",),),
    "edit": (("NOTE",),),
    "undo": (("--dry-run",),),
}
#: Commands that run until they are stopped, or take the screen.
ENDLESS = frozenset({"watch", "serve", "browse", "mcp"})
FORMATS = ("", "--json", "--jsonl", "--csv", "--tsv", "--paths")
#: Payloads of one note.
TOGETHER = 12


def calls() -> Iterator[tuple[str, ...]]:
    """Every command line: commands, what they are given, formats."""
    from notes_cli.cli.main import COMMANDS

    for name in COMMANDS:
        if name in ENDLESS:
            continue
        for arguments in CALLS.get(name) or (_drawn(name),):
            for form in FORMATS:
                yield (name, *([form] if form else []), *arguments)


def _drawn(name: str) -> tuple[str, ...]:
    """What the parameters of a command without a row ask for: a note, or nothing."""
    parameters = inspect.signature(import_module(f"notes_cli.cli.commands.{name}").run).parameters
    needed: dict[str, Any] = {n: p for n, p in parameters.items() if p.default is p.empty}
    return ("NOTE",) if "note" in needed else ()


def run(effort: Effort, work: Path) -> list[Tally]:
    """All payloads and calls; with `rounds`, so many of them drawn by chance, of each kind of stream."""
    warm()
    environ = _vault(work)
    said(("index",), environ, work)
    every = [(call, name) for place, call in enumerate(calls()) for name in _names(call, place)]
    chance = Random(effort.seed)
    tallies = []
    for stream, ask in (("pipe", _piped), ("terminal", _on_a_terminal)):
        chosen = every if effort.rounds is None else chance.sample(every, min(effort.rounds, len(every)))
        with Tally(f"payloads × places × commands × formats, on a {stream}") as tally:
            for call, name in chosen:
                arguments = tuple(_filled(part, name) for part in call)
                tally.add(_wrong(ask(arguments, environ, work), arguments, stream), ascii((name, call)))
        tallies.append(tally)
    return tallies


def _names(call: tuple[str, ...], place: int) -> list[str]:
    """The payloads that a call is given, the `place`-th of all calls: whose note, or which text."""
    names = list(PAYLOADS)
    if any("TEXT" in part or part == "BROKEN" for part in call):
        return names[-place % len(FORMATS) :: len(FORMATS)]  # a call's formats follow one another
    return names[::TOGETHER] if "NOTE" in call else names[:1]


def _vault(work: Path) -> dict[str, str]:
    """A vault of notes with `TOGETHER` payloads each, in all places of a note and in the names of its folders; and of
    one for each payload that cannot be read as it stands."""
    names = list(PAYLOADS)
    for first in range(0, len(names), TOGETHER):
        together = names[first : first + TOGETHER]
        folder = work / "vault" / "/".join(_safe(name) for name in together)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{together[0]} {_safe(together[0])}.md", _note([PAYLOADS[name] for name in together]))
    for name, payload in PAYLOADS.items():
        _write(work / "vault" / f"壞 {name}.md", BROKEN.format(text=payload))
    return {
        "PATH": os.defpath, "HOME": str(work / "home"), "NOTES_VAULT": str(work / "vault"), "NOTES_DB": str(work / "index.db"),
        "XDG_STATE_HOME": str(work / "state"), "XDG_CACHE_HOME": str(work / "cache"), "XDG_CONFIG_HOME": str(work / "config"),
        "PAGER": "cat", "TERM": "xterm-256color", "COLUMNS": "100", "VISUAL": "true", "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def _note(payloads: list[str]) -> str:
    """A note with these payloads in all its places."""
    front = FRONT.format(
        every=_quoted(" ".join(payloads)),
        values=", ".join(map(_quoted, payloads)),
        keys="\n".join(f"{_quoted(payload[:100])}: 鍵" for payload in payloads),  # of a key YAML reads no more
    )
    return front + "".join(BODY.format(text=payload) for payload in payloads)


def _quoted(text: str) -> str:
    """A text as YAML writes it, with nothing in it that YAML refuses."""
    return '"' + "".join(f"\\U{ord(c):08x}" if ord(c) > 0xFFFF else json.dumps(c)[1:-1] for c in text) + '"'


def _safe(name: str) -> str:
    """A payload as the name of a folder."""
    return PAYLOADS[name].replace("/", "∕").replace("\0", "")[:40] or "x"


def _write(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))


def _filled(part: str, name: str) -> str:
    if part == "NOTE":
        names = list(PAYLOADS)
        return f"{names[names.index(name) // TOGETHER * TOGETHER]} "
    if part == "BROKEN":
        return f"壞 {name}"
    return part.replace("TEXT", PAYLOADS[name].replace("\0", ""))


def _piped(arguments: tuple[str, ...], environ: dict[str, str], folder: Path) -> Said:
    return said(arguments, environ, folder)


def _on_a_terminal(arguments: tuple[str, ...], environ: dict[str, str], folder: Path) -> Said:
    """What a terminal is sent: stdin, stdout and stderr are one."""
    main, side = pty.openpty()

    def take() -> None:
        import sys

        for place in (0, 1, 2):
            os.dup2(side, place)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        os.close(main)

    child = Child(arguments, environ, folder, take)
    os.close(side)
    sent = bytearray()
    while True:
        try:
            part = os.read(main, 1 << 16)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        sent += part
        if sent.endswith((b": ", b"? ")):  # what is sent may come in pieces
            os.write(main, b"1\n" if sent.endswith(b"which one: ") else b"n\n")
    os.close(main)
    text = bytes(sent).decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    return child.wait()._replace(out=text, err="")


def _wrong(found: Said, arguments: tuple[str, ...], stream: str) -> list[str]:
    problems = [p for p in found.problems if not (stream == "terminal" and "without a sentence" in p)]
    exported = "export" in arguments  # a page on stdout is a file: its text is as in the note
    try:
        if not exported:
            steers_nothing(found.out.removeprefix("\ufeff"), "stdout", terminal=stream == "terminal")
        steers_nothing(found.err, "stderr")
        if stream == "pipe" and found.out and "--json" in arguments:
            json.loads(found.out)
        if stream == "pipe" and "--jsonl" in arguments:
            for line in found.out.split("\n"):
                json.loads(line or "0")
    except (Broken, ValueError) as error:
        problems.append(f"{type(error).__name__}: {error}")
    return problems
