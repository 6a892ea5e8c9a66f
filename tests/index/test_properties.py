"""Properties over many notes: types, counts, the four states of a checkbox."""

from collections.abc import Callable

import pytest

from notes_cli.errors import UsageError
from notes_cli.library import Library

Maker = Callable[..., Library]

VAULT = {
    "勾.md": "---\nCheckbox 1: true\n評分: 5\n日期: 2026-01-02\n作者: [甲, 乙]\n---\n",
    "未勾.md": "---\ncheckbox 1: false\n評分: 4.5\n日期: 2026-01-02T10:00\n作者: 甲\n---\n",
    "空.md": "---\nCheckbox 1:\n評分: 5\n巢: {內: 值}\n---\n",
    "字.md": '---\nCheckbox 1: "true"\n---\n',
    "無.md": "內文\n",
    ".obsidian/types.json": '{"types": {"評分": "text"}}',
}


@pytest.fixture
def library(library_of: Maker) -> Library:
    return library_of(VAULT)


def test_types_are_assigned_or_what_most_values_look_like(library: Library) -> None:
    found = {record.property: (record.type, record.count) for record in library.properties()}
    assert found == {
        "Checkbox 1": ("checkbox", 4), "評分": ("text", 3), "日期": ("datetime", 2), "作者": ("multitext", 2), "巢": ("map", 1), "巢.內": ("text", 1),
    }  # fmt: skip


def test_a_checkbox_has_four_states_and_text_is_none_of_them(library: Library) -> None:
    (record,) = [record for record in library.properties() if record.property == "Checkbox 1"]
    assert record.values == {"true": 1, "false": 1, "empty": 1, "missing": 1, '"true"': 1}
    assert [(value.value, value.count) for value in library.values("CHECKBOX 1")][:4] == [
        ("true", 1), ("false", 1), ("empty", 1), ("missing", 1)]  # fmt: skip


def test_values_are_counted_by_note(library: Library) -> None:
    assert [tuple(value) for value in library.values("作者")] == [("甲", 2), ("乙", 1)]
    assert [tuple(value) for value in library.values("評分", "[Checkbox 1:true]")] == [("5", 1)]


def test_states_among_the_notes_that_match(library: Library) -> None:
    states = {value.value: value.count for value in library.values("Checkbox 1", "in:.")}
    assert states["missing"] == 1
    assert {value.value: value.count for value in library.values("Checkbox 1", "[評分]")}["missing"] == 0


def test_an_unknown_property_proposes_the_nearest(library: Library) -> None:
    with pytest.raises(UsageError) as caught:
        library.values("chekbox 1")
    assert "Checkbox 1" in (caught.value.hint or "")
