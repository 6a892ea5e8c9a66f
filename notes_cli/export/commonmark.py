"""A note as CommonMark and GFM that any other program reads the same, made from its source.

What is CommonMark already stays as its author wrote it, to the character; only what is Obsidian's, Hugo's or ours is
rewritten where it stands: here the blocks, in `lines` what stands within them. The page's own parser says what is
what (`spans`), so that nothing in code or formulas is touched and the text says what the page says.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count, pairwise

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export.callouts import HEAD
from notes_cli.export.constructs import shortcode
from notes_cli.export.context import LEFT_OUT, Page, PageContext, Warned, admitted
from notes_cli.export.draft import Draft, Scope
from notes_cli.export.front import chosen
from notes_cli.export.lines import BLOCK_ID, Embed, bold, parts, rewritten
from notes_cli.export.markdown import end_of
from notes_cli.export.page import visible
from notes_cli.export.sheet import MARKER, Sheet
from notes_cli.export.source import (
    Splice,
    begins_block,
    closing_of,
    code_block,
    continuation,
    escaped,
    guarded,
    in_container,
)
from notes_cli.export.spans import Blocks, Read, read_blocks
from notes_cli.export.words import words
from notes_cli.model import Note

_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
_ROW_PREFIX = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))*[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")


def commonmark(note: Note, front: str, body: str, *, context: PageContext | None = None) -> Page:
    """`note` (in `Page.html`): its front matter `front`, as it stands in the file, and its text `body`.

    Links and pictures are addressed as `PageContext.resolve` says. Never fails on content.
    """
    context = context or PageContext()
    draft = Draft(words(note.language), set(_LABEL.findall(body)))
    text = _text(visible(body), Scope(context, draft, note.body_line, inside=(note.path,)))
    front = visible(chosen(note, front, context.props))
    if draft.footnotes:
        text = "\n\n".join((text.rstrip("\n"), *draft.footnotes)) + "\n"
    whole = front + (text if front or note.body_line == 1 else text.lstrip("\n"))
    return Page(whole if whole.endswith("\n") or not whole else whole + "\n", tuple(draft.warnings))


# -- a text --------------------------------------------------------------------------------------------------


def _text(text: str, scope: Scope) -> str:
    """`text` rewritten; where something follows, no block stays open."""
    text = text.replace("\0", "\ufffd")
    blocks = read_blocks(text)
    scope.env = blocks.env
    writer = _Writer(text, blocks, scope)
    writer.write()
    made = writer.result()
    last = blocks.tokens[-1] if blocks.tokens else None
    if last is None or not last.map or not (scope.embedded or scope.draft.footnotes):
        return made
    closing = closing_of("\n".join(text.split("\n")[slice(*last.map)]), last.type, last.markup)
    return made.rstrip("\n") + f"\n{closing}\n" if closing else made


class _Writer(Sheet):
    """A text while it is being rewritten."""

    def __init__(self, text: str, blocks: Blocks, scope: Scope) -> None:
        self.contents = {read.first: read.contents for read in blocks.reads if read.rule == "shortcode"}
        super().__init__(text, frozenset(self.contents))
        self.scope, self.tokens, self.reads = scope, blocks.tokens, blocks.reads
        self.behind: dict[int, str] = {}  # line of a paragraph that follows a callout's title → what stands before it

    def write(self) -> None:
        for read in self.reads:
            if write := _READS.get(read.rule):
                write(self, read)
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.map and not self.scope.embedded:
                self.scope.at = self.scope.line + token.map[0]
            handle = _BLOCKS.get(token.type)
            index = (handle(self, index) if handle else None) or index + 1

    def places(self, token: Token, *, heading: bool = False) -> list[tuple[int, int]] | None:
        """Where each line of an inline token's content stands; None when that cannot be told."""
        found = []
        contents = token.content.split("\n")
        for line, content in zip(count(token.map[0] if token.map else 0), contents, strict=False):
            source, bare = self.lines[line], content.strip()
            if heading and len(contents) == 1:
                match = re.search(rf"{re.escape(bare)}(?:[ \t]+#+)?[ \t]*$", source)
                start = match.start() if match else -1
            else:
                start = len(source.rstrip()) - len(bare)
            if start < 0 or not source.startswith(bare, start):
                return None
            end = start + len(bare) if heading or line == (token.map or [0])[0] + len(contents) - 1 else len(source)
            found.append((self.starts[line] + start, self.starts[line] + end))
        return found

    # Blocks.

    def heading(self, index: int) -> None:
        self.replace(index, [rewritten(self.tokens[index + 1].content, self.scope, begins=False)], heading=True)

    def term(self, index: int) -> None:
        self.replace(index, [guarded(rewritten(self.tokens[index + 1].content, self.scope))])

    def paragraph(self, index: int) -> None:
        inline = self.tokens[index + 1]
        if BLOCK_ID.fullmatch(inline.content) and index and self.tokens[index - 1].nesting < 1 and inline.map:
            places = self.places(inline)
            self.remove(inline.map[0], places[0][0] if places else self.starts[inline.map[0]])
        else:
            self.replace(index, parts(inline.content, self.scope))

    def replace(self, index: int, pieces: Sequence[str | Embed], *, heading: bool = False) -> None:
        """Write `pieces` for the content of the block that opens at `index`."""
        inline = self.tokens[index + 1]
        places = self.places(inline, heading=heading)
        if places is None or not inline.map or not inline.content:
            return
        first = inline.map[0]
        prefix = self.behind.pop(first, None)
        within = continuation(self.before(places[0][0], first)) if prefix is None else prefix
        old = [line.lstrip() for line in inline.content.split("\n")]
        new = self._joined([piece for piece in pieces if piece])
        if not new or new == [""]:
            for line, (start, _) in enumerate(places, first):
                self.remove(line, start)
        elif prefix is not None:
            start = self.starts[first]
            self.splices.append(Splice(start, places[-1][1], prefix + in_container(new, within)))
        elif len(new) == len(old):
            changes = zip(places, old, new, strict=True)
            self.splices += [
                Splice(*place, line.lstrip()) for place, before, line in changes if before != line.lstrip()
            ]
        else:
            self.splices.append(Splice(places[0][0], places[-1][1], in_container(new, within)))
        if any(isinstance(piece, Embed) for piece in pieces) and not self.is_blank(first + len(old)):
            self.splices.append(Splice(places[-1][1], places[-1][1], "\n" + within.rstrip()))

    def _joined(self, pieces: Sequence[str | Embed]) -> list[str]:
        lines: list[str] = []
        for piece in pieces:
            made = piece if isinstance(piece, str) else self._embedded(piece.target)
            lines += [*([""] if lines else []), *made.split("\n")] if made else []
        return lines

    def _embedded(self, target: str) -> str:
        """The text of another note; a line that says so where there is none, or no end."""
        scope = self.scope
        found = admitted(scope.context, target, scope.inside, scope.draft.embeds)
        if isinstance(found, str):
            scope.warn(f"{LEFT_OUT[found]}: {target}")
            return scope.draft.said[found] + scope.draft.said["colon"] + escaped(target)
        inner = Scope(
            found.context or scope.context,
            scope.draft,
            scope.at,
            (*scope.inside, found.key),
            embedded=True,
            at=scope.at,
        )
        known = len(scope.draft.warnings)
        made = _text(visible(found.body), inner).strip("\n").rstrip()
        said = scope.draft.warnings
        said[known:] = [Warned(line, f"{target}: {message}") for line, message in said[known:]]
        return made

    def callout(self, index: int) -> int:
        """`> [!note] Title` becomes a line in bold; what stands below becomes a paragraph of its own."""
        title, end = self.tokens[index + 2], end_of(self.tokens, index + 1)
        line = title.map[0] if title.map else 0
        found = HEAD.search(self.lines[line])
        after = self.tokens[end + 2]
        if found is None:
            return end
        prefix = self.lines[line][: found.start()]
        made = bold(title.content, self.scope)
        if made and after.nesting >= 0 and after.map and after.map[0] <= line + 1 and not self.is_blank(line + 1):
            made += "" if line + 1 in self.contents else "\n" + continuation(prefix).rstrip()
            if after.type == "paragraph_open":  # its lines may have no ">" of their own
                self.behind[line + 1] = continuation(prefix)
        self.splices.append(Splice(self.starts[line] + found.start(), self.end(line), made))
        return end

    def row(self, index: int) -> int:
        """A table's row, cell by cell."""
        end = end_of(self.tokens, index)
        row = self.tokens[index]
        line = row.map[0] if row.map else 0
        text = self.lines[line].rstrip()
        begin = len((_ROW_PREFIX.match(text) or [""])[0])
        bars = [found.start() for found in _BAR.finditer(text, begin)]
        edges = [*([begin - 1] if not bars or bars[0] != begin else []), *bars]
        if not bars or bars[-1] != len(text) - 1:
            edges.append(len(text))
        cells = [token for token in self.tokens[index:end] if token.type == "inline"]
        for (start, stop), cell in zip(pairwise(edges), cells, strict=False):
            made = rewritten(cell.content, self.scope, begins=False)
            written = text[start + 1 : stop]
            if made == cell.content or written.strip().replace("\\|", "|") != cell.content:
                continue
            at = self.starts[line] + start + 1 + len(written) - len(written.lstrip())
            self.splices.append(Splice(at, at + len(written.strip()), _BAR.sub(r"\\|", made.replace("\n", " "))))
        return end

    def shortcode(self, index: int) -> None:
        token = self.tokens[index]
        self._block(token, shortcode(token.meta["shortcode"], self.scope, alone=True).split("\n"))

    def highlight(self, index: int) -> None:
        token = self.tokens[index]
        self._block(token, code_block(token.content, token.meta["shortcode"].get("lang", 0)))

    def _block(self, token: Token, new: list[str]) -> None:
        """Write `new` for a block that is a shortcode, a paragraph of its own."""
        first, end = token.map or (0, 1)
        start = self.contents.get(first, (self.starts[first],))[0]
        if new == [""]:
            self.remove(first, start)
            return
        prefix = self.before(start, first)
        within = continuation(prefix)
        above = [] if MARKER.search(prefix) or self.is_blank(first - 1) else [within.rstrip()]
        is_apart = self.is_blank(end) or end in self.contents or begins_block(self.lines[end].lstrip(" \t>"))
        below = [] if is_apart else [within.rstrip()]
        lead = "".join(line + "\n" for line in above)
        made = lead + (within if lead else prefix) + in_container(new, within) + "".join("\n" + line for line in below)
        self.splices.append(Splice(self.starts[first], self.end(end - 1), made))

    def definition(self, index: int) -> None:
        """A definition becomes an item of a list: as wide, so that what it holds stays in it."""
        first = (self.tokens[index].map or [0])[0]  # of it, or of its term
        for line in range(first, min(first + 3, len(self.lines))):
            found = re.match(r"[ \t>]*([:~])(?=[ \t])", self.lines[line])
            if found:
                at = self.starts[line] + found.start(1)
                self.splices.append(Splice(at, at + 1, "-"))
                return

    # What has no token.

    def hide(self, read: Read) -> None:
        for line, start in enumerate(read.contents, read.first):
            self.remove(line, start)

    def hide_in_embed(self, read: Read) -> None:
        """Definitions of links: those of an embedded note stand where they are used, the note around has its own."""
        if self.scope.embedded:
            self.hide(read)

    def rename(self, read: Read) -> None:
        start = read.contents[0]
        found = _LABEL.match(self.text, start)
        if found and self.scope.embedded:
            self.splices.append(Splice(start + 2, found.end() - 1, self.scope.footnote(found[1])))


_READS: Mapping[str, Callable[[_Writer, Read], None]] = {
    "abbreviation": _Writer.hide,
    "comment": _Writer.hide,
    "footnote_def": _Writer.rename,
    "more": _Writer.hide,
    "reference": _Writer.hide_in_embed,
}
#: Each may give the index at which to go on.
_BLOCKS: Mapping[str, Callable[[_Writer, int], int | None]] = {
    "callout_open": _Writer.callout,
    "dd_open": _Writer.definition,
    "dt_open": _Writer.term,
    "heading_open": _Writer.heading,
    "highlight_block": _Writer.highlight,
    "paragraph_open": _Writer.paragraph,
    "shortcode": _Writer.shortcode,
    "tr_open": _Writer.row,
}
