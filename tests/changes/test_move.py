"""Notes moved and renamed, with every link to them. (Which links, and how they are written: `tests/vault`.)"""

from collections.abc import Callable, Mapping

import pytest

from notes_cli.changes.move import move
from notes_cli.changes.undo import undo
from notes_cli.errors import NotesError
from tests.changes.ground import Ground

Maker = Callable[[Mapping[str, str]], Ground]

VAULT = {
    "甲.md": '---\nup: "[[乙]]"\n---\n[[乙#節|文]] ![[乙#^b]] [乙](夾/乙.md) `[[乙]]`\n\n| a | [[乙\\|x]] |\n|-|-|\n',
    "夾/乙.md": "# 節\r\n[甲](../甲.md) [[甲]] [自己](乙.md)\r\n",
    "夾/丙.md": "[[無關]]\n",
}


@pytest.mark.parametrize(
    ("destination", "path"),
    [
        ("丁", "夾/丁.md"),
        ("丁.md", "夾/丁.md"),
        ("丁.MD", "夾/丁.MD"),
        ("v1.2", "夾/v1.2.md"),
        ("./丁", "丁.md"),
        (".", "乙.md"),
        ("/", "乙.md"),
        ("夾/丁", "夾/丁.md"),
        ("新夾/", "新夾/乙.md"),
        ("新夾/深/丁", "新夾/深/丁.md"),
    ],
)
def test_where_a_note_goes(ground_of: Maker, destination: str, path: str) -> None:
    ground = ground_of(VAULT)
    before = ground.files()
    plan = ground.do(lambda library: move(library, "乙", destination, parents=True))
    assert plan.records[0].path == path
    assert plan.records[0].changed
    assert set(ground.files()) == {"甲.md", path, "夾/丙.md"}
    assert ground.files()["夾/丙.md"] == before["夾/丙.md"]
    assert "`[[乙]]`" in ground.text("甲.md")
    with ground.open() as library:
        assert [one.target for one in library.unresolved()] == ["無關"]
        assert {one.path for one in library.backlinks(path)} == {"甲.md"}
    assert ground.index_agrees()
    ground.do(undo)
    assert ground.files() == before
    assert not (ground.vault / "新夾").exists()
    assert ground.index_agrees()


def test_each_link_keeps_its_style(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    ground.do(lambda library: move(library, "乙", "丁 戊"))
    assert (
        ground.text("甲.md")
        == (
            '---\nup: "[[丁 戊]]"\n---\n[[丁 戊#節|文]] ![[丁 戊#^b]] [乙](夾/丁%20戊.md) `[[乙]]`\n\n| a | [[丁 戊\\|x]] |\n|-|-|\n'
        )
        or "^b" in VAULT["甲.md"]
    )
    assert ground.text("夾/丁 戊.md") == "# 節\r\n[甲](../甲.md) [[甲]] [自己](丁%20戊.md)\r\n"


def test_a_name_in_another_case(ground_of: Maker) -> None:
    ground = ground_of({"note.md": "", "b.md": "[[note]] [x](note.md)\n"})
    before = ground.files()
    ground.do(lambda library: move(library, "note", "Note"))
    assert "Note.md" in ground.files()
    with ground.open() as library:
        assert len(library.backlinks("Note.md")) == 2
    ground.do(undo)
    assert ground.files() == before


def test_where_it_is_already(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    for destination in ("乙", "夾", "夾/", "夾/乙.md"):
        plan = ground.plan(lambda library, d=destination: move(library, "乙", d))  # type: ignore[misc]
        assert (plan.changes, plan.actions) == (0, ())


@pytest.mark.parametrize(
    ("destination", "reason"),
    [
        ("丙", "夾/丙.md exists"),
        ("甲.md", None),
        ("./甲", "甲.md exists"),
        ("沒有/", "no folder 沒有"),
        ("沒有/丁", "no folder 沒有"),
        ("../丁", "out of the vault|not in the vault"),
        ("/tmp/丁", "not in the vault"),
        ("夾/../../丁", "out of the vault|not in the vault"),
        (".dot/丁", "begins with a dot|no folder"),
        (".丁", "begins with a dot"),
        ("", "needs a name"),
        ("way/丁", "out of the vault"),
        ("丁" * 100, "name"),
    ],
)
def test_what_is_refused(ground_of: Maker, destination: str, reason: str | None) -> None:
    ground = ground_of(VAULT)
    (ground.vault / "way").symlink_to(ground.folder)
    before = ground.files()
    if reason is None:  # a new name in the same folder, whatever is called so elsewhere
        ground.do(lambda library: move(library, "乙", destination))
        assert "夾/甲.md" in ground.files()
        return
    with pytest.raises(NotesError, match=reason):
        ground.do(lambda library: move(library, "乙", destination))
    assert ground.files() == before
    assert ground.index_agrees()


def test_when_a_linking_note_cannot_be_written_nothing_moves(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    (ground.vault / "甲.md").chmod(0o444)
    before = ground.files()
    with pytest.raises(NotesError, match=r"甲\.md is read-only"):
        ground.do(lambda library: move(library, "乙", "丁"))
    assert ground.files() == before


def test_a_symbolic_link_is_not_moved(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    (ground.vault / "l.md").symlink_to("夾/乙.md")
    with pytest.raises(NotesError, match="symbolic link"):
        ground.do(lambda library: move(library, "l.md", "夾/"))
