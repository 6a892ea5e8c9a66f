"""Tokens to HTML: the render rules for markdown-it, and the pieces of a page that stand for what is not text.

Each method is the rule for one type of token (see `inline` and `blocks` for the types). What a rule needs to know of
the page stands in `env["body"]`, a `Body`. Everything made here passes through `sanitize` before it is a page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from markdown_it.renderer import RendererHTML  # noqa: TID253  (this room is loaded only to render)
from markdown_it.token import Token  # noqa: TID253
from markdown_it.utils import EnvType, OptionsDict  # noqa: TID253

from notes_cli.export import code, images, mathml, rawhtml, shortcodes
from notes_cli.export.context import PageContext, Warned
from notes_cli.export.emphasis import is_cjk
from notes_cli.export.links import is_data_image, is_safe, is_web, scheme_of, shown_address

MAX_DEPTH = 5  # embeds within embeds
MAX_EMBEDS = 200  # in one page: embeds that embed twice grow without end

Tokens = Sequence[Token]


@dataclass(slots=True)
class Body:
    """The body that is being rendered: what it asks, and what it has found out so far."""

    context: PageContext
    line: int  # of the file, where the text begins
    render: Callable[[str, "Body"], str]  # for the text of embedded notes
    anchors: Mapping[str, str] = field(default_factory=dict)  # folded heading text → id
    warnings: list[Warned] = field(default_factory=list)
    at: int = 0  # line of the file that is being rendered
    inside: tuple[str, ...] = ()  # keys of the notes that are being embedded, outermost first
    embeds: list[str] = field(default_factory=list)  # of the whole page, shared with the bodies within

    def warn(self, message: str) -> None:
        """Note that something is missing at the line that is being rendered."""
        self.warnings.append(Warned(self.at, message))


def card(kind: str, title: str, url: str | None = None) -> str:
    """A line that stands for something elsewhere: its kind, a title, and the address as a link."""
    label = f'<span class="card-kind">{escape(kind)}</span>'
    address = f'<span class="card-url">{escape(shown_address(url))}</span>' if url and title != url else ""
    text = f'{label} <span class="card-title">{escape(title or url or "")}</span> {address}'.rstrip()
    if url is not None and is_safe(url):
        return f'<a class="card" href="{escape(url)}">{text}</a>'
    return f'<span class="card">{text}</span>'


def missing(message: str) -> str:
    """A visible place for what could not be shown."""
    return f'<span class="missing">{escape(message)}</span>'


def size_of(option: str) -> dict[str, str]:
    """Obsidian's "300" or "300x200" as attributes of an image, nothing when `option` is no size."""
    width, _, height = option.partition("x")
    sizes = {"width": width, "height": height}
    good = all(text.isdecimal() and text.isascii() and len(text) <= 5 for text in (width, height or "0"))
    return {name: text for name, text in sizes.items() if text} if good else {}


def image_html(body: Body, target: str, alt: str, more: Mapping[str, str]) -> str:
    """The picture `target` (`more`: further attributes): in the page when it is in the vault, a card for the web."""
    if is_web(target):
        return card("圖片", alt or shown_address(target), target)
    url = target if is_data_image(target) else _carried(body, target)
    if url is None:
        return missing(f"圖片未能顯示：{alt or unquote(target)}")
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in more.items() if value)
    return f'<img src="{url}" alt="{escape(alt)}"{attributes}>'


def _carried(body: Body, target: str) -> str | None:
    """The picture's own bytes as an address; None, and a warning, when it cannot be carried."""
    name = unquote(target)
    found = None if scheme_of(target) else body.context.image(name)
    if found is None:
        body.warn(f"image not found in the vault: {name}")
        return None
    mime = images.mime_of(found.data)
    if mime is None:
        body.warn(f"not an image: {name}")
    elif len(found.data) > images.LIMIT:
        body.warn(f"image over {images.LIMIT // 1024 // 1024} MB left out: {name}")
    else:
        return images.data_url(found.data, mime)
    return None


class NoteRenderer(RendererHTML):
    """The rules; a method for each type of token that is not plain CommonMark."""

    def render(self, tokens: Tokens, options: OptionsDict, env: EnvType) -> str:
        """All blocks, remembering at which line each stands (for warnings)."""
        body: Body = env["body"]
        pieces = []
        for index, token in enumerate(tokens):
            if token.map:
                body.at = body.line + token.map[0]
            if token.type == "inline":
                pieces.append(self.renderInline(token.children or [], options, env))
            elif token.type in self.rules:
                pieces.append(self.rules[token.type](tokens, index, options, env))
            else:
                pieces.append(self.renderToken(tokens, index, options, env))
        return "".join(pieces)

    # Plain things with a difference

    def list_item_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env)

    def s_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<del>"

    def s_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</del>"

    def th_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        style = str(tokens[idx].attrGet("style") or "")
        align = f' align="{style.removeprefix("text-align:")}"' if style else ""
        return f"<{tokens[idx].tag}{align}>"

    td_open = th_open

    def softbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A single newline: a break, or with strict line breaks what the script wants (nothing between CJK)."""
        if options["breaks"]:
            return "<br>\n"
        around = [tokens[at].content if 0 <= at < len(tokens) else "" for at in (idx - 1, idx + 1)]
        joined = around[0] and around[1] and is_cjk(around[0][-1]) and is_cjk(around[1][0])
        return "" if joined else "\n"

    def hardbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<br>\n"

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link; one to another note of the vault leads to its page, or nowhere when it has none."""
        token = tokens[idx]
        href = str(token.attrGet("href") or "")
        if not scheme_of(href) and unquote(href.split("#", 1)[0]).lower().endswith(".md"):
            found = env["body"].context.resolve(unquote(href))
            if found is not None and found.href is None:
                return f'<a class="wikilink" title="{escape(found.title)}">'
            if found is not None and found.href is not None:
                token.attrSet("href", found.href)
        return self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """`![alt|300](file)`: the size after the bar is Obsidian's."""
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env)
        text, bar, option = alt.rpartition("|")
        sizes = size_of(option.strip() if bar else alt)
        attributes = sizes | {"title": str(token.attrGet("title") or "")}
        return image_html(env["body"], str(token.attrGet("src") or ""), text if sizes else alt, attributes)

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A code block; a diagram's source keeps a label that says what it is."""
        info = self._info(tokens[idx].info)
        source = tokens[idx].content
        language = f' class="language-{escape(info)}"' if info else ""
        block = f"<pre><code{language}>{code.highlighted(source, info)}</code></pre>\n"
        if info.lower() == "mermaid":
            return f'<figure class="diagram"><figcaption>Mermaid</figcaption>\n{block}</figure>\n'
        return block

    @staticmethod
    def _info(info: str) -> str:
        from markdown_it.common.utils import unescapeAll

        words = unescapeAll(info).split()
        return words[0] if words else ""

    def html_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        def media(tag: str, attributes: Mapping[str, str]) -> str:
            return _media(env["body"], tag, attributes)

        return rawhtml.prepared(tokens[idx].content, media)

    html_inline = html_block

    # Obsidian

    def wikilink(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link to a note: to its page when there is one, else its title on hover; a broken one is marked."""
        body: Body = env["body"]
        meta = tokens[idx].meta
        target, text = meta["target"], escape(meta["text"])
        if target.startswith("#"):
            return f'<a href="#{quote(_anchor(body, target[1:]), safe="")}">{text}</a>'
        found = body.context.resolve(target)
        if found is None:
            return f'<span class="wikilink broken" title="找不到這篇筆記：{escape(target)}">{text}</span>'
        if found.href is None or not is_safe(found.href):
            return f'<span class="wikilink" title="{escape(found.title)}">{text}</span>'
        return f'<a class="wikilink" href="{escape(found.href)}" title="{escape(found.title)}">{text}</a>'

    def embed(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """`![[file]]` within a line: a picture, else a card that names it."""
        body: Body = env["body"]
        meta = tokens[idx].meta
        target, option = meta["target"], meta["option"]
        if meta["kind"] == "image" or (is_web(target) and meta["kind"] != "note"):
            sizes = size_of(option)
            alt = option if option and not sizes else target.rpartition("/")[2]
            return image_html(body, target, alt, sizes)
        if meta["kind"] != "note":
            return card(meta["kind"], meta["text"])
        return self.wikilink(tokens, idx, options, env)

    def embed_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _embedded(env["body"], tokens[idx].meta)

    def task(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """The box of a task: a checkbox for to do and done, the character itself for any other status."""
        status = tokens[idx].meta["status"]
        if status in " xX":
            checked = "" if status == " " else ' checked=""'
            return f'<input{checked} disabled="" type="checkbox"> '
        return f'<span class="task-status" role="img" aria-label="{escape(status)}">{escape(status)}</span> '

    # Hugo

    def shortcode(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        made = _shortcode(env["body"], tokens[idx].meta["shortcode"])
        wrapped = tokens[idx].meta["block"] and not made.startswith(("<details", "</details", "<figure"))
        return f"<p>{made}</p>\n" if wrapped else made

    def highlight_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].meta["shortcode"].get("lang", 0)
        return f"<pre><code>{code.highlighted(tokens[idx].content, language)}</code></pre>\n"

    # Mathematics

    def math_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[idx].content, False, env)

    def math_inline_double(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[idx].content, True, env)

    def math_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<p class="math">{self._math(tokens[idx].content, True, env)}</p>\n'

    @staticmethod
    def _math(tex: str, block: bool, env: EnvType) -> str:
        made = mathml.mathml(tex.strip(), block=block)
        if made is None:
            env["body"].warn("TeX that cannot be set: " + tex.strip()[:60])
        return made or mathml.as_code(tex.strip())

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
        return '<section class="footnotes" role="doc-endnotes">\n<ol>\n'

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
        return f' <a href="#{own}" class="footnote-back" role="doc-backlink" aria-label="回到內文">↩\ufe0e</a>'


def _anchor(body: Body, part: str) -> str:
    """The id that `#part` of this note has: a block's, a heading's, else the text itself."""
    if part.startswith("^"):
        return part
    last = part.rpartition("#")[2].strip()
    return body.anchors.get(last.casefold(), last)


def _embedded(body: Body, meta: Mapping[str, Any]) -> str:
    """The text of another note, in a frame with its title; a visible line where there is none or no end."""
    target = meta["target"]
    found = body.context.embed(target)
    if found is None:
        body.warn(f"embedded note not found: {target}")
        return f"<p>{missing(f'找不到嵌入的筆記：{target}')}</p>\n"
    if found.key in body.inside or len(body.inside) >= MAX_DEPTH or len(body.embeds) >= MAX_EMBEDS:
        body.warn(f"embed left out, it repeats or goes too deep: {target}")
        return f"<p>{missing(f'嵌入到此為止（重複或太深）：{target}')}</p>\n"
    body.embeds.append(found.key)
    inner = Body(
        context=body.context,
        line=body.at,
        render=body.render,
        inside=(*body.inside, found.key),
        embeds=body.embeds,
    )
    html = body.render(found.body, inner)
    body.warnings += [Warned(body.at, f"{target}: {warned.message}") for warned in inner.warnings]
    title = f"<cite>{escape(found.title)}</cite>"
    if found.href and is_safe(found.href):
        title = f'<a href="{escape(found.href)}">{title}</a>'
    return f'<div class="embed">\n<div class="embed-title">{title}</div>\n{html}</div>\n'


def _media(body: Body, tag: str, attributes: Mapping[str, str]) -> str:
    """A raw <img>, <iframe>, <video> …: our picture, or a card."""
    source = attributes.get("src", "")
    if tag == "img":
        sizes = {name: attributes[name] for name in ("width", "height") if size_of(attributes.get(name, ""))}
        return image_html(body, source, attributes.get("alt", ""), sizes)
    if not source:
        return ""
    return card(
        {"iframe": "嵌入頁面", "embed": "嵌入檔案"}.get(tag, tag), attributes.get("title", "") or source, source
    )


def _shortcode(body: Body, tag: shortcodes.Shortcode) -> str:
    made = shortcodes.card(tag)
    if made is not None:
        return card(*made)
    if tag.name == "details":
        return "</details>\n" if tag.closing else _details(tag)
    if tag.name == "figure" and not tag.closing:
        return _figure(body, tag)
    if tag.name in {"ref", "relref"} and not tag.closing:
        target = tag.get("path", 0)
        found = body.context.resolve(target)
        title = escape(found.title if found else target)
        if found and found.href and is_safe(found.href):
            return f'<a class="wikilink" href="{escape(found.href)}">{title}</a>'
        return f'<span class="wikilink{"" if found else " broken"}">{title}</span>'
    return f'<code class="shortcode">{escape(tag.text)}</code>'


def _details(tag: shortcodes.Shortcode) -> str:
    opened = ' open=""' if tag.get("open") in {"true", "1"} else ""
    summary = tag.get("summary") or tag.get("title", 0) or "詳細內容"
    return f'<details class="details"{opened}><summary>{escape(summary)}</summary>\n'


def _figure(body: Body, tag: shortcodes.Shortcode) -> str:
    sizes = {name: tag.get(name) for name in ("width", "height") if size_of(tag.get(name))}
    picture = image_html(body, tag.get("src", 0), tag.get("alt") or tag.get("caption"), sizes)
    link = tag.get("link")
    if link and is_safe(link) and picture.startswith("<img"):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    texts = [tag.get("title"), tag.get("caption"), tag.get("attr")]
    caption = " · ".join(escape(text) for text in texts if text)
    return f"<figure>{picture}" + (f"<figcaption>{caption}</figcaption>" if caption else "") + "</figure>\n"
