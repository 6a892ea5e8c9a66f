"""A site says what the notes say, of those that are published, and nothing of the others."""

import json
import os
import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import pytest

from notes_cli.errors import OutputError
from notes_cli.export.context import MAX_EMBEDS
from notes_cli.library import Library
from notes_cli.library.looking import read as read_note
from notes_cli.model import Note
from notes_cli.query.parse import parse
from notes_cli.site.build import Built, build
from notes_cli.site.folder import MANIFEST, Folder
from notes_cli.site.pages import Pages, Wish
from notes_cli.site.published import Published
from notes_cli.site.theme import Theme
from tests.conftest import write

MakeLibrary = Callable[[Mapping[str, str]], Library]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def site(library: Library, root: Path, query: str = "", *, base: str | None = None, drafts: bool = False) -> Built:
    """The site of the library's notes in `root`."""
    theme = Theme(library.vault / ".notes" / "templates")
    return build(library, parse(query), Folder(root, force=False), theme, Wish("我的筆記", base, drafts))


def test_every_link_of_the_sample_site_leads_to_a_page_and_a_place(sample: Library, tmp_path: Path) -> None:
    built = site(sample, tmp_path, base="https://example.org/n/")
    pages = {file: file.read_text("utf-8") for file in tmp_path.rglob("*.html")}
    assert len(pages) > built.notes
    links = 0
    for file, html in pages.items():
        for link in map(unescape, re.findall(r'(?:href|src)="([^"]+)"', html)):
            parts = urlsplit(link)
            if parts.scheme or link == "#search":
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert target.is_file(), (file, link)
            if parts.fragment and target.suffix == ".html":
                assert f'id="{unquote(parts.fragment)}"' in unescape(target.read_text("utf-8")), (file, link)
            links += 1
    assert links > 300
    assert "草稿" not in "".join(str(file.relative_to(tmp_path)) for file in pages)


SECRET = "機密"


def test_nothing_of_a_draft_is_told(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of(
        {
            "open.md": "---\ntitle: 公開\ntags: [共用]\n---\n看 [[hidden]]、[一](hidden.md)、[[hidden#h|那裡]]。\n\n"
            "![[hidden]]\n\n![[hidden#^b]]\n",
            "other.md": "![[open]]\n",
            "hidden.md": f"---\ntitle: {SECRET}標題\ndraft: true\ntags: [共用, {SECRET}標籤]\naliases: [{SECRET}別名]\n"
            f"description: {SECRET}摘要\n{SECRET}: 1\n---\n# h {SECRET}\n\n{SECRET}內文 [[open]] ![[{SECRET}.png]] ^b\n",
            f"{SECRET}/x.md": "---\ndraft: true\ndate: 1931-05-17\n---\n[[other]]\n",
        }
    )
    (library.vault / f"{SECRET}.png").write_bytes(PNG)
    site(library, tmp_path / "s", base="https://example.org/")
    files = [file for file in (tmp_path / "s").rglob("*") if file.is_file()]
    assert len(files) > 8
    for file in files:
        text = file.read_bytes().decode()
        for seen in (text, unquote(text), unescape(text)):
            if file.name != "search.js":  # the table of folds holds every character
                assert SECRET not in seen, file
                assert "1931-05" not in seen, file
        assert SECRET not in unquote(file.relative_to(tmp_path).as_posix())
    page = (tmp_path / "s/open.html").read_text("utf-8")
    assert "hidden.html" not in page
    assert 'class="backlinks"' in page  # from other.md alone
    assert page.count("<li><a") == 2  # its tag, and that backlink


def test_what_is_meant_as_a_draft_is_kept_back(library_of: MakeLibrary, tmp_path: Path) -> None:
    words = {"yes": 0, "'true'": 0, "On": 0, "1": 0, "maybe": 0, "no": 1, "false": 1, "''": 1, "": 1}
    notes = {f"{number}.md": f"---\ndraft: {word}\n---\n字\n" for number, word in enumerate(words)}
    assert site(library_of(notes), tmp_path / "s").notes == sum(words.values())


def test_drafts_are_published_when_asked_for(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a.md": "---\ndraft: true\n---\n一\n"})
    assert site(library, tmp_path / "s").notes == 0
    assert site(library, tmp_path / "s", drafts=True).notes == 1
    assert 'class="draft"' in (tmp_path / "s/a.html").read_text()


def test_a_query_chooses(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a/1.md": "一 [[2]]\n", "b/2.md": "二\n"})
    site(library, tmp_path / "s", "in:a")
    assert (tmp_path / "s/a/1.html").exists()
    assert not (tmp_path / "s/b").exists()
    site(library, tmp_path / "s", "in:b")
    assert not (tmp_path / "s/a").exists()
    assert (tmp_path / "s/b/2.html").exists()


DATED = "---\ndate: 2025-01-01\n"

#: A change of the vault, and the pages that it changes.
CHANGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing": ({}, set()),
    "text": ({"far.md": DATED + "---\n別的字。\n"}, {"far.html"}),
    "a title that is linked to": ({"b.md": DATED + "title: 新名\n---\n二\n"}, {"b.html", "a.html", "index.html"}),
    "an embedded note": ({"c.md": DATED + "---\n嵌入的新字 #標籤\n"}, {"c.html", "a.html"}),
    "a new backlink": ({"far.md": DATED + "---\n遠方 [[b]]\n"}, {"far.html", "b.html"}),
    "a new note": ({"new.md": DATED + "---\n新的\n"}, {"new.html", "index.html"}),
    "a link that resolves now": ({"missing.md": DATED + "---\n有了\n"}, {"missing.html", "a.html", "index.html"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_made_again_and_nothing_else(library_of: MakeLibrary, tmp_path: Path, change: str) -> None:
    library = library_of(
        {
            "a.md": DATED + "---\n一 [[b]] [[missing]]\n\n![[c]]\n",
            "b.md": DATED + "---\n二\n",
            "c.md": DATED + "---\n嵌入 #標籤\n",
            "far.md": DATED + "---\n遠方\n",
        }
    )
    site(library, tmp_path / "s")
    before = stamps(tmp_path / "s")
    changed, pages = CHANGES[change]
    write(library.vault, changed)
    library.index()
    site(library, tmp_path / "s")
    after = stamps(tmp_path / "s")
    assert {name for name in after if after[name] != before.get(name)} == pages
    site(library, tmp_path / "fresh")
    contents = {name: (tmp_path / "s" / name).read_bytes() for name in after}
    assert contents == {name: (tmp_path / "fresh" / name).read_bytes() for name in stamps(tmp_path / "fresh")}


#: The notes of a vault, and a change of it that must leave the same as a site made anew.
TURNS: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "the usual spelling of a tag": ({"a.md": "#AI\n", "b.md": "#ai\n"}, {"c.md": "#ai\n"}),
    "a picture": ({"a.md": "![](p.svg)\n"}, {"p.svg": "<svg>1</svg>"}),
    "a picture in HTML": ({"a.md": '<img src="p.svg">\n', "p.svg": "<svg>1</svg>"}, {"p.svg": "<svg>2</svg>"}),
    "a picture in HTML that was missing": ({"a.md": '<img src="p.svg">\n'}, {"p.svg": "<svg>2</svg>"}),
    "a picture that was": ({"a.md": "![[p.svg]]\n", "p.svg": "<svg>1</svg>"}, {"p.svg": None}),
    "a figure": ({"a.md": '{{< figure src="p.svg" >}}\n', "p.svg": "<svg>1</svg>"}, {"p.svg": "<svg>2</svg>"}),
    "a picture in an embedded note": (
        {"a.md": "![[s/b]]\n", "s/b.md": "![[./p.svg]]\n", "s/p.svg": "<svg>1</svg>"},
        {"s/p.svg": "<svg>2</svg>"},
    ),
    "a link in an embedded note": (
        {"a.md": "![[s/b]]\n", "s/b.md": "[[./t]]\n", "s/t.md": "一\n", "t.md": "另一個\n"},
        {"s/t.md": "---\ntitle: 新名\n---\n"},
    ),
    "the end of a chain of embeds": (
        {"a.md": "![[b]]\n", "b.md": "![[c]]\n", "c.md": "![[d]]\n", "d.md": "一\n"},
        {"d.md": "二\n"},
    ),
    "a note becomes a draft": (
        {"a.md": "[[b]] ![[b]]\n\n![[b]]\n", "b.md": "一\n"},
        {"b.md": "---\ndraft: true\n---\n一\n"},
    ),
    "a note moves": ({"a.md": "[[b]]\n", "b.md": "一\n"}, {"b.md": None, "s/b.md": "一\n"}),
    "headings": ({"a.md": "[[b#h]]\n", "b.md": "## h\n"}, {"b.md": "## k\n\n## H\n"}),
    "names that are the same on some disks": ({"B.md": "一\n", "a.md": "[[B]]\n"}, {"Ｂ.md": "二\n"}),
}


@pytest.mark.parametrize("turn", TURNS)
def test_a_site_brought_up_to_date_is_a_site_made_anew(library_of: MakeLibrary, tmp_path: Path, turn: str) -> None:
    before, after = TURNS[turn]
    library = library_of(before)
    site(library, tmp_path / "s")
    write(library.vault, {name: text for name, text in after.items() if text is not None})
    for name in (name for name, text in after.items() if text is None):
        (library.vault / name).unlink()
    library.index()
    site(library, tmp_path / "s")
    site(library, tmp_path / "fresh")
    assert contents(tmp_path / "s") == contents(tmp_path / "fresh")


def contents(root: Path) -> dict[str, bytes]:
    """The bytes of every file but the list of them."""
    files = (file for file in root.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def test_links_in_an_embedded_note_are_meant_from_its_place(library_of: MakeLibrary, tmp_path: Path) -> None:
    notes = {"a.md": "![[s/b]]\n", "s/b.md": "[[./t]]\n", "s/t.md": "近\n", "t.md": "遠\n"}
    site(library_of(notes), tmp_path / "s")
    assert 'class="wikilink" href="s/t.html"' in (tmp_path / "s/a.html").read_text("utf-8")


def test_a_link_to_a_lost_part_leads_to_the_page_and_says_so(library_of: MakeLibrary, tmp_path: Path) -> None:
    notes = {
        "a.md": "[[b#沒有]] [[b#一 二]] [[b#^P]] [x](b.md#無) [[甲/源#小節]]\n\n![[甲/源#小節]]\n",
        "b.md": "# 一: 二\n\n段 ^p\n",
        "甲/源.md": "## 小節\n\n[[#別處]] [[#更小]]\n\n### 更小\n\n## 別處\n",
    }
    site(library_of(notes), tmp_path / "s")
    html = (tmp_path / "s/a.html").read_text("utf-8")
    found = [
        (unquote(href), "broken" in name)
        for name, href in re.findall('<a class="(wikilink[^"]*)" href="([^"]*)"', html)
    ]
    source = "甲/源.html#"
    assert found == [
        ("b.html", True), ("b.html#一-二", False), ("b.html#^p", False), (source + "小節", False), (source + "別處", False)
    ]  # fmt: skip
    assert '<a href="b.html" class="wikilink broken" title="找不到這一段：b.md#無">' in html
    assert 'href="#1-' in html


def test_notes_that_embed_each_other_are_looked_through_once(library_of: MakeLibrary) -> None:
    names = [f"n{number}" for number in range(30)]
    text = "".join(f"![[{name}]]\n\n" for name in names)
    published = Published(library_of({f"{name}.md": f"{name}\n\n{text}" for name in names}), None, drafts=False)
    assert len({published.digest(note, "", {}) for note in published.notes}) == 30


def test_embeds_of_a_page_end_and_are_read_once(library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"n{number}" for number in range(8)]
    text = "".join(f"![[{name}]]\n\n" for name in names)
    library = library_of({f"{name}.md": f"{name}\n\n{text}" for name in names})
    published = Published(library, None, drafts=False)
    read: list[str] = []

    def counted(path: str, data: bytes) -> Note:
        read.append(path)
        return read_note(path, data)

    monkeypatch.setattr("notes_cli.library.about_note.read", counted)
    made = Pages(published, Theme(library.vault), Wish("我的筆記", None, False), shards=1).note(published.notes[0])
    assert made is not None
    assert made.html.count('<div class="embed">') == MAX_EMBEDS
    assert len(read) <= len(names) + 1


def test_pictures_of_a_build_that_was_killed_go(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a.md": "![[p.png]]\n"})
    (library.vault / "p.png").write_bytes(PNG)
    library.index()
    site(library, tmp_path / "s")
    told = json.loads((tmp_path / "s" / MANIFEST).read_text())
    told["files"] = {name: ["", -1, -1, []] for name in told["files"] if "files/" not in name}  # as it was at first
    (tmp_path / "s" / MANIFEST).write_text(json.dumps(told))
    (tmp_path / "s/site/files/mine.png").write_bytes(PNG)
    write(library.vault, {"a.md": "沒有圖\n"})
    library.index()
    site(library, tmp_path / "s")
    assert os.listdir(tmp_path / "s/site/files") == ["mine.png"]


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every page."""
    found = {file.relative_to(root).as_posix(): file.stat() for file in root.rglob("*.html")}
    return {name: (told.st_size, told.st_mtime_ns) for name, told in found.items()}


def test_pictures_are_files_and_go_with_their_pages(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a/n.md": "![[p.png]]\n"})
    (library.vault / "p.png").write_bytes(PNG)
    library.index()
    site(library, tmp_path / "s")
    (picture,) = (tmp_path / "s/site/files").iterdir()
    assert f'src="../site/files/{picture.name}"' in (tmp_path / "s/a/n.html").read_text()
    picture.unlink()
    site(library, tmp_path / "s")
    assert picture.read_bytes() == PNG
    write(library.vault, {"a/n.md": "沒有圖\n"})
    library.index()
    site(library, tmp_path / "s")
    assert not picture.exists()


def test_the_feed_and_the_sitemap(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of(
        {
            "新.md": "---\ntitle: 新的 & <好>\ndate: 2025-12-01\ntags: [一]\ndescription: 摘\x08\x0c要\n---\n",
            "舊.md": "---\ndate: 2024-01-01T08:00:00+08:00\ntags: ['\ufffe二\uffff']\n---\n",
        }
    )
    names = {"a": "http://www.w3.org/2005/Atom", "s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    site(library, tmp_path / "s", base="https://example.org/n/")
    root = ElementTree.fromstring((tmp_path / "s/feed.xml").read_text("utf-8"))
    assert [one.findtext("a:title", "", names) for one in root.iterfind("a:entry", names)] == ["新的 & <好>", "舊"]
    assert root.findtext("a:updated", "", names) == "2025-12-01T00:00:00Z"
    assert root.findtext("a:entry/a:id", "", names) == "https://example.org/n/%E6%96%B0.html"
    pages = ElementTree.fromstring((tmp_path / "s/sitemap.xml").read_text("utf-8"))
    assert "https://example.org/n/%E8%88%8A.html" in [one.text for one in pages.iterfind("s:url/s:loc", names)]
    site(library, tmp_path / "t")
    root = ElementTree.fromstring((tmp_path / "t/feed.xml").read_text("utf-8"))
    ids = [one.text or "" for one in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(set(ids)) == 3
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert not (tmp_path / "t/sitemap.xml").exists()


def test_sound_films_and_pdfs_are_copied_and_go_again(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a/n.md": "![[聲.mp3]] [讀](論.pdf)\n", "b.md": "![[無.mp4]]\n"})
    (library.vault / "聲.mp3").write_bytes(b"ID3" + b"0" * 60)
    (library.vault / "a/論.pdf").write_bytes(b"%PDF-1.4")
    library.index()
    built = site(library, tmp_path / "s")
    assert built.remarks == ("b.md:1: video not found in the vault: 無.mp4",)
    files = {file.suffix: file for file in (tmp_path / "s/site/files").iterdir()}
    assert files[".pdf"].read_bytes() == b"%PDF-1.4"
    html = (tmp_path / "s/a/n.html").read_text("utf-8")
    assert f'src="../site/files/{quote(files[".mp3"].name)}"' in html
    assert f'href="../site/files/{quote(files[".pdf"].name)}"' in html
    assert re.search(r'Content-Security-Policy" content="[^"]*media-src \'self\' file:', html)
    assert site(library, tmp_path / "s").counts.written == 0
    (library.vault / "聲.mp3").unlink()
    library.index()
    site(library, tmp_path / "s")
    assert [file.suffix for file in (tmp_path / "s/site/files").iterdir()] == [".pdf"]


def test_tags_are_nested_and_counted(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a.md": "#AI/對齊 #index\n", "b.md": "#ai #Z\n", "tags/c.md": "#AI/對齊/深\n"})
    site(library, tmp_path / "s")
    tree = (tmp_path / "s/tags/index.html").read_text("utf-8")
    assert re.findall(r'>([^<>]+)</a><span class="count">(\d+)', tree) == [
        ("AI", "3"), ("對齊", "2"), ("深", "1"), ("index", "1"), ("Z", "1"),
    ]  # fmt: skip
    assert tree.count("<ul") == tree.count("</ul>")
    assert tree.count("<li>") == tree.count("</li>")
    assert (tmp_path / "s/tags/index-2.html").exists()
    assert (tmp_path / "s/tags-notes/c.html").exists()


def test_a_tag_stands_under_its_own_parent(library_of: MakeLibrary, tmp_path: Path) -> None:
    site(library_of({"a.md": "---\ntags: [AI-agents, AI+, AI, AI/對齊]\n---\n"}), tmp_path / "s")
    tree = (tmp_path / "s/tags/index.html").read_text("utf-8")
    assert re.sub(r"</?a[^>]*>|<span.*?</span>", "", tree[tree.index('<ul class="cloud">') :]).startswith(
        '<ul class="cloud"><li>AI<ul><li>對齊</li></ul></li><li>AI+</li><li>AI-agents</li></ul>'
    )


def test_many_notes_have_pages_for_their_years(library_of: MakeLibrary, tmp_path: Path) -> None:
    notes = {f"{n}.md": f"---\ndate: {2000 + n % 3}-01-01\n---\n" for n in range(501)}
    site(library_of({**notes, "x.md": "沒有日期\n"}), tmp_path / "s")
    index = (tmp_path / "s/index.html").read_text("utf-8")
    assert index.count('class="note"') == 100
    listed = sum(
        (tmp_path / "s/years" / name).read_text().count('class="note"')
        for name in ("2000.html", "2001.html", "2002.html", "undated.html")
    )
    assert listed == 502


def test_the_search_holds_what_the_pages_show(sample: Library, tmp_path: Path) -> None:
    site(sample, tmp_path)
    rows = []
    for file in (tmp_path / "site/search").iterdir():
        rows += json.loads(file.read_text("utf-8").removeprefix("notesSearch(").rstrip()[:-1])
    found = {unquote(url): text for url, _, _, _, text in rows}
    assert "一致性" in found["AI/泛化是什麼.html"] or "泛化差距" in found["AI/泛化是什麼.html"]
    for address, text in found.items():
        assert (tmp_path / address).exists()
        assert "<p>" not in text


def test_the_search_reads_formulas_as_text(library_of: MakeLibrary, tmp_path: Path) -> None:
    site(library_of({"a.md": "差 $\\frac{a}{b} < \\hat{R}_n$ 和註[^1]。\n\n[^1]: 註的字\n"}), tmp_path / "s")
    told = (tmp_path / "s/site/search/0.js").read_text("utf-8")
    assert "差 a/b < R̂ₙ 和註1。\\n註的字" in told
    assert "↩" not in told


def test_an_embedded_draft_is_told_to_its_author_alone(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a.md": "![[秘]]\n\n![[無]]\n", "秘.md": "---\ndraft: true\n---\n"})
    remarks = site(library, tmp_path / "s").remarks
    assert remarks == ("a.md:1: embedded note not published: 秘", "a.md:3: embedded note not found: 無")
    html = (tmp_path / "s/a.html").read_text("utf-8")
    assert html.count("找不到嵌入的筆記：") == 2


def test_a_vault_brings_its_own_look(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of(
        {
            "a.md": "一\n",
            ".notes/templates/page.html": "<body><b>$site 我的</b>$content $$5</body>",
            ".notes/templates/style.css": "b { color: red }",
        }
    )
    site(library, tmp_path / "s")
    page = (tmp_path / "s/a.html").read_text("utf-8")
    assert "<b>我的筆記 我的</b>" in page
    assert "$5" in page
    assert "script-src" not in page  # so that a script in a template does nothing
    assert "b { color: red }" in (tmp_path / "s/site/style.css").read_text()


def test_a_template_that_shows_no_note_is_refused(library_of: MakeLibrary, tmp_path: Path) -> None:
    library = library_of({"a.md": "一\n", ".notes/templates/note.html": "沒有內文"})
    with pytest.raises(OutputError, match="does not show"):
        site(library, tmp_path / "s")
    assert not (tmp_path / "s").exists()
