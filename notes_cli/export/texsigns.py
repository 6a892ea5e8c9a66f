"""The signs of TeX, as characters: what a command without arguments says."""

from typing import Final
from unicodedata import category

_SIGNS: Final = {
    **dict.fromkeys((",", ";", ":", ">", " ", "quad", "qquad", "space", "thinspace"), " "), "!": "",
    **dict.fromkeys(("displaystyle", "textstyle", "limits", "nolimits", "nonumber", "notag", "hline"), ""),
    "{": "{", "}": "}", "%": "%", "$": "$", "_": "_", "#": "#", "&": "&", "|": "‖",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|", "rvert": "|", "sim": "∼", "cdot": "·", "cdots": "⋯",
    "ldots": "…", "dots": "…", "to": "→", "mid": " | ", "le": "≤", "ge": "≥", "ne": "≠", "colon": ":", "ell": "ℓ",
}  # fmt: skip
#: The signs that formulas are full of, as latex2mathml knows them: to load it takes longer than to show a note.
_OFTEN: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega sum prod int oint infty
    partial nabla in notin ni subset subseteq supset supseteq
    cup cap emptyset forall exists neg land lor times div pm mp ast star circ
    bullet oplus otimes approx equiv cong propto leq geq neq ll gg prec succ perp parallel angle rightarrow leftarrow
    leftrightarrow Rightarrow Leftarrow Leftrightarrow implies iff mapsto uparrow downarrow langle rangle lfloor rfloor
    lceil rceil setminus hbar Re Im prime top bot therefore because
"""
COMMON: Final = dict(
    zip(
        _OFTEN.split(),
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΦΨΩ∑∏∫∮∞∂∇∈∉∋⊂⊆⊃⊇∪∩∅∀∃¬∧∨×÷±∓*⋆∘•⊕⊗≈≡≅∝≤≥≠≪≫≺≻⟂∥∠→←↔⇒⇐⇔⟹⟺↦↑↓⟨⟩⌊⌋⌈⌉⧵ℏℜℑ′⊤⊥∴∵",
        strict=True,
    )
)
NAMES: Final = {
    "log", "ln", "exp", "max", "min", "sup", "inf", "lim", "sin", "cos", "tan",
    "sinh", "cosh", "tanh", "det", "dim", "arg", "Pr", "softmax",
}  # fmt: skip
#: Signs that latex2mathml knows by one character, which one character does not say.
_BEYOND: Final = {"not", "overparen", "underparen", "overbracket", "underbracket"}


def sign_of(name: str) -> str | None:
    """What `\\name` says; None when it is no sign that is known."""
    return _SIGNS[name] if name in _SIGNS else COMMON.get(name) or _symbol(name)


def _symbol(name: str) -> str | None:
    from latex2mathml.symbols_parser import convert_symbol

    code = convert_symbol(f"\\{name}")
    if not code or name in _BEYOND or category(chr(int(code, 16)))[0] in "MZC":  # accents, spaces, the invisible
        return None
    return chr(int(code, 16))
