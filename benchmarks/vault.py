"""Vaults made from a seed: the same seed and number give the same bytes, whatever the machine.

Note number i of a vault depends on the seed, on i and on the names of the other notes (it links to them). Two
thirds of the text are Traditional Chinese, the rest is English, mostly mixed into it; front matter comes in the
dialects of Hugo and of Obsidian.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from operator import add
from pathlib import Path
from random import Random

from benchmarks.words import NAMES, PARTICLES, Words, chinese, english

SEED = 20251
#: Notes in a folder.
FOLDER = 100
#: Terms that are asked for, and the share of notes that hold each.
TOPICS = {"泛化": 0.05, "價值函數": 0.03, "模型": 0.25, "Sutskever": 0.01, "雙重下降": 0.004, "樣本效率": 0.02}
TAGS = """
my-article AI AI/對齊 AI/reinforcement-learning AI/reinforcement-learning/價值函數 機器學習 閱讀筆記
閱讀筆記/論文 寫作 interview 方法/提問 檢索 資料庫 草稿 todo 哲學 心理學 歷史 程式 程式/python
""".split()  # noqa: SIM905 - a page of words, not of quotes
#: The four states of a checkbox property: true, false, empty, absent.
STATES = ("true", "false", "", None)
_FIRST_DAY = date(2012, 1, 1)
#: All files are of one moment long gone, so that no look takes them for files that are still being written.
_MTIME_NS = 1_750_000_000 * 10**9
_MARKER = ".benchmark"


class Maker:
    """The notes of one vault of `count` notes."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        self.count = count
        self.seed = seed
        self.chinese = chinese(seed)
        self.english = english(seed)
        self.paths = list(self._paths())

    def _paths(self) -> Iterator[str]:
        taken: set[str] = set()
        random = Random(f"names {self.seed}")
        for index in range(self.count):
            if index % FOLDER == 0:
                folder = "".join(self.chinese.draw(random, 1)) + f" {index // FOLDER}"
            name = self._name(random)
            if name in taken:
                name = f"{name} {index}"
            taken.add(name)
            yield f"{folder}/{name}.md"

    def _name(self, random: Random) -> str:
        kind = random.random()
        if kind < 0.6:
            return "".join(self.chinese.draw(random, 3))
        if kind < 0.75:
            return f"{random.choice(NAMES)} {''.join(self.chinese.draw(random, 2))}"
        if kind < 0.85:
            return f"{_day(random)}-{'-'.join(self.english.draw(random, 3))}"
        return " ".join(self.english.draw(random, 4)).capitalize()

    def note(self, index: int) -> str:
        """The text of note `index`."""
        return _Note(self, index).text()


def _day(random: Random) -> str:
    return (_FIRST_DAY + timedelta(days=random.randrange(5000))).isoformat()


class _Stream:
    """Words without end, drawn by the hundred."""

    def __init__(self, words: Words, random: Random) -> None:
        self.words = words
        self.random = random
        self.left: list[str] = []

    def take(self, count: int) -> list[str]:
        if len(self.left) < count:
            self.left += self.words.draw(self.random, 100)
        taken = self.left[-count:]
        del self.left[-count:]
        return taken


class _Note:
    """One note while it is being written."""

    def __init__(self, maker: Maker, index: int) -> None:
        self.maker = maker
        self.name = maker.paths[index].rpartition("/")[2][:-3]
        self.random = random = Random(f"{maker.seed} {index}")
        self.is_english = random.random() < 0.27
        self.chinese = _Stream(maker.chinese, random)
        self.english = _Stream(maker.english, random)
        self.particles = random.choices(PARTICLES, k=150)
        topics = [topic for topic, share in TOPICS.items() if random.random() < share]
        self.topics = [topic for topic in topics for _ in range(random.randint(1, 3))]
        self.tags = random.sample(TAGS, random.choices((0, 1, 2, 3, 4), (1, 2, 4, 3, 2))[0])

    def text(self) -> str:
        parts = [self.front(), self.paragraph()]
        for number in range(self.random.randint(4, 6)):
            parts.append(f"{'#' * (2 if number % 3 < 2 else 3)} {self.phrase()}")
            parts += [self.paragraph() for _ in range(self.random.choices((1, 2, 3), (7, 3, 1))[0])]
            parts += self.block()
        return "\n\n".join(parts) + "\n"

    # Front matter.

    def front(self) -> str:
        kind = self.random.random()
        if kind < 0.04:
            return f"# {self.phrase()}"
        lines = self.hugo() if kind < 0.5 else self.obsidian()
        return "\n".join(["---", *lines, "---"])

    def hugo(self) -> list[str]:
        quoted = ", ".join(f'"{tag}"' for tag in self.tags)
        return [
            f'title: "{self.phrase()}"',
            f"date: {_day(self.random)}T{self.random.randrange(24):02}:30:00+08:00",
            f'description: "{self.sentence()}"',
            f"tags: [{quoted}]",
            f'categories: ["{"".join(self.chinese.take(1))}"]',
            f"draft: {'true' if self.random.random() < 0.1 else 'false'}",
            *self.checkboxes("已讀"),
        ]

    def obsidian(self) -> list[str]:
        tags = [f"  - {tag}" for tag in self.tags]
        lines = ["tags:", *tags] if tags else ["tags: []"]
        if self.random.random() < 0.3:
            lines += ["aliases:", f"  - {''.join(self.chinese.take(2))}"]
        lines += [f"date: {_day(self.random)}", f"評分: {self.random.randint(1, 5)}"]
        if self.random.random() < 0.4:
            lines += [
                f"source_url: https://example.com/{self.english.take(1)[0]}",
                f"source_name: {self.english.take(1)[0]}",
            ]
        if self.random.random() < 0.2:
            lines.append(f'up: "{self.link()}"')
        return [*lines, *self.checkboxes("已讀"), *self.checkboxes("發布")]

    def checkboxes(self, name: str) -> list[str]:
        state = self.random.choice(STATES)
        return [] if state is None else [f"{name}: {state}".rstrip()]

    # Text.

    def phrase(self) -> str:
        if self.is_english:
            return " ".join(self.english.take(5)).capitalize()
        start = f"{self.random.choice(NAMES)} " if self.random.random() < 0.2 else ""
        return start + "".join(self.chinese.take(3))

    def sentence(self) -> str:
        if self.is_english:
            words = self.english.take(self.random.randint(7, 18))
            return " ".join([*words, *self.topic()]).capitalize() + "."
        clauses = [self.clause() for _ in range(self.random.randint(1, 4))]
        return "，".join(clauses) + ("。" if self.random.random() < 0.9 else "？")

    def clause(self) -> str:
        words = self.chinese.take(2 + int(self.random.random() * 4))
        start = int(self.random.random() * 145)
        joined = "".join(map(add, words, self.particles[start : start + len(words)]))
        chance = self.random.random()
        if chance < 0.12:
            joined += f" {self.random.choice(NAMES)} " + "".join(self.chinese.take(1))
        elif chance < 0.2:
            joined += "（" + " ".join(self.english.take(2)) + "）"
        elif chance < 0.23:
            joined += self.english.take(1)[0] + "".join(self.chinese.take(1))
        elif chance < 0.26:
            joined = f"**{joined}**"
        return joined + "".join(self.topic())

    def topic(self) -> list[str]:
        return [self.topics.pop()] if self.topics and self.random.random() < 0.15 else []

    def paragraph(self) -> str:
        sentences = [self.sentence() for _ in range(self.random.randint(1, 4))]
        chance = self.random.random()
        if chance < 0.5:
            sentences.append(f"{'See' if self.is_english else '見'} {self.link()}{'.' if self.is_english else '。'}")
        if chance < 0.12:
            sentences.append(f" #{self.random.choice(TAGS)} ")
        return (" " if self.is_english else "").join(sentences)

    def link(self) -> str:
        path = self.random.choice(self.maker.paths)
        name = path.rpartition("/")[2][:-3]
        kind = self.random.random()
        if kind < 0.15:
            return f"[[{name}|{self.phrase()}]]"
        return f"[[{path[:-3]}]]" if kind < 0.2 else f"[[{name}]]"

    # Other blocks.

    def block(self) -> list[str]:
        """What stands below a paragraph: mostly nothing."""
        kinds = (self.nothing, self.tasks, self.items, self.code, self.table, self.math, self.quote)
        made = self.random.choices(kinds, (10, 3, 3, 1, 1, 1, 1))[0]()
        return [made] if made else []

    def nothing(self) -> str:
        return ""

    def tasks(self) -> str:
        marks = self.random.choices(" x /", (5, 4, 1, 1), k=self.random.randint(2, 4))
        due = f" 📅 {_day(self.random)}" if self.random.random() < 0.3 else ""
        return "\n".join(f"- [{mark}] {self.phrase()}{due}" for mark in marks)

    def items(self) -> str:
        return "\n".join(f"- {self.phrase()}：{self.link()}" for _ in range(self.random.randint(2, 4)))

    def code(self) -> str:
        name, other = self.english.take(2)
        comment = self.phrase()
        return f"```python\ndef {name}(x):\n    # {comment}\n    return [{other} for {other} in x if {other} > 0]\n```"

    def table(self) -> str:
        rows = [f"| {self.phrase()} | {self.random.randint(1, 999)} |" for _ in range(3)]
        return "\n".join(["| 項目 | 數字 |", "| --- | ---: |", *rows])

    def math(self) -> str:
        return (
            "$$\n\\hat{R}_n(f) = \\frac{1}{n}\\sum_{i=1}^{n} \\ell(f(x_i), y_i)\n$$\n\n"
            + f"其中 $f$ 是{self.phrase()}。"
        )

    def quote(self) -> str:
        return f"> [!note] {self.phrase()}\n> {self.sentence()}"


def make(folder: Path, count: int, seed: int = SEED) -> Path:
    """Write the vault of `count` notes to `folder`, unless it is there already; `folder`."""
    marker = folder / _MARKER
    mark = f"{count} {seed}"
    if marker.is_file() and marker.read_text() == mark:
        return folder
    maker = Maker(count, seed)
    (folder / ".obsidian").mkdir(parents=True, exist_ok=True)
    (folder / ".obsidian/types.json").write_text(
        '{"types": {"已讀": "checkbox", "發布": "checkbox", "date": "datetime"}}\n'
    )
    for path in sorted({path.rpartition("/")[0] for path in maker.paths}):
        (folder / path).mkdir(exist_ok=True)
    for index, path in enumerate(maker.paths):
        write(folder / path, maker.note(index).encode())
    marker.write_text(mark)
    return folder


def write(file: Path, data: bytes, mtime_ns: int = _MTIME_NS) -> None:
    """Write a file whose time of change is long ago."""
    file.write_bytes(data)
    os.utime(file, ns=(mtime_ns, mtime_ns))


def text_bytes(folder: Path) -> int:
    """Bytes of all notes below `folder`."""
    return sum(file.stat().st_size for file in folder.rglob("*.md"))
