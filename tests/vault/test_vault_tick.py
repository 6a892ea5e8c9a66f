"""Ticking tasks: one character, and no other byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.errors import UsageError
from notes_cli.vault.agree import read
from notes_cli.vault.tick import ticked

#: Text with its task marked: « » around the status character. Line of the task, the status when ticked or not.
CASES = [
    ("- [«»] 讀論文\n", 1),
    ("* [«»] a\n", 1),
    ("+ [«»] a", 1),
    ("1. [«»] a\n", 1),
    ("12) [«»] a\n", 1),
    ("- a\n    - [«»] 內層\n", 2),
    ("> - [«»] 引文\n", 1),
    ("> [!todo] 標題\n> - [ ] 一\n> - [«»] 二\n", 3),
    ("---\ntitle: 甲\n---\n\n- [«»] a\n", 5),
    ("---\r\ntitle: 甲\r\n---\r\n\r\n- [«»] a  \r\n- [ ] b\r\n", 5),
    ("\ufeff---\ntitle: 甲\n---\n- [«»] a\n", 4),
    ("\ufeff- [«»] a\n", 1),
    ("a\r- [ ] b\r\n\r\n- [«»] c\r", 4),
    ("- [ ] 一\n- [«»] 二\n- [x] 三", 2),
    ("- [«»] #AI [[Note]] ^block\n", 1),
    ("- [ ] a [x] b\n- [«»] [x] [ ]\n", 2),
    ("| a |\n|---|\n\n- [«»] 📅 2026-01-31\n", 4),
    ("- - [«»] a\n", 1),
    ("😀 é\n\n- [«»] 學\n", 3),
]


@pytest.mark.parametrize(("marked", "line"), CASES)
@pytest.mark.parametrize("status", [" ", "x", "X", "-", "/", ">", "✓", "學", "😀"])
@pytest.mark.parametrize("done", [True, False])
def test_one_character_changes(marked: str, line: int, status: str, done: bool) -> None:
    before = marked.replace("«»", status)
    wanted = status if done and status in "xX" else "x" if done else " "
    assert ticked(before, line, done) == marked.replace("«»", wanted)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- [ ] a\n", 2),
        ("```\n- [ ] a\n```\n", 2),
        ("%%\n- [ ] a\n%%\n", 2),
        ("<!--\n- [ ] a\n-->\n", 2),
        ("text [ ] a\n", 1),
        ("- \\[ ] a\n", 1),
        ("- [] a\n", 1),
        ("- [xx] a\n", 1),
        ("", 1),
        ("- [ ] a\n", 0),
        ("- [ ] a\n", -3),
    ],
)
def test_a_line_that_is_no_task_is_refused(text: str, line: int) -> None:
    with pytest.raises(UsageError, match=f"{line} is no task"):
        ticked(text, line, True)


def test_the_nearest_tasks_are_named() -> None:
    text = "".join(f"- [ ] 第{n}\n\n" for n in range(1, 9))
    with pytest.raises(UsageError) as caught:
        ticked(text, 6, True)
    assert caught.value.message == "line 6 is no task"
    assert caught.value.hint == "the nearest are line 3: [ ] 第2; line 5: [ ] 第3; line 7: [ ] 第4"


LINES = st.lists(
    st.sampled_from(
        [
            "- [ ] a",
            "- [x] 甲 ",
            "  * [-] b\t",
            "> - [ ] c",
            "text",
            "",
            "```",
            "1. [/] 學 ^id",
            "%%",
            "# h",
            "\t- [?] d",
        ]
    ),
    max_size=12,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff", "\ufeff---\na: 1\n---\n"]))
def test_ticking_changes_the_task_and_nothing_else(lines: list[str], newline: str, start: str) -> None:
    text = (start + "\n".join(lines)).replace("\n", newline)
    for task in read("n.md", text).tasks:
        opened = ticked(text, task.line, False)
        closed = ticked(opened, task.line, True)
        assert [len(text), len(text)] == [len(opened), len(closed)]
        assert sum(a != b for a, b in zip(text, closed, strict=True)) <= 1
        assert ticked(closed, task.line, False) == opened
        assert [t.status for t in read("n.md", closed).tasks if t.line == task.line] == ["x"]
