"""Tokens to HTML: the render rules for markdown-it.

Each method is the rule for one type of token (see `inline` and `blocks` for the types). What a rule needs to know of
the page stands in `env["body"]`, a `Body`. Everything made here passes through `sanitize` before it is a page.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote

from markdown_it.common.utils import escapeHtml, unescapeAll  # noqa: TID253  (this room is loaded only to render)
from markdown_it.renderer import RendererHTML  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253
from markdown_it.utils import EnvType, OptionsDict  # noqa: TID253

from notes_cli.export import code, mathml, pieces, rawhtml, shortcodes
from notes_cli.export.balance import Balance
from notes_cli.export.body import Body
from notes_cli.export.files import file_html, size_of
from notes_cli.export.links import is_web, scheme_of
from notes_cli.export.markdown import joins
from notes_cli.export.phrases import phrased

Tokens = Sequence[Token]

#: A space where no line may begin after it.
_LOOSE = re.compile(" (?=[，。、；：！？）」』》〉】])")
_RAW = frozenset({"html_block", "html_inline", "shortcode"})
_TAG_OR_SHORTCODE = re.compile(
    r"""<[A-Za-z/](?:"[^"]*"|'[^']*'|[^'"<>])*>|""" + shortcodes.SHORTCODE.pattern, shortcodes.SHORTCODE.flags
)


def _is_wide(tokens: Tokens, table: int) -> bool:
    """Whether a row of the table has four cells, or more letters than fit a phone."""
    cells = letters = 0
    for index in range(table, len(tokens)):  # no slice: a note can hold thousands of tables
        token = tokens[index]
        if token.type in {"tr_close", "table_close"}:
            if cells > 3 or letters > 24:
                return True
            if token.type == "table_close":
                break
            cells = letters = 0
        elif token.type == "inline":
            cells, letters = cells + 1, letters + len(token.content)
    return False


def _tied(text: str) -> str:
    """`text` with no place for a line to end between a word and the full-width punctuation after it ("OpenAI ，")."""
    return _LOOSE.sub("\xa0", text) if " " in text else text


def _own_id(token: Token) -> str:
    """The attribute of a block that a block id names."""
    own = token.attrGet("id")
    return f' id="{escape(str(own))}"' if own else ""


class NoteRenderer(RendererHTML):
    """The rules; a method for each type of token that is not plain CommonMark."""

    def render(self, tokens: Tokens, options: OptionsDict, env: EnvType) -> str:
        """All blocks, remembering at which line each stands (for warnings)."""
        body: Body = env["body"]
        balance = Balance()
        for index, token in enumerate(tokens):
            if token.map:
                body.at = body.line + token.map[0]
            if token.nesting < 0:
                balance.leave()
            if token.type == "inline":
                self._inline(balance, token.children or [], options, env, tokens[index - 1].type == "heading_open")
            elif token.type in self.rules:
                balance.add(self.rules[token.type](tokens, index, options, env), raw=token.type in _RAW)
            else:
                balance.add(self.renderToken(tokens, index, options, env))
            if token.nesting > 0:
                balance.enter()
        return balance.html()

    def _inline(
        self, balance: Balance, tokens: Tokens, options: OptionsDict, env: EnvType, is_heading: bool = False
    ) -> None:
        """One line's worth of tokens; a raw tag that it leaves open ends with it."""
        if is_heading and [token.type for token in tokens] == ["text"]:
            balance.add(phrased(_tied(tokens[0].content)))
            return
        balance.enter_line()
        for index, token in enumerate(tokens):
            if token.type in self.rules:
                balance.add(self.rules[token.type](tokens, index, options, env), raw=token.type in _RAW)
            else:
                balance.add(self.renderToken(tokens, index, options, env))
        balance.leave_line()

    # Plain things with a difference

    def text(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return escapeHtml(_tied(tokens[idx].content))

    def list_item_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env)

    def s_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<del>"

    def s_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</del>"

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A table; one that a phone will have to scroll can be reached from the keyboard."""
        if _is_wide(tokens, idx):
            tokens[idx].attrSet("tabindex", "0")
        return self.renderToken(tokens, idx, options, env)

    def th_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        style = str(tokens[idx].attrGet("style") or "")
        align = f' class="{style.removeprefix("text-align:")}"' if style else ""  # `align` is no valid HTML any more
        return f"<{tokens[idx].tag}{align}>"

    td_open = th_open

    def softbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A single newline: a break, or with strict line breaks what the script wants (nothing between CJK)."""
        if options["breaks"]:
            return "<br>\n"
        return "" if joins(tokens, idx) else "\n"

    def hardbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<br>\n"

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link; one to another note of the vault leads to its page, or nowhere when it has none.

        A bare address says what it is: on paper it is not written twice.
        """
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if token.markup == "linkify" and is_web(href):
            token.attrSet("class", "url")
        if href and not scheme_of(href):
            place = pieces.place_of(env["body"], href)
            if place.href is None:
                return f'<a class="wikilink{" broken" * place.is_broken}"{pieces.hover(place.title)}>'
            token.attrSet("href", place.href)
            if place.is_broken:
                token.attrs |= {"class": "wikilink broken", "title": place.title}
        return self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """`![alt|300](file)`: the size after the bar is Obsidian's."""
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env)
        text, bar, option = alt.rpartition("|")
        sizes = size_of(option.strip() if bar else alt)
        attributes = sizes | {"title": str(token.attrGet("title") or "")}
        return file_html(env["body"], str(token.attrGet("src") or ""), text if sizes else alt, attributes)

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A code block; a diagram's source keeps a label that says what it is."""
        info = self._info(tokens[idx].info)
        source = tokens[idx].content
        language = f' class="language-{escape(info)}"' if info else ""
        colored = code.highlighted(source, info)
        focus = ' tabindex="0"' if "<span" in colored else ""  # long lines are scrolled, from the keyboard too
        block = f"<pre{_own_id(tokens[idx])}{focus}><code{language}>{colored}</code></pre>\n"
        if info.lower() == "mermaid":
            return f'<figure class="diagram"><figcaption>Mermaid</figcaption>\n{block}</figure>\n'
        return block

    @staticmethod
    def _info(info: str) -> str:
        words = unescapeAll(info).split()
        return words[0] if words else ""

    def html_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Raw HTML. Hugo reads shortcodes within it, and so does this, outside of tags."""
        body: Body = env["body"]
        if "{{" not in tokens[idx].content:
            return rawhtml.prepared(tokens[idx].content, partial(pieces.media, body))
        made: list[str] = []

        def kept(match: re.Match[str]) -> str:
            tag = shortcodes.read(match) if match["mark"] else None
            if tag is None:
                return match[0]
            made.append(pieces.shortcode(body, tag))
            return f"\0{len(made) - 1}\0"  # NUL is in no text that was parsed

        html = rawhtml.prepared(_TAG_OR_SHORTCODE.sub(kept, tokens[idx].content), partial(pieces.media, body))
        return re.sub(r"\0(\d+)\0", lambda match: made[int(match[1])], html)

    html_inline = html_block

    # Obsidian

    def wikilink(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link to a note: to its page when there is one, else its title on hover; a broken one is marked."""
        meta = tokens[idx].meta
        return pieces.linked(env["body"], meta["target"], escape(meta["text"]))

    def embed(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """`![[file]]` within a line: a picture, else a card that names it; a note where none can stand is a link."""
        body: Body = env["body"]
        meta = tokens[idx].meta
        target, option = meta["target"], meta["option"]
        if meta["kind"] != "note":
            sizes = size_of(option)
            alt = option if option and not sizes else target.partition("#")[0].rpartition("/")[2]
            return file_html(body, target if is_web(target) else quote(target, safe="/#"), alt, sizes)
        body.warn(f"embedded note shown as a link, it stands within a line: {target}")
        return self.wikilink(tokens, idx, options, env)

    def embed_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return pieces.embedded(env["body"], tokens[idx].meta, str(tokens[idx].attrGet("id") or ""))

    def task(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """The box of a task: a checkbox for to do and done, the character itself for any other status."""
        status = tokens[idx].meta["status"]
        if status in " xX":
            checked, word = ("", "todo") if status == " " else (' checked=""', "done")
            return f'<input{checked} disabled="" type="checkbox" aria-label="{env["body"].said[word]}"> '
        return f'<span class="task-status" role="img" aria-label="{escape(status)}">{escape(status)}</span> '

    # Hugo

    def shortcode(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        made = pieces.shortcode(env["body"], tokens[idx].meta["shortcode"])
        wrapped = tokens[idx].meta["block"] and not made.startswith(("<details", "</details", "<figure"))
        return f"<p>{made}</p>\n" if wrapped else made

    def highlight_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].meta["shortcode"].get("lang", 0)
        return f'<pre tabindex="0"><code>{code.highlighted(tokens[idx].content, language)}</code></pre>\n'

    # Mathematics

    def math_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[idx].content, False, env)

    def math_inline_double(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[idx].content, True, env)

    def math_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        formula = self._math(tokens[idx].content, True, env)
        return f'<p{_own_id(tokens[idx])} class="math" tabindex="0">{formula}</p>\n'

    @staticmethod
    def _math(tex: str, block: bool, env: EnvType) -> str:
        made = mathml.mathml(tex.strip(), block=block)
        if made is None:
            env["body"].warn("TeX that cannot be set: " + tex.strip()[:60])
            return mathml.as_code(tex.strip(), env["body"].said["no formula"])
        is_long = not block and len(tex) > 60  # wider than a phone: scrolled by itself, not with the page
        return f'<span class="math-long" tabindex="0">{made}</span>' if is_long else made

    # Footnotes (ids carry the depth of the embed, so that two notes in one page keep theirs)

    @staticmethod
    def _note_id(meta: Mapping[str, Any], env: EnvType) -> str:
        return f"{env.get('docId', '')}{meta['id'] + 1}"

    def footnote_ref(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        meta = tokens[idx].meta
        name, again = self._note_id(meta, env), meta.get("subId", 0)
        own = f"fnref{name}" + (f"-{again + 1}" if again else "")
        link = f'<a href="#fn{name}" id="{own}" role="doc-noteref">{meta["id"] + 1}</a>'
        return f'<sup class="footnote-ref">{link}</sup>'

    def footnote_block_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        label = escape(env["body"].said["notes"])
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    def footnote_block_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<li id="fn{self._note_id(tokens[idx].meta, env)}">'

    def footnote_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        meta = tokens[idx].meta
        name, again = self._note_id(meta, env), meta["subId"]
        own = f"fnref{name}" + (f"-{again + 1}" if again else "")
        label = env["body"].said["back"] + (f" {again + 1}" if again else "")
        return f' <a href="#{own}" class="footnote-back" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'
