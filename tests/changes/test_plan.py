"""Plans: made whole before anything is written, carried out whole, taken back whole."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_cli.changes.plan import Plan, apply, chosen, expect
from notes_cli.changes.properties import assignments, set_properties, tick, unset_properties
from notes_cli.changes.tags import renames, retag
from notes_cli.changes.undo import undo
from notes_cli.errors import ChangedOnDisk, EditRefused, NoteNotFound, NotesError, Refused, UsageError, ValueRefused
from notes_cli.library import Library
from tests.changes.ground import Ground

Maker = Callable[[Mapping[str, str]], Ground]

NOTES = {
    "a.md": "---\ntitle: 甲\ndraft: true\n---\n內文 #標籤\n",
    "b.md": "---\r\ntitle: 乙\r\ndraft: true # 註\r\n---\r\n內文\r\n",
    "c.md": "\ufeff---\ntitle: 丙\ndraft: false\n---\n沒有換行",
    "夾/d.md": "沒有 front matter",
}


def setting(*words: str, where: str = "a.md") -> Callable[[Library], Plan]:
    def make(library: Library) -> Plan:
        note, query = (where, None) if where.endswith(".md") else (None, where)
        notes, found = chosen(library, note, query)
        return set_properties(library, notes, assignments(library, words), found=found)

    return make


def test_only_what_changes_is_written(ground_of: Maker) -> None:
    ground = ground_of(NOTES)
    for path in ground.vault.rglob("*.md"):
        path.chmod(0o640)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    plan = ground.do(setting("draft=true", where="title:甲 OR title:乙 OR title:丙"))
    assert [(record.path, record.changed) for record in plan.records] == [
        ("a.md", False),
        ("b.md", False),
        ("c.md", True),
    ]
    assert ground.files()["c.md"] == NOTES["c.md"].replace("false", "true").encode()
    touched = {p.name for p in ground.vault.rglob("*.md") if p.stat().st_mtime != 1_700_000_000}
    assert touched == {"c.md"}
    assert {p.stat().st_mode & 0o777 for p in ground.vault.rglob("*.md")} == {0o640}
    assert ground.index_agrees()


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("l+=3", "l: [1, 2, 3]"),
        ("l+=2.5", "l: [1, 2, 2.5]"),
        ("l+=-4", "l: [1, 2, -4]"),
        ("l+=007", 'l: [1, 2, "007"]'),
        ("l+=三", "l: [1, 2, 三]"),
        ("t+=3", 't: [甲, "3"]'),
    ],
)
def test_what_is_added_to_numbers_is_a_number(ground_of: Maker, word: str, line: str) -> None:
    ground = ground_of({"a.md": "---\nl: [1, 2]\nt: [甲]\n---\n"})
    ground.do(setting(word))
    assert line in ground.files()["a.md"].decode().split("\n")


def test_when_one_note_cannot_be_changed_none_is(ground_of: Maker) -> None:
    ground = ground_of({**NOTES, "bad.md": "---\ntitle: [\n---\n", "json.md": '{\n"title": "t"\n}\n'})
    before = ground.files()
    with pytest.raises(Refused, match="2 notes cannot be changed, so none is: bad.md: .*; json.md: "):
        ground.do(setting("draft=false", where="-title:無"))
    assert ground.files() == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"---\nt: \xa4\xa4\n---\n", "not UTF-8"),
        ("---\na: 1\n".encode("utf-16"), "not UTF-8"),
        (b"---\na: 1\na: 2\n---\n", "a.md: "),
        (b"---\na: 1\n", "a.md: "),
        (b'{\n"a": 1\n}\n', "JSON"),
    ],
)
def test_what_is_not_understood_is_refused(ground_of: Maker, text: bytes, reason: str) -> None:
    ground = ground_of({})
    (ground.vault / "a.md").write_bytes(text)
    with pytest.raises(Refused, match=reason):
        ground.do(setting("x=1"))
    assert ground.files() == {"a.md": text}


def test_a_file_changed_between_plan_and_write_is_not_overwritten(ground_of: Maker) -> None:
    ground = ground_of(NOTES)
    with ground.open() as library:
        plan = setting("評分=5", where="內文")(library)
        (ground.vault / "b.md").write_bytes(b"mine")
        with pytest.raises(ChangedOnDisk, match=r"b\.md"):
            apply(library, plan)
    assert ground.files() == {**{name: text.encode() for name, text in NOTES.items()}, "b.md": b"mine"}


def test_read_only_and_outside(ground_of: Maker, tmp_path: Path) -> None:
    ground = ground_of(NOTES)
    (ground.vault / "a.md").chmod(0o444)
    with pytest.raises(Refused, match=r"a\.md is read-only"):
        ground.do(setting("x=1"))
    outside = tmp_path / "out.md"
    outside.write_bytes(b"secret")
    (ground.vault / "l.md").symlink_to(outside)
    with pytest.raises(NotesError):
        ground.do(setting("x=1", where="l.md"))
    with pytest.raises(NotesError):
        ground.do(setting("x=1", where="../../out.md"))
    assert outside.read_bytes() == b"secret"


def test_a_link_within_the_vault_is_changed_once(ground_of: Maker) -> None:
    ground = ground_of({"夾/d.md": "內文"})
    (ground.vault / "l.md").symlink_to("夾/d.md")
    plan = ground.do(setting("x=1", where="內文"))
    assert plan.changes == 1
    assert (ground.vault / "l.md").is_symlink()
    assert ground.text("夾/d.md") == "---\nx: 1\n---\n內文"
    assert ground.index_agrees()


def test_a_note_is_not_guessed(ground_of: Maker) -> None:
    ground = ground_of({"泛化是什麼呢.md": "", "b.md": ""})
    with ground.open() as library:
        assert library.document("泛化是甚麼呢").record.path == "泛化是什麼呢.md"
        with pytest.raises(NoteNotFound, match="泛化是甚麼呢"):
            chosen(library, "泛化是甚麼呢", None)
        with pytest.raises(UsageError, match="part"):
            chosen(library, "b#x", None)
        for note, where in ((None, None), (None, " ")):
            with pytest.raises(UsageError):
                chosen(library, note, where)


def test_expectations(ground_of: Maker) -> None:
    ground = ground_of(NOTES)
    plan = ground.plan(setting("draft=true", where="內文 OR title:丙"))
    assert (len(plan.records), plan.changes) == (3, 1)
    expect(plan, None)
    expect(plan, 1)
    with pytest.raises(Refused, match="1 note changes, and not 3"):
        expect(plan, 3)


def test_undo_is_a_stack(ground_of: Maker) -> None:
    ground = ground_of(NOTES)
    states = [ground.files()]
    for words in (["a=1"], ["b=二"], ["draft=false"]):
        ground.do(setting(*words, where="-title:無"))
        states.append(ground.files())
    ground.do(setting("a=1"))  # changes nothing, and is no change to take back
    for before in reversed(states[:-1]):
        ground.do(undo)
        assert ground.files() == before
        assert ground.index_agrees()
    with pytest.raises(Refused, match="no change"):
        ground.plan(undo)


def test_undo_shows_what_comes_back(ground_of: Maker) -> None:
    ground = ground_of(NOTES)
    ground.do(setting("draft=false"))
    (record,) = ground.plan(undo).records
    assert (record.path, record.changed) == ("a.md", True)
    assert "\n-draft: false\n+draft: true\n" in record.diff


# -- what is typed -------------------------------------------------------------------------------------------

TYPED = {
    "甲.md": "---\n評分: 5\n讀完: true\n日期: 2025-01-01\ntags: [a]\n名: 文\n清單: [一, 二]\n---\n",
    "n.md": "---\ntitle: n\n---\n",
}


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["評分=3"], ["評分: 3"]),
        (["讀完=false"], ["讀完: false"]),
        (["名=3"], ['名: "3"']),
        (["名=true"], ['名: "true"']),
        (["名:=3"], ["名: 3"]),
        (['名:={"a": [1, null]}'], ["名: {a: [1, null]}"]),
        (["新=7", "又新=text"], ["新: 7", "又新: text"]),
        (["名=a=b:=c"], ["名: a=b:=c"]),
        (['"a=b"=1'], ["a=b: 1"]),
        (["a:b=1"], ["a:b: 1"]),
        (["日期=2026-02-03"], ["日期: 2026-02-03"]),
        (["讀完=true", "讀完=false"], ["讀完: false"]),
    ],
)
def test_values_are_of_the_type_of_the_property(ground_of: Maker, words: list[str], lines: list[str]) -> None:
    ground = ground_of(TYPED)
    ground.do(setting(*words, where="n.md"))
    assert ground.text("n.md").split("\n")[2:-2] == lines


def test_lists_gain_and_lose(ground_of: Maker) -> None:
    ground = ground_of(TYPED)
    ground.do(setting("tags+=新", "tags-=a", "清單+=三", "清單-=一", where="甲.md"))
    assert "tags: [新]\n" in ground.text("甲.md")
    assert "清單: [二, 三]\n" in ground.text("甲.md")


def test_a_property_is_spelled_as_elsewhere(ground_of: Maker) -> None:
    ground = ground_of({"a.md": "---\nCheckbox 1: true\n---\n", "n.md": ""})
    ground.do(setting("checkbox 1=false", where="n.md"))
    assert ground.text("n.md") == "---\nCheckbox 1: false\n---\n"


@pytest.mark.parametrize(
    "word", ["評分=高", "讀完=yes", "日期=明年", "名:=nix", "名:=NaN", "名", "=x", "tags+=", "tags=兩 個字", '"x=1']
)
def test_what_does_not_fit_is_refused_with_the_reason(ground_of: Maker, word: str) -> None:
    ground = ground_of(TYPED)
    before = ground.files()
    with pytest.raises((ValueRefused, UsageError)) as caught:
        ground.do(setting(word, where="甲.md"))
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.message
    assert ground.files() == before


def test_unset(ground_of: Maker) -> None:
    ground = ground_of(TYPED)

    def make(library: Library) -> Plan:
        return unset_properties(library, *chosen(library, "甲.md", None)[:1], ["評分", "tags", "沒有"], found=False)

    ground.do(make)
    assert ground.text("甲.md") == "---\n讀完: true\n日期: 2025-01-01\n名: 文\n清單: [一, 二]\n---\n"


# -- checkboxes ----------------------------------------------------------------------------------------------

BOXES = {
    "one.md": "---\n讀完: false\ntitle: t\n---\n",
    "two.md": "---\n讀完: false\n發布: true\n---\n",
    "empty.md": "---\n讀完:\n---\n",
    "none.md": "內文\n",
    "unknown.md": "---\n無人知:\n---\n",
    "text.md": '---\n讀完: "false"\n---\n',
    "other.md": "---\ndraft: yes\n---\n",
    "broken.md": "---\n讀完: [\n---\n",
}


def ticking(note: str, name: str | None, done: bool) -> Callable[[Library], Plan]:
    return lambda library: tick(library, (library.note_file(note),), name, done, found=False)


def test_checkboxes_are_ticked(ground_of: Maker) -> None:
    ground = ground_of(BOXES)
    ground.do(ticking("one.md", None, True))
    assert ground.text("one.md") == "---\n讀完: true\ntitle: t\n---\n"
    ground.do(ticking("two.md", "發布", False))
    assert ground.text("two.md") == "---\n讀完: false\n發布: false\n---\n"
    ground.do(ticking("empty.md", "讀完", True))
    assert ground.text("empty.md") == "---\n讀完: true\n---\n"
    ground.do(ticking("none.md", "讀完", True))
    assert ground.text("none.md") == "---\n讀完: true\n---\n內文\n"
    ground.do(ticking("unknown.md", "無人知", True))
    assert ground.text("unknown.md") == "---\n無人知: true\n---\n"
    assert not ground.plan(ticking("one.md", "讀完", True)).changes


@pytest.mark.parametrize(
    ("note", "name", "reason"),
    [
        ("two.md", None, "several checkboxes"),
        ("none.md", None, "no checkbox"),
        ("one.md", "title", "no checkbox"),
        ("none.md", "沒有", "no property"),
        ("text.md", "讀完", "no checkbox"),
        ("other.md", "draft", "no checkbox"),
        ("broken.md", "讀完", "broken.md: "),
        ("broken.md", None, "broken.md: "),
    ],
)
def test_what_is_no_checkbox_is_refused(ground_of: Maker, note: str, name: str | None, reason: str) -> None:
    ground = ground_of(BOXES)
    with pytest.raises(NotesError, match=reason):
        ground.do(ticking(note, name, True))
    assert ground.text(note) == BOXES[note]


# -- tags ----------------------------------------------------------------------------------------------------


def test_tags_change_in_all_notes_or_none(ground_of: Maker) -> None:
    ground = ground_of({"a.md": "---\ntags: [AI/x]\n---\n#AI `#AI`\n", "b.md": "#ai/y\n"})

    def make(library: Library) -> Plan:
        return retag(library, library.note_files("tag:AI"), rename=renames(["AI=機器"]), found=True)

    ground.do(make)
    assert ground.files() == {"a.md": "---\ntags: [機器/x]\n---\n#機器 `#AI`\n".encode(), "b.md": "#機器/y\n".encode()}
    assert ground.index_agrees()
    with pytest.raises(UsageError, match="no new name"):
        renames(["AI"])


# -- laws ----------------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)
_KEYS = st.sampled_from(["評分", "draft", "新 的", "tags", "a:b", "名"])
_BODY = st.text(st.sampled_from("ab 中\n-#[]"), max_size=30)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(_KEYS, st.one_of(st.none(), st.booleans(), st.integers(), _TEXT)), min_size=1, max_size=4),
    _BODY,
    st.booleans(),
)
def test_undo_gives_back_the_bytes(pairs: list[tuple[str, object]], body: str, mark: bool) -> None:
    import json

    notes = {"a.md": ("\ufeff" if mark else "") + f"---\ndraft: true\n---\n{body}", "b.md": body}
    with TemporaryDirectory() as folder:
        ground = Ground(Path(folder), notes)
        before = ground.files()
        words = [f"{json.dumps(key)}:={json.dumps(value)}" for key, value in pairs]
        try:
            plan = ground.plan(setting(*words, where="-title:無"))
        except NotesError:
            assert ground.files() == before
            return
        ground.do(lambda _: plan)
        assert len([name for name in before if ground.files()[name] != before[name]]) == plan.changes
        if plan.changes:
            ground.do(undo)
        assert ground.files() == before


def test_refusals_are_exit_1() -> None:
    assert {kind.exit_code for kind in (Refused, EditRefused, ChangedOnDisk)} == {1}
