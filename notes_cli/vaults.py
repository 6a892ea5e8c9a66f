"""Known vaults: those with a name in the user's settings, the one in use, and those with an index in the cache."""

import os
from pathlib import Path

from notes_cli.about import VaultRecord
from notes_cli.config import index_file
from notes_cli.index.known import Known, indexes, known
from notes_cli.index.listing import sorted_records
from notes_cli.results import Records
from notes_cli.settings import Settings


def known_vaults(settings: Settings, *, sort: str | None = None, limit: int | None = None) -> Records[VaultRecord]:
    """Every known vault, named ones first; `remarks` tell of indexes that do not say which vault they are of."""
    cache = settings.cache or Path()
    names: dict[str, str | None] = {}
    for name, path in settings.vaults.items():
        names.setdefault(os.path.realpath(path), name)
    if settings.place is not None:
        names.setdefault(os.path.realpath(settings.place), None)
    found = {os.path.abspath(index.file): index for index in indexes(cache)}
    if settings.index is not None and (index := known(settings.index)) is not None:
        found[os.path.abspath(index.file)] = index
    of_vault = {index.vault: index for index in found.values() if index.vault}
    for path in names:
        if (place := os.path.abspath(index_file(Path(path), cache))) in found:
            of_vault[path] = found[place]
    nameless = [index for index in found.values() if index not in of_vault.values()]
    records = tuple(_record(path, names.get(path), of_vault.get(path)) for path in dict.fromkeys((*names, *of_vault)))
    remarks = tuple(f"{index.file} does not say which vault it is of" for index in nameless)
    return Records(VaultRecord, sorted_records(records, sort)[: limit or None], remarks)


def _record(path: str, name: str | None, index: Known | None) -> VaultRecord:
    exists = os.path.isdir(path)
    if index is None:
        return VaultRecord(path, name, exists, None, None, 0, None)
    return VaultRecord(path, name, exists, index.notes, index.looked, index.size, os.path.abspath(index.file))
