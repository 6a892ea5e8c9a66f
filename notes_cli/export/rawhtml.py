"""Raw HTML in a note, made ready for the gate (`sanitize`): nothing here is about safety, all of it about what a
reader sees. Pictures and frames become what our own syntax makes of them, and a tag that would swallow the rest of
the page when it is not closed is shown as text (GFM's tag filter).
"""

import re
from collections.abc import Callable, Mapping
from html import unescape

_DROPPED = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|<input\b[^>]*>", re.IGNORECASE | re.DOTALL)
_FILTERED = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|noscript|script|plaintext|template|select|svg)\b)",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"""<(?P<tag>(?P<holder>iframe|video|audio)|img|source|embed)\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^'">])*)>"""
    r"""(?(holder)(?:(?P<inner>(?:(?!<(?:iframe|video|audio)\b).){0,2000}?)</(?:iframe|video|audio)\s*>)?)""",
    re.IGNORECASE | re.DOTALL,
)
#: `align` is no valid HTML any more: a class does the same.
_ALIGN = re.compile(
    r"""(<[a-z][a-z0-9]*\s(?:[^<>]*?\s)?)align\s*=\s*["']?(left|center|right)["']?(?=[\s/>])""", re.IGNORECASE
)
_SOURCE = re.compile(r"""<source\b((?:"[^"]*"|'[^']*'|[^'">])*)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

Media = Callable[[str, Mapping[str, str]], str]


def prepared(html: str, media: Media) -> str:
    """`html`, one raw piece of a note; `media` makes the HTML for a tag and its attributes."""
    if "<!--" in html and html.rfind("-->") < html.rfind("<!--"):
        html += "-->"

    def replaced(match: re.Match[str]) -> str:
        source = _SOURCE.search(match["inner"] or "")
        return media(match["tag"].lower(), _attributes((source[1] if source else "") + match["attributes"]))

    html = _FILTERED.sub("&lt;", _MEDIA.sub(replaced, _DROPPED.sub("", html)))
    return _ALIGN.sub(lambda found: f'{found[1]}class="{found[2].lower()}"', html)


def _attributes(text: str) -> dict[str, str]:
    return {found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}


def as_text(html: str) -> str:
    """What a reader sees of a raw piece where there is no HTML: its text, tags and comments off."""
    shown = re.sub(r"<!--.*?(?:-->|$)|<[^>]*>", "", _DROPPED.sub("", html), flags=re.DOTALL)
    return unescape(shown)
