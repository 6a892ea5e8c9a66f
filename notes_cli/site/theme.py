"""How a site looks: one style sheet, and templates that a vault may replace with its own in `.notes/templates/`.

A template is text with `$names` in it, filled with HTML that is already escaped; it holds no logic. What stands before
<body> is not the template's: the security policy there keeps any script out that is not ours, wherever it stands.
"""

import json
from base64 import b64encode
from hashlib import blake2b, sha256
from html import escape
from pathlib import Path
from string import Template

from notes_cli.errors import OutputError
from notes_cli.export.page import stylesheet, visible
from notes_cli.site import addresses

_OURS = Path(__file__).parent / "templates"

#: Templates, and what each must show.
TEMPLATES = {
    "page.html": ("content",),
    "note.html": ("main",),
    "list.html": ("list",),
}
_LARGEST = 1_000_000  # bytes of a template

#: What brings the search to the page; what it loads is trusted by the word 'strict-dynamic'.
_LOADER = "const s=document.createElement('script');s.dataset.site='';s.src='site/search.js';document.head.append(s)"


class Theme:
    """The templates of a site, and its style sheet; `digest` changes with all that a page is made by."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the vault's own templates, if any. Raises `OutputError` for one that cannot be used."""
        own = {name: _own(folder / name) for name in (*TEMPLATES, "style.css")}
        texts = {name: own[name] or (_OURS / name).read_text("utf-8") for name in TEMPLATES}
        self._templates = {name: _checked(name, text, folder) for name, text in texts.items()}
        plain = stylesheet() + (_OURS / "site.css").read_text("utf-8")
        self.style = plain + f"\n{own['style.css']}" if own["style.css"] else plain
        self.digest = blake2b(repr((texts, self.style)).encode(), digest_size=16).hexdigest()

    def filled(self, name: str, **values: str) -> str:
        """The template `name` with its values, which are HTML."""
        return self._templates[name].safe_substitute(values)

    def page(self, at: str, language: str, title: str, meta: str, body: str, *, searches: bool = False) -> str:
        """A whole page at address `at` around `body`; `searches`: it brings the search."""
        script = f"<script>{_LOADER}</script>\n" if searches else ""
        style = addresses.href(at, addresses.STYLE)
        html = (
            f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(searches)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
            f'<meta name="generator" content="notes">\n<title>{escape(title)}</title>\n{meta}\n'
            f'<link rel="stylesheet" href="{style}">\n</head>\n{body.strip()}\n{script}</html>\n'
        )
        return visible(html.replace(f"</body>\n{script}", f"{script}</body>\n") if script else html)


def _policy(searches: bool) -> str:
    """The Content-Security-Policy: the site's own style sheet and pictures, and no script but the search."""
    digest = b64encode(sha256(_LOADER.encode()).digest()).decode()
    script = f"script-src 'sha256-{digest}' 'strict-dynamic'; " if searches else ""
    place = "'self' file:"  # on a disk not every browser takes "self" for the files around the page
    shown = f"img-src {place} data:; media-src {place}"
    return f"default-src 'none'; {script}{shown}; style-src {place}; base-uri 'none'; form-action 'none'"


def _own(file: Path) -> str | None:
    """The vault's own template; None when there is none. A link is not followed: it may lead out of the vault."""
    try:
        if not file.is_file() or file.is_symlink() or file.parent.is_symlink():
            return None
        data = file.read_bytes()
        if len(data) > _LARGEST:
            raise OutputError(f"{file} is too large for a template")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OutputError(f"{file} is not UTF-8", hint="save it as UTF-8") from error
    except OSError as error:
        raise OutputError(f"{file} cannot be read: {error.strerror or error}") from error


def _checked(name: str, text: str, folder: Path) -> Template:
    """`text` as a template that shows what it must. Raises `OutputError`."""
    made = Template(text)
    for needed in TEMPLATES[name]:
        if needed not in made.get_identifiers():
            raise OutputError(
                f"{folder / name} does not show ${needed}", hint="docs/site.md says what a template holds"
            )
    return made


def search_script() -> str:
    """The search, with the table of what a browser folds otherwise (made by scripts/make_search_folds.py)."""
    folds = (_OURS / "folds.txt").read_bytes().decode()  # as it is: some of it is white space
    return (_OURS / "search.js").read_text("utf-8").replace("FOLDS", json.dumps(folds, ensure_ascii=False), 1)


def shard_script(rows: list[tuple[str, str, str, list[str], str]]) -> str:
    """The texts of some notes for the search: address, title, date, tags, text of each."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()
    return f"notesSearch({text})\n"
