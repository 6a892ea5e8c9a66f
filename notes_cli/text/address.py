"""Where an address on the web leads, as far as counting needs it."""

import re


def host(url: str) -> str:
    """The host of a URL, lower case; the scheme when it has none (`mailto`)."""
    scheme, slashes, rest = url.partition("//")
    if not slashes:
        return url.partition(":")[0].lower()
    name = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].lower()
    return re.sub(r":\d*$", "", name) or scheme.rstrip(":").lower()
