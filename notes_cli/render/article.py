"""A note rendered for the terminal: the same Markdown as the page (`export.markdown`), as rich renderables.

One function for each type of block token. Text is written through `spans` only, which shows control characters
instead of sending them and never reads markup. Only the terminal's own 16 colours are used.
"""

# rich is this module's subject, and it is imported by the command that shows a note only.
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from markdown_it.token import Token  # noqa: TID253
from rich import box  # noqa: TID253
from rich.console import RenderableType  # noqa: TID253
from rich.style import Style  # noqa: TID253
from rich.table import Table  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.export import callouts, code, formula, rawhtml
from notes_cli.export.contents import plain
from notes_cli.export.markdown import end_of, parser
from notes_cli.model import Note
from notes_cli.render.spans import PLAIN, STYLES, Resolve, card, shortcode_card, spans
from notes_cli.render.wrap import Beside, Flow
from notes_cli.text.escape import shown

_HEADINGS = {
    1: Style(bold=True, underline=True),
    2: Style(bold=True, color="blue"),
    3: Style(bold=True, color="cyan"),
}
_COLORS = {"orange": "yellow", "teal": "cyan", "purple": "magenta", "gray": "bright_black"}
_MAX_DEPTH = 12  # quotes and lists within each other; deeper ones are not moved in further

# Pygments token types by their first two names; the longest that fits counts.
_CODE = {
    "Comment": Style(dim=True, italic=True),
    "Keyword": Style(color="magenta"),
    "Name.Function": Style(color="blue"),
    "Name.Class": Style(color="blue"),
    "Name.Builtin": Style(color="cyan"),
    "Name.Decorator": Style(color="cyan"),
    "Name.Tag": Style(color="magenta"),
    "Name.Attribute": Style(color="blue"),
    "Literal.String": Style(color="green"),
    "Literal.Number": Style(color="yellow"),
    "Generic.Deleted": Style(color="red"),
    "Generic.Inserted": Style(color="green"),
    "Generic.Heading": Style(bold=True),
}


@dataclass(frozen=True, slots=True)
class View:
    """What a block needs to know of where it stands."""

    resolve: Resolve
    base: Style = PLAIN
    depth: int = 0
    tight: bool = False

    def within(self, **changes: Any) -> "View":
        """The view of a block inside this one."""
        return replace(self, depth=self.depth + 1, **changes)


Blocks = list[RenderableType]


def article(note: Note, body: str, *, resolve: Resolve = lambda _: None) -> Blocks:
    """The renderables that show `note`, whose text after the front matter is `body`; they fit any width.

    `resolve` tells whether a wikilink's target exists. Never fails on content.
    """
    tokens = parser().parse(body, {})
    titled = not (tokens and tokens[0].type == "heading_open" and plain(tokens[1]) == note.title)
    return [*masthead(note, titled=titled), *blocks(tokens, View(resolve))]


def masthead(note: Note, *, titled: bool = True) -> Blocks:
    """What stands above the text: draft mark, title, date and source, tags."""
    lines = Text()
    if titled:
        lines.append(shown(note.title, lines=False), Style(bold=True, underline=True))
    facts = [note.date or "", note.source_name or note.source_url or ""]
    names = dict.fromkeys("#" + tag.name for tag in note.tags)
    rows = [
        ("草稿" if note.draft else "", Style(color="yellow", bold=True)),
        (" · ".join(filter(None, facts)), STYLES["soft"]),
        (" ".join(names), Style(color="magenta")),
    ]
    for words, style in rows:
        if words:
            lines.append("\n" if lines else "").append(shown(words, lines=False), style)
    return [Flow(lines), Text()] if lines else []


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
            result.append(Text())
        result += made
        index = end + 1
    return result


def _beside(first: Text, rest: Text, inner: Blocks, view: View) -> Blocks:
    return [Beside(first, rest, inner)] if view.depth < _MAX_DEPTH else inner


def _paragraph(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = spans(inner[0].children, view.resolve, view.base)
    return [Flow(text)] if text else []


def _heading(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    style = _HEADINGS.get(int(token.tag[1]), Style(bold=True))
    return [Flow(spans(inner[0].children, view.resolve, view.base + style))]


def _list(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    number = int(token.attrGet("start") or 1)
    tight = not any(
        part.type == "paragraph_open" and not part.hidden and part.level == token.level + 2 for part in inner
    )
    result: Blocks = []
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        item = inner[index + 1 : end]
        if result and not tight:
            result.append(Text())
        result += _item(item, f"{number}. " if token.tag == "ol" else "• ", view.within(tight=tight))
        number, index = number + 1, end + 1
    return result


def _item(item: Sequence[Token], mark: str, view: View) -> Blocks:
    first = item[1].children if len(item) > 1 and item[1].type == "inline" else None
    if first and first[0].type == "task":
        mark = ""
    inner = blocks(item, view)
    if not mark:
        return _beside(Text("  "), Text("  "), inner, view)
    return _beside(Text("  " + mark, STYLES["soft"]), Text(" " * (len(mark) + 2)), inner, view)


def _quote(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    bar = Text("┃ ", STYLES["soft"])
    return _beside(
        bar,
        bar,
        blocks(inner, view.within(tight=False, base=view.base + Style(italic=False, dim=True))),
        view,
    )


def _callout(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    head: callouts.Head = token.meta["callout"]
    look = callouts.LOOKS[head.kind]
    style = Style(color=_COLORS.get(look.color, look.color))
    title_end = end_of(inner, 0)
    title = Text(f"{look.symbol} ", style + STYLES["strong"])
    title.append_text(spans(inner[1].children, view.resolve, style + STYLES["strong"]))
    bar = Text("▌ ", style)
    body = blocks(inner[title_end + 1 :], view.within(tight=False))
    return _beside(bar, bar, [Flow(title), *body], view)


def _code(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    language = token.info.split()[0] if token.info.strip() else ""
    if token.type == "highlight_block":
        language = token.meta["shortcode"].get("lang", 0)
    text = _colored(token.content.removesuffix("\n"), language)
    bar = Text("│ ", STYLES["soft"])
    label: Blocks = [Text(shown(language, lines=False), STYLES["soft"])] if language else []
    return [*label, *_beside(bar, bar, [Flow(text, hard=True)], view)]


def _colored(source: str, language: str) -> Text:
    lexer = code.lexer(language) if language and len(source) <= code.LIMIT else None
    if lexer is None:
        return Text(shown(source.expandtabs(4)))
    text = Text()
    for kind, words in lexer.get_tokens(source.expandtabs(4)):
        names = kind[:2]
        style = _CODE.get(".".join(names)) or (_CODE.get(names[0]) if names else None)
        text.append(shown(words), style or PLAIN)
    text.rstrip()
    return text


def _table(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    rows: list[list[Text]] = []
    aligns: list[str] = []
    for part, content in pairwise(inner):
        if part.type == "tr_open":
            rows.append([])
        elif part.type in {"th_open", "td_open"}:
            head = part.type == "th_open"
            rows[-1].append(spans(content.children, view.resolve, view.base + (STYLES["strong"] if head else PLAIN)))
            if head:
                aligns.append(str(part.attrGet("style") or "").removeprefix("text-align:") or "left")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), border_style=STYLES["soft"])
    for align, cell in zip(aligns, rows[0], strict=True):
        table.add_column(cell, justify=align, overflow="fold")  # type: ignore[arg-type]  # one of three words
    for row in rows[1:]:
        table.add_row(*(Flow(cell) if align == "left" else cell for align, cell in zip(aligns, row, strict=False)))
    return [table]


def _rule(width: int) -> RenderableType:
    return Text("─" * width, STYLES["soft"])


def _term(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    return [Flow(spans(inner[0].children, view.resolve, view.base + STYLES["strong"]))]


def _definition(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    return _beside(Text("  "), Text("  "), blocks(inner, view.within(tight=True)), view)


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
    return [Beside(Text("    "), Text("    "), [Flow(Text(shown(formula.readable(token.content)), STYLES["math"]))])]


def _html(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = rawhtml.as_text(token.content).strip()
    return [Flow(Text(shown(text), view.base))] if text else []


def _embed(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    found = view.resolve(token.meta["target"])
    return [Flow(card("嵌入" if found else "找不到嵌入的筆記", token.meta["text"], None, "⧉"))]


def _shortcode(token: Token, inner: Sequence[Token], view: View) -> Blocks:
    text = shortcode_card(token.meta["shortcode"])
    return [Flow(text)] if text else []


_BLOCKS: dict[str, Callable[[Token, Sequence[Token], View], Blocks]] = {
    "blockquote_open": _quote,
    "bullet_list_open": _list,
    "callout_open": _callout,
    "code_block": _code,
    "dd_open": _definition,
    "dt_open": _term,
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
