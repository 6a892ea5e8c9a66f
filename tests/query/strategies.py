"""Query trees and query texts, for hypothesis: what a parser can return, and what a person (or a cat) can type."""

from hypothesis import strategies as st

from notes_cli.fields import FIELDS, Kind
from notes_cli.query.syntax import Not, Query, Test, Words, all_of, any_of

#: Words that are no syntax when they stand alone.
PLAIN = st.sampled_from(
    [
        "泛化",
        "價值函數",
        "scaling",
        "GPT-3",
        "12:30",
        "https://x.org/a?b=c",
        "a(b)c",
        "C++",
        "don't",
        "a]b",
        "模型。",
        "or",
        "AND",
        "０",
    ]
)
ANY_TEXT = st.text(st.sampled_from('泛化 ab"\\()[]:-#OR/*^~@\n，0.>=<!'), min_size=1, max_size=8)
_CHOICES = {"is": ["draft", "checked", "unchecked"], "has": ["tag", "task", "link", "image", "property", "problem"]}
_OPERANDS = {
    Kind.NUMBER: ["500", ">500", "<=3.5", "1..5", "..9", "!=0"],
    Kind.DATE: ["2025", "2025-12", ">=2025-01-02", "2025-01..2025-06", "..2025", "7d", "today", "!=2025"],
}


@st.composite
def tests(draw: st.DrawFn) -> Query:
    """One field, asked as its kind can be."""
    field = draw(st.sampled_from([f for f in FIELDS.values() if f.kind is not Kind.PROPERTY]))
    if field.name in _CHOICES:
        return Test(field.name, draw(st.sampled_from(_CHOICES[field.name])))
    if field.kind in _OPERANDS:
        return Test(field.name, draw(st.sampled_from(_OPERANDS[field.kind])))
    if draw(st.booleans()):
        return Test(field.name, draw(ANY_TEXT), quoted=True)
    return Test(field.name, draw(PLAIN))


@st.composite
def properties(draw: st.DrawFn) -> Query:
    """A property: there, or with a value."""
    name = draw(st.sampled_from(["Checkbox 1", "已讀", "評分", "a.b", "draft", 'od"d]:name', "日期", " x"]))
    kind = draw(st.sampled_from(["there", "plain", "quoted"]))
    if kind == "there":
        return Test("property", None, name=name)
    if kind == "quoted":
        return Test("property", draw(ANY_TEXT), quoted=True, name=name)
    value = st.sampled_from(["true", "false", "null", "x", ">5", "1..5", "2025-12", "<2025", "!=好", "a b"])
    return Test("property", draw(value), name=name)


WORDS = st.one_of(PLAIN.map(Words), ANY_TEXT.map(lambda text: Words(text, quoted=True)))
QUERIES = st.recursive(
    st.one_of(WORDS, tests(), properties()),
    lambda inner: st.one_of(
        inner.filter(lambda query: not isinstance(query, Not)).map(Not),
        st.lists(inner, min_size=2, max_size=4).map(all_of),
        st.lists(inner, min_size=2, max_size=4).map(any_of),
    ),
    max_leaves=8,
)

#: Pieces of which typed queries are made.
TYPED = st.lists(
    st.one_of(
        st.sampled_from(
            ['"', "\\", "(", ")", "[", "]", ":", "-", "--", "OR", " OR ", "AND", "NOT", "NEAR(", "#", "tag:", "is:", "is:draft",
             "date:", "words:", "title:(", "property:", "[x:", "[Checkbox 1:true]", "unchecked:", ">=", "..", "*", "^", "/", "~",
             "@", "'", ";", "泛化", "abc", "，", "。", "\n", "\t", " ", "\x00", "\u202e", "\ud800", "１", "null", "https://", "2025"]
        ),
        st.text(max_size=4),
    ),
    max_size=14,
).map("".join)  # fmt: skip
