"""The lists of a site: notes by year, tags, and the notes that link to one. Values in, HTML out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from notes_cli.export.phrases import phrased
from notes_cli.text.fold import name_key

LEADS = 8  # notes at the top of the index whose descriptions are shown


class Entry(NamedTuple):
    """A note in a list: its address, and what is told of it."""

    address: str
    title: str
    date: str | None  # ISO 8601
    description: str | None
    tags: tuple[str, ...]
    draft: bool = False


def years(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries by year, newest year first and those without a date last (year ""); the order in each is kept."""
    by_year = sorted(entries, key=lambda one: (one.date or "")[:4], reverse=True)
    return [(year, list(some)) for year, some in groupby(by_year, key=lambda one: (one.date or "")[:4])]


def by_year(
    groups: Iterable[tuple[str, Sequence[Entry]]], said: Mapping[str, str], to: Callable[[str], str], *, leads: int = 0
) -> str:
    """The groups of `years` as HTML; `to` gives the link to an address. The first `leads` notes show descriptions."""
    parts = []
    for year, entries in groups:
        parts.append(f"<h2>{escape(year or said['undated'])}</h2>\n<ol>")
        for entry in entries:
            parts.append(_item(entry, said, to, with_lead=leads > 0))
            leads -= 1
        parts.append("</ol>")
    return "\n".join(parts)


def _item(entry: Entry, said: Mapping[str, str], to: Callable[[str], str], *, with_lead: bool) -> str:
    day = (entry.date or "")[5:10]
    when = (
        f'<time datetime="{escape((entry.date or "")[:10])}">{escape(day)}</time>'
        if day
        else '<span class="day"></span>'
    )
    mark = f'<span class="draft">{escape(said["draft"])}</span>' if entry.draft else ""
    link = f'<a href="{escape(to(entry.address))}">{phrased(entry.title)}</a>'
    lead = f"<p>{escape(entry.description)}</p>" if with_lead and entry.description else ""
    return f'<li class="note">{when}{_with(link, mark)}{lead}</li>'


def _link(to: str, text: str) -> str:
    return f'<a href="{escape(to)}">{escape(text)}</a>'


def _count(number: int) -> str:
    return f'<span class="count">{number}</span>'


def _with(link: str, mark: str) -> str:
    return f"<span>{link}{mark}</span>" if mark else link


def year_links(groups: Iterable[tuple[str, Sequence[Entry]]], said: Mapping[str, str], to: Callable[[str], str]) -> str:
    """The years that have pages of their own, with the number of their notes."""
    items = [f"<li>{_link(to(year), year or said['undated'])}{_count(len(some))}</li>" for year, some in groups]
    return f"<h2>{escape(said['earlier'])}</h2>\n<ul>\n" + "\n".join(items) + "\n</ul>"


class Tag(NamedTuple):
    """A tag of the site: as it is mostly written, and the notes that hold it or one nested under it."""

    name: str
    entries: tuple[Entry, ...]


def tags(entries: Iterable[Entry]) -> dict[str, Tag]:
    """All tags and those above nested ones, by their key, in the order of their names: each before those within it."""
    spelled: dict[str, Counter[str]] = {}
    held: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        for tag in entry.tags:
            names = tag.split("/")
            for depth in range(1, len(names) + 1):
                name = "/".join(names[:depth])
                spelled.setdefault(name_key(name), Counter())[name] += 1
                held.setdefault(name_key(name), {})[entry.address] = entry
    return {key: Tag(spelled[key].most_common(1)[0][0], tuple(held[key].values())) for key in sorted(held, key=_steps)}


def _steps(key: str) -> list[str]:
    """The names in a tag's key: in their order nothing comes between a tag and those within it ("AI-x" < "AI/x")."""
    return key.split("/")


def tag_tree(found: Mapping[str, Tag], to: Callable[[str], str]) -> str:
    """All tags as nested lists; `to` gives the link to the page of the tag with a key."""
    parts = ['<ul class="cloud">']
    depth = 0
    for key, tag in found.items():
        own = key.count("/")
        parts.append(
            "<ul>" * (own - depth) if own > depth else "</li>" + "</ul></li>" * (depth - own) if len(parts) > 1 else ""
        )
        parts.append(f"<li>{_link(to(key), tag.name.rpartition('/')[2])}{_count(len(tag.entries))}")
        depth = own
    closing = "</li>" + "</ul></li>" * depth if found else ""
    return "".join(parts) + closing + "</ul>"


def backlinks(entries: Sequence[Entry], said: Mapping[str, str], to: Callable[[str], str]) -> str:
    """The notes that link to one, as a part of its page; "" when there are none."""
    if not entries:
        return ""
    items = "\n".join(f"<li>{_link(to(one.address), one.title)}</li>" for one in entries)
    return (
        '<aside class="backlinks" aria-labelledby="backlinks">\n'
        f'<h2 id="backlinks">{escape(said["linked from"])}</h2>\n'
        f"<ul>\n{items}\n</ul>\n</aside>"
    )
