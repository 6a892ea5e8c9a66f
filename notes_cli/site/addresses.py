"""Where each page of a site lies: its address from the site's root, "/" between parts, not percent-encoded."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote

from notes_cli.text.fold import name_key

#: The site's own files and folders: no note gets these names.
INDEX, FEED, SITEMAP = "index.html", "feed.xml", "sitemap.xml"
STYLE, SEARCH, TAGS = "site/style.css", "site/search.js", "tags/index.html"
PICTURES = "site/files"
_OWN_FILES = frozenset({INDEX, FEED, SITEMAP})
_OWN_FOLDERS = frozenset({"site", "tags", "years"})

#: What a server or another file system may not take in a name.
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*\ud800-\udfff]')
_MOST = 240  # bytes of a name; file systems take 255


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """The address of each note by its path: `AI/泛化.md` is `AI/泛化.html`.

    Two notes that differ only by case or normalisation get two addresses everywhere, as not every file system tells
    them apart. An address depends on the path alone unless two would be the same: then the later path gets a number.
    """
    taken: set[str] = set()
    found = {}
    for path in sorted(paths):
        found[path] = _free(_fit(path.removesuffix(".md")), ".html", taken)
    return found


def page_of(folder: str, name: str, taken: set[str]) -> str:
    """The address of the site's own page about `name` (a tag, a year); `taken` grows."""
    return _free(f"{folder}/{'/'.join(_names(name))}", ".html", taken)


def href(start: str, to: str, part: str = "") -> str:
    """The link from the page at address `start` to `to`, percent-encoded; `part` is an id in it."""
    here, there = _quoted(start)[:-1], _quoted(to)
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    path = "/".join(("..",) * (len(here) - shared) + there[shared:])
    return path + ("#" + quote(part, safe="") if part else "")


@lru_cache(maxsize=10_000)
def _quoted(address: str) -> tuple[str, ...]:
    """The parts of an address, percent-encoded."""
    return tuple(quote(address).split("/"))


def _fit(path: str) -> str:
    """`path` with names that every file system takes, and none of the site's own."""
    names = _names(path)
    if len(names) > 1 and names[0].casefold() in _OWN_FOLDERS:
        names[0] += "-notes"
    elif len(names) == 1 and f"{names[0].casefold()}.html" in _OWN_FILES | {f"{name}.html" for name in _OWN_FOLDERS}:
        names[0] += "-note"
    return "/".join(names)


def _names(path: str) -> list[str]:
    names = [_name(name) for name in path.split("/")]
    # A folder must not be called as a page is.
    return [f"{name}-" if name.lower().endswith(".html") else name for name in names[:-1]] + names[-1:]


def _name(name: str) -> str:
    name = _UNFIT.sub("-", name).rstrip(". ") or "-"
    if name.startswith("."):
        name = "-" + name[1:]
    return short(name)


def short(name: str) -> str:
    """`name`, of a file without its ending, no longer than file systems take; what is cut off is told by a number."""
    data = name.encode("utf-8", "surrogateescape")
    if len(data) <= _MOST:
        return name
    return data[: _MOST - 10].decode("utf-8", "ignore") + "-" + blake2b(data, digest_size=4).hexdigest()


def _free(stem: str, ending: str, taken: set[str]) -> str:
    address, number = stem + ending, 1
    while name_key(address) in taken:
        number += 1
        address = f"{stem}-{number}{ending}"
    taken.add(name_key(address))
    return address
