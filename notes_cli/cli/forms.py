"""What `export --to` makes: a page, Markdown for others, text to paste, a PDF. One table of forms."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from notes_cli.cli.addresses import addressed_context
from notes_cli.cli.context import Look, context_of
from notes_cli.cli.pages import NO_BROWSER, browse, exported, folder_address, unknown_props, write_assets, write_page
from notes_cli.errors import UsageError, did_you_mean
from notes_cli.export.context import Asset, Warned
from notes_cli.library import Library
from notes_cli.results import Document, Written
from notes_cli.site.addresses import short

#: Bytes of a note whose export is slow enough to be told of before it begins.
LARGE: Final = 2_000_000


class Made(NamedTuple):
    """The content of a file, what its reader will miss, and the files beside it."""

    content: str | bytes
    warnings: Sequence[Warned]
    assets: Sequence[Asset] = ()


def _page(library: Library, document: Document, look: Look) -> Made:
    page = exported(library, document, look)
    return Made(page.html, page.warnings, page.assets)


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

    made = _page(library, document, look)
    return Made(pdf(str(made.content)), made.warnings)


class Form(NamedTuple):
    """What a form is called, how its files end, and what makes it."""

    suffix: str
    make: Callable[[Library, Document, Look], Made]
    #: Whether it is for a browser, and may have files beside it.
    is_page: bool = False
    #: The options that change it, of those that not every form has.
    options: tuple[str, ...] = ()
    #: Whether a draft is marked as one in it.
    tells_drafts: bool = False


FORMS: Final = {
    "html": Form(".html", _page, True, ("--open", "--assets", "--toc", "--props"), tells_drafts=True),
    "md": Form(".md", _md, options=("--props",)),
    "text": Form(".txt", _text),
    "pdf": Form(".pdf", _pdf, options=("--toc", "--props"), tells_drafts=True),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an export goes: to `output` ("-": stdout; None: NAME here), its files to the folder `assets`."""

    output: str | None = None
    assets: str | None = None
    show: bool = False  # in the browser
    force: bool = False  # a file that no export made is replaced

    @property
    def is_stdout(self) -> bool:
        """Whether no file is made."""
        return self.output == "-"

    def file(self, path: str, suffix: str) -> Path:
        """The file for the note at `path`."""
        return Path(f"{short(Path(path).stem)}{suffix}" if self.output is None or self.is_stdout else self.output)

    def folder(self, file: Path) -> Path | None:
        """Where the files beside `file` are written; None when they cannot be."""
        if self.assets:
            return Path(self.assets)
        return None if self.is_stdout else file.parent / f"{file.stem}.files"


def written(library: Library, document: Document, to: str, look: Look, place: Place) -> Written:
    """Write `document` in the form `to` where `place` says.

    Raises `UsageError` for an unknown form or what would be a note of the vault, `OutputError`.
    """
    form = _form(to, place, look)
    file = place.file(document.record.path, form.suffix)
    if not place.is_stdout and file.suffix.lower() == ".md" and library.holds(file):
        raise UsageError(f"{file} would be a note of the vault", hint="-o FILE: one outside the vault; -o - for stdout")
    folder = place.folder(file) if form.is_page else None
    if folder is not None:
        beside = folder_address(folder, Path() if place.is_stdout else file.parent)
        look = replace(look, beside=beside, all_beside=place.assets is not None)
    size = len(document.source.encode("utf-8", "surrogatepass"))
    if size > LARGE:
        library.say(f"{document.record.path} holds {size / 1e6:.0f} MB, that takes a while")
    made = form.make(library, document, look)
    remarks = _remarks(document, form, made)
    if place.is_stdout:
        write_assets(folder, made.assets)
    else:
        write_page(file, made.content, force=place.force, folder=folder, assets=made.assets)
    remarks += unknown_props(library, look.props)
    if place.show and not browse(file):
        remarks.append(NO_BROWSER)
    return _told(None if place.is_stdout else file, made.content, tuple(remarks))


def refused(given: Mapping[str, object], why: str) -> None:
    """Raise `UsageError` when one of the options `given` has a value: they are `why`."""
    names = [name for name, value in given.items() if value]
    if names:
        raise UsageError(f"{', '.join(names)}: {why}", hint=f"leave {' and '.join(names)} away")


def _form(to: str, place: Place, look: Look) -> Form:
    """The form `to`, which can go to `place` and look so. Raises `UsageError`."""
    form = FORMS.get(to)
    if form is None:
        raise UsageError(f'--to: there is no form "{to}"', hint=", ".join(FORMS) + did_you_mean(to, FORMS, "; "))
    if place.is_stdout and place.show:
        raise UsageError("--open shows a file, and -o - makes none", hint="leave one of them away")
    given = {"--open": place.show, "--assets": place.assets, "--toc": look.toc is not None, "--props": look.props != ()}
    refused({name: value for name, value in given.items() if name not in form.options}, f"not for --to {to}")
    if place.is_stdout and form.suffix == ".pdf" and sys.stdout.isatty():
        raise UsageError("a PDF is not for a terminal", hint="-o FILE, or send it through a pipe")
    return form


def _remarks(document: Document, form: Form, made: Made) -> list[str]:
    """What is to be said of the note and of what was made of it."""
    path = document.record.path
    said = [f"{path}:{warned.line}: {warned.message}" for warned in made.warnings]
    said += [f"{path} is a draft" + "; the page says so" * form.tells_drafts] if document.record.draft else []
    return said + [f"{path}:{problem.line or 1}: {problem.message}" for problem in document.problems]


def _told(file: Path | None, content: str | bytes, remarks: tuple[str, ...]) -> Written:
    """What the command answers: the name of the file, else the content itself."""
    if file is not None:
        return Written(str(file), remarks=remarks)
    if isinstance(content, str):
        return Written(None, content, remarks)
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    return Written(None, remarks=remarks)
