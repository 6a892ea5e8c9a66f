"""The scanner is held to CommonMark: headings, code and lists are those of another parser (markdown-it-py).

Obsidian's own differences, the only ones allowed:

* a setext heading has one line of text (two lines before `---` are a paragraph);
* what stands in `%% %%` over several lines is no heading and no task;
* `$$ … $$` is math: a `#` in it is no heading.

(A lone `-` right below a link definition is left out: the two parsers disagree about whether it is an underline.)
"""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from notes_cli.vault.frontmatter import read_front
from notes_cli.vault.markdown import scan

VAULT = Path(__file__).parents[2] / "vault"

PIECES = st.sampled_from(
    (
        "# 標題一", "## B ##", "### c `#x`", "#no", "####### seven", "Text 文字", "para\nmore text", "Title\n===", "Two\n---",
        "- item", "- a\n- b", "* x\n    - deep", "1. one\n2. two", "- [ ] task 任務", "- [x] done", "> quote", "> # in quote",
        "> - [ ] in quote", "```\n# code\n- [ ] no\n```", "~~~py\n## x\n~~~", "    # indented", "\t- [ ] tabbed", "---", "***",
        "<div>\n# html\n</div>", "<!-- # c -->", "| a | b |\n|---|---|\n| 1 | 2 |", "[a]: /url", "- a\n\n  # in item", "+ [ ] plus", "2) x",
        "**b** _e_", "``` `` ```", "\\# escaped",
    )
)  # fmt: skip
BODIES = st.lists(st.tuples(PIECES, st.sampled_from(("\n", "\n\n"))), max_size=12).map(
    lambda parts: "".join(piece + end for piece, end in parts)
)


def headings_of(tokens: list) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    """Line and level of the headings at the top, but setext ones of several lines."""
    found = []
    for token in tokens:
        if token.type == "heading_open" and token.level == 0 and token.map:
            several = token.markup in ("=", "-") and token.map[1] - token.map[0] > 2
            if not several:
                found.append((token.map[0] + 1, int(token.tag[1])))
    return found


def tasks_of(text: str, tokens: list) -> list[int]:  # type: ignore[type-arg]
    """Lines of list items whose text begins with a box."""
    lines = text.split("\n")
    box = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)+\[.\]\s")
    starts = (token.map[0] for token in tokens if token.type == "list_item_open" and token.map)
    return sorted({start + 1 for start in starts if box.match(lines[start] + "\n")})


def same(body: str, first_line: int = 1) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    seen = scan(body, first_line)
    shift = first_line - 1
    assert [(h.line - shift, h.level) for h in seen.headings] == headings_of(tokens)
    assert sorted({t.line - shift for t in seen.tasks}) == tasks_of(body, tokens)


@given(BODIES)
@settings(max_examples=300, deadline=None)
def test_generated_notes(body: str) -> None:
    same(body)


def test_sample_vault() -> None:
    compared = 0
    for file in sorted(VAULT.rglob("*.md")):
        text = file.read_text("utf-8")
        front = read_front(text)
        body = text[front.start :] if front.start else text
        if "%%" in body or "$$" in body:  # Obsidian's own
            continue
        same(body, front.body_line)
        compared += 1
    assert compared >= 15
