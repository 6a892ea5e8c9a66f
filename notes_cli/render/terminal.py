"""Results for eyes: layouts of rich, as wide as the terminal. Loaded only when a terminal is there.

Text from notes is only ever put into `Text` objects, with control characters made visible: rich's markup is never
parsed, and no escape sequence of a note reaches the terminal.
"""

from collections.abc import Callable, Iterable
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
from notes_cli.render.hits import headline, hits, matched_lines, one_line
from notes_cli.render.plain import report_line, write_plain
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
from notes_cli.text.width import cells, clip

#: Columns of running text: longer lines are hard to read.
MEASURE = 100


def write_terminal(result: Result, screen: Screen) -> None:
    """Write `result` in a layout for the terminal."""
    console = Console(
        file=screen.stdout,
        width=min(screen.width, MEASURE) if isinstance(result, Document) else screen.width,
        force_terminal=screen.laid_out,
        no_color=not screen.colored or (isinstance(result, Document) and result.theme == "mono"),
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
            from notes_cli.render.document import write_document

            write_document(result, console, screen)
        case Report(StatsReport() as figures):
            for line in charts(figures, screen.width):
                console.print(line)
        case Report(IndexReport() as figures):
            console.print(Text(report_line(figures)))
        case Written() | Opened():
            write_plain(result, screen.stdout)


def text_of(value: str | None, style: str = "") -> Text:
    """A text from a note in a style, controls made visible."""
    return Text(one_line(value or ""), style=style)


# -- lists ---------------------------------------------------------------------------------------------------


def _notes(found: Records[NoteRecord], width: int) -> Iterable[RenderableType]:
    for note in found.items:
        yield headline(note, width)
        yield Padding(Text(clip(one_line(note.path), width - 2), style="path"), (0, 0, 0, 2))


def _tags(found: Records[TagCount], width: int) -> Iterable[RenderableType]:
    most = max((tag.count for tag in found.items), default=1)
    digits = len(str(most))
    for tag in found.items:
        depth = tag.tag.count("/") if found.layout == "tree" else 0
        name = tag.tag.rpartition("/")[2] if depth else tag.tag
        line = Text(f"{tag.count:>{digits}}  ", style="count")
        line.append("  " * depth + clip(one_line(name), max(8, width - digits - 2 - 2 * depth)), style="tag")
        yield line


def _grouped(found: Records[Any], width: int, line: Callable[[Any], Text]) -> Iterable[RenderableType]:
    """Records under the path of their note, each behind its line number."""
    for path, items in groupby(found.items, key=lambda item: item.path):
        yield Text(clip(one_line(path), width), style="path")
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
        return Text.assemble((f"[{one_line(task.status)}] ", "rule"), text_of(task.text, "dim" if task.done else ""))

    return _grouped(found, width, line)


def _properties(found: Records[PropertyRecord], width: int) -> Iterable[RenderableType]:
    digits = len(str(max((p.count for p in found.items), default=1)))
    names = min(28, max((cells(one_line(p.property)) for p in found.items), default=0))
    for record in found.items:
        name = clip(one_line(record.property), names)
        line = Text(f"{record.count:>{digits}}  ", style="count")
        line.append(name + " " * (names - cells(name) + 2), style="title").append(f"{record.type:<10}", style="date")
        for value, count in record.values.items():
            line.append(f"{clip(one_line(value), 24)} ", style="").append(f"{count}  ", style="count")
        line.truncate(width, overflow="ellipsis")
        yield line


def _values(found: Records[ValueCount], width: int) -> Iterable[RenderableType]:
    digits = len(str(max((v.count for v in found.items), default=1)))
    for record in found.items:
        line = Text(f"{record.count:>{digits}}  ", style="count")
        yield line.append(clip(one_line(record.value), width - digits - 2))


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
        yield Text(clip(one_line(record.title), width), style="title")
        yield Text("  " + clip(one_line(record.path), width - 2), style="path")
        for why in record.because:
            yield Text("    " + clip(one_line(why), width - 4))
        yield Text("")


def _unresolved(found: Records[UnresolvedRecord], width: int) -> Iterable[RenderableType]:
    return _grouped(found, width, lambda link: text_of(link.target, "warning"))


def _problems(found: Records[ProblemRecord], width: int) -> Iterable[RenderableType]:
    """What is wrong, whole and under its note; then each code once, with its cure."""
    for path, items in groupby(found.items, key=lambda item: item.path):
        yield Text(clip(one_line(path), width), style="path")
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
    Hit: hits,
    MatchedLine: matched_lines,
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
