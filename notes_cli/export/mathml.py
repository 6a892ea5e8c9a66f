"""TeX to MathML, which browsers show without a script.

latex2mathml does the work; it is lenient to the point of making broken MathML from broken TeX, so the tree is
checked, and built anew with its text escaped (it writes `\\text{<b>}` as it stands). What it does not know of the TeX
that notes are full of is said in the words it knows, before; what browsers do not know of its MathML is mended after.
"""

import re
from functools import lru_cache
from html import escape, unescape
from typing import Final
from xml.etree.ElementTree import Element, tostring

LIMIT = 5_000  # characters of TeX; more is no formula

_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip

#: TeX that latex2mathml does not know, as TeX that it does.
_SAID: Final = tuple(
    (re.compile(pattern), known)
    for pattern, known in (
        (r"\\(begin|end)\{(?:aligned|alignedat|align)\}(?:\{\d+\})?", r"\\\1{align*}"),
        (r"\\(begin|end)\{(?:gathered|gather\*?|multline\*?)\}", r"\\\1{matrix}"),
        (r"\\operatorname\*?\s*\{\s*arg(?:\\[,:; ]|\s)*(min|max)\s*\}", r"\\arg\1 "),
        (r"\\arg(?:\\[,:;!]|\s)*\\(min|max)(?![A-Za-z])", r"\\arg\1 "),
        (r"\\operatorname\*", r"\\operatorname"),
        (r"\\arg(?![A-Za-z])", r"\\operatorname{arg}"),
    )
)
#: Operators that have their limits below and above them where a formula stands alone.
_LIMITED: Final = {"min", "max", "sup", "inf", "lim"}
_AROUND: Final = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}


@lru_cache(maxsize=512)
def mathml(tex: str, *, block: bool) -> str | None:
    """`tex` as a <math> element with the TeX in `alttext`; None when it is no TeX that can be understood."""
    from latex2mathml.converter import convert_to_element

    if len(tex) > LIMIT or tex.count("{") > 200:
        return None
    display = "block" if block else "inline"
    known = _known(tex)
    try:
        tree = convert_to_element(known, display=display)
        if block and any(space.get("linebreak") for space in tree.iter("mspace")):  # browsers break no line there
            tree = convert_to_element(rf"\begin{{matrix}}{known}\end{{matrix}}", display=display)
    except (Exception, RecursionError):  # whatever it raises means the same: not understood
        return None
    if not all(_is_sound(element) for element in tree.iter()):
        return None
    if block:
        _set_limits(tree)
    tree.set("alttext", tex)
    return tostring(tree, encoding="unicode")


def _known(tex: str) -> str:
    """`tex` in words that latex2mathml knows."""
    for pattern, known in _SAID:
        tex = pattern.sub(known, tex)
    return tex


def _set_limits(tree: Element) -> None:
    """Put what stands beside an operator of `_LIMITED` below and above it."""
    for element in tree.iter():
        if element.tag in _AROUND and element[0].tag == "mo":
            operator = element[0]
            if operator.get("movablelimits") or operator.text in _LIMITED:
                element.tag = _AROUND[element.tag]


def _is_sound(element: Element) -> bool:
    if element.text == "&":  # a column of no table; a written `\\&` is "&#x00026;" here
        return False
    element.text = unescape(element.text) if element.text else element.text
    unknown = (element.text or "").startswith("\\")
    return not unknown and len(element) == _CHILDREN.get(element.tag, len(element))


def as_code(tex: str, why: str) -> str:
    """Broken TeX: shown as it is written; `why` is said on hover."""
    return f'<code class="math-broken" title="{escape(why)}">{escape(tex)}</code>'
