"""Where the targets of links stand in the text of a file: of wikilinks, Markdown links, properties, Hugo references.

A target's place is the part of it that names a file, without `#Heading`; that is what changes when a file moves.
The links are those of the reader (`places`), so what is found here is what the index knows. Pure.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from notes_cli.model import REFERENCE, Link
from notes_cli.vault import links
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.markdown import parser
from notes_cli.vault.places import characters_before, places
from notes_cli.vault.source import Source
from notes_cli.vault.texts import Place

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);)")
_DEFINITION = re.compile(
    r"(?m)^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\[((?:[^\[\]\\]|\\.)+)\]:"
    r"[ \t]*(?:\n[ \t]*)?(?:<([^<>\n]*)>|([^\s<]\S*))"
)
_ANGLE = re.compile(r"\]\([ \t\n]*<((?:[^<>\n\\]|\\.)*)>")
_BARE = re.compile(r"\]\([ \t\n]*([^\s<][^\s]*)")
#: What follows the target up to the end of the link: a title, or nothing.
_TAIL = re.compile(r"(?:[\s>]*(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?[\s>]*\)", re.DOTALL)
#: What of YAML stands before a scalar itself: its anchor and tag.
_YAML_PREFIX = re.compile(r"(?:[&!]\S*\s+)*")
_YAML_PIECES: Final = {
    "'": re.compile(r"''|[ \t]*(?:\n[ \t]*)+|[^'\n]", re.DOTALL),
    '"': re.compile(
        r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*|.)|[ \t]*(?:\n[ \t]*)+|[^\"\n]", re.DOTALL
    ),
}


class Target(NamedTuple):
    """A link, and the span of its target's place in `Source.plain`."""

    link: Link
    start: int  # -1 when it cannot be told: such a link cannot be rewritten
    end: int
    form: str  # "wiki", "angle" (`<a b.md>`), "bare" (`a%20b.md`), "reference" (Hugo's) or "attribute" (of HTML)
    place: str = ""  # what the span says, unescaped but not decoded from percents
    quote: str = ""  # of YAML around it: "'", '"', or "" for none


def targets(source: Source) -> list[Target]:
    """The targets of all links to notes and files of the vault, properties first. Never raises on content."""
    definitions: dict[str, tuple[int, int, str]] | None = None
    found = list(_in_properties(source))
    for place in places(source):
        if not isinstance(place.item, Link):
            continue
        if place.form == "defined" and definitions is None:
            definitions = _definitions(source)
        found.append(_target(source.plain, place, place.item, definitions or {}))
    return found


def _target(plain: str, place: Place, link: Link, definitions: dict[str, tuple[int, int, str]]) -> Target:
    if place.form == "wiki":
        start = plain.index("[[", place.start) + 2
        span = (start, start + len(place.destination), "wiki")
        if plain[span[0] : span[1]] != place.destination:
            return Target(link, -1, -1, "wiki")
    elif place.form in ("reference", "attribute"):
        span = (place.start, place.end, place.form)
    elif place.form == "defined":
        span = definitions.get(_label(place.label), (-1, -1, "bare"))
    else:
        span = _inline(plain, place) or (-1, -1, "bare")
    if span[0] < 0 or unescaped(plain[span[0] : span[1]], span[2]) != place.destination:
        return Target(link, -1, -1, span[2])
    return _checked(_trimmed(plain, link, *span))


def _checked(target: Target) -> Target:
    """`target`, without its span when that does not say what the reader read."""
    return target if keys(target, decoded(target)) == (target.link.key, target.link.path) else target._replace(start=-1)


def keys(target: Target, place: str) -> tuple[str, str]:
    """(key, path) of the link that `target` is, were `place` written in it."""
    if target.form != "reference":
        return links.keys(place)
    made = links.reference(None, place, "", target.link.path.partition(REFERENCE)[0])
    return (made.key, made.path) if made else ("", "")


def decoded(target: Target) -> str:
    """The place that `target` names, percents decoded where they are an encoding."""
    return unquote(target.place).strip() if target.form in ("bare", "angle", "attribute") else target.place


def _trimmed(text: str, link: Link, start: int, end: int, form: str) -> Target:
    """The place of the target at [start, end) of `text`: without its part and the blanks around."""
    mark = text.find("#", start, end)
    place = text[start : end if mark < 0 else mark]
    if form == "wiki":
        place = place.removesuffix("\\")  # before the bar, in a table
    start += len(place) - len(place.lstrip())
    place = place.strip()
    return Target(link, start, start + len(place), form, unescaped(place, form))


def unescaped(text: str, form: str) -> str:
    """What a target as written says to Markdown: backslashes and entities resolved, percents left alone."""
    if form not in ("angle", "bare") or ("\\" not in text and "&" not in text):
        return text
    from html import unescape

    return _ESCAPE.sub(lambda found: found[1] or unescape(found[2]), text)


# Inline links: [text](target "title").


def _inline(plain: str, place: Place) -> tuple[int, int, str] | None:
    """Span and form of the target of the inline link at `place`: the first `](…` that says what the reader read."""
    at = place.start
    while (at := plain.find("](", at, place.end)) >= 0:
        for pattern, form in ((_ANGLE, "angle"), (_BARE, "bare")):
            found = pattern.match(plain, at, place.end)
            if found:
                start, end = found.span(1)
                end = _end_of_bare(plain, start, end) if form == "bare" else end
                rest = end + (form == "angle")
                if unescaped(plain[start:end], form) == place.destination and _TAIL.fullmatch(plain, rest, place.end):
                    return start, end, form
        at += 2
    return None


def _end_of_bare(plain: str, start: int, end: int) -> int:
    """Where the bare target at [start, end) ends: before the bracket that closes the link."""
    depth, at = 0, start
    while at < end:
        char = plain[at]
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return at
        at += 2 if char == "\\" else 1
    return end


# Definitions: [label]: target.


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _definitions(source: Source) -> dict[str, tuple[int, int, str]]:
    """Span and form of the target of each definition, by its label; of two equal labels the first counts.

    The reader does not say where they stand. They are looked for in what is no text, code or HTML to it.
    """
    begin = source.front.start
    body = source.plain[begin:]
    masked = _without_leaves(body)
    found: dict[str, tuple[int, int, str]] = {}
    for match in _DEFINITION.finditer(masked):
        group = 2 if match[2] is not None else 3
        start, end = match.span(group)
        found.setdefault(_label(match[1]), (begin + start, begin + end, "angle" if group == 2 else "bare"))
    return found


def _without_leaves(body: str) -> str:
    """`body` with everything blanked that is text, code or HTML: what is left is markup and definitions."""
    parse, options = parser()
    data = bytearray(body.encode("utf-8", "replace"))
    characters = data.decode("utf-8", "replace")
    spans = [
        (span["start"], span["end"])
        for event, span in parse(body, options=options, merge_text=True)
        if type(event) is dict and not _LEAVES.isdisjoint(event)
    ]
    if not data.isascii():
        at = dict(characters_before(bytes(data), {place for span in spans for place in span}))
        spans = [(at[start], at[end]) for start, end in spans]
    done = 0
    parts: list[str] = []
    for start, end in sorted(spans):
        if start < done:
            continue
        parts += characters[done:start], re.sub(r"[^\n]", "\0", characters[start:end])
        done = end
    return "".join((*parts, characters[done:]))


_LEAVES: Final = frozenset({"Text", "Code", "Html", "InlineHtml", "InlineMath", "DisplayMath"})


# Properties.


def _in_properties(source: Source) -> Iterator[Target]:
    front = source.front
    if not front.start or not any(map(_holds_link, _texts(front.values))):
        return
    nodes = _scalars(source, front)
    if nodes is None:
        for text in filter(_holds_link, _texts(front.values)):
            link = links.in_property(None, text)
            if link:
                yield Target(link, -1, -1, "wiki")
        return
    for node, begin in nodes:
        span = links.target_in_property(node.value)
        link = links.in_property(None, node.value) if span and node.style else None
        if span and link:
            yield _in_scalar(source.plain, node, begin, link, span)


def _holds_link(text: str) -> bool:
    return links.target_in_property(text) is not None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _scalars(source: Source, front: Front) -> list[tuple[Any, int]] | None:
    """The scalars of the front matter that are values, each with where it begins; None when it is no good YAML."""
    if front.kind != "yaml":
        return None
    import yaml

    begin = source.plain.index("\n") + 1
    block = source.plain[begin : source.plain.rindex("---", 0, front.start)]
    found: list[tuple[Any, int]] = []
    seen: set[int] = set()
    try:
        pending = [yaml.compose(block, Loader=yaml.CSafeLoader)]
    except yaml.YAMLError:  # the values were salvaged
        return None
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pending += [value for _, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.ScalarNode):
            found.append((node, begin + node.start_mark.index))
    return found


def _in_scalar(plain: str, node: Any, begin: int, link: Link, span: tuple[int, int, str]) -> Target:
    """The target at `span` of a scalar's value, as a span of the text the scalar is written in."""
    end = begin + node.end_mark.index - node.start_mark.index
    start, stop, form = span
    inner = _trimmed(node.value, link, start, stop, form)
    quote = node.style if node.style in _YAML_PIECES else ""
    if quote:
        first = begin + len(_match(_YAML_PREFIX, plain[begin:end])) + 1
        places = _quoted_places(plain, first, end - 1, quote, node.value)
        if places is None:
            return Target(link, -1, -1, form)
        return _checked(inner._replace(start=places[inner.start], end=places[inner.end], quote=quote))
    line = node.value.strip()
    at = plain.find(line, begin, end)
    if at < 0 or plain.find(line, at + 1, end) >= 0:
        return Target(link, -1, -1, form)
    shift = at - (len(node.value) - len(node.value.lstrip()))
    return _checked(inner._replace(start=inner.start + shift, end=inner.end + shift))


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""


def _quoted_places(plain: str, start: int, end: int, quote: str, value: str) -> list[int] | None:
    """For each character of a quoted scalar's value, and its end, where it stands; None when that cannot be told."""
    places: list[int] = []
    for piece in _YAML_PIECES[quote].finditer(plain, start, end):
        text = piece[0]
        newlines = text.count("\n")
        if text[0] == "\\" and newlines:
            width = 0
        elif newlines:
            width = max(newlines - 1, 1)
        else:
            width = 1
        places += [piece.start()] * width
    return [*places, end] if len(places) == len(value) else None
