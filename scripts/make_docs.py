"""Writes the tables of README.md from the tables in the code. `--check` only says whether they are up to date."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from notes_cli.cli.main import COMMANDS
from notes_cli.config import SETTINGS
from notes_cli.errors import EXIT_MEANINGS
from notes_cli.fields import FIELDS

README = Path(__file__).parent.parent / "README.md"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = (header, tuple("---" for _ in header), *rows)
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


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
    "exits": lambda: table(("code", "meaning"), [(f"`{code.value}`", said) for code, said in EXIT_MEANINGS.items()]),
}


def filled(text: str) -> str:
    """The text of the README with every table made anew."""

    def fill(match: re.Match[str]) -> str:
        return f"<!-- table: {match[1]} -->\n{TABLES[match[1]]()}<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", fill, text, flags=re.DOTALL)


def main() -> int:
    text = README.read_text("utf-8")
    new = filled(text)
    if "--check" in sys.argv:
        return int(text != new)
    README.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
