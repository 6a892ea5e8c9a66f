"""Bytes to notes: the fields drawn from front matter, encodings, and the laws that hold for any bytes."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notes_cli.model import TAG_ORIGINS, Note
from notes_cli.problems import PROBLEMS
from notes_cli.vault.decode import MAX_BYTES
from notes_cli.vault.read import count_words, read_note


def note(text: str, path: str = "資料夾/2024-01-02 筆記.md") -> Note:
    return read_note(path, text.encode())


def codes(text: str) -> list[str]:
    return [problem.code for problem in note(text).problems]


def test_title_is_front_matter_then_heading_then_file_name() -> None:
    assert (note("---\nTitle: 標題\n---\n# H").title, note("---\nTitle: 2024\n---\n").title) == ("標題", "2024")
    assert note("## B\n# [[n|甲]] **乙**\n").title == "甲 乙"
    assert note("text\n").title == "2024-01-02 筆記"
    assert [note(text).title_origin for text in ("---\ntitle: x\n---", "# x", "")] == [
        "front matter",
        "heading",
        "file name",
    ]


@pytest.mark.parametrize(
    ("front", "written", "iso"),
    [
        ("date: 2025-12-25T11:30:00+08:00", "2025-12-25T11:30:00+08:00", "2025-12-25T11:30:00+08:00"),
        ("Date:\ncreated: 15 Oct 2023", "15 Oct 2023", "2023-10-15"),
        ("publishDate: 2024-03-05\nlastmod: 2025-01-01", "2024-03-05", "2024-03-05"),
        ("x: 1", None, "2024-01-02"),
    ],
)
def test_date(front: str, written: str | None, iso: str | None) -> None:
    found = note(f"---\n{front}\n---\n")
    assert (found.date, found.date_iso) == (written, iso)
    assert not found.problems


@pytest.mark.parametrize(
    ("front", "path", "written", "iso", "lines"),
    [
        ("date: 2024-13-45", "2024-01-02 筆記.md", None, "2024-01-02", [2]),
        ("date: 2024-13-45", "筆記.md", "2024-13-45", None, [2]),
        (
            "date: 改天\ncreated: 2023-02-30\nlastmod: 2023-03-01",
            "2024-01-02 筆記.md",
            "2023-03-01",
            "2023-03-01",
            [2, 3],
        ),
        ("title: 改天\ndate: 改天", "筆記.md", "改天", None, [3]),
        ("date: 2024-01-02\ncreated: 改天", "筆記.md", "2024-01-02", "2024-01-02", []),
        ("due: 2024-13-45\nl:\n  - 2024-02-30T10:00", "筆記.md", None, None, [2, 4]),
        ("title: 2024-13-45 讀書會\nn: 2024-13-456\nok: 2024-02-29 10:00:00 +0800", "筆記.md", None, None, []),
    ],
)
def test_what_is_no_date_is_a_problem_and_the_next_source_counts(
    front: str, path: str, written: str | None, iso: str | None, lines: list[int]
) -> None:
    found = note(f"---\n{front}\n---\n", path)
    assert (found.date, found.date_iso) == (written, iso)
    assert [(p.code, p.line) for p in found.problems] == [("date-impossible", line) for line in lines]


def test_offsets_are_compared_in_utc() -> None:
    east, west = (note(f"---\ndate: 2024-01-01T00:00:00{zone}\n---\n").date_key for zone in ("+08:00", "-08:00"))
    assert east is not None
    assert west is not None
    assert west - east == 16 * 3600


def test_fields() -> None:
    found = note(
        "---\nDraft: true\nsummary: 摘要\naliases: [別名, /old/path/, posts/x/, 2024, 'AC/DC']\n"
        "url: /posts/a/\nlink: https://a.b/c\nsource_name: 站\ncategories: [甲]\n---\n"
    )
    assert (found.draft, found.description, found.source_name) == (True, "摘要", "站")
    assert found.aliases == ("別名", "2024", "AC/DC")
    assert found.source_url == "https://a.b/c"
    assert note("---\ndraft: 'true'\n---\n").draft is False
    assert note("---\naliases: a, b\nalias: c\n---\n").aliases == ("a, b",)


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ("tags: [a, '#b', 機器/學習]", [("a", "list"), ("b", "list"), ("機器/學習", "list")]),
        ("tags: a", [("a", "text")]),
        ("tags: a, b", [("a", "split"), ("b", "split")]),
        ("TAG: [x]", [("x", "key")]),
        ("Tags: [x/]", [("x", "list")]),
        ("tags:\n- main course\n- 2024\n- \n- #c", [("main course", "loose"), ("2024", "loose")]),
        ("tags: 2024", [("2024", "loose")]),
        ("tags:", []),
        ("tags: {a: 1}", []),
        ("title: '#no'", []),
    ],
)
def test_front_matter_tags(front: str, tags: list[tuple[str, str]]) -> None:
    found = note(f"---\n{front}\n---\n#內文").tags
    assert [(tag.name, tag.origin) for tag in found] == [*tags, ("內文", "inline")]
    assert {tag.origin for tag in found} <= set(TAG_ORIGINS)


def test_properties_are_rows() -> None:
    found = note(
        "---\nCheckbox 1: true\nn: 1.50\nt: yes\nempty:\nnone: []\nmap: {}\nl:\n  - a\n  - 2\n"
        "parent:\n  - child: {x: 甲}\n---\n鍵:: 3\n"
    )
    assert [tuple(row) for row in found.properties] == [
        ("Checkbox 1", None, "checkbox", "true", 1, 2),
        ("n", None, "number", "1.5", 1.5, 3),
        ("t", None, "text", "yes", None, 4),
        ("empty", None, "null", None, None, 5),
        ("none", None, "list", "", None, 6),
        ("map", None, "map", "", None, 7),
        ("l", 0, "text", "a", None, 9),
        ("l", 1, "number", "2", 2, 10),
        ("parent", 0, "map", None, None, 12),
        ("parent.child", None, "map", None, None, 12),
        ("parent.child.x", None, "text", "甲", None, 12),
        ("鍵", None, "number", "3", 3, 14),
    ]
    assert found.front["parent"] == [{"child": {"x": "甲"}}]


def test_links_in_properties() -> None:
    found = note('---\nup: "[[甲#乙|丙]]"\nl:\n  - "[x](a%20b.md)"\n  - "see [[no]]"\nbad: [[n]]\n---\n')
    assert [(x.line, x.kind, x.target, x.text, x.part) for x in found.links] == [
        (2, "property", "甲#乙", "丙", "#乙"),
        (4, "property", "a b.md", "x", ""),
    ]
    assert [(p.code, p.line) for p in found.problems] == [("link-unquoted", 6)]


@pytest.mark.parametrize(
    ("front", "lines"),
    [
        ("up: [[甲]]", [2]),
        ("up:\n  - [[甲]]\n  - 乙\n  - [[丙]]", [3, 5]),
        ("up: [[[甲]], [[乙]]]", [2]),
        ("a: [1, 2]\nb: [[1, 2], [3, 4]]\nc: [[]]\nd: []", []),
    ],
)
def test_links_without_quotes_are_a_problem(front: str, lines: list[int]) -> None:
    found = note(f"---\n{front}\n---\n")
    assert [(p.code, p.line) for p in found.problems] == [("link-unquoted", line) for line in lines]


TRADITIONAL = "這是一個關於機器學習的筆記，我們在這裡說明它的用途。"


@pytest.mark.parametrize(
    ("data", "text", "code"),
    [
        (TRADITIONAL.encode(), TRADITIONAL, None),
        (b"\xef\xbb\xbf" + TRADITIONAL.encode(), TRADITIONAL, None),
        (TRADITIONAL.encode("utf-16"), TRADITIONAL, "encoding"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "encoding"),
        (
            "这是一个关于机器学习的笔记，我们来说明它的用途。".encode("gb18030"),
            "这是一个关于机器学习的笔记，我们来说明它的用途。",
            "encoding",
        ),
        (TRADITIONAL.encode() + b"\xff", TRADITIONAL + "\ufffd", "encoding"),
        (b"caf\xe9", "caf\ufffd", "encoding"),
        (b"a\r\nb\rc\x00\xe2\x80\xa8d", "a\nb\nc\x00\u2028d", "control-character"),
    ],
)
def test_encodings(data: bytes, text: str, code: str | None) -> None:
    found = read_note("a.md", data)
    assert "".join(section.text for section in found.sections) == text
    assert [problem.code for problem in found.problems] == ([code] if code else [])


def test_line_ends_and_byte_order_mark_before_front_matter() -> None:
    found = read_note("a.md", b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n\r# H\r\n")
    assert (found.title, found.body_line, found.headings[0].line) == ("T", 4, 5)


def test_only_the_first_megabytes_of_a_huge_note_are_read() -> None:
    found = read_note("a.md", b"# H\n\n" + "字".encode() * (MAX_BYTES // 3 + 10))
    assert [problem.code for problem in found.problems] == ["too-large"]
    assert found.words == (MAX_BYTES - 5) // 3 + 1


def test_words() -> None:
    for text, words in {
        "": 0,
        "知識 management 2.0，好": 6,
        "Café — naïve\u00a0한국어": 3,
        "ＡＩ 的": 2,
        "📅 a_b 𠀀": 3,
    }.items():
        assert count_words(text) == words, text


def test_messages_are_one_line_and_every_code_is_in_the_table() -> None:
    for text in ('---\ndate: "x\\ey\\n"\n---\n', "---\na: b: c\n---\n", "---\na: 1\n", "---\nx\n---\n"):
        for problem in note(text).problems:
            assert PROBLEMS[problem.code][0] == problem.severity
            assert problem.message.isprintable()


PIECES = st.lists(
    st.sampled_from(
        ["---\n", "+++\n", "{", "}", "a: ", "- ", "[ ] ", "[[", "]]", "|", "#", "# ", "%%", "\n", "\n\n", "`", "```\n",
         "$",
         "> ", "\t",
         "<!--", "-->", "<div>", "![", "](", ")", "::", "^a", "https://", "{{< ref \"", "\" >}}", "字", "&x ", "*x",
         "\\", "\r", "\x00",
         "\ufeff", "\u2028", "tags: ", "date: 2024-", "=", "==", "_", "*", "[^1]: ", "x", " "]
    )
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@example(b"\xff\xfe\x00\xd8")
@example(b"---\na: &a [*a]\n---\n")
@given(
    st.binary(max_size=200)
    | PIECES.map(lambda text: text.encode())
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_give_a_note_whose_lines_are_in_the_file(data: bytes) -> None:
    found = read_note("a.md", data)
    text = data.decode("utf-8", "replace")
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1 if not found.problems else 10**9
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        last = 10**9
    for rows in (
        found.headings,
        found.sections,
        found.tasks,
        found.tags,
        found.links,
        found.blocks,
        found.properties,
        found.problems,
    ):
        for row in rows:
            assert row.line is None or 1 <= row.line <= last
    for piece in (*found.sections, *found.links, *found.tasks):
        piece.text.encode()


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_sections_together_are_the_body(text: str) -> None:
    found = read_note("a.md", text.encode())
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    body = "\n".join(clean.split("\n")[found.body_line - 1 :])
    assert "".join(section.text for section in found.sections).strip() == body.strip()


NASTY: dict[str, Callable[[int], str]] = {
    "open brackets": lambda n: "[" * n,
    "nested brackets": lambda n: "[" * n + "a" + "]" * n,
    "open links": lambda n: "[a](" * n,
    "open images": lambda n: "![" * n,
    "open wikilinks": lambda n: "[[a|" * n,
    "backticks": lambda n: "".join("e" + "`" * i for i in range(1, int((2 * n) ** 0.5))),
    "stars": lambda n: "*a **a " * n,
    "quotes": lambda n: "> " * n + "a",
    "lists": lambda n: "\n".join("  " * i + "* a" for i in range(min(n, 1200))),
    "html": lambda n: '<a href="' * n,
    "tags": lambda n: "#a " * n,
    "tag of slashes": lambda n: "#" + "a/" * n,
    "percents": lambda n: "%% " * n,
    "comment lines": lambda n: "%%\n" * n,
    "headings": lambda n: "# 標題\n\n" * (n // 2),
    "setext": lambda n: "a\n-\n" * (n // 2),
    "shortcodes": lambda n: '{{< ref "' * n,
    "references": lambda n: '[a]({{< ref "b" >}}) ' * (n // 4),
    "formulas": lambda n: "$$ a\n" * n,
    "formula lines": lambda n: "$$\n# a\n" * n,
    "fields": lambda n: "[a:: " * n + "\n" + "(a:: " * n,
    "urls": lambda n: "http://a.b, " * n,
    "urls and tags": lambda n: "http://a.b/#c #d " * n,
    "tasks": lambda n: "- [ ] a 📅 2024-01-01\n" * (n // 4),
    "tables": lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n|" + "b|" * n,
    "footnotes": lambda n: "[^1]" * n + "\n\n[^1]: x",
    "one long line": lambda n: "字" * n,
    "rules": lambda n: "---\n" * n,
    "unclosed front matter": lambda n: "---\n" + "a: b\n" * n,
    "broken front matter": lambda n: "---\na: b: c\n" + "- x\n" * n + "k: v\n" * n + "---\n",
    "salvaged spaces": lambda n: "---\na: b: c\n" + "k" + " " * n + "x\n---\n",
    "many keys": lambda n: "---\n" + "".join(f"k{i}: {i}\n" for i in range(n // 8)) + "---\n",
    "block marks": lambda n: "a ^b \n" * (n // 2) + "^" * n + " ^a" * n,
}


@pytest.mark.parametrize("name", NASTY)
def test_time_grows_with_length_and_no_faster(name: str) -> None:
    start = time.process_time()
    read_note("a.md", NASTY[name](40_000).encode())
    assert time.process_time() - start < 2
