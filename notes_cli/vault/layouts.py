"""What a Hugo site has beside its notes: templates of shortcodes, and pictures, in the vault and in folders above it.

Only names of files are read. A vault is often the folder `content` of a site, or one below it.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from notes_cli.model import Problem
from notes_cli.problems import problem

#: Where a site, or one of its themes, keeps them (gohugo.io, templates/shortcode; `_shortcodes` since 0.146).
_FOLDERS = ("layouts/shortcodes", "layouts/_shortcodes", "themes/*/layouts/shortcodes", "themes/*/layouts/_shortcodes")
#: Where it keeps pictures that belong to no note (gohugo.io, directory structure).
_PICTURES = ("static", "assets")


def own_shortcodes(vault: Path) -> frozenset[str]:
    """The names of the shortcodes in the vault and the folders above it: `box`, `nested/box`."""
    folders = (folder for place in _places(vault) for pattern in _FOLDERS for folder in _matching(place, pattern))
    return frozenset(name for folder in folders for name in _names(folder))


def served(vault: Path) -> Callable[[str], bool] | None:
    """Whether a target, as written in a link, names a file that the site of `vault` publishes with its pages.

    None when there is no such site.
    """
    folders = [folder for place in _places(vault) for name in _PICTURES if (folder := place / name).is_dir()]
    if not folders:
        return None

    @lru_cache(maxsize=10_000)
    def is_served(target: str) -> bool:
        parts = [part for part in target.split("/") if part not in ("", ".")]
        return ".." not in parts and any(folder.joinpath(*parts).is_file() for folder in folders)

    return is_served


def _places(vault: Path) -> tuple[Path, ...]:
    return (vault.resolve(), *vault.resolve().parents)


def _matching(place: Path, pattern: str) -> list[Path]:
    try:
        return sorted(place.glob(pattern))
    except OSError:
        return []


def _names(folder: Path) -> set[str]:
    found = set()
    for above, _, files in os.walk(folder):
        inner = Path(above).relative_to(folder)
        found |= {(inner / name.partition(".")[0]).as_posix() for name in files if name.partition(".")[0]}
    return found


def without_own(found: list[tuple[str, Problem]], vault: Path) -> list[tuple[str, Problem]]:
    """`found` (path, problem) but for the shortcodes that are unknown to Hugo and known to the site."""
    if not any(one.code == "shortcode-unknown" for _, one in found):
        return found
    known = {problem("shortcode-unknown", name=name).message for name in own_shortcodes(vault)}
    return [(path, one) for path, one in found if one.code != "shortcode-unknown" or one.message not in known]
