"""Notes made by hand for the export tests."""

from typing import Any

from notes_cli.export.context import PageContext
from notes_cli.export.page import page
from notes_cli.model import Note, Tag, Value


def note(**changes: Any) -> Note:
    """A small note; `changes` are fields of Note."""
    fields: dict[str, Any] = {
        "path": "筆記.md",
        "title": "筆記",
        "title_origin": "file name",
        "date": None,
        "date_iso": None,
        "date_key": None,
        "draft": False,
        "description": None,
        "source_url": None,
        "source_name": None,
        "words": 0,
        "language": "zh-Hant",
        "body_line": 1,
        "front_kind": "none",
    }
    return Note(**(fields | changes))


def from_front(front: dict[str, Value], path: str = "note.md") -> Note:
    """A note as the reader would draw it from `front`, roughly: enough for what the page shows of it."""

    def text(*names: str) -> str | None:
        return next((str(front[name]) for name in names if isinstance(front.get(name), str)), None)

    tags = front.get("tags") or []
    return note(
        path=path,
        title=text("title") or path.removesuffix(".md"),
        date=text("date"),
        description=text("description"),
        source_url=text("source_url", "url", "link"),
        front=front,
        tags=tuple(Tag(str(tag), None, "list") for tag in (tags if isinstance(tags, list) else [tags])),
    )


def main_of(html: str) -> str:
    """What stands in the page's one <main>."""
    assert html.count("<main>") == html.count("</main>") == 1
    return html.partition("<main>\n")[2].partition("</main>")[0]


def body_html(text: str, context: PageContext | None = None) -> str:
    """The HTML of the body `text`."""
    return main_of(page(note(), text, context=context).html)
