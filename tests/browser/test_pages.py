"""Exported pages in a real browser: they say what the note says, and nothing of a note is executed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from notes_cli.export.page import page
from notes_cli.vault.read import read_note
from tests.conftest import REPOSITORY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000",
)  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

#: Each would set the page's title, were anything of it executed.
PAYLOADS = (
    "<script>document.title='PWNED'</script>", "<img src=x onerror=\"document.title='PWNED'\">",
    "<svg onload=\"document.title='PWNED'\">", "[x](javascript:document.title='PWNED')",
    "<details open ontoggle=\"document.title='PWNED'\">", "<style>@import 'http://localhost:9/x'</style>",
    "{{< youtube \"><script>document.title='PWNED'</script> >}}", "> [!\"><script>document.title='PWNED'</script>] x",
    "```\"><script>document.title='PWNED'</script>\nx\n```", "$\\text{<script>document.title='PWNED'</script>}$",
    "[[x|<script>document.title='PWNED'</script>]]", "<iframe srcdoc=\"<script>top.document.title='PWNED'</script>\"></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=\"document.title='PWNED'\">",
)  # fmt: skip


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


def test_nothing_of_a_note_is_executed(tmp_path: Path) -> None:
    body = "\n\n".join(PAYLOADS)
    title = "\"><script>document.title='PWNED'</script>"
    note = read_note("n.md", f"---\ntitle: {title!r}\ntags: ['<script>1</script>']\n---\n{body}\n".encode())
    dom = shown(page(note, body).html, tmp_path)
    assert "<title>PWNED" not in dom
    assert "onerror=" not in dom.replace("onerror=&quot;", "")
