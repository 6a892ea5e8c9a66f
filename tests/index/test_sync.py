"""Files to rows. The law: any edits and a sync give what a rebuild from nothing gives."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import notes_cli.vault.read
from notes_cli.index import lexicon
from notes_cli.index import sync as syncing
from notes_cli.library import Library
from tests.index.content import content

OLD = 1_600_000_000
PATHS = st.sampled_from(["甲.md", "乙.md", "資料夾/甲.md", "資料夾/深/丙.MD", "b c.md", "圖.png", "資料夾/附件.pdf"])
FRONTS = st.sampled_from(
    ["", "---\ntitle: 標題\ntags: [AI/對齊, ai]\naliases: 別名\nCheckbox 1: true\n---\n", "---\nCheckbox 1:\ndate: 2025-01-02\n日期: 2024\n---\n",
     "---\n壞: [\n---\n", "---\n[1]\n---\n", '---\n嵌: {a: {b: "[[甲]]"}}\n---\n', "+++\ntitle = 'T'\n+++\n", "---\nn: .inf\nm: 1e400\n---\n"]
)  # fmt: skip
BODIES = st.lists(
    st.sampled_from(
        ["# 標題 A b\n", "## 結論\n", "價值函數 scaling\n", "- [ ] 待辦 📅 2026-01-01\n", "- [x] 完成\n", "[[甲]] [[資料夾/甲#結論|文字]]\n",
         "![[圖.png]] [x](附件.pdf)\n", "#標籤 #AI/對齊\n", "段落 ^id1\n", "pre-training GPT-3 DeepMind\n", "鍵:: 值\n", "\x00\ufeff\u202e\n",
         "字" * 3000 + "。\n\n", "```\n# 不是\n```\n", "\r\n"]
    ),
    max_size=6,
).map("".join)  # fmt: skip
SETTINGS = st.sampled_from(
    [("app.json", '{"userIgnoreFilters": ["資料夾/"]}'), ("app.json", "{}"), ("app.json", "壞"),
     ("types.json", '{"types": {"Checkbox 1": "checkbox"}}'), ("types.json", '{"types": {"日期": "date"}}')]
)  # fmt: skip


class Editing(RuleBasedStateMachine):
    """A vault that somebody edits in any way, and an index that is brought up to date now and then."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.vault = self.folder / "vault"
        self.vault.mkdir()
        self.library = Library.open(self.vault, database=self.folder / "index.db", environ={})
        # Of so few files all terms would be read anew each time.
        self.patches = (patch.object(syncing, "REFILL", 0), patch.object(lexicon, "LOOKUP", 0))
        for each in self.patches:
            each.start()

    def files(self) -> list[Path]:
        return sorted(path for path in self.vault.rglob("*") if path.is_file())

    @rule(path=PATHS, front=FRONTS, body=BODIES)
    def write(self, path: str, front: str, body: str) -> None:
        file = self.vault / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((front + body).encode("utf-8"))

    @rule(path=PATHS, body=BODIES, aged=st.booleans())
    def add(self, path: str, body: str, aged: bool) -> None:
        file = self.vault / path
        if file.exists():
            with file.open("ab") as stream:
                stream.write(body.encode("utf-8"))
            if aged:  # what a sync tool or a restored backup does
                os.utime(file, (OLD + len(body), OLD + len(body)))

    @rule(path=PATHS)
    def change_within_size_and_time(self, path: str) -> None:
        file = self.vault / path
        if file.exists() and (data := file.read_bytes()):
            before = file.stat()
            file.write_bytes(bytes(reversed(data)))
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(old=PATHS, new=PATHS)
    def rename(self, old: str, new: str) -> None:
        if (self.vault / old).exists():
            (self.vault / new).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.vault / old, self.vault / new)

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        (self.vault / path).unlink(missing_ok=True)

    @rule(path=PATHS, when=st.sampled_from([OLD, 4_000_000_000, 0]))
    def touch(self, path: str, when: int) -> None:
        if (self.vault / path).exists():
            os.utime(self.vault / path, (when, when))

    @rule(found=SETTINGS)
    def change_settings(self, found: tuple[str, str]) -> None:
        (self.vault / ".obsidian").mkdir(exist_ok=True)
        (self.vault / ".obsidian" / found[0]).write_text(found[1], "utf-8")

    @rule()
    def sync(self) -> None:
        figures = self.library.index().figures
        notes = [file for file in self.files() if file.suffix.lower() == ".md" and ".obsidian" not in file.parts]
        assert figures.notes == len(notes)

    @rule()
    def sync_is_a_rebuild(self) -> None:
        self.library.index()
        connection = self.library._connection
        connection.execute("INSERT INTO fts(fts) VALUES ('integrity-check')")
        with (
            patch.object(syncing, "REFILL", 1_000_000),
            Library.open(self.vault, database=self.folder / "fresh.db", environ={}) as fresh,
        ):
            fresh.index()
            expected = content(fresh._connection)
        for suffix in ("", "-wal", "-shm"):
            (self.folder / f"fresh.db{suffix}").unlink(missing_ok=True)
        found = content(connection)
        for table, rows in expected.items():
            assert found[table] == rows, table
        assert found.keys() == expected.keys()

    @invariant()
    def the_vault_is_left_alone(self) -> None:
        assert not [name for name in os.listdir(self.vault) if "index" in name]

    def teardown(self) -> None:
        if hasattr(self, "library"):
            for each in self.patches:
                each.stop()
            self.library.close()
            shutil.rmtree(self.folder)


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


Maker = Callable[[Mapping[str, str]], Library]


def age(library: Library) -> None:
    """Make every file old, and known to be so."""
    for path in library.vault.rglob("*"):
        os.utime(path, (OLD, OLD))
    library.index()


def test_a_rebuild_is_what_was_there(library_of: Maker) -> None:
    library = library_of({"甲.md": "# 甲\n\n#標籤 [[乙]]", "乙.md": "---\ntags: [x]\n---\n內文"})
    before = content(library._connection)
    library.index(rebuild=True)
    assert content(library._connection) == before


def test_what_did_not_change_is_not_read(library_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_of({"甲.md": "# 甲", "乙.md": "# 乙", "丙.md": "# 丙"})
    age(library)
    read: list[str] = []
    real = notes_cli.vault.read.read_note
    monkeypatch.setattr(notes_cli.vault.read, "read_note", lambda path, data: (read.append(path), real(path, data))[1])
    library.index()
    assert read == []
    os.utime(library.vault / "甲.md", (OLD + 5, OLD + 5))  # touched, not changed: opened, not parsed
    assert library.index().figures.modified == 0
    assert read == []
    (library.vault / "乙.md").write_text("# 改了", "utf-8")
    assert library.index().figures[:5] == (3, 0, 1, 0, 2)
    assert read == ["乙.md"]


def test_a_renamed_note_is_read_again_and_its_id_is_nobody_elses(library_of: Maker) -> None:
    library = library_of({"甲.md": "# 甲", "乙.md": "# 乙"})
    os.replace(library.vault / "甲.md", library.vault / "丁.md")
    figures = library.index().figures
    assert (figures.notes, figures.added, figures.removed) == (2, 1, 1)
    assert {note.path for note in library.notes()} == {"乙.md", "丁.md"}


def test_an_edit_of_equal_size_and_recent_time_is_seen(library_of: Maker) -> None:
    library = library_of({"甲.md": "一二三"})
    file = library.vault / "甲.md"
    before = file.stat()
    file.write_text("四五六", "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    library.index()
    assert [hit.path for hit in library.search("四五六")] == ["甲.md"]
    assert not list(library.search("一二三"))


@pytest.mark.parametrize(
    ("when", "replaced"),
    [
        pytest.param(OLD, False, id="past, in place"),
        pytest.param(OLD, True, id="past, replaced"),
        pytest.param(4_102_444_800, False, id="future, in place"),
        pytest.param(4_102_444_800, True, id="future, replaced"),
    ],
)  # fmt: skip
def test_an_edit_of_equal_size_and_time_is_seen(library_of: Maker, when: int, replaced: bool) -> None:
    library = library_of({"甲.md": "一二三"})
    file = library.vault / "甲.md"
    os.utime(file, (when, when))
    library.index()
    if replaced:
        other = library.vault.parent / "other"
        other.write_text("四五六", "utf-8")
        os.replace(other, file)
    else:
        file.write_text("四五六", "utf-8")
    os.utime(file, (when, when))
    library.index()
    assert [hit.path for hit in library.search("四五六")] == ["甲.md"]


def test_an_edit_while_the_clock_is_set_back_is_seen(library_of: Maker) -> None:
    library = library_of({"甲.md": "一二三"})
    file = library.vault / "甲.md"
    file.write_text("四五六七", "utf-8")
    os.utime(file, (OLD, OLD))
    library.index()
    assert [hit.path for hit in library.search("四五六七")] == ["甲.md"]


def test_a_file_that_vanishes_while_it_is_read_waits_for_the_next_look(
    library_of: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    import notes_cli.library.looking as module

    library = library_of({"甲.md": "# 甲"})
    (library.vault / "乙.md").write_text("# 乙", "utf-8")
    real = module.load
    monkeypatch.setattr(
        module, "load", lambda root, disk: None if disk.endswith("乙.md".encode()) else real(root, disk)
    )
    assert library.index().figures.notes == 1
    monkeypatch.setattr(module, "load", real)
    assert library.index().figures.notes == 2


def test_a_reader_that_fails_leaves_the_index_as_it_was(library_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_of({"甲.md": "# 甲"})
    before = content(library._connection)
    (library.vault / "乙.md").write_text("# 乙", "utf-8")
    (library.vault / "甲.md").write_text("# 改", "utf-8")

    def fail(path: str, data: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(notes_cli.vault.read, "read_note", fail)
        with pytest.raises(KeyboardInterrupt):
            library.index()
    assert content(library._connection) == before
    assert library.index().figures[:4] == (2, 1, 1, 0)


def test_progress_is_told(library_of: Maker) -> None:
    library = library_of({f"{n}.md": "x" for n in range(450)})
    told: list[tuple[int, int]] = []
    library.progress = lambda done, total: told.append((done, total))
    library.index(rebuild=True)
    assert told[-1] == (450, 450)
    assert told == sorted(told)
    assert len(told) > 1


def test_a_look_that_finds_what_the_last_one_found_compares_nothing(
    library_of: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of({"甲.md": "# 甲", "夾/乙.md": "# 乙", "夾/圖.png": ""})
    age(library)
    library.index()

    def refuse(*_: object) -> None:
        raise AssertionError("stamps were compared")

    with monkeypatch.context() as patched:
        patched.setattr(syncing, "difference", refuse)
        assert library.index().figures[:5] == (2, 0, 0, 0, 2)
        for change in (
            lambda: os.utime(library.vault / "甲.md", (OLD, OLD)),  # nothing but the time of the change of its inode
            lambda: os.replace(library.vault / "夾/圖.png", library.vault / "夾/畫.png"),
            lambda: os.replace(library.vault / "夾/畫.png", library.vault / "畫.png"),
            lambda: os.rename(library.vault / "夾", library.vault / "匣"),
            lambda: (library.vault / "鏈.md").symlink_to("匣/乙.md"),
        ):
            change()
            with pytest.raises(AssertionError, match="stamps were compared"):
                library.index()
    assert library.index().figures.notes == 3
