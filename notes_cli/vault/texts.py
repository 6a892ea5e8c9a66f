"""What stands in the texts of a body: tags, bare URLs, Hugo's references, inline fields, block ids; and what hides.

`markdown` says which stretches of the body are text; here they are looked at. One regular expression finds every
place where anything of interest may be (`_MARK`), and a text without such a place costs one comparison. All
positions are byte offsets into UTF-8.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any, Final, NamedTuple

from notes_cli.model import Block, Link, Problem, Tag, Task
from notes_cli.problems import problem
from notes_cli.vault import inline, links, pictures

#: Bytes of a bare URL that are looked at.
_LONGEST_URL: Final = 2_048

#: What may be of interest. It begins with plain characters because such a search is ten times as fast.
_MARK = re.compile(
    rb"[#%{:^$](?:(?<=#)(?=[^\s#])|(?<=%)(?<!%%)%(?!%)|(?<=\$)(?<!\$\$)\$(?!\$)|(?<=\{)\{[<%]|(?<=:)//|(?<=:)(?<!::):(?!:)"
    rb"|(?<=\^)(?<![^\s>]\^)[A-Za-z0-9-]+(?=[ \t]*(?:\n|\Z)))"
)
#: What ends a formula that began on an earlier line: the first or the last thing on its own.
MATH_END = re.compile(rb"^[ \t>]*\$\$|\$\$[ \t]*$", re.MULTILINE)
_BLOCK = re.compile(rb"\^([A-Za-z0-9-]+)")
_FIGURE = re.compile(rb"\{\{[<%]\s*figure\s")
_HTTP = re.compile(rb"https?\Z", re.IGNORECASE)


class Place(NamedTuple):
    """Where something stands in a body: a span in bytes of its UTF-8.

    Of a tag the span is its name, of a task its status character, of a Hugo reference and of a picture in HTML its
    target; of any other link it is the whole of the link.
    """

    item: Tag | Task | Link
    start: int
    end: int
    #: "tag", "task", "wiki", "inline", "defined" (its target stands in a definition), "reference" (Hugo's) or
    #: "attribute" (of HTML, or of Hugo's `figure`).
    form: str
    destination: str = ""  # of a link: its target, unescaped and not decoded
    label: str = ""  # of a "defined" link: that of the definition, `[label]: target`


class Texts:
    """A body, and what was found in those texts of it that were looked at.

    `markdown` keeps it informed of where it is: in code, a heading, a link, and in what is opaque to tags.
    """

    def __init__(self, data: bytes, first_line: int, places: list[Place] | None) -> None:
        self.spans = places  # of what is found, when they are wanted
        self.data = data
        self.first_line = first_line
        self.starts = list(accumulate(map(len, data.splitlines(True)), initial=0))
        self.marks = list(map(re.Match.start, _MARK.finditer(data)))
        self.marks.append(len(data) + 1)
        self.at = 0  # index of the next mark
        self.mark = self.marks[0]
        self.hidden = 0  # end of the block comment or formula that was opened last
        self.math = 0  # end of the formula of several blocks that was opened last
        self.url = 0  # end of the bare URL that was found last
        self.fields_line = -1
        self.code = False
        self.heading: Any = None  # the heading that is open
        self.open: list[Any] = []  # embeds and links that are open
        self.opaque = 0  # wikilinks, images and autolinks that are open: no tags in them
        self.tags: list[Tag] = []
        self.links: list[Link] = []
        self.blocks: list[Block] = []
        self.fields: list[inline.Field] = []
        self.problems: list[Problem] = []
        self.wide = "＃".encode() in data  # then every text is looked at
        self.images = pictures.Images(data)

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
        tagged = self.wide
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
        self.problems += (
            problem("tag-glued", self.line(start + len(text[:at].encode())), tag=name, reason=why)
            for name, why, at in inline.glued(text)
        )
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
        close = MATH_END.search(self.data, end)
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
        if name := inline.unknown_shortcode(self.source(at, min(end, at + 1000))):
            self.problems.append(problem("shortcode-unknown", self.line(at), name=name))
        if _FIGURE.match(self.data, at):
            text = self.source(at, at + pictures.LONGEST)
            if picture := pictures.figure(text):
                self.add_picture(picture, at + len(text[: picture.start].encode()))
            return
        source = self.source(begin, min(end, at + 1000))
        found = inline.reference(source)
        link = links.reference(self.line(at), *found[:3]) if found else None
        if found and link:
            self.links.append(link)
            if self.spans is not None:
                first, last = (begin + len(source[:place].encode()) for place in found[3])
                self.spans.append(Place(link, first, last, "reference", found[0]))

    def find_images(self, start: int, end: int) -> None:
        """The pictures of the HTML at [start, end)."""
        if start >= self.hidden:
            for picture in self.images.within(start, end):
                self.add_picture(picture, picture.start)

    def add_picture(self, picture: pictures.Picture, at: int) -> None:
        """`picture`, whose address begins at byte `at`."""
        if made := pictures.link(self.line(at), picture):
            link, length = made
            self.links.append(link)
            if self.spans is not None:
                source = picture.source[:length]
                self.spans.append(Place(link, at, at + len(source.encode()), "attribute", source))

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


def _masked(piece: bytes, spans: list[tuple[int, int]]) -> bytes:
    masked = bytearray(piece)
    for first, last in spans:
        masked[first:last] = b"x" * (last - first)
    return bytes(masked)


#: What begins something that hides headings and tasks, by its first byte: "$" and "%".
_HIDING: Final[dict[int, Callable[[Texts, int], None]]] = {36: Texts.find_math, 37: Texts.find_comment}
