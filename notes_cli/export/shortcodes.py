"""Hugo shortcodes: `{{< youtube ID >}}` read into a value, and the card that stands for it.

A page loads nothing from other people's servers, so what Hugo shows as a frame is shown as a card with a link.
Which parameters a shortcode has: https://gohugo.io/content-management/shortcodes/ (gist, tweet: older Hugo).
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

# Never across another "{{": a run of openings is then read once, not once for each.
SHORTCODE = re.compile(
    r"""\{\{(?P<mark>[<%])(?P<inner>(?:"(?:\\.|[^"\\])*"|`[^`]*`|(?!\{\{|[>%]\}\})[^"`])*)[>%]\}\}"""
)
_PART = re.compile(r"""(?:(?P<key>[\w-]+)=)?(?:"(?P<quoted>(?:\\.|[^"\\])*)"|`(?P<raw>[^`]*)`|(?P<bare>[^\s"`]+))""")


class Shortcode(NamedTuple):
    """One shortcode tag. `closing` is True for `{{< /name >}}`."""

    name: str
    positional: tuple[str, ...]
    named: Mapping[str, str]
    closing: bool
    text: str  # as written

    def get(self, key: str, position: int | None = None) -> str:
        """The parameter called `key`, else the one at `position`, else ""."""
        if key in self.named:
            return self.named[key]
        return self.positional[position] if position is not None and position < len(self.positional) else ""


class Card(NamedTuple):
    """What a shortcode shows: "YouTube", a title, and where it leads (None: nowhere)."""

    kind: str
    title: str
    url: str | None = None


def read(match: re.Match[str]) -> Shortcode | None:
    """The shortcode in a match of `SHORTCODE`; None for Hugo's escaped form `{{</* x */>}}` and for no name."""
    inner = match["inner"].strip().removesuffix("/").rstrip()
    closing = inner.startswith("/")
    name, _, rest = inner.removeprefix("/").strip().partition(" ")
    if not re.fullmatch(r"[\w./-]+", name):
        return None
    positional, named = [], {}
    for part in _PART.finditer(rest):
        value = part["raw"] or part["bare"] or re.sub(r"\\(.)", r"\1", part["quoted"] or "")
        if part["key"]:
            named[part["key"]] = value
        else:
            positional.append(value)
    return Shortcode(name, tuple(positional), named, closing, match[0])


def unescaped(match: re.Match[str]) -> str | None:
    """`{{< x >}}` for Hugo's escaped form `{{</* x */>}}`, None when it is not that."""
    inner = match["inner"].strip()
    if not (inner.startswith("/*") and inner.endswith("*/") and len(inner) >= 4):
        return None
    return f"{{{{{match['mark']}{inner[2:-2]}{'>' if match['mark'] == '<' else '%'}}}}}"


def _identifier(text: str) -> str | None:
    return text if re.fullmatch(r"[\w-]{1,64}", text, re.ASCII) else None


def _video(kind: str, address: str) -> Callable[[Shortcode], Card]:
    def card(code: Shortcode) -> Card:
        name = _identifier(code.get("id", 0))
        title = code.get("title") or code.get("id", 0)
        return Card(kind, title, address + name if name else None)

    return card


def _post(code: Shortcode) -> Card:
    user, number = code.get("user", 0), code.get("id", 1) or code.get("id", 0)
    name = _identifier(user.lstrip("@")) if code.get("user") or len(code.positional) > 1 else "i"
    if _identifier(number) is None or name is None:
        return Card("X", " ".join((user, number)).strip())
    title = number if name == "i" else f"@{name}"
    return Card("X", title, f"https://x.com/{name}/status/{number}")


def _gist(code: Shortcode) -> Card:
    user, number = code.get("user", 0), code.get("id", 1)
    names = [_identifier(user), _identifier(number)]
    url = f"https://gist.github.com/{user}/{number}" if all(names) else None
    return Card("Gist", " / ".join(filter(None, (user, number, code.get("file", 2)))), url)


def _instagram(code: Shortcode) -> Card:
    name = _identifier(code.get("id", 0))
    return Card("Instagram", code.get("id", 0), f"https://www.instagram.com/p/{name}/" if name else None)


def _qr(code: Shortcode) -> Card:
    text = code.get("text", 0)
    web = re.match(r"https?://[^\s]+$", text)
    return Card("QR", text, quote(text, safe=":/?#[]@!$&'()*+,;=%~-._") if web else None)


CARDS: Mapping[str, Callable[[Shortcode], Card]] = {
    "youtube": _video("YouTube", "https://www.youtube.com/watch?v="),
    "vimeo": _video("Vimeo", "https://vimeo.com/"),
    "x": _post,
    "tweet": _post,
    "twitter": _post,
    "gist": _gist,
    "instagram": _instagram,
    "qr": _qr,
}
#: Those of them that are a video: a page calls one without a title that, and not by its id.
VIDEOS = frozenset({"youtube", "vimeo"})
#: Shortcodes that no paragraph can hold.
BLOCKS = frozenset({"figure", "details"})
#: Shortcodes that are more than a card; each has its own rule where it is rendered.
SPECIAL = frozenset({"figure", "details", "highlight", "ref", "relref"})


def captions(code: Shortcode) -> list[str]:
    """What stands under a figure: its title, its caption and whose it is, those that it has; each is Markdown."""
    return [text for text in (code.get("title"), code.get("caption"), code.get("attr")) if text]


def card(code: Shortcode) -> Card | None:
    """The card for `code`, None when it is not one that is shown as a card."""
    make = CARDS.get(code.name)
    return make(code) if make and not code.closing else None
