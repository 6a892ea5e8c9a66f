"""Writes notes_cli/site/templates/folds.txt: what the search of a site folds otherwise than a browser would.

Each line is a character and what `text.fold` folds it to, where that is not its compatibility form in lower case.
"""

import unicodedata
from pathlib import Path

from notes_cli.text.fold import fold

FILE = Path(__file__).resolve().parent.parent / "notes_cli/site/templates/folds.txt"


def odd_folds() -> str:
    """The lines, for every character that a browser may meet."""
    lines = []
    for code in (*range(0x80, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x1F200), *range(0x20000, 0x323B0)):
        char = chr(code)
        form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).lower())
        if (ours := fold(char)) != form:
            lines.append(char + ours)
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.write_bytes(odd_folds().encode())
