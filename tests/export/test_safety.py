"""A note is untrusted: nothing in a page may run, load or reach outside, whatever the note holds."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_cli.export.balance import MAX_OPEN
from notes_cli.export.context import EmbeddedNote, PageContext
from notes_cli.export.links import SCHEMES
from notes_cli.export.page import page
from tests.export.making import body_html, from_front, note

PAYLOADS = [
    json.loads(line)
    for name in ("xss.jsonl", "attacks.jsonl")
    for line in (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").split("\n")
    if line
]
FORBIDDEN = {
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "portal",
    "noscript",
    "template",
    "dialog",
    "form",
    "button",
    "svg",
    "video",
    "audio",
    "source",
    "track",
    "canvas",
    "textarea",
    "select",
    "foreignobject",
    "use",
    "animate",
    "set",
    "handler",
    "listener",
}


class Inspector(HTMLParser):
    """Collects what a browser could act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN or (tag == "script" and given != {"type": "application/ld+json"}):
            self.found.append(f"<{tag}>")
        if tag == "meta" and given.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            self.found.append("<meta refresh>")
        if tag == "link" and given.get("rel") != "canonical":
            self.found.append("<link>")
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcset", "srcdoc", "background", "ping", "formaction"}:
                self.found.append(f"{tag} {name}")
            if name == "src" and not re.match(r"data:image/[a-z+-]+;", value):
                self.found.append(f"{tag} src={value}")
            if name in {"href", "xlink:href"} and not self.may_link(value):
                self.found.append(f"{tag} {name}={value}")

    @staticmethod
    def may_link(value: str) -> bool:
        seen = re.sub(r"[\x00-\x20]", "", value)
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
        return scheme[1].lower() in SCHEMES if scheme else not seen.replace("\\", "/").startswith("//")


def dangers(html: str) -> list[str]:
    """What in `html` could act."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    if html.count("<script") != 1 or html.count("<main>") != 1 or html.count("</main>") != 1:
        inspector.found.append("structure")
    return inspector.found


def test_the_inspector_sees_dangers() -> None:
    for bad in ("<img src=x>", "<a href='java\nscript:x'>", "<p onclick=x>", "<svg>", "<a href=//h>", "<p style=x>"):
        assert dangers(bad + "<script><main></main>") != ["structure"], bad


@pytest.mark.parametrize("case", PAYLOADS, ids=lambda case: case["id"])
def test_payloads(case: dict[str, object]) -> None:
    text, files = str(case["content"]), case.get("extra") or {}
    assert isinstance(files, dict)
    context = PageContext(
        attachment=lambda name: files[name].encode() if name in files else None,
        embed=lambda name: EmbeddedNote(name, name, files[name]) if name in files else None,
    )
    block = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    front = yaml.safe_load(block[1]) if block else {}
    made = page(from_front(front, str(case["file"])), text[block.end() :] if block else text, context=context)
    assert dangers(made.html) == []


PIECES = st.sampled_from(
    ["<img src=x onerror=alert(1)>", "<script>", "</script>", "</main>", "<a href='javascript:x'>", '"', "'", "<", ">", "[[", "]]",
     "![[", "{{<", ">}}", "youtube", "==", "%%", "$", "$$", "`", "```", "\n", "\n\n", "> [!", "]- ", "- [", "] ", "[^1]", "[^1]: ",
     "|", "|-|", "<!--", "-->", "<svg onload=x>", "](javascript:x)", "[", "](", ")", "&#106;", "\\", "^[", "字", "。", "**", "<style>",
     "<title>", "<math>", "<mtext>", "<table>", "<details open ontoggle=x>", " ^id", "{{< figure src=\"http://a.b\" >}}", ":", "# "]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_mixture_is_harmless(text: str) -> None:
    assert dangers(page(note(title=text, description=text, source_url=text), text).html) == []


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_harmless(text: str) -> None:
    page(note(title=text), text).html.encode("utf-8")
    assert dangers(page(note(title=text), text).html) == []


def test_raw_html_is_valid_afterwards() -> None:
    html = body_html(
        '<p id="甲" align="center">一</p><p id="甲">二</p><h2 id="a b">三</h2>\n\n<div align=right id=x>四</div>\n\n1 < 2 id="甲"'
    )
    assert '<p id="甲" class="center">一</p><p>二</p><h2>三</h2>' in html
    assert '<div class="right" id="x">四</div>' in html
    assert '1 &lt; 2 id="甲"' in html


def test_tags_that_are_opened_without_end_nest_no_deeper_than_the_parser() -> None:
    """20 000 of them once took five seconds: what cleans the page looks through all that are open for each."""
    html = body_html("<div>\n" * 20_000 + "\n內文\n")
    assert html.count("<div>") == html.count("</div>") == MAX_OPEN
    assert "內文" in html
