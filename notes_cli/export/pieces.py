"""The pieces of a page that stand for what is not text: pictures, cards, embedded notes, Hugo's shortcodes.

Each is HTML made from untrusted words, escaped here where it is put, and sanitised with the whole body later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from notes_cli.export import images, shortcodes
from notes_cli.export.context import MAX_DEPTH, MAX_EMBEDS, Asset, PageContext, Warned
from notes_cli.export.links import is_data_image, is_safe, is_web, scheme_of, shown_address

MAX_NAME = 120  # characters of a missing file's name; a picture written as an address can be long


@dataclass(slots=True)
class Body:
    """The body that is being rendered: what it asks, and what it has found out so far."""

    context: PageContext
    line: int  # of the file, where the text begins
    render: Callable[[str, "Body"], str]  # for the text of embedded notes
    said: Mapping[str, str]  # the page's own words, in its language
    anchors: Mapping[str, str] = field(default_factory=dict)  # folded heading text → id
    warnings: list[Warned] = field(default_factory=list)
    at: int = 0  # line of the file that is being rendered
    prefix: str = ""  # of the ids in an embedded note, so that two embeds keep theirs apart
    inside: tuple[str, ...] = ()  # keys of the notes that are being embedded, outermost first
    embeds: list[str] = field(default_factory=list)  # of the whole page, shared with the bodies within
    assets: dict[str, Asset] = field(default_factory=dict)  # likewise: address → the picture that stands there

    def saying(self, key: str, what: str) -> str:
        """The page's own words for `key`, a colon and `what`, in the page's language."""
        return f"{self.said[key]}{self.said['colon']}{what}"

    def warn(self, message: str) -> None:
        """Note that something is missing at the line that is being rendered."""
        self.warnings.append(Warned(self.at, message))


def card(kind: str, title: str, url: str | None = None) -> str:
    """A line that stands for something elsewhere: its kind, a title, and the address as a link."""
    label = f'<span class="card-kind">{escape(kind)}</span> ' if title or not url else ""
    address = f'<span class="card-url">{escape(shown_address(url))}</span>' if url and title != url else ""
    text = f'{label}<span class="card-title">{escape(title or (kind if url else ""))}</span> {address}'.rstrip()
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
        return card(body.said["image"], alt or shown_address(target), target)
    url = target if is_data_image(target) else _carried(body, target)
    if url is None:
        name = unquote(target)[:MAX_NAME]
        return missing(body.saying("no image", f"{name} ({alt})" if alt and alt not in name else name))
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in more.items() if value)
    return f'<img src="{url}" alt="{escape(alt)}"{attributes}>'


def _carried(body: Body, target: str) -> str | None:
    """The address of the picture: its own bytes, or a file beside the page; None, and a warning, when it has none.

    An SVG is always carried: a file of its own would be a page of its own, and could run a script.
    """
    name = unquote(target)
    found = None if scheme_of(target) else body.context.image(name)
    if found is None:
        body.warn(f"image not found in the vault: {name}")
        return None
    mime = images.mime_of(found.data)
    is_big = len(found.data) > images.LIMIT
    if mime is None:
        body.warn(f"not an image: {name}")
        return None
    if body.context.beside is not None and mime != "image/svg+xml" and (is_big or body.context.all_beside):
        asset = Asset(images.asset_name(name, found.data, mime), found.data)
        address = f"{body.context.beside}/{quote(asset.name)}"
        body.assets[address] = asset
        return address
    if is_big:
        body.warn(f"image over {images.LIMIT // 1024 // 1024} MB left out: {name}")
        return None
    return images.data_url(found.data, mime)


def anchor_of(body: Body, part: str) -> str:
    """The id that `#part` of this note has: a block's, a heading's, else the text itself."""
    if part.startswith("^"):
        return body.prefix + part
    last = part.rpartition("#")[2].strip()
    return body.anchors.get(last.casefold(), last)


def embedded(body: Body, meta: Mapping[str, Any], own_id: str = "") -> str:
    """The text of another note, in a frame with its title; a visible line where there is none or no end."""
    target = meta["target"]
    ends = len(body.inside) >= MAX_DEPTH or len(body.embeds) >= MAX_EMBEDS
    found = None if ends else body.context.embed(target)
    if found is None and not ends:
        body.warn(f"embedded note not found: {target}")
        return f"<p>{missing(body.saying('no embed', target))}</p>\n"
    if found is None or found.key in body.inside:
        body.warn(f"embed left out, it repeats or goes too deep: {target}")
        return f"<p>{missing(body.saying('embed ends', target))}</p>\n"
    body.embeds.append(found.key)
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
    """A raw <img>, <iframe>, <video> …: our picture, or a card."""
    source = attributes.get("src", "")
    if tag == "img":
        sizes = {name: attributes[name] for name in ("width", "height") if size_of(attributes.get(name, ""))}
        return image_html(body, source, attributes.get("alt", ""), sizes)
    if not source:
        return ""
    return card(
        body.said["frame"] if tag in {"iframe", "embed"} else tag, attributes.get("title", "") or source, source
    )


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
    picture = image_html(body, tag.get("src", 0), tag.get("alt") or tag.get("caption"), sizes)
    link = tag.get("link")
    if link and is_safe(link) and picture.startswith("<img"):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    texts = [tag.get("title"), tag.get("caption"), tag.get("attr")]
    caption = " · ".join(escape(text) for text in texts if text)
    return f"<figure>{picture}" + (f"<figcaption>{caption}</figcaption>" if caption else "") + "</figure>\n"
