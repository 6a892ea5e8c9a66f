"""What a person calls a note: the order of the steps, and what is said when it is none or several."""

from collections.abc import Callable, Mapping

import pytest

from notes_cli.errors import AmbiguousNote, NoteNotFound
from notes_cli.library import Library

Maker = Callable[[Mapping[str, str]], Library]

NOTES = {
    "泛化.md": "---\ntitle: 雙重下降\n---\n",
    "AI/泛化能力.md": "---\ntitle: 什麼是泛化\naliases: [generalization, 記憶]\n---\n",
    "AI/記憶.md": "---\ntitle: 記憶機器\n---\n",
    "AI/scaling.md": "# Scaling laws\n",
    "筆記/scaling.md": "# 別的\n",
    "筆記/驗證集.md": "",
    "筆記/caf\u00e9.md": "",
    "筆記/Attention 導讀.md": "",
}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("泛化", "泛化.md"),  # the path, before every other note that begins so
        ("泛化.md", "泛化.md"),
        ("AI/scaling", "AI/scaling.md"),
        ("ai/SCALING.md", "AI/scaling.md"),
        ("./AI/scaling.md", "AI/scaling.md"),
        ("[[AI/scaling]]", "AI/scaling.md"),
        ("記憶", "AI/記憶.md"),  # the file's name before an alias
        ("雙重下降", "泛化.md"),  # a title
        ("generalization", "AI/泛化能力.md"),  # an alias
        ("Scaling laws", "AI/scaling.md"),
        ("泛化能", "AI/泛化能力.md"),  # the beginning of one name
        ("gener", "AI/泛化能力.md"),
        ("双重下降", "泛化.md"),  # the other script
        ("验证集", "筆記/驗證集.md"),
        ("cafe\u0301", "筆記/caf\u00e9.md"),
        ("ｇeneralization", "AI/泛化能力.md"),
        ("generalisation", "AI/泛化能力.md"),  # the closest
        ("Atention 導讀", "筆記/Attention 導讀.md"),
    ],
)
def test_order(library_of: Maker, name: str, path: str) -> None:
    library = library_of(NOTES)
    assert library.path(name).relative_to(library.vault).as_posix() == path


def test_several(library_of: Maker) -> None:
    with pytest.raises(AmbiguousNote) as caught:
        library_of(NOTES).path("scaling")
    assert caught.value.candidates == ("AI/scaling.md", "筆記/scaling.md")
    assert "AI/scaling.md, 筆記/scaling.md" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "name", ["", " ", "/", "天文學", "x" * 10_000, "%", "'; DROP TABLE file; --", "\x00", "[[", "/etc/passwd"]
)
def test_none(library_of: Maker, name: str) -> None:
    with pytest.raises(NoteNotFound):
        library_of(NOTES).path(name)


def test_none_names_the_nearest(library_of: Maker) -> None:
    with pytest.raises(NoteNotFound) as caught:
        library_of(NOTES).path("Scaling lores 2")
    assert "scaling.md" in (caught.value.hint or "")


def test_every_note_answers_to_its_names(sample: Library) -> None:
    for note in sample.notes():
        for name in (note.path, note.path.removesuffix(".md"), note.title):
            assert sample.path(name) == sample.vault / note.path


@pytest.mark.parametrize("name", ["\udcff", "泛\ud800\udcff"])
def test_a_name_that_is_no_text_is_unknown(sample: Library, name: str) -> None:
    for ask in (sample.path, lambda name: sample.notes(f"link:[[{name}]]")):
        with pytest.raises(NoteNotFound):
            ask(name)
