"""Changes for eyes: a diff in colours, and what became of each note. Loaded only when a terminal is there."""

from collections.abc import Iterable

from rich.console import RenderableType  # noqa: TID253 - this module is itself loaded late
from rich.text import Text  # noqa: TID253

from notes_cli.results import ChangeRecord, PlaceRecord, Records
from notes_cli.text.escape import shown

#: What a line of a diff begins with, the longest first, and how the line is drawn.
_STYLES = (
    ("--- ", "path"), ("+++ ", "path"), ("rename ", "path"), ("@@", "rule"), ("\\", "rule"),
    ("+", "added"), ("-", "taken"), (" ", ""),
)  # fmt: skip


def changes(found: Records[ChangeRecord], width: int) -> Iterable[RenderableType]:
    """The diffs when they are to be looked at, else a line for each note."""
    if found.layout == "diff":
        for change in found.items:
            yield from _diff(change.diff)
        return
    for change in found.items:
        word, style = ("changed", "title") if change.changed else ("unchanged", "more")
        yield Text.assemble((f"{word}  ", style), (shown(change.path, lines=False), "path"))


def _diff(text: str) -> Iterable[Text]:
    """Lines of a header look like changed lines that begin so: they are told apart by their place, before a hunk."""
    in_hunk = False
    for line in text.split("\n")[:-1]:
        in_hunk = in_hunk or line.startswith("@@")
        prefixes = _STYLES[3:] if in_hunk else _STYLES
        style = next((style for prefix, style in prefixes if line.startswith(prefix)), "")
        yield Text(shown(line), style=style, overflow="fold")


def places(found: Records[PlaceRecord], width: int) -> Iterable[RenderableType]:
    """A path on a line, never folded."""
    return (Text(shown(place.path, lines=False), no_wrap=True, overflow="ignore") for place in found.items)
