"""Writes the tables of README.md and docs/ from the tables in the code. `--check` only says whether all are fresh."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from notes_cli.cli.main import COMMANDS
from notes_cli.config import SETTINGS
from notes_cli.errors import EXIT_MEANINGS
from notes_cli.fields import FIELDS
from notes_cli.problems import PROBLEMS, SEVERITIES

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs/doctor.md")


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = (header, tuple("---" for _ in header), *rows)
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


TABLES: dict[str, Callable[[], str]] = {
    "commands": lambda: table(
        ("command", "what it does"), [(f"`notes {c.name}`", c.summary) for c in COMMANDS.values()]
    ),
    "fields": lambda: table(
        ("field", "what it asks", "example"), [(f"`{f.name}`", f.summary, f"`{f.example}`") for f in FIELDS.values()]
    ),
    "settings": lambda: table(
        ("setting", "environment", "config.toml", "default", "meaning"),
        [
            (
                f"`{s.option}`",
                f"`{s.environment}`" if s.environment else "",
                f"`{s.key}`" if s.key else "",
                s.default,
                s.meaning,
            )
            for s in SETTINGS
        ],
    ),
    "problems": lambda: table(
        ("code", "severity", "what it means", "cure"),
        [
            (f"`{code}`", kind.severity, kind.means, _sentence(kind.cure))
            for code, kind in sorted(PROBLEMS.items(), key=lambda item: SEVERITIES.index(item[1].severity))
        ],
    ),
    "exits": lambda: table(("code", "meaning"), [(f"`{code.value}`", said) for code, said in EXIT_MEANINGS.items()]),
}


def filled(text: str) -> str:
    """The text of a page with every table made anew."""

    def fill(match: re.Match[str]) -> str:
        return f"<!-- table: {match[1]} -->\n{TABLES[match[1]]()}<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", fill, text, flags=re.DOTALL)


def main() -> int:
    texts = {page: page.read_text("utf-8") for page in PAGES}
    stale = {page: filled(text) for page, text in texts.items() if filled(text) != text}
    if "--check" in sys.argv:
        return len(stale)
    for page, text in stale.items():
        page.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
