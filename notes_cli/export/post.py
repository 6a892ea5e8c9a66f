"""A note as plain text that is pasted as it is into a post: no markup, addresses and footnotes in one list at the end.

The same Markdown as the page (`markdown`), one function for each type of block token, each giving lines. What a post
cannot show (a picture) stands as its description in brackets, or is left out when it has none.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export import formula
from notes_cli.export.abbreviations import unexplained
from notes_cli.export.context import LEFT_OUT, Page, PageContext, Warned, admitted
from notes_cli.export.markdown import TextMarkdown, end_of, parser
from notes_cli.export.postline import Tokens, Writing, html_text, line_of, note_number, shortcode_text
from notes_cli.export.words import words
from notes_cli.model import Note

_BULLETS = ("• ", "◦ ", "▪ ")
_MAX_INDENT = 12  # lists and quotes within each other; deeper ones are not moved in further
#: Controls (a tab is made spaces before), marks of direction, lone surrogates.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def post(note: Note, body: str, *, context: PageContext | None = None) -> Page:
    """`note`, whose text after the front matter is `body`, as plain text (in `Page.html`). Never fails on content."""
    made = Writing(context or PageContext(), words(note.language), note.body_line, inside=(note.path,))
    lines = _text(body, made)
    title = _clean(note.title)
    parts = [] if lines and _bare(lines[0]) == _bare(title) else [title]
    parts += ["\n".join(lines), _source(note, made), _ending(made)]
    return Page(_clean("\n\n".join(filter(None, parts))) + "\n", tuple(made.warnings))


def _bare(text: str) -> str:
    """`text` without punctuation: a title in 【】 is the title."""
    return re.sub(r"[\W_]", "", text) or text


def _clean(text: str) -> str:
    """`text` without what nobody sees, without blanks at the end of lines and more than one empty line."""
    text = _UNSEEN.sub("", text.expandtabs(4))
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines)


def _source(note: Note, made: Writing) -> str:
    facts = " ".join(filter(None, (note.source_name, note.source_url)))
    return f"{made.said['source']}{made.said['colon']}{facts}" if facts else ""


def _ending(made: Writing) -> str:
    """The list of what the numbers in the text stand for, in their order."""
    entries = {number: address for address, number in made.links.items()} | made.endnotes
    if not entries:
        return ""
    word = "notes and links" if made.links and made.endnotes else "links" if made.links else "notes"
    return "\n".join([made.said[word], *(f"[{number}] {entries[number]}" for number in sorted(entries))])


def _text(body: str, made: Writing) -> list[str]:
    return _blocks(parser(kind=TextMarkdown, breaks=not made.context.strict_line_breaks).parse(body, {}), made)


def _blocks(tokens: Tokens, made: Writing) -> list[str]:
    """The lines of the blocks, an empty one between two unless they stand in a tight list."""
    result: list[str] = []
    tight = made.tight
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = end_of(tokens, index) if token.nesting > 0 else index
        lines = _BLOCKS.get(token.type, _inner)(token, tokens[index + 1 : end], made)
        result += ["", *lines] if lines and result and not tight else lines
        index = end + 1
    return result


def _inner(token: Token, inner: Tokens, made: Writing) -> list[str]:
    return _blocks(inner, made)


def _within(inner: Tokens, made: Writing, *, tight: bool = False) -> list[str]:
    """The lines of what stands inside a block."""
    before, made.tight, made.depth = made.tight, tight, made.depth + 1
    lines = _blocks(inner, made)
    made.tight, made.depth = before, made.depth - 1
    return lines


def _beside(first: str, rest: str, lines: list[str], made: Writing) -> list[str]:
    if made.depth >= _MAX_INDENT:
        return lines
    return [f"{rest if number else first}{line}" for number, line in enumerate(lines)]


def _paragraph(token: Token, inner: Tokens, made: Writing) -> list[str]:
    text = line_of(inner[0].children or [], made).strip()
    return text.split("\n") if text else []


def _heading(token: Token, inner: Tokens, made: Writing) -> list[str]:
    text = line_of(unexplained(inner[0].children or []), made).strip()
    return text.split("\n") if text else []


def _bullet(made: Writing) -> str:
    return _BULLETS[min(made.lists, len(_BULLETS) - 1)]


def _list(token: Token, inner: Tokens, made: Writing) -> list[str]:
    number = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
    tight = not any(p.type == "paragraph_open" and not p.hidden and p.level == token.level + 2 for p in inner)
    result: list[str] = []
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        item = inner[index + 1 : end]
        result += [""] if result and not tight else []
        if number is None and item and item[0].type == "table_open":
            result += _within(item, made, tight=tight)  # its rows are the items
        else:
            result += _item(item, _bullet(made) if number is None else f"{number}. ", made, tight=tight)
        number, index = None if number is None else number + 1, end + 1
    return result


def _item(item: Tokens, mark: str, made: Writing, *, tight: bool) -> list[str]:
    first = item[1].children if len(item) > 1 and item[1].type == "inline" else None
    if first and first[0].type == "task" and mark == _bullet(made):
        mark = ""
    made.lists += 1
    lines = _within(item, made, tight=tight)
    made.lists -= 1
    return _beside(mark, " " * (len(mark) or 2), lines or [""], made)


def _quote(token: Token, inner: Tokens, made: Writing) -> list[str]:
    return _beside("│ ", "│ ", _within(inner, made), made)


def _callout(token: Token, inner: Tokens, made: Writing) -> list[str]:
    title = line_of(inner[1].children or [], made).strip()
    return [f"【{title}】", *_within(inner[end_of(inner, 0) + 1 :], made)]


def _code(token: Token, inner: Tokens, made: Writing) -> list[str]:
    return token.content.removesuffix("\n").split("\n") if token.content.strip() else []


def _table(token: Token, inner: Tokens, made: Writing) -> list[str]:
    """A line for each row; a post has no columns, so that each cell stands behind the name of its column."""
    rows: list[list[str]] = []
    for part, content in pairwise(inner):
        if part.type == "tr_open":
            rows.append([])
        elif part.type in {"th_open", "td_open"}:
            rows[-1].append(" ".join(line_of(content.children or [], made).split()))
    head, *body = rows
    if not body:
        return ["｜".join(filter(None, head))]
    return [_bullet(made) + _row(head, row, made.said["colon"]) for row in body if any(row)]


def _row(head: list[str], row: list[str], colon: str) -> str:
    return "｜".join(f"{name}{colon}{cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell)


def _glossary(token: Token, inner: Tokens, made: Writing) -> list[str]:
    """Each term with its definitions under it, an empty line before the next."""
    result: list[str] = []
    index = 0
    while index < len(inner):
        part, end = inner[index], end_of(inner, index)
        content = inner[index + 1 : end]
        if part.type == "dt_open":
            result += [*([""] if result else []), *_paragraph(part, content, made)]
        else:
            result += _beside("  ", "  ", _within(content, made), made)
        index = end + 1
    return result


def _footnotes(token: Token, inner: Tokens, made: Writing) -> list[str]:
    """Kept for the end; nothing here."""
    index = 0
    while index < len(inner):
        end = end_of(inner, index)
        number = note_number(inner[index].meta["id"], made)
        made.endnotes[number] = "\n".join(_within(inner[index + 1 : end], made, tight=True))
        index = end + 1
    return []


def _math(token: Token, inner: Tokens, made: Writing) -> list[str]:
    return formula.readable_block(token.content).split("\n")


def _html(token: Token, inner: Tokens, made: Writing) -> list[str]:
    text = html_text(token, made).strip()
    return text.split("\n") if text else []


def _embed(token: Token, inner: Tokens, made: Writing) -> list[str]:
    """The embedded text in its place; a line in brackets where there is none, or no end."""
    target = token.meta["target"]
    found = admitted(made.context, target, made.inside, made.embeds)
    if isinstance(found, str):
        at = made.line + (token.map[0] if token.map and not made.scope else 0)
        made.warnings.append(Warned(at, f"{LEFT_OUT[found]}: {target}"))
        return [f"[{made.said[found]}{made.said['colon']}{target}]"]
    inside, scope, context = made.inside, made.scope, made.context
    made.inside, made.scope = (*inside, found.key), f"{scope}{len(made.embeds)}-"
    made.context = found.context or context
    lines = _text(found.body, made)
    made.inside, made.scope, made.context = inside, scope, context
    return lines


def _shortcode(token: Token, inner: Tokens, made: Writing) -> list[str]:
    text = shortcode_text(token.meta["shortcode"], made)
    return [text] if text else []


_BLOCKS: dict[str, Callable[[Token, Tokens, Writing], list[str]]] = {
    "blockquote_open": _quote,
    "bullet_list_open": _list,
    "callout_open": _callout,
    "code_block": _code,
    "dl_open": _glossary,
    "embed_block": _embed,
    "fence": _code,
    "footnote_block_open": _footnotes,
    "heading_open": _heading,
    "highlight_block": _code,
    "hr": lambda token, inner, made: ["———"],
    "html_block": _html,
    "math_block": _math,
    "ordered_list_open": _list,
    "paragraph_open": _paragraph,
    "shortcode": _shortcode,
    "table_open": _table,
}
