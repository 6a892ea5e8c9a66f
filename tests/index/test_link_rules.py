"""Rules of links that are easily got wrong: folders, encoded marks, paths above the root, hidden notes, parts."""

from collections.abc import Callable

import pytest

from notes_cli.errors import NoteNotFound
from notes_cli.library import Library

Maker = Callable[..., Library]


@pytest.mark.parametrize(
    ("source", "text", "leads_to"),
    [
        ("乙.md", "[[資料/]]", None),  # a folder is no note, and not this one
        ("乙.md", "[x](posts/)", None),
        ("乙.md", "[[#標題]]", "乙.md"),
        ("乙.md", "[x](C%23.md)", "C#.md"),
        ("乙.md", "[x](C%23.md#甲)", "C#.md"),
        ("乙.md", "[[夾//甲]]", "夾/甲.md"),
        ("乙.md", "[[空\u00a0白]]", "空 白.md"),
        ("夾/甲.md", "[[../乙]]", "乙.md"),
        ("夾/甲.md", "[[./甲]]", "夾/甲.md"),
        ("夾/甲.md", "[[../../乙]]", None),  # above the vault there is nothing
        ("夾/甲.md", "[[/乙]]", "乙.md"),
        ("夾/甲.md", "[[/甲]]", None),
    ],
)
def test_where_a_link_leads(library_of: Maker, source: str, text: str, leads_to: str | None) -> None:
    notes = {"乙.md": "乙", "C#.md": "# 甲", "夾/甲.md": "甲", "空 白.md": "白"}
    library = library_of({**notes, source: text})
    (link,) = library.links(source)
    assert link.resolved == leads_to
    assert bool(library.unresolved()) == (leads_to is None)


def test_links_in_hidden_notes_do_not_count(library_of: Maker) -> None:
    library = library_of({
        "甲.md": "x", "藏/乙.md": "[[甲]]", ".obsidian/app.json": '{"userIgnoreFilters": ["藏/"]}',
    })  # fmt: skip
    assert not library.backlinks("甲")
    assert [note.path for note in library.orphans()] == ["甲.md"]
    library.hidden = True
    assert [link.path for link in library.backlinks("甲")] == ["藏/乙.md"]


def test_a_backlink_shows_where_it_stands_also_in_a_property(library_of: Maker) -> None:
    library = library_of({"甲.md": "x", "乙.md": '---\n上: "[[甲]]"\n---\n見 [[甲]]。\n'})
    assert [link.excerpt for link in library.backlinks("甲")] == ["上: [[甲]]", "見 [[甲]]。"]


def test_a_part_of_a_note_is_asked_for(library_of: Maker) -> None:
    library = library_of({
        "甲.md": "# 一\n[[乙]]\n# 二\n[[丙]] ^塊\n", "乙.md": "[[甲#一]] [[甲#二]] [[甲]]", "丙.md": "[[甲#一|字]]",
    })  # fmt: skip
    assert [link.target for link in library.links("甲#二")] == ["丙"]
    assert [(link.path, link.text) for link in library.backlinks("甲#一")] == [("丙.md", "字"), ("乙.md", "甲 > 一")]
    assert [heading.text for heading in library.outline("甲#二")] == ["二"]
    with pytest.raises(NoteNotFound):
        library.backlinks("甲#三")


def test_two_files_that_differ_in_case_or_normalisation_are_two_notes(library_of: Maker) -> None:
    library = library_of({"Case.md": "大", "case.md": "小", "e\u0301.md": "分", "\u00e9.md": "合"})
    assert library.document("case.md").body == "小"
    assert library.document("Case").body == "大"
    assert library.document("\u00e9.md").body == "合"
    assert library.document("e\u0301.md").body == "分"
    assert len(library.notes()) == 4


def test_a_date_is_the_same_in_every_spelling(library_of: Maker) -> None:
    library = library_of({"甲.md": "---\n到期: July 20th 2022\n---\n", "乙.md": "---\n到期: 2022/7/21\n---\n"})
    assert [note.path for note in library.notes("[到期:2022-07-20]")] == ["甲.md"]
    assert len(library.notes("[到期:2022-07]")) == 2


def test_what_is_clear_by_name_is_what_ranking_says(library_of: Maker) -> None:
    """The views `backlink` and `unresolved` take a short way where they can; `destination` never does."""
    targets = (
        "甲",
        "甲.md",
        "a/甲",
        "../甲",
        "/甲",
        "/a/甲",
        "b",
        "b.md",
        "B",
        "a/b",
        "圖.png",
        "x/圖.png",
        "沒有",
        "a/沒有",
        "#節",
    )
    text = "\n".join((*(f"[[{target}]]" for target in targets), '[r]({{< ref "/a/b" >}})', "[r]({{< relref b >}})"))
    places = (
        "甲.md",
        "a/甲.md",
        "b.md.md",
        "a/b.md",
        "c/B.md",
        "a/b/index.md",
        "content/a/b.zh-tw.md",
        "c/d/圖.png.md",
    )
    library = library_of({**dict.fromkeys(places, text), "圖.png": "", "單.md": "[[單]] [[甲]]"})
    destination = set(library.sql("SELECT note, seq, target FROM destination"))
    short = set(library.sql("SELECT note, seq, target FROM backlink"))
    assert {tuple(row) for row in short} == {tuple(row) for row in destination if row[2] not in (None, row[0])}
    unresolved = set(library.sql("SELECT note, seq FROM unresolved"))
    assert unresolved
    assert {tuple(row) for row in unresolved} == {tuple(row[:2]) for row in destination if row[2] is None}
    linked = {row[2] for row in destination if row[2] != row[0]}
    orphans = {path for note, path in library.sql("SELECT id, path FROM file WHERE is_note") if note not in linked}
    assert {note.path for note in library.orphans()} == orphans == {note.path for note in library.notes("is:orphan")}
    broken = {row[0] for row in unresolved}
    paths = {path for note, path in library.sql("SELECT id, path FROM file") if note in broken}
    assert {note.path for note in library.notes("is:broken")} == paths
