"""The measures of relevance: figures of known answers, a collection made into a vault, our own questions."""

import json
from pathlib import Path

import pytest

from benchmarks.relevance.collection import Question, made, sample
from benchmarks.relevance.engines import ENGINES
from benchmarks.relevance.measure import macro, measured


def test_figures_of_known_answers() -> None:
    answers = {"甲": ["a", "b"], "乙": ["x", "a"], "丙": [], "丁": [*"bcdefghijk", "a"]}
    found = measured(answers.__getitem__, [Question("k", query, frozenset("a")) for query in answers])["k"]
    assert (found.count, found.recall1, found.recall5, found.recall10) == (4, 0.25, 0.5, 0.5)
    assert found.mrr10 == pytest.approx((1 + 1 / 2) / 4)
    assert found.empty == 0.25
    assert macro({"k": found, "l": found._replace(recall1=0.75)}, "recall1") == 0.5


def test_articles_become_notes(tmp_path: Path) -> None:
    docs = [{"id": "1", "art": "A", "title": "標/題", "text": "一段"}, {"id": "2", "art": "A", "title": "標/題", "text": "二"},
            {"id": "3", "art": "B", "title": "標 題", "text": "三段"}]  # fmt: skip
    (tmp_path / "x_docs.jsonl").write_text("\n".join(map(json.dumps, docs)), "utf-8")
    (tmp_path / "x_queries.jsonl").write_text(json.dumps({"kind": "k", "query": "三段", "gold_art": ["B"]}), "utf-8")
    collection = made(tmp_path, tmp_path / "vault")
    (question,) = collection.questions
    assert len(list(collection.vault.glob("*.md"))) == 2
    (path,) = question.gold
    assert "三段" in (collection.vault / path).read_text("utf-8")


def test_our_own_questions_are_answered(tmp_path: Path) -> None:
    collection = sample()
    assert all((collection.vault / path).is_file() for question in collection.questions for path in question.gold)
    found = measured(ENGINES["notes"].make(collection.vault, tmp_path), collection.questions)
    assert macro(found, "mrr10") > 0.93
    assert macro(found, "recall10") > 0.97
