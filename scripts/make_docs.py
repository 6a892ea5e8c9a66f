"""Writes the tables of README.md and docs/ from the tables in the code.

`--check` only says whether they are up to date.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from supply import rows as supply

from notes_cli.cli.main import COMMANDS
from notes_cli.errors import EXIT_MEANINGS
from notes_cli.fields import CASES, FIELDS, PIECES
from notes_cli.index.views import DOCUMENTED
from notes_cli.problems import PROBLEMS, SEVERITIES
from notes_cli.render import structured
from notes_cli.settings import SETTINGS

ROOT = Path(__file__).parent.parent
#: The files that hold tables, between `<!-- table: NAME -->` and `<!-- end -->`.
FILES = (ROOT / "README.md", ROOT / "docs" / "index.md", ROOT / "docs" / "doctor.md", ROOT / "docs" / "security.md")


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
        ("field", "what it asks", "example"),
        [(f"`{f.name}`", f.summary, f"`{f.example}`") for f in (*FIELDS.values(), *PIECES.values(), *CASES.values())],
    ),
    "settings": lambda: table(
        ("setting", "option", "environment", "a vault's file", "default", "meaning"),
        [
            (
                f"`{s.name}`",
                _code(s.option),
                ", ".join(map(_code, s.environment)),
                "yes" if s.in_vault else "",
                s.unset or (_code(structured.cell(s.default)) if s.default not in ("", {}) else ""),
                s.meaning,
            )
            for s in SETTINGS.values()
        ],
    ),
    "views": lambda: table(
        ("view", "column", "meaning"),
        [
            (f"`{view}`: {about}" if not place else "", f"`{column}`", meaning)
            for view, (about, columns) in DOCUMENTED.items()
            for place, (column, meaning) in enumerate(columns.items())
        ],
    ),
    "problems": lambda: table(
        ("code", "severity", "what it means", "cure", "`--fix`"),
        [
            (f"`{code}`", kind.severity, kind.means, _sentence(kind.cure), "yes" if kind.fixable else "")
            for code, kind in sorted(PROBLEMS.items(), key=lambda item: SEVERITIES.index(item[1].severity))
        ],
    ),
    "supply": lambda: table(("package", "version", "for", "licence", "compiled", "why"), supply()),
    "exits": lambda: table(("code", "meaning"), [(f"`{code.value}`", said) for code, said in EXIT_MEANINGS.items()]),
}


def filled(text: str) -> str:
    """A text with every table made anew."""

    def fill(match: re.Match[str]) -> str:
        return f"<!-- table: {match[1]} -->\n{TABLES[match[1]]()}<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", fill, text, flags=re.DOTALL)


def main() -> int:
    old = {file: file.read_text("utf-8") for file in FILES}
    new = {file: filled(text) for file, text in old.items()}
    if "--check" in sys.argv:
        return int(old != new)
    for file, text in new.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
