"""`doctor --fix`: what it changes, to the byte; afterwards the finding is gone, and no other has come."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_cli.changes.mend import mend
from notes_cli.changes.plan import Plan, apply
from notes_cli.changes.undo import undo
from notes_cli.problems import PROBLEMS
from notes_cli.vault.mend import CURES
from tests.changes.ground import Ground

BOXES = {f"{number}.md": "---\n讀: true\n---\n" for number in range(3)}

#: What stood there, and what stands there afterwards.
CASES = {
    "split": ("---\ntitle: 甲 # 題\ntags: a, b/c\n---\n文\n", "---\ntitle: 甲 # 題\ntags:\n  - a\n  - b/c\n---\n文\n"),
    "split in the style of the note": ("---\nx: [1, 2]\ntags: a b\n---\n", "---\nx: [1, 2]\ntags: [a, b]\n---\n"),
    "key": ("\ufeff---\r\ntag: a\r\n---\r\n文\r\n", "\ufeff---\r\ntags: a\r\n---\r\n文\r\n"),
    "key of several": ("---\ntag: a, b # 註\n---\n", "---\ntags: # 註\n  - a\n  - b\n---\n"),
    "key beside tags": ("---\ntag: [b, c]\nx: 1\ntags: [a, b]\n---\n", "---\nx: 1\ntags: [a, b, c]\n---\n"),
    "checkbox": ('---\n讀: "True"  # 註\n---\n', "---\n讀: true  # 註\n---\n"),
    "checkbox yes": ("---\n讀: no\n---\n", "---\n讀: false\n---\n"),
    "words": ("---\na: [yes, 12:30]\non: 1_000\n---\n", '---\na: ["yes", "12:30"]\n"on": "1_000"\n---\n'),
    "rule": ("一段。\n---\n\n兩\n行\n---\n三", "一段。\n\n---\n\n兩\n行\n---\n三"),
}
#: What looks alike and is left as it is.
LEFT = {
    "a number for Obsidian": "---\na: 0123\nb: 1e5\n---\n",
    "a text that is no truth": "---\n讀: 第三章\n---\n",
    "an inline field": "讀:: yes\n",
    "a heading that a link names": "小標\n---\n\n[[#小標]]\n",
    "broken front matter": "---\na: b: c\ntags: a, b\n---\n",
    "a block scalar": "---\na: |\n  yes\n---\n",
    "an anchor": "---\nx: &a 1\ntags: &b a, b\n---\n",
}


def test_what_it_changes(tmp_path: Path) -> None:
    ground = Ground(tmp_path, {f"{name}.md": old for name, (old, _) in CASES.items()} | BOXES)
    before = ground.files()
    plan = ground.do(lambda library: mend(library, None))
    assert {name: ground.text(f"{name}.md") for name in CASES} == {name: new for name, (_, new) in CASES.items()}
    assert {record.path for record in plan.records} == {f"{name}.md" for name in CASES}
    assert not ground.do(lambda library: mend(library, None)).actions
    ground.do(undo)
    assert ground.files() == before


def test_what_it_leaves(tmp_path: Path) -> None:
    ground = Ground(tmp_path, {f"{name}.md": text for name, text in LEFT.items()} | BOXES)
    plan = ground.plan(lambda library: mend(library, None))
    assert not plan.actions
    with ground.open() as library:
        found = library.doctor()
    assert len(found) > 3
    assert plan.remarks[-1].split()[0] == str(len(found))


def test_what_is_cured_in_part_is_counted(tmp_path: Path) -> None:
    ground = Ground(tmp_path, {"甲.md": "小標\n---\n\n[[#小標]]\n\n一段\n---\n"})
    plan = ground.do(lambda library: mend(library, None))
    assert ground.text("甲.md").endswith("一段\n\n---\n")
    assert plan.remarks[-1].split()[0] == "1"
    with ground.open() as library:
        assert [(one.line, one.code) for one in library.doctor()] == [(2, "heading-accidental")]


def test_a_query_narrows_it(tmp_path: Path) -> None:
    ground = Ground(tmp_path, {"a/甲.md": "---\ntag: a\n---\n", "b/乙.md": "---\ntag: a\n---\n"})
    ground.do(lambda library: mend(library, "in:a"))
    assert (ground.text("a/甲.md"), ground.text("b/乙.md")) == ("---\ntags: a\n---\n", "---\ntag: a\n---\n")


def test_a_note_that_is_no_utf8_holds_nothing_up(tmp_path: Path) -> None:
    ground = Ground(tmp_path, {"甲.md": "---\ntag: a\n---\n"})
    (ground.vault / "乙.md").write_bytes(b"---\ntag: a\n---\n\xff\xfe\xff")
    ground.do(lambda library: mend(library, None))
    assert ground.text("甲.md") == "---\ntags: a\n---\n"


def test_every_cure_is_in_the_table() -> None:
    assert set(CURES) == {code for code, kind in PROBLEMS.items() if kind.fixable}


_LINES = st.sampled_from([
    "tags: a, b", "tag: c", "tag: [d, e]", "tags: [a]", "tags: x y 2024", "讀: yes", "讀: 'true'", "讀: 1", "n: 0123", "t: 12:30",
    "on: off", "map: {讀: yes, z: no}", "x: [yes, 'no']", "# 註", "d: 2024-02-30", "up: '[[無]]'", "Tag: q", "TAGS: a,b", "b: | # c\n  yes",
])  # fmt: skip
_BODY = st.lists(
    st.sampled_from(
        ["一段。", "---", "", "# 題", "- 項", "> 引", "兩", "#標", "文#標", "```", "[[#兩]]", "===", "    碼", "\t"]
    ),
    max_size=8,
)


@settings(max_examples=12)
@given(st.lists(_LINES, max_size=5, unique=True), _BODY, st.sampled_from(["\n", "\r\n", "\r"]))
def test_afterwards_the_finding_is_gone_and_no_other_has_come(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], body: list[str], newline: str
) -> None:
    text = "\n".join(["---", *lines, "---", *body]).replace("\n", newline)
    ground = Ground(tmp_path_factory.mktemp("mend"), {"甲.md": text, **BOXES})
    with ground.open() as library:
        before = Counter((one.code, one.message) for one in library.doctor(everything=True) if one.path == "甲.md")
        plan: Plan = mend(library, None)
        apply(library, plan)
        after = Counter((one.code, one.message) for one in library.doctor(everything=True) if one.path == "甲.md")
        assert not after - before
        assert not mend(library, None).actions
    if not plan.actions:
        assert ground.text("甲.md") == text
    else:
        assert after < before
