"""Addresses: where one on the web leads, as far as counting needs it, and that of a note in Obsidian."""

import re
from urllib.parse import quote


def host(url: str) -> str:
    """The host of a URL, lower case; the scheme when it has none (`mailto`)."""
    scheme, slashes, rest = url.partition("//")
    if not slashes:
        return url.partition(":")[0].lower()
    name = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].lower()
    return re.sub(r":\d*$", "", name) or scheme.rstrip(":").lower()


def obsidian_uri(vault: str, path: str, part: str = "") -> str:
    """The address by which Obsidian opens the note at `path` of the vault called `vault`, at `part` ("#Heading")."""
    return f"obsidian://open?vault={quote(vault, safe='')}&file={quote(path.removesuffix('.md') + part, safe='')}"
