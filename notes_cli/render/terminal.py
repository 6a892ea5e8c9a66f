"""Results for eyes: layouts of rich, as wide as the terminal. Loaded only when a terminal is there.

Text from notes is only ever put into `Text` objects, with control characters made visible: rich's markup is never
parsed, and no escape sequence of a note reaches the terminal.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from rich.console import Console, RenderableType  # noqa: TID253 - this module is itself loaded late
from rich.padding import Padding  # noqa: TID253
from rich.text import Text  # noqa: TID253
from rich.theme import Theme  # noqa: TID253

from ..results import (
    Document,
    HeadingRecord,
    Hit,
    NoteRecord,
    ProblemRecord,
    Records,
    Report,
    Result,
    TagCount,
    TaskRecord,
)
from ..text.escape import shown
from ..text.width import cells, clip
from . import Screen
from .plain import document_text, report_line
from .theme import THEME

#: How many lines of an excerpt are shown.
EXCERPT_LINES = 2


def write_terminal(result: Result, screen: Screen) -> None:
    """Write `result` in a layout for the terminal."""
    console = Console(
        file=screen.stdout,
        width=screen.width,
        force_terminal=screen.laid_out,
        no_color=not screen.colored,
        color_system="auto" if screen.colored else None,
        theme=Theme(THEME, inherit=True),
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    match result:
        case Records():
            for renderable in VIEWS[result.kind](result, screen.width):
                console.print(renderable)
        case Document():
            _write_document(result, console, screen)
        case Report():
            console.print(Text(report_line(result.figures)))


def _write_document(document: Document, console: Console, screen: Screen) -> None:
    if document.form == "raw":
        screen.stdout.write(document_text(document))
        return
    if document.form == "meta":
        for line in document_text(document).splitlines():
            name, _, value = line.partition("\t")
            console.print(Text.assemble((f"{name}  ", "heading"), value))
        return
    from .article import article

    resolved = {link.target: link.resolved for link in document.links}
    pager = console.pager(styles=True) if screen.stdout.isatty() and _is_long(document, console) else None
    renderables = article(document.note, document.body, width=min(screen.width, 100), resolve=resolved.get)
    if pager is None:
        _print_all(console, renderables)
        return
    with pager:
        _print_all(console, renderables)


def _print_all(console: Console, renderables: Any) -> None:
    for renderable in renderables if isinstance(renderables, list | tuple) else (renderables,):
        console.print(renderable)


def _is_long(document: Document, console: Console) -> bool:
    return document.body.count("\n") + len(document.body) // console.width > console.height - 2


def text_of(value: str | None, style: str = "") -> Text:
    """A text from a note in a style, controls made visible."""
    return Text(shown(value or ""), style=style)


# -- lists ---------------------------------------------------------------------------------------------------


def _hits(found: Records[Hit], width: int) -> Iterable[RenderableType]:
    for hit in found.items:
        yield _headline(hit, width)
        yield Padding(_place(hit, width - 2), (0, 0, 0, 2))
        yield Padding(_excerpt(hit, width - 4), (0, 0, 0, 4))
        yield Text("")


def _headline(note: NoteRecord | Hit, width: int) -> Text:
    """Title and tags on the left, the date on the right."""
    date = (note.date or "")[:10]
    room = width - (len(date) + 2 if date else 0)
    line = Text(clip(shown(note.title), room), style="title")
    if note.draft and room - cells(line.plain) >= 8:
        line.append("  draft", style="not bold draft")
    for tag in note.tags:
        piece = f" #{shown(tag)}"
        if cells(line.plain) + cells(piece) + 1 > room:
            break
        line.append(" " + piece if piece and line.plain and not line.plain.endswith(" ") else piece, style="not bold tag")
    line.append(" " * max(2, width - cells(line.plain) - len(date)) if date else "")
    line.append(date, style="not bold date")
    return line


def _place(hit: Hit, width: int) -> Text:
    number = str(hit.line or 1)
    line = Text(clip(shown(hit.path), max(20, width - len(number) - 1)), style="path")
    line.append(":", style="rule").append(number, style="line")
    if hit.heading:
        room = width - cells(line.plain) - 3
        if room >= 8:
            line.append(" › " + clip(" › ".join(shown(h) for h in hit.heading), room), style="heading")
    if hit.match != "exact":
        line.append(f"  {hit.match}", style="info")
    return line


def _excerpt(hit: Hit, width: int) -> Text:
    text = _marked(hit.excerpt, hit.highlights)
    lines = text.wrap(Console(width=width, file=None), width)
    kept = lines[:EXCERPT_LINES]
    result = Text("\n").join(kept)
    if len(lines) > EXCERPT_LINES:
        result.truncate(width * EXCERPT_LINES, overflow="ellipsis")
    if hit.more:
        result.append(f"  +{len(hit.more)}", style="more")
    return result


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> Text:
    """The text with its highlights, each piece escaped on its own so that positions stay true."""
    result, at = Text(), 0
    for start, end in highlights:
        result.append(shown(text[at:start]))
        result.append(shown(text[start:end]), style="match")
        at = end
    result.append(shown(text[at:]))
    return result


def _notes(found: Records[NoteRecord], width: int) -> Iterable[RenderableType]:
    for note in found.items:
        yield _headline(note, width)
        yield Padding(Text(clip(shown(note.path), width - 2), style="path"), (0, 0, 0, 2))


def _tags(found: Records[TagCount], width: int) -> Iterable[RenderableType]:
    most = max((tag.count for tag in found.items), default=1)
    digits = len(str(most))
    for tag in found.items:
        depth = tag.tag.count("/") if found.layout == "tree" else 0
        name = tag.tag.rpartition("/")[2] if depth else tag.tag
        line = Text(f"{tag.count:>{digits}}  ", style="count")
        line.append("  " * depth + clip(shown(name), max(8, width - digits - 2 - 2 * depth)), style="tag")
        yield line


def _grouped(found: Records[Any], width: int, line: Callable[[Any], Text]) -> Iterable[RenderableType]:
    """Records under the path of their note, each behind its line number."""
    for path, items in groupby(found.items, key=lambda item: item.path):
        yield Text(clip(shown(path), width), style="path")
        for item in items:
            text = Text(f"{item.line or 1:>5}  ", style="line")
            text.append_text(line(item))
            text.truncate(width, overflow="ellipsis")
            yield text


def _headings(found: Records[HeadingRecord], width: int) -> Iterable[RenderableType]:
    def line(heading: HeadingRecord) -> Text:
        indent = "  " * (heading.level - 1)
        return Text.assemble(("#" * heading.level, "rule"), " ", text_of(heading.text, "title" if heading.level == 1 else "")) if (
            not indent
        ) else Text.assemble(indent, ("#" * heading.level, "rule"), " ", text_of(heading.text))

    return _grouped(found, width, line)


def _tasks(found: Records[TaskRecord], width: int) -> Iterable[RenderableType]:
    def line(task: TaskRecord) -> Text:
        return Text.assemble((f"[{shown(task.status)}] ", "rule"), text_of(task.text, "dim" if task.done else ""))

    return _grouped(found, width, line)


def _problems(found: Records[ProblemRecord], width: int) -> Iterable[RenderableType]:
    def line(problem: ProblemRecord) -> Text:
        return Text.assemble((f"{problem.severity} ", problem.severity), text_of(problem.message))

    return _grouped(found, width, line)


VIEWS: dict[type, Callable[[Records[Any], int], Iterable[RenderableType]]] = {
    Hit: _hits,
    NoteRecord: _notes,
    TagCount: _tags,
    HeadingRecord: _headings,
    TaskRecord: _tasks,
    ProblemRecord: _problems,
}
