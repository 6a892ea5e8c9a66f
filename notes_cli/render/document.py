"""A note for eyes: rendered, as it is, or its properties; through a pager when it is long."""

import os
from contextlib import nullcontext

from rich.console import Console  # noqa: TID253 - loaded late, with `terminal`
from rich.text import Text  # noqa: TID253

from notes_cli.export.context import PageContext
from notes_cli.render import Screen
from notes_cli.render.plain import document_text
from notes_cli.render.theme import THEMES
from notes_cli.results import Document


def write_document(document: Document, console: Console, screen: Screen) -> None:
    """Write `document` in its form."""
    if document.form == "raw":
        screen.stdout.write(document_text(document))
    elif document.form == "meta":
        for line in document_text(document).splitlines():
            name, _, value = line.partition("\t")
            console.print(Text.assemble((f"{name}  ", "heading"), value))
    else:
        _write_article(document, console, screen)


def _write_article(document: Document, console: Console, screen: Screen) -> None:
    from notes_cli.render.article import article
    from notes_cli.render.recolored import recolored

    context = document.context if isinstance(document.context, PageContext) else None
    page = article(document.note, document.body, context=context)
    os.environ.setdefault("LESS", "FRX")  # colours, and no pager for what fits
    os.environ.setdefault("LESSCHARSET", "utf-8")  # what we write, whatever the locale
    with console.pager(styles=True) if screen.stdout.isatty() and _is_long(document, console) else nullcontext():
        console.print(
            recolored(page, THEMES[document.theme]), crop=False
        )  # its lines fit; one print is much faster than one for each block


def _is_long(document: Document, console: Console) -> bool:
    return document.body.count("\n") + len(document.body) // console.width > console.height - 2
