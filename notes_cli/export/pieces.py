"""The pieces of a page that stand for what is not text: embedded notes, raw media, Hugo's shortcodes.

Each is HTML made from untrusted words, escaped here where it is put, and sanitised with the whole body later.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from notes_cli.export import anchors, shortcodes
from notes_cli.export.body import Body, card, missing
from notes_cli.export.context import LEFT_OUT, LinkedNote, Warned, admitted
from notes_cli.export.files import MEDIA, file_html, linked_file, size_of
from notes_cli.export.links import is_safe, kind_of


def embedded(body: Body, meta: Mapping[str, Any], own_id: str = "") -> str:
    """The text of another note, in a frame with its title; a visible line where there is none or no end."""
    target = meta["target"]
    found = admitted(body.context, target, body.inside, body.embeds)
    if isinstance(found, str):
        held_back = found == "no embed" and body.context.is_held_back(target)
        body.warn(f"{'embedded note not published' if held_back else LEFT_OUT[found]}: {target}")
        return f"<p>{missing(body.saying(found, target))}</p>\n"
    inner = Body(
        context=found.context or body.context,
        line=body.at,
        render=body.render,
        render_line=body.render_line,
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
        return linked(body, tag.get("path", 0))
    return f'<code class="shortcode">{escape(tag.text)}</code>'


class Place(NamedTuple):
    """Where a link leads from the page, None when nowhere, and what it says on hover: its title, or what it lacks."""

    href: str | None
    title: str = ""
    is_broken: bool = False


def linked(body: Body, target: str, text: str | None = None) -> str:
    """A link to the note `target`: to its page when there is one, else its title on hover; a broken one is marked.

    `text` is HTML; None: the title.
    """
    if target.startswith("#") and (within := anchors.within(body, target[1:])):
        return f'<a href="{within}">{text or escape(target)}</a>'
    found = body.context.resolve(target)
    place = _place(body, target, found)
    href = place.href or (found and linked_file(body, quote(target, safe="/#")))
    name = "wikilink broken" if place.is_broken else "wikilink"
    shown = escape(found.title if found else target) if text is None else text
    if href is None or not is_safe(href):
        return f'<span class="{name}"{hover(place.title)}>{shown}</span>'
    return f'<a class="{name}" href="{escape(href)}"{hover(place.title)}>{shown}</a>'


def place_of(body: Body, href: str) -> Place:
    """Where the relative address `href` of a Markdown link leads; as it is written when it may be no file's."""
    if href.startswith("#") and (within := anchors.within(body, unquote(href[1:]))):
        return Place(within)
    target = unquote(href)
    is_file = kind_of(target) != "note"
    if is_file and body.context.all_beside:
        file = linked_file(body, href)
        return Place(file, "" if file else body.saying("no file", target), is_broken=file is None)
    found = body.context.resolve(target)
    name = target.partition("#")[0].rpartition("/")[2]
    is_note = name.lower().endswith(".md") or href.startswith("#")
    if found is None and is_file and not target.startswith("/"):
        return Place(None, body.saying("no file", target), is_broken=True)
    if is_note or (found and (found.href or "." not in name)):
        return _place(body, target, found)
    return Place(href)


def _place(body: Body, target: str, found: LinkedNote | None) -> Place:
    """The place of the note that `target` leads to."""
    if found is None:
        return Place(None, body.saying("no note", target), is_broken=True)
    if found.lacks_part:
        return Place(found.href, body.saying("no part", target), is_broken=True)
    return Place(found.href, found.title)


def hover(title: str) -> str:
    """The attribute that shows `title`; nothing when it is empty, as that of a note that must not be told."""
    return f' title="{escape(title)}"' if title else ""


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
    caption = " · ".join(body.render_line(text, body) for text in shortcodes.captions(tag))
    return f"<figure>{picture}" + (f"<figcaption>{caption}</figcaption>" if caption else "") + "</figure>\n"
