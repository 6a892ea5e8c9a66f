"""notes: a personal knowledge base in the terminal.

The public Python API is `Library`, the records that it answers with, and the errors that it raises: docs/api.md.
All are loaded on first use, so that `import notes_cli` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notes_cli.about import ViewColumn as ViewColumn
    from notes_cli.errors import AmbiguousNote as AmbiguousNote
    from notes_cli.errors import ChangedOnDisk as ChangedOnDisk
    from notes_cli.errors import EditRefused as EditRefused
    from notes_cli.errors import IndexUnusable as IndexUnusable
    from notes_cli.errors import NoteNotFound as NoteNotFound
    from notes_cli.errors import NotesError as NotesError
    from notes_cli.errors import QueryError as QueryError
    from notes_cli.errors import Refused as Refused
    from notes_cli.errors import SettingsError as SettingsError
    from notes_cli.errors import SqlError as SqlError
    from notes_cli.errors import UsageError as UsageError
    from notes_cli.errors import ValueRefused as ValueRefused
    from notes_cli.errors import VaultError as VaultError
    from notes_cli.library import Library as Library
    from notes_cli.results import BacklinkRecord as BacklinkRecord
    from notes_cli.results import ChangeRecord as ChangeRecord
    from notes_cli.results import Document as Document
    from notes_cli.results import HeadingRecord as HeadingRecord
    from notes_cli.results import Hit as Hit
    from notes_cli.results import IndexReport as IndexReport
    from notes_cli.results import LinkRecord as LinkRecord
    from notes_cli.results import MatchedLine as MatchedLine
    from notes_cli.results import NoteRecord as NoteRecord
    from notes_cli.results import PathRecord as PathRecord
    from notes_cli.results import PlaceRecord as PlaceRecord
    from notes_cli.results import ProblemRecord as ProblemRecord
    from notes_cli.results import PropertyRecord as PropertyRecord
    from notes_cli.results import Records as Records
    from notes_cli.results import RelatedRecord as RelatedRecord
    from notes_cli.results import Report as Report
    from notes_cli.results import Row as Row
    from notes_cli.results import StatsReport as StatsReport
    from notes_cli.results import TagCount as TagCount
    from notes_cli.results import TagPlace as TagPlace
    from notes_cli.results import TaskRecord as TaskRecord
    from notes_cli.results import UnresolvedRecord as UnresolvedRecord
    from notes_cli.results import ValueCount as ValueCount

__version__ = "0.1.0"

#: Where each public name lives.
_HOMES = {
    "library": ("Library",),
    "results": (
        "BacklinkRecord", "ChangeRecord", "Document", "HeadingRecord", "Hit", "IndexReport", "LinkRecord",
        "MatchedLine", "NoteRecord", "PathRecord", "PlaceRecord", "ProblemRecord", "PropertyRecord", "Records",
        "RelatedRecord", "Report", "Row", "StatsReport", "TagCount", "TagPlace", "TaskRecord", "UnresolvedRecord",
        "ValueCount",
    ),
    "errors": (
        "AmbiguousNote", "ChangedOnDisk", "EditRefused", "IndexUnusable", "NoteNotFound", "NotesError",
        "QueryError", "Refused", "SettingsError", "SqlError", "UsageError", "ValueRefused", "VaultError",
    ),
    "about": ("ViewColumn",),
}  # fmt: skip

__all__ = ["__version__", *(name for names in _HOMES.values() for name in names)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
