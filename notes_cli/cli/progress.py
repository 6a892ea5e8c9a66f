"""A progress bar on stderr for long work; silent until there is enough to do."""

from typing import Any

from notes_cli.cli.session import Session

#: Fewer files than this are read before an eye has found the bar.
WORTH_SHOWING = 800


class Bar:
    """Called with (done, total) as the work goes on; clears itself at the end."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.progress: Any = None

    def __call__(self, done: int, total: int) -> None:
        if total < WORTH_SHOWING:
            return
        if self.progress is None:
            self.progress = self._started(total)
        self.progress.update(0, completed=done)
        if done >= total:
            self.progress.stop()
            self.progress = None

    def _started(self, total: int) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=self.session.stderr, no_color=bool(self.session.environ.get("NO_COLOR")))
        columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        progress = Progress(*columns, console=console, transient=True)
        progress.add_task("indexing", total=total)
        progress.start()
        return progress
