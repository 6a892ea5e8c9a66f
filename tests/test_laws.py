"""What holds for everything that is in a table: commands, fields, formats, results."""

import csv
import io
import json
import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_cli.cli.main import COMMANDS, run
from notes_cli.errors import UsageError
from notes_cli.fields import FIELDS, SORTS, Kind
from notes_cli.library import Library
from notes_cli.render import FORMATS, render
from notes_cli.results import Document, Records, Report, Result
from notes_cli.text.fold import fold
from tests.conftest import REPOSITORY

Maker = Callable[[Mapping[str, str]], Library]


@dataclass
class Screen:
    """A place to render to: a terminal when `laid_out`, else a pipe."""

    stdout: io.StringIO
    laid_out: bool = False
    colored: bool = False
    width: int = 80


def rendered(result: Result, form: str | None = None, *, template: str | None = None, terminal: bool = False) -> str:
    screen = Screen(io.StringIO(), laid_out=terminal, colored=terminal)
    render(result, screen, form, template)
    return screen.stdout.getvalue()


RESULTS: dict[str, Callable[[Library], Result]] = {
    "search": lambda library: library.search("泛化", limit=None),
    "notes": lambda library: library.notes(),
    "tags": lambda library: library.tags(),
    "headings": lambda library: library.headings(),
    "tasks": lambda library: library.tasks(),
    "doctor": lambda library: library.doctor(everything=True),
    "document": lambda library: library.document("雙重下降"),
    "index": lambda library: library.index(),
    "no hits": lambda library: library.search("恆星光譜學"),
    "no notes": lambda library: library.notes("恆星光譜學"),
    "no tags": lambda library: library.tags("恆星光譜學"),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("form", [*FORMATS, "template", "pipe", "terminal"])
def test_every_result_renders_in_every_format(sample: Library, name: str, form: str) -> None:
    result = RESULTS[name](sample)
    try:
        if form == "template":
            field = result.kind._fields[0] if isinstance(result, Records) else "path"
            text = rendered(result, form, template=f"{{{field}}}")
        else:
            text = rendered(result, form if form in FORMATS else None, terminal=form == "terminal")
    except UsageError:  # a format for lists, a list without paths
        assert form not in ("json", "pipe", "terminal")
        assert not isinstance(result, Records) or (form in ("paths", "print0") and "path" not in result.kind._fields)
        return
    if isinstance(result, Records) and form in ("pipe", "jsonl", "template"):
        assert text.count("\n") == len(result)
    if form == "json":
        assert isinstance(json.loads(text), list if isinstance(result, Records) else dict)
    if form in ("csv", "tsv") and isinstance(result, Records):
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter="\t" if form == "tsv" else ",",
                               quoting=csv.QUOTE_NONE if form == "tsv" else csv.QUOTE_MINIMAL))  # fmt: skip
        assert tuple(rows[0]) == result.kind._fields
        assert len(rows) == len(result) + 1
        assert {len(row) for row in rows} == {len(result.kind._fields)}


def test_json_is_the_record(sample: Library) -> None:
    notes = sample.notes()
    assert json.loads(rendered(notes, "json")) == [
        {**note._asdict(), "tags": list(note.tags), "aliases": list(note.aliases)} for note in notes
    ]


def test_a_document_in_json_has_the_promised_keys(sample: Library) -> None:
    found = json.loads(rendered(sample.document("雙重下降"), "json"))
    assert list(found)[:10] == list(sample.notes().kind._fields)
    assert {"body", "headings", "tasks", "links", "backlinks", "tag_places", "problems"} <= set(found)


# -- commands ------------------------------------------------------------------------------------------------


@pytest.fixture
def notes(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """`notes(...)` runs a command line in this process beside a copy of the sample vault: exit code, stdout, stderr."""
    shutil.copytree(REPOSITORY / "vault", tmp_path / "vault")
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "xdg-open").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "xdg-open").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ.get('PATH', os.defpath)}")
    monkeypatch.setenv("VISUAL", "true")
    for name in ("NOTES_VAULT", "NOTES_DB", "NOTES_NO_SYNC", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


Notes = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(notes: Notes, name: str) -> None:
    for flag in ("-h", "--help"):
        code, out, err = notes(name, flag)
        assert (code, err) == (0, "")
        assert f"notes {name}" in out
        assert 2 <= len(import_module(f"notes_cli.cli.commands.{name}").EXAMPLES) <= 3
        for example in import_module(f"notes_cli.cli.commands.{name}").EXAMPLES:
            assert " ".join(example.split()) in " ".join(out.split())


EXAMPLES = [
    pytest.param(example, id=example)
    for name in COMMANDS if name not in ("export", "watch")  # one writes into the working directory, one does not end
    for example in import_module(f"notes_cli.cli.commands.{name}").EXAMPLES
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_typed(notes: Notes, example: str) -> None:
    if " undo" in example:
        assert notes("set", "待讀清單", "讀完:=true")[0] == 0  # what is taken back
    code, _, err = notes(*shlex.split(example)[1:])
    # The notes that examples name need not be in the sample vault, and something is wrong in it.
    assert (
        code == int(example.startswith("notes doctor") and "--fix" not in example)
        or "no note is called" in err
        or "could be meant by" in err
    ), err


def test_a_denied_filter_can_be_typed(notes: Notes) -> None:
    code, out, _ = notes("list", "-tag:my-article", "--paths")
    assert (code, out.count("\n")) == (0, 26)


def test_a_note_is_named_by_its_path_from_here(notes: Notes) -> None:
    assert notes("show", "vault/檢索/bm25.md", "--meta")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [("list", "titel:x"), ("headings", "--level", "7"), ("show", "沒有這篇"), ("list", "--nope"), ("nope",), ("list", "--sort", "x"), ("tag",),
     ("list", "--json", "--csv"), ("list", "--format", "{x}"), ("tags", "--paths"), ("--vault", "nowhere", "list"), ("list", "is:x")],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True], ids=["plain", "json"])
def test_stdout_is_empty_on_error(notes: Notes, arguments: tuple[str, ...], as_json: bool) -> None:
    code, out, err = notes(*arguments, *(["--json"] if as_json else []))
    assert code in (2, 3)
    assert out == ""
    if "--json" in (*arguments, as_json and "--json") and err.startswith("{"):
        error = json.loads(err)["error"]
        assert list(error) == ["code", "message", "hint"]
    else:
        assert err.startswith("notes: ")
        assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [("list", "--nope"), ("list", "-n", "x"), ("show",)], ids=" ".join)
def test_with_json_every_error_is_json(notes: Notes, arguments: tuple[str, ...]) -> None:
    code, _, err = notes(*arguments, "--json")
    assert code == 2
    assert json.loads(err)["error"]["code"] == "usage"


def test_a_bug_is_one_line_and_a_report_without_content(
    notes: Notes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise ZeroDivisionError("祕密")

    monkeypatch.setattr(Library, "notes", fail)
    code, out, err = notes("list", "祕密")
    assert (code, out, err.count("\n")) == (70, "", 1)
    (report,) = tmp_path.rglob("notes-report-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert str(report) in err
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "祕密" not in text


# -- fields --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_can_be_asked_as_its_example_says(sample: Library, name: str) -> None:
    field = FIELDS[name]
    assert field.summary
    assert field.kind is Kind.PROPERTY or field.example.startswith(f"{name}:")
    sample.notes(field.example)
    sample.search(field.example)


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
def test_every_sort_is_an_order_of_the_same_notes(sample: Library, sort: str) -> None:
    found = [note.path for note in sample.notes(sort=sort)]
    assert sorted(found) == sorted(note.path for note in sample.notes())
    assert found[:5] == [note.path for note in sample.notes(sort=sort, limit=5)]


def test_records_have_the_promised_keys_first() -> None:
    from notes_cli.results import HeadingRecord, Hit, IndexReport, NoteRecord, TagCount, TaskRecord

    note = ("path", "title", "date", "modified", "draft", "tags", "aliases", "description", "words", "properties")
    promised = {
        NoteRecord: note,
        Hit: (*note, "score", "match", "line", "heading", "excerpt", "highlights", "more"),
        TagCount: ("tag", "count"),
        HeadingRecord: ("path", "line", "level", "text", "anchor"),
        TaskRecord: ("path", "line", "status", "done", "text", "heading", "due"),
        IndexReport: ("notes", "added", "modified", "removed", "unchanged", "problems", "seconds"),
    }
    for kind, keys in promised.items():
        assert kind._fields[: len(keys)] == keys, kind
    assert set(Document._fields) >= {"record", "note", "source"}
    assert set(Report._fields) == {"figures", "remarks"}


# -- excerpts and tags ---------------------------------------------------------------------------------------


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.sampled_from(
        ["泛化", "模型", "價值函數", "GPT", "the", "一", "AND", "a", "資料 模型", '"訓練"', "tag:AI", "2025", "的"]
    )
)
def test_excerpts_come_from_the_note(sample: Library, query: str) -> None:
    for hit in sample.search(query, limit=None):
        source = fold(sample.document(hit.path).source)
        for start, end in hit.highlights:
            assert fold(hit.excerpt[start:end]) in source


def test_tags_count_the_notes_that_have_them(sample: Library) -> None:
    for tag in sample.tags():
        assert tag.count == len(sample.notes(f'tag:"{tag.tag}"')), tag.tag


def test_nested_tags_count_for_those_above(library_of: Maker) -> None:
    library = library_of({"a.md": "#AI/對齊 #ai", "b.md": "---\ntags: [AI, Ａi/x]\n---\n#AI", "c.md": "#AIx"})
    assert [(tag.tag, tag.count) for tag in library.tags()] == [("AI", 2), ("AI/對齊", 1), ("AIx", 1), ("Ａi/x", 1)]


def test_nested_tags_stand_below_those_above_however_they_are_spelled(library_of: Maker) -> None:
    library = library_of({"a.md": "#AI", "b.md": "#ai/x", "c.md": "#B"})
    assert [tag.tag for tag in library.tags(sort="tag")] == ["AI", "ai/x", "B"]
