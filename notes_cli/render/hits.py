"""What a search found, for eyes: the note's headline, the place in it, the text around that."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import RenderableType  # noqa: TID253 - loaded late, with `terminal`
from rich.text import Text  # noqa: TID253

from notes_cli.render.wrap import Beside, Flow, Stack, line_ranges
from notes_cli.results import Hit, MatchedLine, NoteRecord, Records
from notes_cli.text.escape import shown
from notes_cli.text.width import cells, clip
from notes_cli.text.window import shortened

#: How many lines of an excerpt are shown.
EXCERPT_LINES = 2


def one_line(text: str) -> str:
    """A text from a note for one line: controls, tabs and line ends made visible."""
    return shown(text, lines=False)


def hits(found: Records[Hit], width: int) -> Iterable[RenderableType]:
    """Each note with its place, the excerpt, and why it was found."""
    for hit in found.items:
        yield headline(hit, width)
        yield _indented(_place(hit, width - 2), 2)
        yield _indented(_excerpt(hit, max(1, width - 4)), 4)
        for reason in hit.why:
            yield _indented(Text(one_line(reason), style="info"), 4)
        yield Text("")


def matched_lines(found: Records[MatchedLine], width: int) -> Iterable[RenderableType]:
    """The lines of each note under its path, as grep does it on a terminal."""
    for path, lines in groupby(found.items, key=lambda line: line.path):
        yield Text(clip(one_line(path), width), style="path")
        for line in lines:
            number = Text.assemble((f"{line.line:>5}", "line"), (": ", "rule"))
            text = _marked(line.text, line.highlights)
            yield Stack([Beside(number, Text(" " * cells(number.plain)), [Flow(text)])])
        yield Text("")


def headline(note: NoteRecord | Hit, width: int) -> Text:
    """Title and tags on the left, the date on the right."""
    date = (note.date or note.modified or "")[:10]
    room = width - (len(date) + 2 if date else 0)
    line = Text(clip(one_line(note.title), room), style="title")
    if note.draft and room - cells(line.plain) >= 8:
        line.append("  draft", style="not bold draft")
    for tag in note.tags:
        piece = f" #{one_line(tag)}"
        if cells(line.plain) + cells(piece) + 1 > room:
            break
        line.append(" " + piece, style="not bold tag")
    line.append(" " * max(2, width - cells(line.plain) - len(date)) if date else "")
    # The file's date, where the note tells none, is only a guess.
    line.append(date, style="not bold date" if note.date else "not bold dim")
    return line


def _place(hit: Hit, width: int) -> Text:
    number = str(hit.line or 1)
    line = Text(clip(one_line(hit.path), max(8, width - len(number) - 1)), style="path")
    line.append(":", style="rule").append(number, style="line")
    if hit.heading:
        room = width - cells(line.plain) - 3
        if room >= 8:
            line.append(" › " + clip(" › ".join(one_line(h) for h in hit.heading), room), style="heading")
    if hit.match != "exact":
        line.append(f"  {hit.match}", style="info")
    if hit.missing:
        line.append(f"  without {', '.join(map(one_line, hit.missing))}", style="info")
    return line


def _excerpt(hit: Hit, width: int) -> Text:
    """As much of the excerpt, cut again, as `EXCERPT_LINES` of `width` cells hold, and how many more lines match."""
    text = hit.excerpt.replace("\n", " ")
    more = f"  +{len(hit.more)}" if hit.more else ""
    for room in range(EXCERPT_LINES * width, width, -2):  # a line may end before its edge
        if _lines_of(found := _shortened(text, hit.highlights, room, more), width) <= EXCERPT_LINES:
            return found
    return _shortened(text, hit.highlights, width, more)


def _shortened(text: str, highlights: Sequence[tuple[int, int]], room: int, more: str) -> Text:
    return _marked(*shortened(text, highlights, room - cells(more))).append(more, style="more")


def _lines_of(text: Text, width: int) -> int:
    return sum(1 for _ in line_ranges(text.plain, width))


def _indented(text: Text, indent: int) -> RenderableType:
    """A paragraph behind blanks, its lines broken as Chinese wants it."""
    blanks = Text(" " * indent)
    return Stack([Beside(blanks, blanks, [Flow(text)])])


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> Text:
    """The text with its highlights, each piece escaped on its own so that positions stay true."""
    result, at = Text(), 0
    for start, end in highlights:
        result.append(one_line(text[at:start]))
        result.append(one_line(text[start:end]), style="match")
        at = end
    result.append(one_line(text[at:]))
    return result
