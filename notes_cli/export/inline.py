"""The inline syntax that Obsidian and Hugo add to CommonMark: rules for markdown-it's inline parser.

Every rule looks at one place and takes bounded time; each opening is either closed within a bounded distance or
left as text, so that a flood of openings costs no more than as many letters. The tokens they make:

* `wikilink` (meta: target, text), `embed` (meta: target, option, kind), `shortcode` (meta: a Shortcode)
* `mark_open`, `mark_close` for ==highlight==; comments make none.
"""

import re

from markdown_it.rules_inline import StateInline  # noqa: TID253  (this room is loaded only to render)
from markdown_it.rules_inline.state_inline import Delimiter  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253

from notes_cli.export import shortcodes
from notes_cli.export.emphasis import Rule, scan
from notes_cli.export.links import kind_of

MAX_BRACKETS = 20  # links, images and footnotes within each other: as markdown-it for CommonMark

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n]+)\]\]")
_REF_LINK = re.compile(
    r"""\[(?P<text>[^\[\]\n]*)\]\(\s*\{\{[<%]\s*(?:rel)?ref\s+["`]?(?P<target>[^"`\s>%]+)["`]?\s*[>%]\}\}\s*\)"""
)


def wikilink(state: StateInline, silent: bool) -> bool:
    """`[[note]]`, `[[note#heading|text]]`, and with a "!" in front an embed."""
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    target, _, text = found[2].partition("|")
    target = target.removesuffix("\\").strip()
    if not target:
        return False
    if not silent:
        token = state.push("embed" if found[1] else "wikilink", "", 0)
        token.meta = {"target": target, "text": text.strip() or read_as(target)}
        if found[1]:
            token.meta |= {"option": text.strip(), "kind": kind_of(target)}
    state.pos = found.end()
    return True


def bracketed(rule: Rule) -> Rule:
    """`rule`, which looks for the "]" that belongs to a "[", kept from looking when there can be none.

    markdown-it looks ahead from every "[" to the end, once for each level of nesting it allows.
    """

    def guarded(state: StateInline, silent: bool) -> bool:
        known = vars(state)
        if "last_bracket" not in known:
            known["last_bracket"] = state.src.rfind("]")
        if state.pos > known["last_bracket"]:
            return False
        if silent and state.level > MAX_BRACKETS and state.src[state.pos] in "[!^":
            state.pos = state.posMax  # as markdown-it itself does when it has gone too deep
            return True
        return rule(state, silent)

    return guarded


def read_as(target: str) -> str:
    """What a reader sees of a link without text: "note > heading", as in Obsidian."""
    name, _, part = target.partition("#")
    return " > ".join(piece for piece in (name.strip(), *part.replace("^", "").split("#")) if piece)


def ref_link(state: StateInline, silent: bool) -> bool:
    """Hugo's `[text]({{< ref "note.md" >}})`, which CommonMark cannot read as a link."""
    found = _REF_LINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.meta = {"target": found["target"], "text": found["text"] or read_as(found["target"])}
    state.pos = found.end()
    return True


def shortcode(state: StateInline, silent: bool) -> bool:
    """A Hugo shortcode within a line."""
    found = shortcodes.SHORTCODE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    literal, code = shortcodes.unescaped(found), shortcodes.read(found)
    if literal is None and code is None:
        return False
    if not silent:
        token = state.push("code_inline" if literal else "shortcode", "code" if literal else "", 0)
        token.content, token.meta = literal or found[0], {"shortcode": code, "block": False}
    state.pos = found.end()
    return True


def comment(state: StateInline, silent: bool) -> bool:
    """`%%hidden%%`: nothing is shown. Four in a row are no unfinished comment (Obsidian 1.13)."""
    if not state.src.startswith("%%", state.pos):
        return False
    end = state.src.find("%%", state.pos + 2, state.posMax)
    if end < 0:
        return False
    state.pos = end + 2
    return True


def highlight(state: StateInline, silent: bool) -> bool:
    """`==marked==`: pairs of "=" as delimiters, with the flanking rules of "*"."""
    if silent or not state.src.startswith("==", state.pos):
        return False
    scanned = scan(state, state.pos, True)
    if scanned.length != 2:  # a longer run is a drawn line
        state.append_pending("=" * scanned.length)
        state.pos += scanned.length
        return True
    token = state.push("text", "", 0)
    token.content = "=="
    state.delimiters.append(
        Delimiter(
            marker=ord("="),
            length=0,
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open,
            close=scanned.can_close,
        )
    )
    state.pos += 2
    return True


def highlight_pairs(state: StateInline) -> None:
    """After the delimiters are paired: the text tokens "==" that found a partner become marks."""
    nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *nested):
        for opening in delimiters:
            if opening.marker == ord("=") and opening.end >= 0:
                _become(state.tokens[opening.token], "mark_open", 1)
                _become(state.tokens[delimiters[opening.end].token], "mark_close", -1)


def _become(token: Token, kind: str, nesting: int) -> None:
    token.type, token.tag, token.content, token.markup = kind, "mark", "", "=="
    token.nesting = 1 if nesting > 0 else -1
