"""The fixture of all tests of changes."""

from tests.changes.ground import ground_of

__all__ = ["ground_of"]
