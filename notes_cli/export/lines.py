"""A line's worth of a note's Markdown as CommonMark: what is CommonMark stays, the rest is rewritten where it stands.

One function for each rule of the parser (`_MARKS`), each giving splices over the line's content. What emphasis the
page sees and plain CommonMark would not (`**「重點」**後面`) becomes <strong>, <em> or <del>; ==marks== become <mark>,
for which CommonMark has no sign of its own.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import Any
from urllib.parse import unquote

from markdown_it.rules_inline import StateInline  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export import shortcodes
from notes_cli.export.autolinks import addresses, trimmed
from notes_cli.export.context import PageContext, Warned
from notes_cli.export.links import is_data_image, is_web
from notes_cli.export.markdown import parser
from notes_cli.export.pieces import size_of
from notes_cli.export.source import Splice, Spliced, code_span, escaped, guarded, is_relative, link
from notes_cli.export.spans import Line, Mark, Pair, read_line, read_plain

BLOCK_ID = re.compile(r"(?:^|[ \t\n])\^[A-Za-z0-9-]+[ \t]*$")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_TAGS = {"strong": "strong", "em": "em", "s": "del", "mark": "mark"}
#: Stands for a line break that the note does not write as one, until all pieces of the line are known.
_BREAK = "\0"
#: What a line has none of when nothing in it can have to be rewritten.
_OF_INTEREST = re.compile(r"[\[{%^=*_~@\n]|<!|://|www\.")
_DELIMITERS = re.compile(r"[*_~=]")
_DEFINES = re.compile(r"[ \t]*[:~][ \t]")
_GFM_ADDRESS = re.compile(r"[^\s<]+")


@dataclass(slots=True)
class Draft:
    """What is shared by a note and the notes embedded in it."""

    said: Mapping[str, str]
    labels: set[str]  # of footnotes, that are taken
    warnings: list[Warned] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)  # definitions for the end
    embeds: list[str] = field(default_factory=list)

    def label(self, wanted: str = "") -> str:
        """A label that no footnote has: `wanted`, or a number."""
        number, label = 1, wanted
        while not label or label in self.labels:
            label, number = f"{wanted}-{number}" if wanted else str(number), number + 1
        self.labels.add(label)
        return label


@dataclass(slots=True)
class Scope:
    """The text that is being written: the note's, or that of a note embedded in it."""

    context: PageContext
    draft: Draft
    line: int  # of the file, where the text begins; of an embedded one, where the embed stands
    inside: tuple[str, ...]
    env: dict[str, Any] = field(default_factory=dict)
    embedded: bool = False
    labels: dict[str, str] = field(default_factory=dict)  # of its footnotes, old → new
    explained: set[str] = field(default_factory=set)  # abbreviations
    at: int = 0  # line that is being written

    def warn(self, message: str) -> None:
        """Note that something is missing at the line that is being written."""
        self.draft.warnings.append(Warned(self.at, message))

    def footnote(self, label: str) -> str:
        """What the footnote `label` of this text is called in the whole."""
        if not self.embedded:
            return label
        if label not in self.labels:
            self.labels[label] = self.draft.label(label)
        return self.labels[label]


@dataclass(frozen=True, slots=True)
class Embed:
    """A note that stands between the lines of a paragraph."""

    target: str


def parts(content: str, scope: Scope) -> list[str | Embed]:
    """The content of a paragraph: CommonMark (not empty), and the notes embedded between."""
    found: list[str | Embed] = []
    at = 0
    for mark in read_line(content, scope.env).marks if "![[" in content else ():
        token = mark.token("embed")
        if token is not None and token.level == 0 and token.meta["kind"] == "note":
            found += [_part(content[at : mark.start], scope), Embed(token.meta["target"])]
            at = mark.end
    found.append(_part(content[at:], scope) if at else rewritten(content, scope))
    return [part for part in found if part]


def _part(content: str, scope: Scope) -> str:
    return rewritten(content.strip(), scope)


def rewritten(content: str, scope: Scope, *, begins: bool = True) -> str:
    """`content` as CommonMark; "" when nothing of it is shown. `begins`: nothing stands before it on its line."""
    if not _OF_INTEREST.search(content) and not scope.env.get("abbreviations"):
        return content
    line = read_line(content, scope.env)
    links = [mark for mark in line.marks if mark.rule == "link"]
    edits = [
        edit
        for mark in line.marks
        if (write := _MARKS.get(mark.rule))
        for edit in write(
            mark, _Within(line, next((each for each in links if each.start < mark.start < each.end), None)), scope
        )
    ]
    edits += _in_texts(line, scope)
    edits += chain.from_iterable(_tags(pair) for pair in line.pairs if pair.kind == "mark")
    return _finished(_settled(line, edits, scope), content, begins=begins)


@dataclass(frozen=True, slots=True)
class _Within:
    line: Line
    link: Mark | None  # in whose text the piece stands

    def source(self, mark: Mark) -> str:
        return self.line.content[mark.start : mark.end]


# -- emphasis ------------------------------------------------------------------------------------------------


def _tags(pair: Pair) -> Iterator[Splice]:
    tag = _TAGS[pair.kind]
    yield Splice(*pair.opening, f"<{tag}>")
    yield Splice(*pair.closing, f"</{tag}>")


def _settled(line: Line, edits: list[Splice], scope: Scope) -> str:
    """The line with `edits`, and tags instead of the delimiters that CommonMark would not take for what they are.

    Where that does not help, those that were text are escaped; so is a bracket that was text and has come to open a
    link.
    """
    left = [pair for pair in line.pairs if pair.kind != "mark"]
    for round_ in range(4):
        made = Spliced(line.content, edits)
        wanted = {_moved(pair, made): pair for pair in left}
        readings = _readings(made.text, line, scope)
        if all(set(read.pairs) == wanted.keys() for read in readings):
            break
        missing = [pair for moved, pair in wanted.items() if any(moved not in read.pairs for read in readings)]
        wrong = missing if round_ == 0 else left
        edits = [*edits, *chain.from_iterable(map(_tags, wrong))]
        left = [pair for pair in left if pair not in wrong]
        if round_ == 2:
            edits += [Splice(at, at, "\\") for at in _in_gaps(line, "*_~=")]
    brackets = {made.at(at) for at in _in_gaps(line, "[")}
    strays = {mark.start for read in readings for mark in read.marks if mark.rule == "link"} & brackets
    return Spliced(made.text, [Splice(at, at, "\\") for at in strays]).text


def _in_gaps(line: Line, characters: str) -> list[int]:
    """Where one of `characters` stands as text."""
    return [at for gap in _gaps(line) for at in range(*gap) if line.content[at] in characters]


def _readings(text: str, line: Line, scope: Scope) -> list[Line]:
    """A rewritten line as any reader reads it, and as the page does; nothing when no two could differ."""
    if not line.pairs and "[" not in line.content and not _DELIMITERS.search(text):
        return []
    shown = text.replace(_BREAK, "\\")
    return [read_plain(shown, scope.env), line if shown == line.content else read_line(shown, scope.env)]


def _moved(pair: Pair, made: Spliced) -> Pair:
    (start, end), (close, last) = pair.opening, pair.closing
    start, close = made.at(start), made.at(close)
    return Pair(pair.kind, (start, start + end - pair.opening[0]), (close, close + last - pair.closing[0]))


def _finished(text: str, content: str, *, begins: bool) -> str:
    """`text` with its line breaks, without lines of which nothing is left; its new lines begin no other block."""
    before = set(content.split("\n"))
    lines = [line for line in text.split("\n") if line.strip(f" \t{_BREAK}")]
    if not lines:
        return ""
    lines[-1] = lines[-1].rstrip(f" \t{_BREAK}")
    shown = [line.removesuffix(_BREAK) for line in lines]
    if shown[1:] and _DEFINES.match(shown[1]):  # the line above has come to be the first one
        before.discard(shown[1])
    safe = [line if line in before or not begins else guarded(line) for line in shown]
    broken = ["\\" if line.endswith(_BREAK) else "" for line in lines]
    return "\n".join(map("".join, zip(safe, broken, strict=True)))


# -- texts ---------------------------------------------------------------------------------------------------


def _in_texts(line: Line, scope: Scope) -> Iterator[Splice]:
    """The splices in what no rule has read."""
    for start, end in _gaps(line):
        yield from _in_text(line.content, start, end, scope)


def _gaps(line: Line) -> Iterator[tuple[int, int]]:
    taken = [(mark.start, mark.end) for mark in line.marks]
    taken += [span for pair in line.pairs for span in pair[1:]]
    at, length = 0, len(line.content)
    for start, end in [*sorted(taken), (length, length)]:
        if at < start:
            yield at, start
        at = max(at, end)


def _in_text(content: str, start: int, end: int, scope: Scope) -> Iterator[Splice]:
    text = content[start:end]
    named = BLOCK_ID.search(text) if end == len(content) else None
    if named and start + named.start() > 0:  # one that stands alone is the block's affair
        yield Splice(start + named.start(), end, "")
    for first, last, url in addresses(text):
        is_read = parser().validateLink(parser().normalizeLink(url))
        if is_read and not _is_address_to_others(content, start + first, start + last, scope):
            yield Splice(start + first, start + last, _address(text[first:last], url))
    for name, meaning in scope.env.get("abbreviations", {}).items():
        found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text)
        if found and name not in scope.explained:
            scope.explained.add(name)
            yield Splice(start + found.start(), start + found.end(), f'<abbr title="{escape(meaning)}">{name}</abbr>')
    if scope.embedded:  # a footnote that is not in the part that is embedded; the note around may have one so called
        for found in re.finditer(r"\[(?=\^)", text):
            yield Splice(start + found.start(), start + found.end(), "\\[")


def _is_address_to_others(content: str, start: int, end: int, scope: Scope) -> bool:
    """Whether GFM takes the address at [start, end) for the same one."""
    whole = _GFM_ADDRESS.match(content, start)
    rest = content[whole.end() if whole else end :].lstrip(" ")
    breaks = rest.startswith("\n") and not scope.context.strict_line_breaks
    if "@" in content[start:end] and ":" not in content[start:end]:
        return content[end : end + 1] in ("", " ") or content[end : end + 1].isascii()
    before = content[start - 1 : start]
    may_begin = not before or before.isspace() or before == "("
    return may_begin and not breaks and whole is not None and len(trimmed(whole[0])) == end - start


def _address(text: str, url: str) -> str:
    return f"<{text}>" if url in {text, f"mailto:{text}"} else link(escaped(text), url)


# -- what the rules have read --------------------------------------------------------------------------------


def _hidden(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    """Nothing; a comment that nobody sees where two signs would become one."""
    before, after = within.line.content[mark.start - 1 : mark.start], within.line.content[mark.end : mark.end + 1]
    return [Splice(mark.start, mark.end, "<!-- -->" if before and before == after and before in "`*_~$=" else "")]


def _newline(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    if mark.token("softbreak") is None or scope.context.strict_line_breaks:
        return []
    blank = within.line.content[mark.start - 1 : mark.start] == " "
    return [Splice(mark.start - blank, mark.start + 1, _BREAK + "\n")]


def _html(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    return [Splice(mark.start, mark.end, "")] if _MORE.fullmatch(within.source(mark)) else []


def _wikilink(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    token = mark.token("wikilink", "embed")
    if token is None:
        return []
    meta = token.meta
    text = escaped(meta["text"])
    if token.type == "embed" and (meta["kind"] == "image" or (is_web(meta["target"]) and meta["kind"] != "note")):
        return [Splice(mark.start, mark.end, _embedded_image(meta["target"], meta["option"], scope))]
    if token.type == "embed" and meta["kind"] == "note":
        scope.warn(f"embedded note written as a link, it stands within a line: {meta['target']}")
    return [Splice(mark.start, mark.end, text if within.link else linked(text, meta["target"], scope))]


def linked(text: str, target: str, scope: Scope) -> str:
    """A link to `target` of the vault, or its text alone when it leads nowhere; `text` is Markdown."""
    found = scope.context.resolve(target)
    return link(text, found.href) if found and found.href else text


def _embedded_image(target: str, option: str, scope: Scope) -> str:
    name = target.rpartition("/")[2].partition("#")[0]
    alt = option if option and not size_of(option) else posixpath.splitext(name)[0]
    return picture(alt, target, scope)


def picture(alt: str, target: str, scope: Scope) -> str:
    """The picture `target`, as written (not percent-encoded) or an address of the web; `alt` is text."""
    return "!" + link(escaped(alt), picture_address(target, scope))


def picture_address(target: str, scope: Scope) -> str:
    """Where the picture `target` is, for a reader of the whole; as it is written when it is not found."""
    if not is_relative(target):
        return target
    found = scope.context.resolve(target)
    if found is None or found.href is None:
        scope.warn(f"image not found in the vault: {target}")
    return (found and found.href) or target


def _shortcode(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    token = mark.token("shortcode", "code_inline")
    if token is None:
        return []
    text = code_span(token.content) if token.type == "code_inline" else shortcode(token.meta["shortcode"], scope)
    return [Splice(mark.start, mark.end, text)]


def shortcode(code: shortcodes.Shortcode, scope: Scope) -> str:
    """What stands for a shortcode: a link, a picture, text; as code when nobody knows it."""
    card = shortcodes.card(code)
    if card is not None:
        unnamed = code.name in shortcodes.VIDEOS and card.url and not code.get("title")
        title = scope.draft.said["video"] if unnamed else card.title
        named = escaped(title if card.kind in title else f"{card.kind} {title}".strip())
        return link(named, card.url) if card.url else named
    if code.name == "details":
        summary = code.get("summary") or code.get("title", 0) or scope.draft.said["details"]
        return "" if code.closing else bold(escaped(summary), scope)
    if code.name == "figure" and not code.closing:
        return _figure(code, scope)
    if code.name in {"ref", "relref"} and not code.closing:
        target = code.get("path", 0)
        found = scope.context.resolve(target)
        return linked(escaped(found.title if found else target), target, scope)
    return code_span(code.text)


def _figure(code: shortcodes.Shortcode, scope: Scope) -> str:
    made = picture(code.get("alt") or code.get("caption"), unquote(code.get("src", 0)), scope)
    if code.get("link"):
        made = link(made, code.get("link"))
    texts = [code.get("title"), code.get("caption"), code.get("attr")]
    caption = " · ".join(escaped(text) for text in texts if text)
    return f"{made}\\\n{caption}" if caption else made


def bold(title: str, scope: Scope) -> str:
    """The source of one line, that stands alone, as CommonMark in bold."""
    tagged = "*" in title or title.endswith("\\")
    made = rewritten(f"<strong>{title}</strong>" if tagged else f"**{title}**", scope, begins=False)
    return made if re.sub(r"</?strong>|<!-- -->|[\\*]", "", made) else ""


def _link(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    """A link whose target a reader elsewhere would not find, or that is defined where it does not stand."""
    opening = mark.token("link_open")
    if opening is None:
        return []
    written = str(opening.attrGet("href") or "")
    address = _better(written, scope)
    label = _label_end(mark, within)
    if address is None and not (scope.embedded and not within.line.content.startswith("](", label)):
        return []
    title = str(opening.attrGet("title") or "")
    return [Splice(label, mark.end, link("", address or written, title).removeprefix("["))]


def _better(written: str, scope: Scope) -> str | None:
    """The address by which `written` (percent-encoded) is found from the whole; None when it is that already."""
    if not is_relative(written):
        return None
    found = scope.context.resolve(unquote(written))
    return found.href if found and found.href and not _same(written, found.href) else None


def _same(one: str, other: str) -> bool:
    """Whether two relative addresses lead to the same place."""
    (path, _, part), (again, _, named) = one.partition("#"), other.partition("#")
    same_path = posixpath.normpath(unquote(path)) == posixpath.normpath(unquote(again))
    return same_path and unquote(part) == unquote(named)


def _label_end(mark: Mark, within: _Within) -> int:
    """Where the bracket stands that closes the label of the link or image at `mark`."""
    md = parser()
    state = StateInline(within.line.content, md, {}, [])
    start = mark.start + (mark.rule == "image")
    found = int(md.helpers.parseLinkLabel(state, start, mark.rule == "link"))
    return found if found >= 0 else mark.end


def _image(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    """A picture that is elsewhere, or whose description ends in a size for Obsidian alone."""
    token = mark.token("image")
    if token is None:
        return []
    written = str(token.attrGet("src") or "")
    address = None if is_data_image(written) else _better(written, scope)
    if is_relative(written) and scope.context.resolve(unquote(written)) is None:
        scope.warn(f"image not found in the vault: {unquote(written)}")
    label_end = _label_end(mark, within)
    label = within.line.content[mark.start + 2 : label_end]
    text, _, option = label.rpartition("|")
    sized = bool(size_of(option.strip()))
    defined = scope.embedded and not within.line.content.startswith("](", label_end)
    if address is None and not sized and not defined:
        return []
    made = "!" + link(
        text.removesuffix("\\") if sized else label, address or written, str(token.attrGet("title") or "")
    )
    return [Splice(mark.start, mark.end, made)]


def _footnote(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    token = mark.token("footnote_ref")
    label = token.meta["label"] if token is not None else ""
    new = scope.footnote(label)
    return [Splice(mark.start, mark.end, f"[^{new}]")] if new != label else []


def _inline_footnote(mark: Mark, within: _Within, scope: Scope) -> Iterable[Splice]:
    label = scope.draft.label()
    number = len(scope.draft.footnotes)
    scope.draft.footnotes.append("")  # those within it come behind it
    text = rewritten(within.source(mark)[2:-1].strip(), scope)
    scope.draft.footnotes[number] = f"[^{label}]: " + text.replace("\n", "\n    ")
    if within.link is None:
        return [Splice(mark.start, mark.end, f"[^{label}]")]
    return [Splice(mark.start, mark.end, ""), Splice(within.link.end, within.link.end, f"[^{label}]")]


_MARKS: Mapping[str, Callable[[Mark, _Within, Scope], Iterable[Splice]]] = {
    "comment": _hidden,
    "footnote_inline": _inline_footnote,
    "footnote_ref": _footnote,
    "html_inline": _html,
    "image": _image,
    "link": _link,
    "newline": _newline,
    "ref_link": _wikilink,
    "shortcode": _shortcode,
    "wikilink": _wikilink,
}
