"""Is everything found? Asks the index for words taken from the vault, and looks for each in all the files.

A note must be found when its folded body (or a value of its front matter) holds the folded words; Latin words
from their beginning. What is found besides is counted by precision: a phrase may run over a line break or a
mark of Markdown, which looking through the text cannot.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from notes_cli.library import Library
from notes_cli.text.fold import fold

_HAN = "\u4e00-\u9fff"
#: Kinds of words, how many of two hundred, and what they look like. Chinese ones are pieces of runs.
KINDS = (
    ("one character", 25, f"[{_HAN}]"),
    ("two characters", 25, f"[{_HAN}]{{2}}"),
    ("three characters", 25, f"[{_HAN}]{{3}}"),
    ("four characters", 25, f"[{_HAN}]{{4}}"),
    ("Latin word", 60, r"(?<![\w-])[A-Za-z]{2,}(?![\w-])"),
    ("mixed", 40, f"(?<![A-Za-z-])[A-Za-z]{{2,}}[{_HAN}]{{1,3}}"),
)


@dataclass(slots=True)
class Tally:
    """What came of the words of one kind; counts are of (word, note)."""

    words: int = 0
    expected: int = 0
    found: int = 0
    both: int = 0
    misses: list[tuple[str, str]] = field(default_factory=list)  # (word, path)

    @property
    def recall(self) -> float:
        return self.both / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0


def sample(texts: list[str], seed: int = 1) -> Iterator[tuple[str, str]]:
    """(kind, word) two hundred times, each from a random place of a random text; fewer when texts are few."""
    random = Random(f"recall {seed}")
    for kind, count, pattern in KINDS:
        look = re.compile(pattern)
        taken: set[str] = set()
        for _ in range(50 * count):
            text = random.choice(texts)
            found = look.search(text, random.randrange(len(text) + 1))
            if found and found[0] not in taken and len(taken) < count:
                taken.add(found[0])
                yield kind, found[0]


def holds(word: str) -> Callable[[str], bool]:
    """Whether a folded text holds `word`: anywhere, or from the beginning of a word when it begins with a letter."""
    folded = fold(word)
    if not folded[0].isascii():
        return lambda text: folded in text
    look = re.compile(rf"(?<![a-z]){re.escape(folded)}").search
    return lambda text: folded in text and look(text) is not None


def body_of(text: str) -> str:
    """`text` without YAML front matter."""
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    return text[end + 5 :] if end >= 0 else text


def check(vault: Path, database: Path, seed: int = 1) -> dict[str, Tally]:
    """Ask the index of `vault` for words of each kind and compare; by kind."""
    texts = {file.relative_to(vault).as_posix(): file.read_text("utf-8", "replace") for file in vault.rglob("*.md")}
    bodies = {path: body_of(text) for path, text in texts.items()}
    folded = {path: fold(body) for path, body in bodies.items()}
    whole = {path: fold(f"{path}\n{text}") for path, text in texts.items()}
    tallies = {kind: Tally() for kind, _, _ in KINDS}
    with Library.open(vault, database=database) as library:
        for kind, word in sample([body for body in bodies.values() if body], seed):
            inside = holds(word)
            expected = {path for path, text in folded.items() if inside(text)}
            allowed = expected | {path for path, text in whole.items() if inside(text)}
            found = {hit.path for hit in library.search(word, limit=None).items}
            tally = tallies[kind]
            tally.words += 1
            tally.expected += len(expected)
            tally.found += len(found)
            tally.both += len(found & expected)
            tally.found -= len((found & allowed) - expected)  # in the front matter or the name: rightly found
            tally.misses += [(word, path) for path in sorted(expected - found)]
    return tallies
