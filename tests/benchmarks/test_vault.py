"""The generated vaults: the same seed gives the same bytes, another seed others, and they are what they say."""

import pytest

from benchmarks.vault import Maker, make


@pytest.fixture(scope="module")
def maker():
    return Maker(60, seed=1)


def test_the_same_seed_gives_the_same_notes(maker):
    again = Maker(60, seed=1)
    assert again.paths == maker.paths
    assert [again.note(i) for i in (0, 7, 59)] == [maker.note(i) for i in (0, 7, 59)]
    assert maker.note(7) == maker.note(7)


def test_another_seed_gives_others(maker):
    other = Maker(60, seed=2)
    assert set(other.paths).isdisjoint(maker.paths)


def test_a_larger_vault_begins_with_the_names_of_a_smaller_one(maker):
    assert Maker(120, seed=1).paths[:60] == maker.paths


def test_names_are_unique(maker):
    assert len({path.rpartition("/")[2] for path in maker.paths}) == 60


def test_two_thirds_of_the_text_are_chinese(maker):
    text = "".join(map(maker.note, range(60)))
    han = sum("\u4e00" <= character <= "\u9fff" for character in text) * 3
    assert 0.5 < han / len(text.encode()) < 0.8


def test_files_on_disk_are_the_notes_and_made_once(tmp_path, maker):
    make(tmp_path, 60, seed=1)
    first = tmp_path / maker.paths[3]
    assert first.read_text() == maker.note(3)
    first.write_text("changed")
    make(tmp_path, 60, seed=1)
    assert first.read_text() == "changed"
