"""Query trees and query texts, for hypothesis: what a parser can return, and what a person (or a cat) can type."""

from hypothesis import strategies as st

from notes_cli.fields import FIELDS, PIECES, Kind
from notes_cli.query.syntax import LINKED, Like, Not, Query, Regex, Saved, Test, Within, Words, all_of, any_of

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
_CHOICES = {
    "is": ["draft", "checked", "unchecked", "orphan", "broken"],
    "has": ["tag", "task", "link", "image", "property", "problem"],
}
_OPERANDS = {
    Kind.NUMBER: ["500", ">500", "<=3.5", "1..5", "..9", "!=0"],
    Kind.DATE: ["2025", "2025-12", ">=2025-01-02", "2025-01..2025-06", "..2025", "7d", "today", "!=2025"],
}


#: Regular expressions in the spelling of a query: a slash stands behind a backslash.
PATTERNS = st.sampled_from([r"20\d\d", r"a\/b", "泛.", "[a-z]+]", "^- ", r"\p{Han}{2}", "a|b c", "(x)", "~", '"'])
_TEXTUAL = (Kind.TEXT, Kind.BODY)


@st.composite
def tests(draw: st.DrawFn) -> Query:
    """One field, asked as its kind can be."""
    field = draw(st.sampled_from([f for f in FIELDS.values() if f.kind is not Kind.PROPERTY]))
    if field.name in _CHOICES:
        return Test(field.name, draw(st.sampled_from(_CHOICES[field.name])))
    if field.kind in _OPERANDS:
        return Test(field.name, draw(st.sampled_from(_OPERANDS[field.kind])))
    if field.name in LINKED:
        return Test(field.name, draw(st.one_of(st.sampled_from(["空", "AI/全部", "泛化"]), PLAIN, ANY_TEXT)))
    case = field.kind in _TEXTUAL and draw(st.booleans())
    if field.kind in _TEXTUAL and draw(st.booleans()):
        return Test(field.name, draw(PATTERNS), regex=True, case=case)
    if draw(st.booleans()):
        return Test(field.name, draw(ANY_TEXT), quoted=True, case=case)
    return Test(field.name, draw(PLAIN), case=case)


@st.composite
def properties(draw: st.DrawFn) -> Query:
    """A property: there, or with a value."""
    name = draw(st.sampled_from(["Checkbox 1", "已讀", "評分", "a.b", "draft", 'od"d]:name', "日期", " x"]))
    kind = draw(st.sampled_from(["there", "plain", "quoted", "regex"]))
    if kind == "there":
        return Test("property", None, name=name)
    case = draw(st.booleans())
    if kind == "quoted":
        return Test("property", draw(ANY_TEXT), quoted=True, name=name, case=case)
    if kind == "regex":
        return Test("property", draw(PATTERNS), regex=True, name=name, case=case)
    value = st.sampled_from(["true", "false", "null", "x", ">5", "1..5", "2025-12", "<2025", "!=好", ">= a b", "a/b"])
    return Test("property", draw(value), name=name, case=case)


WORDS = st.one_of(
    st.builds(Words, PLAIN, quoted=st.just(False), case=st.booleans(), like=st.just("")),
    st.builds(Words, ANY_TEXT, quoted=st.just(True), case=st.booleans(), like=st.just("")),
    st.builds(Regex, PATTERNS, case=st.booleans()),
)


def _combined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    return st.one_of(
        inner.filter(lambda query: not isinstance(query, Not)).map(Not),
        st.lists(inner, min_size=2, max_size=4).map(all_of),
        st.lists(inner, min_size=2, max_size=4).map(any_of),
    )


#: What a piece of a note can be asked.
IN_PIECES = st.recursive(st.one_of(WORDS, st.just(Test("tag", "AI"))), _combined, max_leaves=4)
PIECE_QUERIES = st.builds(Within, st.sampled_from(list(PIECES)), st.one_of(st.none(), IN_PIECES))
SAVED = st.sampled_from(["todo", "待辦", "a-b_1"]).map(Saved)
LIKE = st.one_of(PLAIN, ANY_TEXT).map(Like)
QUERIES = st.recursive(st.one_of(WORDS, tests(), properties(), PIECE_QUERIES, SAVED, LIKE), _combined, max_leaves=8)

#: Pieces of which typed queries are made.
TYPED = st.lists(
    st.one_of(
        st.sampled_from(
            ['"', "\\", "(", ")", "[", "]", ":", "-", "--", "OR", " OR ", "AND", "NOT", "NEAR(", "#", "tag:", "is:", "is:draft",
             "date:", "words:", "title:(", "property:", "[x:", "[Checkbox 1:true]", "unchecked:", ">=", "..", "*", "^", "/", "~",
             "@", "'", ";", "/a.b/", "line:(", "task:", "match-case:", "link:[[", "]]", "~泛", "@todo", "泛化", "abc", "，", "。", "\n", "\t", " ", "\x00", "\u202e", "\ud800", "１", "null", "https://", "2025"]
        ),
        st.text(max_size=4),
    ),
    max_size=14,
).map("".join)  # fmt: skip
