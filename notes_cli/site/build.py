"""Making a site: writing those of its files that have changed."""

from hashlib import blake2b
from itertools import starmap
from typing import NamedTuple

from notes_cli.library import Library
from notes_cli.query.syntax import Query
from notes_cli.site import addresses, workers
from notes_cli.site.folder import Counts, Folder
from notes_cli.site.pages import Pages, Wish, text_of
from notes_cli.site.published import Picture, Published
from notes_cli.site.theme import Theme, search_script, shard_script

#: Notes in one file of the search, about.
SHARD = 300
#: Changes of the program that change pages without changing templates.
REVISION = 3


class Built(NamedTuple):
    """What was made; `remarks` is what the readers of pages will miss, each with its place."""

    counts: Counts
    notes: int
    remarks: tuple[str, ...]


def build(library: Library, query: Query | None, folder: Folder, theme: Theme, wish: Wish) -> Built:
    """Write the site of the notes that match `query` into `folder`. Raises `OutputError`, `QueryError`.

    Of a note that is not published nothing is told: no title, no text, no link, no tag.
    """
    published = Published(library, query, drafts=wish.drafts)
    shards = _shards(len(published.notes))
    pages = Pages(published, theme, wish, shards=shards)
    made_by = repr((REVISION, theme.digest, wish, published.language))
    with folder:
        return _written(published, pages, folder, theme, made_by, shards)


def _written(published: Published, pages: Pages, folder: Folder, theme: Theme, made_by: str, shards: int) -> Built:
    lists = dict(pages.lists())
    searches = [_search_address(number) for number in range(shards)]
    folder.begin([*published.addresses.values(), *lists, addresses.STYLE, addresses.SEARCH, *searches])
    remarks: list[str] = []
    keys = {}
    changed = []
    for note in published.notes:
        at = published.addresses[note.path]
        keys[at] = published.digest(note, made_by, published.pictures(starmap(Picture, folder.asked(at))))
        if not folder.is_same(at, keys[at]):
            changed.append(note)
    for note, made in zip(changed, workers.made(pages, changed), strict=True):
        at = published.addresses[note.path]
        if made is None:
            remarks.append(f"{note.path}: it has gone")
            continue
        remarks += [f"{note.path}:{one.line}: {one.message}" for one in made.warnings]
        shown = {f"{addresses.PICTURES}/{asset.name}": asset.data for asset in made.assets}
        for picture, data in shown.items():
            folder.write(picture, "", data)
        keys[at] = published.digest(note, made_by, made.pictures)
        folder.write(at, keys[at], made.html, tuple(shown), tuple(made.pictures))
    for at, make in lists.items():
        folder.write(at, "", make())
    folder.write(addresses.STYLE, "", theme.style)
    folder.write(addresses.SEARCH, "", search_script())
    _write_search(published, folder, keys, shards)
    return Built(folder.end(), len(published.notes), tuple(remarks))


def _shards(notes: int) -> int:
    """Files of the search: a power of two, so that it seldom changes."""
    return 1 << max(0, (notes // SHARD).bit_length())


def _search_address(number: int) -> str:
    return f"site/search/{number}.js"


def _write_search(published: Published, folder: Folder, keys: dict[str, str], count: int) -> None:
    """The texts of the notes as the pages show them, each in the file that its address decides."""
    parts: list[list[str]] = [[] for _ in range(count)]
    for at in sorted(keys):
        parts[blake2b(at.encode("utf-8", "replace"), digest_size=2).digest()[0] % count].append(at)
    entries = {entry.address: entry for entry in published.entries.values()}
    for number, some in enumerate(parts):
        key = blake2b(repr([(at, keys[at]) for at in some]).encode("utf-8", "replace"), digest_size=16).hexdigest()
        address = _search_address(number)
        if not folder.is_same(address, key):
            folder.write(address, key, shard_script([text_of(entries[at], folder.read(at)) for at in some]))
