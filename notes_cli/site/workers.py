"""Pages of notes made by several processes: nearly all the time of a site goes into them, and each is made alone.

A worker is a fork, so that it knows all that was worked out before. It makes every so-manieth page and writes it into a
pipe of its own, which holds a page or two: so it is never far ahead, and ends when nobody reads any more, also when
its parent was killed.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from notes_cli.index.published import PublishedNote
from notes_cli.site.pages import NotePage, Pages

#: Fewer pages are made before other processes have begun.
FEW = 60
#: More processes wait for the one that writes.
MOST = 4


def made(pages: Pages, notes: Sequence[PublishedNote]) -> Iterator[NotePage | None]:
    """The page of each note, in their order."""
    workers = min(_cores(), MOST, len(notes) // FEW)
    if workers < 2:
        return map(pages.note, notes)
    return _made_by(workers, pages, notes)


def _cores() -> int:
    """The processors that this process may use; 1 where it cannot be forked safely."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _made_by(workers: int, pages: Pages, notes: Sequence[PublishedNote]) -> Iterator[NotePage | None]:
    context = multiprocessing.get_context("fork")
    pipes: list[Connection] = []
    for number in range(workers):
        reader, writer = context.Pipe(duplex=False)
        worker = context.Process(
            target=_work, args=(pages, notes[number::workers], writer, [*pipes, reader]), daemon=True
        )
        worker.start()
        writer.close()
        pipes.append(reader)
    try:
        for place, note in enumerate(notes):
            try:
                found = pipes[place % workers].recv()
            except EOFError:  # the worker was killed: what is lost is only time
                found = pages.note(note)
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        for pipe in pipes:
            pipe.close()


def _work(pages: Pages, notes: Sequence[PublishedNote], writer: Connection, others: Sequence[Connection]) -> None:
    """Make pages of `notes` until nobody reads them any more; an error is what the note of its place gets."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then reads no more
    for pipe in others:
        pipe.close()
    pages.published.library.forked()
    with suppress(BrokenPipeError, ConnectionResetError):
        for note in notes:
            writer.send(_page(pages, note))


def _page(pages: Pages, note: PublishedNote) -> Any:
    try:
        return pages.note(note)
    except Exception as error:
        return error
