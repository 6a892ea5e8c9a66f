"""What an export asks of the world and what it gives back: types, and the one rule of embeds.

This room opens no file and asks no index. Whoever exports hands in functions that answer for one vault; they
return None for what does not exist or must not be shown (a path outside the vault, a note that is not exported).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MAX_DEPTH = 5  # embeds within embeds
MAX_EMBEDS = 200  # in one page: embeds that embed twice grow without end

#: Why there is nothing to show, by the key of the page's own words for it: what a person is told.
LEFT_OUT: Final = {
    "no embed": "embedded note not found",
    "embed ends": "embed left out, it repeats or goes too deep",
}


class LinkedNote(NamedTuple):
    """A note that a link points at. `href` is None when it has no page next to this one.

    `title` is empty when nobody may learn it. `lacks_part`: the part of it that the link names is not there.
    """

    title: str
    href: str | None = None
    lacks_part: bool = False


class EmbeddedNote(NamedTuple):
    """The text that stands where `![[target]]` is written: a note, or the part of it that was named."""

    key: str  # the same for the same text: tells a cycle
    title: str
    body: str
    href: str | None = None
    context: "PageContext | None" = None  # answers for the links in it; None: the page's own does


class Asset(NamedTuple):
    """What a page shows from a file of its own, `name`, in the folder `PageContext.beside`."""

    name: str
    data: bytes


class Warned(NamedTuple):
    """Something in the page that its reader will miss. `line` counts from the first line of the note's file."""

    line: int
    message: str


def _nothing(_target: str) -> None:
    return None


def _never(_target: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class PageContext:
    """How to answer for the vault, and how the page shall look.

    The targets are as written in the note ("folder/note#Heading", "pic.png", "../a b.png"), already percent-decoded.
    """

    resolve: Callable[[str], LinkedNote | None] = _nothing
    embed: Callable[[str], EmbeddedNote | None] = _nothing
    attachment: Callable[[str], bytes | None] = _nothing  # what a file that is no note holds: a picture, sound, a PDF
    is_held_back: Callable[[str], bool] = _never  # of a note that has no text here: whether it is there all the same
    toc: bool | None = None  # None: when there are four headings or more
    anchors: bool = False  # headings carry ids even when nothing in this page points at them
    strict_line_breaks: bool = False  # True: a single newline is no break
    # Properties shown as a table under the date and the tags; ("*",) is all of them, None takes date and tags away too.
    props: tuple[str, ...] | None = ()
    beside: str | None = None  # address of the folder for what is too big for the page; None: it is left out
    all_beside: bool = False  # every picture, sound, film and PDF goes there
    tag_page: Callable[[str], str | None] = _nothing  # where the page of a tag is


def admitted(context: PageContext, target: str, inside: Sequence[str], embeds: list[str]) -> EmbeddedNote | str:
    """What `![[target]]` shows, else a key of `LEFT_OUT`.

    `inside`: keys of the notes around it, outermost first; `embeds`: keys of all that the page shows so far, to which
    this one is added. Nothing is looked up beyond the last one that is shown.
    """
    if len(inside) >= MAX_DEPTH or len(embeds) >= MAX_EMBEDS:
        return "embed ends"
    found = context.embed(target)
    if found is None:
        return "no embed"
    if found.key in inside:
        return "embed ends"
    embeds.append(found.key)
    return found


class Parts(NamedTuple):
    """What a page is made of, each as HTML: sanitised, and escaped where it was put."""

    language: str
    meta: str  # <meta> and <link> lines
    header: str  # with the title, unless the text begins with it
    toc: str  # "" when there is none
    main: str  # the text
    warnings: tuple[Warned, ...]
    assets: tuple["Asset", ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page and what to tell the person who asked for it."""

    html: str
    warnings: tuple[Warned, ...] = ()
    assets: tuple[Asset, ...] = ()  # files for the folder `PageContext.beside`, each once


def part_of(target: str) -> str:
    """The part of a note that a target names, "#Heading" or "#^block"; "" when it names none."""
    return target[target.find("#") :] if "#" in target else ""
