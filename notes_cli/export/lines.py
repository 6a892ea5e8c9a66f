"""A line's worth of a note's Markdown as CommonMark: what is CommonMark stays, the rest is rewritten where it stands.

What each rule of the parser read is rewritten in `constructs`; here the whole is put together. What emphasis the
page sees and plain CommonMark would not (`**「重點」**後面`) becomes <strong>, <em> or <del>; ==marks== become <mark>,
for which CommonMark has no sign of its own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain

from notes_cli.export.autolinks import addresses, trimmed
from notes_cli.export.constructs import BREAK, MARKS, Within
from notes_cli.export.draft import Scope
from notes_cli.export.markdown import parser
from notes_cli.export.source import Splice, Spliced, escaped, guarded, link
from notes_cli.export.spans import Line, Mark, Pair, read_line, read_plain

BLOCK_ID = re.compile(r"(?:^|[ \t\n])\^[A-Za-z0-9-]+[ \t]*$")
_TAGS = {"strong": "strong", "em": "em", "s": "del", "mark": "mark"}
#: What a line has none of when nothing in it can have to be rewritten.
_OF_INTEREST = re.compile(r"[\[{%^=*_~@\n]|<!|://|www\.")
_DELIMITERS = re.compile(r"[*_~=]")
_DEFINES = re.compile(r"[ \t]*[:~][ \t]")
_GFM_ADDRESS = re.compile(r"[^\s<]+")


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
            mark, Within(line, next((each for each in links if each.start < mark.start < each.end), None)), scope
        )
    ]
    edits += _in_texts(line, scope)
    edits += chain.from_iterable(_tags(pair) for pair in line.pairs if pair.kind == "mark")
    return _finished(_settled(line, edits, scope), content, begins=begins)


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
    shown = text.replace(BREAK, "\\")
    return [read_plain(shown, scope.env), line if shown == line.content else read_line(shown, scope.env)]


def _moved(pair: Pair, made: Spliced) -> Pair:
    (start, end), (close, last) = pair.opening, pair.closing
    start, close = made.at(start), made.at(close)
    return Pair(pair.kind, (start, start + end - pair.opening[0]), (close, close + last - pair.closing[0]))


def _finished(text: str, content: str, *, begins: bool) -> str:
    """`text` with its line breaks, without lines of which nothing is left; its new lines begin no other block."""
    before = set(content.split("\n"))
    lines = [line for line in text.split("\n") if line.strip(f" \t{BREAK}")]
    if not lines:
        return ""
    lines[-1] = lines[-1].rstrip(f" \t{BREAK}")
    shown = [line.removesuffix(BREAK) for line in lines]
    if shown[1:] and _DEFINES.match(shown[1]):  # the line above has come to be the first one
        before.discard(shown[1])
    safe = [line if line in before or not begins else guarded(line) for line in shown]
    broken = ["\\" if line.endswith(BREAK) else "" for line in lines]
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


# -- lines within ---------------------------------------------------------------------------------------------


def bold(title: str, scope: Scope) -> str:
    """The source of one line, that stands alone, as CommonMark in bold."""
    tagged = "*" in title or title.endswith("\\")
    made = rewritten(f"<strong>{title}</strong>" if tagged else f"**{title}**", scope, begins=False)
    return made if re.sub(r"</?strong>|<!-- -->|[\\*]", "", made) else ""


def _inline_footnote(mark: Mark, within: Within, scope: Scope) -> Iterable[Splice]:
    label = scope.draft.label()
    number = len(scope.draft.footnotes)
    scope.draft.footnotes.append("")  # those within it come behind it
    text = rewritten(within.source(mark)[2:-1].strip(), scope)
    scope.draft.footnotes[number] = f"[^{label}]: " + text.replace("\n", "\n    ")
    if within.link is None:
        return [Splice(mark.start, mark.end, f"[^{label}]")]
    return [Splice(mark.start, mark.end, ""), Splice(within.link.end, within.link.end, f"[^{label}]")]


_MARKS = {**MARKS, "footnote_inline": _inline_footnote}
