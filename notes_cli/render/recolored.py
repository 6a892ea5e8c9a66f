"""An article in other colours than the terminal's own sixteen."""

# rich is this module's subject, and it is imported by the command that shows a note only.
from collections.abc import Mapping
from dataclasses import dataclass

from rich.color import Color, ColorType  # noqa: TID253
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult  # noqa: TID253
from rich.segment import Segment  # noqa: TID253
from rich.style import Style  # noqa: TID253


def recolored(page: RenderableType, colors: Mapping[str, str]) -> RenderableType:
    """`page` with the colours named in `colors` (name of one of the sixteen → "#rrggbb") replaced.

    A terminal that has no more than the sixteen shows its own.
    """
    return _Recolored(page, colors) if colors else page


@dataclass(frozen=True, slots=True)
class _Recolored:
    page: RenderableType
    colors: Mapping[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if console.color_system not in ("256", "truecolor"):
            yield self.page
            return
        over: dict[tuple[Color | None, Color | None], Style] = {}
        for segment in console.render(self.page, options):
            style = segment.style
            if style is None or not (style.color or style.bgcolor):
                yield segment
                continue
            key = style.color, style.bgcolor
            if key not in over:
                over[key] = Style(color=self._other(style.color), bgcolor=self._other(style.bgcolor))
            yield Segment(segment.text, style + over[key], segment.control)

    def _other(self, color: Color | None) -> Color | str | None:
        named = color is not None and color.type is ColorType.STANDARD
        return self.colors.get(color.name, color) if color and named else color
