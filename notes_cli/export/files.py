"""The files that a page shows: pictures, sound, films, PDFs. Carried as their own bytes, beside the page, or named.

A file that a note names is asked for from the vault (`PageContext.attachment`). What is not there, or cannot be
carried, is a visible mark and a warning. A picture too big for the page goes beside it; sound, films and PDFs only do
when that was asked for (`PageContext.all_beside`).
"""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, unquote

from notes_cli.export import images
from notes_cli.export.body import MAX_NAME, Body, card, missing
from notes_cli.export.context import Asset
from notes_cli.export.links import is_data_image, is_web, kind_of, scheme_of, shown_address

MEDIA = frozenset({"audio", "video", "PDF"})  # kinds of `links.kind_of` that stand on a card

_ELSEWHERE = " (an HTML page with --assets DIR has it)"  # said of all forms: a PDF can have nothing beside it
_PLACE = re.compile(r"\b(?:page|t)=[\d.,:]+")  # of a PDF, of a film


def size_of(option: str) -> dict[str, str]:
    """Obsidian's "300" or "300x200" as attributes of an image, nothing when `option` is no size."""
    width, _, height = option.partition("x")
    sizes = {"width": width, "height": height}
    good = all(text.isdecimal() and text.isascii() and len(text) <= 5 for text in (width, height or "0"))
    return {name: text for name, text in sizes.items() if text} if good else {}


def file_html(body: Body, target: str, alt: str, more: Mapping[str, str]) -> str:
    """What `target` names: a picture (`more`: further attributes), or a card for sound, a film, a PDF."""
    kind = kind_of(target)
    if kind in MEDIA:
        return _media(body, kind, target, alt, more)
    if is_web(target):
        return card(body.said["image"], alt or shown_address(target), target)
    url = target if is_data_image(target) else _picture(body, target)
    if url is None:
        name = unquote(target)[:MAX_NAME]
        return missing(body.saying("no image", f"{name} ({alt})" if alt and alt not in name else name))
    return f'<img src="{url}" alt="{escape(alt)}"{_attributes(more)}>'


def linked_file(body: Body, target: str) -> str | None:
    """The address of the file that a link names, put beside the page; None when it has none there."""
    name, _, part = map(unquote, target.partition("#"))
    if not body.context.all_beside or scheme_of(target) or kind_of(target) == "note":
        return None
    data = _found(body, "file", name)
    return None if data is None else _beside(body, name, data) + _place(part)


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)


def _place(part: str) -> str:
    found = _PLACE.search(part)
    return f"#{found[0]}" if found else ""


def _found(body: Body, kind: str, name: str) -> bytes | None:
    """The bytes of the file `name`; None, and a warning, when the page cannot have them."""
    data = None if scheme_of(name) else body.context.attachment(name)
    if data is None:
        body.warn(f"{kind} not found in the vault: {name}")
        return None
    if len(data) > images.LARGEST:
        body.warn(f"{kind} over {images.LARGEST // 1_000_000} MB left out: {name}")
        return None
    return data


def _beside(body: Body, name: str, data: bytes, ending: str = "") -> str:
    """The address of a file beside the page that will hold `data`."""
    asset = Asset(images.asset_name(name, data, ending), data)
    address = f"{body.context.beside}/{quote(asset.name)}"
    body.assets[address] = asset
    return address


def _picture(body: Body, target: str) -> str | None:
    """The address of a picture: its own bytes, or a file beside the page; None, and a warning, when it has none.

    An SVG is always carried: a file of its own would be a page of its own, and could run a script.
    """
    name = unquote(target)
    data = _found(body, "image", name)
    if data is None:
        return None
    mime = images.mime_of(data)
    is_big = len(data) > images.LIMIT
    if mime is None:
        body.warn(f"not an image: {name}")
        return None
    if body.context.beside is not None and mime != "image/svg+xml" and (is_big or body.context.all_beside):
        return _beside(body, name, data, images.ending_of(mime))
    if is_big:
        body.warn(f"image over {images.LIMIT // 1024 // 1024} MB left out: {name}{_ELSEWHERE}")
        return None
    return images.data_url(data, mime)


def _media(body: Body, kind: str, target: str, alt: str, more: Mapping[str, str]) -> str:
    """A card with the file's name, a link when it lies beside the page, and above it what plays it."""
    name, _, part = map(unquote, target.partition("#"))
    title = alt or name.rpartition("/")[2]
    if is_web(target):
        return card(_word(body, kind), title, target)
    data = _found(body, kind, name)
    if data is None:
        return missing(body.saying("no file", name[:MAX_NAME]))
    mime = images.played_as(name, data)
    url = None
    if body.context.all_beside:
        url = _beside(body, name, data) + _place(part)
    elif mime and len(data) <= images.LIMIT:
        url = images.data_url(data, mime) + _place(part)
    else:
        size = "" if kind == "PDF" else f" over {images.LIMIT // 1024 // 1024} MB" if mime else " that cannot be played"
        body.warn(f"{kind}{size} left out: {name}{_ELSEWHERE}")
    named = card(_word(body, kind), title, url if body.context.all_beside else None)
    if mime is None or url is None:
        return named
    sizes = {key: more[key] for key in ("width", "height") if key in more} if kind == "video" else {}
    player = f'<{kind} controls="" preload="metadata" src="{url}" aria-label="{escape(title)}"{_attributes(sizes)}>'
    return f'<span class="media">{player}</{kind}>{named}</span>'


def _word(body: Body, kind: str) -> str:
    word = body.said.get(kind, kind)
    return word[:1].upper() + word[1:]
