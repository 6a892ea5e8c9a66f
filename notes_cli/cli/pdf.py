"""A page printed to PDF by the Chromium that is installed; nothing of it asks the network."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from notes_cli.errors import OutputError

#: Programs that print a page, by the names they are installed under; the first that is there.
BROWSERS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
)  # fmt: skip
#: Seconds that printing may take.
LONGEST: Final = 120
#: The last line of a PDF that an export made (a comment behind its end, which readers skip).
MARK: Final = b"\n%made by notes export\n"

_QUIET: Final = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def pdf(html: str) -> bytes:
    """The PDF of a page. Raises `OutputError` when nothing here can print, or it fails or does not end."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser:
        return _printed(browser, html) + MARK
    raise OutputError("nothing here makes a PDF", hint="install Chromium or Chrome, or print the HTML page")


def _printed(browser: str, html: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="notes-pdf-", ignore_cleanup_errors=True) as folder:
        page, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, "utf-8")
        # Chromium's sandbox does not start as root.
        own = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [browser, *_QUIET, *own, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.as_uri()]
        try:
            # A group of its own, so that the browser's children end with it.
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise OutputError(f"{browser} cannot be started: {error.strerror}") from error
        try:
            _, said = started.communicate(timeout=LONGEST)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise OutputError(f"{browser} did not print the page within {LONGEST} seconds") from error
            raise
        data = made.read_bytes() if made.is_file() else b""
        if not data.startswith(b"%PDF-"):
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise OutputError(f"{browser} printed no PDF" + (f": {last[:200]}" if last else ""))
        return data
