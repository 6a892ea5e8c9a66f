"""A collection: a vault, and queries with the notes that answer them.

Two forms are read: a folder of notes beside a list of queries (the sample vault and `queries.jsonl`), and a folder of
JSON lines, `*_docs.jsonl` with paragraphs of articles (`id`, `art`, `title`, `text`) and `*_queries.jsonl`
(`kind`, `query`, `gold_art`), which is made into a vault of one note for each article.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "vault"


class Question(NamedTuple):
    """A query and the paths of the notes that answer it."""

    kind: str
    query: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """What is searched, and what for."""

    name: str
    vault: Path
    questions: tuple[Question, ...]

    def some(self, most: int | None) -> tuple[Question, ...]:
        """The questions, at most so many of each kind, the first ones."""
        by_kind: dict[str, list[Question]] = {}
        for question in self.questions:
            by_kind.setdefault(question.kind, []).append(question)
        return tuple(question for some in by_kind.values() for question in some[:most])


def sample() -> Collection:
    """The sample vault with questions of our own."""
    questions = (Question(q["kind"], q["query"], frozenset(q["gold"])) for q in _lines(HERE / "queries.jsonl"))
    return Collection("sample vault", SAMPLE, tuple(questions))


def made(data: Path, folder: Path, most: int | None = None) -> Collection:
    """The collection in the folder `data`, its vault made in `folder`; at most `most` queries of each kind."""
    paths: dict[str, str] = {}
    for file in sorted(data.glob("*_docs.jsonl")):
        paths |= _written(list(_lines(file)), folder)
    questions: dict[str, list[Question]] = {}
    for file in sorted(data.glob("*_queries.jsonl")):
        for q in _lines(file):
            gold = frozenset(paths[article] for article in q["gold_art"] if article in paths)
            questions.setdefault(q["kind"], []).append(Question(q["kind"], q["query"], gold))
    random = Random("relevance")
    chosen = [random.sample(some, min(most or len(some), len(some))) for some in questions.values()]
    return Collection(data.name, folder, tuple(question for some in chosen for question in some))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _written(paragraphs: list[dict[str, Any]], folder: Path) -> dict[str, str]:
    """Write the articles as notes; article to path."""
    folder.mkdir(parents=True, exist_ok=True)
    articles: dict[str, list[dict[str, Any]]] = {}
    for paragraph in paragraphs:
        articles.setdefault(paragraph["art"], []).append(paragraph)
    paths: dict[str, str] = {}
    for article, own in articles.items():
        title = own[0].get("title") or re.split(r"[，。：！？!?\n]", own[0]["text"])[0][:30]
        stem = re.sub(r'[\\/:*?"<>|#^\[\]\x00-\x1f]+', " ", title).strip(" .")[:60] or article
        path = f"{stem}.md" if f"{stem}.md" not in paths.values() else f"{stem} {article}.md"
        sections = (f"## 第 {place} 節\n\n{one['text']}\n" for place, one in enumerate(own, 1))
        front = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n"
        (folder / path).write_text(front + "\n".join(sections), "utf-8")
        paths[article] = path
    return paths
