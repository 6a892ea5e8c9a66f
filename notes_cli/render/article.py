"""A note rendered for the terminal: the same Markdown as the page (`export.markdown`), as rich renderables.

One function for each type of block token. Text is written through `spans` only, which shows control characters
instead of sending them and never reads markup. Only the terminal's own 16 colours are used.
"""

# rich is this module's subject, and it is imported by the command that shows a note only.
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from markdown_it.token import Token  # noqa: TID253
from rich.style import Style  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.export import abbreviations, callouts, formula
from notes_cli.export.contents import plain
from notes_cli.export.context import EmbeddedNote, PageContext, admitted
from notes_cli.export.markdown import end_of, parser
from notes_cli.export.words import words
from notes_cli.model import Note
from notes_cli.render.colored import colored
from notes_cli.render.grid import Grid
from notes_cli.render.spans import PLAIN, STYLES, World, box, card, html_text, shortcode_card, spans, tag_pattern
from notes_cli.render.wrap import EMPTY, Beside, Block, Flow, Stack
from notes_cli.text.escape import shown
from notes_cli.text.width import cells

HEADINGS = {
    1: Style(bold=True, underline=True),
    2: Style(bold=True, color="blue"),
    3: Style(bold=True, color="cyan"),
    4: Style(bold=True),
    5: Style(bold=True, dim=True),
    6: Style(dim=True),
}
COLORS = {"orange": "yellow", "teal": "cyan", "purple": "magenta", "gray": "bright_black"}
_FOLDS = {"-": " ▸", "+": " ▾"}  # a terminal shows what is folded, too
_MAX_DEPTH = 12  # quotes and lists within each other; deeper ones are not moved in further


@dataclass(frozen=True, slots=True)
class View:
    """What a block needs to know of where it stands."""

    world: World
    base: Style = PLAIN
    depth: int = 0
    tight: bool = False
    inside: tuple[str, ...] = ()  # keys of the notes that are being embedded, outermost first
    embeds: list[str] = field(default_factory=list)  # of the whole page

    def within(self, **changes: Any) -> "View":
        """The view of a block inside this one."""
        return replace(self, depth=self.depth + 1, **changes)


Blocks = list[Block]


def article(note: Note, body: str, *, context: PageContext | None = None) -> Stack:
    """What shows `note`, whose text after the front matter is `body`, on a terminal of any width.

    `context` answers for the links and embeds in it. Never fails on content.
    """
    world = World(context or PageContext(), words(note.language), tag_pattern(note))
    tokens = _parsed(body, world)
    text = blocks(tokens, View(world, inside=(note.path,)))
    return Stack([*masthead(note, world, titled=not _is_titled(tokens, note.title)), *text])


def _parsed(body: str, world: World) -> list[Token]:
    return parser(breaks=not world.context.strict_line_breaks).parse(body, {})


def _is_titled(tokens: Sequence[Token], title: str) -> bool:
    """Whether the text begins with its title."""
    return bool(tokens) and tokens[0].type == "heading_open" and plain(tokens[1]) == title


def masthead(note: Note, world: World, *, titled: bool = True) -> Blocks:
    """What stands above the text: draft mark, title, date and source, tags."""
    lines = Text()
    if titled:
        lines.append(shown(note.title, lines=False), Style(bold=True, underline=True))
    facts = [(note.date or "")[:10], note.source_name or note.source_url or ""]
    names = dict.fromkeys("#" + tag.name for tag in note.tags)
    rows = [
        (world.said["draft"] if note.draft else "", Style(color="yellow", bold=True)),
        (" · ".join(filter(None, facts)), STYLES["soft"]),
        (" ".join(names), STYLES["tag"]),
    ]
    for text, style in rows:
        if text:
            lines.append("\n" if lines else "").append(shown(text, lines=False), style)
    return [Flow(lines), EMPTY] if lines else []


def blocks(tokens: Sequence[Token], view: View) -> Blocks:
    """The block `tokens` as renderables, an empty line between two unless the view is tight."""
    result: Blocks = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = end_of(tokens, index) if token.nesting > 0 else index
        make = _BLOCKS.get(token.type)
        made = make(token, tokens[index + 1 : end], view) if make else blocks(tokens[index + 1 : end], view)
        if made and result and not view.tight:
            result.append(EMPTY)
        result += made
        index = end + 1
    return result


def _beside(first: Text, rest: Text, inner: Blocks, view: View) -> Blocks:
    return [Beside(first, rest, inner)] if view.depth < _MAX_DEPTH else inner


def _paragraph(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = spans(inner[0].children, view.world, view.base)
    return [Flow(text)] if text else []


def _heading(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    style = HEADINGS.get(int(token.tag[1]), Style(bold=True))
    return [Flow(spans(abbreviations.unexplained(inner[0].children or []), view.world, view.base + style))]


def _list(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    tight = not any(
        part.type == "paragraph_open" and not part.hidden and part.level == token.level + 2 for part in inner
    )
    result: Blocks = []
    index = 0
    for mark in _marks(token, sum(part.type == "list_item_open" and part.level == token.level + 1 for part in inner)):
        end = end_of(inner, index)
        if result and not tight:
            result.append(EMPTY)
        result += _item(inner[index + 1 : end], mark, view.within(tight=tight))
        index = end + 1
    return result


def _marks(token: Token, count: int) -> list[str]:
    """What stands before the items of a list: the numbers end below each other."""
    if token.tag != "ol":
        return ["• "] * count
    start = int(token.attrs.get("start", 1))
    marks = [f"{number}{token.markup} " for number in range(start, start + count)]
    return [mark.rjust(len(marks[-1])) for mark in marks]


def _item(item: Sequence[Token], mark: str, view: View) -> Blocks:
    inline = item[1].children if len(item) > 1 and item[1].type == "inline" else None
    task = inline[0] if inline and inline[0].type == "task" else None
    before = Text("  ").append("" if task and mark == "• " else mark, STYLES["soft"])
    if task:
        before.append_text(box(task.meta["status"]))
    return _beside(before, Text(" " * cells(before.plain)), blocks(item, view), view)


def _quote(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    bar = Text("┃ ", STYLES["soft"])
    return _beside(
        bar,
        bar,
        blocks(inner, view.within(tight=False)),
        view,
    )


def _callout(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    head: callouts.Head = token.meta["callout"]
    look = callouts.LOOKS[head.kind]
    style = Style(color=COLORS.get(look.color, look.color))
    title_end = end_of(inner, 0)
    title = Text(f"{look.symbol} ", style + STYLES["strong"])
    title.append_text(spans(inner[1].children, view.world, style + STYLES["strong"]))
    title.append(_FOLDS.get(head.fold, ""), style)
    bar = Text("▌ ", style)
    body = blocks(inner[title_end + 1 :], view.within(tight=False))
    return _beside(bar, bar, [Flow(title), *body], view)


def _code(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    language = token.info.split()[0] if token.info.strip() else ""
    if token.type == "highlight_block":
        language = token.meta["shortcode"].get("lang", 0)
    bar = Text("│ ", STYLES["soft"])
    label: Blocks = [Flow(Text(shown(language, lines=False), STYLES["soft"]))] if language else []
    return [*label, *_beside(bar, bar, [Flow(colored(token.content, language), hard=True)], view)]


def _table(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    rows: list[list[Text]] = []
    aligns: list[str] = []
    for part, content in pairwise(inner):
        if part.type == "tr_open":
            rows.append([])
        elif part.type in {"th_open", "td_open"}:
            head = part.type == "th_open"
            rows[-1].append(spans(content.children, view.world, view.base + (STYLES["strong"] if head else PLAIN)))
            if head:
                aligns.append(str(part.attrGet("style") or "").removeprefix("text-align:") or "left")
    return [Grid(rows[0], rows[1:], aligns)]


def _rule(width: int) -> Block:
    return Flow(Text("─" * width, STYLES["soft"]))


def _definitions(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    result: Blocks = []
    index = 0
    while index < len(inner):
        part, end = inner[index], end_of(inner, index)
        if part.type == "dt_open":
            term = spans(inner[index + 1].children, view.world, view.base + STYLES["strong"])
            result += [*([EMPTY] if result else []), Flow(term)]
        else:
            text = blocks(inner[index + 1 : end], view.within(tight=False))
            result += _beside(Text("  "), Text("  "), text, view)
        index = end + 1
    return result


def _footnotes(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    result: Blocks = [_rule(12)]
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        mark = f"[{inner[index].meta['id'] + 1}] "
        note = [part for part in inner[index + 1 : end] if part.type != "footnote_anchor"]
        result += _beside(Text(mark, STYLES["note"]), Text(" " * len(mark)), blocks(note, view.within()), view)
        index = end + 1
    return result


def _math(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = Flow(Text(shown(formula.readable_block(token.content)), STYLES["math"]))
    return _beside(Text("    "), Text("    "), [text], view)


def _html(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = html_text(token.content, view.world)
    return [Flow(Text(shown(text), view.base))] if text else []


def _embed(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    """The text of another note behind a bar; one visible line where there is none, or no end."""
    found: EmbeddedNote | str = "embed ends"
    if view.depth < _MAX_DEPTH:
        found = admitted(view.world.context, token.meta["target"], view.inside, view.embeds)
    if isinstance(found, str):
        return [Flow(card(view.world.said[found], token.meta["text"], symbol="▤"))]
    world = replace(view.world, context=found.context or view.world.context)
    tokens = _parsed(found.body, world)
    text = blocks(tokens, view.within(world=world, tight=False, inside=(*view.inside, found.key)))
    title = [] if _is_titled(tokens, found.title) else [Flow(card(found.title, "", symbol="▤"))]
    bar = Text("┊ ", STYLES["card"])
    return _beside(bar, bar, [*title, *text], view)


def _shortcode(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = shortcode_card(token.meta["shortcode"], view.world)
    return [Flow(text)] if text else []


_BLOCKS: dict[str, Callable[[Token, Sequence[Token], View], Blocks]] = {
    "blockquote_open": _quote,
    "bullet_list_open": _list,
    "callout_open": _callout,
    "code_block": _code,
    "dl_open": _definitions,
    "embed_block": _embed,
    "fence": _code,
    "footnote_block_open": _footnotes,
    "heading_open": _heading,
    "highlight_block": _code,
    "hr": lambda token, inner, view: [_rule(12)],
    "html_block": _html,
    "math_block": _math,
    "ordered_list_open": _list,
    "paragraph_open": _paragraph,
    "shortcode": _shortcode,
    "table_open": _table,
}
