"""Names that differ in their Unicode form alone."""

import unicodedata
from collections.abc import Callable, Mapping

import pytest

from notes_cli.library import Library


def test_twins_by_unicode_form(library_of: Callable[[Mapping[str, str]], Library]) -> None:
    names = [unicodedata.normalize(form, "が.md") for form in ("NFC", "NFD")]
    library = library_of({**dict.fromkeys(names, "x"), unicodedata.normalize("NFD", "ぎ.md"): "獨"})
    if len(library.notes()) < 3:
        pytest.skip("the file system takes the two for one")
    found = [(one.path, one.line, one.code) for one in library.doctor()]
    assert found == [("が.md", None, "name-twin")] * 2
    assert sorted(one.message.partition("”")[0] for one in library.doctor()) == ["“か\\u3099.md", "“が.md"]
