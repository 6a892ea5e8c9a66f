"""A look at the files of a vault, as `index` asks for it: what is there, the bytes of a file, the note in them."""

import os
from pathlib import Path

from notes_cli.index.compare import Look
from notes_cli.index.surroundings import Surroundings
from notes_cli.model import Note
from notes_cli.problems import problem
from notes_cli.vault.load import load
from notes_cli.vault.walk import Misfit, ObsidianSettings, ignored, listings, mark, shown_path, stamps


def seen(vault: Path, misfits: list[Misfit]) -> Look:
    """The files of the vault; what cannot be read is added to `misfits`."""
    return Look(stamps(found := list(listings(vault, misfits))), mark(found))


def surroundings(vault: Path, settings: ObsidianSettings) -> Surroundings:
    """What is outside the notes and tells how they are read."""
    real = os.fsencode(os.path.realpath(vault))
    place = repr((real, sorted(settings.types.items()), settings.ignore))
    return Surroundings(settings.types, lambda path: ignored(path, settings.ignore), place, real)


def loaded(vault: Path, disk: bytes, misfits: list[Misfit]) -> bytes | None:
    """The bytes of a note; one that is there and cannot be read is a misfit, one that has gone is nothing."""
    data = load(vault, disk)
    if data is None and os.path.lexists(os.path.join(os.fsencode(vault), disk)):
        misfits.append(Misfit(shown_path(disk), problem("unreadable", reason="no permission, or not now")))
    return data


def read(path: str, data: bytes) -> Note:
    """The note at `path`, whose bytes are `data`."""
    # Loaded when there is something to read: a look that finds no change parses nothing and loads no parser.
    from notes_cli.vault.read import read_note

    return read_note(path, data)
