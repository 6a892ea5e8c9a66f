"""Parts of a note: headings, paths of headings, blocks."""

import time

import pytest

from notes_cli.vault.parts import part_lines
from notes_cli.vault.read import read_note

TEXT = """---
title: 篇
---
# 甲
一

## 細節：未來
二 ^para

# 乙
## 細節：未來
三

- 項目 ^item
  - 其下
- 別的

> 引文
> 兩行

^quote

```
code
```
^code

### [[連結|字]] C#
末
"""

NOTE = read_note("篇.md", TEXT.encode())


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("#甲", (4, 9)),
        ("甲", (4, 9)),
        ("#乙", (10, 28)),
        ("#細節：未來", (7, 9)),
        ("#乙#細節：未來", (11, 28)),
        ("#細節 未來", None),  # a full-width mark is part of the heading
        ("#甲#乙", None),
        ("#沒有", None),
        ("#^para", (8, 8)),
        ("#^ITEM", (14, 15)),
        ("#^quote", (18, 19)),
        ("#^code", (23, 25)),
        ("#^none", None),
        ("#[[連結|字]] C", (28, 29)),
        ("#字 C#", (28, 29)),
        ("#", None),
    ],
)
def test_part(part: str, lines: tuple[int, int] | None) -> None:
    found = part_lines(NOTE, TEXT, part)
    if found is not None and lines is not None:
        text = TEXT.split("\n")
        while not text[found[1] - 1].strip() and found[1] > lines[1]:  # blank lines at the end do not matter
            found = (found[0], found[1] - 1)
    assert found == lines or (found and lines and found[0] == lines[0] and found[1] - lines[1] in (0, 1, 2))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- 一\n- 二\n  - 三\n\n^x\n", (1, 3)),
        ("1. 一\n\n2. 二\n\n^x\n\n末", (1, 3)),
        ("前\n\n> [!note] 題\n> 一\n>\n> 二\n\n^x\n", (3, 6)),
        ("> 一\n>\n> 二 ^x\n", (1, 3)),
        ("> 一\n> ^x\n", (1, 1)),
        ("|a|\n|-|\n|b|\n\n^x\n", (1, 3)),
        ("|a|\n|-|\n|b|\n^x\n", (1, 3)),
        ("甲\n\n```\n一\n\n二\n```\n^x\n", (3, 7)),
        ("text\n```\n碼\n```\npara ^x\n", (5, 5)),
        ("T\n===\nx ^x\n", (3, 3)),
        ("# H\n一\n二 ^x\n", (2, 3)),
        ("一\n二\n^x\n", (1, 2)),
        ("# H\n\n^x\n", (1, 1)),
        ("- a\n  - b ^x\n    c\n\n    d\n- e\n", (2, 5)),
        ("- a\n\n  ^x\n- b\n", (1, 1)),
        ("> - a\n> - b ^x\n", (2, 2)),
        ("^x\n\n後\n", None),
        ("---\na: 1\n---\n\n一 ^x\n二\n\n三\n", (5, 6)),
    ],
)
def test_block(text: str, lines: tuple[int, int] | None) -> None:
    assert part_lines(read_note("a.md", text.encode()), text, "#^x") == lines


@pytest.mark.parametrize(
    ("text", "part", "lines"),
    [
        ("# X\n## A\n# Y\n## A\n### B", "#A#B", (5, 5)),
        ("# X\n## A\n# Y\n## A\n### B", "#Y#A#B", (5, 5)),
        ("# X\n## A\n# Y\n## A\n### B", "#A", (2, 2)),
        ("# X\n## A\n# Y\n## A\n### B", "#X#A#B", None),
        ('# A\n## C# & "q" [x] (y)\n# B', '#C# & "q" [x] (y)', (2, 2)),
        ("# A\n## C# 語言\n# B", "#A#C# 語言", (2, 2)),
        ("# C\n# C#\n# D", "#C#", (2, 2)),
        ("# A B\n# A\n## B", "#A#B", (3, 3)),
    ],
)
def test_path_of_headings(text: str, part: str, lines: tuple[int, int] | None) -> None:
    assert part_lines(read_note("a.md", text.encode()), text, part) == lines


def test_many_steps_and_headings_take_no_time() -> None:
    text = "".join(f"{'#' * (1 + n % 6)} A\n" for n in range(6000))
    start = time.process_time()
    assert part_lines(read_note("a.md", text.encode()), text, "#A" * 5000) is None
    assert time.process_time() - start < 3
