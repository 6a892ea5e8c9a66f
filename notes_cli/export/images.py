"""Pictures: what kind a file is by its first bytes, its `data:` address, and its name in a folder beside the page."""

from base64 import b64encode
from hashlib import sha256

from notes_cli.text.slug import slug

LIMIT = 5 * 1024 * 1024  # bytes of one image that a page carries; a bigger one stands beside it

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
    (b"ftypavis", 4, "image/avif"),
    (b"BM", 0, "image/bmp"),
    (b"\x00\x00\x01\x00", 0, "image/x-icon"),
)


def mime_of(data: bytes) -> str | None:
    """The kind of picture in `data`, None when it is none. (A name can lie, the first bytes are what counts.)"""
    for signature, offset, mime in _SIGNATURES:
        if data.startswith(signature, offset):
            return mime
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    # A browser runs no script and loads nothing in an SVG that is shown as an image.
    return (
        "image/svg+xml"
        if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in data[:65536].lower()
        else None
    )


def data_url(data: bytes, mime: str) -> str:
    """`data` as an address that carries its own bytes."""
    return f"data:{mime};base64,{b64encode(data).decode('ascii')}"


def asset_name(name: str, data: bytes, mime: str) -> str:
    """A file name for the picture called `name`: it ends in what the picture is and tells other bytes apart."""
    ending = mime.removeprefix("image/").replace("jpeg", "jpg").replace("x-icon", "ico")
    stem = slug(name.rpartition("/")[2].rpartition(".")[0])[:60] or "image"
    return f"{stem}-{sha256(data).hexdigest()[:8]}.{ending}"
