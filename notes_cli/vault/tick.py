"""Ticking a task: the one character between its brackets, and no other byte. Pure: text in, text out."""

from typing import Final

from notes_cli.errors import UsageError
from notes_cli.model import Task
from notes_cli.vault.agree import read, require, skeleton
from notes_cli.vault.places import Source
from notes_cli.vault.splice import Splice, spliced

_TICK: Final = "x"
#: Statuses that are done already (`fields` says the same of queries).
_DONE: Final = "xX"
#: Tasks that are named when the line asked for holds none.
_NEAREST: Final = 3


def ticked(text: str, line: int, done: bool, *, path: str = "the note") -> str:
    """`text`, the whole text of a note's file, with the task on `line` ticked (`done`) or not.

    `line` counts from 1, front matter included, as in `model.Task`. Ticked is `[x]`, not ticked is `[ ]`, whatever
    the status was; where the task is done (`[x]`, `[X]`) or open already, as asked, `text` comes back as it is.
    `path` is for messages. Raises `UsageError` when no task stands on that line, and names the nearest.
    """
    source = Source.of(text)
    places = [place for place in source.places() if isinstance(place.item, Task)]
    place = next((each for each in places if each.item.line == line), None)
    if place is None:
        raise _no_task(path, line, [each.item for each in places if isinstance(each.item, Task)])
    start, end = source.at(place.start), source.at(place.end)
    if text[start:end] in (_DONE if done else " "):
        return text
    status = _TICK if done else " "
    after = spliced(text, [Splice(start, end, status)])
    before = read(path, text)
    tasks = [task._replace(status=status) if task.line == line else task for task in before.tasks]
    wanted = {**skeleton(before), "tasks": tasks}
    now = read(path, after)
    require(wanted, {**skeleton(now), "tasks": list(now.tasks)}, path)
    return after


def _no_task(path: str, line: int, tasks: list[Task]) -> UsageError:
    nearest = sorted(tasks, key=lambda task: abs(task.line - line))[:_NEAREST]
    named = "; ".join(f"line {task.line}: [{task.status}] {task.text}" for task in sorted(nearest))
    return UsageError(
        f"{path}:{line} is no task",
        hint=f"the nearest are {named}" if named else "the note has no tasks (`- [ ] text`)",
    )
