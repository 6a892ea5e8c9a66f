"""A new note: its name from its title, its text from a template."""

import json
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from notes_cli.changes.diff import difference
from notes_cli.changes.plan import Plan, new_file, text_of
from notes_cli.changes.properties import assignments
from notes_cli.changes.template import DATE, DEFAULT, TIME, filled
from notes_cli.errors import Refused, UsageError, VaultError
from notes_cli.library import Library
from notes_cli.results import ChangeRecord
from notes_cli.text.escape import encodable
from notes_cli.vault.carry import Make
from notes_cli.vault.edit import Add, Change, edited
from notes_cli.vault.load import load
from notes_cli.vault.save import real_path
from notes_cli.vault.typed import tag_named
from notes_cli.vault.walk import shown_path

#: Bytes of a file's name that every file system takes; a few are left for what sync tools put behind it.
_LONGEST: Final = 200
#: What no name of a file may hold somewhere, and what Obsidian's links cannot name.
_FORBIDDEN = re.compile(r"(\s*)[\\/:*?<>|#^\[\]\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+(\s*)")


class TemplateSettings(NamedTuple):
    """What Obsidian's `templates.json` says."""

    folder: str = ""
    date: str = DATE
    time: str = TIME


def new(
    library: Library,
    title: str,
    *,
    folder: str = "",
    template: str | None = None,
    tags: Sequence[str] = (),
    words: Sequence[str] = (),
    parents: bool = False,
) -> Plan:
    """The plan to make a note called `title` in `folder` (from the vault's root), with properties as `KEY=VALUE` says.

    Raises `UsageError` for a title that cannot be a file's name, `Refused` when there is such a file.
    """
    title = " ".join(encodable(title).split())
    path = "/".join(part for part in (in_vault(library, folder), f"{file_name(title)}.md") if part)
    disk, actions = new_file(library, path, parents=parents)
    changes: list[Change] = [Add("tags", [tag_named(tag) for tag in tags])] if tags else []
    changes += assignments(library, words)
    text = edited(_text(library, template, title), changes)
    path = shown_path(disk)
    record = ChangeRecord(path, True, difference(path, None, text.encode()))
    return Plan("new", (record,), (*actions, Make(disk, text.encode())), asks=False)


def file_name(title: str) -> str:
    """The file's name for a title: without what no file system takes. Raises `UsageError` when nothing is left."""
    if title.startswith("/") or re.search(r"(^|[\\/])\.\.?([\\/]|$)", title):
        raise UsageError(f'"{title}" leads elsewhere: a title is no path', hint="--in FOLDER says where the note goes")
    name = _FORBIDDEN.sub(_instead, title.replace('"', "")).strip(" .")
    while len(name.encode()) > _LONGEST:
        name = name[:-1].rstrip(" .")
    if not name:
        raise UsageError(f'"{title}" has nothing that a file could be called by', hint="give a title with letters")
    return name


def _instead(found: re.Match[str]) -> str:
    """A blank where there is one beside it or the title ends; else a hyphen, which holds words together."""
    at_end = found.start() == 0 or found.end() == len(found.string)
    return " " if found[1] or found[2] or at_end else "-"


def in_vault(library: Library, folder: str) -> str:
    """A folder as its path from the vault's root: it is named from there, or from the working directory.

    Raises `Refused` when it is not in the vault.
    """
    top = os.path.realpath(library.vault)
    here = os.path.realpath(folder)
    if os.path.isabs(folder) or (not os.path.isdir(os.path.join(top, folder)) and os.path.isdir(folder)):
        if os.path.commonpath((top, here)) != top:
            raise Refused(f"{folder} is not in the vault")
        folder = os.path.relpath(here, top)
    folder = os.path.normpath(folder or ".")
    return "" if folder == "." else folder


def _text(library: Library, template: str | None, title: str) -> str:
    """The template, filled. Raises `NoteNotFound` or `AmbiguousNote` when it is not there."""
    settings = _template_settings(library.vault)
    folder = library.settings.templates or settings.folder
    text = DEFAULT if template is None else _template(library, folder, template)
    now = datetime.now().astimezone()
    return filled(text, title=title, now=now, date=settings.date, time=settings.time)


def _template(library: Library, folder: str, name: str) -> str:
    """The text of the template `name`: a file of the templates' folder, else any note that is called so."""
    for spelling in (f"{folder}/{name}.md", f"{folder}/{name}") if folder else ():
        disk = os.fsencode(spelling)
        if os.path.isfile(real_path(library.vault, disk)) and (data := load(library.vault, disk)) is not None:
            return text_of(data, spelling)
    note = library.note_file(name)
    data = load(library.vault, note.disk)
    if data is None:
        raise VaultError(f"{note.path} cannot be read")
    return text_of(data, note.path)


def _template_settings(vault: Path) -> TemplateSettings:
    """What the vault says of templates; what is missing or broken is as Obsidian has it."""
    try:
        said = json.loads((vault / ".obsidian/templates.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return TemplateSettings()
    wanted = {"folder": "folder", "date": "dateFormat", "time": "timeFormat"}
    texts = {name: said.get(key) for name, key in wanted.items()} if isinstance(said, dict) else {}
    return TemplateSettings(**{name: text for name, text in texts.items() if isinstance(text, str) and text})
