"""The feed (Atom, RFC 4287) and the sitemap (sitemaps.org) of a site."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from notes_cli.export.page import visible
from notes_cli.site.archive import Entry

MOST = 30  # entries of a feed

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def atom(title: str, language: str, base: str | None, entries: Sequence[tuple[Entry, float]]) -> str:
    """The newest notes as a feed; each with the seconds since 1970 of its date.

    `base` is the site's address. Without one the links are relative to the feed, which Atom allows.
    """
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": _fit(language)} | ({"xml:base": base} if base else {}))
    _text(root, "id", base or _identity(title, ""))
    _text(root, "title", title)
    _text(root, "updated", _time(max((seconds for _, seconds in entries), default=0.0)))
    SubElement(root, "link", {"rel": "self", "href": f"{base or ''}feed.xml"})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{base or ''}index.html"})
    author = SubElement(root, "author")
    _text(author, "name", title)
    for entry, seconds in entries[:MOST]:
        one = SubElement(root, "entry")
        address = f"{base or ''}{quote(entry.address)}"
        _text(one, "id", address if base else _identity(title, entry.address))
        _text(one, "title", entry.title)
        _text(one, "updated", _time(seconds))
        SubElement(one, "link", {"rel": "alternate", "type": "text/html", "href": address})
        for tag in entry.tags:
            SubElement(one, "category", {"term": _fit(tag)})
        if entry.description:
            _text(one, "summary", entry.description)
    return _document(root)


def sitemap(base: str, pages: Iterable[tuple[str, float]]) -> str:
    """The addresses of pages, each with the seconds since 1970 of its last change."""
    root = Element("urlset", {"xmlns": _SITEMAP})
    for address, seconds in pages:
        one = SubElement(root, "url")
        _text(one, "loc", base + quote(address))
        _text(one, "lastmod", _time(seconds))
    return _document(root)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _fit(text)


def _fit(text: str) -> str:
    """`text` without what no XML may hold (https://www.w3.org/TR/xml/#charsets)."""
    return _NO_XML.sub("", visible(text))


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return "1970-01-01T00:00:00Z"


def _identity(title: str, address: str) -> str:
    """The same for the same page of a site of the same title, for want of an address."""
    return uuid5(NAMESPACE_URL, f"notes:{title}/{address}".encode("utf-8", "replace").decode()).urn


def _document(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"
