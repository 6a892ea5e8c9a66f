"""`notes export --all`: where a site may be written, and what is told of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from notes_cli.cli.pages import NO_BROWSER, browse, unknown_props
from notes_cli.errors import OutputError, UsageError
from notes_cli.library import Library
from notes_cli.query.parse import parse
from notes_cli.results import Written

if TYPE_CHECKING:
    from notes_cli.site.pages import Wish

SHOWN = 5  # remarks on pages


def make_site(
    library: Library,
    words: list[str],
    output: str | None,
    wish: "Wish",
    *,
    force: bool,
    show: bool,
) -> Written:
    """Write the site of the notes that the query matches; `wish` as the options say, `show`: in the browser.

    Raises `UsageError`, `OutputError`, `QueryError`.
    """
    from notes_cli.site.addresses import INDEX
    from notes_cli.site.build import build
    from notes_cli.site.folder import Folder
    from notes_cli.site.theme import Theme

    if output is None or output == "-":
        raise UsageError("--all makes many files", hint="name a folder: notes export --all -o DIR")
    root = Path(output)
    _refuse_the_vault(library.vault, root)
    wish = wish._replace(title=wish.title or Path(os.path.realpath(library.vault)).name, base=_base(wish.base))
    theme = Theme(library.vault / ".notes" / "templates")
    built = build(library, parse(" ".join(words)), Folder(root, force=force), theme, wish)
    counts = built.counts
    doubts = list(unknown_props(library, wish.props))
    told = [*doubts, *built.remarks[:SHOWN]]
    if len(built.remarks) > SHOWN:
        told.append(f"… and {len(built.remarks) - SHOWN} more")
    told.append(
        f"{built.notes} notes; {counts.written} files written, {counts.unchanged} unchanged, {counts.removed} removed"
    )
    if show and not browse(root / INDEX):
        told.append(NO_BROWSER)
    return Written(str(root), remarks=tuple(told))


def _base(text: str | None) -> str | None:
    """A web address with a slash at its end."""
    from notes_cli.export.links import is_web

    if text is None:
        return None
    if not is_web(text) or any(map(str.isspace, text)):
        raise UsageError(f'"{text}" is no web address', hint="for example --base-url https://example.org/notes/")
    return text.rstrip("/") + "/"


def _refuse_the_vault(vault: Path, root: Path) -> None:
    """A site among the notes would be linked, listed and exported itself; in a dot folder it is not seen."""
    inside, here = Path(os.path.realpath(vault)), Path(os.path.realpath(root))
    if inside.is_relative_to(here):
        raise OutputError(f"{root} holds the vault itself", hint="name a folder beside the vault")
    if here.is_relative_to(inside) and not any(part.startswith(".") for part in here.relative_to(inside).parts):
        raise OutputError(
            f"{root} lies in the vault", hint="name a folder outside, or one whose name begins with a dot"
        )
