"""The door of the command `notes` (also `python -m notes_cli`)."""

import gc
import os
import signal
import sys
import time
from contextlib import suppress

from notes_cli.errors import ExitCode


def main() -> None:
    """Run the command line. Ctrl-C ends it quietly also while modules are still being loaded."""
    started = time.clock_gettime_ns(time.CLOCK_BOOTTIME) if sys.platform == "linux" else None
    gc.set_threshold(100_000)  # the objects of modules stay: to look through them takes a tenth of a search
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.INTERRUPTED))
    if sys.argv[1:2] == ["--complete"]:
        return _complete(sys.argv[2:])
    from notes_cli.cli.main import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(started=started)


def _complete(arguments: list[str]) -> None:
    """Complete a line. Somebody is typing it: whatever goes wrong, nothing is said; of a bug there is a report."""
    try:
        from notes_cli.completion import main as complete

        complete(arguments)
    except OSError:
        os._exit(ExitCode.DONE)  # nobody reads, and Python is not to say so when it ends
    except Exception as error:
        with suppress(Exception):
            from notes_cli.cli.report import write_report

            write_report(error, ["--complete"], os.environ)


if __name__ == "__main__":
    main()
