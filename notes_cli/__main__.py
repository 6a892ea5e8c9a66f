"""The door of the command `notes` (also `python -m notes_cli`)."""

import os
import signal
import sys
import time

from notes_cli.errors import ExitCode


def main() -> None:
    """Run the command line. Ctrl-C ends it quietly also while modules are still being loaded."""
    started = time.clock_gettime_ns(time.CLOCK_BOOTTIME) if sys.platform == "linux" else None
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.INTERRUPTED))
    if sys.argv[1:2] == ["--complete"]:
        from notes_cli.completion import main as complete

        return complete(sys.argv[2:])
    from notes_cli.cli.main import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(started=started)


if __name__ == "__main__":
    main()
