"""Text without the marks of Markdown.

Regular expressions, each of them linear: no parser, and never failing.
"""

import re
from collections.abc import Iterable, Iterator

from notes_cli.text.pattern import pattern

#: What stands at the beginning of a line: quotes, marks of headings, bullets, task boxes, callouts.
_LINE_START = pattern(
    r"^(?=[ \t>#*+\[-])[ \t]*(?:>[ \t]?)*[ \t]*"
    r"(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[^\]\n]\](?:[ \t]+|$))?|\[![\w-]+\][-+]?[ \t]*)?"
)
#: Lines of nothing but marks: rules, underlines of headings, rows under a table's head; and fences.
_MARK_LINE = pattern(r"[-=|:*_ \t]+|[ \t>]*(?:`{3,}|~{3,})[^`\n]*")
#: What a line with either of these begins with: most lines do not.
_MARKED = frozenset(" \t>#*+[-=|:_`~")
#: Where a comment begins, or code, in which none does.
_COMMENT = pattern(r"<!--|%%|^[ \t>]*(`{3,}|~{3,})|`[^`\n]+`", re.M)
#: What only the row under a table's head holds.
_TABLE = pattern(r"\|[ \t]*:?-+:?[ \t]*(?:\||$)", re.M)
_BAR = pattern(r"(?<!\\)\|")
#: "[name]: address" with or without a title: nothing that is seen.
_DEFINITION = pattern(
    r"^[ \t>]*\[(?!\^)[^\[\]\n]+\]:[ \t]*+(?:<[^<>\n]*>|[^\s\[<]\S*+)"
    r"[ \t]*+(?:(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))[ \t]*+)?$",
    re.M,
)
_BLOCK_ID = pattern(r"(?<=\S)[ \t]+\^[A-Za-z0-9-]+[ \t]*$", re.M)
#: Code and formulas in a line, in which nothing is a mark. (A price is no formula: pandoc's rule.)
_FORMULA = r"\$(?:\$[^$]+\$\$|(?![\s$])(?:[^$\n\\]|\\[^\n])*+(?<!\s)\$(?!\d))"
_KEPT = rf"`[^`\n]+`|{_FORMULA}"
#: Each alternative begins with a letter of its own or of the same: so `re` skips to where one of these stands.
_WIKILINK = pattern(r"\[\[([^\[\]\n|]*)(?:\|([^\[\]\n]*))?\]\]|!\[\[([^\[\]\n|]*)(?:\|([^\[\]\n]*))?\]\]|" + _KEPT)
_TARGET = r"(?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])"
_LINK = pattern(rf"\[([^\[\]\n]*)\]{_TARGET}|!\[([^\[\]\n]*)\]{_TARGET}|\[\^[^\[\]\s]+\]:?|{_KEPT}")
#: What Obsidian takes for an image's size: "300", "300x200".
_SIZE = pattern(r"(?:^|\|)[ \t]*[0-9]{1,5}(?:x[0-9]{1,5})?[ \t]*$")
#: What must come before a mark is asked for behind it: alternatives that each begin with a letter of their own let
#: `re` skip to where one of these stands.
_INLINE = pattern(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<ticks>`*)(?P<code>[^`\n]+)`(?P=ticks)"
    r"|``*"
    rf"|{_FORMULA}"
    r"|<(?P<angled>[A-Za-z/][^<>\n]*)>"
    r"|&(?P<entity>#?[A-Za-z0-9]{1,31};)"
    r"|\{\{[<%][^{}\n]*\}\}"
    r"|\*(?<!\d\*)\**(?=\S)|\*(?<=\S\*)\**(?!\d)"
    r"|_(?<!\w_)_*(?=\S)|_(?<=\S_)_*(?!\w)"
    r"|==(?<![=~]==)(?=[^\s=~])|==(?<=[^\s=~]==)(?![=~])"
    r"|~~(?<![=~]~~)(?=[^\s=~])|~~(?<=[^\s=~]~~)(?![=~])"
)
_ADDRESS = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s]*|[^\s@/:]+@[^\s@/:.]+\.[^\s@/:]+")
#: Names of HTML tags: other words in angle brackets (`List<int>`) are seldom meant to be hidden.
_TAGS = (
    " a abbr article aside audio b big blockquote br center cite code dd del details dfn div dl dt em embed figcaption"
    " figure font footer h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label li main mark nav object ol p"
    " picture pre q rp rt ruby s samp script section small source span strike strong style sub summary sup svg table"
    " tbody td tfoot th thead tr track tt u ul var video wbr "
)


def _without_comments(text: str) -> str:
    """`text` without HTML's comments and Obsidian's (%%), their line breaks left; what is not closed stays."""
    if "<!--" not in text and "%%" not in text:
        return text
    kept: list[str] = []
    place = start = 0
    unclosed: set[str] = set()
    while found := _COMMENT.search(text, place):
        mark = found[1] or found[0]
        place = found.end()
        if mark[0] == "`" and not found[1]:
            continue
        close = "-->" if mark == "<!--" else mark
        end = -1 if mark in unclosed else text.find(close, place)
        if end < 0:
            if found[1]:  # code to the end
                break
            unclosed.add(mark)
            continue
        place = end + len(close)
        if not found[1]:
            kept += (text[start : found.start()], "\n" * text.count("\n", found.start(), end))
            start = place
    return "".join(kept) + text[start:]


def _without_start(line: str) -> str:
    """A line without the marks at its beginning, or those it is nothing but."""
    if line[:1] not in _MARKED:
        return line
    return "" if _MARK_LINE.fullmatch(line) else _LINE_START.sub("", line)


def _outside_formulas(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the marks at their beginnings; in a formula of more lines ($$) "+" is none. An empty line ends it,
    as the "$$" may be none."""
    within = False
    for line in lines:
        yield line if within else _without_start(line)
        within = bool(line.strip()) and within != (line.count("$$") % 2 == 1)


def _cells(line: str) -> str:
    """A row of a table, "·" between its cells, nothing of the row under the head; any other line as it is."""
    if line[:1] != "|":
        return line
    return "" if _MARK_LINE.fullmatch(line) else " · ".join(filter(None, map(str.strip, _BAR.split(line))))


def _wikilink_text(found: re.Match[str]) -> str:
    if found[0][0] == "[":
        return found[1] if found[2] is None else found[2]
    if found[0][0] == "!":
        return _unsized(found[4] or "") or found[3]
    return found[0]


def _link_text(found: re.Match[str]) -> str:
    if found[0][0] == "[":
        return found[1] or ""
    return _unsized(found[2]) if found[0][0] == "!" else found[0]


def _unsized(text: str) -> str:
    """A picture's text without its size."""
    return _SIZE.sub("", text)


def _angled(inside: str) -> str:
    """What is seen of "<inside>": an address, nothing of a tag, else all."""
    if _ADDRESS.fullmatch(inside):
        return inside
    name = inside.strip("/").partition(" ")[0].rstrip("/").lower()
    return "" if f" {name} " in _TAGS else f"<{inside}>"


def _character(entity: str) -> str:
    """What "&entity" is, without the semicolon: a character; in one line."""
    from html import unescape

    return unescape(f"&{entity}").replace("\n", " ")


#: What is seen of what a group of `_INLINE` holds, where that is not all of it.
_READ = {"angled": _angled, "entity": _character}


def _seen(found: re.Match[str]) -> str:
    """What is seen of one of Markdown's marks and what it encloses."""
    kind = found.lastgroup
    if kind is None:
        return found[0] if found[0][0] == "$" else ""
    return _READ[kind](found[kind]) if kind in _READ else found[kind]


def unmarked(text: str) -> str:
    """`text` as it reads, without Markdown's marks and what they hide; it has as many lines as before."""
    text = _without_comments(text)
    lines = text.split("\n")
    shown: Iterable[str] = _outside_formulas(lines) if "$$" in text else map(_without_start, lines)
    if "|" in text and _TABLE.search(text):
        shown = map(_cells, shown)
    text = "\n".join(shown)
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if "[" in text:
        if "]:" in text:
            text = _DEFINITION.sub("", text)
        text = _WIKILINK.sub(_wikilink_text, text)
        for _ in range(2):  # an image inside a link
            text = _LINK.sub(_link_text, text)
    return _INLINE.sub(_seen, text)


def plain(text: str) -> str:
    """One line, for example a heading's text, as it reads: "A [[link|b]] **c**" is "A b c"."""
    return " ".join(unmarked(text).split())
