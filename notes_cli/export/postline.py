"""The inside of a line of a post: text without markup, a number behind each link whose address it does not say.

Links, footnotes and what a reader will miss are kept in `Writing`, for the end of the post.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export import formula, pictures, rawhtml, shortcodes
from notes_cli.export.context import PageContext, Warned
from notes_cli.export.links import is_safe, is_web, scheme_of
from notes_cli.export.markdown import caption_tokens, joins

_BOXES = {" ": "☐ ", "x": "☑ ", "X": "☑ "}

Tokens = Sequence[Token]


@dataclass(slots=True)
class Writing:
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
    depth: int = 0  # blocks within each other
    lists: int = 0  # those of them that are lists
    explained: set[str] = field(default_factory=set)  # meanings of abbreviations that were told
    tight: bool = False


def line_of(tokens: Tokens, made: Writing) -> str:
    """The text of inline tokens; a number behind each link whose address it does not say."""
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            opened.append((str(token.attrGet("href") or ""), len(pieces)))
            pieces.append("<" if _is_no_address(token, opened[-1][0]) else "")
        elif token.type == "link_close" and opened:
            href, start = opened.pop()
            mark = _address_mark(href, "".join(pieces[start:]), made, auto=token.info == "auto")
            pieces.append(">" if _is_no_address(token, href) else mark)
        else:
            pieces.append(_piece(tokens, index, made))
    return "".join(pieces)


def _is_no_address(token: Token, href: str) -> bool:
    """Whether this is `<std:vector>`, which only looks like an address."""
    return token.info == "auto" and not is_safe(href)


def _address_mark(href: str, text: str, made: Writing, *, auto: bool) -> str:
    address = href.removeprefix("mailto:")
    if auto or not (is_web(href) or scheme_of(href) == "mailto") or text.strip() in {href, address}:
        return ""
    if address not in made.links:
        made.links[address] = next(made.numbers)
    return f"[{made.links[address]}]"


def _piece(tokens: Tokens, index: int, made: Writing) -> str:
    token = tokens[index]
    if token.type == "softbreak":
        return _soft(tokens, index, made)
    write = _INLINE.get(token.type)
    return write(token, made) if write else ""


def _soft(tokens: Tokens, index: int, made: Writing) -> str:
    if not made.context.strict_line_breaks:
        return "\n"
    return "" if joins(tokens, index) else " "


def _embedded(token: Token, made: Writing) -> str:
    return str(token.meta["text"]) if token.meta["kind"] == "note" else _image(token, made)


def _image(token: Token, made: Writing) -> str:
    """A picture, or the kind and the name of sound, a film, a PDF."""
    shown = pictures.shown_by(token)
    if shown.medium is None:
        return _picture(shown.words, made)
    name = shown.target.partition("#")[0].rpartition("/")[2]
    return f"[{made.said.get(shown.medium, shown.medium)}{made.said['colon']}{shown.words or name}]"


def html_text(token: Token, made: Writing) -> str:
    """What is read of raw HTML."""
    return rawhtml.as_text(token.content, lambda attributes: _picture(attributes.get("alt", ""), made))


def _meaning(token: Token, made: Writing) -> str:
    """What an abbreviation stands for, behind the first of them."""
    meaning = token.meta["title"]
    if meaning in made.explained:
        return ""
    made.explained.add(meaning)
    return made.said["meaning"].format(meaning)


def _task(token: Token, made: Writing) -> str:
    status = token.meta["status"]
    return _BOXES.get(status, f"[{status}] ")


def note_number(identity: int, made: Writing) -> int:
    key = (made.scope, identity)
    if key not in made.notes:
        made.notes[key] = next(made.numbers)
    return made.notes[key]


def shortcode_text(code: shortcodes.Shortcode, made: Writing) -> str:
    card = shortcodes.card(code)
    if card is not None:
        title = "" if code.name in shortcodes.VIDEOS and not code.get("title") else card.title
        named = title if card.kind in title else f"{card.kind} {title}".strip()
        return f"{named}{made.said['colon']}{card.url}" if card.url and card.url != title else named
    if code.closing:
        return "" if code.name in shortcodes.SPECIAL | shortcodes.CARDS.keys() else code.text
    if code.name == "details":
        return code.get("summary") or code.get("title", 0)
    if code.name == "figure":
        said = [line_of(caption_tokens(text), made) for text in shortcodes.captions(code)]
        return _picture(" · ".join(said) or code.get("alt"), made)
    if code.name in {"ref", "relref"}:
        target = code.get("path", 0)
        found = made.context.resolve(target)
        return found.title if found else target
    return code.text


def _picture(words_: str, made: Writing) -> str:
    """A picture by its description; nothing when it has none."""
    return f"[{made.said['image']}{made.said['colon']}{words_}]" if words_ else ""


_INLINE: dict[str, Callable[[Token, Writing], str]] = {
    "abbr_close": _meaning,
    "code_inline": lambda token, made: token.content,
    "embed": _embedded,
    "footnote_ref": lambda token, made: f"[{note_number(token.meta['id'], made)}]",
    "hardbreak": lambda token, made: "\n",
    "html_inline": html_text,
    "image": _image,
    "math_inline": lambda token, made: formula.readable(token.content.strip()),
    "math_inline_double": lambda token, made: formula.readable(token.content.strip()),
    "shortcode": lambda token, made: shortcode_text(token.meta["shortcode"], made),
    "task": _task,
    "text": lambda token, made: token.content,
    "wikilink": lambda token, made: str(token.meta["text"]),
}
