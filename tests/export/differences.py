"""Where our HTML differs from the CommonMark and GFM specifications, and why; writes docs/html-differences.md.

Run as `python -m tests.export.differences` from the project's root after a change that is meant.
"""

import html
import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.export.making import body_html

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).parents[2] / "docs" / "html-differences.md"
SPECS = {"CommonMark 0.31.2": "commonmark-0.31.2.json", "GFM": "gfm-extensions.json"}

REASONS = {
    "break": "A single newline is a line break, as in Obsidian (`strict_line_breaks` turns it off).",
    "image": "A page asks the network for nothing: an image is carried in the page, a card, or a visible note that it is missing.",
    "html": "Raw HTML is sanitised: what is not on the list of `export/sanitize.py` goes, and the rest is balanced.",
    "wikilink": "`[[name]]` is a link to a note.",
    "autolink": "Bare addresses are links (GFM) of the schemes http, https, mailto and obsidian only; others stay text.",
    "url": "A bare address has a class that says so: on paper, where addresses are written out, it stands once.",
    "code": "Code in a known language carries colours.",
    "valid": "Checkboxes say to a screen reader what they are, and columns are aligned by a class (`align` is not valid HTML5).",
    "broken": "A link to a note or a part that is not there says so.",
    "ids": "Four headings or more make a table of contents, and headings then carry ids.",
}


def normal(text: str) -> str:
    """HTML without the differences that are none: white space, self-closing slashes, entities."""
    text = re.sub(r"\s*/>", ">", text)
    text = re.sub(r">\s+<", "><", text.strip())
    return html.unescape(re.sub(r"\s+", " ", text)).replace("> ", ">").replace(" <", "<")


def reason(markdown: str, ours: str, theirs: str) -> str | None:
    """Why `ours` is not `theirs`: a key of REASONS, None when there is no good one."""
    if ours.replace("<br>", "\n").split() == theirs.replace("<br>", "\n").split() or ours.replace("<br>", " ").replace(
        " ", ""
    ) == theirs.replace("<br>", " ").replace(" ", ""):
        return "break"
    if "[[" in markdown and "wikilink" in ours:
        return "wikilink"
    if re.search(r"\((?:#|[^)]*\.md\b)", markdown) and "wikilink broken" in ours:
        return "broken"
    if "![" in markdown and "<img" in theirs and "missing" in ours:
        return "image"
    if "<span class=" in ours and "language-" in ours:
        return "code"
    if re.sub(r' aria-label="[^"]*"', "", ours) == theirs or ours.replace(' class="', ' align="') == theirs:
        return "valid"
    if re.sub(r' class="url"', "", ours) == theirs:
        return "url"
    if re.sub(r' id="[^"]*"', "", ours) == theirs:
        return "ids"
    if re.search(r"(?:https?|ftp|[a-z+.-]{2,}):|@", markdown, re.IGNORECASE) and not re.search(
        r"<[a-z/!?]+[\s>-]", markdown, re.IGNORECASE
    ):
        return "autolink"
    return "html" if re.search(r"<[A-Za-z!?/]", markdown) else None


def examples() -> list[tuple[str, dict[str, Any]]]:
    """Every example, with the name of its specification."""
    texts = {name: (DATA / file).read_text(encoding="utf-8") for name, file in SPECS.items()}
    return [(name, example) for name, text in texts.items() for example in json.loads(text)]


@lru_cache
def differing() -> dict[tuple[str, int], str | None]:
    """(specification, example) → reason, for every example whose HTML is not ours."""
    found = {}
    for name, example in examples():
        ours, theirs = normal(body_html(example["markdown"])), normal(example["html"])
        if ours != theirs:
            found[name, example["example"]] = reason(example["markdown"], ours, theirs)
    return found


def written() -> str:
    """The text of docs/html-differences.md."""
    found = differing()
    totals = Counter(name for name, _ in examples())
    lines = ["# Where the HTML differs from CommonMark and GFM, on purpose", ""]
    for name, total in totals.items():
        same = total - sum(spec == name for spec, _ in found)
        lines.append(f"* {name}: {same} of {total} examples give exactly the specification's HTML.")
    lines += ["", "The others, by reason (`tests/export/test_spec.py` fails when an example joins or leaves):", ""]
    for key, why in REASONS.items():
        lines += [f"## {why}", ""]
        for name in SPECS:
            numbers = [str(number) for (spec, number), kind in found.items() if spec == name and kind == key]
            if numbers:
                lines.append(f"* {name}: {', '.join(numbers)}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
