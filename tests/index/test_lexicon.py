"""The lexicon holds the words and pairs of the full-text index, whatever was edited."""

import os
from collections.abc import Callable, Mapping

import pytest

from notes_cli.index import lexicon, sync
from notes_cli.library import Library

Maker = Callable[[Mapping[str, str]], Library]


def held(library: Library) -> set[str]:
    rows = library._connection.execute("SELECT first, length, rest FROM lexicon").fetchall()
    words = [first + rest for first, _, rests in rows for rest in rests.split(" ")]
    assert len(words) == len(set(words))
    assert all(len(first + rest) == length for first, length, rests in rows for rest in rests.split(" "))
    return set(words)


def known(library: Library) -> set[str]:
    connection = library._connection
    name = lexicon.ensure_vocabulary(connection)
    terms = (term for (term,) in connection.execute(f"SELECT term FROM {name}"))
    return {term for term in terms if len(term) > 1 and "a" <= term < "\U000f0000"}


def test_it_holds_what_can_be_searched(library_of: Maker) -> None:
    library = library_of({"一.md": "# 泛化\n\nSutskever 說 café 🚀 2025 ab", "二.md": "привет カタカナ 𠀀𠀁 ﬁne"})
    assert {"泛化", "sutskever", "cafe", "ab", "привет", "カタ", "𠀀𠀁", "fine"} <= held(library)
    assert held(library) == known(library)


def test_only_words_are_in_it(library_of: Maker) -> None:
    library = library_of({"1.md": "🚀🚀 2025 x ₿₿ +++ ①② ﷺ ๐๑ ½"})
    assert not [word for word in held(library) if len(word) < 2 or word[0] in "0123456789+" or "\ue000" in word]
    assert held(library) == known(library)


@pytest.mark.parametrize(("refill", "lookup"), [(0, 0), (0, 1_000_000), (1_000_000, 0)])
def test_it_follows_every_change(library_of: Maker, monkeypatch: pytest.MonkeyPatch, refill: int, lookup: int) -> None:
    monkeypatch.setattr(sync, "REFILL", refill)
    monkeypatch.setattr(lexicon, "LOOKUP", lookup)
    library = library_of({"a.md": "alpha 泛化 shared", "b.md": "beta 泛函 shared"})
    vault = library.vault
    (vault / "a.md").write_text("gamma 模型 alpha", "utf-8")
    (vault / "c.md").write_text("delta 泛泛", "utf-8")
    library.index()
    assert {"gamma", "alpha", "delta", "beta", "shared", "模型", "泛函", "泛泛"} <= held(library)
    assert "泛化" not in held(library)
    os.unlink(vault / "b.md")
    library.index()
    assert not {"beta", "shared", "泛函"} & held(library)
    assert held(library) == known(library)
    os.unlink(vault / "a.md")
    os.unlink(vault / "c.md")
    library.index()
    assert held(library) == set()


def test_words_are_asked_for_by_beginning_and_length(library_of: Maker) -> None:
    connection = library_of({"a.md": "scale scaled stale able table 泛化 泛函 函數"})._connection
    assert lexicon.words(connection, "s", range(5, 6)) == {5: ["cale", "tale"]}
    assert sorted(lexicon.words(connection, "s", range(2, 9))) == [5, 6]
    assert lexicon.beginning_with(connection, "abt", "able") == ["table"]
    assert lexicon.followers(connection, "泛函貓") == {"泛": "函 化", "函": "数"}
