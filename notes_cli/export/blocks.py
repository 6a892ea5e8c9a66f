"""The block syntax that Obsidian and Hugo add to CommonMark: rules for markdown-it's block parser and its core.

The tokens they make:

* `callout_open/close`, `callout_title_open/close`, `callout_body_open/close` (meta of the first: a callouts.Head)
* `task` (meta: status) as the first thing in a list item; `embed_block` (meta as `embed`) for an embedded note
* `shortcode` (meta: a Shortcode), `highlight_block` for `{{< highlight >}}` with the code as content
* block ids become the attribute `id` ("^id") of their block; comments and `<!--more-->` make nothing.
"""

import re
from copy import copy

from markdown_it.rules_block import StateBlock  # noqa: TID253  (this room is loaded only to render)
from markdown_it.rules_core import StateCore  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253

from notes_cli.export import callouts, shortcodes

_TASK = re.compile(r"\[([^\n\]]|\])\](?:[ \t]+|$)")
_BLOCK_ID = re.compile(r"(?:^|[ \t\n])\^([A-Za-z0-9-]+)[ \t]*$")
_MORE = re.compile(r"\s*<!--\s*more\s*-->\s*", re.IGNORECASE)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _is_indented_code(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent >= 4


def comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`%%` at the start of a line: hidden up to the line with the next `%%`, or to the end, as in Obsidian."""
    text = _line(state, start)
    if not text.startswith("%%") or text.startswith("%%%") or _is_indented_code(state, start):
        return False
    closing = text.find("%%", 2)
    if closing >= 0 and text[closing + 2 :].strip():
        return False  # the rest of the line is shown: the inline rule's work
    if silent:
        return True
    line = start + 1
    if closing < 0:
        while line < end and "%%" not in _line(state, line):
            line += 1
        line = min(line + 1, end)
    state.line = line
    return True


def more(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Hugo's `<!--more-->` on a line of its own: where the summary ends, nothing to a reader."""
    if not _MORE.fullmatch(_line(state, start)):
        return False
    if not silent:
        state.line = start + 1
    return True


def shortcode(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that is one Hugo shortcode; `highlight` with all up to its closing tag."""
    text = _line(state, start).rstrip()
    if not text.startswith(("{{<", "{{%")) or _is_indented_code(state, start):
        return False
    found = shortcodes.SHORTCODE.fullmatch(text)
    code = shortcodes.read(found) if found else None
    if code is None:
        return False
    if silent:
        return True
    state.line = start + 1
    token = state.push("shortcode", "", 0)
    if code.name == "highlight" and not code.closing:
        token.type = "highlight_block"
        state.line = _to_closing(state, start + 1, end, code.name)
        token.content = state.getLines(start + 1, state.line - 1, state.blkIndent, False) + "\n"
    token.map, token.block, token.meta = [start, state.line], True, {"shortcode": code, "block": True}
    return True


def _to_closing(state: StateBlock, line: int, end: int, name: str) -> int:
    closing = re.compile(rf"\{{\{{[<%]\s*/{re.escape(name)}\s*[>%]\}}\}}")
    while line < end and not closing.match(_line(state, line)):
        line += 1
    return min(line + 1, end)


def tasks(state: StateCore) -> None:
    """Before the inline parser: takes `[x] ` off the first paragraph of a list item and remembers the status."""
    tokens = state.tokens
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type == "list_item_open" and paragraph.type == "paragraph_open":
            found = _TASK.match(inline.content)
            if found:
                inline.content = inline.content[found.end() :]
                inline.meta = {"task": found[1]}


def task_boxes(state: StateCore) -> None:
    """After it: the status becomes the first inline token."""
    for token in state.tokens:
        if token.meta and "task" in token.meta:
            box = Token("task", "input", 0, meta={"status": token.meta["task"]})
            token.children = [box, *(token.children or [])]


def callout_blocks(state: StateCore) -> None:
    """Before the inline parser: a quote whose first line is `[!type]` becomes a callout."""
    if "[!" not in state.src:
        return
    result: list[Token] = []
    heads: list[callouts.Head | None] = []
    tokens = iter(enumerate(state.tokens))
    for index, token in tokens:
        if token.type == "blockquote_open":
            head = _head(state.tokens, index)
            heads.append(head)
            if head is not None:
                inline = state.tokens[index + 2]
                result += [*_opened(head, token, inline), *_rest(state.tokens[index + 1 : index + 4])]
                for _ in range(3):
                    next(tokens)
                continue
        elif token.type == "blockquote_close" and (head := heads.pop()) is not None:
            result += [_tag("callout_body", "div", -1), _callout(head, -1)]
            continue
        result.append(token)
    state.tokens = result


def _head(tokens: list[Token], quote: int) -> callouts.Head | None:
    return callouts.head(tokens[quote + 2].content) if tokens[quote + 1].type == "paragraph_open" else None


def _opened(head: callouts.Head, quote: Token, inline: Token) -> list[Token]:
    line = inline.map[0] if inline.map else 0
    title = Token("inline", "", 0, content=head.title, children=[], map=[line, line + 1])
    summary = "summary" if head.fold else "div"
    return [
        _callout(head, 1, quote.map),
        _tag("callout_title", summary, 1, {"class": "callout-title"}),
        title,
        _tag("callout_title", summary, -1),
        _tag("callout_body", "div", 1, {"class": "callout-body"}),
    ]


def _rest(paragraph: list[Token]) -> list[Token]:
    """The paragraph without its first line; nothing when that is all it has."""
    inline = paragraph[1]
    inline.content = inline.content.partition("\n")[2]
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]
    return paragraph if inline.content.strip() else []


def _callout(head: callouts.Head, nesting: int, lines: list[int] | None = None) -> Token:
    attributes: dict[str, str | int | float] = {"class": f"callout callout-{head.kind}"}
    if head.fold == "+":
        attributes["open"] = ""
    token = _tag("callout", "details" if head.fold else "div", nesting, attributes if nesting > 0 else {})
    token.meta, token.map = {"callout": head}, lines
    return token


def _tag(name: str, tag: str, nesting: int, attributes: dict[str, str | int | float] | None = None) -> Token:
    if nesting > 0:
        return Token(name + "_open", tag, 1, attrs=attributes or {}, block=True)
    return Token(name + "_close", tag, -1, block=True)


#: Blocks of one token that can carry an id.
_WHOLE = frozenset({"embed_block", "math_block", "fence", "code_block"})


def block_ids(state: StateCore) -> None:
    """After the inline parser: ` ^id` at the end of a block is taken off and becomes the block's `id`.

    One that stands alone names the block before it (a list, a quote, a table).
    """
    if "^" not in state.src:
        return
    tokens, lone = state.tokens, set()
    for index, token in enumerate(tokens):
        last = token.children[-1] if token.type == "inline" and token.children else None
        found = _BLOCK_ID.search(last.content) if last is not None and last.type == "text" else None
        if last is None or found is None:
            continue
        alone = len(token.children or []) == 1 and found.start() == 0
        owner = _owner(tokens, index, alone)
        if owner is None or "id" in owner.attrs:
            continue
        owner.attrSet("id", "^" + found[1])
        last.content = last.content[: found.start()]
        if alone:
            lone |= {index - 1, index, index + 1}
        elif not last.content and token.children:
            _end_before(token.children)
    if lone:
        state.tokens = [token for index, token in enumerate(tokens) if index not in lone]


def _end_before(children: list[Token]) -> None:
    """Take off the last child, and the line break before it, which would end an empty line."""
    children.pop()
    while children and children[-1].type in {"softbreak", "hardbreak"}:
        children.pop()


def _owner(tokens: list[Token], index: int, alone: bool) -> Token | None:
    """The opening token of the block that an id at `index` names."""
    opening = tokens[index - 1]
    if not alone:
        item = tokens[index - 2] if index > 1 else None
        return item if item is not None and item.type == "list_item_open" else opening
    if opening.type != "paragraph_open" or index < 2:
        return None
    if tokens[index - 2].type in _WHOLE:
        return tokens[index - 2]
    if tokens[index - 2].nesting != -1:
        return None
    level = opening.level
    for token in reversed(tokens[: index - 1]):
        if token.nesting == 1 and token.level == level:
            return token
    return None


def lift_blocks(state: StateCore) -> None:
    """After the inline parser: a paragraph is split around what no <p> can hold: embedded notes, figures, details."""
    if "![[" not in state.src and "{{" not in state.src:
        return
    result: list[Token] = []
    for token in state.tokens:
        if token.type == "paragraph_close" and len(result) > 1 and any(map(_is_block, result[-1].children or [])):
            inline, opening = result.pop(), result.pop()
            result += _split(opening, inline, token)
        else:
            result.append(token)
    state.tokens = result


def _is_block(child: Token) -> bool:
    if child.level > 0:  # within a link or an emphasis
        return False
    if child.type == "shortcode":
        return child.meta["shortcode"].name in shortcodes.BLOCKS
    return child.type == "embed" and bool(child.meta["kind"] == "note")


def _split(opening: Token, inline: Token, closing: Token) -> list[Token]:
    """The tokens of a paragraph: its blocks, and a paragraph for the text before, between and after them."""
    result: list[Token] = []
    text: list[Token] = []
    for child in [*(inline.children or []), None]:
        if child is not None and not _is_block(child):
            text.append(child)
            continue
        if text := _trimmed(text):
            start, part = copy(opening), copy(inline)
            start.attrs, part.children = dict(opening.attrs), text
            result += [start, part, copy(closing)]
        if child is not None:
            result.append(_lifted(child, opening, inline))
        text = []
    return result


def _trimmed(text: list[Token]) -> list[Token]:
    """`text` without the white space and breaks at its ends, which stood beside a block."""
    start, end = 0, len(text)
    while start < end and _is_space(text[start]):
        start += 1
    while end > start and _is_space(text[end - 1]):
        end -= 1
    text = text[start:end]
    if text and text[0].type == "text":
        text[0].content = text[0].content.lstrip()
    if text and text[-1].type == "text":
        text[-1].content = text[-1].content.rstrip()
    return text


def _is_space(token: Token) -> bool:
    return token.type in {"softbreak", "hardbreak"} or (token.type == "text" and not token.content.strip())


def _lifted(child: Token, opening: Token, inline: Token) -> Token:
    kind, extra = ("embed_block", {}) if child.type == "embed" else ("shortcode", {"block": True})
    return Token(kind, "", 0, meta=child.meta | extra, map=inline.map, block=True, level=opening.level)
