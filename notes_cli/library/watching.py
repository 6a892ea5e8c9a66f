"""`notes watch`: brings an index up to date whenever the vault changes, and beats a heart that readers go by.

What has changed is never taken from the events: any of them leads to a look at the whole vault, as every command takes
one, so that lost, doubled and reordered events do no harm. What must not be lost is the *first* event after a look.
So each folder is watched by itself; when a folder comes, or so much changes that the system's queue may have run over,
all of them are watched anew before the next look. A look now and then is the net below all this.
"""

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from notes_cli.errors import VaultError
from notes_cli.index.heartbeat import Heartbeat, heartbeat_file, now
from notes_cli.library.ears import LIMITS, ears, queues, told_to_end, waiting
from notes_cli.library.opened import Opened
from notes_cli.results import Report
from notes_cli.vault.mounts import unheard
from notes_cli.vault.walk import Misfit, folders

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

#: How often is looked whether something was heard, and the heart beats.
STEP_MS = 40
#: Changes are waited for until there is none for so long, but no longer than that.
QUIET_MS, BURST_MS = 100, 1_500
#: After so many changes at once the system's queue (16 384) may have run over.
MANY = 2_000
#: However often something changes: so many times the processor's time of a look is rested after it, in seconds at most.
REST, MOST_REST = 4, 15.0
#: Seconds between looks when nothing is heard, and how many times as long as one that finds no change takes; where not
#: all is heard.
NET, NET_REST = 120.0, 600
POLL, POLL_REST = 2.0, 20
#: More paths than this that cannot be read, and readers look for themselves.
MISFITS = 1_000
#: What matters though it begins with a dot: the vault itself, and Obsidian's settings.
_PARTS = (".", ".obsidian", ".obsidian/app.json", ".obsidian/types.json")


class Look(NamedTuple):
    """What a look at the vault found."""

    report: Report
    misfits: tuple[Misfit, ...]
    seconds: float  # what it took, listening anew included
    rested: float  # when another one may follow, by the monotonic clock

    @property
    def is_news(self) -> bool:
        figures = self.report.figures
        return bool(figures[1] or figures[2] or figures[3])  # added, modified, removed


def watch(library: Opened, say: Callable[[str], None] = lambda _: None) -> Iterator[Report]:
    """Keep the index of `library` up to date until the process is told to end; gives the first look, then each change.

    `say` is told what a person should know. SIGTERM and SIGHUP end it, Ctrl-C raises KeyboardInterrupt; either way the
    heartbeat is taken away. Raises `IndexUnusable` when another watcher keeps this index, `VaultError` when the vault
    is gone.
    """
    with Heartbeat(heartbeat_file(library.database)) as heart, told_to_end() as ending:
        yield from _Watch(library, say, heart, ending).run()


class _Watch:
    """One watcher, from its start to its end."""

    def __init__(self, library: Opened, say: Callable[[str], None], heart: Heartbeat, ending: list[int]) -> None:
        self.library, self.say, self.heart, self.ending = library, say, heart, ending
        self.real = os.path.realpath(library.vault)
        self.place = os.stat(self.real)
        self.ears: RustNotify | None = None
        self.left = False  # whether readers can be told what could not be read
        self.deaf = ""  # why changes are not heard of, or not all of them
        self.others = queues()
        self.queue: int | None = None  # the descriptor of the system's queue of changes; None: the heart stands still

    def run(self) -> Iterator[Report]:
        anew, first = True, True
        while not self.ending:
            started = time.monotonic(), time.process_time()
            if anew:
                self._listen()
            look = self._look(started)
            if first or look.is_news:
                yield look.report
            first = False
            self._leave(look)
            anew = self._waited(look)
        self._close()

    # -- looking ------------------------------------------------------------------------------------------

    def _look(self, started: tuple[float, float]) -> Look:
        """Bring the index up to date. It is opened each time: it may have been thrown away in between."""
        self.check()
        mine = self.library
        with Opened(
            mine.vault, mine.database, settings=mine.settings, disposable=mine.disposable, progress=mine.progress,
            state=mine.journal.folder, say=self.say,
        ) as library:  # fmt: skip
            try:
                report = library.index()
            except Exception as error:
                if not library.heal(error):
                    raise
                return self._look(started)
            ended = time.monotonic()
            rest = min(REST * (time.process_time() - started[1]), MOST_REST)
            return Look(report, library.misfits, ended - started[0], ended + rest)

    def check(self) -> None:
        """Raises `VaultError` when the vault is gone."""
        try:
            same = os.path.samestat(os.stat(self.real), self.place)
        except OSError:
            same = False
        if not same:
            raise VaultError(f"the vault {self.library.vault} is no longer there")

    def _leave(self, look: Look) -> None:
        """Tell readers what could not be read. With too much of it the heart stands still."""
        self.left = len(look.misfits) <= MISFITS
        if self.left:
            told = [(misfit.path, *misfit.problem) for misfit in look.misfits]
            self.heart.leave(json.dumps(told).encode("ascii"))

    # -- listening ----------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Watch every folder of the vault, from before the next look on."""
        deaf = self._opened()
        if kind := unheard(self.real):
            deaf = f"the file system of the vault ({kind}) may not tell of changes"
        if deaf and deaf != self.deaf:
            self.say(f"{deaf}: looking every few seconds instead, and so does every command")
        self.deaf = deaf
        self.queue = None if deaf else next(iter(queues() - self.others), None)

    def _opened(self) -> str:
        """Have each folder watched, also those that come meanwhile; else why that cannot be."""
        try:
            found, watched = folders(self.real), None
            while found != watched:
                self._close()
                watched = found
                with suppress(FileNotFoundError):  # a folder went while we listened
                    self.ears = ears(self.real, found)
                found = folders(self.real)
        except (OSError, RuntimeError) as error:  # no more watches to be had (RuntimeError: of watchfiles)
            self._close()
            limit = next((name for said, name in LIMITS.items() if said in str(error)), None)
            return f"the system does not tell of changes ({f'{limit} is used up' if limit else error})"
        except UnicodeError:
            self._close()
            return "the name of a folder is no UTF-8"
        return "" if self.ears else "the vault changes too fast"

    def _close(self) -> None:
        """Stop listening; the system's queue is closed by a thread of its own."""
        if self.ears is not None:
            self.ears.close()
        self.ears, until = None, time.monotonic() + 1
        while queues() - self.others and time.monotonic() < until:
            time.sleep(0.001)

    def _waited(self, look: Look) -> bool:
        """Wait for a change, or for the time of another look; whether to watch anew."""
        pulse = _Pulse(self, time.monotonic() + self._rest(look))
        if self.ears is None:
            while not pulse.is_set():
                time.sleep(0.2)
            return True
        while not isinstance(heard := self._heard(1, STEP_MS, 0, pulse), str):
            self.heart.beat(0)
            if heard is None:
                return True
            if self._matter(heard):
                every = self._gathered(heard, look.rested)
                return every is None or len(every) >= MANY or self._has_folder(every)
            pulse.steps.clear()
        self.heart.beat(0)
        if not self.heart.is_there():  # the cache was cleared
            self.heart.close()
            self.heart.begin()
        return False

    def _rest(self, look: Look) -> float:
        """Seconds until another look when nothing is heard. One that read much says nothing of how long that takes."""
        least, times = (POLL, POLL_REST) if self.deaf else (NET, NET_REST)
        return max(least, look.rested - time.monotonic() if look.is_news else times * look.seconds)

    def _gathered(self, heard: set[tuple[int, str]], rested: float) -> set[tuple[int, str]] | None:
        """`heard` and what follows, until there is quiet or a burst is long enough, and not before `rested`.

        None when the system cannot go on. A file that is written to without end costs one look in `REST` + 1 parts
        of the time; after some rest a change waits for nothing but quiet.
        """
        every, ending = set(heard), _Ending(self.ending)
        while True:
            more = self._heard(BURST_MS, QUIET_MS, QUIET_MS + 50, ending)
            if more is None:
                return None
            if isinstance(more, set):
                every |= more
            if more == "stop" or time.monotonic() >= rested:
                return every

    def _heard(self, longest: int, step: int, patience: int, pulse: "_Pulse | _Ending") -> Any:
        """What was heard: a set of (kind, path), "stop", "timeout", or None when the system cannot go on."""
        assert self.ears is not None
        try:
            heard = self.ears.watch(longest, step, patience, pulse)
        except (OSError, RuntimeError):
            return None
        if heard == "signal":
            raise KeyboardInterrupt
        return heard

    def _matter(self, heard: set[tuple[int, str]]) -> bool:
        """Whether any of the paths is part of the vault."""
        return any(self._is_part(os.path.relpath(path, self.real)) for _, path in heard)

    @staticmethod
    def _is_part(path: str) -> bool:
        return path in _PARTS or not any(part[:1] == "." for part in path.split(os.sep))

    def _has_folder(self, heard: set[tuple[int, str]]) -> bool:
        """Whether a folder came, by any road."""
        return any(os.path.isdir(path) for kind, path in heard if kind == 1)


class _Ending(NamedTuple):
    """Is asked while a burst is listened to whether to stop."""

    told: list[int]

    def is_set(self) -> bool:
        """Whether the process was told to end."""
        return bool(self.told)


class _Pulse:
    """Is asked at each step of listening whether to stop, just before it is seen whether something was heard.

    When it is asked once more, nothing had been heard at the step before the last. So after a change was saved, it is
    asked at most twice; the moment that is told as safe is that of three steps ago, and of these only steps that found
    the system's queue empty count.
    """

    def __init__(self, watch: _Watch, until: float) -> None:
        self.watch, self.until = watch, until
        self.next_check = time.monotonic() + 1
        self.steps: deque[int] = deque(maxlen=4)

    def is_set(self) -> bool:
        """Whether to stop listening: the end, or time for a look."""
        watch = self.watch
        if watch.ending:
            return True
        if watch.queue is not None and watch.left:
            self._beat(watch.queue)
        if (seconds := time.monotonic()) < self.next_check:
            return False
        self.next_check = seconds + 1
        watch.check()
        return seconds > self.until or not watch.heart.is_there()

    def _beat(self, queue: int) -> None:
        if waiting(queue):
            self.steps.clear()
        self.steps.append(now())
        if len(self.steps) == self.steps.maxlen:
            self.watch.heart.beat(self.steps[0])
