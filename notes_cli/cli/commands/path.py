"""notes path: where a note lies."""

import os

from notes_cli.cli.options import NoteName
from notes_cli.library import Library
from notes_cli.results import PlaceRecord, Records

EXAMPLES = ("notes path 泛化是什麼", "notes path bm25 -0")


def run(library: Library, note: NoteName) -> Records[PlaceRecord]:
    """Print the absolute path of a note, for other programs."""
    return Records(PlaceRecord, (PlaceRecord(os.fspath(library.path(note))),))
