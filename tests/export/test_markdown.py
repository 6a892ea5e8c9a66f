"""The syntax of a vault as HTML: what CommonMark does not say."""

import re
from urllib.parse import unquote

import pytest

from notes_cli.export.context import EmbeddedNote, LinkedNote, PageContext
from notes_cli.export.links import is_safe, kind_of
from notes_cli.export.markdown import parser
from notes_cli.export.page import page
from tests.export.making import body_html, note

EMPHASIS = [
    ("**「重點」**後面", "<strong>「重點」</strong>後面"),
    ("他說**「重點」**後面", "他說<strong>「重點」</strong>後面"),
    ("**文字。**後面", "<strong>文字。</strong>後面"),
    ("**重點**（說明）", "<strong>重點</strong>（說明）"),
    ("這是**（一）**項", "這是<strong>（一）</strong>項"),
    ("**Scaling（擴展）**年代", "<strong>Scaling（擴展）</strong>年代"),
    ("**`code`**後面", "<strong><code>code</code></strong>後面"),
    ("見**[網站](https://a.b)**後", '見<strong><a href="https://a.b">網站</a></strong>後'),
    ("~~刪。~~後面", "<del>刪。</del>後面"),
    ("**この文。**次", "<strong>この文。</strong>次"),
    ("**이 용어(This term)**를", "<strong>이 용어(This term)</strong>를"),
    ("**“引號”**後面", "<strong>“引號”</strong>後面"),
    ("a**b**c", "a<strong>b</strong>c"),
    ('a**"b"**c', 'a**"b"**c'),  # CommonMark's rule stays where no CJK character is near
    ("snake_case_name 與 _斜體_ 字", "snake_case_name 與 <em>斜體</em> 字"),
    ("a ** b ** c", "a ** b ** c"),
]

INLINE = [
    ("==亮點。==後面", "<mark>亮點。</mark>後面"),
    ("a == b == c", "a == b == c"),
    ("=====", "====="),
    ("前%%看不到%%後", "前後"),
    ("前 %%%% 後", "前  後"),
    ("x $5 和 $6 y", "x $5 和 $6 y"),
    ("行末\n下一行", "行末<br>\n下一行"),
    ("請看https://a.b/c，謝謝", '請看<a href="https://a.b/c" class="url">https://a.b/c</a>，謝謝'),
    ("（https://a.b/c）", '（<a href="https://a.b/c" class="url">https://a.b/c</a>）'),
    ("https://a.b/維基", '<a href="https://a.b/%E7%B6%AD%E5%9F%BA" class="url">https://a.b/維基</a>'),
    ("說 OpenAI ，後面（見 AI ）", "說 OpenAI\xa0，後面（見 AI\xa0）"),
    ("`https://a.b`", "<code>https://a.b</code>"),
    ("寫信給 me@a.example。", '寫信給 <a href="mailto:me@a.example">me@a.example</a>。'),
    ("[點](javascript:alert(1))", "[點](javascript:alert(1))"),
    ("{{</* youtube x */>}}", "<code>{{&lt; youtube x &gt;}}</code>"),
]


@pytest.mark.parametrize(("text", "html"), EMPHASIS + INLINE)
def test_inline(text: str, html: str) -> None:
    assert body_html(text) == f"<p>{html}</p>\n"


def test_wikilinks_lead_to_pages_show_titles_and_mark_what_is_broken() -> None:
    known = {"有頁": LinkedNote("有頁的筆記", "%E6%9C%89.html"), "無頁": LinkedNote("無頁的筆記")}
    html = body_html("[[有頁|文字]] [[無頁]] [[沒有#節]]", PageContext(resolve=known.get))
    assert '<a class="wikilink" href="%E6%9C%89.html" title="有頁的筆記">文字</a>' in html
    assert '<span class="wikilink" title="無頁的筆記">無頁</span>' in html
    assert '<span class="wikilink broken" title="找不到這篇筆記：沒有#節">沒有 &gt; 節</span>' in html


def test_links_within_the_note_find_headings_and_blocks() -> None:
    html = body_html("## 一、開頭\n\n段落。 ^p1\n\n[[#一、開頭]] [[#^p1|段落]]")
    assert '<h2 id="一開頭">' in html
    assert '<p id="^p1">段落。</p>' in html
    assert 'href="#%E4%B8%80%E9%96%8B%E9%A0%AD"' in html
    assert 'href="#%5Ep1"' in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](nope/no.md)",
        "[x](a%20b.pdf)",
        "[[#沒有]]",
        "[[#^沒有]]",
        "[x](#nohead)",
        '<a href="#no">x</a>',
        "[[有#沒有]]",
    ],
)
def test_a_link_that_leads_nowhere_says_so(text: str) -> None:
    html = body_html(f"## 有的\n\n段 ^p\n\n{text}", PageContext(resolve={"有#沒有": LinkedNote("有", None, True)}.get))
    assert re.search(r'class="wikilink broken" title="(?:找不到|檔案未)[^"]+"', html)
    assert "href" not in html


@pytest.mark.parametrize(
    ("text", "to"),
    [("[x](#有：的)", "有的"), ("[x](#有%20的)", "有的"), ("[[#有 的]]", "有的"), ("[[#^P]]", "^p"), ("[x](#own)", "own"),
     ("[x][r]\n\n[r]: #有的", "有的"), ("[[#^h]]", "有-的")],
)  # fmt: skip
def test_a_link_within_the_page_finds_its_place(text: str, to: str) -> None:
    heading = "有 的 ^h" if "^h" in text else "有：的" if "：" in text else "有的" if "[r]" in text else "有 的"
    html = body_html(f'## {heading}\n\n段 ^p <b id="own">字</b>\n\n段 ^p\n\n{text}')
    (link,) = re.findall('href="#([^"]+)"', html)
    assert f'id="{unquote(link)}"' in html
    assert "broken" not in html


def test_links_in_an_embedded_note_are_meant_within_it() -> None:
    part = "## 小節\n\n[[#更小]]、[塊](#^b)、[[#別處]]、[[#沒有]]\n\n### 更小\n\n塊 ^b"
    inner = PageContext(resolve={"#別處": LinkedNote("源", "y.html#x")}.get)
    context = PageContext(embed=lambda _: EmbeddedNote("源", "源", part, context=inner))
    html = body_html("### 更小\n\n[[#更小]]\n\n![[源#小節]]", context)
    assert '<h3 id="更小">' in html
    assert '<h3 id="1-更小">' in html
    assert [unquote(link) for link in re.findall('href="([^"]+)"', html)] == ["#更小", "#1-更小", "#1-^b", "y.html#x"]
    assert html.count('class="wikilink broken"') == 1


def test_a_block_id_alone_names_the_block_before_it() -> None:
    html = body_html("| a |\n|---|\n| b |\n\n^t1\n\n- x ^i1")
    assert '<table id="^t1">' in html
    assert '<li id="^i1">x</li>' in html
    assert "^t1<" not in html
    html = body_html("$$\nx\n$$\n\n^m1\n\n```\ncode\n```\n^c1\n\n    code\n\n^c2\n")
    assert all(f' id="^{name}"' in html for name in ("m1", "c1", "c2"))
    assert "^c2<" not in html


def test_a_block_id_on_a_line_of_its_own_leaves_no_empty_line() -> None:
    assert body_html("段落\n^pid") == '<p id="^pid">段落</p>\n'
    assert body_html("> 引文\n^q") == '<blockquote>\n<p id="^q">引文</p>\n</blockquote>\n'
    assert body_html("- a\n  ^i") == '<ul>\n<li id="^i">a</li>\n</ul>\n'


def test_a_caption_is_markdown() -> None:
    html = body_html(
        '{{< figure src="no.png" title="**題**" caption="說明 *斜體* <b>粗 ==亮== <script>x</script>" >}}\n\n後'
    )
    caption = re.search("<figcaption>(.*)</figcaption>", html)
    assert caption is not None
    assert caption[1].startswith("<strong>題</strong> · 說明 <em>斜體</em> <b>粗 <mark>亮</mark>")
    assert "<script" not in html
    assert "<p>後</p>" in html


def test_every_way_back_from_a_footnote_has_a_name_of_its_own() -> None:
    html = body_html("一[^a] 二[^a] 三[^b]\n\n[^a]: 註\n[^b]: 註")
    names = re.findall('class="footnote-back"[^>]*aria-label="([^"]*)"', html)
    assert names == ["回到內文", "回到內文 2", "回到內文"]


def test_wikilinks_in_tables_escape_their_bar() -> None:
    assert "<td>" in body_html("| a |\n|---|\n| [[n\\|字]] |")
    assert ">字</span>" in body_html("| a |\n|---|\n| [[n\\|字]] |")


def test_tasks_of_every_status() -> None:
    html = body_html("- [ ] 一\n- [x] 二\n- [/] 三\n- []] 四\n- [ ]五")
    assert '<li><input disabled="" type="checkbox" aria-label="未完成"> 一</li>' in html
    assert '<li><input checked="" disabled="" type="checkbox" aria-label="已完成"> 二</li>' in html
    assert 'aria-label="/">/</span> 三</li>' in html
    assert 'aria-label="]">]</span> 四</li>' in html
    assert "<li>[ ]五</li>" in html


def test_callouts_nest_fold_and_know_their_aliases() -> None:
    html = body_html("> [!TLDR]- 標題 **粗**\n> 內文\n> > [!嗨]+\n> > 裡面\n\n> 普通\n\n> [!note]\n")
    assert '<details class="callout callout-abstract">\n<summary class="callout-title">標題 <strong>粗</strong>' in html
    assert '<details class="callout callout-note" open="">' in html  # an unknown type looks like a note
    assert "<blockquote>\n<p>普通</p>\n</blockquote>" in html
    assert '<div class="callout-title">Note</div>\n<div class="callout-body"></div>' in html


@pytest.mark.parametrize("text", ["%%\n藏\n\n## 也藏\n%%", "%% 藏 %%", "<!--more-->", "<!-- more -->", "%%\n沒有結尾"])
def test_what_is_hidden(text: str) -> None:
    assert body_html(f"前\n\n{text}\n") == "<p>前</p>\n"


def test_a_comment_ends_where_it_is_closed() -> None:
    assert body_html("%%\n藏\n%%\n後") == "<p>後</p>\n"


def test_math_is_mathml_and_broken_tex_is_code() -> None:
    html = body_html("$x^2$\n\n$$\n\\frac{a}{b} \\text{<b>}\n$$\n\n$\\frac{a$ $\\nosuch$")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" alttext="x^2">' in html
    assert "<mfrac>" in html
    assert "&lt;b&gt;" in html
    assert html.count('<code class="math-broken"') == 2


@pytest.mark.parametrize("name", ["aligned", "align", "align*", "split"])
def test_an_aligned_formula_is_a_table(name: str) -> None:
    html = body_html(f"$$\n\\begin{{{name}}}a &= b \\\\ &= c\\end{{{name}}}\n$$")
    assert html.count("<mtr>") == 2
    assert html.count('<mtd columnalign="right">') == 2
    assert "<mi>&amp;</mi>" not in html


@pytest.mark.parametrize("tex", [r"\begin{gathered}a\\b\end{gathered}", r"a \\ b"])
def test_a_formula_of_lines_is_a_table(tex: str) -> None:
    assert body_html(f"$$\n{tex}\n$$").count("<mtr>") == 2


@pytest.mark.parametrize("tex", [r"\arg\min_x f", r"\arg\,\max_x f", r"\operatorname*{arg\,min}_x f", r"\min_x f"])
def test_what_is_under_an_operator(tex: str) -> None:
    assert re.search(r"<munder><mo[^>]*>(arg\u2009)?(min|max)</mo><mi>x</mi></munder>", body_html(f"$$\n{tex}\n$$"))
    assert re.search(r"<msub><mo[^>]*>(arg\u2009)?(min|max)</mo><mi>x</mi></msub>", body_html(f"${tex}$"))


def test_a_column_of_no_table_is_shown_as_it_is() -> None:
    assert 'class="math-broken"' in body_html("$a &= b$")
    assert "<mi>&amp;</mi>" in body_html(r"$R\&D$")


def test_a_long_formula_in_a_line_is_scrolled_by_itself() -> None:
    assert body_html("$" + "+".join(["x"] * 50) + "$").startswith('<p><span class="math-long" tabindex="0"><math')
    assert "math-long" not in body_html("$x^2$")


def test_footnotes() -> None:
    html = body_html("甲[^1] 乙[^1] 丙^[行內]\n\n[^1]: 註")
    assert 'id="fnref1"' in html
    assert 'id="fnref1-2"' in html
    assert '<li id="fn1"><p>註 <a href="#fnref1"' in html
    assert '<li id="fn2"><p>行內' in html


def test_code_has_colours_for_known_languages_only() -> None:
    assert '<code class="language-python"><span class="k">def</span>' in body_html("```python\ndef f(): 1\n```")
    assert '<code class="language-nosuch">x &lt; y\n</code>' in body_html("```nosuch\nx < y\n```")
    assert "<figcaption>Mermaid</figcaption>" in body_html("```mermaid\ngraph LR\n```")


SHORTCODES = [
    ("{{< youtube aR20FWCCjAs >}}", 'href="https://www.youtube.com/watch?v=aR20FWCCjAs"'),
    ('{{< youtube id="abc" title="訪談" >}}', '<span class="card-title">訪談</span>'),
    ("{{< vimeo 123 >}}", 'href="https://vimeo.com/123"'),
    ('{{< x user="a" id="12" >}}', 'href="https://x.com/a/status/12"'),
    ("{{< tweet 12 >}}", 'href="https://x.com/i/status/12"'),
    ("{{< gist u 1a >}}", 'href="https://gist.github.com/u/1a"'),
    ('{{< figure src="a.png" caption="說明" >}}', "<figcaption>說明</figcaption>"),
    ('{{< details summary="看" >}}\n**內**\n{{< /details >}}', "<summary>看</summary>\n<p><strong>內</strong></p>\n</details>"),
    ("{{< highlight python >}}\nx = 1\n{{< /highlight >}}", '<pre tabindex="0"><code>x = <span class="mi">1</span>'),
    ('{{< ref "b.md" >}}', "b.md"),
    ('[字]({{< ref "b.md" >}})', ">字</span>"),
    ("{{< qr >}}", "card-kind"),
    ('{{< nosuch "<b>" >}}', "<code class=\"shortcode\">{{&lt; nosuch \"&lt;b&gt;\" &gt;}}</code>"),
    ("{{% nosuch %}}", "{{% nosuch %}}"),
    ("{{< youtube \"><script>\" >}}", '<span class="card">'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), SHORTCODES)
def test_shortcodes(text: str, html: str) -> None:
    assert html in body_html(text)


def test_abbreviations_are_explained() -> None:
    html = body_html('用RLHF訓練，RL 與 RLs 和 `RL`。\n\n*[RL]: 強化 "<學習>"\n*[RLHF]: 人類回饋\n\n    *[X]: 碼')
    assert (
        '<p>用<abbr title="人類回饋">RLHF</abbr>訓練，<abbr title="強化 &quot;&lt;學習&gt;&quot;">RL</abbr> 與 RLs'
        in html
    )
    assert "<code>RL</code>" in html
    assert "*[X]: 碼" in html
    assert html.count("*[") == 1


def test_embedded_notes_stand_in_the_page_and_end() -> None:
    notes = {"a": EmbeddedNote("a.md", "甲", "甲文\n\n![[b]]"), "b": EmbeddedNote("b.md", "乙", "乙文\n\n![[a]]")}
    html = body_html("![[a]]", PageContext(embed=notes.get))
    assert "甲文" in html
    assert "乙文" in html
    assert "嵌入到此為止" in html
    assert "找不到嵌入的筆記：沒有" in body_html("![[沒有]]")


def test_embeds_that_multiply_are_bounded() -> None:
    twice = PageContext(embed=lambda name: EmbeddedNote(name, name, f"![[{name}0]]\n\n![[{name}1]]\n" * 4))
    assert body_html("![[n]]\n" * 50, twice).count('class="embed"') <= 200


def test_an_unclosed_tag_does_not_swallow_the_rest() -> None:
    for tag in ("<title>", "<textarea>", "<style>", "<xmp>", "<script>", "<!--", "<svg>", "<select>"):
        assert "後面的文字" in body_html(f"> {tag}\n\n後面的文字"), tag


BALANCED = [
    ("中文 <b>沒關\n\n後", "<p>中文 <b>沒關</b></p>\n<p>後</p>\n"),
    ("<div>\n\n後", "<div>\n</div><p>後</p>\n"),
    ("<div><b>甲</div>\n\n後", "<div><b>甲</b></div>\n<p>後</p>\n"),
    ('<div title="\n\n後 "', '&lt;div title="\n<p>後 "</p>\n'),
    ("前 </div> 後", "<p>前  後</p>\n"),
    ("<!-- <b> -->字\n\n後", "字\n<p>後</p>\n"),
    ("<details>\n\n**內**\n\n</details>\n\n後", "<details>\n<p><strong>內</strong></p>\n</details>\n<p>後</p>\n"),
    ("{{< details >}}\n\n後", '<details class="details"><summary>詳細內容</summary>\n</details><p>後</p>\n'),
]


@pytest.mark.parametrize(("text", "html"), BALANCED)
def test_raw_html_stays_in_its_place(text: str, html: str) -> None:
    assert body_html(text) == html


def test_raw_html_closes_nothing_around_it() -> None:
    html = body_html("> [!note]\n> </div></div>\n>\n> 內")
    assert html.endswith("<p>內</p>\n</div>\n</div>\n")
    assert "<p>字</p></details>" in body_html("<details>\n<summary>題</summary>\n\n字</details>\n\n後")


def test_shortcodes_within_raw_html() -> None:
    html = body_html('<div>{{< foo "<b>" >}} {{< youtube abc >}}</div>\n')
    assert '<code class="shortcode">{{&lt; foo "&lt;b&gt;" &gt;}}</code>' in html
    assert 'href="https://www.youtube.com/watch?v=abc"' in html
    assert "<b>" not in html


def test_a_video_without_a_title_is_called_one() -> None:
    html = body_html("影片在此：\n\n{{< youtube aR20FWCCjAs >}}")
    assert '<span class="card-title">YouTube 影片</span> <span class="card-url">youtube.com/watch?v=aR20' in html
    assert html.count("YouTube") == 1


SPLIT = [
    ('{{< figure src="a.png" >}} {{< youtube x >}}', ["figure", "p"]),
    ("一段 ![[內嵌]] 之後", ["p", "div", "p"]),
    ("![[內嵌]]\n之後", ["div", "p"]),
    ("![[內嵌]] ![[內嵌]]", ["div", "div"]),
]


@pytest.mark.parametrize(("text", "tags"), SPLIT)
def test_paragraphs_are_split_around_what_they_cannot_hold(text: str, tags: list[str]) -> None:
    html = body_html(text, PageContext(embed=lambda name: EmbeddedNote(name, name, "#")))
    assert re.findall(r'^<(p|figure|div(?= class="embed"))\b', html, re.MULTILINE) == tags
    assert "<p></p>" not in html


def test_ids_of_blocks_stay_unique() -> None:
    context = PageContext(embed=lambda name: EmbeddedNote(name, name, "內 ^b\n\n[[#^b]]"))
    html = body_html("![[a]]\n\n![[a]] ^c\n\n前 ![[a]] 後 ^d", context)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 5
    assert ids.count("^c") == ids.count("^d") == 1
    assert [unquote(target) for target in re.findall(r'href="#([^"]+)"', html)] == [
        name for name in ids if name.endswith("^b")
    ]


def test_an_embed_that_can_only_be_a_link_is_warned_of() -> None:
    made = page(note(), "**![[a]]**", context=PageContext(embed=lambda name: EmbeddedNote(name, name, "內")))
    assert [warning.message for warning in made.warnings] == [
        "embedded note shown as a link, it stands within a line: a"
    ]


@pytest.mark.parametrize(
    "flood", ["[", "![[", "[[", "- [", "{{<", "==", "%%", "$a", "> ", "[[a|", "^[", "[^", "*a **a ", "`", "# 題\n\n"]
)
def test_floods_take_linear_time(flood: str) -> None:
    import time

    started = time.perf_counter()
    parser().parse(flood * 4000, {})
    assert time.perf_counter() - started < 10  # quadratic would take minutes


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.b", True), ("mailto:a@b.c", True), ("obsidian://open?vault=a", True), ("a/b.md", True), ("#節", True),
        ("javascript:x", False), ("JAVA\tSCRIPT:x", False), ("\x01javascript:x", False), ("%6aavascript:x", False),
        ("data:text/html,x", False), ("file:///etc/passwd", False), ("//host/x", False), ("\\\\host\\x", False),
    ],
)  # fmt: skip
def test_addresses(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_kinds_of_files() -> None:
    assert [kind_of(name) for name in ("a.png", "a.PDF#page=2", "a.md", "v1.2 筆記", "a.mp3")] == [
        "image", "PDF", "note", "note", "audio",
    ]  # fmt: skip
