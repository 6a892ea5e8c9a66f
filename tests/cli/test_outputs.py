"""Every listing command in every format: one set of records, written in seven ways.

The commands come from the table: a new one is covered as soon as it is there.
"""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from notes_cli.cli.main import COMMANDS, run
from notes_cli.cli.shell import loaded
from notes_cli.render.structured import cell
from scripts.make_reference import record, sorts
from tests.conftest import REPOSITORY

#: What is given for an argument that a command needs; `command.parameter` goes before `parameter`.
GIVEN = {
    "note": "AI/泛化是什麼.md",
    "tag.name": "AI",
    "search.words": "泛化",
    "sql.query": "SELECT path FROM notes_view",
}
#: The exit code of a command that finds something, where it is not 0.
FOUND = {"doctor": 1}
#: What no note answers.
NOTHING = ("--in", "沒有這個資料夾")


class Answer(NamedTuple):
    """What a run of the command line said."""

    code: int
    out: str
    err: str


class Notes:
    """The command line, run within this process on the sample vault."""

    def __init__(self, vault: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.vault, self.database, self.patch = vault, database, monkeypatch

    def __call__(self, *arguments: str) -> Answer:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
        with self.patch.context() as patched:
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            code = run(["-V", str(self.vault), "--db", str(self.database), *arguments])
        return Answer(code, *(_written(stream) for stream in (out, err)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8", "surrogateescape")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notes]:
    with pytest.MonkeyPatch.context() as patch:
        yield Notes(REPOSITORY / "vault", tmp_path_factory.mktemp("outputs") / "index.db", patch)


def _needed(command: str) -> list[str]:
    """The command with the arguments that it cannot do without."""
    words = [command]
    for parameter in loaded(command).params:
        for key in (f"{command}.{parameter.name}", parameter.name):
            if key in GIVEN and not parameter.opts[0].startswith("-"):
                words.append(GIVEN[key])
                break
        else:
            assert not parameter.required, f"say in GIVEN what {parameter.name} of {command} is given"
    return words


LISTING = [name for name in COMMANDS if record(name) is not None]
#: `sql` names its own columns.
FIXED = [name for name in LISTING if record(name).__name__ != "Row"]
LIMITED = [name for name in FIXED if any(p.name == "limit" for p in loaded(name).params)]
SORTED = [name for name in FIXED if sorts(name)]
QUERIED = [n for n in FIXED if any(p.name == "words" for p in loaded(n).params)]


def _json(notes: Notes, *arguments: str) -> list[dict[str, Any]]:
    answer = notes(*arguments, "--json")
    assert answer.code == FOUND.get(arguments[0], 0), answer.err
    found = json.loads(answer.out)
    assert isinstance(found, list)
    return found


def test_the_table_holds_the_listing_commands() -> None:
    assert {"search", "list", "drafts", "tag", "tags", "props", "headings", "outline", "tasks", "links", "backlinks",
            "unresolved", "orphans"} <= set(LISTING)  # fmt: skip


@pytest.mark.parametrize("command", FIXED)
def test_json_has_the_fields_of_the_record(notes: Notes, command: str) -> None:
    found = _json(notes, *_needed(command))
    assert found, "the sample vault has nothing for this command"
    assert {tuple(item) for item in found} == {record(command)._fields}
    text = notes(*_needed(command), "--json").out
    assert "\\u4e" not in text, "JSON is UTF-8, not escaped to ASCII"


@pytest.mark.parametrize("command", LISTING)
def test_jsonl_is_the_same_one_on_a_line(notes: Notes, command: str) -> None:
    lines = notes(*_needed(command), "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == _json(notes, *_needed(command))


@pytest.mark.parametrize("command", LISTING)
def test_tables(notes: Notes, command: str) -> None:
    found = _json(notes, *_needed(command))
    header, *lines = notes(*_needed(command), "--tsv").out.splitlines()
    assert header.split("\t") == list(found[0])
    assert [line.split("\t") for line in lines] == [[_cell(v) for v in item.values()] for item in found]
    text = notes(*_needed(command), "--csv").out
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(text.splitlines()) == len(rows) == len(found) + 1
    assert rows[0] == list(found[0])
    assert [[c.removeprefix("'") for c in row] for row in rows[1:]] == [
        [_cell(v).removeprefix("'") for v in item.values()] for item in found
    ]


def _cell(value: Any) -> str:
    return cell(tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize("command", LISTING)
def test_paths(notes: Notes, command: str) -> None:
    found = _json(notes, *_needed(command))
    plain, ended = (notes(*_needed(command), option) for option in ("--paths", "-0"))
    if "path" not in found[0]:
        assert (plain.code, plain.out) == (2, "")
        assert "no paths" in plain.err
        return
    paths = list(dict.fromkeys(item["path"] for item in found))
    assert plain.out.splitlines() == paths
    assert ended.out == "".join(f"{path}\0" for path in paths)


@pytest.mark.parametrize("command", FIXED)
def test_format_with_every_field(notes: Notes, command: str) -> None:
    found = _json(notes, *_needed(command))
    template = "\\t".join(f"{{{field}}}" for field in record(command)._fields)
    lines = notes(*_needed(command), "--format", template).out.splitlines()
    assert [line.split("\t") for line in lines] == [[_cell(v) for v in item.values()] for item in found]


@pytest.mark.parametrize("command", FIXED)
def test_a_format_with_an_unknown_field(notes: Notes, command: str) -> None:
    for arguments in (_needed(command), [*_needed(command), *(NOTHING if command in QUERIED else ())]):
        answer = notes(*arguments, "--format", "{titel}")
        assert (answer.code, answer.out) == (2, "")
        assert 'no field "titel"' in answer.err
        assert ", ".join(record(command)._fields) in answer.err


@pytest.mark.parametrize("command", LIMITED)
def test_limit(notes: Notes, command: str) -> None:
    everything = _json(notes, *_needed(command), "-n", "0")
    assert _json(notes, *_needed(command), "-n", "1") == everything[:1]
    assert _json(notes, *_needed(command), "-n", "100000") == everything


def test_what_is_sorted_and_limited() -> None:
    assert set(FIXED) - set(LIMITED) == {"path"}
    assert set(FIXED) - set(SORTED) == {"fields", "config", "path"}


@pytest.mark.parametrize("command", SORTED)
def test_every_sort_that_completion_offers(notes: Notes, command: str) -> None:
    everything = {json.dumps(item) for item in _json(notes, *_needed(command), "-n", "0")}
    for field in sorts(command):
        for sort in (field, f"-{field}"):
            assert {json.dumps(i) for i in _json(notes, *_needed(command), "-n", "0", "-s", sort)} == everything
    answer = notes(*_needed(command), "-s", "unsinn")
    assert (answer.code, answer.out) == (2, "")


@pytest.mark.parametrize("command", QUERIED)
def test_an_empty_answer(notes: Notes, command: str) -> None:
    arguments = [*_needed(command), *NOTHING]
    header = list(record(command)._fields)
    said = {option: notes(*arguments, option) for option in ("--json", "--jsonl", "--csv", "--tsv")}
    assert {answer.code for answer in said.values()} == {0}
    assert said["--json"].out == "[]\n"
    assert said["--jsonl"].out == ""
    assert said["--csv"].out == "\ufeff" + ",".join(header) + "\n"
    assert said["--tsv"].out == "\t".join(header) + "\n"
    assert notes(*arguments, "--format", "{" + header[0] + "}").out == ""
    if "path" in header:
        assert notes(*arguments, "--paths").out == notes(*arguments, "-0").out == ""
    if command not in FOUND:
        assert notes(*arguments, "--exit-status").code == 1
        assert notes(*_needed(command), "--exit-status").code == 0


def test_values_of_one_property(notes: Notes) -> None:
    found = _json(notes, "props", "tags")
    assert {tuple(item) for item in found} == {("value", "count")}
    lines = notes("props", "tags", "--format", "{value}={count}").out.splitlines()
    assert lines == [f"{item['value']}={item['count']}" for item in found]


def test_two_formats_at_once(notes: Notes) -> None:
    answer = notes("list", "--json", "--csv")
    assert (answer.code, answer.out) == (2, "")


def test_one_document_and_one_report(notes: Notes) -> None:
    shown = json.loads(notes("show", GIVEN["note"], "--json").out)
    assert list(shown)[10:] == ["body", "headings", "tasks", "links", "backlinks", "tag_places", "problems"]
    report = json.loads(notes("index", "--json").out)
    assert list(report) == ["notes", "added", "modified", "removed", "unchanged", "problems", "seconds"]


# -- hostile names and texts -----------------------------------------------------------------------------------

HOSTILE = {
    "a b.md": "甲",
    "it's.md": "甲",
    'say "hi".md': "甲",
    "new\nline.md": "甲",
    "公式.md": "---\ntitle: =1+1\ndescription: '@SUM(A1)'\ntags: [-x]\n---\n",
    "全形.md": "---\ntitle: ＝1+1\n---\n",
    "數.md": "---\ntitle: '-12.5'\n---\n",
    "行.md": '---\ndescription: "一\\n二\\t三"\n狀態: 進行中\n清單: [甲, 乙]\n---\n',
}


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notes:
    vault = tmp_path / "vault"
    (vault / ".obsidian").mkdir(parents=True)
    for name, text in HOSTILE.items():
        (vault / name).write_text(text, "utf-8")
    return Notes(vault, tmp_path / "index.db", monkeypatch)


def test_xargs_opens_every_note(hostile: Notes) -> None:
    ended = hostile("list", "-0").out
    done = subprocess.run(
        ["xargs", "-0", "cat", "--"], input=ended.encode(), cwd=hostile.vault, capture_output=True, check=True
    )
    assert len(done.stdout) == sum(os.path.getsize(hostile.vault / name) for name in HOSTILE)


def test_paths_for_programs_are_those_on_disk_whatever_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twins that differ by their Unicode form alone are two, a name of composed parts stays so, and so do bytes."""
    names = {b"twin \xc3\xa9.md", b"twin e\xcc\x81.md", b"lone e\xcc\x81.md", b"byte \xff.md"}
    for name in names:
        (tmp_path / os.fsdecode(name)).write_text("# 泛化\n")
    notes = Notes(tmp_path, tmp_path / "index.db", monkeypatch)
    for command in (["list"], ["search", "泛化"], ["headings"]):
        ended = notes(*command, "-0").out.encode("utf-8", "surrogateescape")
        assert sorted(ended.split(b"\0")) == sorted({*names, b""}), command
        lines = notes(*command, "--paths").out.encode().splitlines()
        assert sorted(lines) == sorted({*names - {b"byte \xff.md"}, rb"byte \xff.md"}), command


def test_a_spreadsheet_is_given_no_formula(hostile: Notes) -> None:
    rows = list(csv.DictReader(io.StringIO(hostile("list", "--csv").out.removeprefix("\ufeff"))))
    cells = {row["path"]: row for row in rows}
    assert cells["公式.md"]["title"] == "'=1+1"
    assert cells["公式.md"]["description"] == "'@SUM(A1)"
    assert cells["公式.md"]["tags"] == "'-x"
    assert cells["全形.md"]["title"] == "'＝1+1"
    assert cells["數.md"]["title"] == "-12.5"
    assert not [c for row in rows for c in row.values() if c[:1] in "=+@＝＋＠" and c]
    assert '"=1+1"' in hostile("list", "--json").out, "JSON is exact"


def test_a_record_stays_on_its_line(hostile: Notes) -> None:
    for option in ("--tsv", "--csv", "--jsonl", "--paths"):
        extra = option in ("--tsv", "--csv")
        assert len(hostile("list", option).out.splitlines()) == len(HOSTILE) + extra
    assert "一\\x0a二\\x09三" in hostile("list", "--tsv").out


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{path}\\t{properties[狀態]}", "行.md\t進行中\n"),
        ("{properties[清單]}", "甲; 乙\n"),
        ("{properties[沒有]}|", "|\n"),
        ("{tags[0]}|", "|\n"),
        ("{{{path}}}", "{行.md}\n"),
        ("{path}\\0", "行.md\0"),
        ("{path}\\n", "行.md\n"),
        ("\\\\{path}\\x", "\\行.md\\x\n"),
        ("{description}", "一\\x0a二\\x09三\n"),
        ("{draft} {date}|", "false |\n"),
    ],
)
def test_templates(hostile: Notes, template: str, line: str) -> None:
    answer = hostile("list", "file:行", "--format", template)
    assert (answer.code, answer.out) == (0, line)


@pytest.mark.parametrize("template", ["{", "{path", "path}", "{title[0]}", "{}", "{path.x}", "{properties[a}"])
def test_templates_that_mean_nothing(hostile: Notes, template: str) -> None:
    answer = hostile("list", "--format", template)
    assert (answer.code, answer.out) == (2, "")
    assert "hint: " in answer.err
