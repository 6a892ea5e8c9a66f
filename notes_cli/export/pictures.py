"""Pictures, sound and films in words, where they can only be named."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token  # noqa: TID253  (this room is loaded only to render)

from notes_cli.export.body import MAX_NAME
from notes_cli.export.files import MEDIA, size_of
from notes_cli.export.links import is_data_image, is_web, kind_of


class Picture(NamedTuple):
    """What an image shows: the name of a file of the vault, or an address, and the words that describe it."""

    target: str
    words: str = ""

    @property
    def medium(self) -> str | None:
        """ "audio", "video" or "PDF"; None for a picture."""
        kind = kind_of(self.target)
        return kind if kind in MEDIA else None

    @property
    def elsewhere(self) -> bool:
        """Whether it is not in the vault: on the web, or its own address."""
        return is_web(self.target) or is_data_image(self.target)

    def missing(self, said: Mapping[str, str]) -> str:
        """What stands for one that is not there, in the words of the page (`said`)."""
        more = f" ({self.words})" if self.words and self.words not in self.target else ""
        return f"{said['no file' if self.medium else 'no image']}{said['colon']}{self.target[:MAX_NAME]}{more}"


def addressed(address: str, words: str) -> Picture:
    """The picture at `address`, as it stands in a link."""
    return Picture(address if is_web(address) or is_data_image(address) else unquote(address), words)


def shown_by(token: Token) -> Picture:
    """The picture of a token `image` or `embed`; its words are without Obsidian's size (`![words|300](file)`)."""
    if token.type == "embed":
        option = token.meta["option"]
        return Picture(token.meta["target"], "" if size_of(option) else option)
    text, _, option = token.content.rpartition("|")
    return addressed(str(token.attrGet("src") or ""), text.rstrip() if size_of(option.strip()) else token.content)
