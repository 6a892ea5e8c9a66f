"""New notes: their names, their text."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.changes.create import file_name, new
from notes_cli.changes.template import DEFAULT, filled, moment, slug
from notes_cli.changes.undo import undo
from notes_cli.errors import NotesError, Refused, UsageError
from notes_cli.library import Library
from notes_cli.vault.read import read_note
from tests.changes.ground import Ground

Maker = Callable[[Mapping[str, str]], Ground]
NOW = datetime(2026, 1, 9, 15, 4, 5, 678_000, UTC)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("泛化是什麼", "泛化是什麼"),
        ("What is AI?", "What is AI"),
        ("AI/ML 的差別", "AI-ML 的差別"),
        ("GPT: 大", "GPT 大"),
        ('他說"好"', "他說好"),
        ("a#b^c[d]|e", "a-b-c-d-e"),
        (" .hidden. ", "hidden"),
        ("全形：可以？", "全形：可以？"),
        ("a\x1b[2Jb", "a-2Jb"),
        ("字" * 100, "字" * 66),
    ],
)
def test_names_of_files(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize("title", ["", "???", "...", "/", "/etc/passwd", "../x", "a/../../x", "..", r"..\x", "./x"])
def test_titles_that_name_no_file(title: str) -> None:
    with pytest.raises(UsageError):
        file_name(title)


@given(st.text(max_size=80))
def test_a_name_is_one_part_of_a_path_that_every_file_system_takes(title: str) -> None:
    try:
        name = file_name(title)
    except UsageError:
        return
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name)
    assert name
    assert name[0] not in ". "
    assert name[-1] not in ". "
    assert len(f"{name}.md".encode()) <= 255


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("YYYY-MM-DD", "2026-01-09"),
        ("YYYY-MM-DDTHH:mm:ssZ", "2026-01-09T15:04:05+00:00"),
        ("dddd, MMMM Do YYYY, h:mm:ss a", "Friday, January 9th 2026, 3:04:05 pm"),
        ("[在] YY年M月D日 ddd MMM Q WW W DDDD", "在 26年1月9日 Fri Jan 1 02 2 009"),
        ("HH H hh h mm m s SSS A ZZ", "15 15 03 3 04 4 5 678 PM +0000"),
        ("X x", "1767971045 1767971045678"),
    ],
)
def test_formats_of_moment(form: str, text: str) -> None:
    assert moment(NOW, form) == text


@pytest.mark.parametrize(
    ("title", "text"), [("What is AI?", "what-is-ai"), ("泛化 是：什麼", "泛化-是什麼"), ("--a  b--", "a-b")]
)
def test_slugs(title: str, text: str) -> None:
    assert slug(title) == text


def test_placeholders() -> None:
    template = "# {{title}} {{ TITLE }} {{slug}} {{date}} {{time}} {{date:YYYY}} {{time:HH}} {{other}} <% tp %>\n"
    assert filled(template, title="A b", now=NOW) == "# A b A b a-b 2026-01-09 15:04 2026 15 {{other}} <% tp %>\n"
    assert filled("{{date}} {{time}}", title="", now=NOW, date="D/M", time="h a") == "9/1 3 pm"


TITLES = [
    "泛化",
    'a "b" c',
    "it's",
    "a: b",
    "2025",
    "true",
    "- x",
    "a #b",
    "\\n",
    "{x}",
    "title0x",
    "[[x]]",
    "~",
    "@a",
    "*a",
    "%",
]
TEMPLATES = [
    DEFAULT,
    "---\ntitle: {{title}}\n---\n# {{title}}\n",
    "---\ntitle: '{{title}}'\nother: 1 # {{title}}\n---\n",
    "---\naliases: [\"{{title}}\"]\ntitle: 'x {{title}} y'\n---\n{{title}}",
    '+++\ntitle = "{{title}}"\n+++\n{{title}}\n',
    '{"title": "{{title}}"}\n{{title}}\n',
]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("title", TITLES)
def test_front_matter_holds_the_title_whatever_it_is(template: str, title: str) -> None:
    text = filled(template, title=title, now=NOW)
    plain = read_note("n.md", filled(template, title="word", now=NOW).encode())
    note = read_note("n.md", text.encode())
    assert not note.problems
    assert note.front["title"] == plain.front["title"].replace("word", title)
    assert list(note.front) == list(plain.front)
    assert "{{" not in text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30), st.sampled_from(TEMPLATES[:4]))
def test_any_title(title: str, template: str) -> None:
    title = " ".join(title.split())
    try:
        note = read_note("n.md", filled(template, title=title, now=NOW).encode())
    except Refused:
        return
    assert title in str(note.front["title"])


# -- notes ---------------------------------------------------------------------------------------------------

VAULT = {
    "AI/x.md": "x",
    "模板/文.md": "---\ntitle: {{title}}\ntags: [a]\n---\n{{date:YYYY}}\n",
    "b.md": "---\n評分: 1\n---\n",
}


def test_a_new_note(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    before = ground.files()
    plan = ground.do(lambda library: new(library, "什麼是: AI?", folder="AI", tags=["#LLM"], words=["評分=4"]))
    assert plan.records[0].path == "AI/什麼是 AI.md"
    assert not plan.asks
    text = ground.text("AI/什麼是 AI.md")
    assert re.fullmatch(
        r'---\ntitle: "什麼是: AI\?"\ndate: [-0-9T:+]{25}\ndraft: true\ntags: \[LLM\]\n評分: 4\n---\n\n', text
    )
    assert ground.index_agrees()
    ground.do(undo)
    assert ground.files() == before


def test_a_template_by_name_and_by_folder(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    ground.do(lambda library: new(library, "一", template="文"))
    assert re.fullmatch(r"---\ntitle: 一\ntags: \[a\]\n---\n\d{4}\n", ground.text("一.md"))
    (ground.vault / "文.md").write_text("another", "utf-8")
    (ground.vault / ".obsidian/templates.json").write_text('{"folder": "模板", "dateFormat": "YY"}', "utf-8")
    ground.do(lambda library: new(library, "二", template="文"))
    assert ground.text("二.md").startswith("---\ntitle: 二\n")
    with pytest.raises(NotesError, match="no note is called"):
        ground.plan(lambda library: new(library, "三", template="沒有這個"))


@pytest.mark.parametrize(
    ("title", "options", "reason"),
    [
        ("b", {}, "exists"),
        ("B", {}, "exists"),
        ("x", {"folder": "沒有"}, "no folder 沒有"),
        ("x", {"folder": "沒有/二"}, "no folder 沒有/二"),
        ("x", {"folder": ".."}, "out of the vault|not in the vault"),
        ("x", {"folder": "/tmp"}, "not in the vault"),
        ("x", {"folder": ".obsidian"}, "begins with a dot"),
        ("x", {"folder": "b.md"}, "no folder"),
        ("x", {"folder": "way"}, "out of the vault"),
        ("x", {"tags": ["兩 個"]}, "tag"),
        ("x", {"words": ["評分=高"]}, "number"),
    ],
)
def test_what_is_refused(ground_of: Maker, title: str, options: dict[str, object], reason: str) -> None:
    ground = ground_of(VAULT)
    (ground.vault / "way").symlink_to(ground.folder)
    before = ground.files()
    with pytest.raises(NotesError, match=reason):
        ground.do(lambda library: new(library, title, **options))  # type: ignore[arg-type]
    assert ground.files() == before


def test_missing_folders_are_made_when_asked_and_taken_back(ground_of: Maker) -> None:
    ground = ground_of(VAULT)
    ground.do(lambda library: new(library, "x", folder="甲/乙", parents=True))
    assert (ground.vault / "甲/乙/x.md").is_file()
    ground.do(undo)
    assert not (ground.vault / "甲").exists()


def test_a_folder_is_named_from_the_working_directory_too(ground_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = ground_of(VAULT)
    monkeypatch.chdir(ground.folder)
    assert _made(ground, "vault/AI") == "AI/新.md"
    monkeypatch.chdir(ground.vault / "AI")
    assert _made(ground, ".") == "新.md"
    assert _made(ground, str(ground.vault / "AI")) == "AI/新.md"


def _made(ground: Ground, folder: str) -> str:
    def make(library: Library) -> object:
        return new(library, "新", folder=folder)

    return ground.plan(make).records[0].path  # type: ignore[arg-type]
