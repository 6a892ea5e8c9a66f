"""The body of a note: its headings, sections, tasks, tags, links, block ids and inline fields.

pulldown-cmark (through pyromark) says what is code, link, quote or text and where it stands; tags and the like
are then looked for in the source of its text events only (by `texts`). Rules: Obsidian's, so that what the app
shows, we show.

The one thing to know: all positions are byte offsets into UTF-8.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from notes_cli.model import Block, Heading, Link, Problem, Section, Tag, Task
from notes_cli.problems import problem
from notes_cli.text.slug import free, slug
from notes_cli.vault import inline, links
from notes_cli.vault.sections import sections
from notes_cli.vault.texts import MATH_END, Place, Texts

#: Characters of a link's or heading's plain text that are kept.
_LONGEST_TEXT: Final = 1_000
_STATUS = re.compile(rb"\[([\x00-\x7f]|[\xc2-\xf4][\x80-\xbf]{1,3})\][ \t]")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+$")
#: What ends a sentence, and no heading.
_SENTENCE_END: Final = tuple("。！？…；，、.!;,」』）)”")


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
    problems: tuple[Problem, ...] = ()


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
            if page.mark < span["end"] or page.wide:
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
        elif page.item or page.heard is not None or page.images.places:
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


class _Page(Texts):
    """A body while it is being read."""

    def __init__(self, body: str, first_line: int, places: list[Place] | None) -> None:
        super().__init__(body.encode("utf-8", "replace"), first_line, places)
        self.depth = 0  # of quotes, lists and footnotes
        self.item = False  # whether the next event is the first thing of a list item
        self.heard: list[str] | None = None  # plain text of what is open
        self.open: list[tuple[bool, Any, list[str] | None]] = []  # embeds and links that are open
        self.heading: tuple[str, int] | None = None  # source and level of the heading that is open
        self.anchors: dict[str, int] = {}
        self.ruled = False  # whether a heading is underlined with =
        self.places: list[int] = []  # index of the line of each heading
        self.headings: list[Heading] = []
        self.tasks: list[Task] = []

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
            raw, _, underline = raw.rpartition("\n")
            if "\n" in raw or raw.startswith("%%") or self.is_formula(raw, end):
                return  # Obsidian: the underlined text is one line
            self.underline(raw, underline.strip(), span)
        self.heading = (raw.strip(), level)
        self.places.append(bisect_right(self.starts, start) - 1)
        self.heard = []

    def underline(self, raw: str, rule: str, span: Any) -> None:
        """Whoever underlines headings uses = too; else --- below a line, above all a sentence, was meant as a rule."""
        self.ruled = self.ruled or rule[:1] == "="
        if rule == "---" and (not self.ruled or raw[-1:] in _SENTENCE_END):
            self.problems.append(problem("heading-accidental", self.line(span["start"]) + 1, text=raw.strip()))

    def is_formula(self, raw: str, end: int) -> bool:
        """Whether the underlined line `raw`, whose underline ends at `end`, opens a formula that goes on below it."""
        return raw == "$$" or (raw[:2] == "$$" and "$$" not in raw[2:] and bool(MATH_END.search(self.data, end)))

    def end_heading(self, span: Any) -> None:
        if self.heading is None or self.heard is None:
            return
        raw, level = self.heading
        plain = "".join(self.heard)[:_LONGEST_TEXT]
        if "==" in plain or "%%" in plain:
            plain = re.sub(r"%%[^%]*%%", "", plain).replace("==", "")
        plain = " ".join(plain.split())
        line = self.places[-1] + self.first_line
        self.headings.append(Heading(line, level, raw, plain, free(slug(plain), self.anchors)))
        self.heading = self.heard = None

    def other(self, event: Any, span: Any) -> None:
        """Code, math, a task marker, HTML, a line break …"""
        if type(event) is str:
            if self.heard is not None:
                self.heard.append(" ")
            return
        if self.item:
            self.task(span["start"])
        ((kind, value),) = event.items()
        if kind in ("Html", "InlineHtml"):
            self.find_images(span["start"], span["end"])
        elif self.heard is not None and kind in ("Code", "InlineMath", "DisplayMath"):
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

    def result(self) -> Scan:
        return Scan(
            tuple(self.headings),
            tuple(sections(self.data, self.starts, self.places, self.headings, self.first_line)),
            tuple(self.tasks),
            tuple(self.tags),
            tuple(self.links),
            tuple(self.blocks),
            tuple(self.fields),
            tuple(self.problems),
        )


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
