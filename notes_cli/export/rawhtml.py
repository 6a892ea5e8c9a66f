"""Raw HTML in a note, made ready for the gate (`sanitize`): nothing here is about safety, all of it about what a
reader sees. Pictures and frames become what our own syntax makes of them, and a tag that would swallow the rest of
the page when it is not closed is shown as text (GFM's tag filter).
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

_INPUT = re.compile(r"<input\b[^<>]*>", re.IGNORECASE)
_UNSHOWN = {
    name: (re.compile(rf"</{name}\s*>", re.IGNORECASE), re.compile(rf"<{name}\b[^<>]*>.*?</{name}\s*>", re.I | re.S))
    for name in ("script", "style")
}
_FILTERED = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|noscript|script|plaintext|template|select|svg)\b)",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"""<(?P<tag>(?P<holder>iframe|video|audio)|img|source|embed)\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^'">])*)>"""
    r"""(?(holder)(?:(?P<inner>(?:(?!<(?:iframe|video|audio)\b).){0,2000}?)</(?:iframe|video|audio)\s*>)?)""",
    re.IGNORECASE | re.DOTALL,
)
#: Where a reader sees a new line, or the next cell, and the source may have none.
_LINE_END = re.compile(r"(?:<br\s*/?>|</t[dh]>\s*</tr>|</(?:p|div|li|h[1-6]|summary)>)(?!\s*\n)", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>(?!\s*\n)", re.IGNORECASE)
#: `align` is no valid HTML any more: a class does the same.
_ALIGN = re.compile(
    r"""(<[a-z][a-z0-9]*\s(?:[^<>]*?\s)?)align\s*=\s*["']?(left|center|right)["']?(?=[\s/>])""", re.IGNORECASE
)
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_SOURCE = re.compile(r"""<source\b((?:"[^"]*"|'[^']*'|[^'">])*)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

Media = Callable[[str, Mapping[str, str]], str]


def prepared(html: str, media: Media) -> str:
    """`html`, one raw piece of a note; `media` makes the HTML for a tag and its attributes."""
    if "<!--" in html and html.rfind("-->") < html.rfind("<!--"):
        html += "-->"

    def replaced(match: re.Match[str]) -> str:
        source = _SOURCE.search(match["inner"] or "")
        return media(match["tag"].lower(), attributes((source[1] if source else "") + match["attributes"]))

    html = _FILTERED.sub("&lt;", _MEDIA.sub(replaced, _without_unshown(html)))
    return _ALIGN.sub(lambda found: f'{found[1]}class="{found[2].lower()}"', html)


def _without_unshown(html: str) -> str:
    """`html` without scripts, styles and inputs; what is opened and never closed stays, and is not looked for."""
    for closing, whole in _UNSHOWN.values():
        end = max((found.end() for found in closing.finditer(html)), default=0)
        html = whole.sub("", html[:end]) + html[end:]
    return _INPUT.sub("", html)


def attributes(text: str) -> dict[str, str]:
    """The attributes in a tag, their names in lower case."""
    return {found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}


def as_text(html: str, image: Callable[[Mapping[str, str]], str] = lambda attributes: "") -> str:
    """What a reader sees of a raw piece where there is no HTML: its text, tags and comments off.

    `image` says what stands for an <img> with these attributes.
    """
    said = re.sub(r"<!--.*?(?:-->|$)", "", _without_unshown(html), flags=re.DOTALL)
    said = _IMAGE.sub(lambda found: escape(image(attributes(found[1]))), said)
    apart = _CELL_END.sub("  ", _LINE_END.sub("\n", said))
    end = apart.rfind(">") + 1  # behind it no tag ends, and none is looked for
    return unescape(re.sub("<[^>]*>", "", apart[:end]) + apart[end:])
