"""Eight processes at once on one vault: searches, lists, rebuilds, changes and undo, each with its right answer.

Every tenth round begins without an index, so that eight processes make it together.
"""

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.reliability.children import Said, warm
from benchmarks.reliability.ground import COUNT, WORDS, Ground
from benchmarks.reliability.tally import Effort, Tally

FULL = 1_000
PROCESSES = 8
#: Notes that are changed by turns, each by one process of a round.
WRITERS = 3


class Asked(NamedTuple):
    """A command of a round, and what is wrong with what it said."""

    arguments: tuple[str, ...]
    kind: str
    number: int = 0


def run(effort: Effort, work: Path) -> list[Tally]:
    """Rounds of eight processes."""
    warm()
    ground = Ground(work / "ground")
    count = effort.rounds or FULL
    chance = Random(effort.seed)
    with (
        Tally("rounds of eight processes at once") as rounds,
        Tally("commands in them") as commands,
        Tally("of them: first use of a vault, by eight") as first,
    ):
        for number in range(1, count + 1):
            fresh = number % 10 == 1
            if fresh:
                ground.forget_index()
            problems = _round(ground, chance, number, commands)
            rounds.add(problems, f"round {number}")
            if fresh:
                first.add(problems, f"round {number}")
    return [rounds, commands, first]


def _round(ground: Ground, chance: Random, number: int, commands: Tally) -> list[str]:
    with_undo = number % 5 == 0
    asked = [Asked(("set", f"n{n}", f"count={number}"), "set", n) for n in range(WRITERS)]
    asked += [Asked(("undo",), "undo")] if with_undo else [_question(chance)]
    asked += [_question(chance) for _ in range(PROCESSES - len(asked))]
    chance.shuffle(asked)
    running = [(each, ground.child(*each.arguments)) for each in asked]
    problems = []
    for each, child in running:
        found = _wrong(each, child.wait())
        commands.add(found, f"round {number}: {' '.join(each.arguments)}")
        problems += found
    return problems + _state(ground, number, with_undo)


def _question(chance: Random) -> Asked:
    number = chance.randrange(WRITERS, COUNT)
    return chance.choice((
        Asked(("search", WORDS[number], "--paths"), "one", number),
        Asked(("search", "--exact", "scaling laws", "-n", "0", "--json"), "all"),
        Asked(("list", "--json"), "all"),
        Asked(("tags", "--json"), "tags"),
        Asked(("tasks", f"待辦{number}", "--json"), "task", number),
        Asked(("backlinks", f"n{number}", "--paths"), "back", number),
        Asked(("index", "--json"), "index"),
        Asked(("index", "--rebuild", "--json"), "index"),
    ))  # fmt: skip


def _wrong(asked: Asked, said: Said) -> list[str]:
    """What is wrong with an answer."""
    if said.problems or (said.code and asked.kind != "undo"):
        return said.problems or [f"exit {said.code}: {said.err[:200]}"]
    number = asked.number
    if asked.kind in ("one", "set"):
        right = said.out.strip() == f"n{number}.md"
    elif asked.kind == "all":
        right = {each["path"] for each in json.loads(said.out)} == {f"n{n}.md" for n in range(COUNT)}
    elif asked.kind == "tags":
        right = {each["tag"]: each["count"] for each in json.loads(said.out)} == {
            "共同": COUNT,
            "組0": 8,
            "組1": 8,
            "組2": 8,
        }
    elif asked.kind == "task":
        right = (number, f"待辦{number}") in [(int(t["path"][1:-3]), t["text"]) for t in json.loads(said.out)]
    elif asked.kind == "back":
        right = said.out.split() == [f"n{number - 1}.md"]
    elif asked.kind == "index":
        right = json.loads(said.out)["notes"] == COUNT
    else:
        right = True
    return [] if right else [f"a wrong answer: {said.out[:200]!r}"]


def _state(ground: Ground, number: int, with_undo: bool) -> list[str]:
    """Every change was made (but one, where something was taken back), and the index knows."""
    files = ground.files()
    problems = [f"left over: {name}" for name in ground.litter()]
    behind = [n for n in range(WRITERS) if f"\ncount: {number}\n".encode() not in files[f"n{n}.md"]]
    if len(behind) > with_undo:
        problems.append(f"changes lost: {behind}")
    said = ground.said("list", f"[count:{number}]", "--paths")
    if sorted(said.out.split()) != sorted(f"n{n}.md" for n in range(WRITERS) if n not in behind):
        problems.append(f"the index does not know a change: {said.out!r} {said.err!r}")
    return problems + (ground.disagreements() if number % 50 == 0 else [])
