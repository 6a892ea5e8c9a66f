"""notes: a personal knowledge base in the terminal.

The public Python API is `Library`; everything else is inside. `Library` is loaded on first use, so that
`import notes_cli` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notes_cli.library import Library as Library

__version__ = "0.1.0"
__all__ = ["Library", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Library":
        from notes_cli.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
