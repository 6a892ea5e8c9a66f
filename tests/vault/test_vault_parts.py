"""Parts of a note: headings, paths of headings, blocks."""

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
