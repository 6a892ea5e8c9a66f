"""Ticking a task: the one character between its brackets, and no other byte. Pure: text in, text out."""

from typing import Final

from notes_cli.errors import UsageError
from notes_cli.model import Task
from notes_cli.vault.agree import read, require, skeleton
from notes_cli.vault.places import places
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice

_TICK: Final = "x"
#: Statuses that are done already (`fields` says the same of queries).
_DONE: Final = "xX"
#: Tasks that are named when the line asked for holds none.
_NEAREST: Final = 3


def ticked(text: str, line: int, done: bool) -> str:
    """`text`, the whole text of a note's file, with the task on `line` ticked (`done`) or not.

    `line` counts from 1, front matter included, as in `model.Task`. Ticked is `[x]`, not ticked is `[ ]`, whatever
    the status was; where the task is done (`[x]`, `[X]`) or open already, as asked, `text` comes back as it is.
    Raises `UsageError` when no task stands on that line, and names the nearest.
    """
    source = Source.of(text)
    found = [place for place in places(source) if isinstance(place.item, Task)]
    place = next((each for each in found if each.item.line == line), None)
    if place is None:
        raise _no_task(line, [each.item for each in found if isinstance(each.item, Task)])
    if source.plain[place.start : place.end] in (_DONE if done else " "):
        return text
    status = _TICK if done else " "
    after = source.spliced([Splice(place.start, place.end, status)])
    before, now = read("", text), read("", after)
    tasks = [task._replace(status=status) if task.line == line else task for task in before.tasks]
    wanted = {**skeleton(before), "tasks": tasks}
    require(wanted, {**skeleton(now), "tasks": list(now.tasks)})
    return after


def _no_task(line: int, tasks: list[Task]) -> UsageError:
    nearest = sorted(tasks, key=lambda task: abs(task.line - line))[:_NEAREST]
    named = "; ".join(f"line {task.line}: [{task.status}] {task.text}" for task in sorted(nearest))
    return UsageError(
        f"line {line} is no task",
        hint=f"the nearest are {named}" if named else "the note has no tasks (`- [ ] text`)",
    )
