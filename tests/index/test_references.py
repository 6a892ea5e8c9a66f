"""Hugo's references: logical paths lead to pages and bundles, wikilinks never do."""

from collections.abc import Callable

import pytest

from notes_cli.library import Library
from notes_cli.text.logical import Page, page_of

Maker = Callable[..., Library]

SITE = {
    "content/posts/甲.md": "甲",
    "content/posts/bundle/index.md": "束",
    "content/posts/_index.md": "文章",
    "content/posts/deep/甲.md": "深處的甲",
    "content/posts/deep/v1.2.md": "第一版",
    "content/posts/語.zh-tw.md": "繁體",
    "content/posts/語.en.md": "English",
    "content/de/posts/x.md": "deutsch",
    "content/fr/posts/x.md": "français",
    "notes/乙.md": "乙",
}


@pytest.mark.parametrize(
    ("source", "text", "leads_to"),
    [
        ("notes/丙.md", '{{< ref "甲" >}}', "content/posts/甲.md"),
        ("notes/丙.md", '{{< ref "甲.md#標題" >}}', "content/posts/甲.md"),
        ("notes/丙.md", '{{< ref "posts/甲" >}}', "content/posts/甲.md"),
        ("notes/丙.md", '{{< ref "/posts/甲.md" >}}', "content/posts/甲.md"),
        ("notes/丙.md", '{{< ref "/content/posts/甲.md" >}}', "content/posts/甲.md"),
        ("notes/丙.md", '{{< ref "/deep/甲" >}}', "content/posts/deep/甲.md"),
        ("notes/丙.md", '{{< ref "/notes/乙" >}}', "notes/乙.md"),
        ("content/posts/丙.md", '{{< ref "/乙" >}}', None),  # no `content` lies above it
        ("notes/丙.md", '{{< ref "bundle" >}}', "content/posts/bundle/index.md"),
        ("notes/丙.md", '{{< ref "/posts/bundle/" >}}', "content/posts/bundle/index.md"),
        ("notes/丙.md", '{{< ref "posts/bundle/index.md" >}}', "content/posts/bundle/index.md"),
        ("notes/丙.md", '{{% relref "posts" %}}', "content/posts/_index.md"),
        ("notes/丙.md", '[文]({{< relref path="/posts/_index.md" >}})', "content/posts/_index.md"),
        ("content/posts/deep/丙.md", '{{< ref "甲" >}}', "content/posts/deep/甲.md"),
        ("content/posts/bundle/index.md", '{{< ref "甲" >}}', "content/posts/甲.md"),  # beside the bundle
        ("content/posts/deep/丙.md", '{{< ref "../甲" >}}', "content/posts/甲.md"),
        ("content/posts/deep/丙.md", '{{< ref "v1.2" >}}', "content/posts/deep/v1.2.md"),
        ("notes/丙.md", '{{< ref path="語" lang="en" >}}', "content/posts/語.en.md"),
        ("notes/丙.md", '{{< ref "語" "zh-TW" >}}', "content/posts/語.zh-tw.md"),
        ("notes/丙.en.md", '{{< ref "/posts/語" >}}', "content/posts/語.en.md"),
        ("notes/丙.md", '{{< ref "語.zh-tw.md" >}}', "content/posts/語.zh-tw.md"),
        ("notes/丙.md", '{{< ref path="/posts/x" lang="fr" >}}', "content/fr/posts/x.md"),
        ("content/fr/丙.md", '{{< ref "/posts/x" >}}', "content/fr/posts/x.md"),
        ("content/de/丙.md", '{{< ref "posts/x" >}}', "content/de/posts/x.md"),
        ("notes/丙.md", '{{< ref "#標題" >}}', "notes/丙.md"),
        ("notes/丙.md", '{{< ref "沒有" >}}', None),
        ("notes/丙.md", '{{< ref "posts/沒有" >}}', None),
        ("notes/丙.md", "[[bundle]]", None),
        ("notes/丙.md", "[[posts]]", None),
        ("notes/丙.md", "[x](/posts/甲.md)", None),
    ],
)
def test_where_a_reference_leads(library_of: Maker, source: str, text: str, leads_to: str | None) -> None:
    library = library_of({**SITE, source: text})
    (link,) = library.links(source)
    assert link.resolved == leads_to
    assert [record.target for record in library.unresolved()] == ([link.target] if leads_to is None else [])
    if leads_to and leads_to != source:
        assert [back.path for back in library.backlinks(leads_to)] == [source]
        assert leads_to not in {note.path for note in library.orphans()}


def test_the_own_page_of_a_site_and_an_address_are_no_links_to_notes(library_of: Maker) -> None:
    library = library_of({"甲.md": '{{< ref "/" >}} {{< ref "https://example.org/x" >}}'})
    assert [(link.kind, link.target) for link in library.links("甲")] == [("external", "https://example.org/x")]
    assert not library.unresolved()


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("a/b.md", Page(None, None, None)),
        ("a/b/index.md", Page("a/b", "b", None)),
        ("a/_index.md", Page("a", "a", None)),
        ("index.md", Page(None, None, None)),
        ("a/b.zh-tw.md", Page("a/b", "b", "zh-tw")),
        ("a/b/index.en.md", Page("a/b", "b", "en")),
        ("a/b v1.2.md", Page(None, None, None)),
        ("a/index.png", Page(None, None, None)),
    ],
)
def test_the_logical_page_of_a_file(path: str, page: Page) -> None:
    assert page_of(path) == page
