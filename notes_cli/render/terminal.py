"""Results for eyes: layouts of rich, as wide as the terminal. Loaded only when a terminal is there.

Text from notes is only ever put into `Text` objects, with control characters made visible: rich's markup is never
parsed, and no escape sequence of a note reaches the terminal.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from itertools import groupby
from typing import Any

from rich.console import Console, RenderableType  # noqa: TID253 - this module is itself loaded late
from rich.padding import Padding  # noqa: TID253
from rich.table import Table  # noqa: TID253
from rich.text import Text  # noqa: TID253
from rich.theme import Theme  # noqa: TID253

from notes_cli.render import Screen, tables
from notes_cli.render.charts import charts
from notes_cli.render.diffs import changes, places
from notes_cli.render.plain import document_text, report_line, write_plain
from notes_cli.render.theme import THEME
from notes_cli.results import (
    BacklinkRecord,
    ChangeRecord,
    Document,
    HeadingRecord,
    Hit,
    IndexReport,
    LinkRecord,
    MatchedLine,
    NoteRecord,
    Opened,
    PlaceRecord,
    ProblemRecord,
    PropertyRecord,
    Records,
    RelatedRecord,
    Report,
    Result,
    StatsReport,
    TagCount,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
    Written,
    of_kind,
)
from notes_cli.text.escape import shown
from notes_cli.text.width import cells, clip

#: How many lines of an excerpt are shown.
EXCERPT_LINES = 2
#: Columns of running text: longer lines are hard to read.
MEASURE = 100


def write_terminal(result: Result, screen: Screen) -> None:
    """Write `result` in a layout for the terminal."""
    console = Console(
        file=screen.stdout,
        width=min(screen.width, MEASURE) if isinstance(result, Document) else screen.width,
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
            for renderable in of_kind(VIEWS, result.kind)(result, screen.width):
                console.print(renderable)
        case Document():
            _write_document(result, console, screen)
        case Report(StatsReport() as figures):
            for line in charts(figures, screen.width):
                console.print(line)
        case Report(IndexReport() as figures):
            console.print(Text(report_line(figures)))
        case Written() | Opened():
            write_plain(result, screen.stdout)


def _write_document(document: Document, console: Console, screen: Screen) -> None:
    if document.form == "raw":
        screen.stdout.write(document_text(document))
        return
    if document.form == "meta":
        for line in document_text(document).splitlines():
            name, _, value = line.partition("\t")
            console.print(Text.assemble((f"{name}  ", "heading"), value))
        return
    from notes_cli.export.context import LinkedNote
    from notes_cli.render.article import article

    leads_to = {link.target: link.resolved for link in document.links}

    def resolve(target: str) -> LinkedNote | None:
        path = leads_to.get(target)
        return None if path is None else LinkedNote(path)

    blocks = article(document.note, document.body, resolve=resolve)
    os.environ.setdefault("LESS", "FRX")  # colours, and no pager for what fits
    with console.pager(styles=True) if screen.stdout.isatty() and _is_long(document, console) else nullcontext():
        for block in blocks:
            console.print(block)


def _is_long(document: Document, console: Console) -> bool:
    return document.body.count("\n") + len(document.body) // console.width > console.height - 2


def _line(text: str) -> str:
    """A text from a note for one line: controls, tabs and line ends made visible."""
    return shown(text, lines=False)


def text_of(value: str | None, style: str = "") -> Text:
    """A text from a note in a style, controls made visible."""
    return Text(_line(value or ""), style=style)


# -- lists ---------------------------------------------------------------------------------------------------


def _hits(found: Records[Hit], width: int) -> Iterable[RenderableType]:
    for hit in found.items:
        yield _headline(hit, width)
        yield Padding(_place(hit, width - 2), (0, 0, 0, 2))
        yield Padding(_excerpt(hit, width - 4), (0, 0, 0, 4))
        for reason in hit.why:
            yield Padding(Text(_line(reason), style="info"), (0, 0, 0, 4))
        yield Text("")


def _matched_lines(found: Records[MatchedLine], width: int) -> Iterable[RenderableType]:
    """The lines of each note under its path, as grep does it on a terminal."""
    for path, lines in groupby(found.items, key=lambda line: line.path):
        yield Text(clip(_line(path), width), style="path")
        for line in lines:
            yield Text.assemble((f"{line.line:>5}", "line"), (": ", "rule"), _marked(line.text, line.highlights))
        yield Text("")


def _headline(note: NoteRecord | Hit, width: int) -> Text:
    """Title and tags on the left, the date on the right."""
    date = (note.date or note.modified or "")[:10]
    room = width - (len(date) + 2 if date else 0)
    line = Text(clip(_line(note.title), room), style="title")
    if note.draft and room - cells(line.plain) >= 8:
        line.append("  draft", style="not bold draft")
    for tag in note.tags:
        piece = f" #{_line(tag)}"
        if cells(line.plain) + cells(piece) + 1 > room:
            break
        line.append(" " + piece, style="not bold tag")
    line.append(" " * max(2, width - cells(line.plain) - len(date)) if date else "")
    # The file's date, where the note tells none, is only a guess.
    line.append(date, style="not bold date" if note.date else "not bold dim")
    return line


def _place(hit: Hit, width: int) -> Text:
    number = str(hit.line or 1)
    line = Text(clip(_line(hit.path), max(20, width - len(number) - 1)), style="path")
    line.append(":", style="rule").append(number, style="line")
    if hit.heading:
        room = width - cells(line.plain) - 3
        if room >= 8:
            line.append(" › " + clip(" › ".join(_line(h) for h in hit.heading), room), style="heading")
    if hit.match != "exact":
        line.append(f"  {hit.match}", style="info")
    if hit.missing:
        line.append(f"  without {', '.join(map(_line, hit.missing))}", style="info")
    return line


def _excerpt(hit: Hit, width: int) -> Text:
    more = f"  +{len(hit.more)}" if hit.more else ""
    lines = list(_marked(hit.excerpt.replace("\n", " "), hit.highlights).wrap(Console(width=width), width))
    last = lines[:EXCERPT_LINES][-1] if lines else Text("")
    last.rstrip()
    if len(lines) > EXCERPT_LINES:
        last.append("…" if not last.plain.rstrip().endswith("…") else "")
    last.truncate(width - len(more), overflow="ellipsis")
    return Text("\n").join(lines[:EXCERPT_LINES]).append(more, style="more")


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> Text:
    """The text with its highlights, each piece escaped on its own so that positions stay true."""
    result, at = Text(), 0
    for start, end in highlights:
        result.append(_line(text[at:start]))
        result.append(_line(text[start:end]), style="match")
        at = end
    result.append(_line(text[at:]))
    return result


def _notes(found: Records[NoteRecord], width: int) -> Iterable[RenderableType]:
    for note in found.items:
        yield _headline(note, width)
        yield Padding(Text(clip(_line(note.path), width - 2), style="path"), (0, 0, 0, 2))


def _tags(found: Records[TagCount], width: int) -> Iterable[RenderableType]:
    most = max((tag.count for tag in found.items), default=1)
    digits = len(str(most))
    for tag in found.items:
        depth = tag.tag.count("/") if found.layout == "tree" else 0
        name = tag.tag.rpartition("/")[2] if depth else tag.tag
        line = Text(f"{tag.count:>{digits}}  ", style="count")
        line.append("  " * depth + clip(_line(name), max(8, width - digits - 2 - 2 * depth)), style="tag")
        yield line


def _grouped(found: Records[Any], width: int, line: Callable[[Any], Text]) -> Iterable[RenderableType]:
    """Records under the path of their note, each behind its line number."""
    for path, items in groupby(found.items, key=lambda item: item.path):
        yield Text(clip(_line(path), width), style="path")
        for item in items:
            text = Text.assemble((f"{item.line or 1:>5}  ", "line"))
            text.append_text(line(item))
            text.truncate(width, overflow="ellipsis")
            yield text


def _headings(found: Records[HeadingRecord], width: int) -> Iterable[RenderableType]:
    def line(heading: HeadingRecord) -> Text:
        indent = "  " * (heading.level - 1)
        style = "title" if heading.level == 1 else ""
        return Text.assemble(indent, ("#" * heading.level, "rule"), " ", text_of(heading.text, style))

    return _grouped(found, width, line)


def _tasks(found: Records[TaskRecord], width: int) -> Iterable[RenderableType]:
    def line(task: TaskRecord) -> Text:
        return Text.assemble((f"[{_line(task.status)}] ", "rule"), text_of(task.text, "dim" if task.done else ""))

    return _grouped(found, width, line)


def _properties(found: Records[PropertyRecord], width: int) -> Iterable[RenderableType]:
    digits = len(str(max((p.count for p in found.items), default=1)))
    names = min(28, max((cells(_line(p.property)) for p in found.items), default=0))
    for record in found.items:
        name = clip(_line(record.property), names)
        line = Text(f"{record.count:>{digits}}  ", style="count")
        line.append(name + " " * (names - cells(name) + 2), style="title").append(f"{record.type:<10}", style="date")
        for value, count in record.values.items():
            line.append(f"{clip(_line(value), 24)} ", style="").append(f"{count}  ", style="count")
        line.truncate(width, overflow="ellipsis")
        yield line


def _values(found: Records[ValueCount], width: int) -> Iterable[RenderableType]:
    digits = len(str(max((v.count for v in found.items), default=1)))
    for record in found.items:
        line = Text(f"{record.count:>{digits}}  ", style="count")
        yield line.append(clip(_line(record.value), width - digits - 2))


def _links(found: Records[LinkRecord], width: int) -> Iterable[RenderableType]:
    def line(link: LinkRecord) -> Text:
        text = Text.assemble(text_of(link.text), " ", ("→ ", "rule"))
        if link.kind == "external":
            return text.append_text(text_of(link.target, "date"))
        return text.append_text(text_of(link.resolved, "path") if link.resolved else Text("nothing", style="warning"))

    return _grouped(found, width, line)


def _backlinks(found: Records[BacklinkRecord], width: int) -> Iterable[RenderableType]:
    return _grouped(found, width, lambda link: text_of(link.excerpt or link.text))


def _related(found: Records[RelatedRecord], width: int) -> Iterable[RenderableType]:
    for record in found.items:
        yield Text(clip(_line(record.title), width), style="title")
        yield Text("  " + clip(_line(record.path), width - 2), style="path")
        for why in record.because:
            yield Text("    " + clip(_line(why), width - 4))
        yield Text("")


def _unresolved(found: Records[UnresolvedRecord], width: int) -> Iterable[RenderableType]:
    return _grouped(found, width, lambda link: text_of(link.target, "warning"))


def _problems(found: Records[ProblemRecord], width: int) -> Iterable[RenderableType]:
    """What is wrong, whole and under its note; then each code once, with its cure."""
    for path, items in groupby(found.items, key=lambda item: item.path):
        yield Text(clip(_line(path), width), style="path")
        lines = Table.grid(padding=(0, 2, 0, 0))
        lines.add_column(style="line", justify="right", width=5)
        lines.add_column(width=7)
        lines.add_column()
        for problem in items:
            said = text_of(problem.message).append(f"  {problem.code}", style="dim")
            lines.add_row(str(problem.line or 1), Text(problem.severity, style=problem.severity), said)
        yield lines
    cures = Table.grid(padding=(0, 2, 0, 0))
    for code, fix in {problem.code: problem.fix for problem in found.items}.items():
        cures.add_row(Text(code, style="dim"), text_of(fix))
    if found.items:
        yield Text("")
        yield cures


VIEWS: dict[type, Callable[[Records[Any], int], Iterable[RenderableType]]] = {
    Hit: _hits,
    MatchedLine: _matched_lines,
    NoteRecord: _notes,
    TagCount: _tags,
    HeadingRecord: _headings,
    TaskRecord: _tasks,
    PropertyRecord: _properties,
    ValueCount: _values,
    LinkRecord: _links,
    BacklinkRecord: _backlinks,
    RelatedRecord: _related,
    UnresolvedRecord: _unresolved,
    ProblemRecord: _problems,
    **tables.VIEWS,
    ChangeRecord: changes,
    PlaceRecord: places,
}
