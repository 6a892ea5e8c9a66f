"""The ids in a page, and the links to them: each text in it has its own, and a link that leads to none is marked."""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from urllib.parse import quote, unquote

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export.body import Body
from notes_cli.export.contents import Entry
from notes_cli.text.headings import compared

#: What a link to a place in the same text looks like in its source, roughly.
_POINTS_WITHIN = re.compile(r"""\(<?\#|\[\[\s*\#|href=["']?\#|\]:\s*<?\#""")
_LINK = re.compile(r"""<a\b[^<>]*? href="#([^"]+)"[^<>]*>""")
_OWN_ID = re.compile(r''' id="([^"]*)"''')


def points_within(text: str) -> bool:
    """Whether a link in `text`, Markdown, may lead to a place in it."""
    return _POINTS_WITHIN.search(text) is not None


def give(body: Body, tokens: Sequence[Token], headings: Sequence[Entry], *, to_headings: bool) -> None:
    """Learn what in this text can be linked to, and give the blocks and (`to_headings`) headings in it their ids."""
    names = [(heading.text, heading.anchor) for heading in headings]
    for name, anchor in names + [(anchor, anchor) for _, anchor in names]:  # what a reader sees comes first
        body.anchors.setdefault(compared(name), body.prefix + anchor)
    for heading in headings if to_headings else ():
        if own := heading.token.attrGet("id"):  # a block id at its end: one element has one id
            body.anchors[str(own).casefold()] = body.prefix + heading.anchor
        heading.token.attrSet("id", heading.anchor)
    for token in tokens:
        if own := token.attrGet("id"):
            token.attrSet("id", f"{body.prefix}{own}")
            body.anchors.setdefault(str(own).casefold(), f"{body.prefix}{own}")


def within(body: Body, part: str) -> str | None:
    """The address of `#part` of this text ("Heading", "A#B", "^id"); None when an embedded one has no such part.

    Of the page's own text it may be what its HTML names: see `marked`.
    """
    known = body.anchors.get(part.casefold() if part.startswith("^") else compared(part.rpartition("#")[2]))
    return "#" + quote(known or part, safe="") if known or not body.prefix else None


def marked(html: str, said: Mapping[str, str]) -> str:
    """`html`, a whole body that is clean, where a link to a place that is not in it says so and leads nowhere."""
    if 'href="#' not in html:
        return html
    known = {unescape(own) for own in _OWN_ID.findall(html)} | {"top"}

    def told(found: re.Match[str]) -> str:
        part = unquote(unescape(found[1]))
        if part in known or unescape(found[1]) in known:
            return found[0]
        own = _OWN_ID.search(found[0])
        why = escape(f"{said['no part']}{said['colon']}#{part}")
        return f'<a class="wikilink broken"{own[0] if own else ""} title="{why}">'

    return _LINK.sub(told, html)
