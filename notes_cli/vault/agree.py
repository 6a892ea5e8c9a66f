"""What an edit must leave as it was: the note before and after, as the reader sees them, put side by side.

Every edit of a text ends here. An edit that would change more than it was asked for (a removed tag that turns the
rest of its line into a list, a name that cannot be written in a link) is refused, and nothing is written.
"""

from collections.abc import Mapping
from typing import Final

from notes_cli.errors import EditRefused
from notes_cli.model import Note
from notes_cli.vault import links
from notes_cli.vault.read import read_note

#: Properties that hold tags.
TAG_KEYS: Final = ("tags", "tag")


def read(path: str, text: str) -> Note:
    """The note in the text of a file. Half characters, which no file holds, are read as "?"."""
    return read_note(path, text.encode("utf-8", "replace"))


def skeleton(note: Note) -> dict[str, object]:
    """What a note consists of, by kind and without lines: to be the same after an edit but where it was asked.

    Texts in which tags and links may stand (of headings, tasks, inline fields) are left out.
    """
    return {
        "front matter": note.front_kind,
        "tags": [(tag.name, tag.origin) for tag in note.tags],
        "properties": [
            (p.name, p.position, p.kind, None if _varies(p.line, p.text, note) else p.text)
            for p in note.properties
            if p.name.lower() not in TAG_KEYS
        ],
        "headings": [heading.level for heading in note.headings],
        "tasks": [(task.status, task.due) for task in note.tasks],
        "links": [(link.kind, link.target) for link in note.links],
        "block ids": [block.id for block in note.blocks],
    }


def _varies(line: int | None, text: str | None, note: Note) -> bool:
    """Whether the value of a property is an inline field's, or a link (which is among the links)."""
    return (line or 0) >= note.body_line or links.in_property(line, text or "") is not None


def require(wanted: Mapping[str, object], found: Mapping[str, object]) -> None:
    """Raise `EditRefused` unless every entry of `wanted` is in `found`."""
    for name, value in wanted.items():
        if found[name] != value:
            raise EditRefused(
                f"this edit would change the {name} of the note in a way that was not asked for",
                hint="nothing was written; make this change in an editor",
            )
