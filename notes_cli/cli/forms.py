"""What `export --to` makes besides the page: Markdown for others, text to paste, a PDF. One table of forms."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from notes_cli.cli.addresses import addressed_context
from notes_cli.cli.context import Look, context_of
from notes_cli.cli.pages import exported, write_page
from notes_cli.errors import UsageError, did_you_mean
from notes_cli.export.context import Warned
from notes_cli.library import Library
from notes_cli.results import Document, Written


class Made(NamedTuple):
    """The content of a file, and what its reader will miss."""

    content: str | bytes
    warnings: Sequence[Warned]


def _text(library: Library, document: Document, look: Look) -> Made:
    from notes_cli.export.post import post

    made = post(document.note, document.body, context=context_of(library, document, look))
    return Made(made.html, made.warnings)


def _md(library: Library, document: Document, look: Look) -> Made:
    from notes_cli.export.commonmark import commonmark

    front = "".join(line + "\n" for line in document.source.split("\n")[: document.note.body_line - 1])
    made = commonmark(document.note, front, document.body, context=addressed_context(library, document, look))
    return Made(made.html, made.warnings)


def _pdf(library: Library, document: Document, look: Look) -> Made:
    from notes_cli.cli.pdf import pdf

    page = exported(library, document, look)
    return Made(pdf(page.html), page.warnings)


class Form(NamedTuple):
    """What a form is called, how its files end, and what makes it."""

    suffix: str
    make: Callable[[Library, Document, Look], Made]


FORMS: Final = {"md": Form(".md", _md), "text": Form(".txt", _text), "pdf": Form(".pdf", _pdf)}


def written(library: Library, document: Document, to: str, output: str | None, look: Look, *, force: bool) -> Written:
    """Write `document` in the form `to` into the file `output` ("-": stdout; None: NAME here).

    Raises `UsageError` for an unknown form or what would be a note of the vault, `OutputError`.
    """
    form = FORMS.get(to)
    if form is None:
        raise UsageError(
            f'--to: there is no form "{to}"', hint=f"html, {', '.join(FORMS)}" + did_you_mean(to, FORMS, "; ")
        )
    path = document.record.path
    file = Path(f"{Path(path).stem}{form.suffix}" if output in {None, "-"} else str(output))
    if output == "-" and form.suffix == ".pdf" and sys.stdout.isatty():
        raise UsageError("a PDF is not for a terminal", hint="-o FILE, or send it through a pipe")
    if file.suffix.lower() == ".md" and library.holds(file):
        raise UsageError(f"{file} would be a note of the vault", hint="-o FILE: one outside the vault; -o - for stdout")
    made = form.make(library, document, look)
    remarks = [f"{path}:{warned.line}: {warned.message}" for warned in made.warnings]
    remarks += [f"{path} is a draft"] if document.record.draft else []
    remarks += [f"{path}:{problem.line or 1}: {problem.message}" for problem in document.problems]
    if output != "-":
        write_page(file, made.content, force=force)
        return Written(str(file), remarks=tuple(remarks))
    if isinstance(made.content, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        return Written(None, remarks=tuple(remarks))
    return Written(None, made.content, tuple(remarks))
