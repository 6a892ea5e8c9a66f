"""The page around the body: head, header, table of contents, images, warnings."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest

from notes_cli.export.context import PageContext
from notes_cli.export.page import page, stylesheet
from notes_cli.export.sanitize import sanitized
from notes_cli.model import Heading, Tag
from tests.export.making import body_html, main_of, note

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 16
FOUR = "## 一\n\n## 二\n\n## 二\n\n### 三\n"


def test_a_plain_note_is_plain_html() -> None:
    assert body_html("# foo\n\n一段文字。\n") == "<h1>foo</h1>\n<p>一段文字。</p>\n"


def test_the_same_note_gives_the_same_bytes() -> None:
    text = FOUR + "![[a]] $x$ `c`[^1]\n\n[^1]: n"
    assert page(note(), text).html == page(note(), text).html


def test_the_policy_allows_exactly_the_style_of_the_page() -> None:
    html = page(note(), "x").html
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'" in html
    assert page(note(title="別的"), FOUR).html.count(style[1]) == 1


def test_the_header_says_what_front_matter_says() -> None:
    made = page(
        note(
            title="標題 <b>",
            date="2025-12-25T11:30:00+08:00",
            date_iso="2025-12-25T11:30:00+08:00",
            draft=True,
            description="說明 \"'<",
            source_url="https://a.b/?q=1&r=2",
            source_name="週報",
            tags=(Tag("機器學習", None, "list"), Tag("機器學習", 3, "inline")),
            front={"lang": "zh-Hant", "author": ["甲", "乙"]},
        ),
        "字",
    ).html
    assert "<title>標題 &lt;b&gt;</title>" in made
    assert '<h1 class="title"><span class="phrase">標題</span> <span class="phrase">&lt;b&gt;</span></h1>' in made
    assert '<p class="draft">草稿</p>' in made
    assert '<time title="日期" datetime="2025-12-25T11:30:00+08:00">2025-12-25 11:30</time>' in made
    assert '來源：<a href="https://a.b/?q=1&amp;r=2" rel="noreferrer">週報</a>' in made
    assert '<link rel="canonical" href="https://a.b/?q=1&amp;r=2">' in made
    assert made.count("<li>機器學習</li>") == 1
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', made)
    assert data is not None
    assert "<" not in data[1]
    read = json.loads(data[1])
    assert read["headline"] == "標題 <b>"
    assert read["isBasedOn"] == "https://a.b/?q=1&r=2"
    assert [author["name"] for author in read["author"]] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("written", "iso", "shown"),
    [
        ("2025-09-20T09:30:00+08:00", "2025-09-20T09:30:00+08:00", "2025-09-20 09:30"),
        ("2025/9/20", "2025-09-20", "2025-09-20"),
        ("去年秋天", None, "去年秋天"),
    ],
)
def test_dates_are_shown_readably(written: str, iso: str | None, shown: str) -> None:
    tag = "time" if iso else "span"  # HTML knows no time that cannot be read
    assert f">{shown}</{tag}>" in page(note(date=written, date_iso=iso), "x").html


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("泛化是什麼：機器學習在考的題", ["泛化是什麼：", "機器學習在考的", "題"]),
        ("研究者的難題與對策", ["研究者的", "難題", "與對策"]),
        ("參與者的目的和溫和的話", ["參與者的", "目的", "和溫和的話"]),
        ("過程還是結果", ["過程", "還是結果"]),
        ("排版 Every word 小抄", ["排版", "Every word", "小抄"]),
        ("導讀「<注意力>」，再讀一次", ["導讀", "「&lt;注意力&gt;」，", "再讀一次"]),
        ("Scaling Laws： 一條直線", ["Scaling Laws：", "一條直線"]),
        ("沒有標點", []),
        ("「全部在裡面」", []),
    ],
)
def test_titles_break_between_their_phrases(title: str, phrases: list[str]) -> None:
    made = re.search(r'<h1 class="title">(.*?)</h1>', page(note(title=title), "x").html)
    assert made is not None
    assert re.findall(r'<span class="phrase">(.*?)</span>', made[1]) == phrases
    assert unescape(re.sub("</?span[^>]*>", "", made[1])) == title


def test_headings_break_as_titles_do() -> None:
    html = page(note(), "## 難題與對策\n\n## **難題**與對策").html
    assert '<h2><span class="phrase">難題</span><span class="phrase">與對策</span></h2>' in html
    assert "<h2><strong>難題</strong>與對策</h2>" in html


def test_formulas_have_a_font_whose_brackets_grow_on_every_system() -> None:
    fonts = re.search("math {[^}]*font-family: ([^;]*);", stylesheet())
    assert fonts is not None
    assert {"Latin Modern Math", "Cambria Math", "DejaVu Math TeX Gyre"} <= {
        name.strip('" ') for name in fonts[1].split(", math")[0].split(",")
    }


def test_highlights_are_printed() -> None:
    assert "mark { print-color-adjust: exact; }" in stylesheet().partition("@media print")[2]


def test_text_is_not_torn_by_justification() -> None:
    assert "justify;" not in re.sub(r"[\w-]+-content: justify", "", stylesheet())


def test_the_page_speaks_with_the_colon_of_its_language() -> None:
    english = page(note(title="A plain note", language="en"), "![a graph](no.png) and ![](x.png)").html
    assert "Image not shown: no.png (a graph)" in english
    assert "Image not shown: x.png" in english
    assert "：" not in main_of(english)
    assert "圖片未能顯示：no.png (圖)" in body_html("一張 ![圖](no.png)")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.b", "//a.b", "a b", "https://a.b/ x"])
def test_only_web_addresses_are_canonical(url: str) -> None:
    assert "canonical" not in page(note(source_url=url), "x").html


def test_the_title_stands_once() -> None:
    assert 'class="title"' not in page(note(title="題"), "# 題\n\n字").html
    assert 'class="title"' in page(note(title="題"), "## 題\n\n字").html


def test_a_table_of_contents_from_four_headings_on() -> None:
    html = page(note(), FOUR).html
    assert list(map(unquote, re.findall(r'<li><a href="#([^"]+)">', html))) == ["一", "二", "二-1", "三"]
    assert main_of(html).count(" id=") == 4
    assert '<nav class="toc"' not in page(note(), "## 一\n\n## 二").html
    assert '<nav class="toc"' in page(note(), "## 一", context=PageContext(toc=True)).html
    assert '<nav class="toc"' not in page(note(), FOUR, context=PageContext(toc=False)).html


def test_anchors_are_those_of_the_reader() -> None:
    headings = (Heading(11, 2, "一", "一", "自訂"),)
    made = page(note(body_line=11, headings=headings), "## 一\n", context=PageContext(anchors=True)).html
    assert '<h2 id="自訂">一</h2>' in made


def test_images_are_carried_and_missing_ones_are_seen() -> None:
    files = {"圖 一.png": PNG, "假.png": b"<script>", "大.png": PNG + b"0" * 6_000_000}
    context = PageContext(attachment=files.get)
    text = "![圖|30](圖%20一.png)\n\n![[圖 一.png|40x50]]\n\n![[假.png]]\n\n![[大.png]]\n\n![無](no.png)\n\n![網](https://a.b/c.png)"
    made = page(note(body_line=5), text, context=context)
    html = main_of(made.html)
    assert f'<img src="data:image/png;base64,{b64encode(PNG).decode()}" alt="圖" width="30">' in html
    assert 'alt="圖 一.png" width="40" height="50"' in html
    assert html.count('class="missing"') == 3
    assert '<a class="card" href="https://a.b/c.png">' in html
    assert [warning.line for warning in made.warnings] == [9, 11, 13]


def test_raw_images_are_carried_too() -> None:
    context = PageContext(attachment=lambda name: PNG)
    assert 'src="data:image/png' in body_html('<img src="a.png" alt="甲">', context)
    assert "<img" not in body_html('<img src="https://a.b/c.png" onerror="x">')


def test_properties_when_asked_for() -> None:
    made = note(front={"狀態": "讀完", "分數": 5, "好": True, "空": None})
    assert '<dl class="props">' not in page(made, "x").html
    assert "<dt>狀態</dt><dd>讀完</dd>" in page(made, "x", context=PageContext(props=("狀態",))).html
    assert page(made, "x", context=PageContext(props=("*",))).html.count("<dt>") == 4


def test_strict_line_breaks_add_nothing_between_chinese_lines() -> None:
    strict = PageContext(strict_line_breaks=True)
    assert body_html("上一行\n下一行 and\nmore", strict) == "<p>上一行下一行 and\nmore</p>\n"


def test_text_that_no_file_can_hold() -> None:
    html = page(note(title="a\ud800\x00b"), "字\ud800\x1b[31m\x00").html
    html.encode("utf-8")
    assert "\x1b" not in html
    assert "\x00" not in html


def test_pictures_beside_the_page() -> None:
    big = PNG + b"0" * 6_000_000
    files = {"小.png": PNG, "../a b/大.png": big, "向量.svg": b"<svg onload='x'></svg>"}
    text = "\n\n".join(f"![圖](<{name}>)" for name in files)

    def look(**changes: Any) -> PageContext:
        return PageContext(attachment=lambda name: files[name], beside="n%20.files", **changes)

    made = page(note(), text, context=look())
    assert [asset.data for asset in made.assets] == [big]
    assert f'<img src="n%20.files/{quote(made.assets[0].name)}"' in made.html
    assert "/" not in made.assets[0].name
    assert "img-src data: 'self' file:;" in made.html
    every = page(note(), text, context=look(all_beside=True))
    assert [asset.data for asset in every.assets] == [PNG, big]
    assert every.html.count('src="data:image/svg+xml') == 1  # a file of its own could run a script
    assert "img-src data:;" in page(note(), "字", context=look(all_beside=True)).html


def test_only_pictures_that_are_written_are_shown_from_files() -> None:
    html = sanitized('<img src="f/a.png"><img src="f/b.png"><img src="//c/f/a.png">', {"f/a.png"})
    assert re.findall("src=[^>]+", html) == ['src="f/a.png"']


def test_a_header_with_nothing_but_the_title() -> None:
    made = page(note(date="2025", tags=(Tag("a", None, "list"),)), "x", context=PageContext(props=None)).html
    assert '<h1 class="title">' in made
    assert '<p class="facts">' not in made
    assert '<ul class="tags">' not in made


def test_tables_that_a_phone_scrolls_are_reached_from_the_keyboard() -> None:
    wide = "| " + "長長的一格文字" * 4 + " | b |\n|---|---|\n| c | d |\n"
    assert '<table tabindex="0">' in body_html(wide)
    assert '<table tabindex="0">' in body_html("|a|b|c|d|\n|-|-|-|-|\n")
    assert "<table>" in body_html("| a | b |\n|---|---|\n| c | d |\n")
