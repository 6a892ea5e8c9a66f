"""The body's reader against Obsidian's own metadata, and rule by rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from notes_cli.vault.frontmatter import read_front
from notes_cli.vault.markdown import Scan, scan
from notes_cli.vault.sections import SECTION_SIZE

DATA = Path(__file__).with_name("data")


def cases(name: str) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").split("\n") if line)
    return {row["id"]: row for row in rows}


OBSIDIAN = cases("obsidian")
RULES = cases("obsidian_rules")


def body_of(text: str) -> Scan:
    front = read_front(text)
    return scan(text[front.start :], front.body_line)


def line(item: dict[str, Any]) -> int:
    number: int = item["position"]["start"]["line"] + 1
    return number


@pytest.mark.parametrize("name", OBSIDIAN)
def test_what_obsidian_reads_is_what_we_read(name: str) -> None:
    case = OBSIDIAN[name]
    cached, found = case["cachedMetadata"], body_of(case["fileContents"])
    tasks = [item for item in cached.get("listItems", []) if "task" in item]
    assert [(h.line, h.level, h.text) for h in found.headings] == [
        (line(h), h["level"], h["heading"]) for h in cached.get("headings", [])
    ]
    assert [(t.line, t.status) for t in found.tasks] == [(line(t), t["task"]) for t in tasks]
    assert [(t.line, "#" + t.name) for t in found.tags] == [(line(t), t["tag"]) for t in cached.get("tags", [])]
    assert [(x.line, x.target, x.text) for x in found.links if x.kind in ("wikilink", "markdown")] == [
        (line(x), x["link"], x["displayText"]) for x in cached.get("links", [])
    ]
    assert [(x.line, x.target) for x in found.links if x.kind == "embed"] == [
        (line(x), x["link"]) for x in cached.get("embeds", [])
    ]
    assert sorted(b.id for b in found.blocks) == sorted(cached.get("blocks", {}))


SHOWN = {
    "inline_tags": lambda found: [tag.name for tag in found.tags],
    "headings": lambda found: [[heading.level, heading.text] for heading in found.headings],
    "tasks": lambda found: [task.status for task in found.tasks],
    "wikilinks": lambda found: [link.target for link in found.links if link.kind == "wikilink"],
    "embeds": lambda found: [link.target for link in found.links if link.kind == "embed"],
}


@pytest.mark.parametrize("name", RULES)
def test_rule(name: str) -> None:
    rule = RULES[name]
    assert SHOWN[rule["check"]](body_of(rule["content"])) == rule["expect"], rule["evidence"]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#泛化", ["泛化"]),
        ("#機器學習/泛化", ["機器學習/泛化"]),
        ("#泛化　下一句", ["泛化"]),
        ("#12.34 #2024年 #1990s", ["2024年", "1990s"]),
        ("#tag/ x", ["tag"]),
        ('(#pa) $#pb$ "#pc" .#pd x—#pe', []),
        ("\t#no\n\na\n\t#pf", ["pf"]),
        ("[x #ph] \u00a0#qi\u3000#qj", ["ph", "qi", "qj"]),
        ("#tl#tm #tn/#to", ["tl", "tm", "tn", "to"]),
        ("x _#uc_ y snake_case_#wc", ["uc", "wc"]),
        ("|#uo|x|\n|-|-|\n|a|#up|", ["uo", "up"]),
        ("\\[\\[#Escaped Links\\]\\]", ["Escaped"]),
        ("**#x** ==#y==", ["x", "y"]),
        ("[a #tg][ref]\n\n[ref]: u", ["tg"]),
        ("<p>x #t</p>\n\n$$\n#m\n$$", []),
        ("https://a.b/#c https://a.b/_#d_ <https://e.f/#g>", []),
        ("[[n|#no]] ![[n#no]] ![#no](a.png)", []),
        ("~~~markdown\n#a\n~~~typescript\n#b\n~~~\n#c", ["c"]),
        ("#\u0065\u0301", ["é"]),
    ],
)
def test_tags(text: str, tags: list[str]) -> None:
    assert [tag.name for tag in scan(text).tags] == tags


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[t](Note%20x.md#H)", [("markdown", "Note x.md#H", "t", "#H", "note x", "")]),
        ("[t](<資料夾/Note x.md>)", [("markdown", "資料夾/Note x.md", "t", "", "note x", "資料夾/note x")]),
        (
            "[[a#b]] [[#h#s]]",
            [("wikilink", "a#b", "a > b", "#b", "a", ""), ("wikilink", "#h#s", "h > s", "#h#s", "", "")],
        ),
        ("![[圖.PNG|640x480]]", [("embed", "圖.PNG", "圖.PNG", "", "圖.png", "")]),
        ("![a](i%20x.png)", [("embed", "i x.png", "a", "", "i x.png", "")]),
        (
            "[x](https://User@Example.org:8080/a?b)",
            [("external", "https://User@Example.org:8080/a?b", "x", "", "example.org", "")],
        ),
        (
            "見https://example.org/a_b_c，謝謝",
            [("external", "https://example.org/a_b_c", "https://example.org/a_b_c", "", "example.org", "")],
        ),
        ("<me@example.org>", [("external", "mailto:me@example.org", "me@example.org", "", "mailto", "")]),
        ('{{< ref "posts/a.md#b" >}}', [("markdown", "posts/a.md#b", "posts/a.md > b", "#b", "a", "//posts/a")]),
        ('[甲]({{% relref "b" %}})', [("markdown", "b", "甲", "", "b", "//b")]),
        ('{{< relref lang="zh" path="A.md" >}}', [("markdown", "A.md", "A.md", "", "a", "zh//a")]),
        ('{{< ref path=`A` lang="zh" >}}', [("markdown", "A", "A", "", "a", "zh//a")]),
        ("[甲]({{< relref a.md zh />}})", [("markdown", "a.md", "甲", "", "a", "zh//a")]),
        ('{{< ref lang="zh" >}} {{< ref >}} {{< reference "a" >}}', []),
        ("[]() [a]() `[[x]]` [[ ]]", []),
        ("| a |\n|-|\n| [[x\\|y]] |", [("wikilink", "x", "y", "", "x", "")]),
    ],
)
def test_links(text: str, links: list[tuple[str, ...]]) -> None:
    assert [tuple(link[1:]) for link in scan(text).links] == links


def test_headings_are_read_as_written_and_as_seen() -> None:
    found = scan("# A [[n#h|連結]] **b** `c` ==d== {#id} ##\n\n# A\n\n# A\n\n## 學習 C#\n", 5)
    assert [(h.line, h.plain, h.anchor) for h in found.headings] == [
        (5, "A 連結 b c d {#id}", "a-連結-b-c-d-id"),
        (7, "A", "a"),
        (9, "A", "a-1"),
        (11, "學習 C#", "學習-c"),
    ]
    assert found.headings[0].text == "A [[n#h|連結]] **b** `c` ==d== {#id}"


def test_block_comments_hide_headings_and_tasks_but_not_tags_and_links() -> None:
    found = scan("%%\n# no\n- [ ] no #tag [[link]]\n%%\n# yes\n- [ ] yes %% [[also]] %%\n")
    assert [h.text for h in found.headings] == ["yes"]
    assert [t.text for t in found.tasks] == ["yes %% [[also]] %%"]
    assert [t.name for t in found.tags] == ["tag"]
    assert [x.target for x in found.links] == ["link", "also"]


@pytest.mark.parametrize(
    ("text", "headings", "tasks"),
    [
        ("$$\n# h\n$$\n# 後\n- [ ] 乙", ["後"], ["乙"]),
        ("$$\n- [ ] a\n$$\n\n# 後\n- [ ] 乙", ["後"], ["乙"]),
        ("> $$\n> - [ ] a\n> $$\n\n- [ ] 乙", [], ["乙"]),
        ("$$ x\n\n# h\n\n- [ ] a\ny $$\n\n# 後", ["後"], []),
        ("$$\n---\nx\n$$\n\n# 後", ["後"], []),
        ("$$\n# 沒有關\n- [ ] a", ["沒有關"], ["a"]),
        ("價錢 $$\n# h\n$$", ["h"], []),
        ("$$ x $$\n# h\n\n$$\ny\n$$\n# i", ["h", "i"], []),
        ("`$$`\n# h\n\n```\n$$\n```\n# i\n$$", ["h", "i"], []),
    ],
)
def test_formulas_hide_headings_and_tasks_when_they_are_closed(
    text: str, headings: list[str], tasks: list[str]
) -> None:
    found = scan(text)
    assert [h.text for h in found.headings] == headings
    assert [t.text for t in found.tasks] == tasks


def test_tags_within_a_formula_that_markdown_takes_apart_are_none() -> None:
    assert [tag.name for tag in scan("$$\n# h\n#no\n$$\n#yes").tags] == ["yes"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("[Due:: 2026-01-31]", "2026-01-31"),
        ("(DUE:: 2026/1/31)", "2026-01-31"),
        ("[ due :: 2026-01-31 ]", "2026-01-31"),
        ("[due:: [[2026-01-31]]]", "2026-01-31"),
        ("🗓 2026-1-31", "2026-01-31"),
        ("🗓️2026-01-31", "2026-01-31"),
        ("📆 2026-01-31 交稿", "2026-01-31"),
        ("[due:: 改天] 📅 2026-01-31", "2026-01-31"),
        ("📅 2026-02-30", None),
        ("[overdue:: 2026-01-31] due: 2026-01-31", None),
    ],
)
def test_due_dates(text: str, due: str | None) -> None:
    assert scan(f"- [ ] 讀 {text}\n").tasks[0].due == due


def test_tasks_know_their_line_status_heading_and_due_date() -> None:
    text = "# 待辦\n\n- a\n\t- [/] 深 📅 2026-01-31\n> 1) [ ] b [due:: 2026-02-30]\n\n"
    text += "- - [✓] c (due:: 2026-02-01)\n- [ ]\n- [x](y.md)\n"
    assert [tuple(task) for task in scan(text).tasks] == [
        (4, "/", "深 📅 2026-01-31", "待辦", "2026-01-31"),
        (5, " ", "b [due:: 2026-02-30]", "待辦", None),
        (7, "✓", "c (due:: 2026-02-01)", "待辦", "2026-02-01"),
    ]


def test_blocks_and_fields() -> None:
    text = "一段文字 ^abc-1\n\n- item ^Def\n\n| a |\n|-|\n\n^tbl\n\nx^2 `y ^no`\n\n"
    text += "作者:: 王\n數量:: 3\n讀完 [done:: true] (空::)\nstd::vector `[e:: f]`\n"
    text += "見 [cmd:: `git log`] (鍵:: 甲 `a]b` 乙)\n"
    found = scan(text)
    assert [tuple(block) for block in found.blocks] == [("abc-1", 1), ("Def", 3), ("tbl", 8)]
    assert [(field.name, field.value, field.line) for field in found.fields] == [
        ("作者", "王", 12),
        ("數量", "3", 13),
        ("done", "true", 14),
        ("空", "", 14),
        ("cmd", "`git log`", 16),
        ("鍵", "甲 `a]b` 乙", 16),
    ]


def test_sections_are_the_body_cut_at_headings_and_paragraphs() -> None:
    long = "\n\n".join("字" * 700 for _ in range(5)) + "\n"
    text = f"前言\n\n# A\n\n甲\n\n## B\n{long}\n# C\n\n{'長' * 3000}\n"
    sections = scan(text, 10).sections
    assert "".join(section.text for section in sections) == text
    assert [section.headings for section in sections] == [
        (),
        ("A",),
        ("A", "B"),
        ("A", "B"),
        ("A", "B"),
        ("C",),
        ("C",),
    ]
    assert all(len(section.text) <= SECTION_SIZE or "\n\n" not in section.text.strip() for section in sections)
    lines = text.split("\n")
    assert all(section.text.split("\n")[0] == lines[section.line - 10] for section in sections)
    assert scan(" \n\n").sections == ()
