"""A note as plain text that is pasted as it is into a post: no markup, addresses and footnotes in one list at the end.

The same Markdown as the page (`markdown`), one function for each type of block token, each giving lines. What a post
cannot show (a picture) stands as its description in brackets, or is left out when it has none.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from urllib.parse import unquote

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export import formula, rawhtml, shortcodes
from notes_cli.export.context import LEFT_OUT, Page, PageContext, Warned, admitted
from notes_cli.export.files import MEDIA, size_of
from notes_cli.export.links import is_web, kind_of, scheme_of
from notes_cli.export.markdown import end_of, joins, parser
from notes_cli.export.words import words
from notes_cli.model import Note

_BULLETS = ("• ", "◦ ", "▪ ")
_BOXES = {" ": "☐ ", "x": "☑ ", "X": "☑ "}
_MAX_INDENT = 12  # lists and quotes within each other; deeper ones are not moved in further
#: Controls (a tab is made spaces before), marks of direction, lone surrogates.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Tokens = Sequence[Token]


@dataclass(slots=True)
class _Post:
    """The post that is being written: what it asks, and what stands at its end so far."""

    context: PageContext
    said: Mapping[str, str]
    line: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    links: dict[str, int] = field(default_factory=dict)  # address → its number
    notes: dict[tuple[str, int], int] = field(default_factory=dict)  # (embed, footnote) → its number
    endnotes: dict[int, str] = field(default_factory=dict)  # number → text of a footnote
    warnings: list[Warned] = field(default_factory=list)
    inside: tuple[str, ...] = ()
    embeds: list[str] = field(default_factory=list)
    scope: str = ""  # of footnotes: those of an embedded note are its own
    depth: int = 0
    tight: bool = False


def post(note: Note, body: str, *, context: PageContext | None = None) -> Page:
    """`note`, whose text after the front matter is `body`, as plain text (in `Page.html`). Never fails on content."""
    made = _Post(context or PageContext(), words(note.language), note.body_line, inside=(note.path,))
    lines = _text(body, made)
    title = _clean(note.title)
    parts = [] if lines and _bare(lines[0]) == _bare(title) else [title]
    parts += ["\n".join(lines), _source(note, made), _ending(made)]
    return Page(_clean("\n\n".join(filter(None, parts))) + "\n", tuple(made.warnings))


def _bare(text: str) -> str:
    """`text` without punctuation: a title in 【】 is the title."""
    return re.sub(r"[\W_]", "", text) or text


def _clean(text: str) -> str:
    """`text` without what nobody sees, without blanks at the end of lines and more than one empty line."""
    text = _UNSEEN.sub("", text.expandtabs(4))
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines)


def _source(note: Note, made: _Post) -> str:
    facts = " ".join(filter(None, (note.source_name, note.source_url)))
    return f"{made.said['source']}{made.said['colon']}{facts}" if facts else ""


def _ending(made: _Post) -> str:
    """The list of what the numbers in the text stand for, in their order."""
    entries = {number: address for address, number in made.links.items()} | made.endnotes
    if not entries:
        return ""
    word = "notes and links" if made.links and made.endnotes else "links" if made.links else "notes"
    return "\n".join([made.said[word], *(f"[{number}] {entries[number]}" for number in sorted(entries))])


def _text(body: str, made: _Post) -> list[str]:
    return _blocks(parser(breaks=not made.context.strict_line_breaks).parse(body, {}), made)


def _blocks(tokens: Tokens, made: _Post) -> list[str]:
    """The lines of the blocks, an empty one between two unless they stand in a tight list."""
    result: list[str] = []
    tight = made.tight
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = end_of(tokens, index) if token.nesting > 0 else index
        lines = _BLOCKS.get(token.type, _inner)(token, tokens[index + 1 : end], made)
        result += ["", *lines] if lines and result and not tight else lines
        index = end + 1
    return result


def _inner(token: Token, inner: Tokens, made: _Post) -> list[str]:
    return _blocks(inner, made)


def _within(inner: Tokens, made: _Post, *, tight: bool = False) -> list[str]:
    """The lines of what stands inside a block."""
    before, made.tight, made.depth = made.tight, tight, made.depth + 1
    lines = _blocks(inner, made)
    made.tight, made.depth = before, made.depth - 1
    return lines


def _beside(first: str, rest: str, lines: list[str], made: _Post) -> list[str]:
    if made.depth >= _MAX_INDENT:
        return lines
    return [f"{rest if number else first}{line}" for number, line in enumerate(lines)]


def _paragraph(token: Token, inner: Tokens, made: _Post) -> list[str]:
    text = _line(inner[0].children or [], made).strip()
    return text.split("\n") if text else []


def _list(token: Token, inner: Tokens, made: _Post) -> list[str]:
    number = int(token.attrGet("start") or 1) if token.tag == "ol" else None
    tight = not any(p.type == "paragraph_open" and not p.hidden and p.level == token.level + 2 for p in inner)
    bullet = _BULLETS[min(made.depth, len(_BULLETS) - 1)]
    result: list[str] = []
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        item = inner[index + 1 : end]
        mark = bullet if number is None else f"{number}. "
        first = item[1].children if len(item) > 1 and item[1].type == "inline" else None
        if first and first[0].type == "task":
            mark = ""
        lines = _within(item, made, tight=tight)
        indent = " " * (len(mark) or 2)
        result += [""] if result and not tight else []
        result += _beside(mark, indent, lines or [""], made)
        number, index = number and number + 1, end + 1
    return result


def _quote(token: Token, inner: Tokens, made: _Post) -> list[str]:
    return _beside("│ ", "│ ", _within(inner, made), made)


def _callout(token: Token, inner: Tokens, made: _Post) -> list[str]:
    title = _line(inner[1].children or [], made).strip()
    return [f"【{title}】", *_within(inner[end_of(inner, 0) + 1 :], made)]


def _code(token: Token, inner: Tokens, made: _Post) -> list[str]:
    return token.content.removesuffix("\n").split("\n") if token.content.strip() else []


def _table(token: Token, inner: Tokens, made: _Post) -> list[str]:
    """A line for each row; a post has no columns, so that each cell stands behind the name of its column."""
    rows: list[list[str]] = []
    for part, content in pairwise(inner):
        if part.type == "tr_open":
            rows.append([])
        elif part.type in {"th_open", "td_open"}:
            rows[-1].append(" ".join(_line(content.children or [], made).split()))
    head, *body = rows
    if not body:
        return ["｜".join(filter(None, head))]
    return ["• " + _row(head, row, made.said["colon"]) for row in body if any(row)]


def _row(head: list[str], row: list[str], colon: str) -> str:
    named = [f"{name}{colon}{cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
    if row[0] and len(row) > 1:
        named[0] = row[0]  # what the row is about
    return "｜".join(named)


def _definitions(token: Token, inner: Tokens, made: _Post) -> list[str]:
    return _beside("  ", "  ", _within(inner, made, tight=True), made)


def _footnotes(token: Token, inner: Tokens, made: _Post) -> list[str]:
    """Kept for the end; nothing here."""
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        number = _note_number(inner[index].meta["id"], made)
        made.endnotes[number] = "\n".join(_within(inner[index + 1 : end], made, tight=True))
        index = end + 1
    return []


def _note_number(identity: int, made: _Post) -> int:
    key = (made.scope, identity)
    if key not in made.notes:
        made.notes[key] = next(made.numbers)
    return made.notes[key]


def _math(token: Token, inner: Tokens, made: _Post) -> list[str]:
    return formula.readable_block(token.content).split("\n")


def _html(token: Token, inner: Tokens, made: _Post) -> list[str]:
    text = rawhtml.as_text(token.content).strip()
    return text.split("\n") if text else []


def _embed(token: Token, inner: Tokens, made: _Post) -> list[str]:
    """The embedded text in its place; a line in brackets where there is none, or no end."""
    target = token.meta["target"]
    found = admitted(made.context, target, made.inside, made.embeds)
    if isinstance(found, str):
        at = made.line + (token.map[0] if token.map and not made.scope else 0)
        made.warnings.append(Warned(at, f"{LEFT_OUT[found]}: {target}"))
        return [f"[{made.said[found]}{made.said['colon']}{target}]"]
    inside, scope, context = made.inside, made.scope, made.context
    made.inside, made.scope = (*inside, found.key), f"{scope}{len(made.embeds)}-"
    made.context = found.context or context
    lines = _text(found.body, made)
    made.inside, made.scope, made.context = inside, scope, context
    return lines


def _shortcode(token: Token, inner: Tokens, made: _Post) -> list[str]:
    text = _shortcode_text(token.meta["shortcode"], made)
    return [text] if text else []


def _shortcode_text(code: shortcodes.Shortcode, made: _Post) -> str:
    card = shortcodes.card(code)
    if card is not None:
        title = "" if code.name in shortcodes.VIDEOS and not code.get("title") else card.title
        named = title if card.kind in title else f"{card.kind} {title}".strip()
        return f"{named}{made.said['colon']}{card.url}" if card.url and card.url != title else named
    if code.closing:
        return ""
    if code.name == "details":
        return code.get("summary") or code.get("title", 0)
    if code.name == "figure":
        return _picture(code.get("caption") or code.get("alt") or code.get("title"), made)
    if code.name in {"ref", "relref"}:
        target = code.get("path", 0)
        found = made.context.resolve(target)
        return found.title if found else target
    return code.text


def _picture(words_: str, made: _Post) -> str:
    """A picture by its description; nothing when it has none."""
    return f"[{made.said['image']}{made.said['colon']}{words_}]" if words_ else ""


_BLOCKS: dict[str, Callable[[Token, Tokens, _Post], list[str]]] = {
    "blockquote_open": _quote,
    "bullet_list_open": _list,
    "callout_open": _callout,
    "code_block": _code,
    "dd_open": _definitions,
    "dt_open": _paragraph,
    "embed_block": _embed,
    "fence": _code,
    "footnote_block_open": _footnotes,
    "heading_open": _paragraph,
    "highlight_block": _code,
    "hr": lambda token, inner, made: ["———"],
    "html_block": _html,
    "math_block": _math,
    "ordered_list_open": _list,
    "paragraph_open": _paragraph,
    "shortcode": _shortcode,
    "table_open": _table,
}


# -- within a line -------------------------------------------------------------------------------------------


def _line(tokens: Tokens, made: _Post) -> str:
    """The text of inline tokens; a number behind each link whose address it does not say."""
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            opened.append((str(token.attrGet("href") or ""), len(pieces)))
        elif token.type == "link_close" and opened:
            href, start = opened.pop()
            pieces.append(_address_mark(href, "".join(pieces[start:]), made, auto=token.info == "auto"))
        else:
            pieces.append(_piece(tokens, index, made))
    return "".join(pieces)


def _address_mark(href: str, text: str, made: _Post, *, auto: bool) -> str:
    address = href.removeprefix("mailto:")
    if auto or not (is_web(href) or scheme_of(href) == "mailto") or text.strip() in {href, address}:
        return ""
    if address not in made.links:
        made.links[address] = next(made.numbers)
    return f"[{made.links[address]}]"


def _piece(tokens: Tokens, index: int, made: _Post) -> str:
    token = tokens[index]
    if token.type == "softbreak":
        return _soft(tokens, index, made)
    write = _INLINE.get(token.type)
    return write(token, made) if write else ""


def _soft(tokens: Tokens, index: int, made: _Post) -> str:
    if not made.context.strict_line_breaks:
        return "\n"
    return "" if joins(tokens, index) else " "


def _embedded_file(token: Token, made: _Post) -> str:
    option, kind = token.meta["option"], token.meta["kind"]
    if kind == "note":
        return str(token.meta["text"])
    return _shown("" if size_of(option) else option, kind, token.meta["target"], made)


def _image(token: Token, made: _Post) -> str:
    alt, target = token.content, unquote(str(token.attrGet("src") or ""))
    text, bar, option = alt.rpartition("|")
    words_ = (text if bar else "") if size_of(option.strip()) else alt
    return _shown(words_, kind_of(target), target, made)


def _shown(words_: str, kind: str, target: str, made: _Post) -> str:
    """A picture, or the kind and the name of sound, a film, a PDF."""
    if kind not in MEDIA:
        return _picture(words_, made)
    return f"[{made.said.get(kind, kind)}{made.said['colon']}{words_ or target.partition('#')[0].rpartition('/')[2]}]"


def _task(token: Token, made: _Post) -> str:
    status = token.meta["status"]
    return _BOXES.get(status, f"[{status}] ")


_INLINE: dict[str, Callable[[Token, _Post], str]] = {
    "code_inline": lambda token, made: token.content,
    "embed": _embedded_file,
    "footnote_ref": lambda token, made: f"[{_note_number(token.meta['id'], made)}]",
    "hardbreak": lambda token, made: "\n",
    "html_inline": lambda token, made: rawhtml.as_text(token.content),
    "image": _image,
    "math_inline": lambda token, made: formula.readable(token.content.strip()),
    "math_inline_double": lambda token, made: formula.readable(token.content.strip()),
    "shortcode": lambda token, made: _shortcode_text(token.meta["shortcode"], made),
    "task": _task,
    "text": lambda token, made: token.content,
    "wikilink": lambda token, made: str(token.meta["text"]),
}
