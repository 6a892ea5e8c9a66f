"""The spellings of dates that real vaults hold."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.text.dates import date_in_name, parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-12-25T11:30:00+08:00", "2025-12-25T11:30:00+08:00"),
        ("2012-1-2 3:4:5", "2012-01-02T03:04:05"),
        ("2024/03/05 10:00", "2024-03-05T10:00:00"),
        ("2021-01-01 10:00:00 -0500", "2021-01-01T10:00:00-05:00"),
        ("2024-01-02 03:04:05 +0800 CST", "2024-01-02T03:04:05+08:00"),
        ("Wednesday, July 20th 2022, 7:01:49 pm", "2022-07-20T19:01:49"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("15 Oct 2023", "2023-10-15"),
        ("2-Jan-2024", "2024-01-02"),
        ("Oct 15, 2023", "2023-10-15"),
        ("2024 Sept 2", "2024-09-02"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年3月5日 下午3:04", "2024-03-05T15:04:00"),
        ("2024年3月5日（二） 15時04分", "2024-03-05T15:04:00"),
        ("２０２４-０３-０５", "2024-03-05"),
        ("2024.3.5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("20240305T030405Z", "2024-03-05T03:04:05Z"),
        ("2024-03-05T03:04", "2024-03-05T03:04:00"),
        ("2024-03-05T03:04:05.123456789Z", "2024-03-05T03:04:05Z"),
        ("2024-03-05 12:30 AM", "2024-03-05T00:30:00"),
        ("Tue Mar 05 2024 10:00:00 GMT+0800 (台北標準時間)", "2024-03-05T10:00:00+08:00"),
        ("[[2024-03-05]]", "2024-03-05"),
        ("31/12/2024", "2024-12-31"),
        ("2024-03", "2024-03-01"),
        ("Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05"),
        ("Mon Jan  2 15:04:05 MST 2006", "2006-01-02T15:04:05"),
        ("Mon Jan 02 15:04:05 -0700 2006", "2006-01-02T15:04:05-07:00"),
        ("Oct 2023", "2023-10-01"),
        ("October, 2023", "2023-10-01"),
        ("2024", "2024-01-01"),
        ("1700000000", "2023-11-14T22:13:20Z"),
    ],
)
def test_spelling(text: str, iso: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found[0] == iso
    moment = datetime.fromisoformat(
        iso if iso[-1] == "Z" or "+" in iso[10:] or "-" in iso[10:] else f"{iso[:10]}T{iso[11:] or '00:00:00'}+00:00"
    )
    assert found[1] == moment.timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-13-45",
        "2024-02-30",
        "0000-00-00",
        "2024-01-02 24:00",
        "2024-01-01T99:99:99Z",
        "05/06/2024",
        "yesterday",
        "12:30",
        "v1.2.3",
        "{{date}}",
        "13:00 pm",
    ],
)
def test_no_day_that_exists(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2024-01-02-x.md", "2024-01-02"),
        ("20240102 x.md", "2024-01-02"),
        ("202401021530 讀書.md", "2024-01-02"),
        ("2024_01_02.md", "2024-01-02"),
        ("2024-13-02.md", None),
        ("2024-01-021.md", None),
        ("x 2024-01-02.md", None),
    ],
)
def test_date_in_a_file_name(name: str, iso: str | None) -> None:
    found = date_in_name(name)
    assert (found[0] if found else None) == iso


@given(
    st.text(max_size=90)
    | st.from_regex(r"[0-9]{1,4}[-/.年 ][0-9A-Za-z]{1,9}[-/.月 ,][0-9]{1,4}日?( [0-9:]{1,9}( ?[+-][0-9:]{1,6})?)?")
)
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    if found:
        datetime.fromisoformat(found[0])
