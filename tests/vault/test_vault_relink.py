"""Links when a file moves: byte for byte what is written, and where it leads, asked of a real index."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_cli.errors import EditRefused
from notes_cli.library import Library
from notes_cli.vault.relink import relative
from tests.conftest import write
from tests.vault.moving import move, moved, text_of, texts

Maker = Callable[..., Library]

#: What stands in 記/源.md before and after `資料/舊.md` becomes `文章/新 名.md`.
RENAMED = [
    ("[[舊]]", "[[新 名]]"),
    ("見 [[舊]]。", "見 [[新 名]]。"),
    ("[[舊|字]]", "[[新 名|字]]"),
    ("[[舊|舊]]", "[[新 名|舊]]"),
    ("[[舊#標題]]", "[[新 名#標題]]"),
    ("[[舊#標題#小|字]]", "[[新 名#標題#小|字]]"),
    ("[[舊#^塊]]", "[[新 名#^塊]]"),
    ("[[ 舊 ]]", "[[ 新 名 ]]"),
    ("[[舊 |字]]", "[[新 名 |字]]"),
    ("[[舊.md]]", "[[新 名.md]]"),
    ("[[舊.MD]]", "[[新 名.md]]"),
    ("[[資料/舊]]", "[[文章/新 名]]"),
    ("[[資料/舊.md#h|t]]", "[[文章/新 名.md#h|t]]"),
    ("[[/資料/舊]]", "[[/文章/新 名]]"),
    ("[[../資料/舊]]", "[[../文章/新 名]]"),
    ("[[./../資料/舊.md]]", "[[../文章/新 名.md]]"),
    ("![[舊]]", "![[新 名]]"),
    ("![[舊#h|100]]", "![[新 名#h|100]]"),
    ("**[[舊]]** ==[[舊]]== ~~[[舊]]~~", "**[[新 名]]** ==[[新 名]]== ~~[[新 名]]~~"),
    ("# 題 [[舊]]\n", "# 題 [[新 名]]\n"),
    ("- [ ] 讀 [[舊]] #AI\n", "- [ ] 讀 [[新 名]] #AI\n"),
    ("> [!note] [[舊]]\n> [[舊|a]]\n", "> [!note] [[新 名]]\n> [[新 名|a]]\n"),
    ("%% [[舊]] %%", "%% [[新 名]] %%"),
    ("%%\n[[舊]]\n%%", "%%\n[[新 名]]\n%%"),
    ("註[^1]\n\n[^1]: [[舊]]\n", "註[^1]\n\n[^1]: [[新 名]]\n"),
    ("| a | b |\n|---|---|\n| [[舊\\|字]] | ![[舊\\|9]] |\n", "| a | b |\n|---|---|\n| [[新 名\\|字]] | ![[新 名\\|9]] |\n"),
    ("| a |\n|---|\n| [字](舊.md) |\n", "| a |\n|---|\n| [字](新%20名.md) |\n"),
    ("[字](舊.md)", "[字](新%20名.md)"),
    ("[字](舊)", "[字](新%20名)"),
    ("[舊](舊.md#h)", "[舊](新%20名.md#h)"),
    ("[字](<舊.md>)", "[字](<新 名.md>)"),
    ("[字](<舊.md#a b>)", "[字](<新 名.md#a b>)"),
    ('[字](舊.md "題")', '[字](新%20名.md "題")'),
    ("[字](  舊.md  '題'  )", "[字](  新%20名.md  '題'  )"),
    ("[字](舊.md (題))", "[字](新%20名.md (題))"),
    ("[字](%E8%88%8A.md)", "[字](%E6%96%B0%20%E5%90%8D.md)"),
    ("[字](../資料/舊.md)", "[字](../文章/新%20名.md)"),
    ("[字](../%E8%B3%87%E6%96%99/%E8%88%8A.md)", "[字](../%E6%96%87%E7%AB%A0/%E6%96%B0%20%E5%90%8D.md)"),
    ("[字](資料/舊.md)", "[字](文章/新%20名.md)"),
    ("[字](/資料/舊.md)", "[字](/文章/新%20名.md)"),
    ("![字](舊.md)", "![字](新%20名.md)"),
    ("[![圖](圖.png)](舊.md)", "[![圖](圖.png)](新%20名.md)"),
    ('[a](舊.md "](舊.md)")', '[a](新%20名.md "](舊.md)")'),
    ("[`](舊.md)`](舊.md)", "[`](舊.md)`](新%20名.md)"),
    ("[字\n行](舊.md)", "[字\n行](新%20名.md)"),
    ("[甲][r] [r] [R][]\n\n[r]: 舊.md '題'\n", "[甲][r] [r] [R][]\n\n[r]: 新%20名.md '題'\n"),
    ("[a b]\n\n[A  B]: <../資料/舊.md#h>\n", "[a b]\n\n[A  B]: <../文章/新 名.md#h>\n"),
    ("> [r]\n\n> [r]: 舊.md\n", "> [r]\n\n> [r]: 新%20名.md\n"),
    ("[r]\n\n```\n[r]: 舊.md\n```\n\n[r]: 舊.md\n", "[r]\n\n```\n[r]: 舊.md\n```\n\n[r]: 新%20名.md\n"),
    ("[r]\n\n[r]: 舊.md\n[r]: 資料/舊.md\n", "[r]\n\n[r]: 新%20名.md\n[r]: 資料/舊.md\n"),
    ('{{< ref "舊.md" >}}', '{{< ref "新 名.md" >}}'),
    ('[字]({{< relref "資料/舊.md#h" >}})', '[字]({{< relref "文章/新 名.md#h" >}})'),
    ('{{% ref path="舊" lang="zh" %}}', '{{% ref path="新 名" lang="zh" %}}'),
    ("{{< ref 舊.md >}}", '{{< ref "新 名.md" >}}'),
    ("{{< ref `舊.md` >}}", "{{< ref `新 名.md` >}}"),
    ('{{< figure src="舊.md" alt="舊.md" >}}', '{{< figure src="新%20名.md" alt="舊.md" >}}'),
    ("甲 {{< figure\n  alt='a'\n  src=../資料/舊.md?v=2 >}}", "甲 {{< figure\n  alt='a'\n  src=../文章/新%20名.md?v=2 >}}"),
    ('<img src="舊.md">', '<img src="新%20名.md">'),
    ("字 <b><IMG\nalt='src=舊.md' SRC=資料/舊.md /></b>", "字 <b><IMG\nalt='src=舊.md' SRC=文章/新%20名.md /></b>"),
    ("<p>\n<img src='舊.md#h'></p>\n", "<p>\n<img src='新%20名.md#h'></p>\n"),
    ("key:: [[舊]]\n", "key:: [[新 名]]\n"),
    ("文 [up:: [[舊|t]]] 文\n", "文 [up:: [[新 名|t]]] 文\n"),
    ('---\nup: "[[舊]]"\n---\n', '---\nup: "[[新 名]]"\n---\n'),
    ("---\nup: '[[舊#h|t]]'  # 註\n---\n", "---\nup: '[[新 名#h|t]]'  # 註\n---\n"),
    ('---\nup: ["[[舊]]", "[[別]]", x]\n---\n', '---\nup: ["[[新 名]]", "[[別]]", x]\n---\n'),
    ('---\nup:\n  - "[[舊]]"\n  - "[[資料/舊]]"\n---\n', '---\nup:\n  - "[[新 名]]"\n  - "[[文章/新 名]]"\n---\n'),
    ('---\na: {b: "[[舊]]"}\n---\n', '---\na: {b: "[[新 名]]"}\n---\n'),
    ('---\nup: &x "[[舊]]"\nb: *x\n---\n', '---\nup: &x "[[新 名]]"\nb: *x\n---\n'),
    ("---\nup: |\n  [[舊]]\n---\n", "---\nup: |\n  [[新 名]]\n---\n"),
    ("---\nup: >-\n  [[舊|字]]\n---\n", "---\nup: >-\n  [[新 名|字]]\n---\n"),
    ('---\nup: "\\u005b[\\u820a]]"\n---\n', '---\nup: "\\u005b[新 名]]"\n---\n'),
    ('---\nup: "[字](舊.md)"\n---\n', '---\nup: "[字](新%20名.md)"\n---\n'),
    ('---\nup: "[字](<舊.md>)"\n---\n', '---\nup: "[字](<新 名.md>)"\n---\n'),
    ('---\n{"up": "[[舊]]"}\n---\n', '---\n{"up": "[[新 名]]"}\n---\n'),
    ('---\r\nup: "[[舊]]"\r\n---\r\n\r\n[[舊]]  \r\n[x](舊.md)', '---\r\nup: "[[新 名]]"\r\n---\r\n\r\n[[新 名]]  \r\n[x](新%20名.md)'),
    ('\ufeff---\nup: "[[舊]]"\n---\n[[舊]]', '\ufeff---\nup: "[[新 名]]"\n---\n[[新 名]]'),
    ("\ufeffa\r[[舊]]\r\n\t[[舊]]\r", "\ufeffa\r[[新 名]]\r\n\t[[新 名]]\r"),
    ("😀é [[舊]] 𠮷 [x](舊.md)\u2028", "😀é [[新 名]] 𠮷 [x](新%20名.md)\u2028"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), RENAMED)
def test_a_link_is_written_as_it_was(library_of: Maker, before: str, after: str) -> None:
    notes = {"資料/舊.md": "# 標題\n", "記/源.md": before, "別.md": "", "圖.png": ""}
    assert moved(library_of, notes, "資料/舊.md", "文章/新 名.md")["記/源.md"] == after


#: What no reader takes for a link to the note, and what leads to another one.
UNTOUCHED = [
    "`[[舊]]`",
    "``[字](舊.md)``",
    "```\n[[舊]]\n```\n",
    "    [[舊]]\n",
    "~~~md\n[字](舊.md)\n~~~",
    "$[[舊]]$",
    "$$\n[[舊]]\n$$",
    "<!-- [[舊]] -->",
    "<!--\n[字](舊.md)\n-->",
    "<div>\n[[舊]]\n</div>",
    "\\[[舊]]",
    "[[舊",
    "https://example.org/舊.md",
    "[字](https://example.org/資料/舊.md)",
    "<https://example.org/舊>",
    "[[舊物]] [[新舊]] [[別/舊物]]",
    "[[#舊]]",
    "[字](#舊)",
    "舊 舊.md 資料/舊.md",
    "---\ntitle: 舊\naliases: [舊]\n---\n",
    '---\nup: "見 [[舊]]"\n---\n',
    '{{< youtube 舊 >}} {{< figure src="別/舊.png" alt="舊.md" >}} <!-- <img src="舊.md"> --> <img data-src="舊.md">',
    "[r]: 舊.md\n",
    "",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_link_to_it_stays(library_of: Maker, text: str) -> None:
    notes = {"資料/舊.md": "", "記/源.md": text, "別/舊物.md": "", "新舊.md": ""}
    assert moved(library_of, notes, "資料/舊.md", "文章/新名.md")["記/源.md"] == text


#: The folder changes and the name stays: what leads there already is left alone.
FOLDERS = [
    ("[[舊]]", "[[舊]]"),
    ("[x](舊.md)", "[x](舊.md)"),
    ("[[料/舊]]", "[[文/舊]]"),
    ("[[資/料/舊]]", "[[文/舊]]"),
    ("[x](../資/料/舊.md)", "[x](../文/舊.md)"),
    ("[x](資/料/舊.md)", "[x](文/舊.md)"),
]


@pytest.mark.parametrize(("before", "after"), FOLDERS)
def test_a_link_that_still_leads_there_stays(library_of: Maker, before: str, after: str) -> None:
    notes = {"資/料/舊.md": "", "記/源.md": before}
    assert moved(library_of, notes, "資/料/舊.md", "文/舊.md")["記/源.md"] == after


def test_a_bare_name_that_is_taken_becomes_the_shortest_path(library_of: Maker) -> None:
    notes = {"a/甲.md": "", "b/乙.md": "", "源.md": "[[甲]] [x](甲.md) [[乙]]", "b/旁.md": "[[甲]] [[乙]]"}
    found = moved(library_of, notes, "a/甲.md", "c/長/乙.md")
    assert found["源.md"] == "[[長/乙]] [x](長/乙.md) [[乙]]"
    assert found["b/旁.md"] == "[[長/乙]] [[乙]]"


def test_links_that_are_easily_misread(library_of: Maker) -> None:
    text = (
        '[[[a]]] [[a]](a.md) [a[b]](a.md) [x]( a.md ) [x](<a.md>"t") [[a|]] [[a#]] [](a.md) [[a]]s\n\n'
        "> [t](a.md\n> 'ti') [a](a.md?x=1) [b](a.md#x?y) [t](a.md\\)\n> > [r]: a.md\n\n[r] <a href='a.md'>x</a>\n"
    )
    front = '---\n"[[a]]": 1\n? "[[a]]x"\n: " [[a]] "\n---\n'
    assert moved(library_of, {"a.md": "", "源.md": front + text}, "a.md", "c.md")["源.md"] == (
        '---\n"[[a]]": 1\n? "[[a]]x"\n: " [[c]] "\n---\n'
        '[[[c]]] [[c]](a.md) [a[b]](c.md) [x]( c.md ) [x](<c.md>"t") [[c|]] [[c#]] [](c.md) [[c]]s\n\n'
        "> [t](c.md\n> 'ti') [a](a.md?x=1) [b](c.md#x?y) [t](a.md\\)\n> > [r]: c.md\n\n[r] <a href='a.md'>x</a>\n"
    )


def test_a_change_of_case_alone_leaves_links_that_lead_there(library_of: Maker) -> None:
    notes = {"ai.md": "[[ai#h]]", "源.md": "[[AI]] [[ai]] [x](ai.md)"}
    assert moved(library_of, notes, "ai.md", "AI.md") == {"AI.md": "[[ai#h]]", "源.md": "[[AI]] [[ai]] [x](ai.md)"}


def test_links_to_others_keep_their_meaning(library_of: Maker) -> None:
    notes = {"a/甲.md": "", "b/乙.md": "[[乙#h|t]]", "源.md": "[[乙]] ![[乙|t]] [x](乙.md) [[b/乙]]"}
    found = moved(library_of, notes, "a/甲.md", "乙.md")
    assert found["源.md"] == "[[b/乙]] ![[b/乙|t]] [x](b/乙.md) [[b/乙]]"
    assert found["b/乙.md"] == "[[b/乙#h|t]]"


def test_a_name_that_becomes_free_is_not_caught(library_of: Maker) -> None:
    notes = {"甲.md": "", "b/甲.md": "", "源.md": "[[甲]] [[b/甲]]"}
    assert moved(library_of, notes, "甲.md", "c/丙.md")["源.md"] == "[[丙]] [[b/甲]]"


def test_a_note_that_moves_keeps_its_own_links(library_of: Maker) -> None:
    text = (
        '<img src="圖/p.png"> {{< figure src="./圖/p.png" >}} <img src="../無.png"> <img src="https://x.y/a.png">\n\n'
        "[a](../甲.md) [b](./乙.md) [c](乙.md) [[乙]] [[../甲]] ![](圖/p.png) ![[p.png]] [[#h]] [d](#h) "
        "[[自]] [e](./自.md#h) [[無]] [f](../無.md)\n"
    )
    notes = {"a/自.md": text, "a/乙.md": "", "甲.md": "", "a/圖/p.png": "", "c/d/乙.md": ""}
    assert moved(library_of, notes, "a/自.md", "c/d/我.md")["c/d/我.md"] == (
        '<img src="../../a/圖/p.png"> {{< figure src="../../a/圖/p.png" >}} <img src="../無.png"> '
        '<img src="https://x.y/a.png">\n\n'
        "[a](../../甲.md) [b](../../a/乙.md) [c](a/乙.md) [[a/乙]] [[../../甲]] ![](../../a/圖/p.png) ![[p.png]] "
        "[[#h]] [d](#h) [[我]] [e](./我.md#h) [[無]] [f](../無.md)\n"
    )


def test_a_markdown_link_relative_without_dots_stays_relative(library_of: Maker) -> None:
    notes = {"a/源.md": "[x](子/甲.md) [[子/甲]]", "a/子/甲.md": ""}
    found = moved(library_of, notes, "a/子/甲.md", "a/別/深/乙.md")
    assert found["a/源.md"] == "[x](別/深/乙.md) [[深/乙]]"
    assert moved(library_of, notes, "a/子/甲.md", "b/乙.md")["a/源.md"] == "[x](../b/乙.md) [[b/乙]]"


def test_a_link_to_nothing_stays_and_may_come_true(library_of: Maker) -> None:
    notes = {"甲.md": "", "源.md": "[[乙]] [[甲]] [[甲/]]"}
    assert moved(library_of, notes, "甲.md", "乙.md")["源.md"] == "[[乙]] [[乙]] [[甲/]]"


def test_to_and_from_the_root(library_of: Maker) -> None:
    notes = {"a/甲.md": "", "b/甲.md": "", "源.md": "[[a/甲]] [x](/a/甲.md)"}
    assert moved(library_of, notes, "a/甲.md", "甲.md")["源.md"] == "[[甲]] [x](/甲.md)"
    notes = {"甲.md": "", "b/甲.md": "", "源.md": "[[甲]] [x](甲.md) [[/甲]]"}
    assert moved(library_of, notes, "甲.md", "c/甲.md")["源.md"] == "[[c/甲]] [x](c/甲.md) [[/c/甲]]"


def test_other_files_move_as_well(library_of: Maker) -> None:
    notes = {"圖/p.png": "", "源.md": '---\nimage: "[[p.png]]"\n---\n![[p.png|300]] ![t](圖/p.png "題") [[p.png]]'}
    found = moved(library_of, notes, "圖/p.png", "assets/新 q.png")["源.md"]
    assert found == ('---\nimage: "[[新 q.png]]"\n---\n![[新 q.png|300]] ![t](assets/新%20q.png "題") [[新 q.png]]')


#: New names that Markdown would misread, and what is written.
NAMES = [
    ("[x](舊.md)", "C# 筆記.md", "[x](C%23%20筆記.md)"),
    ("[x](<舊.md>)", "C#.md", "[x](<C%23.md>)"),
    ("[x](舊.md)", "a(b).md", "[x](a(b).md)"),
    ("[x](舊.md)", "a(b.md", "[x](a%28b.md)"),
    ("[x](<舊.md>)", "a(b.md", "[x](<a(b.md>)"),
    ("[x](舊.md)", "100%.md", "[x](100%.md)"),
    ("[x](舊.md)", "100%20.md", "[x](100%2520.md)"),
    ("[x](舊.md)", "a&amp;b.md", "[x](a%26amp;b.md)"),
    ("[x](舊.md)", "R&D.md", "[x](R&D.md)"),
    ("[x](舊.md)", "題: 副題.md", "[x](題:%20副題.md)"),
    ("[x](舊.md)", "Note: x.md", "[x](Note%3A%20x.md)"),
    ("[x](<舊.md>)", "a<b>.md", "[x](<a%3Cb%3E.md>)"),
    ("[x](舊.md)", "[a].md", "[x](%5Ba%5D.md)"),
    ("[x](舊.md)", "a`b.md", "[x](a%60b.md)"),
    ("[x](舊.md)", "a_b*c*.md", "[x](a_b*c*.md)"),
    ("[x](舊.md)", "全形　空白.md", "[x](全形%E3%80%80空白.md)"),
    ("| a |\n|---|\n| [x](舊.md) |", "a|b.md", "| a |\n|---|\n| [x](a%7Cb.md) |"),
    ("[[舊]]", "a(b) & 100%20!.md", "[[a(b) & 100%20!]]"),
    ("[[舊]]", 'it\'s "q".md', '[[it\'s "q"]]'),
    ("---\nup: '[[舊]]'\n---\n", "it's.md", "---\nup: '[[it''s]]'\n---\n"),
    ('---\nup: "[[舊]]"\n---\n', 'a"b\\c.md', '---\nup: "[[a\\"b\\\\c]]"\n---\n'),
    ('---\nup: "[t](舊.md)"\n---\n', "a(b).md", '---\nup: "[t](a%28b%29.md)"\n---\n'),
    ("[r]\n\n[r]: 舊.md\n", "a b (c.md", "[r]\n\n[r]: a%20b%20%28c.md\n"),
]


@pytest.mark.parametrize(("before", "name", "after"), NAMES)
def test_names_that_need_care(library_of: Maker, before: str, name: str, after: str) -> None:
    assert moved(library_of, {"舊.md": "", "源.md": before}, "舊.md", name)["源.md"] == after


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("[[舊]]", "C#.md", "because of #"),
        ("[[舊]]", "a|b.md", "because of |"),
        ("![[舊]]", "[a].md", "because of [ ]"),
        ('---\nup: "[[舊]]"\n---\n', "a]b.md", "because of ]"),
        ('{{< ref "舊.md" >}}', 'a"b.md', 'because of "'),
        ('+++\nup = "[[舊]]"\n+++\n', "新.md", "cannot be rewritten"),
        ('{"up": "[[舊]]"}\n', "新.md", "cannot be rewritten"),
        ('---\nup: "[[舊]]"\nb: [\n---\n', "新.md", "cannot be rewritten"),
    ],
)
def test_what_cannot_be_written_is_refused(library_of: Maker, text: str, name: str, said: str) -> None:
    library = library_of({"舊.md": "", "源.md": text})
    with pytest.raises(EditRefused, match=said.replace("|", r"\|").replace("[", r"\[").replace("]", r"\]")):
        move(library, "舊.md", name)
    assert text_of(library, "源.md") == text


PLACES = ["", "a/", "b/", "a/b/", "資料/"]
FILES = ["甲.md", "乙 丙.md", "it's.md", "Note.md", "圖.png"]
SHAPES = [
    "[[{}]]", "![[{}|t]]", "[[{}#h|字]]", "[t]({})", "[t](<{}>)", "![t]({} \"題\")", '{{{{< ref "{}" >}}}}', "`[[{}]]`",
    "| a |\n|---|\n| [[{}\\|t]] |\n", "> - [ ] [[{}]]\n", "key:: [[{}]]\n", "[r]: <{}>\n\n[r]\n",
]  # fmt: skip


def written(draw: st.DrawFn, path: str, ways: list[str]) -> str:
    """The text of a note at `path` whose links name files in some of `ways`."""
    lines = draw(st.lists(st.tuples(st.sampled_from(SHAPES), st.sampled_from(ways)), max_size=5))
    value = draw(st.sampled_from(["", *ways])).replace("'", "''")
    front = f"---\nup: '[[{value}]]' # 註\n---\n" if value else ""
    body = "\n\n".join(shape.format(way.replace(" ", "%20") if "]({" in shape else way) for shape, way in lines)
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return (front + body).replace("\n", newline) if path.endswith(".md") else ""


@st.composite
def vaults(draw: st.DrawFn) -> tuple[dict[str, str], str, str]:
    """Notes that link to one another in every way, and a move of one file to a place that is free."""
    everything = [folder + name for folder in PLACES for name in FILES]
    paths = draw(st.lists(st.sampled_from(everything), min_size=2, max_size=6, unique=True))
    bare = [path.removesuffix(".md") for path in paths]
    ways = [*paths, *bare]
    ways += [before + way for before in ("/", "./", "../", "b/") for way in paths]
    ways += [way.rpartition("/")[2] for way in (*paths, *bare)]
    notes = {path: written(draw, path, ways) for path in paths}
    old = draw(st.sampled_from(paths))
    return notes, old, draw(st.sampled_from([p for p in (*everything, "新/新.md", "a/新.png") if free(p, old, paths)]))


@st.composite
def plain_vaults(draw: st.DrawFn) -> tuple[dict[str, str], str, str]:
    """The same where every name is there once, links are written as people do, and nothing is in the root."""
    names = draw(st.lists(st.sampled_from(FILES), min_size=2, unique=True))
    paths = [draw(st.sampled_from(PLACES[1:])) + name for name in names]
    notes = {}
    for path in paths:
        ways = [way for other in paths for way in (other, "/" + other, relative(other, path, dotted=True))]
        ways += [way.removesuffix(".md") for way in ways]
        notes[path] = written(draw, path, [*ways, *(way.rpartition("/")[2] for way in ways)])
    old = draw(st.sampled_from(paths))
    ending = old[old.rindex(".") :]
    new = draw(
        st.sampled_from([f"{folder}{name}{ending}" for folder in ("a/", "新/", "a/b/") for name in ("新", "x y")])
    )
    return notes, old, new


def free(path: str, old: str, paths: list[str]) -> bool:
    return path not in paths and path[path.rindex(".") :] == old[old.rindex(".") :]


def through(notes: dict[str, str], *moves: tuple[str, str]) -> dict[str, str]:
    """The texts of a vault after `moves`; every one is proved against the index."""
    with TemporaryDirectory() as folder:
        write(Path(folder, "v"), notes)
        with Library.open(Path(folder, "v"), database=Path(folder, "i.db"), environ={}) as library:
            for old, new in moves:
                move(library, old, new)
            return texts(library)


@settings(max_examples=100)
@given(vaults())
def test_every_link_leads_where_it_led(vault: tuple[dict[str, str], str, str]) -> None:
    notes, old, new = vault
    assert through(notes, (old, new), (new, old)).keys() == notes.keys()


@settings(max_examples=100)
@given(plain_vaults())
def test_a_move_and_the_move_back_restore_every_byte(vault: tuple[dict[str, str], str, str]) -> None:
    notes, old, new = vault
    assert through(notes, (old, new), (new, old)) == notes


def test_a_name_that_no_wikilink_can_hold_is_told_on_one_line(library_of: Maker) -> None:
    with pytest.raises(EditRefused) as refused:
        moved(library_of, {"a.md": "", "b.md": "[[a]]"}, "a.md", "x\ny\x1b.md")
    assert not set("\x1b\n") & set(refused.value.message)
