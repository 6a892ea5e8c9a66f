"""Fuzzing: mutated texts for the reader, the query language, the editors, the exporter and every format.

A case is drawn from (seed, target, number) alone. Cases run in a child, a chunk at a time, so that one that kills the
process is found too; one that takes longer than `SLOWEST` seconds is lost. What is lost is made smaller and printed
as a line for `tests/faults/corpus/TARGET.jsonl`, where the tests try it again for ever.
"""

import json
import mmap
import os
import signal
import struct
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import FrameType

from benchmarks.reliability.tally import Effort, Tally
from benchmarks.reliability.targets import TARGETS, Broken, Case, Target

#: Cases of a full run, over all targets.
FULL = 1_030_000
CHUNK = 2_000
SLOWEST = 2.0
CORPUS = Path(__file__).resolve().parent.parent.parent / "tests/faults/corpus"


class TooSlow(BaseException):
    """No `except Exception` of ours may swallow it."""


def run(effort: Effort, work: Path) -> list[Tally]:
    """Every target, in shares of `effort.rounds` cases."""
    whole = sum(target.share for target in TARGETS.values())
    tallies = []
    for name, target in TARGETS.items():
        count = (effort.rounds or FULL) * target.share // whole
        with Tally(f"fuzzing: {name}") as tally:
            for first in range(0, count, CHUNK):
                _chunk(name, target, effort.seed, range(first, min(first + CHUNK, count)), tally, work)
        tallies.append(tally)
        print(f"{tally.what}: {tally.tried} tried, {tally.failed} lost, {tally.seconds:.0f} s", file=sys.stderr)
    return tallies


def drawn(name: str, target: Target, seed: int, number: int) -> Case:
    """The case of that number."""
    return target.draw(Random(f"{seed}:{name}:{number}"))


def tried(target: Target, case: Case) -> str | None:
    """What is wrong with `case`, in one line; None when all is well."""

    def slow(_: int, __: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, slow)  # of our own time: a busy machine makes nothing slow
    signal.setitimer(signal.ITIMER_VIRTUAL, SLOWEST)
    try:
        target.check(*case)
    except TooSlow:
        return f"slower than {SLOWEST} s"
    except Broken as error:
        return str(error)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:120]}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None


def _chunk(name: str, target: Target, seed: int, numbers: range, tally: Tally, work: Path) -> None:
    """Try the cases of `numbers` in a child that tells how far it has come; go on behind one that kills it."""
    log = work / "lost.jsonl"
    with mmap.mmap(-1, 8) as shared:
        while numbers:
            shared[:8] = struct.pack("q", -1)
            child = os.fork()
            if child == 0:
                _in_child(name, target, seed, numbers, shared, log)
            _, status = os.waitpid(child, 0)
            reached = struct.unpack("q", shared[:8])[0]
            for what, case in _lost(log):
                _told(name, tally, what, case)
            if os.waitstatus_to_exitcode(status) == 0:
                tally.tried += len(numbers)
                return
            tally.tried += numbers.index(reached)
            tally.add([f"killed the process ({os.waitstatus_to_exitcode(status)})"], f"seed {seed}, number {reached}")
            numbers = numbers[numbers.index(reached) + 1 :]


def _in_child(name: str, target: Target, seed: int, numbers: range, shared: mmap.mmap, log: Path) -> None:
    code = 1
    try:
        for number in numbers:
            shared[:8] = struct.pack("q", number)
            case = drawn(name, target, seed, number)
            if what := tried(target, case):
                small = smaller(target, case)
                with log.open("a") as stream:
                    stream.write(json.dumps([what, small]) + "\n")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _lost(log: Path) -> Iterator[tuple[str, Case]]:
    if log.exists():
        for line in log.read_text().splitlines():
            what, case = json.loads(line)
            yield what, tuple(case)
        log.unlink()


def _told(name: str, tally: Tally, what: str, case: Case) -> None:
    tally.failed += 1
    if len(tally.lost) < 20:
        tally.lost.append(f"{what}: {ascii(case)[:300]}")
    print(json.dumps({"target": name, "case": case, "found": what}), flush=True)


def smaller(target: Target, case: Case, *, steps: int = 300) -> Case:
    """A case that is shorter and fails too."""
    text, rest = case[0], case[1:]
    size = max(1, len(text) // 2)
    while steps and size:
        at = 0
        while at < len(text) and steps:
            steps -= 1
            shorter = text[:at] + text[at + size :]
            if tried(target, (shorter, *rest)):
                text = shorter
            else:
                at += size
        size //= 2
    return (text, *rest)


def kept(name: str) -> list[Case]:
    """The cases in the corpus of a target."""
    file = CORPUS / f"{name.replace(' ', '-')}.jsonl"
    lines = file.read_text("utf-8").split("\n") if file.exists() else []
    return [tuple(json.loads(line)["case"]) for line in lines if line]
