"""Laws of edits, over front matter of every style that people write."""

import os
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from notes_cli.errors import EditRefused
from notes_cli.model import Value
from notes_cli.vault.edit import Add, Change, Moment, Remove, Set, Unset, edited
from notes_cli.vault.properties import shown
from notes_cli.vault.source import Source

#: As many as a run of all tests bears; MANY=2500 is the number to trust.
MANY = settings(max_examples=int(os.environ.get("MANY", "60")), deadline=None)

KEYS = ["title", "標題", "Checkbox 1", "a.b", '"quoted key"', "'single'", "emoji 🐈", "2025", '"yes"', "key-x", "url"]
SCALARS = [
    "x", "5", "true", "2025-12-25", "2025-12-25T11:30:00+08:00", '"雙引號"', "'單引號'", '"a: b"', "", "~", "yes",
    "12:30", "plain text # with a hash", "http://x.y/z#t", '""', "0123", "a, b", "-1.5", '"多行\n  第二行"', "一行\n  又一行",
]  # fmt: skip
ELEMENTS = ["a", '"b"', "'c'", "中文", "5", "true", '"[[Link]]"', "x/y", "1.0"]
BODIES = ["", "body\n", "no newline", "\n# Title\n\n---\ntitle: not this\n---\n", "---\n", "tags: [x]\n---\n", "甲\n乙"]


class Entry(NamedTuple):
    """A property as generated: its lines end in a newline; `head` is what no change of its value may touch."""

    head: str
    rest: str


@st.composite
def flow_list(draw: st.DrawFn) -> str:
    elements = draw(st.lists(st.sampled_from(ELEMENTS), max_size=4))
    form = draw(st.sampled_from(["[{}]", "[ {} ]", "[{},]", "[\n  {}\n]", "[\n  {},\n]", "[{}\n]"]))
    comma = ",\n  " if form.startswith("[\n") else draw(st.sampled_from([",", ", ", " , ", ",\n    "]))
    if form.startswith("[\n") and draw(st.booleans()):
        comma = ", # why\n  "
    return form.format(comma.join(elements)) if elements else draw(st.sampled_from(["[]", "[ ]"]))


@st.composite
def block_list(draw: st.DrawFn) -> str:
    lead = draw(st.sampled_from(["", "  ", "    "])) + "-" + draw(st.sampled_from([" ", "   "]))
    lines = []
    for element in draw(st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=4)):
        lines.append(lead + element + draw(st.sampled_from(["", "", " # why", "  "])))
        if len(lead) > 2 and draw(st.integers(0, 5)) == 0:
            lines.append(lead[:-2].replace("-", " ") + "# note")
    return "\n" + "\n".join(lines)


@st.composite
def nested(draw: st.DrawFn) -> str:
    pairs = draw(
        st.lists(
            st.sampled_from(["x: 1", "y: [a]", "z: '中'", "w:", "v:\n    - 1"]), min_size=1, max_size=4, unique=True
        )
    )
    return "\n" + "\n".join("  " + pair for pair in pairs)


BLOCK_SCALARS = [
    "|\n  甲\n  乙",
    ">-\n  folded\n  text",
    "|+\n  kept\n\n",
    ">\n  one\n\n  two\n",
    "|2-\n   x",
    "| # c\n    deep\n    er",
]
FLOW_MAPS = ["{a: 1, b: [x]}", "{}", '{"a":1,"b":"x"}', "{ a: 1 }"]
VALUES = st.one_of(
    st.sampled_from(SCALARS),
    flow_list(),
    block_list(),
    nested(),
    st.sampled_from(BLOCK_SCALARS),
    st.sampled_from(FLOW_MAPS),
)


@st.composite
def entry(draw: st.DrawFn, key: str) -> Entry:
    value = draw(VALUES)
    colon = draw(st.sampled_from([":", ":", ":", " :"]))
    comment = "" if "\n" in value else draw(st.sampled_from(["", "", "", " # c", "  ", " #中"]))
    gap = "" if value.startswith("\n") or not value else draw(st.sampled_from([" ", " ", "   "]))
    return Entry(key + colon, f"{gap}{value}{comment}\n")


class Written(NamedTuple):
    """A note, and where its properties stand."""

    pieces: list[Entry | str]
    ends: list[str]
    mark: str
    body: str
    fence: str

    def text(self, pieces: list[Entry | str] | None = None) -> str:
        block = "".join("".join(piece) for piece in (self.pieces if pieces is None else pieces))
        lines = f"{self.fence}\n{block}{self.fence}\n{self.body}".split("\n")
        ends = [self.ends[place % len(self.ends)] for place in range(len(lines) - 1)] + [""]
        return self.mark + "".join(line + end for line, end in zip(lines, ends, strict=True))


@st.composite
def notes(draw: st.DrawFn, *, uniform: bool = False) -> Written:
    pieces: list[Entry | str] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True)):
        if draw(st.integers(0, 4)) == 0:
            pieces.append(draw(st.sampled_from(["# comment\n", "\n", "# title: no\n"])))
        pieces.append(draw(entry(key)))
    if draw(st.integers(0, 3)) == 0:
        pieces.append(draw(st.sampled_from(["# end\n", "\n", "# end\n\n"])))
    ends = draw(st.sampled_from([["\n"], ["\r\n"], ["\r"], *([] if uniform else [["\r\n", "\n"]])]))
    return Written(
        pieces,
        ends,
        draw(st.sampled_from(["", "\ufeff"])),
        draw(st.sampled_from(BODIES)),
        draw(st.sampled_from(["---", "--- "])),
    )


TEXTS = st.one_of(
    st.sampled_from([
        "x", "yes", "No", "on", "12:30", "0123", "1_000", "~", "null", "2025-12-25", "@a", "`a", "%a", "&a", "*a", "!a", "|",
        ">", "#a", "- a", "-", "?", ": a", "a:", "a: b", "a #b", "[x]", "{x}", ",", '"q"', "'q'", "it's", 'say "x"', "a\\b",
        " lead", "trail ", "", "🐈", "標題：全形", "a\nb", "\t", "\x1b[0m", "\u2028", "[[Link]]", "<<", "=", "1e5", "0x1F", ".inf",
        "0o17", "1.5", "y", "--- x", "...", "a?b", "#", "\u3000", "https://x.y/?a=1#b", "\ufeff", "{{title}}",
    ]),
    st.text(max_size=12).filter(lambda text: text.isprintable() or "\n" in text),
)  # fmt: skip
NEW = st.one_of(
    TEXTS,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.one_of(TEXTS, st.integers(), st.booleans()), max_size=4),
)


def front(text: str) -> Any:
    found = Source.of(text).front
    assert not found.problems, found.problems
    return found.values


def keys_of(note: Written) -> list[tuple[int, str]]:
    """The properties of a note: their place among the pieces, and their name."""
    names = list(front(note.text()))
    places = [place for place, piece in enumerate(note.pieces) if isinstance(piece, Entry)]
    return list(zip(places, names, strict=True))


def made(text: str, *changes: Change) -> str | None:
    """`text` after `changes`; None when they are refused for a reason that a user can understand."""
    try:
        return edited(text, changes)
    except EditRefused as refused:
        assert "without changing something else" not in refused.message, (text, changes)
        assert "cannot be written" not in refused.message, (text, changes)
        return None


@MANY
@given(notes(), NEW, st.data())
def test_set_changes_the_value_and_nothing_before_or_behind_it(
    note: Written, value: Value, data: st.DataObject
) -> None:
    place, name = data.draw(st.sampled_from(keys_of(note)))
    before = note.text()
    after = made(before, Set(name, value))
    if after is None:
        assert isinstance(front(before)[name], dict)
        return
    expected = {**front(before), name: value}
    assert repr(front(after)) == repr(expected)
    piece = note.pieces[place]
    assert isinstance(piece, Entry)
    head = len(Written([*note.pieces[:place], piece.head], note.ends, note.mark, "", note.fence).text()) - 20
    assert after[: max(head, 0)] == before[: max(head, 0)]
    tail = "".join("".join(one) for one in note.pieces[place + 1 :]).lstrip("\n") + note.fence + "\n" + note.body
    assert Source.of(after).plain.endswith(tail)
    assert edited(after, [Set(name, value)]) is after


@MANY
@given(notes(), st.sampled_from(["new", "新 屬性", "k: v", '"', "true", "9"]), NEW)
def test_a_new_property_is_one_piece_of_text_and_unset_takes_it_out(note: Written, name: str, value: Value) -> None:
    before = note.text()
    after = made(before, Set(name, value))
    assert after is not None
    assert list(front(after).items())[-1][0] == name
    assert len(after) > len(before)
    same = next((i for i, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    assert after.endswith(before[same:])
    assert edited(after, [Unset(name)]) == before


@MANY
@given(notes(), st.data())
def test_unset_takes_out_the_lines_of_the_property(note: Written, data: st.DataObject) -> None:
    place, name = data.draw(st.sampled_from(keys_of(note)))
    after = made(note.text(), Unset(name))
    assert after is not None
    rest = [piece for index, piece in enumerate(note.pieces) if index != place]
    if any(isinstance(piece, Entry) for piece in rest):
        assert name not in front(after)
        plain = Source.of(after).plain
        lines = Source.of(note._replace(pieces=rest).text()).plain
        assert plain.replace("\n", "") == lines.replace("\n", "")
    assert edited(after, [Unset(name)]) is after


@MANY
@given(notes(), st.lists(TEXTS, min_size=1, max_size=3, unique=True), st.data())
def test_add_and_remove_are_inverse_on_lists(note: Written, values: list[str], data: st.DataObject) -> None:
    before = note.text()
    lists = [name for _, name in keys_of(note) if isinstance(front(before)[name], list)]
    if not lists:
        return
    name = data.draw(st.sampled_from(lists))
    old = front(before)[name]
    after = made(before, Add(name, tuple(values)))
    assert after is not None
    has = set(map(shown, old))
    missing = tuple(value for value in values if value not in has)
    assert front(after)[name] == [*old, *missing]
    assert edited(after, [Add(name, tuple(values))]) is after
    again = made(after, Remove(name, missing))
    assert again is not None
    if old:
        assert again == before
    assert front(again) == front(before)


@MANY
@given(notes(), st.data())
def test_remove_takes_out_each_element(note: Written, data: st.DataObject) -> None:
    before = note.text()
    lists = [name for _, name in keys_of(note) if isinstance(front(before)[name], list) and front(before)[name]]
    if not lists:
        return
    name = data.draw(st.sampled_from(lists))
    old = front(before)[name]
    gone = data.draw(st.lists(st.sampled_from(old), min_size=1, unique_by=repr))
    after = made(before, Remove(name, tuple(gone)))
    assert after is not None
    names = {repr(one) for one in gone}
    assert [repr(one) for one in front(after)[name]] == [repr(one) for one in old if repr(one) not in names]


CHANGES = st.one_of(
    st.builds(Set, st.sampled_from([*KEYS[:4], "new", "tags"]), NEW),
    st.builds(Unset, st.sampled_from([*KEYS[:4], "new", "tags"])),
    st.builds(Add, st.sampled_from(["tags", "標題"]), st.lists(st.sampled_from(["a", "b", "中"]), max_size=2)),
    st.builds(Remove, st.sampled_from(["tags", "標題"]), st.lists(st.sampled_from(["a", "b", "中"]), max_size=2)),
)


@MANY
@given(st.one_of(notes().map(Written.text), st.sampled_from(BODIES)), st.lists(CHANGES, max_size=5))
def test_changes_together_are_the_changes_one_by_one(text: str, changes: list[Change]) -> None:
    if (text.startswith("---") and not Source.of(text).front.values) or Source.of(text).front.problems:
        return
    together = made(text, *changes)
    single: str | None = text
    for change in changes:
        single = single and made(single, change) if single else made("", change) if single == "" else None
    assert together == single


@MANY
@given(st.sampled_from(BODIES), st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n", "\r"]), NEW)
def test_a_note_without_front_matter_gets_it_and_loses_it_again(body: str, mark: str, end: str, value: Value) -> None:
    text = mark + body.replace("\n", end)
    if Source.of(text).front.problems:
        return
    after = made(text, Set("新", value))
    assert after is not None
    assert after.startswith(mark + "---")
    assert after.endswith(text.removeprefix(mark))
    assert repr(front(after)) == repr({"新": value})
    if "\n" in body:
        assert "\n" not in after.replace(end, "")
    assert edited(after, [Unset("新")]) == text


def equal(one: Any, other: Any) -> bool:
    return repr(one) == repr(other) or (isinstance(one, float) and isinstance(other, int | float) and one == other)


@settings(max_examples=300, deadline=None)
@given(
    TEXTS,
    NEW,
    st.sampled_from(
        [
            "---\nk: x\n---\n",
            "---\nk: [x]\n---\n",
            '---\n{"k":"x"}\n---\n',
            "---\nk:\n  - 'x'\n---\n",
            "---\nk: |\n  x\n---\n",
            "",
        ]
    ),
)
@example("k", "12:30", "")
def test_yaml_1_1_and_1_2_read_what_is_written_alike(name: str, value: Value, text: str) -> None:
    if not name.strip() or "\x00" in name:
        return
    for changes in ([Set("k", value)], [Set(name, value)], [Add("k", ("x", name))]):
        after = made(text, *changes)
        if after is None:
            continue
        expected = front(after)
        block = after[4 : after.rindex("---", 0, Source.of(after).front.start)]
        assert equal(expected, yaml.safe_load(block)), block
        assert equal(expected, yaml.load(block, yaml.BaseLoader) and dict(yaml.safe_load(block))), block
        ruamel = YAML(typ="safe", pure=True).load(block)
        assert equal(expected, dict(ruamel)), block


def test_a_date_is_plain_where_one_is_meant_and_quoted_where_text_is() -> None:
    assert edited("", [Set("date", Moment("2025-12-25"))]) == "---\ndate: 2025-12-25\n---\n"
    assert edited("", [Set("title", "2025-12-25")]) == '---\ntitle: "2025-12-25"\n---\n'
    assert edited("---\ndate: 2024-01-01\n---\n", [Set("date", "2025-12-25")]) == "---\ndate: 2025-12-25\n---\n"


@pytest.mark.parametrize("value", ["\ud800", 10**5000], ids=["half a character", "5001 digits"])
def test_what_no_yaml_holds_is_refused(value: Value) -> None:
    with pytest.raises(EditRefused, match="cannot be written"):
        edited("---\na: 1\n---\n", [Set("x", value)])
