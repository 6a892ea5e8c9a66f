"""The Markdown of a vault as markdown-it tokens: CommonMark, GFM, Obsidian and Hugo, for the page and the terminal.

The one place where the rules are put together; each stands in a module of its own. A renderer reads the tokens
named there and nothing else of the syntax. Not here: what the tokens look like (`html`, `render.article`).
"""

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt  # noqa: TID253  (this room is loaded only to render)
from markdown_it.renderer import RendererHTML  # noqa: TID253
from markdown_it.ruler import RuleOptionsType  # noqa: TID253
from markdown_it.rules_inline import emphasis, image, link, strikethrough  # noqa: TID253
from markdown_it.token import Token  # noqa: TID253
from mdit_py_plugins.deflist import deflist_plugin  # noqa: TID253
from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: TID253
from mdit_py_plugins.footnote import footnote_plugin  # noqa: TID253
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref  # noqa: TID253

from notes_cli.export import abbreviations, blocks, inline
from notes_cli.export.autolinks import link_addresses
from notes_cli.export.emphasis import cjk_friendly, is_cjk
from notes_cli.export.links import is_data_image, is_safe

#: What a block rule of ours may interrupt.
_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


class NoteMarkdown(MarkdownIt):
    """markdown-it with our list of addresses: what is not on it stays text, as written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  (markdown-it's name)
        """May `url` be the target of a link or an image?"""
        return is_safe(url) or is_data_image(url)


class TextMarkdown(NoteMarkdown):
    """For a text in which no address can be followed: every link is read as one, and only its words are kept."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  (markdown-it's name)
        """Always."""
        return True


@lru_cache(maxsize=6)
def parser(
    renderer: type[RendererHTML] = RendererHTML, *, breaks: bool = True, kind: type[NoteMarkdown] = NoteMarkdown
) -> MarkdownIt:
    """A parser with all rules of a vault; `render` gives HTML by `renderer`, `parse` the tokens.

    `breaks`: a single newline is a line break (Obsidian's default). The parser holds no state between calls.
    """
    return new_parser(renderer, breaks=breaks, kind=kind)


def new_parser(
    renderer: type[RendererHTML] = RendererHTML, *, breaks: bool = True, kind: type[NoteMarkdown] = NoteMarkdown
) -> MarkdownIt:
    """As `parser`, one that nobody else has: its rules may be changed."""
    md = kind("commonmark", {"breaks": breaks, "maxNesting": 100}, renderer_cls=renderer)
    md.enable(["table", "strikethrough"])
    md.use(deflist_plugin)
    md.use(footnote_plugin)
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    _add_inline_rules(md)
    _add_block_rules(md)
    _add_core_rules(md)
    md.renderer = renderer(md)  # the plugins have put rules of their own over the renderer's
    return md


def _add_inline_rules(md: MarkdownIt) -> None:
    rules = md.inline.ruler
    rules.at("emphasis", cjk_friendly(emphasis.tokenize))
    rules.at("strikethrough", cjk_friendly(strikethrough.tokenize))
    rules.at("link", inline.bracketed(link))
    rules.at("image", inline.bracketed(image))
    rules.at("footnote_inline", inline.bracketed(footnote_inline))
    rules.at("footnote_ref", inline.bracketed(footnote_ref))
    rules.after("strikethrough", "highlight", inline.highlight)
    rules.before("link", "wikilink", inline.wikilink)
    rules.before("link", "ref_link", inline.ref_link)
    rules.push("shortcode", inline.shortcode)
    rules.push("comment", inline.comment)
    md.inline.ruler2.after("balance_pairs", "highlight", inline.highlight_pairs)


def _add_block_rules(md: MarkdownIt) -> None:
    rules = md.block.ruler
    rules.before("fence", "comment", blocks.comment, _INTERRUPTS)
    rules.before("fence", "shortcode", blocks.shortcode, _INTERRUPTS)
    rules.before("html_block", "more", blocks.more, _INTERRUPTS)
    rules.before("reference", "abbreviation", abbreviations.explanation, _INTERRUPTS)


def _add_core_rules(md: MarkdownIt) -> None:
    rules = md.core.ruler
    rules.before("inline", "callouts", blocks.callout_blocks)
    rules.before("inline", "tasks", blocks.tasks)
    rules.after("inline", "lift_blocks", blocks.lift_blocks)
    rules.after("inline", "task_boxes", blocks.task_boxes)
    rules.push("block_ids", blocks.block_ids)
    rules.push("autolinks", link_addresses)
    rules.push("abbreviations", abbreviations.explain)


def caption_tokens(text: str) -> list[Token]:
    """The inline tokens of `text`, which stands alone: a caption. It has no footnotes."""
    line = parser().parseInline(text, {})[0]
    return [token for token in line.children or [] if token.type != "footnote_ref"]


def joins(tokens: Sequence[Token], index: int) -> bool:
    """Whether nothing stands between the two lines around `tokens[index]`, a newline that is no break: both are CJK."""
    around = [tokens[at].content if 0 <= at < len(tokens) else "" for at in (index - 1, index + 1)]
    return bool(around[0] and around[1]) and is_cjk(around[0][-1]) and is_cjk(around[1][0])


def end_of(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes what the one at `start` opens; the number of tokens when none does."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens)
