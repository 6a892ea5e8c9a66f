"""Other forms of English words."""

import pytest

from notes_cli.text.inflect import inflections


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("scaled", "scaling"), ("scaling", "scales"), ("templates", "template"), ("template", "templates"),
        ("law", ""), ("laws", "law"), ("studies", "study"), ("study", "studied"), ("stopped", "stop"),
        ("stop", "stopping"), ("class", "classes"), ("classes", "class"), ("train", "training"),
        ("tokenized", "tokenize"), ("weights", "weight"),
    ],
)  # fmt: skip
def test_forms(typed: str, written: str) -> None:
    assert written in inflections(typed) if written else inflections(typed) == []


@pytest.mark.parametrize("word", ["", "ai", "bus", "價值", "café", "gpt4", "GPTS"])
def test_other_words_have_none(word: str) -> None:
    assert inflections(word) == []


@pytest.mark.parametrize("word", ["class", "status", "process", "thing", "need", "seeing", "agreed"])
def test_a_word_is_no_form_of_itself(word: str) -> None:
    found = inflections(word)
    assert word not in found
    assert len(found) == len(set(found))
    assert len(found) < 12
