"""The house rules that a machine can check: who may import whom, and where third-party packages live."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "notes_cli"

#: Which rooms each room may import (itself always). A name that is no room may be imported by all.
MAY_IMPORT = {
    "errors": set(),
    "model": {"errors"},
    "config": {"errors"},
    "problems": {"model", "errors"},
    "tomlfile": {"errors"},
    "settings": {"errors"},
    "settle": {"settings", "tomlfile", "config", "errors"},
    "about": set(),
    "fields": {"model", "errors"},
    "records": {"model"},
    "results": {"records", "model", "errors"},
    "text": {"model", "errors"},
    "vault": {"text", "problems", "model", "errors"},
    "query": {"fields", "text", "model", "errors"},
    "index": {"about", "query", "fields", "results", "text", "problems", "model", "config", "errors"},
    "library": {"about", "index", "vault", "query", "fields", "results", "text", "problems", "model", "settings", "settle", "config",
                "errors"},
    # What a change command does: asks the library, edits text, has files written. Nothing of how it is typed or shown.
    "changes": {"library", "vault", "query", "results", "text", "model", "errors"},
    "completion": {"index", "fields", "text", "settings", "settle", "config", "errors"},
    "vaults": {"about", "index", "results", "settings", "config", "errors"},
    "export": {"text", "model", "errors"},
    # A vault as a web site: asks the library, makes pages as `export` does, writes files.
    "site": {"library", "export", "index", "vault", "query", "text", "model", "errors"},
    "render": {"about", "export", "results", "text", "model", "config", "errors"},
    "cli": {"about", "changes", "completion", "library", "vaults", "render", "export", "site", "query", "fields", "results", "text", "model", "settings", "settle", "tomlfile",
            "config", "errors"},
}  # fmt: skip

#: Where each third-party package (and sqlite3) may be imported.
OWNERS = {
    "typer": ("cli/",),
    "rich": ("render/", "cli/progress.py"),  # of render only what draws on a terminal, see below
    "sqlite3": ("index/",),
    "sqlite_utils": ("index/schema.py",),
    "frontmatter": ("vault/",),
    "yaml": ("vault/",),
    "rapidfuzz": ("text/likeness.py",),
    "regex": ("query/patterns.py", "vault/filters.py"),
    "markdown_it": ("export/", "render/"),
    "mdit_py_plugins": ("export/", "render/"),
    "nh3": ("export/", "render/"),
    "pygments": ("export/", "render/"),
    "pyromark": ("vault/markdown.py",),
    "watchfiles": ("library/ears.py", "library/watching.py"),
}

#: Names that say nothing of what is inside.
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "misc"}


class Import(NamedTuple):
    """`module` imported in `file` (from the package's root) at `line`."""

    file: str
    line: int
    module: str


def imports_of(file: Path) -> Iterator[Import]:
    """Every import in a file, also those inside functions and under TYPE_CHECKING."""
    name = file.relative_to(PACKAGE).as_posix()
    package = ["notes_cli", *name.split("/")[:-1]]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, node.module] if node.module else above)
            if module in ("notes_cli", ""):
                for alias in node.names:
                    yield Import(name, node.lineno, f"{module}.{alias.name}")
            else:
                yield Import(name, node.lineno, module)


FILES = sorted(PACKAGE.rglob("*.py"))
IMPORTS = [found for file in FILES for found in imports_of(file)]


def room(file: str) -> str:
    return file.split("/", maxsplit=1)[0].removesuffix(".py")


def said(found: list[Import]) -> str:
    return "\n".join(f"notes_cli/{i.file}:{i.line} imports {i.module}" for i in found)


def test_every_room_is_in_the_table() -> None:
    rooms = {room(file.relative_to(PACKAGE).as_posix()) for file in FILES} - {"__init__", "__main__"}
    assert rooms == set(MAY_IMPORT)


def test_imports_point_down() -> None:
    upward = []
    for found in IMPORTS:
        module = found.module.split(".")
        here = room(found.file)
        if module[0] != "notes_cli" or here in ("__init__", "__main__") or len(module) == 1:
            continue
        there = module[1]
        if there in MAY_IMPORT and there != here and there not in MAY_IMPORT[here]:
            upward.append(found)
    assert not upward, said(upward)


def test_render_uses_what_export_knows_of_markdown_and_no_html() -> None:
    allowed = {
        "notes_cli.export",
        *(f"notes_cli.export.{name}" for name in ("markdown", "contents", "context", "links", "words")),
    }
    used = [i for i in IMPORTS if room(i.file) == "render" and i.module.startswith("notes_cli.export")]
    wrong = [i for i in used if i.module not in allowed]
    assert not wrong, said(wrong)


@pytest.mark.parametrize("name", ["__init__", "plain", "structured", "template", "theme"])
def test_what_writes_into_a_pipe_uses_no_package_of_others(name: str) -> None:
    found = [i for i in IMPORTS if i.file == f"render/{name}.py" and i.module.split(".")[0] in OWNERS]
    assert not found, said(found)


def test_every_third_party_package_has_one_owner() -> None:
    strays = [
        found
        for found in IMPORTS
        if (owners := OWNERS.get(found.module.split(".")[0])) and not found.file.startswith(owners)
    ]
    assert not strays, said(strays)


def test_every_third_party_package_is_declared() -> None:
    import sys
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {line.split(">")[0].split("[")[0].lower() for line in project["dependencies"]}
    names = {"yaml": "pyyaml", "frontmatter": "python-frontmatter", "markdown_it": "markdown-it-py"}
    used = {found.module.split(".")[0] for found in IMPORTS} - {"notes_cli", "__future__"} - sys.stdlib_module_names
    assert {names.get(name, name.replace("_", "-")) for name in used} <= declared


def test_no_module_is_named_after_nothing() -> None:
    assert not [str(file) for file in FILES if NAMELESS & set(file.relative_to(PACKAGE).with_suffix("").parts)]


def test_every_module_says_what_lives_in_it() -> None:
    assert not [str(file) for file in FILES if not ast.get_docstring(ast.parse(file.read_text("utf-8")))]


@pytest.mark.parametrize("name", ["typer", "sqlite3", "yaml", "rich"])
def test_the_checks_see_imports(name: str) -> None:
    assert any(found.module.split(".")[0] == name for found in IMPORTS)
