"""Addresses: readable, for every name that a file can have, and never the same for two notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.site.addresses import FEED, INDEX, SITEMAP, TAGS, addresses, href, page_of
from notes_cli.text.fold import name_key

NAMES = st.text(st.sampled_from("aAäÄé\u0301泛化.-_ #%?*:|\\<>\n\t\x00İｆ"), min_size=1, max_size=6)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join).map(lambda path: path + ".md")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("AI/泛化是什麼.md", "AI/泛化是什麼.html"),
        ("a.b.md", "a.b.html"),
        ("index.md", "index-note.html"),
        ("Tags.md", "Tags-note.html"),
        ("tags/AI.md", "tags-notes/AI.html"),
        ("Site/x.md", "Site-notes/x.html"),
        ("AI/index.md", "AI/index.html"),
        ("x.html/y.md", "x.html-/y.html"),
        ("問：答?.md", "問：答-.html"),
        ("行\n二.md", "行-二.html"),
        (".md", "-.html"),
    ],
)
def test_an_address_is_the_path(path: str, address: str) -> None:
    assert addresses([path]) == {path: address}


def test_names_that_some_disks_do_not_tell_apart_get_two_addresses() -> None:
    found = addresses(["Ａ.md", "a.md", "A.md", "caf\u00e9.md", "cafe\u0301.md"])
    assert len({name_key(address) for address in found.values()}) == 5


def test_the_longest_name_of_a_file_fits() -> None:
    (address,) = addresses(["泛" * 84 + ".md"]).values()
    assert len(address.encode()) <= 255


@given(st.lists(PATHS, unique=True, max_size=8))
def test_no_two_notes_and_no_page_of_ours_share_an_address(paths: list[str]) -> None:
    found = addresses(paths)
    taken: set[str] = {name_key(own) for own in (INDEX, FEED, SITEMAP, TAGS)}
    tags = {page_of("tags", path, taken) for path in paths}
    keys = [name_key(address) for address in (*found.values(), *tags, INDEX, FEED, SITEMAP, TAGS)]
    assert len(keys) == len(set(keys))
    folders = {"/".join(key.split("/")[:depth]) for key in keys for depth in range(1, key.count("/") + 1)}
    assert not folders & set(keys), "a page and a folder of one name"


@pytest.mark.parametrize(
    ("start", "to", "part", "link"),
    [
        ("index.html", "AI/泛化.html", "", "AI/%E6%B3%9B%E5%8C%96.html"),
        ("AI/x.html", "index.html", "", "../index.html"),
        ("AI/x.html", "AI/y#1?.html", "", "y%231%3F.html"),
        ("a/b/c.html", "a/d.html", "一節", "../d.html#%E4%B8%80%E7%AF%80"),
    ],
)
def test_a_link_is_relative_and_encoded(start: str, to: str, part: str, link: str) -> None:
    assert href(start, to, part) == link
