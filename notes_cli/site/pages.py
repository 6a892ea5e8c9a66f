"""The pages of a site as HTML: each note, the index, years, tags, the feed and the sitemap."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote

from notes_cli.export.context import Asset, Warned
from notes_cli.export.formula import readable
from notes_cli.export.page import parts
from notes_cli.export.phrases import phrased
from notes_cli.export.words import words
from notes_cli.index.published import PublishedNote
from notes_cli.site import addresses, archive, feed
from notes_cli.site.addresses import href
from notes_cli.site.archive import Entry
from notes_cli.site.published import Pictures, Published
from notes_cli.site.theme import Theme
from notes_cli.text.fold import name_key

#: With more notes than this the older years get pages of their own.
INDEX_MOST = 500

_MAIN = re.compile(r"<main>(.*)</main>", re.DOTALL)
_BREAK = re.compile(r"</(?:p|li|h[1-6]|tr|pre|dt|dd|figcaption|summary)>|<br>")
#: What is read otherwise than its text says: a formula by its TeX, and not at all the way back from a footnote.
_FORMULA = re.compile(r'<math[^>]* alttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)
_BACK = re.compile(r'<a [^>]*class="footnote-back"[^>]*>[^<]*</a>')
_TAG = re.compile(r"<[^>]*>", re.DOTALL)


class Wish(NamedTuple):
    """What a person asks of a site."""

    title: str
    base: str | None = None  # its address, ending in "/"
    drafts: bool = False
    toc: bool | None = None  # as of `PageContext`
    props: tuple[str, ...] | None = ()


class NotePage(NamedTuple):
    """The page of a note, what its readers will miss, the pictures that it shows and those that it asks for."""

    html: str
    warnings: tuple[Warned, ...]
    assets: tuple[Asset, ...]
    pictures: Pictures


class Pages:
    """All pages of one site."""

    def __init__(self, published: Published, theme: Theme, wish: Wish, *, shards: int) -> None:
        self.published = published
        self.theme = theme
        self.wish = wish
        self.shards = shards
        self.said = words(published.language)
        self.entries = list(published.entries.values())

    def note(self, note: PublishedNote) -> NotePage | None:
        """The page of `note`; None when its file has gone."""
        found = self.published.library.text_of(note)
        if found is None:
            return None
        read, body = found
        at = self.published.addresses[note.path]
        pictures: Pictures = {}
        context = self.published.context(note, read, at, pictures)
        made = parts(read, body, context=replace(context, toc=self.wish.toc, props=self.wish.props))
        said = words(made.language)
        content = self.theme.filled(
            "note.html",
            header=made.header,
            toc=made.toc,
            main=f"<main>\n{made.main}</main>",
            backlinks=archive.backlinks(self.published.backlinks(note), said, partial(href, at)),
        )
        html = self._whole(at, made.language, note.title, content, meta=made.meta)
        return NotePage(html, made.warnings, made.assets, pictures)

    def lists(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The addresses of all pages that are no notes, each with what makes it."""
        groups = archive.years(self.entries)
        more = groups if len(self.entries) > INDEX_MOST else []
        taken: set[str] = set()
        years = {year: addresses.page_of("years", year or "undated", taken) for year, _ in more}
        yield addresses.INDEX, partial(self._index, groups, years)
        for year, entries in more:
            yield years[year], partial(self._year, years[year], year, entries)
        yield addresses.TAGS, self._tags
        for key, at in self.published.tag_pages.items():
            yield at, partial(self._tag, at, key)
        yield addresses.FEED, self._feed
        if self.wish.base:
            yield addresses.SITEMAP, partial(self._sitemap, self.wish.base, sorted(years.values()))

    def _index(self, groups: list[tuple[str, list[Entry]]], years: dict[str, str]) -> str:
        at = addresses.INDEX
        to = partial(href, at)
        shown = archive.years(self.entries[: INDEX_MOST // 5]) if years else groups
        listed = archive.by_year(shown, self.said, to, leads=archive.LEADS)
        if years:
            listed += "\n" + archive.year_links(groups, self.said, lambda year: href(at, years[year]))
        name = escape(self.wish.title)
        alternate = f'<link rel="alternate" type="application/atom+xml" href="{addresses.FEED}" title="{name}">'
        return self._list(at, self.wish.title, listed, search=self._search(), meta=alternate)

    def _search(self) -> str:
        """The search, hidden until its script shows it."""
        said = {name: escape(self.said[name]) for name in ("search", "loading", "nothing", "found", "colon")}
        return (
            f'<search class="search" id="search" hidden data-shards="{self.shards}" data-loading="{said["loading"]}" '
            f'data-nothing="{said["nothing"]}" data-found="{said["found"]}{said["colon"]}">'
            f'<label for="query">{said["search"]}</label>'
            '<input id="query" type="search" autocomplete="off" spellcheck="false">'
            '<p class="state" role="status"></p><ol></ol></search>\n'
        )

    def _year(self, at: str, year: str, entries: list[Entry]) -> str:
        listed = archive.by_year([(year, entries)], self.said, partial(href, at))
        return self._list(at, year or self.said["undated"], listed)

    def _tags(self) -> str:
        at = addresses.TAGS
        tree = archive.tag_tree(self.published.tags, lambda key: href(at, self.published.tag_pages[key]))
        return self._list(at, self.said["tags"], tree)

    def _tag(self, at: str, key: str) -> str:
        tag = self.published.tags[key]
        newest = sorted(tag.entries, key=lambda entry: entry.date or "", reverse=True)
        above = tag.name.rpartition("/")[0]
        lead = ""
        if above:
            page = self.published.tag_pages[name_key(above)]
            lead = f'<p class="lead"><a href="{escape(href(at, page))}">#{escape(above)}</a></p>'
        return self._list(
            at, f"#{tag.name}", archive.by_year(archive.years(newest), self.said, partial(href, at)), lead
        )

    def _list(self, at: str, title: str, listed: str, lead: str = "", *, search: str = "", meta: str = "") -> str:
        content = self.theme.filled("list.html", title=phrased(title), lead=lead, search=search, list=listed)
        return self._whole(at, self.published.language, title, content, meta=meta, searches=bool(search))

    def _whole(self, at: str, language: str, title: str, content: str, *, meta: str, searches: bool = False) -> str:
        said = words(language)
        body = self.theme.filled(
            "page.html",
            skip=escape(said["to text"]),
            home=escape(href(at, addresses.INDEX)),
            site=escape(self.wish.title),
            tags=escape(href(at, addresses.TAGS)),
            tags_word=escape(said["tags"]),
            search_word=escape(said["search"]),
            content=content,
        )
        named = title if title == self.wish.title else f"{title} · {self.wish.title}"
        return self.theme.page(at, language, named, meta, body, searches=searches)

    def _feed(self) -> str:
        newest = [(self.published.entries[note.path], note.seconds) for note in self.published.notes[: feed.MOST]]
        return feed.atom(self.wish.title, self.published.language, self.wish.base, newest)

    def _sitemap(self, base: str, years: list[str]) -> str:
        pages = [(self.published.addresses[note.path], note.seconds) for note in self.published.notes]
        newest = max((seconds for _, seconds in pages), default=0.0)
        lists = [(at, newest) for at in (addresses.INDEX, addresses.TAGS, *years, *self.published.tag_pages.values())]
        return feed.sitemap(base, [*lists, *pages])


def text_of(entry: Entry, page: bytes) -> tuple[str, str, str, list[str], str]:
    """What the search knows of a note: its address (encoded), title, date, tags, and the text that its page shows."""
    found = _MAIN.search(page.decode("utf-8", "replace"))
    html = _BACK.sub("", found[1] if found else "")
    html = _FORMULA.sub(lambda formula: escape(readable(unescape(formula[1]))), html)
    text = unescape(_TAG.sub("", _BREAK.sub("\n", html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    plain = "\n".join(filter(None, lines))
    return quote(entry.address), entry.title, (entry.date or "")[:10], list(entry.tags), plain
