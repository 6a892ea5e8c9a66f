"""What `doctor` finds: each code of the table by an input, each with its place and a cure, and nothing else."""

import ast
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from notes_cli.errors import VaultError
from notes_cli.library import Library
from notes_cli.problems import PROBLEMS, SEVERITIES, problem
from notes_cli.vault.walk import Misfit
from tests.conftest import REPOSITORY, write
from tests.transcript import Shell

Make = Callable[[Path], object]
TYPES = ".obsidian/types.json"


def notes(**texts: str) -> Make:
    """A maker of a vault: `甲="text"` is the note 甲.md."""
    return lambda folder: write(folder, {f"{name}.md": text for name, text in texts.items()})


def files(texts: dict[str, str]) -> Make:
    return lambda folder: write(folder, texts)


def _deep(folder: Path) -> None:
    """Folders in folders, to beyond the longest path that can be opened."""
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=handle)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)


#: Code -> the vault that shows it, and (path, line) of the findings (None: not looked at).
CASES: dict[str, tuple[Make, list[tuple[str, int | None]] | None]] = {
    "encoding": (lambda folder: (folder / "甲.md").write_bytes("這是中文的一個筆記。".encode("big5")), [("甲.md", None)]),
    "too-large": (lambda folder: (folder / "甲.md").write_bytes(b"word\n" * 4_100_000), [("甲.md", None)]),
    "unreadable": (_deep, None),
    "link-outside": (lambda folder: (folder / "甲.md").symlink_to("/etc/hostname"), [("甲.md", None)]),
    "not-a-file": (lambda folder: os.mkfifo(folder / "甲.md"), [("甲.md", None)]),
    "settings-broken": (files({TYPES: "{"}), [(TYPES, None)]),
    "name-twin": (notes(Case="大", case="小"), [("Case.md", None), ("case.md", None)]),
    "front-matter-broken": (notes(甲="---\ntitle: a: b\n---\n"), [("甲.md", 2)]),
    "front-matter-template": (notes(甲="---\ntitle: 甲\n{{x}}: 1\n---\n"), [("甲.md", 3)]),
    "front-matter-unclosed": (notes(甲="---\ntitle: 甲\n"), [("甲.md", 1)]),
    "front-matter-not-first": (notes(甲="\n---\ntitle: 甲\n---\n"), [("甲.md", None)]),
    "front-matter-not-a-map": (notes(甲="---\n- 一\n- 二\n---\n"), [("甲.md", 1)]),
    "front-matter-too-large": (notes(甲=f"---\na: {'[' * 150}{']' * 150}\n---\n"), [("甲.md", 2)]),
    "duplicate-key": (notes(甲="---\na: 1\na: 2\n---\n"), [("甲.md", 3)]),
    "date-impossible": (
        notes(甲="---\ndate: 2024-13-45\n---\n", 乙="due:: 2024-02-30\n\n- [ ] 做 📅 2024-02-30\n- [ ] 做 [due:: 2025-2-29]\n"),
        [("乙.md", 1), ("乙.md", 3), ("乙.md", 4), ("甲.md", 2)],
    ),
    "link-unquoted": (notes(甲="---\nup: [[乙]]\n---\n", 乙="x"), [("甲.md", 2)]),
    "checkbox-text": (
        notes(甲='---\n讀: "true"\n---\n', 乙="---\n讀: 1\n---\n", 丙="---\n讀: yes\n---\n",
              丁="---\n讀: true\n---\n", 戊="---\n讀: false\n---\n", 己="---\n讀: true\n---\n", 庚="---\n讀: true\n---\n"),
        [("丙.md", 2), ("乙.md", 2), ("甲.md", 2)],
    ),
    "tag-split": (notes(甲="---\ntitle: 甲\ntags: a, b\n---\n"), [("甲.md", 3), ("甲.md", 3)]),
    "tag-key": (notes(甲="---\ntag: a\n---\n"), [("甲.md", 2)]),
    "tag-loose": (notes(甲="---\ntags:\n  - 好的\n  - main course\n  - 2024\n---\n"), [("甲.md", 4), ("甲.md", 5)]),
    "yaml-ambiguous": (
        notes(甲="---\na: yes\nb: [12:30, '12:30']\nc: 1_000\nd: 0123\ne: 1e5\non: x\n---\n",
              乙="---\na: 'yes'\nb: yes sir\nc: 2025-12-25\nd: 09:15\ne: 1000\nf: 0\ng: |\n  yes\nh: 1.5\n---\nno: 12:30\n"),
        [("甲.md", line) for line in range(2, 8)],
    ),
    "tag-glued": (
        notes(甲="談文字#標籤\n\n＃標籤，好\n\n說：#b\n\n談文字＃標籤\n", 乙="用 C#、F#寫 第3題#2 `文字#標籤` [[乙#說]]\n\n# 說\n\nhttps://x.y/文#字 井字號＃\n"
              "文字 #標籤 \\#標\n"),
        [("甲.md", 1), ("甲.md", 3), ("甲.md", 5), ("甲.md", 7)],
    ),
    "heading-accidental": (
        notes(甲="一段文字。\n---\n\n兩行\n文字\n---\n", 乙="一段文字。\n\n---\n\n# 標題\n---\n\n```\n文\n---\n```\n\n題\n-----\n",
              丙="大標\n===\n\n小標\n---\n", 丁="$$ a\n---\n+ b\n$$\n\n$$\nc\n---\n$$\n"),
        [("甲.md", 2)],
    ),
    "control-character": (
        notes(甲="一\n二\x08三\x1b\n", 乙="一\t二\r\n三 \u200b\u2028", 丙="四\u202e五"),
        [("丙.md", 1), ("甲.md", 2)],
    ),
    "shortcode-unknown": (
        notes(甲="{{< youtube x >}}\n\n{{< yuotube x >}}\n", 乙="`{{< foo >}}` {{</* foo */>}} {{ foo }} {{< x u 1 >}} {{< /details >}}\n"
              "```\n{{< foo >}}\n```\n"),
        [("甲.md", 3)],
    ),
    "draft-overdue": (
        notes(甲="---\ndraft: true\npublishDate: 2020-01-01\n---\n", 乙="---\ndraft: false\npublishDate: 2020-01-01\n---\n",
              丙="---\ndraft: true\npublishDate: 2999-01-01\n---\n", 丁="---\ndraft: true\ndate: 2020-01-01\n---\n"),
        [("甲.md", 3)],
    ),
    "link-part": (
        notes(甲='---\nup: "[[乙#無]]"\n---\n[[乙#丙]] [[乙#無]] [[乙#^b1]] [[乙#^b2]] ![[乙#丁]]\n[x](乙.md#無) [[#此]] [[#彼]] [[乙#丙#丁]]\n\n# 此\n',
              乙='# 丙\n\n## 丁\n\n段 ^b1\n\n<a id="錨"></a> [甲](甲.md#此) [錨](#錨)\n'),
        [("甲.md", line) for line in (2, 4, 4, 5, 5)],
    ),
    "image-missing": (
        files({
            "甲.md": "![](無.png)\n![[a/無.jpg|200]] ![[有.png]] ![](https://x.y/無.png) `![](無.png)`\n",
            "乙.md": '甲 <img src="有.png?v=1"> <img alt="圖" SRC=\'無.png\'> <img src="https://x.y/無.png">\n'
                     '<img data-src="無.png"> <img src="data:image/png;base64,AA"> <!-- <img src="無.png"> -->`<img src="無.png">`\n\n'
                     '<p>\n<img\n src=a/無.webp></p>\n\n<!--\n<img src="無.png">\n-->\n<img src="a%20&amp;%20b.png">\n\n'
                     "```html\n<img src=無.png>\n```\n",
            "丙.md": '{{< figure src="有.png" >}} {{< figure src="https://x.y/無.png" >}}\n'
                     '{{< figure\n  alt="a {b}"\n  src="無.png" >}}\n\n{{% figure 無.png %}}\n\n{{</* figure src="無.png" */>}}\n',
            "有.png": "x", "a & b.png": "x",
        }),
        [("丙.md", 4), ("丙.md", 6), ("乙.md", 1), ("乙.md", 6), ("甲.md", 1), ("甲.md", 2)],
    ),
    "source-duplicate": (
        notes(甲="---\ntitle: 一\nsource_url: https://www.x.y/a/\n---\n", 乙="---\nsource_url: http://x.y/a\n---\n",
              丙="---\nsource_url: https://x.y/b\n---\n"),
        [("乙.md", 2), ("甲.md", 3)],
    ),
    "tag-punctuation": (
        notes(甲="談 #泛化，很重要。\n\n#標籤 #「a/b」\n", 乙="---\ntags: [甲、乙]\n---\n"),
        [("甲.md", 1), ("甲.md", 3)],
    ),
    "link-unresolved": (notes(甲="[[沒有]] [[甲]] ![[無]]\n"), [("甲.md", 1), ("甲.md", 1)]),
    "link-ambiguous": (
        files({"甲.md": "x\n\n[[同]]", "a/同.md": "1", "bb/同.md": "2", "bb/乙.md": "[[同]]", "丙.md": "[[bb/同]]"}),
        [("甲.md", 3)],
    ),
    "title-duplicate": (
        notes(甲="# 同\n", 乙="---\ntitle: 同\n---\n", 丙="# 異\n"), [("乙.md", None), ("甲.md", None)],
    ),
    "alias-duplicate": (
        notes(甲="---\naliases:\n  - 乙\n  - 唯一\n---\n", 乙="# 標題\n"), [("甲.md", 3)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_code_is_found_where_it_stands(tmp_path: Path, code: str) -> None:
    make, places = CASES[code]
    folder = tmp_path / "vault"
    folder.mkdir()
    make(folder)
    with Library.open(folder, database=tmp_path / "index.db", environ={}) as library:
        found = library.doctor(everything=True).items
    assert found
    if places is not None:  # of the folders in folders: how many can be opened depends on where the test runs
        assert [(record.path, record.line) for record in found] == places
    assert {record.code for record in found} == {code}
    kind = PROBLEMS[code]
    assert {(record.severity, record.fix) for record in found} == {(kind.severity, kind.cure)}
    assert all(record.message and "{" not in record.message.replace("{{", "") for record in found)


def test_the_table_is_that_of_the_code() -> None:
    """Every code that the code names is in the table, and every code of the table is named."""
    named: set[str] = set()
    for file in (REPOSITORY / "notes_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and file.name != "problems.py":
                named.add(node.value)
            makers = ("problem", "Refused") if file.name in ("frontmatter.py", "yaml12.py") else ("problem",)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers:
                first = node.args[0]
                assert not isinstance(first, ast.Constant) or first.value in PROBLEMS
    assert set(PROBLEMS) <= named
    assert set(CASES) == set(PROBLEMS)
    assert {kind.severity for kind in PROBLEMS.values()} == set(SEVERITIES)


def test_what_is_only_good_to_know_is_shown_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    write(folder, {"甲.md": "# 同\n", "乙.md": "# 同\n"})
    with Library.open(folder, database=tmp_path / "index.db", environ={}) as library:
        found = library.doctor()
        assert not found.items
        assert found.remarks == ("2 more are only good to know: --all lists them",)
        assert len(library.doctor(everything=True)) == 2


def test_a_query_narrows_it_to_its_notes(library_of: Callable[..., Library]) -> None:
    library = library_of({"a/甲.md": "[[無]]", "b/乙.md": "[[無]]", TYPES: "{"})
    assert [record.path for record in library.doctor("in:a")] == ["a/甲.md"]
    assert [record.path for record in library.doctor()] == [TYPES, "a/甲.md", "b/乙.md"]
    assert not library.doctor("in:nowhere").items


@pytest.mark.parametrize(
    "assigned", ['{"types": {"讀": "text"}}', '{"types": {"讀": "checkbox"}}', "{}"], ids=["text", "checkbox", "none"]
)
def test_the_type_of_a_property_is_the_assigned_one_else_that_of_most_values(
    library_of: Callable[..., Library], assigned: str
) -> None:
    library = library_of({
        TYPES: assigned, "甲.md": "---\n讀: true\n---\n", "乙.md": "---\n讀: 第三章\n---\n", "丙.md": "---\n讀: yes\n---\n",
    })  # fmt: skip
    expected = ["丙.md", "乙.md"] if "checkbox" in assigned else []
    assert [record.path for record in library.doctor() if record.code == "checkbox-text"] == expected


def test_a_file_that_every_folder_has_is_not_ambiguous(library_of: Callable[..., Library]) -> None:
    folders = [f"p{number}" for number in range(30)]
    library = library_of({
        **{f"{folder}/cover.jpg": "x" for folder in folders},
        **{f"{folder}/index.md": "![](cover.jpg) ![](./cover.jpg) [[index]]" for folder in folders},
    })  # fmt: skip
    assert not library.doctor().items
    assert {link.resolved for link in library.links("p7/index")} == {"p7/cover.jpg", "p7/index.md"}


def test_hidden_notes_are_not_looked_at(library_of: Callable[..., Library]) -> None:
    library = library_of({"藏/甲.md": "[[無]]", ".obsidian/app.json": '{"userIgnoreFilters": ["藏/"]}'})
    assert not library.doctor().items
    library.hidden = True
    assert [record.path for record in library.doctor()] == ["藏/甲.md"]


def test_the_command_says_place_severity_code_and_exits_with_1(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    lines = shell.run("notes doctor")
    assert lines[-1] == "[exit 1]"
    assert (
        "草稿/小模型的樣本效率.md:34: warning link-unresolved: “好奇心的數學” leads to nothing (correct the name, or make the note)"
        in lines
    )
    assert shell.run("notes doctor --in 檢索") == ("notes: nothing is wrong",)
    assert shell.run("notes doctor --json --in 閱讀") == ("[]", "notes: nothing is wrong")
    assert shell.run("notes doctor --paths -n 1")[-1] == "[exit 1]"


def test_a_property_that_is_typed_as_a_date_holds_one(tmp_path: Path) -> None:
    write(tmp_path / "vault", {
        TYPES: '{"types": {"when": "date", "at": "datetime"}}',
        "甲.md": "---\nwhen: tomorrow\nat: 2024-01-05T10:00:00\nelse: tomorrow\n---\n",
        "乙.md": "---\nwhen: 2024-13-45\nat:\n---\n",
    })  # fmt: skip
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db") as library:
        found = [(one.path, one.line, one.code) for one in library.doctor()]
    assert found == [("乙.md", 2, "date-impossible"), ("甲.md", 2, "date-impossible")]


def test_what_is_not_edited_is_not_called_fixable(tmp_path: Path) -> None:
    write(tmp_path / "vault", {
        "甲.md": '{"tags": "a, b", "tag": "c", "done": "true"}\n',
        "乙.md": "---\ntags: a, b\n---\n",
        **{f"{number}.md": "---\ndone: true\n---\n" for number in range(4)},
    })  # fmt: skip
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db") as library:
        found = {(one.path, one.code, one.fixable) for one in library.doctor()}
    assert found == {
        ("甲.md", "tag-split", False), ("甲.md", "tag-key", False), ("甲.md", "checkbox-text", False),
        ("乙.md", "tag-split", True),
    }  # fmt: skip


def test_a_note_that_cannot_be_read_is_not_said_to_be_none(tmp_path: Path) -> None:
    write(tmp_path / "vault", {"甲.md": "x", "bc.md": "y"})
    with Library.open(tmp_path / "vault", database=tmp_path / "index.db") as library:
        library.notes()
        library.misfits = (Misfit("閱讀/b.md", problem("unreadable", reason="no permission")),)
        for name in ("b", "b.md", "閱讀/b"):
            with pytest.raises(VaultError, match=r"^閱讀/b\.md cannot be read$"):
                library.path(name)
        assert library.path("bc").name == "bc.md"
