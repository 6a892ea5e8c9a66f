"""What was typed for a property of each type: the value, or the reason why it does not fit."""

from datetime import date, datetime, timedelta, timezone

import pytest

from notes_cli.errors import ExitCode, ValueRefused
from notes_cli.model import Value
from notes_cli.vault.agree import read
from notes_cli.vault.edit import Set, edited
from notes_cli.vault.source import Source
from notes_cli.vault.typed import tag_named, typed
from notes_cli.vault.yamltext import Moment

TODAY = date(2026, 2, 28)
NOW = datetime(2026, 2, 28, 9, 5, 7, 123, timezone(timedelta(hours=8)))

FITS: list[tuple[str, str, Value]] = [
    ("text", "true", "true"),
    ("text", " a b ", " a b "),
    ("text", "today", "today"),
    ("text", "", ""),
    ("number", "5", 5),
    ("number", " -1.50 ", -1.5),
    ("number", "0123", 123),
    ("number", "1e3", 1000.0),
    ("number", "", None),
    ("checkbox", "true", True),
    ("checkbox", "False", False),
    ("checkbox", "", None),
    ("date", "2025-12-25", "2025-12-25"),
    ("date", "2025/1/2", "2025-01-02"),
    ("date", "2025年1月2日", "2025-01-02"),
    ("date", "Dec 25, 2025", "2025-12-25"),
    ("date", "today", "2026-02-28"),
    ("date", "今天", "2026-02-28"),
    ("date", "tomorrow", "2026-03-01"),
    ("date", "昨天", "2026-02-27"),
    ("date", "now", "2026-02-28"),
    ("date", "", None),
    ("datetime", "now", "2026-02-28T09:05:07+08:00"),
    ("datetime", "today", "2026-02-28T00:00:00+08:00"),
    ("datetime", "2025-12-25", "2025-12-25T00:00:00+08:00"),
    ("datetime", "2025-12-25T11:30", "2025-12-25T11:30"),
    ("datetime", "2025-12-25T11:30:00Z", "2025-12-25T11:30:00Z"),
    ("datetime", "2025-12-25 11:30", "2025-12-25T11:30:00"),
    ("multitext", "Kaplan et al., 2020", ["Kaplan et al., 2020"]),
    ("multitext", "", []),
    ("aliases", "讀書", ["讀書"]),
    ("tags", "a", ["a"]),
    ("tags", "#a, b/c，讀書、A", ["a", "b/c", "讀書"]),
    ("tags", "", []),
    ("", "true", True),
    ("", "yes", "yes"),
    ("", "5", 5),
    ("", "-0.5", -0.5),
    ("", "007", "007"),
    ("", "1e5", "1e5"),
    ("", "+5", "+5"),
    ("", "0x1F", "0x1F"),
    ("", ".nan", ".nan"),
    ("", "2025-12-25", "2025-12-25"),
    ("", "2025-02-30", "2025-02-30"),
    ("", "today", "2026-02-28"),
    ("", "now", "2026-02-28T09:05:07+08:00"),
    ("", "", None),
    ("", "null", None),
    ("", "[a, b]", "[a, b]"),
    ("unknown to us", "5", 5),
]

REFUSED = [
    ("number", "abc", "“abc” is not a number"),
    ("number", "1,000", "“1,000” is not a number"),
    ("number", "true", "“true” is not a number"),
    ("checkbox", "maybe", "“maybe” is neither true nor false"),
    ("checkbox", "1", "“1” is neither true nor false"),
    ("date", "soon", "“soon” is not a date"),
    ("date", "2025-13-01", "“2025-13-01” is not a date"),
    ("date", "2025", "“2025” is not a date"),
    ("date", "2025-12", "“2025-12” is not a date"),
    ("date", "Dec 2025", "“Dec 2025” is not a date"),
    ("date", "1700000000000000", "“1700000000000000” is not a date"),
    ("date", "2025-12-25T11:30", "“2025-12-25T11:30” has a time of day, and the property is a date"),
    ("datetime", "soon\x1b[0m", "“soon\\x1b[0m” is not a date"),
    ("tags", "two words", "“two words” is no name for a tag: it has a blank"),
    ("tags", "a, 1984", "“1984” is no name for a tag: it has digits only"),
    ("map", "x", "the property holds properties of its own"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FITS)
def test_what_fits(kind: str, text: str, value: Value) -> None:
    found = typed(text, kind, today=TODAY, now=NOW)
    assert found == value
    assert isinstance(found, bool) is isinstance(value, bool)
    after = edited("", [Set("x", found)])
    assert repr(Source.of(after).front.values["x"]) == repr(found)


@pytest.mark.parametrize(("kind", "text", "reason"), REFUSED)
def test_what_does_not_fit(kind: str, text: str, reason: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        typed(text, kind, today=TODAY, now=NOW)
    assert refused.value.message == reason
    assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("kind", "text"), [("date", "today"), ("datetime", "now"), ("", "2025-12-25"), ("date", "2025/1/2")]
)
def test_dates_are_written_without_quotes(kind: str, text: str) -> None:
    value = typed(text, kind, today=TODAY, now=NOW)
    assert isinstance(value, Moment)
    assert edited("", [Set("x", value)]) == f"---\nx: {value}\n---\n"


def test_without_an_offset_now_has_none() -> None:
    assert typed("now", "datetime", today=TODAY, now=NOW.replace(tzinfo=None)) == "2026-02-28T09:05:07"
    assert typed("today", "datetime", today=TODAY, now=NOW.replace(tzinfo=None)) == "2026-02-28T00:00:00"


@pytest.mark.parametrize(
    ("text", "name"), [("a", "a"), ("#讀書/筆記", "讀書/筆記"), (" y2024 ", "y2024"), ("🐈", "🐈"), ("a/", "a")]
)
def test_a_tag(text: str, name: str) -> None:
    assert tag_named(text) == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "needs a name"), ("#", "needs a name"), ("/", "needs a name"), ("2024", "digits"), ("#12", "digits"),
        ("a b", "blank"), ("a\u3000b", "blank"), ("a\nb", "blank"), ("##a", "ends a tag"), ("a#b", "ends a tag"),
        ("a,b", "ends a tag"), ("a.b", "ends a tag"), ("a!", "ends a tag"), ("a“b”", "ends a tag"), ("a‼", "ends a tag"),
        ("[a]", "ends a tag"), ("a:b", "ends a tag"), ("a\\b", "ends a tag"), ("'", "ends a tag"), ("a\x1b", "ends a tag"),
        ("/a", "part of it is empty"), ("a//b", "part of it is empty"),
    ],
)  # fmt: skip
def test_no_tag(name: str, said: str) -> None:
    with pytest.raises(ValueRefused, match=said) as refused:
        tag_named(name)
    assert not set("\x1b\n") & set(f"{refused.value.message}{refused.value.hint}")


@pytest.mark.parametrize("name", ["泛化", "機器學習/泛化", "2024年", "a-b_c", "😀", "學，習", "ÅB", "x/1"])
def test_what_is_named_is_a_tag_in_text(name: str) -> None:
    assert tag_named(name) == tag_named("#" + name) == name
    assert [tag.name for tag in read("n.md", f"#{name} x").tags] == [name]
