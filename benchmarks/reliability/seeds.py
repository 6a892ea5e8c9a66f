"""What is mutated: texts from the sample vault and from the data of the tests, and words that mean something to us."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
_DATA = ROOT / "tests"

#: Longer seeds are cut: many small inputs find more than few long ones.
LONGEST = 1500

#: Pieces with a meaning in Markdown, YAML, queries, HTML or a terminal; and what no text should hold.
TOKENS = (
    "---", "---\n", "+++\n", "...\n", "\n", "\n\n", "\r\n", "\r", "\t", "  ", "- ", "* ", "1. ", "> ", "> [!note]- ", "# ", "###### ",
    "```", "```py\n", "~~~", "`", "``", "$", "$$", "\\(", "\\begin{a}", "==", "%%", "**", "*", "_", "~~", "[", "]", "(", ")", "[[", "]]",
    "![[", "![", "](", "|", "#", "^", " ^id", "[^1]", "[^1]: ", "^[", "- [ ] ", "- [x] ", "{{<", ">}}", "{{% ", "{{", "}}", "<!--", "-->",
    "<b>", "</b>", "<script>", "<br", "&amp;", "&#0;", "&", "<%", "http://x.y/z?a=b#c", "<http://a.b>", "mailto:", "javascript:",
    "title: ", "tags: ", "tags:\n", "draft: true", "date: 2024-02-30", "aliases: [", "Checkbox 1: false", "a.b: ", "? ", ": ", ":", "|-\n",
    ">+\n", "&a ", "*a", "!!python/object:x ", "!t ", "'", '"', "{", "}", ",", "#標籤", "#a/b", "<<: ", "0x1F", "1e999", ".nan", "null", "~",
    "📅 2025-01-01", "[due:: 2025-01-01]", "due:: ", "tag:", "is:draft", "date:>=2025", "words:1..", "[x:true]", "unchecked:", "-", "OR",
    "NOT ", "/a.*/", "/(a+)+$/", "match-case:", "link:[[", "line:(", "task:", "@todo", "NEAR(", "title:(", "in:", "has:", "path:", '"',
    "\\", "\x00", "\x1b[31m", "\x1b]0;x\x07", "\x9b", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffe", "\ud800", "\udcff",
    "泛化", "臺灣", "台湾", "模型。", "（註）", "「引」", "，", "：", "！", "　", "ＡＢ", "０", "Ａ：", "é", "e\u0301", "ß", "İ", "👨‍👩‍👧", "𠀀",
    "字" * 40, "a" * 300, "9" * 5000, "[" * 50, "> " * 30, "  - x\n" * 10, "*_" * 20, "a: b\n" * 10,
)  # fmt: skip


@cache
def notes() -> tuple[str, ...]:
    """Texts of notes."""
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "vault").rglob("*.md"))]
    texts += [case["content"] for case in _lines("vault/data/frontmatter_detect.jsonl") if "content" in case]
    texts += [f"---\n{c['front_matter']}\n---\nx\n" for c in _lines("vault/data/real_odd_frontmatter.jsonl")
              if "front_matter" in c]  # fmt: skip
    texts += [str(case["content"]) for case in _lines("export/data/xss.jsonl") if "content" in case]
    texts += [
        case["markdown"] for case in json.loads((_DATA / "export/data/commonmark-0.31.2.json").read_text("utf-8"))
    ]
    return tuple(text[:LONGEST] for text in texts)


@cache
def fronts() -> tuple[str, ...]:
    """Blocks of front matter, with their fences."""
    found = [text[: text.index("\n---", 4) + 5] for text in notes() if text.startswith("---") and "\n---" in text[4:]]
    values = [json.dumps(c, ensure_ascii=False)[:200] for c in _lines("vault/data/yaml_values.jsonl")]
    return (*found, *(f"---\nv: {value}\n---\n" for value in values))


@cache
def queries() -> tuple[str, ...]:
    """What people type."""
    from notes_cli.fields import FIELDS

    typed = [case["query"] for case in _lines("query/data/queries.jsonl") if "query" in case]
    return (*(text[:LONGEST] for text in typed), *(field.example for field in FIELDS.values()))


def _lines(name: str) -> Iterator[dict[str, str]]:
    for line in (_DATA / name).read_text("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def mutated(chance: Random, seeds: tuple[str, ...]) -> str:
    """One of `seeds`, changed in a few places; now and then two of them, or nothing but tokens."""
    text = chance.choice(seeds)
    if chance.random() < 0.3:
        start = chance.randrange(len(text) + 1)
        text = text[start : start + chance.randint(0, 400)]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        text = chance.choice(_WAYS)(chance, text, seeds)
    return text


def _span(chance: Random, text: str) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.choice((1, 1, 2, 5, 20, 100)))


def _insert(chance: Random, text: str, _: tuple[str, ...]) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(TOKENS) + text[at:]


def _replace(chance: Random, text: str, _: tuple[str, ...]) -> str:
    start, end = _span(chance, text)
    return text[:start] + chance.choice(TOKENS) + text[end:]


def _delete(chance: Random, text: str, _: tuple[str, ...]) -> str:
    start, end = _span(chance, text)
    return text[:start] + text[end:]


def _repeat(chance: Random, text: str, _: tuple[str, ...]) -> str:
    start, end = _span(chance, text)
    return text[:start] + text[start:end] * chance.choice((2, 3, 10, 30)) + text[end:]


def _spliced(chance: Random, text: str, seeds: tuple[str, ...]) -> str:
    other = chance.choice(seeds)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]


def _character(chance: Random, text: str, _: tuple[str, ...]) -> str:
    at = chance.randrange(len(text) + 1)
    top = chance.choice((0x80, 0x80, 0x100, 0x3000, 0x10000, 0x110000))
    return text[:at] + chr(chance.randrange(top)) + text[at + chance.randint(0, 1) :]


def _line_ends(chance: Random, text: str, _: tuple[str, ...]) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "")), chance.choice((1, -1)))


_WAYS = (_insert, _insert, _insert, _replace, _replace, _delete, _repeat, _spliced, _character, _line_ends)
