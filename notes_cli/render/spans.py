"""Inline tokens of a note as one rich Text: styles as values, never markup, every character of a note `shown`."""

# rich is this module's subject, and it is imported by `article` only, which is loaded to show a note.
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token  # noqa: TID253
from rich.style import Style  # noqa: TID253
from rich.text import Text  # noqa: TID253

from notes_cli.export import formula, pictures, rawhtml, shortcodes
from notes_cli.export.context import PageContext
from notes_cli.export.links import is_data_image, is_safe
from notes_cli.export.markdown import caption_tokens, joins
from notes_cli.export.words import words
from notes_cli.model import Note
from notes_cli.text.escape import shown

PLAIN = Style.null()
STYLES = {
    "strong": Style(bold=True),
    "em": Style(italic=True),
    "s": Style(strike=True, dim=True),
    "mark": Style(color="bright_yellow", bgcolor="black", reverse=True),  # seen without colours, too
    "code": Style(color="yellow"),
    "math": Style(color="cyan", italic=True),
    "link": Style(color="blue", underline=True),
    "wikilink": Style(color="cyan", underline=True),
    "broken": Style(color="red"),
    "card": Style(color="magenta"),
    "note": Style(color="cyan"),
    "tag": Style(color="magenta"),
    "u": Style(underline=True),
    "soft": Style(dim=True),
    "done": Style(color="green"),
    "todo": Style(color="yellow"),
}
_BOXES = {" ": ("☐", "todo"), "x": ("☑", "done"), "X": ("☑", "done")}
_TAGS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "del": "s",
    "s": "s",
    "mark": "mark",
    "kbd": "code",
    "code": "code",
    "u": "u",
    "ins": "u",
}
_SCRIPTS = {"sup": "^", "sub": "_"}


@dataclass(frozen=True, slots=True)
class World:
    """What a text asks of what is around it, and the words it says itself, in its language."""

    context: PageContext = field(default_factory=PageContext)
    said: Mapping[str, str] = field(default_factory=lambda: words(""))
    tags: re.Pattern[str] | None = None  # see `tag_pattern`
    explained: set[str] = field(default_factory=set)  # meanings of abbreviations that were told


def tag_pattern(note: Note) -> re.Pattern[str] | None:
    """What finds the tags in the text of `note`: those that its reader found there; None when there are none."""
    names = sorted({tag.name for tag in note.tags if tag.origin == "inline"}, key=len, reverse=True)
    return re.compile(rf"(?<!\S)#(?:{'|'.join(map(re.escape, names))})(?![\w/-])") if names else None


@dataclass(slots=True)
class Line:
    """The text that is being written, and the styles that are on; `script` is "^" or "_" within <sup> or <sub>."""

    text: Text
    world: World
    styles: list[Style]
    script: str = ""

    def write(self, words: str, style: Style = PLAIN) -> None:
        """Append `words`, of a note, in the styles that are on and `style`."""
        self.text.append(shown(words), self.styles[-1] + style)

    def on(self, style: Style) -> None:
        """Turn a style on, on top of those that are."""
        self.styles.append(self.styles[-1] + style)

    def off(self) -> None:
        """Turn the last one off."""
        if len(self.styles) > 1:
            self.styles.pop()


def spans(tokens: Sequence[Token] | None, world: World, base: Style = PLAIN) -> Text:
    """The inline `tokens` as one Text, on `base`."""
    line = Line(Text(), world, [base])
    tokens = tokens or ()
    for index, token in enumerate(tokens):
        write = _WRITERS.get(token.type)
        if write is not None:
            write(line, token)
        elif token.type == "softbreak":
            line.write("\n" if not world.context.strict_line_breaks else "" if joins(tokens, index) else " ")
        elif token.nesting > 0:
            line.on(STYLES.get(token.tag, PLAIN))
        elif token.nesting < 0:
            line.off()
        else:
            line.write(token.content)
    return line.text


#: How addresses begin that a terminal is given to open.
_PLACES = ("http://", "https://", "obsidian://")


def address_style(url: str) -> Style:
    """The style that makes an OSC 8 link to `url`: the address of a place, and nothing that only
    looks like one (`http:x`) or makes another program write (`mailto:`), which a click in a terminal does not show."""
    is_place = url.lower().startswith(_PLACES) and is_safe(url)
    return Style(link=shown(url, lines=False)) if is_place else PLAIN


def card(kind: str, title: str, url: str | None = None, symbol: str = "▸") -> Text:
    """One line that stands for something elsewhere."""
    line = Line(Text(), World(), [PLAIN])
    line.write(f"{symbol} {kind}", STYLES["card"])
    if title:
        line.write("  " + " ".join(title.split()), STYLES["strong"])
    if url:
        line.write("  " + url, STYLES["link"] + address_style(url))
    return line.text


def _picture(picture: pictures.Picture, world: World) -> tuple[str, Style]:
    """What stands for a picture, sound or a film; one that is not in the vault says so, in the words of the page."""
    if not picture.elsewhere and not world.context.resolve(picture.target):
        return f"▣ {picture.missing(world.said)}", STYLES["broken"]
    name = world.said["image"] if is_data_image(picture.target) else picture.target
    words = " ".join(picture.words.split()) or name
    return f"▣ {words}", STYLES["card"] + address_style(picture.target)


def _raw_picture(attributes: Mapping[str, str], world: World) -> tuple[str, Style]:
    return _picture(pictures.addressed(attributes.get("src", ""), attributes.get("alt", "")), world)


def html_text(html: str, world: World) -> str:
    """What is read of a block of raw HTML."""
    return rawhtml.as_text(html, lambda attributes: _raw_picture(attributes, world)[0]).strip()


def _figure(code: shortcodes.Shortcode, world: World) -> Text:
    """A figure by what stands under it, else as a picture."""
    captions = [spans(caption_tokens(text), world, STYLES["strong"]) for text in shortcodes.captions(code)]
    words, style = _picture(pictures.addressed(code.get("src", 0), code.get("alt")), world)
    line = Line(Text(), world, [PLAIN])
    line.write(f"▣ {world.said['image']}" if captions and style != STYLES["broken"] else words, style)
    for number, caption in enumerate(captions):
        line.text.append(" · " if number else "  ", STYLES["strong"]).append_text(caption)
    return line.text


def shortcode_card(code: shortcodes.Shortcode, world: World) -> Text:
    """What the terminal shows of a shortcode."""
    said = world.said
    made = shortcodes.card(code)
    if made is not None:
        return card(*made)
    if code.name == "details":
        title = code.get("summary") or code.get("title", 0) or said["details"]
        return Text() if code.closing else Text(f"▾ {shown(title, lines=False)}", STYLES["strong"])
    if code.name == "figure" and not code.closing:
        return _figure(code, world)
    if code.name in {"ref", "relref"}:
        return Text(shown(code.get("path", 0)), STYLES["wikilink"])
    return Text(shown(code.text), STYLES["soft"])


def box(status: str) -> Text:
    """The box before a task, with a blank behind it."""
    mark, style = _BOXES.get(status, (f"[{shown(status, lines=False)}]", "note"))
    return Text(mark + " ", STYLES[style])


def _link_open(line: Line, token: Token) -> None:
    line.on(STYLES["link"] + address_style(str(token.attrGet("href") or "")))


def _wikilink(line: Line, token: Token) -> None:
    target = token.meta["target"]
    found = line.world.context.resolve(target)
    if found is None and not target.startswith("#"):
        line.write(token.meta["text"], STYLES["broken"])
    else:
        line.write(token.meta["text"], STYLES["wikilink"] + address_style(found.href or "" if found else ""))


def _embed(line: Line, token: Token) -> None:
    target = token.meta["target"]
    if token.meta["kind"] == "note":
        found = line.world.context.resolve(target)
        why = "" if found else f"{line.world.said['no note']}{line.world.said['colon']}"
        line.write(f"▣ {why}{target}", STYLES["card" if found else "broken"])
    else:
        _image(line, token)


def _image(line: Line, token: Token) -> None:
    line.write(*_picture(pictures.shown_by(token), line.world))


def _meaning(line: Line, token: Token) -> None:
    """What an abbreviation stands for, behind the first of them."""
    line.off()
    meaning = token.meta["title"]
    if meaning not in line.world.explained:
        line.world.explained.add(meaning)
        line.write(line.world.said["meaning"].format(meaning), STYLES["soft"])


def _html(line: Line, token: Token) -> None:
    found = re.match(r"<(/?)([a-z0-9]+)", token.content, re.IGNORECASE)
    name = found[2].lower() if found else ""
    if name == "br":
        line.write("\n")
    elif found and name in _SCRIPTS:
        line.script = "" if found[1] else _SCRIPTS[name]
    elif found and name in _TAGS:
        if found[1]:
            line.off()
        else:
            line.on(STYLES[_TAGS[name]])
    elif name == "img":
        line.write(*_raw_picture(rawhtml.attributes(token.content), line.world))


def _shortcode(line: Line, token: Token) -> None:
    line.text.append_text(shortcode_card(token.meta["shortcode"], line.world))


def _text(line: Line, token: Token) -> None:
    if line.script:
        line.write(formula.script(token.content, line.script))
        return
    at = 0
    for found in line.world.tags.finditer(token.content) if line.world.tags else ():
        line.write(token.content[at : found.start()])
        line.write(found[0], STYLES["tag"])
        at = found.end()
    line.write(token.content[at:])


def _footnote(line: Line, token: Token) -> None:
    line.write(f"[{token.meta['id'] + 1}]", STYLES["note"])


_WRITERS: dict[str, Callable[[Line, Token], None]] = {
    "abbr_close": _meaning,
    "code_inline": lambda line, token: line.write(token.content, STYLES["code"]),
    "embed": _embed,
    "footnote_anchor": lambda line, token: None,
    "footnote_ref": _footnote,
    "hardbreak": lambda line, token: line.write("\n"),
    "html_inline": _html,
    "image": _image,
    "link_close": lambda line, token: line.off(),
    "link_open": _link_open,
    "math_inline": lambda line, token: line.write(formula.readable(token.content), STYLES["math"]),
    "math_inline_double": lambda line, token: line.write(formula.readable(token.content), STYLES["math"]),
    "shortcode": _shortcode,
    "task": lambda line, token: None,  # stands before the item, see `article`
    "text": _text,
    "wikilink": _wikilink,
}
