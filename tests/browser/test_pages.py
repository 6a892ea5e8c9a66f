"""Exported pages in a real browser: they say what the note says, and nothing of a note is executed."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from notes_cli.export.page import page
from notes_cli.vault.read import read_note
from tests.browser.hostile import CHROMIUM, happened, hostile_page
from tests.conftest import REPOSITORY

PAYLOADS = (REPOSITORY / "tests/export/data/xss.jsonl", REPOSITORY / "tests/export/data/attacks.jsonl")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000",
)  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


def shown(html: str, folder: Path) -> str:
    """The page's DOM, once a browser has loaded it and run what it would run."""
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    command = (str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri())
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


def test_a_note_of_the_sample_vault(tmp_path: Path) -> None:
    path = "AI/泛化是什麼.md"
    source = (REPOSITORY / "vault" / path).read_bytes()
    note = read_note(path, source)
    dom = shown(page(note, "\n".join(source.decode().split("\n")[note.body_line - 1 :])).html, tmp_path)
    assert f"<title>{note.title}</title>" in dom
    for heading in note.headings:
        assert heading.plain in dom
    assert "<math" in dom


def test_the_trap_catches_what_it_should() -> None:
    bad = '<head><meta http-equiv="Content-Security-Policy" content=""></head>'
    caught = happened({
        "a": bad + "<img src=data:, onerror=alert(1)>",
        "b": bad + '<a href="java\nscript:alert(1)">x</a>',
        "c": bad + '<link rel="stylesheet" href="https://elsewhere.example/a.css">',
        "d": bad + "<svg><a xlink:href=javascript:confirm(1)><text>x</text></a></svg>",
        "e": bad + "<p>nothing</p><a href='https://a.example'>x</a>",
        "f": bad + "<meta http-equiv=refresh content='0;url=http://refresh.example/'>",
    })  # fmt: skip
    for what in ("/fired/a/alert", "/fired/b/alert", "elsewhere.example/a.css", "/fired/d/confirm", "refresh.example/"):
        assert any(line.endswith(what) for line in caught), what
    assert not [line for line in caught if "/fired/e/" in line or "a.example" in line]


def test_nothing_of_a_note_is_executed_and_nothing_is_requested() -> None:
    """Every payload in a frame of its own, without the page's policy: what is left is harmless by itself."""
    cases = [json.loads(line) for file in PAYLOADS for line in file.read_text("utf-8").split("\n") if line]
    assert len(cases) > 340
    assert happened({re.sub(r"\W", "-", case["id"]): hostile_page(case) for case in cases}) == []
