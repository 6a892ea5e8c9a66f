"""Bare addresses become links: GFM's autolinks, in text that writes no spaces.

GFM (https://github.github.com/gfm/#autolinks-extension-) takes everything up to the next white space; after a
Chinese sentence that would be the rest of the paragraph. Here CJK punctuation ends an address, and a CJK character
may stand before one. Chinese letters within a path stay in it (https://zh.wikipedia.org/wiki/泛化).
"""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore  # noqa: TID253  (this room is loaded only to render)
from markdown_it.token import Token  # noqa: TID253

from notes_cli.export.emphasis import is_cjk

_END = r"\s<\u3000-\u3004\u3008-\u3020\u2018\u2019\u201c\u201d\uff01-\uff0f\uff1a-\uff1f\uff3b-\uff3d\uff5b-\uff65"
_ADDRESS = re.compile(
    rf"""(?P<web>(?:https?://|www\.)[^{_END}]+)
      |(?P<mail>(?:(?:mailto|xmpp):)?[A-Za-z0-9.+_-]{{1,64}}@[A-Za-z0-9-]+(?:[._][A-Za-z0-9-]+)+(?![A-Za-z0-9_-]))""",
    re.VERBOSE,
)
_HOST = re.compile(r"(?:https?://)?([^/?#:]+)")
_TRAILING = "?!.,:*_~'\""


def link_addresses(state: StateCore) -> None:
    """The core rule: text tokens outside links are split at the addresses in them."""
    for block in state.tokens:
        text = block.content
        if block.type == "inline" and block.children and ("://" in text or "www." in text or "@" in text):
            block.children = _linked(block.children, state)


def _linked(tokens: list[Token], state: StateCore) -> list[Token]:
    result: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.tag == "a" else 0
        if token.type == "html_inline":
            depth += _opens_anchor(token.content)
        result += _split(token, state) if token.type == "text" and depth <= 0 else [token]
    return result


def _opens_anchor(html: str) -> int:
    return 1 if re.match(r"<a[\s>]", html, re.I) else -1 if re.match(r"</a\s*>", html, re.I) else 0


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """The addresses in `text`: the span of each, and where it leads, not normalised."""
    for found in _ADDRESS.finditer(text):
        address = trimmed(found[0]) if found["web"] else found[0].rstrip("._")
        url = _url(address, bool(found["web"]))
        if url is not None and _may_follow(text, found.start()):
            yield found.start(), found.start() + len(address), url


def _split(token: Token, state: StateCore) -> list[Token]:
    pieces: list[Token] = []
    position = 0
    for start, end, address in addresses(token.content):
        url = state.md.normalizeLink(address)
        if not state.md.validateLink(url):
            continue
        pieces += [_text(token, token.content[position:start]), *_link(token, url, token.content[start:end])]
        position = end
    if position == 0 and not pieces:
        return [token]
    return [piece for piece in (*pieces, _text(token, token.content[position:])) if piece.content or piece.nesting]


def _may_follow(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    return before.isspace() or before in "*_~(\"'：" or is_cjk(before)


def trimmed(address: str) -> str:
    """GFM's end of an address: no punctuation, no entity, no closing bracket without its opening."""
    end = len(address)
    closing, opening = address.count(")"), address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and closing > opening:
            closing -= 1
        elif last == ";":
            entity = re.search(r"&[A-Za-z0-9]+;$", address[max(0, end - 40) : end])
            end -= len(entity[0]) - 1 if entity else 0
        elif last not in _TRAILING:
            break
        end -= 1
    return address[:end]


def _url(address: str, web: bool) -> str | None:
    if not web:
        last = address[-1]
        good = last.isalnum() and "." in address.rpartition("@")[2]
        return (address if ":" in address else "mailto:" + address) if good else None
    host = _HOST.match(address)
    labels = host[1].split(".") if host else []
    good = all(labels) and not any("_" in label for label in labels[-2:]) and labels != ["www"]
    bare = not address.startswith("http")
    return ("http://" + address if bare else address) if good and (not bare or len(labels) > 1) else None


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=like.level)


def _link(like: Token, url: str, text: str) -> list[Token]:
    """As markdown-it's own autolinks, so that a renderer knows them."""
    opening = Token("link_open", "a", 1, attrs={"href": url}, markup="linkify", info="auto", level=like.level)
    closing = Token("link_close", "a", -1, markup="linkify", info="auto", level=like.level)
    return [opening, _text(like, text), closing]
