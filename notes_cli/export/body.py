"""The body of a page while it is being rendered, and the marks that stand in it for what is not text.

Each mark is HTML made from untrusted words, escaped here where it is put, and sanitised with the whole body later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from notes_cli.export.context import Asset, PageContext, Warned
from notes_cli.export.links import is_safe, scheme_of, shown_address

MAX_NAME = 120  # characters of a missing file's name; a picture written as an address can be long


@dataclass(slots=True)
class Body:
    """The body that is being rendered: what it asks, and what it has found out so far."""

    context: PageContext
    line: int  # of the file, where the text begins
    render: Callable[[str, "Body"], str]  # for the text of embedded notes
    render_line: Callable[[str, "Body"], str]  # for what a shortcode says, which is Markdown too
    said: Mapping[str, str]  # the page's own words, in its language
    anchors: dict[str, str] = field(default_factory=dict)  # folded "^id", heading or anchor of this text → its id
    warnings: list[Warned] = field(default_factory=list)
    at: int = 0  # line of the file that is being rendered
    prefix: str = ""  # of the ids in an embedded note, so that two embeds keep theirs apart
    inside: tuple[str, ...] = ()  # keys of the notes that are being embedded, outermost first
    embeds: list[str] = field(default_factory=list)  # of the whole page, shared with the bodies within
    assets: dict[str, Asset] = field(default_factory=dict)  # likewise: address → the picture that stands there

    def saying(self, key: str, what: str) -> str:
        """The page's own words for `key`, a colon and `what`, in the page's language."""
        return f"{self.said[key]}{self.said['colon']}{what}"

    def warn(self, message: str) -> None:
        """Note that something is missing at the line that is being rendered."""
        self.warnings.append(Warned(self.at, message))


def card(kind: str, title: str, url: str | None = None) -> str:
    """A line that stands for something elsewhere: its kind, a title, and the address as a link."""
    label = f'<span class="card-kind">{escape(kind)}</span> ' if title or not url else ""
    address = (
        f'<span class="card-url">{escape(shown_address(url))}</span>' if url and title != url and scheme_of(url) else ""
    )
    text = f'{label}<span class="card-title">{escape(title or (kind if url else ""))}</span> {address}'.rstrip()
    if url is not None and is_safe(url):
        return f'<a class="card" href="{escape(url)}">{text}</a>'
    return f'<span class="card">{text}</span>'


def missing(message: str) -> str:
    """A visible place for what could not be shown."""
    return f'<span class="missing">{escape(message)}</span>'
