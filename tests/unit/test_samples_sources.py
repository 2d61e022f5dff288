"""Every printed figure of the samples stands in the source document under its heading, in the order of print."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.printed import figure_text
from generator.schedule import BoundSchedule, Content
from tests.support.filings import SAMPLES, change, copy_sample
from tests.support.shared import seeds

SEEDS = {"qingcloud-2020-ipo-reply": "000_b2fb83eb6a5b7ecd.txt", "qingcloud-2021-inquiry-reply": "002_a0d2b8edb46aa9bf.txt"}
FIGURES = {"qingcloud-2020-ipo-reply": (394, 0), "qingcloud-2021-inquiry-reply": (241, 42)}
REACH = 4000
UNORDERED = {"bad-debt-policies"}
"""Tables of which one printed cell holds two buckets, rows of their own here: their figures are counted, not followed in order."""


def plain(text: str) -> str:
    return "".join(text.split())


def checked(name: str) -> CheckedFiling:
    return check_filing(Path(SAMPLES / name), Settings())


def figures(filing: CheckedFiling, schedule: BoundSchedule) -> Iterator[tuple[str, str]]:
    """Id and printed text of every number of a table, by rows; a workbook's cell holds the number alone, its format prints it."""
    assert filing.report is not None
    values = {fact.id: fact.value for fact in filing.report.facts}
    for (row, column), aspects in schedule.cells.items():
        identifier = schedule.fact_id(row, column)
        if aspects.content is Content.NUMBER:
            printed, value = plain(filing.printed[identifier]), values.get(identifier)
            in_workbook = filing.places[identifier].sheet is not None
            yield identifier, figure_text(value, aspects.format, printed) if in_workbook and isinstance(value, Decimal) else printed


def tables(filing: CheckedFiling) -> Iterator[BoundSchedule]:
    """The schedules that are printed as tables."""
    return (s for s in filing.schedules if s.schedule.layout == "table")


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_every_figure_stands_under_its_heading_in_print_order(name: str) -> None:
    document = plain(seeds(SEEDS[name]).read_text(encoding="utf-8"))
    filing = checked(name)
    for schedule in tables(filing):
        at = document.index(plain(schedule.source.heading))
        at = start = document.index(plain(schedule.source.table), at + 1)
        if schedule.id in UNORDERED:
            for printed, count in Counter(text for _, text in figures(filing, schedule)).items():
                assert document.count(printed, start, start + REACH) >= count, f"{schedule.id}: {printed} stands less than {count} times"
            continue
        for identifier, printed in figures(filing, schedule):
            found = document.find(printed, at)
            assert 0 <= found - start < REACH, f"{identifier}: {printed} is not in print order under {schedule.source.table}"
            at = found + len(printed)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_figures_and_dashes_are_as_many_as_the_source_prints(name: str) -> None:
    filing = checked(name)
    printed = [text for schedule in tables(filing) for _, text in figures(filing, schedule)]
    dashes = printed.count("-")
    assert (len(printed) - dashes, dashes) == FIGURES[name]


def test_every_correction_holds_exactly() -> None:
    results = [r for r in checked("qingcloud-2021-inquiry-reply").results if r.instance.rule.relation == "restatement"]
    assert len(results) == 36
    assert {str(r.verdict) for r in results} == {"exact"}


@pytest.mark.parametrize(("name", "count"), [("qingcloud-2020-ipo-reply", 38), ("qingcloud-2021-inquiry-reply", 13)])
def test_what_rounding_explains_is_said_with_its_size_and_cell(name: str, count: int) -> None:
    said = [d for d in checked(name).diagnostics if d.code == "filing.rounding"]
    assert len(said) == count
    assert all(str(d.severity) == "info" and (d.location.cell or (d.location.line and d.location.column)) for d in said)


def test_a_last_digit_that_moves_is_said(tmp_path: Path) -> None:
    filing = copy_sample("qingcloud-2021-inquiry-reply", tmp_path)
    change(filing / "facts" / "income-consolidated.csv", "87,518,081.40", "87,518,081.41")
    (said,) = [d for d in check_filing(filing, Settings()).diagnostics if "correct-income" in d.message]
    assert (said.code, said.location.line, said.location.column) == ("filing.rounding", 4, 3)
    assert "0.01 元" in said.message
