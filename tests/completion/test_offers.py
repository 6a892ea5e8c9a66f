"""What can come next, word by word: the pure part of completion, over a real index."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.cli.main import COMMANDS
from notes_cli.completion import line as lines
from notes_cli.completion import query
from notes_cli.completion.grammar import FILE, FLAG, read
from notes_cli.completion.line import Line, dequoted, spelled
from notes_cli.completion.offers import KINDS, offers
from notes_cli.fields import CASES as LETTER_CASES
from notes_cli.fields import FIELDS, PIECES, Kind
from notes_cli.library import Library
from notes_cli.query.parse import parse
from tests.conftest import REPOSITORY
from tests.transcript import Shell

NOTES = {
    "AI/泛化.md": "---\ntags: [AI/對齊, my-article]\ndraft: true\n狀態: 進行中\nCheckbox 1: false\n評語: '很 [好]'\n---\n# 一\n## 二 三\n",
    "AI/Generalization.md": "---\naliases: [Gen two]\n'a:b \"c\"': x\n---\n",
    "b/泛化.md": "文",
    "genetics.md": "---\ntitle: 基因\n---\n",
    "機器學習.md": "文",
    "壞\x1b[1m.md": '---\ntitle: "壞\\x1b標題"\ntags: ["x\\x07y"]\n---\n',
}


@pytest.fixture
def completed(library_of: Callable[..., Library], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Completes words over the notes above: the words offered, in order."""
    library = library_of(NOTES)
    monkeypatch.setenv("NOTES_DB", str(library.database))
    monkeypatch.setenv("NOTES_VAULT", str(library.vault))
    return lambda *words: [offer.word for offer in offers(words[:-1], words[-1])]


CASES: list[tuple[tuple[str, ...], list[str]]] = [
    (("sea",), ["search"]),
    (("--ver",), ["--version"]),
    (("list", "--un"), ["--until", "--unchecked"]),
    (("show", ""), ["AI/", "b/", "genetics.md", "機器學習.md"]),
    (("show", "AI/"), ["AI/Generalization.md", "AI/泛化.md"]),
    (("show", "ai/g"), ["AI/Generalization.md"]),
    (("show", "Gen"), ["Genetics.md", "Generalization"]),
    (("show", "gen t"), ["Gen two"]),
    (("show", "基"), ["基因"]),
    (("show", "泛"), ["AI/泛化.md", "b/泛化.md"]),  # a name that two notes share is no way to name one
    (("show", "机器"), ["機器學習"]),
    (("show", "壞"), []),
    (("show", "AI/泛化#"), ["AI/泛化#一", "AI/泛化#二 三"]),
    (("tag", ""), ["AI", "AI/對齊", "my-article"]),
    (("tag", "ai/"), ["AI/對齊"]),
    (("tag", "#m"), ["#my-article"]),
    (("tag", "my-article", "is:"), ["is:broken", "is:checked", "is:draft", "is:orphan", "is:unchecked"]),
    (("list", "-t", "m"), ["my-article"]),
    (("list", "--tag=m"), ["--tag=my-article"]),
    (("list", "-tag:m"), ["-tag:my-article"]),
    (("list", "x", "--", "-is:dr"), ["-is:draft"]),
    (("list", "(#m"), ["(#my-article"]),
    (("list", "a (b OR tag:m"), ["a (b OR tag:my-article"]),
    (("list", "[Che"), ["[Checkbox 1:", "[Checkbox 1]"]),
    (("list", "[Checkbox 1:"), ["[Checkbox 1:false]"]),
    (("list", "[狀態:進"), ["[狀態:進行中]"]),
    (("list", "[狀態:n"), ["[狀態:null]"]),
    (("list", '["狀'), ['["狀態":', '["狀態"]']),
    (("list", "[]"), []),
    (("list", "[狀態]:"), []),
    (("list", "[["), []),
    (("list", "is:(dr"), ["is:(draft"]),
    (("show", "ai/"), ["AI/Generalization.md", "AI/泛化.md"]),
    (("list", "[評語:"), ['[評語:"很 [好]"]']),
    (("list", "[a"), ['[aliases:', '[aliases]', '["a:b \\"c\\"":', '["a:b \\"c\\""]']),
    (("list", 'unchecked:"Ch'), ['unchecked:"Checkbox 1"']),
    (("list", "in:"), ["in:AI", "in:b"]),
    (("list", "--in", "a"), ["AI"]),
    (("list", "--since", "to"), ["today"]),
    (("list", "date:y"), ["date:yesterday"]),
    (("list", "ti"), ["title:"]),
    (("list", "unbekannt:x"), []),
    (("list", "--unchecked", ""), ["Checkbox 1", "draft"]),
    (("props", "狀"), ["狀態"]),
    (("list", "-s", "-t"), ["-title"]),
    (("headings", "--level", ""), list("123456")),
    (("--color", "a"), ["auto", "always"]),
    (("nonsense", ""), []),
    (("list", "--limit", ""), []),
    (("show", "genetics", ""), []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"), CASES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_offers(completed: Callable[..., list[str]], words: tuple[str, ...], expected: list[str]) -> None:
    assert sorted(completed(*words)) == sorted(expected)


def test_queries_that_are_offered_parse(completed: Callable[..., list[str]]) -> None:
    offered = [
        w for start in ("[", "[評語:", "tag:", "in:", "is:", "has:", "#", "checked:") for w in completed("list", start)
    ]
    assert len(offered) > 15
    for text in offered:
        assert text.endswith(":") or parse(text) is not None, text


def test_fields(completed: Callable[..., list[str]]) -> None:
    known = {f"{f.name}:" for f in FIELDS.values() if f.kind is not Kind.PROPERTY}
    known |= {f"{name}:" for name in (*PIECES, *LETTER_CASES)}
    assert set(completed("list", "")) == known


def test_saved_searches(completed: Callable[..., list[str]]) -> None:
    vault = Path(os.environ["NOTES_VAULT"])
    (vault / ".notes.toml").write_text("[searches]\ntodo = 'is:draft'\n\"待讀\" = '[狀態:待讀]'\n", "utf-8")
    assert completed("list", "@") == ["@todo", "@待讀"]
    assert completed("list", "@to") == ["@todo"]
    (vault / ".notes.toml").write_text('[searches]\na = "\\u001b[31m"\n"b\\u0007" = "x"\n', "utf-8")
    assert [tuple(o) for o in offers(["list"], "@")] == [("@a", "\\x1b[31m")]
    (vault / ".notes.toml").write_text("[searches\n", "utf-8")
    assert completed("list", "@") == []


def test_options_before_the_command_name_the_index(
    completed: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = os.environ["NOTES_DB"]
    monkeypatch.setenv("NOTES_DB", str(tmp_path / "nothing.db"))
    assert completed("tag", "m") == []
    assert not (tmp_path / "nothing.db").exists()
    assert completed("--db", database, "tag", "m") == completed(f"--db={database}", "tag", "m") == ["my-article"]


def test_files(completed: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ein ordner").mkdir()
    (tmp_path / "eine datei").touch()
    (tmp_path / ".verborgen").touch()
    monkeypatch.chdir(tmp_path)
    assert completed("--db", "ein") == ["ein ordner/", "eine datei"]
    assert completed("-V", "ein") == ["ein ordner/"]
    assert completed("-V", "") == sorted(p.name + "/" for p in tmp_path.iterdir() if p.is_dir())
    assert completed("--db", ".v") == [".verborgen"]


# -- an index that does not answer -----------------------------------------------------------------------------


def _asked(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "notes_cli", "--complete", "zsh", *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environ}, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["absent", "empty", "broken", "foreign", "locked", "cut"])
def test_silence(library_of: Callable[..., Library], tmp_path: Path, state: str) -> None:
    library = library_of({f"{n}.md": "---\ntags: [my-article]\n---\n" for n in range(50)})
    file = tmp_path / "other.db"
    holder = sqlite3.connect(file)
    before: bytes | None = b""
    match state:
        case "absent":
            holder.close()
            file.unlink()
        case "broken":
            file.write_bytes(b"no database" * 1000)
        case "foreign":
            holder.executescript("CREATE TABLE tag (name, key); INSERT INTO tag VALUES ('my-x', 'my-x')")
        case "locked":
            library._connection.execute("VACUUM INTO ?", (str(file),))
            holder.execute("PRAGMA journal_mode = delete")  # in WAL mode a reader never waits
            before = file.read_bytes()  # now: closing a file later would give the lock away
            holder.execute("BEGIN EXCLUSIVE")
        case "cut":
            library._connection.execute("VACUUM INTO ?", (str(file),))
            file.write_bytes(file.read_bytes()[:8192])
    if state != "locked":
        before = file.read_bytes() if file.exists() else None
    environ = {"NOTES_DB": str(file), "NOTES_VAULT": str(library.vault)}
    started = time.monotonic()
    done = _asked(environ, "tag", "my")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert time.monotonic() - started < 10  # it does not wait for whoever holds the lock
    assert _asked(environ, "dra").stdout.startswith(b"drafts\t")
    holder.close()
    assert (file.read_bytes() if file.exists() else None) == before


@pytest.mark.parametrize(
    "told", [(), ("bash",), ("zsh",), ("tcsh", "x"), ("bash", "notes 'a", "b"), ("fish", "\udcff")]
)
def test_nonsense_is_met_with_silence(told: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "notes_cli", "--complete", *[t.encode("utf-8", "surrogateescape") for t in told]],
        cwd=REPOSITORY, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_loads_nothing_of_weight(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("notes -V vault index")
    code = (
        "import sys; from notes_cli.__main__ import main; sys.argv[1:] = ['--complete', 'zsh', 'list', '-t', 'my'];"
        "main(); print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shell.folder, env=shell.environ, capture_output=True, text=True, check=True
    )
    answer, modules = done.stdout.splitlines()
    assert answer.startswith("my-article")
    loaded = set(modules.split())
    heavy = {"typer", "rich", "yaml", "json", "notes_cli.library", "notes_cli.cli.main", "notes_cli.query.parse"}
    assert not loaded & heavy
    assert not {m for m in loaded if m.startswith("notes_cli.cli.commands")}


# -- the grammar -----------------------------------------------------------------------------------------------


def test_the_grammar_knows_every_command_and_kind() -> None:
    grammar = read(FILE.read_text("utf-8"))
    assert grammar.commands == {c.name: c.summary for c in COMMANDS.values()}
    kinds = {p.kind.partition(":")[0] for parameters in grammar.parameters.values() for p in parameters}
    assert kinds <= {*KINDS, FLAG}
    assert all(p.help for parameters in grammar.parameters.values() for p in parameters)


# -- bash's quotes ---------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
_TYPED = st.sampled_from(["", "'", '"'])


@given(words=st.lists(st.tuples(_TEXT, _TYPED), min_size=1, max_size=8))
def test_bash_reads_what_is_spelled(words: list[tuple[str, str]]) -> None:
    line = "printf '%s\\0'"
    for word, quote in words:
        rest = spelled(word, Line([], "", dequoted(quote)))
        assert rest is not None
        line += f" {quote}{rest}{quote}" if rest or quote else " ''"
    done = subprocess.run(["bash", "-c", line], env={"LC_ALL": "C.UTF-8"}, capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == [word for word, _ in words]


@given(words=st.lists(st.text(st.sampled_from("ab '\"\\$泛"), max_size=6), min_size=1, max_size=5))
def test_a_line_is_read_as_bash_reads_it(words: list[str]) -> None:
    bare = Line([], "", dequoted(""))
    line = "notes " + " ".join(spelled(word, bare) or "''" for word in words)
    found = Line.read(line, "")
    assert [word for word in found.words if word] == [word for word in words[:-1] if word]
    assert found.current == words[-1]


@pytest.mark.parametrize(
    ("line", "replaced", "words", "current", "kept"),
    [
        ("notes ", "", [], "", ("", "")),
        ("notes show My\\ n", "My\\ n", ["show"], "My n", ("", "")),
        ('notes show "My n', "My n", ["show"], "My n", ("", '"')),
        ("notes list tag:my", "my", ["list"], "tag:my", ("tag:", "")),
        ("notes list tag:'my a", "my a", ["list"], "tag:my a", ("tag:", "'")),
        ("notes  list  'a b' ", "", ["list", "a b"], "", ("", "")),
    ],
)
def test_lines(line: str, replaced: str, words: list[str], current: str, kept: tuple[str, str]) -> None:
    found = Line.read(line, replaced)
    assert (found.words, found.current, tuple(found.kept)) == (words, current, kept)


def test_fish_reads_backslashes_in_its_own_way() -> None:
    assert lines.dequoted("'it\\'s", fish=True).text == "it's"
    assert lines.dequoted("'it\\'s").text == "it\\s"


def test_days_are_dates() -> None:
    from datetime import date

    from notes_cli.query.values import date_interval

    assert all(date_interval(day, date(2025, 1, 1)) for day in query.DAYS)
