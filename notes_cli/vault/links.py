"""Links: what a target says, and the keys by which the index joins it with notes.

Here are the forms of a single link (wikilink, Markdown, property, Hugo reference); finding them in a text is
`markdown`'s work, resolving them to notes the index's.
"""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize
from urllib.parse import unquote

from notes_cli.model import REFERENCE, Link
from notes_cli.text.address import host
from notes_cli.text.fold import name_key

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_SLASHES = re.compile("//+")
_BUNDLE = re.compile(r"(?<=[^/.])/_?index\Z")
_SIZE = re.compile(r"\s*\d+\s*(?:x\s*\d+\s*)?")
_WHOLE_WIKI = re.compile(r"\s*!?\[\[([^\[\]\n]+)\]\]\s*")
_WHOLE_MARKDOWN = re.compile(r"\s*!?\[([^\[\]\n]*)\]\((?:<([^<>\n]+)>|([^\s()<>]+))\)\s*")


@lru_cache(maxsize=16_384)
def address(target: str) -> tuple[str, str, str]:
    """(part, key, path) of an internal target, as `model.Link` describes them."""
    place, mark, part = target.partition("#")
    return (mark + part, *keys(place))


def keys(place: str) -> tuple[str, str]:
    """(key, path) of a target without its part, see `model.Link`; nothing in it is encoded."""
    place = _SLASHES.sub("/", place.strip())
    last = place.rpartition("/")[2]
    key = name_key(last)
    return key.removesuffix(".md"), name_key(place).removesuffix(".md") if "/" in place else ""


def internal(line: int | None, kind: str, target: str, text: str) -> Link:
    """A link of `kind` to a note or file of the vault."""
    return Link(line, kind, target, text, *address(target))


def wiki(line: int | None, kind: str, target: str, text: str) -> Link | None:
    """The link `[[target|text]]`; None when there is no target, or a line ends within it."""
    if target.endswith("\\"):  # in a table the bar must be escaped
        target = target[:-1]
    target = target.strip()
    if not target or "\n" in target or "\n" in text:
        return None
    if not text or (kind == "embed" and _SIZE.fullmatch(text)):
        text = shown(target)
    return internal(line, kind, target, text)


def shown(target: str) -> str:
    """What a reader sees of a link without a text of its own: `a#b` as "a > b"."""
    return target if "#" not in target else " > ".join(part for part in target.split("#") if part)


def markdown(line: int | None, destination: str, text: str, *, embed: bool = False) -> Link | None:
    """The link `[text](destination)`; None when the destination is empty."""
    if _SCHEME.match(destination):
        return external(line, destination, text)
    kind = "embed" if embed else "markdown"
    return _quoted(line, kind, destination, text) if destination.strip() else None


def _quoted(line: int | None, kind: str, destination: str, text: str) -> Link:
    """A link whose destination may be percent-encoded: an encoded # belongs to the name."""
    if "%" not in destination:
        return internal(line, kind, destination, text)
    place, mark, part = destination.partition("#")
    place, part = unquote(place).strip(), mark + unquote(part)
    return Link(line, kind, place + part, text, part, *keys(place))


def reference(line: int | None, target: str, text: str, language: str = "") -> Link | None:
    """The link of Hugo's `ref` to `target`; None for an address, and for the site's own page, which is no note.

    A logical path has no `.md`, and leads to a page's file or to the `index.md` of its bundle.
    """
    if _SCHEME.match(target):
        return None
    place, mark, part = target.partition("#")
    path = _BUNDLE.sub("", name_key(_SLASHES.sub("/", place.strip())).removesuffix(".md")).removesuffix("/")
    if not path and place.strip():
        return None
    path = "" if path == "." else path
    marked = f"{name_key(language)}{REFERENCE}{path}" if path else ""
    return Link(line, "markdown", target, text or shown(target), mark + part, path.rpartition("/")[2], marked)


def external(line: int | None, url: str, text: str) -> Link:
    """A link out of the vault."""
    return Link(line, "external", url, text, "", host(url), "")


def in_property(line: int | None, text: str) -> Link | None:
    """The link that a property's text is: Obsidian takes the whole of it or nothing."""
    span = target_in_property(text)
    if not span:
        return None
    start, end, form = span
    if form == "wiki":
        return wiki(line, "property", text[start:end], text[end:].strip()[:-2].removeprefix("|"))
    link = _quoted(line, "property", text[start:end], text[text.index("[") + 1 : text.index("]")])
    return link if link.text else link._replace(text=shown(link.target))


def target_in_property(text: str) -> tuple[int, int, str] | None:
    """Where in a property's text the target of the link stands that the text is, and its form; None when it is none.

    The form is "wiki", "angle" (`[t](<target>)`) or "bare" (`[t](target)`).
    """
    if "]" not in text:
        return None
    found = _WHOLE_WIKI.fullmatch(text)
    if found:
        start, end = found.span(1)
        bar = text.find("|", start, end)
        return start, end if bar < 0 else bar, "wiki"
    found = _WHOLE_MARKDOWN.fullmatch(text)
    if not found or _SCHEME.match(found[2] or found[3]):
        return None
    return (*found.span(2), "angle") if found[2] else (*found.span(3), "bare")


def nfc(text: str) -> str:
    """`text` in Unicode's composed form."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)
