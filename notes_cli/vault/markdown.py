"""The body of a note: its headings, sections, tasks, tags, links, block ids and inline fields.

pulldown-cmark (through pyromark) says what is code, link, quote or text and where it stands; tags and the like
are then looked for in the source of its text events only. Rules: Obsidian's, so that what the app shows, we show.

The one thing to know: all positions are byte offsets into UTF-8. One regular expression finds every place where
anything of interest may be (`_MARK`), and a text without such a place costs one comparison.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

from notes_cli.model import Block, Heading, Link, Section, Tag, Task
from notes_cli.vault import inline, links
from notes_cli.vault.sections import sections

#: Characters of a link's or heading's plain text that are kept.
_LONGEST_TEXT: Final = 1_000
#: Bytes of a bare URL that are looked at.
_LONGEST_URL: Final = 2_048

#: What may be of interest. It begins with plain characters because such a search is ten times as fast.
_MARK = re.compile(
    rb"[#%{:^$](?:(?<=#)(?=[^\s#])|(?<=%)(?<!%%)%(?!%)|(?<=\$)(?<!\$\$)\$(?!\$)|(?<=\{)\{[<%]|(?<=:)//|(?<=:)(?<!::):(?!:)"
    rb"|(?<=\^)(?<![^\s>]\^)[A-Za-z0-9-]+(?=[ \t]*(?:\n|\Z)))"
)
_STATUS = re.compile(rb"\[([\x00-\x7f]|[\xc2-\xf4][\x80-\xbf]{1,3})\][ \t]")
#: What ends a formula that began on an earlier line: the first or the last thing on its own.
_MATH_END = re.compile(rb"^[ \t>]*\$\$|\$\$[ \t]*$", re.MULTILINE)
_BLOCK = re.compile(rb"\^([A-Za-z0-9-]+)")
_HTTP = re.compile(rb"https?\Z", re.IGNORECASE)
_CLOSING = re.compile(r"(?:^|[ \t]+)#+$")
_NO_SLUG = re.compile(r"[^\w\- ]")


class Place(NamedTuple):
    """Where something stands in a body: a span in bytes of its UTF-8.

    Of a tag the span is its name, of a task its status character, of a Hugo reference its target; of any other
    link it is the whole of the link.
    """

    item: Tag | Task | Link
    start: int
    end: int
    form: str  # "tag", "task", "wiki", "inline", "defined" (its target stands in a definition) or "reference" (Hugo's)
    destination: str = ""  # of a link: its target, unescaped and not decoded
    label: str = ""  # of a "defined" link: that of the definition, `[label]: target`


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a body. Lines are those of the file."""

    headings: tuple[Heading, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    fields: tuple[inline.Field, ...] = ()


def scan(body: str, first_line: int = 1, places: list[Place] | None = None) -> Scan:
    """Everything in `body`, whose first line is line `first_line` of the file. Lines end in \\n. Never raises.

    `places`: is given the places of all tags, tasks and links of the vault that are found.
    """
    if not body.strip():
        return Scan()
    parse, options = parser()
    page = _Page(body, first_line, places)
    for event, span in parse(body, options=options, merge_text=True):
        # `in` asks a map for its one key; a line break or a rule is a text that holds none of these words.
        if "Text" in event:
            if page.item:
                page.task(span["start"])
            if page.heard is not None:
                page.heard.append(event["Text"])
            if page.mark < span["end"]:
                page.look(span["start"], span["end"])
        elif "End" in event:
            value = event["End"]
            end = _END.get(value if type(value) is str else next(iter(value)))
            if end:
                end(page, span)
        elif "Start" in event:
            value = event["Start"]
            start = _START.get(value if type(value) is str else next(iter(value)))
            if start:
                start(page, value, span)
        elif page.item or page.heard is not None:
            page.other(event, span)
    return page.result()


@cache
def parser() -> tuple[Callable[..., Any], Any]:
    """pyromark's parser and our options. Headings keep their `{#id}`, as in Obsidian.

    `parse(body, options=options, merge_text=True)` gives pairs of an event and its span in bytes.
    """
    from pyromark import Options, events_with_range

    wanted = ("TABLES", "TASKLISTS", "WIKILINKS", "MATH", "FOOTNOTES", "STRIKETHROUGH")
    options = getattr(Options, "ENABLE_" + wanted[0])
    for name in wanted[1:]:
        options |= getattr(Options, "ENABLE_" + name)
    return events_with_range, options


class _Page:
    """A body while it is being read."""

    def __init__(self, body: str, first_line: int, places: list[Place] | None) -> None:
        self.spans = places
        self.data = body.encode("utf-8", "replace")
        self.first_line = first_line
        self.starts = list(accumulate(map(len, self.data.splitlines(True)), initial=0))
        self.marks = list(map(re.Match.start, _MARK.finditer(self.data)))
        self.marks.append(len(self.data) + 1)
        self.at = 0  # index of the next mark
        self.mark = self.marks[0]
        self.depth = 0  # of quotes, lists and footnotes
        self.item = False  # whether the next event is the first thing of a list item
        self.hidden = 0  # end of the block comment or formula that was opened last
        self.math = 0  # end of the formula of several blocks that was opened last
        self.url = 0  # end of the bare URL that was found last
        self.fields_line = -1
        self.code = False
        self.opaque = 0  # wikilinks, images and autolinks that are open: no tags in them
        self.heard: list[str] | None = None  # plain text of what is open
        self.open: list[tuple[bool, Any, list[str] | None]] = []  # embeds and links that are open
        self.heading: tuple[str, int] | None = None  # source and level of the heading that is open
        self.anchors: dict[str, int] = {}
        self.places: list[int] = []  # index of the line of each heading
        self.headings: list[Heading] = []
        self.tasks: list[Task] = []
        self.tags: list[Tag] = []
        self.links: list[Link] = []
        self.blocks: list[Block] = []
        self.fields: list[inline.Field] = []

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1 + self.first_line

    def line_of_source(self, at: int) -> tuple[int, int]:
        """Where the line around `at` begins and ends."""
        index = bisect_right(self.starts, at) - 1
        start = self.starts[index]
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.data)
        return start, end - 1 if end > start and self.data[end - 1] == 10 else end

    def source(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8", "replace")

    # Blocks.

    def deeper(self, value: Any, span: Any) -> None:
        self.depth += 1
        self.item = False

    def shallower(self, span: Any) -> None:
        self.depth -= 1
        self.item = False

    def new_code(self, value: Any, span: Any) -> None:
        self.item = False
        self.code = True

    def end_code(self, span: Any) -> None:
        self.code = False

    def new_item(self, value: Any, span: Any) -> None:
        self.item = True

    def end_item(self, span: Any) -> None:
        self.item = False

    def task(self, at: int) -> None:
        """The task that the list item is whose content begins at `at`, if it is one."""
        self.item = False
        found = self.data[at] == 91 and _STATUS.match(self.data, at)  # "["
        if not found or at < self.hidden or (at and self.data[at - 1] == 92):  # "\\"
            return
        text = self.source(found.end(), self.line_of_source(at)[1])
        heading = self.headings[-1].plain if self.headings else ""
        task = Task(self.line(at), found[1].decode("utf-8", "replace"), text.strip(), heading, inline.due(text))
        self.tasks.append(task)
        if self.spans is not None:
            self.spans.append(Place(task, *found.span(1), "task"))

    def new_heading(self, value: Any, span: Any) -> None:
        self.item = False
        start, end = span["start"], span["end"]
        if self.depth or start < self.hidden:
            return
        raw = self.source(start, end).strip(" \t\n")
        level = int(value["Heading"]["level"][1])
        if raw[:1] == "#" and "\n" not in raw:
            raw = raw[level:].lstrip(" \t")
            raw = _CLOSING.sub("", raw) if raw[-1:] == "#" else raw
        else:
            raw, _, _underline = raw.rpartition("\n")
            if "\n" in raw or raw.startswith("%%") or raw == "$$":  # Obsidian: the underlined text is one line
                return
        self.heading = (raw.strip(), level)
        self.places.append(bisect_right(self.starts, start) - 1)
        self.heard = []

    def end_heading(self, span: Any) -> None:
        if self.heading is None or self.heard is None:
            return
        raw, level = self.heading
        plain = "".join(self.heard)[:_LONGEST_TEXT]
        if "==" in plain or "%%" in plain:
            plain = re.sub(r"%%[^%]*%%", "", plain).replace("==", "")
        plain = " ".join(plain.split())
        line = self.places[-1] + self.first_line
        self.headings.append(Heading(line, level, raw, plain, self.anchor(plain)))
        self.heading = self.heard = None

    def anchor(self, plain: str) -> str:
        """A slug as GitHub makes them, unique within the note."""
        slug = base = _NO_SLUG.sub("", plain.lower()).replace(" ", "-")
        while slug in self.anchors:
            self.anchors[base] += 1
            slug = f"{base}-{self.anchors[base]}"
        self.anchors[slug] = 0
        return slug

    def other(self, event: Any, span: Any) -> None:
        """Code, math, a task marker, HTML, a line break …"""
        if type(event) is str:
            if self.heard is not None:
                self.heard.append(" ")
            return
        if self.item:
            self.task(span["start"])
        if self.heard is not None:
            ((kind, value),) = event.items()
            if kind in ("Code", "InlineMath", "DisplayMath"):
                self.heard.append(value)

    # Links.

    def new_link(self, value: Any, span: Any) -> None:
        self.item = False
        embed = "Image" in value
        link = value["Image" if embed else "Link"]
        self.open.append((embed, link, self.heard))
        self.heard = []
        if embed or link["link_type"] not in _OPEN_TO_TAGS:
            self.opaque += 1

    def end_link(self, span: Any) -> None:
        embed, link, outer = self.open.pop()
        text = "".join(self.heard or ())[:_LONGEST_TEXT]
        kind, target, line = link["link_type"], link["dest_url"], self.line(span["start"])
        if embed or kind not in _OPEN_TO_TAGS:
            self.opaque -= 1
        if type(kind) is dict:
            bar = kind["WikiLink"]["has_pothole"]
            made = links.wiki(line, "embed" if embed else "wikilink", target, text if bar else "")
            text = made.text if made else text
        elif kind == "Email":
            made = links.external(line, "mailto:" + target, text)
        else:
            made = links.markdown(line, target, text, embed=embed)
        if made:
            self.links.append(made)
            if self.spans is not None and made.kind != "external":
                form = "wiki" if type(kind) is dict else "defined" if kind in _DEFINED else "inline"
                self.spans.append(Place(made, span["start"], span["end"], form, target, link["id"]))
        self.heard = outer
        if outer is not None:
            outer.append(text)

    # What stands in a text.

    def next_mark(self) -> int:
        self.at += 1
        self.mark = self.marks[self.at]
        return self.mark

    def look(self, start: int, end: int) -> None:
        """Look at the marks of the text at [start, end)."""
        if self.code or start < self.math:
            return
        marks, data = self.marks, self.data
        while self.mark < start:
            self.next_mark()
        tagged = False
        urls: list[tuple[int, int]] = []
        if start < self.url:
            urls.append((start, min(self.url, end)))
        while self.mark < end:
            at = marks[self.at]
            first = data[at]
            if first == 35:  # "#"
                tagged = True
            elif first == 58 and not self.opaque:  # ":"
                if data[at + 1] == 58:
                    self.find_fields(at)
                elif url := self.find_url(at, start):
                    urls.append(url)
            elif first in _HIDING:
                _HIDING[first](self, at)
            elif first == 123 and not self.opaque:  # "{"
                self.find_reference(at)
            elif first == 94 and self.heading is None:  # "^"
                self.find_block(at)
            self.next_mark()
        if tagged and not self.opaque:
            self.find_tags(start, end, urls)

    def find_tags(self, start: int, end: int, urls: list[tuple[int, int]]) -> None:
        if start and self.data[start - 1] == 92:  # "\\": the first character is escaped
            start -= 1
        piece = self.data[start:end]
        if urls:
            piece = _masked(piece, [(first - start, min(last, end) - start) for first, last in urls])
        line = self.line(start)
        text = piece.decode("utf-8", "replace")
        for name, first, last in inline.tags(text):
            tag = Tag(name, line, "inline")
            self.tags.append(tag)
            if self.spans is not None:
                begin = start + len(text[:first].encode())
                self.spans.append(Place(tag, begin, begin + len(text[first:last].encode()), "tag"))

    def find_url(self, at: int, start: int) -> tuple[int, int] | None:
        scheme = _HTTP.search(self.data, max(at - 5, self.url), at)
        if not scheme or (scheme.start() and self.data[scheme.start() - 1 : scheme.start()].isalnum()):
            return None
        begin = scheme.start()
        url = inline.url(self.source(begin, min(self.line_of_source(begin)[1], begin + _LONGEST_URL)))
        if not url:
            return None
        self.url = begin + len(url.encode())
        if not self.open:
            self.links.append(links.external(self.line(begin), url, url))
        return max(begin, start), self.url

    def find_comment(self, at: int) -> None:
        """A block comment begins when `%%` is the first thing on its line and its pair is on a later one."""
        if at < self.hidden:
            return
        start, end = self.line_of_source(at)
        if not self.begins_line(start, at):
            return
        close = self.data.find(b"%%", at + 2)
        if close < 0:
            self.hidden = len(self.data)
        elif close > end:
            self.hidden = close + 2

    def find_math(self, at: int) -> None:
        """A formula that Markdown takes apart, because a line of it looks like a heading or a list item.

        As a whole paragraph it is none of the texts that are looked at. One that is not closed hides nothing.
        """
        start, end = self.line_of_source(at)
        if at < self.hidden or not self.begins_line(start, at) or self.data.find(b"$$", at + 2, end) >= 0:
            return
        close = _MATH_END.search(self.data, end)
        if close:
            self.hidden = self.math = close.end()

    def begins_line(self, start: int, at: int) -> bool:
        """Whether nothing but blanks and quote marks stand between the line's start and `at`."""
        return at - start <= 200 and not self.data[start:at].strip(b" \t>")

    def find_reference(self, at: int) -> None:
        """Hugo's `{{< ref "note" >}}`, alone or as the destination of a link."""
        begin, end = self.line_of_source(at)
        before = max(begin, at - 400)
        bracket = self.data.rfind(b"[", before, at) if self.data[at - 2 : at] == b"](" else -1
        begin = at if bracket < 0 else bracket
        source = self.source(begin, min(end, at + 1000))
        found = inline.reference(source)
        if found:
            target, text, span = found
            link = links.internal(self.line(at), "markdown", target, text or links.shown(target))
            self.links.append(link)
            if self.spans is not None:
                first, last = (begin + len(source[:place].encode()) for place in span)
                self.spans.append(Place(link, first, last, "reference", target))

    def find_block(self, at: int) -> None:
        found = _BLOCK.match(self.data, at)
        if found:
            self.blocks.append(Block(found[1].decode(), self.line(at)))

    def find_fields(self, at: int) -> None:
        """Inline fields: `key:: value` alone on a line, `[key:: value]` and `(key:: value)` anywhere."""
        start, end = self.line_of_source(at)
        if start == self.fields_line or end - start > 10_000:
            return
        self.fields_line = start
        line = self.line(at)
        self.fields += [inline.Field(name, value, line) for name, value in inline.fields(self.source(start, end))]

    def result(self) -> Scan:
        return Scan(
            tuple(self.headings),
            tuple(sections(self.data, self.starts, self.places, self.headings, self.first_line)),
            tuple(self.tasks),
            tuple(self.tags),
            tuple(self.links),
            tuple(self.blocks),
            tuple(self.fields),
        )


def _masked(piece: bytes, spans: list[tuple[int, int]]) -> bytes:
    masked = bytearray(piece)
    for first, last in spans:
        masked[first:last] = b"x" * (last - first)
    return bytes(masked)


#: What begins something that hides headings and tasks, by its first byte: "$" and "%".
_HIDING: Final[dict[int, Callable[[_Page, int], None]]] = {36: _Page.find_math, 37: _Page.find_comment}
#: Links in whose text tags count.
_OPEN_TO_TAGS: Final = ("Inline", "Reference", "Collapsed", "Shortcut")  # a tuple: it is asked for maps too
#: Links whose target stands in a definition.
_DEFINED: Final = _OPEN_TO_TAGS[1:]


def _no_item(page: _Page, value: Any, span: Any) -> None:
    page.item = False


_START: Final[dict[str, Callable[[_Page, Any, Any], None]]] = {
    "BlockQuote": _Page.deeper,
    "List": _Page.deeper,
    "FootnoteDefinition": _Page.deeper,
    "Item": _Page.new_item,
    "Table": _no_item,
    "HtmlBlock": _no_item,
    "Emphasis": _no_item,
    "Strong": _no_item,
    "Strikethrough": _no_item,
    "CodeBlock": _Page.new_code,
    "Heading": _Page.new_heading,
    "Link": _Page.new_link,
    "Image": _Page.new_link,
}
_END: Final[dict[str, Callable[[_Page, Any], None]]] = {
    "BlockQuote": _Page.shallower,
    "List": _Page.shallower,
    "FootnoteDefinition": _Page.shallower,
    "Item": _Page.end_item,
    "CodeBlock": _Page.end_code,
    "Heading": _Page.end_heading,
    "Link": _Page.end_link,
    "Image": _Page.end_link,
}
