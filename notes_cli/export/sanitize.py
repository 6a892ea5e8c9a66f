"""The gate: whatever a note holds, only what is listed here reaches the page.

The whole body passes through nh3 (ammonia, html5ever) after it is rendered, our own markup with it: so raw HTML
that is opened in one paragraph and closed in another is balanced, and no mistake of a rule above can let anything
out. The list follows GitHub's (https://github.com/github/markup, "HTML sanitization") and adds MathML and what our
rules make. No style, no svg, no media of its own, no form but a disabled checkbox.
"""

import re
from collections.abc import Collection
from functools import lru_cache, partial

import nh3  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export.images import MEDIA_TYPES
from notes_cli.export.links import SCHEMES, is_data_image, is_safe

_TEXT = """a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rb rp rt rtc ruby s samp section small
span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr"""
_MATH = """math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle
msub msubsup msup mtable mtd mtext mtr munder munderover menclose none"""
_MATH_ATTRIBUTES = """accent accentunder columnalign columnlines columnspacing depth displaystyle fence form frame
height largeop linethickness lspace mathcolor mathvariant maxsize minsize movablelimits notation rowlines rowspacing
rspace scriptlevel separator stretchy symmetric voffset width"""
_CLASSED = """a blockquote code details div figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre section span summary sup
table td th ul"""

TAGS = frozenset((_TEXT + " " + _MATH).split())
CONTENT_DROPPED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "noscript",
        "template",
        "noembed",
        "noframes",
        "xmp",
        "svg",
        "title",
        "textarea",
        "select",
        "canvas",
    ]
)

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "title", "lang", "dir", "role", "aria-label", "aria-hidden"},
    **{tag: set(_MATH_ATTRIBUTES.split()) for tag in _MATH.split()},
    "math": {"display", "alttext", "xmlns"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "width", "height"},
    "input": {"checked", "disabled"},
    "details": {"open"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "time": {"datetime"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
    "span": {"tabindex"},
    "p": {"tabindex"},
}
for _tag in _CLASSED.split():
    ATTRIBUTES.setdefault(_tag, set()).add("class")

#: Addresses that carry bytes: of pictures besides those that a note may write itself, of sound and films only ours.
_CARRIED = {
    "img": tuple(f"data:image/{kind};base64," for kind in ("svg+xml", "bmp", "x-icon")),
    "audio": tuple(f"data:{mime};base64," for mime in MEDIA_TYPES),
    "video": tuple(f"data:{mime};base64," for mime in MEDIA_TYPES),
}


_ID = re.compile(r'''(<[a-z][a-z0-9]*(?: [^<>]*?)?) id="([^"]*)"''')  # a "<" of the text is "&lt;"


def _attribute(beside: Collection[str], tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that is on the list, None to drop it."""
    if name == "href":
        return value if is_safe(value) else None
    if name == "src":
        carried = value.startswith(_CARRIED.get(tag, ())) or (tag == "img" and is_data_image(value))
        return value if carried or value.partition("#")[0] in beside else None
    if name == "id":
        return value if value and not any(map(str.isspace, value)) else None
    return value


def sanitized(html: str, beside: Collection[str] = ()) -> str:
    """`html`, a rendered body, with nothing left that runs, loads or reaches outside.

    `beside`: the addresses of the pictures that are written with the page.
    """
    clean = _cleaner(frozenset(beside)).clean(html)
    if clean.count(' id="') > 1:
        clean = _with_ids_once(clean)
    return clean.replace("&nbsp;", "\xa0")  # text keeps the character; a written "&nbsp;" is "&amp;nbsp;"


def _with_ids_once(html: str) -> str:
    """`html`, which is clean, without an id that an element before it has."""
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        if found[2] in seen:
            return found[1]
        seen.add(found[2])
        return found[0]

    return _ID.sub(once, html)


@lru_cache(maxsize=8)
def _cleaner(beside: frozenset[str]) -> nh3.Cleaner:
    """The gate itself: it takes longer to make than to pass."""
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(CONTENT_DROPPED),
        attributes=ATTRIBUTES,
        attribute_filter=partial(_attribute, beside),
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        url_schemes={*SCHEMES, "data"},
        link_rel=None,
    )
