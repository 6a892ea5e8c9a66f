"""What the program and its tests depend on: uv.lock, and why each package is there. `docs/security.md` shows it.

A package of the lock file without a line here, or a line without a package, is an error: nothing comes in unseen.
"""

import tomllib
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "uv.lock"

#: Package -> licence, why it is there. "for X": nothing of ours asks for it.
WHY: dict[str, tuple[str, str]] = {
    "typer": ("MIT", "the command line"),
    "python-frontmatter": ("MIT", "front matter: its handlers, with a YAML 1.2 loader of ours"),
    "pyyaml": ("MIT", "parser of YAML (events and nodes alone, never its object loader)"),
    "rich": ("MIT", "colours, tables and articles on a terminal"),
    "sqlite-utils": ("Apache-2.0", "makes the tables of the index"),
    "rapidfuzz": ("MIT", "words that are like others"),
    "pyromark": ("MIT", "parser of Markdown (pulldown-cmark, in Rust), for the index"),
    "markdown-it-py": ("MIT", "parser of Markdown, for pages and the terminal"),
    "mdit-py-plugins": ("MIT", "footnotes, formulas and more for it"),
    "nh3": ("MIT", "takes what is dangerous out of HTML (ammonia, in Rust)"),
    "latex2mathml": ("MIT", "formulas in pages without a script"),
    "pygments": ("BSD-2-Clause", "colours in code"),
    "regex": ("Apache-2.0 and CNRI-Python", "regular expressions that can be stopped"),
    "watchfiles": ("MIT", "`notes watch`: hears of changes (notify, in Rust)"),
    "anyio": ("MIT", "for watchfiles"),
    "idna": ("BSD-3-Clause", "for anyio"),
    "annotated-doc": ("MIT", "for typer"),
    "shellingham": ("ISC", "for typer"),
    "colorama": ("BSD-3-Clause", "for typer and pytest, on Windows"),
    "mdurl": ("MIT", "for markdown-it-py"),
    "typing-extensions": ("PSF-2.0", "for pyromark and mypy"),
    "click": ("BSD-3-Clause", "for sqlite-utils"),
    "click-default-group": ("public domain", "for sqlite-utils"),
    "pip": ("MIT", "for sqlite-utils, which never calls it here"),
    "pluggy": ("MIT", "for sqlite-utils and pytest"),
    "python-dateutil": ("BSD-3-Clause", "for sqlite-utils"),
    "sqlite-fts4": ("Apache-2.0", "for sqlite-utils"),
    "tabulate": ("MIT", "for sqlite-utils"),
    "tzdata": ("Apache-2.0", "for python-dateutil"),
    "pytest": ("MIT", "runs the tests"),
    "hypothesis": ("MPL-2.0", "thinks of examples"),
    "mypy": ("MIT", "checks types"),
    "ruff": ("MIT", "checks and formats the code"),
    "types-pyyaml": ("Apache-2.0", "types for mypy"),
    "types-pygments": ("Apache-2.0", "types for mypy"),
    "types-regex": ("Apache-2.0", "types for mypy"),
    "opencc-python-reimplemented": ("Apache-2.0", "what the table of simplified characters is checked against"),
    "pypinyin": ("MIT", "what the table of readings is checked against"),
    "ruamel-yaml": ("MIT", "a second YAML 1.2 parser to check ours against"),
    "playwright": ("Apache-2.0", "clicks through a site in the Chromium that is installed"),
    "greenlet": ("MIT and PSF-2.0", "for playwright"),
    "iniconfig": ("MIT", "for pytest"),
    "packaging": ("Apache-2.0 or BSD-2-Clause", "for pytest"),
    "sortedcontainers": ("Apache-2.0", "for hypothesis"),
    "ast-serialize": ("MIT", "for mypy"),
    "librt": ("MIT", "for mypy"),
    "mypy-extensions": ("MIT", "for mypy"),
    "pathspec": ("MPL-2.0", "for mypy"),
}


def rows() -> list[tuple[str, ...]]:
    """Package, version, what it is for, licence, whether it holds compiled code, why. Raises `SystemExit`."""
    packages = {p["name"]: p for p in tomllib.loads(LOCK.read_text("utf-8"))["package"]}
    ours = packages.pop("notes-cli")
    if packages.keys() != WHY.keys():
        raise SystemExit(f"scripts/supply.py: say why (or no more) {sorted(packages.keys() ^ WHY.keys())} is there")
    runtime = _reached({each["name"] for each in ours["dependencies"]}, packages)
    found = [
        (
            f"`{name}`",
            packages[name]["version"],
            "the program" if name in runtime else "tests",
            licence,
            "" if _is_pure(packages[name]) else "yes",
            why,
        )
        for name, (licence, why) in WHY.items()
    ]
    return sorted(found, key=lambda row: row[2] != "the program")


def _reached(names: set[str], packages: dict[str, Any]) -> set[str]:
    """`names`, and all that they depend on."""
    found: set[str] = set()
    while new := names - found:
        found |= new
        names = {each["name"] for name in new for each in packages[name].get("dependencies", ())}
    return found


def _is_pure(package: dict[str, Any]) -> bool:
    return any("-none-any." in wheel["url"] for wheel in package.get("wheels", ()))
