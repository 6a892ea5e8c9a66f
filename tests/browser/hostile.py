"""Runs hostile notes in a real Chromium, all in one start: each page in a frame of its own.

Every name on the network leads to a server of ours, which writes down what is asked for. The pages are shown
*without* their Content-Security-Policy, so that what is proven is that nothing is left to be forbidden; functions that
payloads like to call tell the server, and every element is poked as a visitor might.

By hand, for other payloads: `python -m tests.browser.hostile FILE.jsonl` (`{"id", "file", "content", "extra"}`).
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from notes_cli.export.context import EmbeddedNote, PageContext
from notes_cli.export.page import page, stylesheet
from notes_cli.vault.read import read_note

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 120  # seconds for all pages together

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
    "--disable-popup-blocking",
)  # fmt: skip

#: In front of everything: what a payload calls tells the server. After loading: every element is poked.
_TRAP = """<script>{
const tell = what => { const x = new XMLHttpRequest(); x.open('GET', '/fired/PAGE/' + what, false); x.send() }
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => tell(name)
Object.defineProperty(window, '__xss', {set() { tell('__xss') }, get: () => () => tell('__xss')})
addEventListener('load', () => { for (const one of document.querySelectorAll('*')) {
  for (const name of one.getAttributeNames()) if (/^on/i.test(name)) tell(name)
  for (const name of ['mouseover', 'mouseenter', 'focus', 'toggle', 'animationstart', 'begin', 'error'])
    one.dispatchEvent(new Event(name, {bubbles: true}))
  if (/^(javascript|data|vbscript|blob):/i.test(one.href || '')) tell('href')
  const link = one.closest('a[href]')  // a click on what is in a link follows it, which is what a link is for
  if (!link || !/^(https?|mailto|obsidian):/.test(link.href)) one.dispatchEvent(new MouseEvent('click', {bubbles: true}))
} })
}</script>"""
_INDEX = """<!DOCTYPE html><title>all</title><script>
let left = COUNT, done = () => fetch('/done')
function loaded() { if (!--left) setTimeout(done, 700) }
</script>"""


def hostile_page(case: Mapping[str, Any]) -> str:
    """The page of a payload: a note at the path `file` with `content`; `extra` holds other files of its vault."""
    text, path, files = str(case["content"]), str(case["file"]), case.get("extra") or {}
    note = read_note(path, text.encode("utf-8", "replace"))
    body = "\n".join(text.replace("\r\n", "\n").split("\n")[note.body_line - 1 :])
    context = PageContext(
        attachment=lambda name: files[name].encode() if name in files else None,
        embed=lambda name: EmbeddedNote(name, name, files[name]) if name in files else None,
        props=("*",),
    )
    return page(note, body, context=context).html


def unguarded(html: str, name: str) -> str:
    """`html` without its policy and style sheet, and with the trap in front of whatever a note could bring."""
    html, found = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html, count=1)
    assert found == 1
    html = html.replace(stylesheet(), "").replace("https://", "http://")  # the server speaks no TLS
    return html.replace("<head>", "<head>" + _TRAP.replace("PAGE", name), 1)


@contextmanager
def _server(pages: Mapping[str, str], asked: list[str], done: threading.Event) -> Iterator[int]:
    index = _INDEX.replace("COUNT", str(len(pages)))
    index += "".join(f'<iframe onload="loaded()" src="/page/{name}"></iframe>' for name in pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = self.headers.get("Host", "").startswith("127.0.0.1:")
            name = self.path.removeprefix("/page/")
            text = (index if self.path == "/" else pages.get(name)) if own else None
            if self.path == "/done" and own:
                done.set()
            elif text is None and self.path != "/favicon.ico":
                asked.append(f"{self.headers.get('Referer', '')} {self.headers.get('Host')}{self.path}")
            data = (text or "").encode("utf-8", "replace")
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # TLS where we speak none, a browser that left

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def happened(pages: Mapping[str, str]) -> list[str]:
    """What the `pages` (name → HTML) did in the browser: what they called, and what they asked the network for."""
    asked: list[str] = []
    done = threading.Event()
    trapped = {name: unguarded(html, name) for name, html in pages.items()}
    with _server(trapped, asked, done) as port, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        rules = f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1"
        command = (str(CHROMIUM), *_FLAGS, rules, f"--user-data-dir={profile}", "--remote-debugging-port=0")
        browser = subprocess.Popen(
            (*command, f"http://127.0.0.1:{port}/"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if not done.wait(PATIENCE):
                asked.append("the browser did not come to an end")
        finally:
            browser.terminate()
            browser.wait(10)
    return [line for line in asked if not re.search(r"(google|gstatic)[.\w]*(:\d+)?/", line)]


if __name__ == "__main__":
    cases = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").split("\n") if line.strip()]
    found = happened({re.sub(r"\W", "-", case["id"]): hostile_page(case) for case in cases})
    sys.stdout.write(
        "".join(f"{line}\n" for line in found) + f"{len(cases)} payloads run, {len(found)} did something\n"
    )
