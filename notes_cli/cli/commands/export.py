"""notes export: a note as one HTML page."""

from pathlib import Path
from typing import Annotated

import typer

from notes_cli.cli.options import NoteName
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.results import Written

EXAMPLES = (
    "notes export 泛化是什麼",
    "notes export AI/bm25.md -o page.html",
    "notes export 泛化是什麼 -o - | less",
)


def run(
    library: Library,
    note: NoteName,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The file; - = stdout. Default: NAME.html here.",
            show_default=False,
        ),
    ] = None,
    toc: Annotated[
        bool | None,
        typer.Option("--toc/--no-toc", help="A table of contents; default: from four headings on.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that no export made.")] = False,
    final: Annotated[bool, typer.Option("--final", help="Refuse drafts.")] = False,
) -> Written:
    """Write a note as one self-contained HTML page; print the file's name."""
    from notes_cli.cli.pages import exported, write_page

    document = library.document(note)
    path = document.record.path
    if document.record.draft and final:
        raise UsageError(f"{path} is a draft", hint="leave --final away to export it with a mark")
    made = exported(library, document, toc=toc)
    remarks = [f"{path}:{w.line}: {w.message}" for w in made.warnings]
    if document.record.draft:
        remarks.append(f"{path} is a draft; the page says so")
    remarks += [f"{path}:{p.line or 1}: {p.message}" for p in document.problems]
    if output == "-":
        return Written(None, made.html, tuple(remarks))
    file = Path(output or f"{Path(path).stem}.html")
    if file.suffix.lower() == ".md" and library.holds(file):
        raise UsageError(f"{file} would be a note of the vault", hint="name a file that does not end in .md")
    write_page(file, made.html, force=force)
    return Written(str(file), remarks=tuple(remarks))
