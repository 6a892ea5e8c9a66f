"""The constructs within a line that CommonMark lacks, each as CommonMark: splices over the line for what a rule read.

One function for each rule of the parser (`MARKS`). What holds an inner line, a footnote, is the affair of `lines`.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.rules_inline import StateInline  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export import shortcodes
from notes_cli.export.draft import Scope
from notes_cli.export.files import size_of
from notes_cli.export.links import is_data_image, is_web
from notes_cli.export.markdown import parser
from notes_cli.export.source import Splice, code_span, escaped, is_relative, link
from notes_cli.export.spans import Line, Mark

#: Stands for a line break that the note does not write as one, until all pieces of the line are known.
BREAK = "\0"
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Within:
    """Where a piece stands."""

    line: Line
    link: Mark | None  # in whose text the piece stands

    def source(self, mark: Mark) -> str:
        return self.line.content[mark.start : mark.end]


def _hidden(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    """Nothing; a comment that nobody sees where two signs would become one."""
    before, after = within.line.content[mark.start - 1 : mark.start], within.line.content[mark.end : mark.end + 1]
    return [Splice(mark.start, mark.end, "<!-- -->" if before and before == after and before in "`*_~$=" else "")]


def _newline(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    if mark.token("softbreak") is None or scope.context.strict_line_breaks:
        return []
    blank = within.line.content[mark.start - 1 : mark.start] == " "
    return [Splice(mark.start - blank, mark.start + 1, BREAK + "\n")]


def _html(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    return [Splice(mark.start, mark.end, "")] if _MORE.fullmatch(within.source(mark)) else []


def _wikilink(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
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


def _shortcode(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    token = mark.token("shortcode", "code_inline")
    if token is None:
        return []
    text = code_span(token.content) if token.type == "code_inline" else shortcode(token.meta["shortcode"], scope)
    return [Splice(mark.start, mark.end, text)]


def shortcode(code: shortcodes.Shortcode, scope: Scope, *, alone: bool = False) -> str:
    """What stands for a shortcode: a link, a picture, text; as code when nobody knows it. `alone`: on its line."""
    card = shortcodes.card(code)
    if card is not None:
        unnamed = code.name in shortcodes.VIDEOS and card.url and not code.get("title")
        title = scope.draft.said["video"] if unnamed else card.title
        named = escaped(title if card.kind in title else f"{card.kind} {title}".strip())
        return link(named, card.url) if card.url else named
    if code.name == "details":
        summary = code.get("summary") or code.get("title", 0) or scope.draft.said["details"]
        bold = f"**{escaped(summary)}**" if alone else f"<strong>{escaped(summary)}</strong>"
        return "" if code.closing else bold
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


def _link(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
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


def _label_end(mark: Mark, within: Within) -> int:
    """Where the bracket stands that closes the label of the link or image at `mark`."""
    md = parser()
    state = StateInline(within.line.content, md, {}, [])
    start = mark.start + (mark.rule == "image")
    found = int(md.helpers.parseLinkLabel(state, start, mark.rule == "link"))
    return found if found >= 0 else mark.end


def _image(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
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


def _footnote(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    token = mark.token("footnote_ref")
    label = token.meta["label"] if token is not None else ""
    new = scope.footnote(label)
    return [Splice(mark.start, mark.end, f"[^{new}]")] if new != label else []


MARKS: Mapping[str, Callable[[Mark, Within, Scope], Iterable[Splice]]] = {
    "comment": _hidden,
    "footnote_ref": _footnote,
    "html_inline": _html,
    "image": _image,
    "link": _link,
    "newline": _newline,
    "ref_link": _wikilink,
    "shortcode": _shortcode,
    "wikilink": _wikilink,
}
