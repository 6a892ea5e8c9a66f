"""Tags added, removed and renamed: byte for byte, where the reader sees tags and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.errors import EditRefused, UsageError, ValueRefused
from notes_cli.text.fold import name_key
from notes_cli.vault.agree import read
from notes_cli.vault.retag import retagged
from notes_cli.vault.source import Source

#: Before and after `AI` becomes `機器學習`.
RENAMED = [
    ("#AI", "#機器學習"),
    ("#ai 與 #Ai", "#機器學習 與 #機器學習"),
    ("#ＡＩ", "#機器學習"),
    ("#AI/llm #AI/llm/rag", "#機器學習/llm #機器學習/llm/rag"),
    ("#AI/", "#機器學習/"),
    ("#AIx #xAI #AI-x #AI_x", "#AIx #xAI #AI-x #AI_x"),
    ("#ML/AI", "#ML/AI"),
    ("中文#AI ，#AI (#AI) x#AI", "中文#AI ，#AI (#AI) x#AI"),
    ("#AI，很重要", "#AI，很重要"),
    ("中文 #AI。", "中文 #AI。"),
    ("中文 #AI.", "中文 #機器學習."),
    ("#AI　全形", "#機器學習　全形"),
    ("#AI#ML #ML#AI", "#機器學習#ML #ML#機器學習"),
    ("_#AI_ **#AI** ==#AI==", "_#機器學習_ **#機器學習** ==#機器學習=="),
    ("# 標題 #AI\n", "# 標題 #機器學習\n"),
    ("# AI\n## #AI ##\n", "# AI\n## #機器學習 ##\n"),
    ("- [ ] 讀 #AI 📅 2026-01-31\n", "- [ ] 讀 #機器學習 📅 2026-01-31\n"),
    ("> [!note] #AI\n> #AI\n", "> [!note] #機器學習\n> #機器學習\n"),
    ("| #AI | x |\n|---|---|\n| y | #AI |\n", "| #機器學習 | x |\n|---|---|\n| y | #機器學習 |\n"),
    ("%% #AI %%\n\n%%\n#AI\n%%\n", "%% #機器學習 %%\n\n%%\n#機器學習\n%%\n"),
    ("[看 #AI](https://x.org/#AI)", "[看 #機器學習](https://x.org/#AI)"),
    ("[[筆記#AI]] [[#AI]] ![[a#AI]] [t](#AI) [t](a.md#AI)", "[[筆記#AI]] [[#AI]] ![[a#AI]] [t](#AI) [t](a.md#AI)"),
    ("https://x.org/ #AI https://x.org/#AI <https://x.org/#AI>", "https://x.org/ #機器學習 https://x.org/#AI <https://x.org/#AI>"),
    ("`#AI` ``#AI``", "`#AI` ``#AI``"),
    ("```\n#AI\n```\n~~~\n#AI\n~~~\n\n    #AI\n", "```\n#AI\n```\n~~~\n#AI\n~~~\n\n    #AI\n"),
    ("$#AI$ $$#AI$$", "$#AI$ $$#AI$$"),
    ("<!-- #AI --> <b title='#AI'>", "<!-- #AI --> <b title='#AI'>"),
    ("<div>\n#AI\n</div>", "<div>\n#AI\n</div>"),
    ("\\#AI &#AI; AI", "\\#AI &#AI; AI"),
    ("[^1]\n\n[^1]: #AI\n", "[^1]\n\n[^1]: #機器學習\n"),
    ("topic:: #AI\n", "topic:: #機器學習\n"),
    ("😀é𠮷 #AI 😀\r\n\r\n#AI\r#AI", "😀é𠮷 #機器學習 😀\r\n\r\n#機器學習\r#機器學習"),
    ("\ufeff#AI", "\ufeff#機器學習"),
    ("---\ntags: [AI]\n---\n", "---\ntags: [機器學習]\n---\n"),
    ("---\ntags: [ 'AI' , \"ai/x\" ] # 註\n---\n", "---\ntags: [ '機器學習' , \"機器學習/x\" ] # 註\n---\n"),
    ("---\ntags:\n- AI  # 一\n- AI/llm\n-   x\n---\n#AI", "---\ntags:\n- 機器學習  # 一\n- 機器學習/llm\n-   x\n---\n#機器學習"),
    ('---\ntags:\n  - "#AI"\n---\n', '---\ntags:\n  - "#機器學習"\n---\n'),
    ("---\ntags: [AI, 機器學習]\n---\n", "---\ntags: [機器學習]\n---\n"),
    ("---\ntags: [機器學習, x, AI]\n---\n", "---\ntags: [機器學習, x]\n---\n"),
    ("---\ntags: [AI, ai]\n---\n", "---\ntags: [機器學習]\n---\n"),
    ("---\ntags: AI\n---\n", "---\ntags: 機器學習\n---\n"),
    ("---\ntags: AI, x\n---\n", "---\ntags: 機器學習, x\n---\n"),
    ("---\ntags: AI/a,x , 機器學習\n---\n", "---\ntags: 機器學習/a,x , 機器學習\n---\n"),
    ("---\ntags: AI, 機器學習\n---\n", "---\ntags: 機器學習\n---\n"),
    ("---\ntags: 'x AI y'\n---\n", "---\ntags: 'x 機器學習 y'\n---\n"),
    ("---\ntag: AI\n---\n", "---\ntag: 機器學習\n---\n"),
    ("---\nTags: [AI]\nTAG: ai\n---\n", "---\nTags: [機器學習]\nTAG: 機器學習\n---\n"),
    ("---\ntopic: AI\ntitle: '#AI'\nkeywords: [AI]\n---\n", "---\ntopic: AI\ntitle: '#AI'\nkeywords: [AI]\n---\n"),
    ('---\n{"tags": ["AI"], "a": 1}\n---\n', '---\n{"tags": ["機器學習"], "a": 1}\n---\n'),
    ("\ufeff---\r\ntags: [AI]\r\n---\r\n#AI  \r\n", "\ufeff---\r\ntags: [機器學習]\r\n---\r\n#機器學習  \r\n"),
    ("---\ntags:\n---\n#AI", "---\ntags:\n---\n#機器學習"),
    ("+++\na = 1\n+++\n#AI", "+++\na = 1\n+++\n#機器學習"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), RENAMED)
def test_rename(before: str, after: str) -> None:
    assert retagged(before, path="n.md", rename=[("AI", "機器學習")]) == after


#: Before and after the tag `a` is removed.
REMOVED = [
    ("x #a y", "x y"),
    ("x #a", "x"),
    ("x #a\ny", "x\ny"),
    ("x #a  \ny", "x  \ny"),
    ("x   #a\ny", "x\ny"),
    ("#a x", "x"),
    ("#a #b x", "#b x"),
    ("#b #a #a/c x", "#b #a/c x"),
    ("#A #a #a x", "x"),
    ("#a#b x", "#b x"),
    ("#b#a x", "#b x"),
    ("x #a, y #a.", "x, y."),
    ("見 #a 與", "見 與"),
    ("見　#a　與", "見　與"),
    ("x\t#a\ty", "x\ty"),
    ("見 #a，與", "見 #a，與"),
    ("x #a(b)", "x (b)"),
    ("#a/ x", "x"),
    ("`c` #a y", "`c` y"),
    ("**#a** x", "x"),
    ("x ==#a== y", "x y"),
    ("x **#a b**", "x **b**"),
    ("**b #a**", "**b**"),
    ("**b #a**, c", "**b**, c"),
    ("b #a *c*", "b *c*"),
    ("**b** #a c", "**b** c"),
    ("[#a b](u)", "[b](u)"),
    ("- #a x\n", "- x\n"),
    ("- x #a\n", "- x\n"),
    ("- #a\n- b\n", "- b\n"),
    ("- b\n- #a", "- b"),
    ("- b\n  - #a\n- c\n", "- b\n- c\n"),
    ("- #a\n  - c\n", "-\n  - c\n"),
    ("- [ ] #a x\n", "- [ ] x\n"),
    ("- [ ] #a\n- b\n", "- [ ] \n- b\n"),
    ("1. #a\n2. b\n", "2. b\n"),
    ("> #a x\n", "> x\n"),
    ("> #a\n> x\n", ">\n> x\n"),
    ("> [!note] #a 題\n", "> [!note] 題\n"),
    ("## #a\n", "##\n"),
    ("## #a 題\n", "## 題\n"),
    ("## 題 #a ##\n", "## 題 ##\n"),
    ("| #a | x |\n|---|---|\n", "| | x |\n|---|---|\n"),
    ("|#a x|y #a|\n|---|---|\n", "|x|y|\n|---|---|\n"),
    ("x\n\n#a\n\ny\n", "x\n\ny\n"),
    ("x\n\n#a #A\n\ny\n", "x\n\ny\n"),
    ("x\n#a\ny\n", "x\ny\n"),
    ("x\n\n#a\n#a\n\ny\n", "x\n\ny\n"),
    ("x\n\n#a\n\n#a\n\ny\n", "x\n\ny\n"),
    ("x\n\n#a\n", "x\n"),
    ("x\n\n#a", "x"),
    ("x\n#a", "x"),
    ("#a\n\nx\n", "x\n"),
    ("#a", ""),
    ("#a\n", ""),
    ("x\r\n\r\n#a\r\n\r\ny\r\n", "x\r\n\r\ny\r\n"),
    ("x #a\r\ry #a\r", "x\r\ry\r"),
    ("---\nt: 1\n---\n#a\n\nx\n", "---\nt: 1\n---\nx\n"),
    ("---\nt: 1\n---\n\n#a\n", "---\nt: 1\n---\n"),
    ("text #a ^id\n", "text ^id\n"),
    ("`#a` [[x#a]] http://x.org/#a \\#a\n", "`#a` [[x#a]] http://x.org/#a \\#a\n"),
    ("---\ntags: [a, b]\n---\n", "---\ntags: [b]\n---\n"),
    ("---\ntags:\n  - b\n  - A # 註\n---\n#a x", "---\ntags:\n  - b\n---\nx"),
    ("---\ntags: [a]\n---\n", "---\ntags: []\n---\n"),
    ("---\ntags: a, b\n---\n", "---\ntags: b\n---\n"),
    ("---\ntags: b, a/x, a\n---\n", "---\ntags: b, a/x\n---\n"),
    ("---\ntag: a\ntags: ['#a', c]\n---\n", "---\ntag:\ntags: [c]\n---\n"),
    ("---\ntags: [a/x, xa]\n---\n#a/x", "---\ntags: [a/x, xa]\n---\n#a/x"),
]


@pytest.mark.parametrize(("before", "after"), REMOVED)
def test_remove(before: str, after: str) -> None:
    assert retagged(before, path="n.md", remove=["a"]) == after


@pytest.mark.parametrize(
    "text",
    [
        "#a - x\n",
        "#a 1. x\n",
        "#a # x\n",
        "#a > x\n",
        "#a ```\n",
        "#a     x\n",
        "#a | b\n---|---\n",
        "#a ---\n",
        "- #a - x\n",
        "#a\n---\n",
        "x\n\n#a\n\tcode\n",
        "#a\n\n---\nkey: value\n---\n",
        "- #a [ ] x\n",
        '{\n"tags": ["a"]\n}\n',
        "---\ntags: [a]\nb: [\n---\n",
    ],
)
def test_what_would_change_more_than_tags_is_refused(text: str) -> None:
    with pytest.raises(EditRefused):
        retagged(text, path="n.md", remove=["a"])


#: Before and after `新` and `a/b` are added.
ADDED = [
    ("x\n", "---\ntags:\n  - 新\n  - a/b\n---\nx\n"),
    ("---\ntags: [x]\n---\n", "---\ntags: [x, 新, a/b]\n---\n"),
    ("---\ntags:\n- x\n---\n", "---\ntags:\n- x\n- 新\n- a/b\n---\n"),
    ("---\ntags: [新, x]\n---\n", "---\ntags: [新, x, a/b]\n---\n"),
    ("---\ntags: [新]\n---\n#A/B", "---\ntags: [新]\n---\n#A/B"),
    ("文 #新 #a/b/c", "---\ntags:\n  - a/b\n---\n文 #新 #a/b/c"),
    ("---\ntags:\n---\n", "---\ntags:\n  - 新\n  - a/b\n---\n"),
    ("---\ntag: 新\n---\n", "---\ntag: 新\ntags:\n  - a/b\n---\n"),
    ("---\ntitle: t\n---\n", "---\ntitle: t\ntags:\n  - 新\n  - a/b\n---\n"),
    ("---\nTags: [x]\n---\n", "---\nTags: [x, 新, a/b]\n---\n"),
]


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_add(before: str, after: str) -> None:
    once = retagged(before, path="n.md", add=["#新", "a/b"])
    assert once == after
    assert retagged(once, path="n.md", add=["新", "A/B", "新"]) == once


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ({"rename": [("a", "b"), ("b", "a")]}, "---\ntags: [b, a, c]\n---\n#b #a #b/x #c"),
        ({"rename": [("a", "b"), ("a/x", "z")]}, "---\ntags: [b, c]\n---\n#b #b #z #c"),
        ({"rename": [("a", "A")]}, "---\ntags: [A, b, c]\n---\n#A #b #A/x #c"),
        ({"rename": [("a", "q")], "remove": ["b", "#C"]}, "---\ntags: [q]\n---\n#q #q/x"),
        ({"rename": [("a", "b")], "remove": ["b"]}, "---\ntags: [b, c]\n---\n#b #b/x #c"),
        ({"remove": ["a"], "add": ["a"]}, "---\ntags: [b, c, a]\n---\n#b #a/x #c"),
        ({"rename": [("無", "有")], "remove": ["沒有"]}, "---\ntags: [a, b, c]\n---\n#a #b #a/x #c"),
        ({}, "---\ntags: [a, b, c]\n---\n#a #b #a/x #c"),
    ],
)
def test_several_at_once(asked: dict[str, list[str]], after: str) -> None:
    assert retagged("---\ntags: [a, b, c]\n---\n#a #b #a/x #c", path="n.md", **asked) == after  # type: ignore[arg-type]


def test_tags_that_only_hugo_sees_can_be_put_right() -> None:
    text = "---\ntags: [machine learning, 2024]\n---\n"
    asked = [("machine learning", "機器學習"), ("2024", "y2024")]
    assert retagged(text, path="n.md", rename=asked) == "---\ntags: [機器學習, y2024]\n---\n"


@pytest.mark.parametrize("name", ["", "2024", "a b", "a#b", "a\x1b"])
def test_names_that_no_tag_can_have(name: str) -> None:
    for asked in ({"add": [name]}, {"rename": [("x", name)]}):
        with pytest.raises(ValueRefused):
            retagged("#x", path="n.md", **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked", [{"remove": [""]}, {"remove": ["#"]}, {"rename": [("", "a")]}, {"rename": [("a", "b"), ("A", "c")]},
              {"rename": [("a", "b")], "remove": ["#A"]}],
)  # fmt: skip
def test_requests_that_say_nothing_or_two_things(asked: dict[str, list[str]]) -> None:
    with pytest.raises(UsageError):
        retagged("#a", path="n.md", **asked)  # type: ignore[arg-type]


PIECES = [
    "#a", "#b/c", "#a/x", "#ab", "`#a`", "x", "，", " ", " ", "\n", "\n\n", "- ", "> ", "# ", "**", "==", "[[n#a]]", "(",
    "| ", "$#a$", "[t](u#a)", "http://x.org/#a", "- [ ] ", "\\", "%%", "```\n", "_", "\t", "學", "<b>", "😀",
]  # fmt: skip
FRONTS = [
    "", "---\ntags: [a, b/c]\n---\n", "---\ntags:\n  - a # 註\n  - 'a/x'\n---\n", "---\ntags: a, q\n---\n",
    "---\nx: 1\ntag: a\n---\n", "\ufeff---\ntags: [\"#a\"]\n---\n", "---\ntags:\n---\n",
]  # fmt: skip
TEXTS = st.builds(
    lambda front, pieces, newline: (front + "".join(pieces)).replace("\n", newline),
    st.sampled_from(FRONTS),
    st.lists(st.sampled_from(PIECES), max_size=14),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


def keys(text: str) -> list[str]:
    return [name_key(tag.name) for tag in read("n.md", text).tags]


@given(TEXTS)
def test_a_rename_and_back_restores_every_byte(text: str) -> None:
    there = retagged(text, path="n.md", rename=[("a", "全新"), ("b", "另/外")])
    assert keys(there) == [_renamed(key) for key in keys(text)]
    assert retagged(there, path="n.md", rename=[("全新", "a"), ("另/外", "b")]) == text


def _renamed(key: str) -> str:
    first, slash, rest = key.partition("/")
    return {"a": "全新", "b": "另/外"}.get(first, first) + slash + rest


def words(text: str) -> str:
    """The body without the tag, blanks, and the marks that may go with it."""
    source = Source.of(text)
    body = source.plain[source.front.start :].replace("#a", "")
    return "".join(char for char in body if not char.isspace() and char not in "*=_-")


@given(TEXTS)
def test_what_is_removed_is_gone_and_the_others_stay(text: str) -> None:
    try:
        left = retagged(text, path="n.md", remove=["a"])
    except EditRefused:
        return
    assert keys(left) == [key for key in keys(text) if key != "a"]
    assert retagged(left, path="n.md", remove=["a"]) == left
    assert words(left) == words(text)


@given(TEXTS, st.lists(st.sampled_from(["a", "新", "b/c", "Ab"]), max_size=3))
def test_what_is_added_is_there_once(text: str, names: list[str]) -> None:
    try:
        after = retagged(text, path="n.md", add=names)
    except EditRefused:
        return
    assert sorted(keys(after)) == sorted(keys(text) + [k for k in {name_key(n) for n in names} if k not in keys(text)])
    assert retagged(after, path="n.md", add=names) == after
