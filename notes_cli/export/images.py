"""Files in a page: of what kind one is by its first bytes, its `data:` address, and its name beside the page."""

from base64 import b64encode
from hashlib import sha256

from notes_cli.text.slug import slug

LIMIT = 5 * 1024 * 1024  # bytes of one file that a page carries; a bigger one stands beside it
LARGEST = 100_000_000  # bytes of a file that is shown or copied at all

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

#: What a browser is told that it plays, by the ending of the name.
_PLAYED = {
    "mp3": "audio/mpeg", "wav": "audio/wav", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg",
    "flac": "audio/flac", "3gp": "audio/3gpp", "aac": "audio/aac",
    "mp4": "video/mp4", "mov": "video/mp4", "webm": "video/webm", "mkv": "video/webm", "ogv": "video/ogg",
}  # fmt: skip
MEDIA_TYPES = tuple(dict.fromkeys(_PLAYED.values()))
#: How sound and films begin. (A playlist does not, and would ask the network.)
_SOUNDS = (
    (b"ID3", 0), (b"OggS", 0), (b"fLaC", 0), (b"WAVE", 8), (b"\x1aE\xdf\xa3", 0),
    (b"ftyp", 4), (b"moov", 4), (b"mdat", 4), (b"wide", 4), (b"free", 4), (b"skip", 4),
)  # fmt: skip


def played_as(name: str, data: bytes) -> str | None:
    """The media type of the sound or film `data` called `name`; None when it is none that a browser plays."""
    is_frame = len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0  # MPEG audio without a tag before it
    if is_frame or any(data.startswith(start, offset) for start, offset in _SOUNDS):
        return _PLAYED.get(name.rpartition(".")[2].lower())
    return None


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


def ending_of(mime: str) -> str:
    """How the name of a picture of this kind ends."""
    return mime.removeprefix("image/").replace("jpeg", "jpg").replace("x-icon", "ico")


def asset_name(name: str, data: bytes, ending: str = "") -> str:
    """A file name for what is called `name`: its ending is `ending`, else its own, and it tells other bytes apart."""
    stem, _, own = name.rpartition("/")[2].rpartition(".")
    return f"{slug(stem)[:60] or 'file'}-{sha256(data).hexdigest()[:8]}.{ending or own.lower()}"
