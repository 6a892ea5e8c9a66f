"""notes open: by name, or by a query that one note matches."""

import pytest

from notes_cli.cli.editor import only_note
from notes_cli.errors import AmbiguousNote, NoteNotFound, QueryError
from notes_cli.library import Library


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("泛化是什麼", "泛化是什麼"),  # a name, even where a query would match others
        ("bm25#公式", "bm25#公式"),
        ("bm25:3", "bm25:3"),
        ("什麼(", "什麼("),  # no query at all: a name that is told to be unknown later
        ("path:bm25", "檢索/bm25.md"),
        ("tag:AI/對齊 path:Goodhart", "AI/對齊/Goodhart 定律.md"),
    ],
)
def test_what_is_meant(sample: Library, said: str, meant: str) -> None:
    assert only_note(sample, said) == meant


def test_a_query_that_several_notes_match_names_them(sample: Library) -> None:
    with pytest.raises(AmbiguousNote) as raised:
        only_note(sample, "in:檢索")
    assert set(raised.value.candidates) == {note.path for note in sample.notes("in:檢索").items}
    assert len(raised.value.candidates) == 4


@pytest.mark.parametrize(("said", "error"), [("tag:沒有這個", NoteNotFound), ("titel:x", QueryError)])
def test_what_cannot_be_opened(sample: Library, said: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        only_note(sample, said)
