"""Records of many columns for eyes: rows of SQL, settings, fields, vaults, views; as wide as the terminal.

Like the rest of what is drawn for a terminal, loaded only when there is one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import RenderableType  # noqa: TID253 - loaded late, with `terminal`
from rich.text import Text  # noqa: TID253

from notes_cli.about import FieldRecord, SettingRecord, SettingsFile, SettingValue, VaultRecord, ViewColumn
from notes_cli.render.structured import cell
from notes_cli.render.wrap import line_ranges
from notes_cli.results import Records, Row
from notes_cli.text.width import cells, clip

_GAP = 2
#: A column is made no narrower than this, in cells; when that is too wide, each value gets its own line.
_NARROWEST = 6


def rows(found: Records[Row], width: int) -> Iterable[RenderableType]:
    """A table with a header line; one value on a line when the terminal is too narrow for all columns."""
    names = [cell(name) for name in found.kind._fields]
    texts = [[cell(value) for value in item] for item in found.items]
    if not texts:
        return
    widths = _widths(names, texts, width)
    if widths is None:
        yield from _blocks(names, texts, width)
        return
    right = [all(isinstance(item[i], int | float | None) for item in found.items) for i in range(len(names))]
    yield _joined(names, widths, right, "heading")
    for line in texts:
        yield _joined(line, widths, right, "")


def _widths(names: Sequence[str], texts: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """The width of each column, the widest cut first; None when they do not fit."""
    wanted = [max(map(cells, column)) for column in zip(names, *texts, strict=True)]
    room = width - _GAP * (len(names) - 1)
    if sum(min(w, _NARROWEST) for w in wanted) > room:
        return None
    widest = max(wanted)
    while sum(min(w, widest) for w in wanted) > room:
        widest -= 1
    spare = room - sum(min(w, widest) for w in wanted)
    return [min(w, widest + spare) if place == _last(wanted) else min(w, widest) for place, w in enumerate(wanted)]


def _last(wanted: Sequence[int]) -> int:
    """Which column takes what is left over: the widest."""
    return wanted.index(max(wanted))


def _joined(line: Sequence[str], widths: Sequence[int], right: Sequence[bool], style: str) -> Text:
    text = Text()
    for place, (value, width, is_right) in enumerate(zip(line, widths, right, strict=True)):
        shown = clip(value, width)
        gap = " " * (width - cells(shown))
        text.append(" " * _GAP if place else "")
        text.append(gap + shown if is_right else shown + gap, style=style)
    text.rstrip()
    return text


def _blocks(names: Sequence[str], texts: Sequence[Sequence[str]], width: int) -> Iterator[Text]:
    label = min(max(map(cells, names)), max(8, width // 3))
    for number, line in enumerate(texts):
        if number:
            yield Text("")
        for name, value in zip(names, line, strict=True):
            yield _labelled(name, value, label, width)


def _labelled(name: str, value: str, label: int, width: int, style: str = "heading") -> Text:
    """A name, and behind it a value that goes on below itself."""
    shown = clip(name, label)
    text = Text(shown + " " * (label - cells(shown) + _GAP), style=style)
    lines = _lines(value, max(8, width - label - _GAP))
    indent = "\n" + " " * (label + _GAP)
    return text.append(indent.join(lines), style="not bold not dim default")


def _lines(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` cells."""
    return [text[start:end].rstrip() for start, end in line_ranges(text, room)]


# -- what is known of the program --------------------------------------------------------------------------------


def settings(found: Records[SettingRecord], width: int) -> Iterable[RenderableType]:
    """Name and value, where it comes from on the right; below, what it means (once for the names of a table)."""
    label = min(max((cells(cell(r.name)) for r in found.items), default=0), max(12, width // 4))
    indent = " " * (label + _GAP)
    for _, records in groupby(found.items, key=lambda r: r.name.partition(".")[0]):
        for record in records:
            yield from _setting(record, label, width)
        for line in _lines(record.meaning, max(8, width - len(indent))):
            yield Text(indent + line, style="dim")


def _setting(record: SettingRecord, label: int, width: int) -> Iterator[Text]:
    unset = record.value in (None, "", {})
    # An option, a variable or the working directory say more than their kind; the files are told by --files.
    origin = record.source if record.source.endswith("file") else record.place or record.source
    name, origin = clip(cell(record.name), label), clip(cell(origin), width // 3)
    room = max(8, width - label - 2 * _GAP - cells(origin))
    first, *others = _lines("not set" if unset else cell(record.value), room)
    text = Text(name + " " * (label - cells(name) + _GAP), style="title")
    text.append(first, style="not bold dim" if unset else "not bold count")
    text.append(" " * max(1, width - cells(text.plain) - cells(origin)))
    yield text.append(origin, style="not bold dim" if record.source == "default" else "not bold path")
    for line in others:
        yield Text(" " * (label + _GAP) + line, style="count")


def setting_values(found: Records[SettingValue], width: int) -> Iterable[RenderableType]:
    """The values alone; of a table, each behind its name."""
    for record in found.items:
        name = f"{record.name.partition('.')[2]}  " if len(found) > 1 else ""
        yield Text.assemble((cell(name), "title"), cell(record.value))


def settings_files(found: Records[SettingsFile], width: int) -> Iterable[RenderableType]:
    """The paths; what is not there is told."""
    for record in found.items:
        yield Text.assemble((cell(record.path), "path"), ("" if record.exists else "  (not there)", "dim"))


def fields(found: Records[FieldRecord], width: int) -> Iterable[RenderableType]:
    """Name, example and what it asks, which goes on below itself."""
    names = max((cells(r.name) for r in found.items), default=0)
    examples = max((cells(r.example) for r in found.items), default=0)
    room = max(20, width - names - examples - 2 * _GAP)
    for record in found.items:
        text = Text(f"{record.name:<{names + _GAP}}", style="title")
        text.append(record.example + " " * (examples - cells(record.example) + _GAP), style="not bold tag")
        indent = "\n" + " " * (names + examples + 2 * _GAP)
        yield text.append(indent.join(_lines(record.summary, room)), style="not bold")


def view_columns(found: Records[ViewColumn], width: int) -> Iterable[RenderableType]:
    """Each view with its columns below."""
    label = max((cells(r.column) for r in found.items), default=0)
    for view, columns in groupby(found.items, key=lambda r: r.view):
        yield Text(view, style="title")
        for record in columns:
            yield Text("  ").append_text(_labelled(record.column, record.meaning, label, width - 2, "tag"))
        yield Text("")


def vaults(found: Records[VaultRecord], width: int) -> Iterable[RenderableType]:
    """The folder and its name; below, what its index holds."""
    for record in found.items:
        line = Text(clip(cell(record.path), width), style="path" if record.exists else "warning")
        if record.name:
            line.append(f"  {cell(record.name)}", style="title")
        yield line
        yield Text("  " + clip(", ".join(_about(record)), width - 2), style="dim")


def _about(record: VaultRecord) -> Iterator[str]:
    if not record.exists:
        yield "the folder is gone"
    if record.index is None:
        yield "no index yet"
        return
    if record.notes is not None:
        yield f"{record.notes:,} {'note' if record.notes == 1 else 'notes'}"
    if record.looked:
        yield f"looked at {record.looked[:16].replace('T', ' ')} UTC"
    yield f"index of {size(record.size)}"


def size(count: int) -> str:
    """Bytes for eyes: 850 B, 1.2 MB."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if amount >= 100 or unit == "B" else f"{amount:.1f} {unit}"


VIEWS: dict[type, Any] = {
    Row: rows,
    SettingRecord: settings,
    SettingValue: setting_values,
    SettingsFile: settings_files,
    FieldRecord: fields,
    ViewColumn: view_columns,
    VaultRecord: vaults,
}
