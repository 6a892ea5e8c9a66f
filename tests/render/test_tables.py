"""Tables and charts for eyes: within the width, aligned in cells, nothing lost that fits."""

import io
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_cli.about import SettingRecord, VaultRecord, ViewColumn
from notes_cli.index.ask import row_class
from notes_cli.index.views import view_columns
from notes_cli.library import Library
from notes_cli.render import render
from notes_cli.render.charts import spark
from notes_cli.render.tables import size
from notes_cli.results import Records, Report, Result, StatsReport
from notes_cli.text.width import cells

WIDTHS = (20, 40, 80, 100, 120, 200)


@dataclass
class Screen:
    """A terminal without colours."""

    width: int = 80
    stdout: io.StringIO = field(default_factory=io.StringIO)
    colored: bool = False
    laid_out: bool = True


def drawn(result: Result, width: int) -> list[str]:
    screen = Screen(width)
    render(result, screen, None)
    return screen.stdout.getvalue().splitlines()


def table(names: list[str], *rows: tuple[object, ...]) -> Records[object]:  # type: ignore[type-var]
    kind = row_class(names)
    return Records(kind, tuple(kind(row) for row in rows))  # type: ignore[arg-type]


def test_a_table_of_sql() -> None:
    found = table(["title", "words"], ("泛化是什麼", 1690), ("bm25", 9), (None, None))
    assert drawn(found, 80) == ["title       words", "泛化是什麼   1690", "bm25            9", ""]


def test_the_widest_column_is_cut_first() -> None:
    found = table(["a", "b"], ("x" * 50, "短"), ("y", "短"))
    assert drawn(found, 20)[1] == "x" * 15 + "…  短"


def test_too_many_columns_stand_below_each_other() -> None:
    names = [f"column{number}" for number in range(9)]
    lines = drawn(table(names, tuple(range(9))), 40)
    assert lines[:2] == ["column0  0", "column1  1"]


LETTERS = st.sampled_from("ab泛化，「」Ａé\t\n\x1b 　😀")


@given(
    st.lists(st.text(LETTERS, max_size=12), min_size=1, max_size=6).flatmap(
        lambda names: st.tuples(
            st.just(names),
            st.lists(
                st.tuples(*[st.one_of(st.none(), st.integers(), st.text(LETTERS, max_size=60))] * len(names)),
                max_size=4,
            ),
        )
    ),
    st.sampled_from(WIDTHS),
)
def test_any_answer_stays_within_the_width(answer: tuple[list[str], list[tuple[object, ...]]], width: int) -> None:
    names, rows = answer
    for line in drawn(table(names, *rows), width):
        assert cells(line) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_charts_stay_within_the_width(sample: Library, width: int) -> None:
    for line in drawn(sample.stats(), width):
        assert cells(line) <= width


def test_bars_stand_in_line(sample: Library) -> None:
    lines = drawn(sample.stats(), 80)
    bars = lines[lines.index("Tags") + 1 : lines.index("Sources") - 1]
    assert len(bars) == 10
    assert len({cells(line[: line.index("█")]) for line in bars}) == 1
    assert any("機器學習" in line for line in bars)


def test_two_columns_where_there_is_room(sample: Library) -> None:
    wide = drawn(sample.stats(), 120)
    (head,) = [line for line in wide if line.startswith("Tags")]
    start = head.index("Sources")
    assert start == (120 - 4) // 2 + 4
    hosts = _hosts(sample)
    rows = wide[wide.index(head) + 1 :][: len(hosts)]
    assert {cells(line.partition(host)[0]) for line, host in zip(rows, hosts, strict=True)} == {start}


def _hosts(sample: Library) -> list[str]:
    figures = sample.stats().figures
    assert isinstance(figures, StatsReport)
    return list(figures.domains)


EMPTY = StatsReport(0, 0, 0, 0, {}, {}, {"done": 0, "todo": 0}, {}, {}, {},
                    {"internal": 0, "external": 0, "unresolved": 0}, {})  # fmt: skip


def test_charts_of_nothing() -> None:
    assert drawn(Report(EMPTY), 80) == ["0 notes · 0 drafts · 0 words", "0 links · 0 links out · 0 links to nothing"]


def test_charts_of_much() -> None:
    many = EMPTY._replace(
        notes=1, drafts=1, words=123456789, undated=1,
        tags={"標籤" * 40: 1_000_000, "x": 1}, domains={"a" * 200: 1},
        years={f"{year}": {"notes": year, "words": 10**9} for year in range(1000, 1100)},
        months={"1099-01": {"notes": 1, "words": 1}, "1099-12": {"notes": 1000, "words": 1}},
        checkboxes={"框" * 50: {"true": 10**6, "false": 1, "empty": 1, "missing": 0, '"是"': 5}},
        tasks={"done": 0, "todo": 10**6}, longest={"路" * 200: 10**9},
    )  # fmt: skip
    for width in WIDTHS:
        lines = drawn(Report(many), width)
        assert all(cells(line) <= width for line in lines)
    assert sum(line.startswith("10") for line in lines) == 12  # of a hundred years, the last
    assert lines[0] == "1 note · 1 draft · 123,456,789 words"


def test_spark() -> None:
    assert spark([0, 1, 500, 1000], 1000) == " ▁▄█"
    assert spark([0, 0], 0) == "  "


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (492_000, "492 kB"), (8_100_000, "8.1 MB"), (10**13, "10000 GB")],
)
def test_size(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize("width", WIDTHS)
def test_lists_about_the_program_stay_within_the_width(width: int) -> None:
    from notes_cli.cli.commands import config, fields
    from notes_cli.settings import DEFAULTS

    vaults = Records(VaultRecord, (
        VaultRecord("/家/" + "很長" * 30, "名", True, 1, "2026-01-21T10:20:30Z", 1234, "/x.db"),
        VaultRecord("/gone", None, False, None, None, 0, None),
    ))  # fmt: skip
    setting = SettingRecord("searches." + "名" * 30, "tag:" + "標" * 100, "vault file", "/" + "路" * 80, "說明 " * 30)
    for result in (
        vaults,
        Records(SettingRecord, (setting,)),
        config.run(DEFAULTS),
        Records(ViewColumn, view_columns()),
    ):
        for line in drawn(result, width):
            assert cells(line) <= width
    if width >= 80:
        assert all(cells(line) <= width for line in drawn(fields.run(), width))
