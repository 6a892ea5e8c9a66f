"""notes vaults: the vaults that are known by name or by their index."""

from notes_cli.about import VaultRecord
from notes_cli.cli.options import Limit, Sort
from notes_cli.results import Records
from notes_cli.settings import Settings
from notes_cli.vaults import known_vaults

EXAMPLES = ("notes vaults", "notes vaults --sort -size", "notes vaults --paths")


def run(settings: Settings, *, sort: Sort = None, limit: Limit = None) -> Records[VaultRecord]:
    """List the known vaults with their notes and the size of their index."""
    return known_vaults(settings, sort=sort, limit=limit)
