"""notes export: a note as one HTML page, as Markdown for others, as text to paste, as a PDF, or notes as a site."""

from typing import Annotated

from notes_cli.cli.declared import Argument, Option
from notes_cli.errors import UsageError
from notes_cli.library import Library
from notes_cli.results import Written

EXAMPLES = (
    "notes export 泛化是什麼",
    "notes export AI/bm25.md --to md -o - | pandoc -f gfm -o bm25.docx",
    "notes export --all in:AI -o site --base-url https://example.org/",
)


def run(
    library: Library,
    arguments: Annotated[
        list[str] | None,
        Argument(
            metavar="NOTE",
            help="A path, file name, title or alias; with --all: words of a query.",
        ),
    ] = None,
    *,
    all_: Annotated[bool, Option("--all", help="A site of all notes but drafts, or of those a QUERY matches.")] = False,
    output: Annotated[
        str | None,
        Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The file; - = stdout. Default: NAME.html here (.md, .txt, .pdf). With --all: the folder.",
        ),
    ] = None,
    to: Annotated[
        str, Option("--to", metavar="html|md|text|pdf", help="A page, CommonMark, text to paste into a post, or a PDF.")
    ] = "html",
    toc: Annotated[
        bool | None,
        Option("--toc/--no-toc", help="A table of contents; default: from four headings on."),
    ] = None,
    props: Annotated[
        str | None,
        Option(
            "--props",
            metavar="all|none|NAMES",
            help="Properties to show as a table: all, or a,b; none also hides date and tags. With --to md: to keep.",
        ),
    ] = None,
    assets: Annotated[
        str | None,
        Option(
            "--assets",
            metavar="DIR",
            help="Put pictures, sound, films and PDFs there. Default: only pictures over 5 MB, in NAME.files.",
        ),
    ] = None,
    open_: Annotated[bool, Option("--open", help="Show it in the browser.")] = False,
    force: Annotated[bool, Option("--force", help="Replace a file that no export made.")] = False,
    final: Annotated[bool, Option("--final", help="Refuse drafts.")] = False,
    drafts: Annotated[bool, Option("--drafts", help="With --all: drafts too.")] = False,
    title: Annotated[str | None, Option("--title", metavar="TEXT", help="With --all: the site's title.")] = None,
    base_url: Annotated[
        str | None,
        Option("--base-url", metavar="URL", help="With --all: where the site will be."),
    ] = None,
) -> Written:
    """Write a note as one self-contained HTML page (or Markdown, text, PDF), or with --all a site; print the name."""
    from notes_cli.cli.context import Look
    from notes_cli.cli.forms import Place, refused, written
    from notes_cli.cli.pages import chosen_props

    look = Look(toc, chosen_props(props))
    if all_:
        from notes_cli.cli.sites import make_site
        from notes_cli.site.pages import Wish

        refused({"--to": to != "html", "--assets": assets, "--final": final}, "for one note, and --all makes a site")
        wish = Wish(title or "", base_url, drafts, look.toc, look.props)
        return make_site(library, arguments or [], output, wish, force=force, show=open_)
    refused({"--title": title, "--base-url": base_url, "--drafts": drafts}, "for a site, which --all makes")
    document = library.document(_one(arguments or []))
    if document.record.draft and final:
        raise UsageError(f"{document.record.path} is a draft", hint="leave --final away to export it with a mark")
    place = Place(output, assets=assets, show=open_, force=force)
    return written(library, document, to, look, place)


def _one(names: list[str]) -> str:
    """The one note that is named. Raises `UsageError`."""
    if len(names) != 1:
        raise UsageError(
            "one note at a time" if names else "which note?", hint="notes export NOTE; --all makes a site of many"
        )
    return names[0]
