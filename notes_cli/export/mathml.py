"""TeX to MathML, which browsers show without a script.

latex2mathml does the work; it is lenient to the point of making broken MathML from broken TeX, so the tree is
checked, and built anew with its text escaped (it writes `\\text{<b>}` as it stands).
"""

from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

LIMIT = 5_000  # characters of TeX; more is no formula

_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip


@lru_cache(maxsize=512)
def mathml(tex: str, *, block: bool) -> str | None:
    """`tex` as a <math> element with the TeX in `alttext`; None when it is no TeX that can be understood."""
    from latex2mathml.converter import convert_to_element

    if len(tex) > LIMIT or tex.count("{") > 200:
        return None
    try:
        tree = convert_to_element(tex, display="block" if block else "inline")
    except (Exception, RecursionError):  # whatever it raises means the same: not understood
        return None
    if not all(_is_sound(element) for element in tree.iter()):
        return None
    tree.set("alttext", tex)
    return tostring(tree, encoding="unicode")


def _is_sound(element: Element) -> bool:
    element.text = unescape(element.text) if element.text else element.text
    unknown = (element.text or "").startswith("\\")
    return not unknown and len(element) == _CHILDREN.get(element.tag, len(element))


def as_code(tex: str, why: str) -> str:
    """Broken TeX: shown as it is written; `why` is said on hover."""
    return f'<code class="math-broken" title="{escape(why)}">{escape(tex)}</code>'
