"""Where a link leads: decided at the time of asking, from facts about single files."""

import os
from collections.abc import Callable, Mapping

import pytest

from notes_cli.library import Library

Maker = Callable[[Mapping[str, str]], Library]


def resolved(library: Library, note: str) -> list[str | None]:
    return [link.resolved for link in library.document(note).links]


@pytest.mark.parametrize(
    ("target", "others", "leads_to"),
    [
        ("x", ["x.md", "a/x.md", "a/b/x.md"], "x.md"),  # the exact path from the vault's root
        ("x", ["a/x.md", "b/x.md"], "a/x.md"),  # the same folder
        ("x", ["a/b/x.md", "c/x.md"], "a/b/x.md"),  # below the same folder
        ("x", ["c/x.md", "b/long/x.md"], "c/x.md"),  # the shortest path
        ("x", ["c/x.md", "b/x.md"], "b/x.md"),  # A to Z
        ("b/x", ["b/x.md", "a/b/x.md"], "b/x.md"),
        ("b/x", ["c/b/x.md", "x.md"], "c/b/x.md"),  # the end of a path
        ("x.md", ["c/x.md"], "c/x.md"),
        ("X", ["c/x.md"], "c/x.md"),
        ("x", ["c/y.md"], None),
        ("b/x", ["c/x.md"], None),
        ("圖.png", ["assets/圖.png"], "assets/圖.png"),
        ("圖", ["assets/圖.png"], None),
        ("caf\u00e9", ["cafe\u0301.md"], "caf\u00e9.md"),
        ("x#標題", ["c/x.md"], "c/x.md"),
        ("#標題", [], "a/這裡.md"),
        ("../x", ["x.md", "a/x.md"], "x.md"),
        ("/b/x", ["b/x.md", "a/b/x.md"], "b/x.md"),
        ("x.y", ["c/x.y.md"], "c/x.y.md"),
        ("別名", ["x.md"], None),
    ],
)
def test_order(library_of: Maker, target: str, others: list[str], leads_to: str | None) -> None:
    notes = dict.fromkeys(others, "---\naliases: [別名]\n---\n") | {"a/這裡.md": f"[[{target}]]\n"}
    assert resolved(library_of(notes), "a/這裡.md") == [leads_to]


def test_links_follow_files_that_come_and_go(library_of: Maker) -> None:
    library = library_of({"a/這裡.md": "[[x]] ![[x]] [文字](x.md) [外](https://x.org/x)\n"})

    def now() -> list[str | None]:
        library.index()
        return resolved(library, "a/這裡.md")

    assert now() == [None, None, None, None]
    (library.vault / "c").mkdir()
    (library.vault / "c/x.md").write_text("")
    assert now() == ["c/x.md", "c/x.md", "c/x.md", None]
    os.replace(library.vault / "c/x.md", library.vault / "a/x.md")
    assert now() == ["a/x.md", "a/x.md", "a/x.md", None]
    os.unlink(library.vault / "a/x.md")
    assert now() == [None, None, None, None]


def test_backlinks(library_of: Maker) -> None:
    library = library_of(
        {
            "標的.md": "我自己 [[標的]]\n",
            "a/標的.md": "另一篇\n",
            "甲.md": "---\n相關: '[[標的]]'\n---\n第一行\n\n見 [[標的|那裡]]。\n",
            "a/乙.md": "[[標的]] 與 [[/標的]]\n",
            "丙.md": "![[標的#結論]]\n",
        }
    )
    found = [(b.path, b.line, b.kind, b.text) for b in library.document("標的.md").backlinks]
    assert found == [
        ("a/乙.md", 1, "wikilink", "標的"),
        ("a/乙.md", 1, "wikilink", "/標的"),
        ("丙.md", 1, "embed", "標的 > 結論"),
        ("甲.md", 2, "property", "標的"),
        ("甲.md", 6, "wikilink", "那裡"),
    ]
    assert library.document("標的.md").backlinks[-1].excerpt == "見 [[標的|那裡]]。"
    assert not library.document("a/標的.md").backlinks


def test_backlinks_are_links_turned_round(sample: Library) -> None:
    notes = [note.path for note in sample.notes()]
    forth = {
        (d.record.path, link.resolved, link.line)
        for d in map(sample.document, notes)
        for link in d.links
        if link.resolved
    }
    back = {(b.path, d.record.path, b.line) for d in map(sample.document, notes) for b in d.backlinks}
    assert back == {(source, to, line) for source, to, line in forth if to in notes and to != source}
    assert len(back) > 50
