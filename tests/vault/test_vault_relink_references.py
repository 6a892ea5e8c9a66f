"""Hugo's references when a page moves: the logical path of its new place, in the style that was written."""

from collections.abc import Callable

import pytest

from notes_cli.library import Library
from tests.vault.moving import moved


@pytest.mark.parametrize(
    ("text", "old", "new", "after"),
    [
        ('{{< ref "束" >}}', "content/posts/束/index.md", "content/posts/新/index.md", '{{< ref "新" >}}'),
        ('{{< ref "束" >}}', "content/posts/束/index.md", "content/文章/束/index.md", '{{< ref "束" >}}'),
        ('{{< ref "/posts/束" >}}', "content/posts/束/index.md", "content/文章/新.md", '{{< ref "/文章/新" >}}'),
        ('{{< ref "/posts/舊.md#h" >}}', "content/posts/舊.md", "content/文章/舊.md", '{{< ref "/文章/舊.md#h" >}}'),
        ('{{< ref "/content/posts/舊" >}}', "content/posts/舊.md", "content/文章/舊.md", '{{< ref "/content/文章/舊" >}}'),
        ('{{< ref "posts/舊" >}}', "content/posts/舊.md", "content/文章/新/index.md", '{{< ref "文章/新" >}}'),
        ('[文]({{< relref path="posts/舊" >}})', "content/posts/舊.md", "別處/舊.md", '[文]({{< relref path="別處/舊" >}})'),
        ('{{< ref path="語" lang="en" >}}', "content/語.en.md", "content/新.en.md", '{{< ref path="新" lang="en" >}}'),
        ('{{< ref "沒有" >}} [[束]]', "content/posts/束/index.md", "content/新/index.md", '{{< ref "沒有" >}} [[束]]'),
    ],
)  # fmt: skip
def test_a_reference_follows_its_page(
    library_of: Callable[..., Library], text: str, old: str, new: str, after: str
) -> None:
    others = {"content/posts/別/index.md": "別", "content/語.zh-tw.md": "語", "content/en/x.md": "x"}
    found = moved(library_of, {**others, old: "頁", "記.md": text}, old, new)
    assert found["記.md"] == after
    assert set(found) == {*others, new, "記.md"}


def test_the_references_of_a_page_that_moves_lead_where_they_led(library_of: Callable[..., Library]) -> None:
    notes = {
        "content/a/頁.md": '{{< ref "伴" >}} {{< ref "./伴" >}} {{< ref "../根" >}} {{< ref "/a/伴.md" >}}',
        "content/a/伴.md": "伴", "content/b/伴.md": "另一個", "content/根.md": "根",
    }  # fmt: skip
    found = moved(library_of, notes, "content/a/頁.md", "content/b/頁.md")
    assert found["content/b/頁.md"] == (
        '{{< ref "a/伴" >}} {{< ref "../a/伴" >}} {{< ref "../根" >}} {{< ref "/a/伴.md" >}}'
    )
