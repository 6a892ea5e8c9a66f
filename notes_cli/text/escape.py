"""Makes characters visible that would steer a terminal, when text from a note is written to one."""

import re

from notes_cli.text.pattern import pattern

#: C0 but tab and line feed, DEL, C1, embeddings and isolates of direction, line separators, lone surrogates.
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_STEERING = pattern(f"[{_UNSEEN}]")
_STEERING_OR_LINE = pattern(f"[\t\n{_UNSEEN}]")


def as_bytes(text: str) -> bytes:
    """`text` in UTF-8, as the system would name a file: lone surrogates are the bytes that they came from."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # they came from no bytes
        return text.encode("utf-8", "surrogatepass")


def encodable(text: str) -> str:
    r"""`text` with bytes that were no UTF-8 (and came as lone surrogates) as `\xff`, as paths are shown."""
    return text if text.isascii() else as_bytes(text).decode("utf-8", "backslashreplace")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def shown(text: str, *, lines: bool = True) -> str:
    """`text` with what would steer a terminal as `\\x1b` or `\\u202e`; it can always be encoded as UTF-8.

    `lines` false: tabs and line feeds too, for what must stay on one line.
    """
    return (_STEERING if lines else _STEERING_OR_LINE).sub(_escaped, text)
