"""Raw HTML that is opened and not closed, or closed and not opened, kept from the rest of the page.

A page is put together from pieces; the raw ones may open a tag in one block and close it in a later one of the same
container (`<details>`, Markdown, `</details>`). A tag that is never closed there is closed at the end of its own
piece (in a line: at the end of the line), an end tag without a beginning is dropped, and a "<" that begins no
finished tag is text: so no piece reaches into what is not its own. Tags beyond `MAX_OPEN` are left out.
"""

import re
from dataclasses import dataclass, field

from notes_cli.export.sanitize import TAGS

MAX_OPEN = 100  # raw tags that may be open at once, as deep as the parser nests: deeper ones cost their square

# Attributes are read as a browser does: quotes count after "=" only.
_TAG = re.compile(
    r"""<!--.*?-->|<[!?][^<>]*>|"""
    r"""<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)(?:=\s*"[^"]*"|=\s*'[^']*'|=(?!\s*["'])|[^=<>])*>|<""",
    re.DOTALL,
)
_VOID = frozenset(["br", "col", "hr", "img", "input", "wbr"])
# Ended by whatever follows them; an end tag too many can do harm, one too few cannot.
_ENDED = frozenset(
    ["p", "li", "dd", "dt", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rb", "rt", "rp", "rtc"]
)
_FOLLOWED = TAGS - _VOID - _ENDED


@dataclass(slots=True)
class Balance:
    """The pieces of one text, in order. `enter` and `leave` say where a container begins and ends."""

    _pieces: list[str] = field(default_factory=list)
    # For each open container the raw tags that are open in it: (name, index of the piece).
    _open: list[list[tuple[str, int]]] = field(default_factory=lambda: [[]])
    _in_line: bool = False

    def enter(self) -> None:
        """A container begins: what was opened outside is not closed within."""
        self._open.append([])

    def leave(self) -> None:
        """The container ends."""
        self._close(self._open.pop() if len(self._open) > 1 else [])

    def enter_line(self) -> None:
        """A line begins; raw tags that it leaves open are closed at its end."""
        self.enter()
        self._in_line = True

    def leave_line(self) -> None:
        """The line ends."""
        last = len(self._pieces) - 1
        self._open[-1] = [(name, last) for name, _ in self._open[-1]]
        self.leave()
        self._in_line = False

    def add(self, html: str, *, raw: bool = False) -> None:
        """The next piece; `raw` when it may hold tags without their partner."""
        self._pieces.append("")
        self._pieces[-1] = _TAG.sub(self._checked, html) if raw else html

    def html(self) -> str:
        """All pieces, balanced."""
        while len(self._open) > 1:
            self.leave()
        self._close(self._open[0])
        self._open = [[]]
        return "".join(self._pieces)

    def _close(self, tags: list[tuple[str, int]]) -> None:
        ends: dict[int, list[str]] = {}
        for name, index in reversed(tags):
            ends.setdefault(index, []).append(f"</{name}>")
        for index, closing in ends.items():
            self._pieces[index] += "".join(closing)

    def _checked(self, match: re.Match[str]) -> str:
        if match[0] == "<":
            return "&lt;"
        name = (match["name"] or "").lower()
        if name not in _FOLLOWED:
            return match[0]
        if not match["end"] and len(self._open[-1]) >= MAX_OPEN:
            return ""
        if not match["end"]:
            self._open[-1].append((name, len(self._pieces) - 1))
            return match[0]
        return self._ended(name)

    def _ended(self, name: str) -> str:
        """The end tags down to the last open `name`; nothing when there is none.

        A line may also end what its container opened (`<details>`, a paragraph that ends in `</details>`): the
        container is two up, the paragraph lies between.
        """
        for tags in self._open[-1:-4:-2] if self._in_line else self._open[-1:]:
            if any(tag == name for tag, _ in tags):
                ends = ""
                while not ends.endswith(f"</{name}>"):
                    ends += f"</{tags.pop()[0]}>"
                return ends
        return ""
