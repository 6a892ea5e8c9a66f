"""The figures of `stats` for eyes: bars and sparklines, side by side where there is room.

Lengths are counted in cells, so that Chinese labels stand in line. Loaded only when there is a terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from rich.text import Text  # noqa: TID253 - loaded late, with `terminal`

from notes_cli.render.structured import cell
from notes_cli.results import StatsReport
from notes_cli.text.width import cells, clip

#: Two columns from this width on, in cells.
SIDE_BY_SIDE = 100
_GAP = 4
_SPARKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
#: As many years are drawn, the last ones.
YEARS = 12
#: The states of a checkbox property, with how each is drawn.
_STATES = {"true": ("█", "count"), "false": ("▒", "draft"), "empty": ("░", "dim")}


def charts(figures: StatsReport, width: int) -> Iterator[Text]:
    """Line after line."""
    yield _headline(figures)
    wide = width >= SIDE_BY_SIDE
    half = (width - _GAP) // 2 if wide else width
    yield from _part("Notes and words over time", _years(figures, width))
    pairs = (
        (("Tags", _bars(_tagged(figures.tags), half, "tag")), ("Sources", _bars(figures.domains, half, "date"))),
        (("Longest notes", _longest(figures.longest, half)), ("Checkboxes and tasks", _states(figures, half))),
    )
    for left, right in pairs:
        if wide and left[1] and right[1]:
            yield from _beside((_title(left[0]), *left[1]), (_title(right[0]), *right[1]), half)
            continue
        for title, lines in (left, right):
            yield from _part(title, lines)


def _headline(figures: StatsReport) -> Text:
    text = Text("\n").join([
        _told((figures.notes, "note", "notes"), (figures.drafts, "draft", "drafts"), (figures.words, "word", "words")),
        _told((figures.links["internal"], "link", "links"), (figures.links["external"], "link out", "links out"),
              (figures.links["unresolved"], "link to nothing", "links to nothing")),
    ])  # fmt: skip
    if figures.undated and figures.notes:
        text.append(f"\n{figures.undated:,} without a date: they stand at their file's", style="dim")
    return text


def _told(*counts: tuple[int, str, str]) -> Text:
    text = Text()
    for number, (count, one, many) in enumerate(counts):
        text.append(" · " if number else "", style="rule").append(f"{count:,}", style="count")
        text.append(f" {one if count == 1 else many}")
    return text


def _title(title: str) -> Text:
    return Text(title, style="title")


def _part(title: str, lines: Sequence[Text]) -> Iterator[Text]:
    if lines:
        yield Text("")
        yield _title(title)
        yield from lines


def _beside(left: Sequence[Text], right: Sequence[Text], half: int) -> Iterator[Text]:
    yield Text("")
    for one, other in zip_longest(left, right, fillvalue=Text("")):
        gap = " " * (half + _GAP - cells(one.plain)) if other.plain else ""
        yield one.copy().append(gap).append_text(other)


# -- charts ----------------------------------------------------------------------------------------------------


def _bar(count: int, most: int, room: int) -> str:
    """A bar of at most `room` cells, to an eighth of a cell; something for everything above 0."""
    eighths = max(1, round(8 * room * count / most)) if count and most else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def spark(counts: Sequence[int], most: int) -> str:
    """A line of blocks, one for each count; something for everything above 0."""
    return "".join(_SPARKS[max(1, round(8 * count / most))] if count else _SPARKS[0] for count in counts)


def _padded(text: str, room: int) -> str:
    shown = clip(cell(text), room)
    return shown + " " * (room - cells(shown))


def _labels(names: Mapping[str, object], most: int) -> int:
    return min(max((cells(cell(name)) for name in names), default=0), most)


def _bars(counts: Mapping[str, int], width: int, style: str) -> list[Text]:
    """A name, a bar and a count on each line."""
    most = max(counts.values(), default=0)
    digits = len(f"{most:,}")
    label = _labels(counts, max(12, width - digits - 16))
    room = min(30, width - label - digits - 4)
    lines = []
    for name, count in counts.items():
        number, bar = f"{count:>{digits},}", _bar(count, most, room)
        lines.append(Text.assemble((_padded(name, label), style), "  ", (number, "count"), "  ", (bar, style)))
    return lines


def _tagged(tags: Mapping[str, int]) -> dict[str, int]:
    return {f"#{name}": count for name, count in tags.items()}


def _years(figures: StatsReport, width: int) -> list[Text]:
    """Months as a sparkline (each year by itself) and the year as a bar, of notes; and the words."""
    years = dict(list(figures.years.items())[-YEARS:])
    most = max((year["notes"] for year in years.values()), default=0)
    by_month = {key: month["notes"] for key, month in figures.months.items()}
    digits, words = len(f"{most:,}"), max((len(f"{y['words']:,}") for y in years.values()), default=0)
    room = min(40, width - 4 - 12 - digits - words - 14)
    lines = []
    for name, year in years.items():
        counts = [by_month.get(f"{name}-{month:02}", 0) for month in range(1, 13)]
        months = spark(counts, max(counts))
        bar = _bar(year["notes"], most, max(4, room))
        lines.append(
            Text.assemble(
                (name, "date"), "  ", (months, "path"), "  ", (f"{year['notes']:>{digits},}", "count"), "  ",
                (f"{bar:<{max(4, room)}}", "date"), "  ", (f"{year['words']:>{words},} words", "dim"),
            )
        )  # fmt: skip
    return lines


def _longest(notes: Mapping[str, int], width: int) -> list[Text]:
    digits = max((len(f"{words:,}") for words in notes.values()), default=0)
    return [
        Text.assemble((f"{words:>{digits},}", "count"), "  ", (clip(cell(path), width - digits - 2), "path"))
        for path, words in notes.items()
    ]


def _states(figures: StatsReport, width: int) -> list[Text]:
    """Of each checkbox property, and of the tasks: how many are in which state, drawn as parts of a bar."""
    named: dict[str, Mapping[str, int]] = dict(figures.checkboxes)
    label = _labels({**named, "tasks": 0}, max(12, width // 4))
    room = 16 if width >= 60 else 10
    lines = [_state_line(name, states, label, room, width) for name, states in named.items()]
    tasks = figures.tasks
    if tasks["done"] or tasks["todo"]:
        states = {"true": tasks["done"], "false": tasks["todo"]}
        said = f"{tasks['done']:,} done, {tasks['todo']:,} to do"
        lines.append(Text.assemble((_padded("tasks", label), "title"), "  ", _stacked(states, room), f"  {said}"))
    return lines


def _state_line(name: str, states: Mapping[str, int], label: int, room: int, width: int) -> Text:
    said = ", ".join(f"{count:,} {cell(state)}" for state, count in states.items() if count and state != "missing")
    text = Text.assemble((_padded(name, label), "title"), "  ", _stacked(states, room), "  ")
    return text.append(clip(said, width - label - room - 4))


def _stacked(states: Mapping[str, int], room: int) -> Text:
    """A bar of `room` cells, each state its part of it; what is in none of the drawn states stays empty."""
    drawn = {state: states.get(state, 0) for state in _STATES}
    total = sum(count for state, count in states.items() if state != "missing")
    text, before, at = Text(), 0, 0
    for state, count in drawn.items():
        before += count
        end = round(room * before / total) if total else 0
        mark, style = _STATES[state]
        text.append(mark * (end - at), style=style)
        at = end
    return text.append(" " * (room - at))
