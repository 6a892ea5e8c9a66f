"""A look at the files of a vault, as `index` asks for it: what is there, the bytes of a file, the note in them."""

import os
from collections.abc import Iterable
from pathlib import Path

from notes_cli.index.compare import Look
from notes_cli.index.surroundings import Surroundings
from notes_cli.model import Note
from notes_cli.problems import problem
from notes_cli.vault.filters import FILE, Filters
from notes_cli.vault.load import load
from notes_cli.vault.walk import Misfit, ObsidianSettings, listings, mark, shown_path, stamps


def seen(vault: Path, misfits: list[Misfit]) -> Look:
    """The files of the vault; what cannot be read is added to `misfits`."""
    return Look(stamps(found := list(listings(vault, misfits))), mark(found))


def surroundings(vault: Path, settings: ObsidianSettings, filters: Filters) -> Surroundings:
    """What is outside the notes and tells how they are read; `filters` are those of `settings`."""
    real = os.fsencode(os.path.realpath(vault))
    place = repr((real, sorted(settings.types.items()), settings.ignore))
    return Surroundings(settings.types, filters.hide, place, real)


def slow_filters(settings: ObsidianSettings, paths: Iterable[str]) -> list[Misfit]:
    """The filters that take too long on one of `paths`."""
    filters = Filters(settings.ignore)
    for path in paths:
        filters.hide(path)
    return misfits_of(filters)


def misfits_of(filters: Filters) -> list[Misfit]:
    """What has turned out to be wrong with the filters."""
    return [Misfit(FILE, found) for found in filters.problems]


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
