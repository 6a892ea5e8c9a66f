"""What `check` and `uncheck` mean: a checkbox property, or a task of the text."""

from notes_cli.changes.plan import Plan, chosen, planned
from notes_cli.changes.properties import tick
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.vault.tick import ticked
