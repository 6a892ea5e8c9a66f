"""TeX to MathML, which browsers show without a script.

latex2mathml does the work; it is lenient to the point of making broken MathML from broken TeX, so the tree is
checked, and built anew with its text escaped (it writes `\\text{<b>}` as it stands).
"""

import re
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


_NOISE = re.compile(r"\\(?:left|right|big|Big|bigg|Bigg|displaystyle|limits|,|;|!|:|quad|qquad)(?![A-Za-z])")
_WRAPPER = re.compile(r"\\(?:text|math[a-z]+|operatorname|boldsymbol|bm|mbox)\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()aeijkmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ")


def readable(tex: str) -> str:
    """`tex` as one line that can be read without typesetting: symbols, small raised and lowered digits, a/b."""
    from latex2mathml.symbols_parser import convert_symbol

    if tex.count("{") != tex.count("}") or len(tex) > LIMIT:
        return tex

    def symbol(found: re.Match[str]) -> str:
        code = convert_symbol(found[0])
        return chr(int(code, 16)) if code else found[0]

    text = _NOISE.sub(" ", " ".join(tex.split()))
    for _ in range(3):  # a fraction of fractions, and no more
        text = _FRACTION.sub(_divided, _WRAPPER.sub(r"\1", text))
    text = re.sub(r"\\[A-Za-z]+", symbol, text)
    text = re.sub(r"([\^_])(?:\{([^{}]*)\}|([^\s{}]))", _small, text)
    return re.sub(r" +", " ", text.replace("{", "").replace("}", "")).strip()


def _divided(found: re.Match[str]) -> str:
    return "/".join(part if len(part) < 2 else f"({part})" for part in found.groups())


def _small(found: re.Match[str]) -> str:
    content, table = found[2] or found[3] or "", _RAISED if found[1] == "^" else _LOWERED
    possible = all(ord(character) in table for character in content)
    return content.translate(table) if possible else f"{found[1]}({content})" if len(content) > 1 else found[0]


def as_code(tex: str, why: str) -> str:
    """Broken TeX: shown as it is written; `why` is said on hover."""
    return f'<code class="math-broken" title="{escape(why)}">{escape(tex)}</code>'
