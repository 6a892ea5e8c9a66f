"""Hugo's logical paths: what a file of a site is called, and the language it is in. Pure, of single paths."""

from typing import NamedTuple

from notes_cli.text.pattern import pattern

#: A page in a language of its own: `post.zh-tw.md`.
_IN_LANGUAGE = pattern(r"(.+)\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*)")
#: A language with a tree of its own: `content/zh-tw/…`.
_LANGUAGE_FOLDER = pattern(r"(?:^|/)content/([a-z]{2,3}(?:-[a-z0-9]{2,8})*)/")


class Page(NamedTuple):
    """What Hugo calls a file, where that is not its path without `.md`: see `page_of`."""

    path: str | None  # logical path from the vault's root, folded
    key: str | None  # its last segment
    language: str | None


def page_of(path_key: str) -> Page:
    """The logical page of the file at the folded path: a bundle's is its folder, a language is no part of it.

    (gohugo.io, content-management/page-bundles and glossary/logical-path.) Nothing when the path says it itself.
    """
    folder, slash, name = path_key.removesuffix(".md").rpartition("/")
    found = _IN_LANGUAGE.fullmatch(name) if path_key.endswith(".md") else None
    if found:
        name = found[1]
    path = folder if slash and name in ("index", "_index") else folder + slash + name
    if not path_key.endswith(".md") or path + ".md" == path_key:
        return Page(None, None, None)
    return Page(path, path.rpartition("/")[2], found[2] if found else None)


def language_of(path_key: str) -> str:
    """The language of the page at the folded path, by its name or its folder in `content`; "" when it has none."""
    found = _LANGUAGE_FOLDER.search(path_key)
    return page_of(path_key).language or (found[1] if found else "")
