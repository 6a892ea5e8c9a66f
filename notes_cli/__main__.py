"""The door of the command `notes` (also `python -m notes_cli`)."""

import os
import signal

from notes_cli.errors import ExitCode


def main() -> None:
    """Run the command line. Ctrl-C ends it quietly also while modules are still being loaded."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.INTERRUPTED))
    from notes_cli.cli.main import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
