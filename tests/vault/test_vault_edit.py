"""Edits of front matter, to the byte: the cases of edits/*.md, and every front matter of the other vault tests.

A case is a title, the changes (one a line, values in JSON), the text before, and the text after, `= the same` or
`! why it is refused`. ␍ is a carriage return, ␠ a blank at the end of a line, ␉ a tab, ␁ a control character, <BOM> a byte order mark,
␃ the end of a text that does not end in a newline.
"""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from notes_cli.errors import EditRefused
from notes_cli.vault.edit import Add, Change, Moment, Remove, Replace, Set, Unset, edited
from notes_cli.vault.source import Source

HERE = Path(__file__).parent
MARKS = {"\r": "␍", "\t": "␉", "\x01": "␁", "\ufeff": "<BOM>"}
_CASE = re.compile(r"## (.+)\n\n((?:    .+\n)+)\n~~~\n((?:.*\n)*?)~~~\n(?:~~~\n((?:.*\n)*?)~~~|([=!]) (.+))\n")


class Case(NamedTuple):
    """One case as written."""

    title: str
    changes: str
    before: str
    after: str | None
    sign: str | None
    reason: str | None


def cases() -> Iterator[Case]:
    for file in sorted((HERE / "edits").glob("*.md")):
        text = file.read_text("utf-8")
        found = [Case(*case) for case in _CASE.findall(text)]
        assert len(found) == text.count("\n## "), f"{file.name}: a case that is not understood"
        yield from found


def unmarked(text: str) -> str:
    """The text that stands in a case."""
    for sign, mark in MARKS.items():
        text = text.replace(mark, sign)
    return re.sub("␃\n?", "", text.replace("␠", " "))


def change(line: str) -> Change:
    """The change that a line of a case asks for: a verb, a name and values."""
    verb, rest = line.strip().split(" ", 1)
    name, end = json.JSONDecoder().raw_decode(rest) if rest[0] == '"' else (rest.split(" ")[0], len(rest.split(" ")[0]))
    values, rest = [], rest[end:].strip()
    if verb == "date":
        return Set(name, Moment(rest))
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        values.append(value)
        rest = rest[end:].strip()
    match verb:
        case "set":
            return Set(name, values[0])
        case "unset":
            return Unset(name)
        case "add":
            return Add(name, values)
        case "remove":
            return Remove(name, values)
    assert verb == "replace"
    return Replace(name, *values)


CASES = list(cases())


def test_there_are_more_than_two_hundred_cases_and_no_title_twice() -> None:
    assert len({case.title for case in CASES}) == len(CASES) > 200


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case) -> None:
    before, changes = unmarked(case.before), [change(line) for line in case.changes.splitlines()]
    if case.sign == "!":
        with pytest.raises(EditRefused) as refused:
            edited(before, changes)
        assert refused.value.message == case.reason
        return
    after = edited(before, changes)
    if case.sign == "=":
        assert after is before
        return
    assert after == unmarked(case.after or "")
    assert after != before
    again = [one for one in changes if not isinstance(one, Replace)]
    assert edited(after, again) is after, "made twice, it is made once"


def real_notes() -> Iterator[tuple[str, str]]:
    """Notes of the other tests of this room, of the sample vault, and odd ones of public vaults, by name."""
    for name in ("obsidian", "frontmatter_detect", "real_odd_frontmatter", "yaml_values"):
        for line in (HERE / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if "value" in row:
                text = f"---\nv: {row['value']}\n---\nbody\n"
            elif "front_matter" in row:
                block = row["front_matter"]
                text = "---\n" + block + ("" if block.endswith("\n") or not block else "\n") + "---\nbody\n"
            else:
                text = row.get("fileContents") or row["content"]
            yield row["id"], text
    for file in sorted((HERE.parent.parent / "vault").rglob("*.md")):
        yield file.name, file.read_bytes().decode("utf-8", "surrogateescape")


REAL = dict(real_notes())


@pytest.mark.parametrize("name", REAL)
def test_front_matter_of_real_notes_is_edited_rightly_or_refused(name: str) -> None:
    text = REAL[name]
    front = Source.of(text).front
    changes: list[Change] = [Set("新", "x: y"), Add("tags", ("新標籤",)), Unset("新")]
    changes += [Set(key, False) for key in front.values] + [Unset(key) for key in front.values]
    done = 0
    for one in changes:
        try:
            after = edited(text, [one])
        except EditRefused as refused:
            assert "without changing something else" not in refused.message
            continue
        done += 1
        assert edited(after, [one]) is after
        if isinstance(one, Set):
            expected = {**front.values, one.name: one.value}
            found = Source.of(after).front.values
            assert sorted(map(repr, found.items())) == sorted(map(repr, expected.items()))
            assert front.kind == "toml" or list(found) == list(expected)  # there tables come last
        assert after.endswith(text[Source.of(text).at(front.start) :] if front.start else text.removeprefix("\ufeff"))
    assert done > 2 or front.problems or front.kind in ("toml", "json") or "[" in str(front.values)


def test_a_large_front_matter_is_edited_in_linear_time() -> None:
    lines = "".join(f"key{n}: value {n}\n" for n in range(5_000))
    tags = "".join(f"  - t{n}\n" for n in range(5_000))
    text = f"---\n{lines}tags:\n{tags}---\n" + "x\n" * 1_000_000
    begun = time.perf_counter()
    assert len(edited(text, [Set("key7", "y"), Add("tags", ("new",)), Unset("key9")])) > len(text) - 30
    assert time.perf_counter() - begun < 30


@pytest.mark.parametrize("inside", ["[" * 90, "# c\n" * 50_000 + "[", "\n" * 100_000 + "- ", "- # a - b\n" * 3_000])
def test_ugly_blocks_take_no_time(inside: str) -> None:
    begun = time.perf_counter()
    for text in (f"---\na: 1\nb:\n{inside}\n---\n", f"---\nb:\n{inside}x\nc: 1\n---\n"):
        try:
            edited(text, [Set("a", 2), Add("b", ("x",)), Unset("c")])
        except EditRefused:
            pass
    assert time.perf_counter() - begun < 10


def test_a_value_of_bytes_that_are_no_text_is_refused_in_words() -> None:
    for fence in ("---", "+++"):
        with pytest.raises(EditRefused, match="cannot be written: it holds bytes that are no text$"):
            edited(f"{fence}\n{fence}\n", [Set("k\udcff", "v")])
