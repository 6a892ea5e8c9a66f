"""The pieces of a page that stand for what is not text: embedded notes, raw media, Hugo's shortcodes.

Each is HTML made from untrusted words, escaped here where it is put, and sanitised with the whole body later.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from notes_cli.export import shortcodes
from notes_cli.export.body import Body, card, missing
from notes_cli.export.context import LEFT_OUT, Warned, admitted
from notes_cli.export.files import MEDIA, file_html, size_of
from notes_cli.export.links import is_safe, kind_of


def anchor_of(body: Body, part: str) -> str:
    """The id that `#part` of this note has: a block's, a heading's, else the text itself."""
    if part.startswith("^"):
        return body.prefix + part
    last = part.rpartition("#")[2].strip()
    return body.anchors.get(last.casefold(), last)


def embedded(body: Body, meta: Mapping[str, Any], own_id: str = "") -> str:
    """The text of another note, in a frame with its title; a visible line where there is none or no end."""
    target = meta["target"]
    found = admitted(body.context, target, body.inside, body.embeds)
    if isinstance(found, str):
        body.warn(f"{LEFT_OUT[found]}: {target}")
        return f"<p>{missing(body.saying(found, target))}</p>\n"
    inner = Body(
        context=found.context or body.context,
        line=body.at,
        render=body.render,
        said=body.said,
        prefix=f"{len(body.embeds)}-",
        inside=(*body.inside, found.key),
        embeds=body.embeds,
        assets=body.assets,
    )
    html = body.render(found.body, inner)
    body.warnings += [Warned(body.at, f"{target}: {warned.message}") for warned in inner.warnings]
    title = f"<cite>{escape(found.title)}</cite>"
    if found.href and is_safe(found.href):
        title = f'<a href="{escape(found.href)}">{title}</a>'
    named = f' id="{escape(own_id)}"' if own_id else ""
    return f'<div class="embed"{named}>\n<div class="embed-title">{title}</div>\n{html}</div>\n'


def media(body: Body, tag: str, attributes: Mapping[str, str]) -> str:
    """A raw <img>, <iframe>, <video>, <source> …: our picture, what plays it, or a card."""
    source = attributes.get("src", "")
    sizes = {name: attributes[name] for name in ("width", "height") if size_of(attributes.get(name, ""))}
    if tag == "img":
        return file_html(body, source, attributes.get("alt", ""), sizes)
    if not source:
        return ""
    title = attributes.get("title", "")
    if kind_of(source) in MEDIA:
        return file_html(body, source, title, sizes)
    if tag == "source":
        return ""
    return card(body.said["frame"] if tag in {"iframe", "embed"} else tag, title or source, source)


def shortcode(body: Body, tag: shortcodes.Shortcode) -> str:
    made = shortcodes.card(tag)
    if made is not None:
        unnamed = tag.name in shortcodes.VIDEOS and made.url and not tag.get("title")
        return card(f"{made.kind} {body.said['video']}", "", made.url) if unnamed else card(*made)
    if tag.name == "details":
        return "</details>\n" if tag.closing else _details(body, tag)
    if tag.name == "figure" and not tag.closing:
        return _figure(body, tag)
    if tag.name in {"ref", "relref"} and not tag.closing:
        return _reference(body, tag.get("path", 0))
    return f'<code class="shortcode">{escape(tag.text)}</code>'


def _reference(body: Body, target: str) -> str:
    found = body.context.resolve(target)
    title = escape(found.title if found else target)
    if found and found.href and is_safe(found.href):
        return f'<a class="wikilink" href="{escape(found.href)}">{title}</a>'
    return f'<span class="wikilink{"" if found else " broken"}">{title}</span>'


def _details(body: Body, tag: shortcodes.Shortcode) -> str:
    opened = ' open=""' if tag.get("open") in {"true", "1"} else ""
    summary = tag.get("summary") or tag.get("title", 0) or body.said["details"]
    return f'<details class="details"{opened}><summary>{escape(summary)}</summary>\n'


def _figure(body: Body, tag: shortcodes.Shortcode) -> str:
    sizes = {name: tag.get(name) for name in ("width", "height") if size_of(tag.get(name))}
    picture = file_html(body, tag.get("src", 0), tag.get("alt") or tag.get("caption"), sizes)
    link = tag.get("link")
    if link and is_safe(link) and picture.startswith("<img"):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    texts = [tag.get("title"), tag.get("caption"), tag.get("attr")]
    caption = " · ".join(escape(text) for text in texts if text)
    return f"<figure>{picture}" + (f"<figcaption>{caption}</figcaption>" if caption else "") + "</figure>\n"
