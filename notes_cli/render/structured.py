"""Results for programs: JSON, JSON lines, CSV, TSV. UTF-8, not escaped to ASCII; never a terminal's control codes.

JSON escapes control characters itself. In tables they are made visible, so that a line stays a line.
"""

from typing import Any, TextIO

from notes_cli.results import Document, Records, Report, Result, Written, as_json, json_text
from notes_cli.text.escape import shown
from notes_cli.text.pattern import pattern


def write_json(result: Result, out: TextIO) -> None:
    """One JSON value: a list of objects, or one object."""
    match result:
        case Records():
            items = ",\n ".join(_dumped(as_json(item)) for item in result.items)
            out.write(f"[{items}]\n" if items else "[]\n")
        case Document():
            out.write(_dumped(_document(result)) + "\n")
        case Report():
            out.write(_dumped(as_json(result.figures)) + "\n")
        case Written():
            page = {} if result.file is not None else {"html": result.content}
            out.write(_dumped({"file": result.file, **page, "warnings": list(result.remarks)}) + "\n")


def write_jsonl(found: Records[Any], out: TextIO) -> None:
    """One object on a line."""
    for item in found.items:
        out.write(_dumped(as_json(item)) + "\n")


def write_table(found: Records[Any], out: TextIO, delimiter: str) -> None:
    """A header line of the fields, then a line for each record. Lists are joined by "; ", objects are JSON.

    A record stays on its line: tabs and newlines in a cell are shown as `\\x09` and `\\x0a`. CSV begins with a BOM,
    without which a spreadsheet takes Chinese for another encoding. A note is somebody else's text as often as not: a
    cell that a spreadsheet would run as a formula keeps its text behind an apostrophe (numbers are left alone). TSV is
    for programs, and has neither.
    """
    fields = found.kind._fields
    if delimiter == "\t":
        for row in (fields, *found.items):
            out.write("\t".join(cell(value) for value in row) + "\n")
        return
    import csv

    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(cell, fields))
    writer.writerows([_harmless(cell(value)) for value in item] for item in found.items)


def cell(value: Any) -> str:
    """A value as the text of one cell on one line."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return shown(value, lines=False)
        case tuple() | list() if all(isinstance(v, str) for v in value):
            return shown("; ".join(value), lines=False)
        case tuple() | list() | dict():
            return shown(_dumped(value), lines=False)
        case _:
            return str(value)


#: What a spreadsheet takes for the beginning of a formula, half-width and full-width, and what is only a number.
_FORMULA = pattern(r"[=+\-@＝＋－＠].")
_NUMBER = pattern(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _dumped(value: Any) -> str:
    text = json_text(value)
    # DEL and C1 controls are legal in JSON, and obeyed by terminals; bidi controls turn a line around.
    return text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def _document(document: Document) -> dict[str, Any]:
    def each(items: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [as_json(item) for item in items]

    return {
        **as_json(document.record),
        "body": document.body,
        "headings": each(document.headings),
        "tasks": each(document.tasks),
        "links": each(document.links),
        "backlinks": each(document.backlinks),
        "tag_places": each(document.tag_places),
        "problems": each(document.problems),
    }
