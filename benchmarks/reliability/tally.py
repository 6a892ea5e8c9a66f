"""What an area found: how much was tried, how much survived, and what was lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import NamedTuple, Self

#: Losses that are told in full; the rest is counted.
TOLD = 20


class Effort(NamedTuple):
    """How much is tried: `rounds` of the area's own unit (None = its full length), from which seed."""

    rounds: int | None = None
    seed: int = 1


@dataclass
class Tally:
    """One line of figures. Used as a context, it takes the time."""

    what: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0
    remark: str = ""
    _started: float = 0.0

    @property
    def survived(self) -> int:
        """How many did what is promised."""
        return self.tried - self.failed

    def add(self, problems: list[str], case: str = "") -> None:
        """One more was tried; `problems` is empty when it survived."""
        self.tried += 1
        if problems:
            self.failed += 1
            if len(self.lost) < TOLD:
                self.lost.append(f"{case}: {'; '.join(problems[:4])}" if case else "; ".join(problems[:4]))

    def __enter__(self) -> Self:
        self._started = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += perf_counter() - self._started


#: Runs an area in a folder of its own.
Run = Callable[[Effort, Path], list[Tally]]
