"""Which addresses a page or a terminal may carry, and what kind of file a name is.

The one list of schemes; everything that becomes an `href` or an OSC 8 link passes through here.
"""

import re
from urllib.parse import unquote

SCHEMES = frozenset({"http", "https", "mailto", "obsidian"})

_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_DATA_IMAGE = re.compile(r"data:image/(?:gif|png|jpeg|webp|avif)[;,]", re.IGNORECASE)
_KINDS = {
    "image": "png jpg jpeg gif webp svg avif bmp ico apng jfif",
    "audio": "mp3 wav m4a ogg opus flac 3gp aac",
    "video": "mp4 webm ogv mov mkv",
    "PDF": "pdf",
}
_KIND_OF = {extension: kind for kind, names in _KINDS.items() for extension in names.split()}


def scheme_of(url: str) -> str:
    """The scheme of `url` in lower case, "" when it is relative.

    Browsers drop control characters and white space before they look for one, and so does this.
    """
    found = _SCHEME.match(_INVISIBLE.sub("", url))
    return found[1].lower() if found else ""


def is_safe(url: str) -> bool:
    """May `url` be a link? One of `SCHEMES`, or relative (but not `//host`, which leaves the place of the page)."""
    if ":" in url or "%3a" in url.lower():  # without a colon there is no scheme, however it is read
        scheme = scheme_of(url) or scheme_of(unquote(url))
        if scheme:
            return scheme in SCHEMES
    return not _INVISIBLE.sub("", url).replace("\\", "/").startswith("//")


def is_web(url: str) -> bool:
    """Is `url` an http or https address?"""
    return scheme_of(url) in {"http", "https"}


def is_data_image(url: str) -> bool:
    """Is `url` a picture that carries its own bytes, of a kind that cannot hold a program?"""
    return _DATA_IMAGE.match(url.strip()) is not None


def kind_of(target: str) -> str:
    """What an embed's target is by its extension: "image", "audio", "video", "PDF" or "note"."""
    name = target.split("#", 1)[0].split("?", 1)[0]
    return _KIND_OF.get(name.rpartition(".")[2].lower(), "note") if "." in name else "note"


def shown_address(url: str) -> str:
    """`url` as a reader likes to see it: no scheme, no "www.", percent signs decoded, at most 60 characters."""
    text = re.sub(r"^(?:https?://)?(?:www\.)?", "", unquote(url)).rstrip("/")
    return text if len(text) <= 60 else text[:59] + "…"
