"""One note as one HTML file: no request, no script, the same bytes for the same note.

`page` is the door of this room. It asks the vault only through the `PageContext` it is given and writes nothing.
The note's text stands in one <main>, and nothing else does. Headings carry ids only when something points at them
(a table of contents, a link, another page), so that a plain note is plain HTML.
"""

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from notes_cli.export import anchors, contents, head
from notes_cli.export.body import Body
from notes_cli.export.callouts import LOOKS
from notes_cli.export.context import Page, PageContext, Parts
from notes_cli.export.html import NoteRenderer
from notes_cli.export.markdown import parser
from notes_cli.export.sanitize import sanitized
from notes_cli.export.words import words
from notes_cli.model import Note

_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TEMPLATES = Path(__file__).parent / "templates"


def page(note: Note, body: str, *, context: PageContext | None = None) -> Page:
    """The page of `note`, whose text after the front matter is `body`. Never fails on content.

    What could not be shown (a missing image, a broken formula) stands as a visible mark in the page and as a
    warning with its line in the note's file.
    """
    made = parts(note, body, context=context or PageContext())
    style = stylesheet()
    html = _template("page.html").substitute(
        lang=escape(made.language),
        title=escape(note.title),
        policy=_policy(style, bool(made.assets), "<audio" in made.main or "<video" in made.main),
        meta=made.meta,
        style=style,
        header=made.header,
        toc=made.toc,
        main=made.main,
    )
    return Page(visible(html), made.warnings, made.assets)


def parts(note: Note, body: str, *, context: PageContext) -> Parts:
    """What the page of `note` is made of; see `page`."""
    tongue = note.language
    said = words(tongue)
    made = Body(context, note.body_line, _rendered, _rendered_line, said, inside=(note.path,))
    env = {"body": made}
    markdown = parser(NoteRenderer, breaks=not context.strict_line_breaks)
    tokens = markdown.parse(visible(body), env)
    headings = contents.entries(tokens, note)
    with_table = len(headings) >= contents.ENOUGH if context.toc is None else context.toc and bool(headings)
    anchors.give(made, tokens, headings, to_headings=with_table or context.anchors or anchors.points_within(body))
    html = anchors.marked(sanitized(markdown.renderer.render(tokens, markdown.options, env), made.assets), said)
    titled = not (headings and headings[0].level == 1 and headings[0].text == note.title)
    return Parts(
        tongue,
        head.meta_tags(note, tongue),
        head.header(note, tongue, title=titled, props=context.props, tag_page=context.tag_page),
        contents.table(headings, said["contents"]) if with_table else "",
        html,
        tuple(made.warnings),
        tuple({asset.name: asset for asset in made.assets.values()}.values()),
    )


def visible(text: str) -> str:
    """`text` without what no HTML file may hold: lone surrogates, and controls that are no white space."""
    return _UNSEEN.sub(lambda found: "?" if found[0] >= "\ud800" else "", text)


def _rendered(text: str, body: Body) -> str:
    """The HTML of an embedded note's text; it is sanitised with the page."""
    markdown = parser(NoteRenderer, breaks=not body.context.strict_line_breaks)
    env = {"body": body, "docId": body.prefix}
    tokens = markdown.parse(visible(text), env)
    anchors.give(body, tokens, contents.entries(tokens), to_headings=anchors.points_within(text))
    return str(markdown.renderer.render(tokens, markdown.options, env))


def _rendered_line(text: str, body: Body) -> str:
    """The HTML of a line of Markdown within the page; a footnote in it would have no place."""
    markdown = parser(NoteRenderer, breaks=not body.context.strict_line_breaks)
    return str(markdown.renderInline(text, {"body": body, "docId": "line-"})).strip()


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The one style sheet, the same for every page: `page.css` and the callouts of the table `LOOKS`."""
    rules = [
        f'.callout-{kind}{{--hue:var(--{look.color});--icon:url("data:image/svg+xml,{quote(_svg(look.icon))}")}}'
        for kind, look in LOOKS.items()
    ]
    return (_TEMPLATES / "page.css").read_text(encoding="utf-8") + "\n".join(rules) + "\n"


def _svg(path: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round"><path d="{path}"/></svg>'
    )


@lru_cache(maxsize=4)
def _policy(style: str, has_files: bool, has_media: bool) -> str:
    """The Content-Security-Policy: nothing but this very style sheet, and pictures that carry their bytes.

    `has_files`: pictures also from the place of the page ("self" is nothing on a disk, hence "file:").
    `has_media`: sound and films too, from where pictures may come.
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    place = "data: 'self' file:" if has_files else "data:"
    media = f"media-src {place}; " if has_media else ""
    return (
        f"default-src 'none'; img-src {place}; {media}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
