"""Text without the marks of Markdown.

Regular expressions, each of them linear: no parser, and never failing.
"""

import re

from notes_cli.text.pattern import pattern

#: What stands at the beginning of a line: quotes, marks of headings, bullets, task boxes, callouts.
_LINE_START = pattern(
    r"^(?=[ \t>#*+\[-])[ \t]*(?:>[ \t]?)*[ \t]*"
    r"(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[^\]\n]\][ \t]+)?|\[![\w-]+\][-+]?[ \t]*)?"
)
#: Lines of nothing but marks: rules, underlines of headings, rows under a table's head; and fences.
_MARK_LINE = pattern(r"[-=|:*_ \t]+|[ \t>]*(?:`{3,}|~{3,})[^`\n]*")
#: What a line with either of these begins with: most lines do not.
_MARKED = frozenset(" \t>#*+[-=|:_`~")
_BLOCK_ID = pattern(r"(?<=\S)[ \t]+\^[A-Za-z0-9-]+[ \t]*$", re.M)
_WIKILINK = pattern(r"!?\[\[([^\[\]\n|]*)(?:\|([^\[\]\n]*))?\]\]")
_LINK = pattern(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])|\[\^[^\[\]\s]+\]:?")
#: What must come before a mark is asked for behind it: alternatives that each begin with a letter of their own let
#: `re` skip to where one of these stands.
_INLINE = pattern(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<ticks>`*)(?P<code>[^`\n]+)`(?P=ticks)"
    r"|``*"
    r"|\*(?<!\d\*)\**(?=\S)|\*(?<=\S\*)\**(?!\d)"
    r"|_(?<!\w_)_*(?=\S)|_(?<=\S_)_*(?!\w)"
    r"|==(?<![=~]==)(?=[^\s=~])|==(?<=[^\s=~]==)(?![=~])"
    r"|~~(?<![=~]~~)(?=[^\s=~])|~~(?<=[^\s=~]~~)(?![=~])"
)


def _without_comments(text: str) -> str:
    """`text` without HTML comments, their line breaks left."""
    kept: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept += (text[place:start], "\n" * text.count("\n", start, end))
        place = end + 3
    return "".join(kept) + text[place:]


def _without_start(line: str) -> str:
    """A line without the marks at its beginning, or those it is nothing but."""
    if line[:1] not in _MARKED:
        return line
    return "" if _MARK_LINE.fullmatch(line) else _LINE_START.sub("", line)


def _link_text(found: re.Match[str]) -> str:
    return found[2] if found[2] is not None else found[1]


def unmarked(text: str) -> str:
    """`text` as it reads, without Markdown's marks and what they hide; it has as many lines as before."""
    text = _without_comments(text)
    text = "\n".join(map(_without_start, text.split("\n")))
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if "[" in text:
        text = _WIKILINK.sub(_link_text, text)
        for _ in range(2):  # an image inside a link
            text = _LINK.sub(lambda found: found[1] or "", text)
    return _INLINE.sub(lambda found: found["escaped"] or found["code"] or "", text)


def plain(text: str) -> str:
    """One line, for example a heading's text, as it reads: "A [[link|b]] **c**" is "A b c"."""
    return " ".join(unmarked(text).split())
