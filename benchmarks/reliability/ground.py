"""A small vault to break, with its index, its journal and its home in one folder; and what must be true of it."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.reliability.children import Child, Said, said
from notes_cli.library import Library

Files = dict[str, bytes]

#: Notes of a ground, and words that only one of them holds.
COUNT = 24
WORDS = "泛化 正則 遷移 檢索 排序 嵌入 標註 獎勵 對齊 蒸餾 量化 剪枝 採樣 解碼 推理 記憶 規劃 搜尋 知識 圖譜 語料 分詞 校準 評測".split()


def note(number: int) -> str:
    """The text of a note: properties, a tag, a link, a task, and its own word."""
    word = WORDS[number % len(WORDS)]
    return (
        f"---\ntitle: 筆記{number}\ntags: [共同, 組{number % 3}]\ndraft: true\ncount: 0\n---\n# {word}\n\n"
        f"共同的文字，{word}與 scaling laws。見 [[n{(number + 1) % COUNT}]] 與 [[n0]]。\n\n- [ ] 待辦{number}\n"
        + "內文 body text，很長的一段。\n"
        * 20
    )


class Ground:
    """One vault and everything beside it."""

    def __init__(self, folder: Path, count: int = COUNT) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        (self.vault / ".obsidian").mkdir(parents=True)
        (folder / "out").mkdir()
        for number in range(count):
            (self.vault / f"n{number}.md").write_text(note(number), "utf-8")
        self.index = folder / "cache/index.db"
        self.environ = {
            "PATH": os.defpath, "HOME": str(folder / "home"), "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CACHE_HOME": str(folder / "cache"), "XDG_CONFIG_HOME": str(folder / "config"),
            "NOTES_VAULT": str(self.vault), "NOTES_DB": str(self.index), "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def child(self, *arguments: str, before: Callable[[], None] = lambda: None) -> Child:
        """Start a command."""
        return Child(arguments, self.environ, self.folder, before)

    def said(self, *arguments: str, before: Callable[[], None] = lambda: None) -> Said:
        """Run a command to its end."""
        return said(arguments, self.environ, self.folder, before)

    def files(self) -> Files:
        """Every file of the vault with its bytes, without what begins with a dot."""
        found = (path for path in self.vault.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(self.vault).as_posix(): path.read_bytes() for path in found}

    def litter(self) -> list[str]:
        """Files of the vault that begin with a dot: what an unfinished write left beside."""
        return [path.name for path in self.vault.rglob(".*") if path.is_file()]

    def restore(self, files: Mapping[str, bytes]) -> None:
        """Make the vault hold exactly `files`, touching only what differs; and forget all changes."""
        now = self.files()
        for name in now.keys() - files.keys():
            (self.vault / name).unlink()
        for name in self.litter():
            next(self.vault.rglob(name)).unlink()
        for name, data in files.items():
            if now.get(name) != data:
                (self.vault / name).parent.mkdir(parents=True, exist_ok=True)
                (self.vault / name).write_bytes(data)
        for folder in sorted((p for p in self.vault.rglob("*") if p.is_dir()), reverse=True):
            if folder.name != ".obsidian" and not any(folder.iterdir()):
                folder.rmdir()
        shutil.rmtree(self.folder / "state", ignore_errors=True)

    def forget_index(self) -> None:
        """The index is gone, as at first use."""
        shutil.rmtree(self.index.parent, ignore_errors=True)

    def disagreements(self) -> list[str]:
        """Where the index, brought up to date, differs from one made anew; and what SQLite finds wrong in it."""
        fresh = self.folder / "fresh.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{fresh}{suffix}").unlink(missing_ok=True)
        with self._open(self.index) as known, self._open(fresh) as anew:
            found, wanted = _everything(known), _everything(anew)
            wrong = [f"index: {name} differ from a rebuild" for name in wanted if found[name] != wanted[name]]
            known._connection.execute("INSERT INTO fts(fts) VALUES ('integrity-check')")
            if (state := known._connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                wrong.append(f"index: {state}")
        return wrong

    def _open(self, file: Path) -> Library:
        return Library.open(self.vault, database=file, environ=self.environ)


def _everything(library: Library) -> dict[str, Sequence[object]]:
    return {
        "notes": library.notes(sort="path").items,
        "tags": library.tags().items,
        "tasks": library.tasks().items,
        "headings": library.headings().items,
        "properties": library.properties().items,
        "links": [library.links(note.path).items for note in library.notes(sort="path")],
        "hits": sorted(hit.path for word in ("共同", "內文", "laws") for hit in library.search(word, limit=None)),
    }
