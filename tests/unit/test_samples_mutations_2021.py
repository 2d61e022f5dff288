"""What goes wrong in a clerk's tables of the 2021 filing is found by a rule and named with its cell: in CSV and in a workbook."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from generator.pipeline.filing import check_filing
from generator.pipeline.settings import Settings
from tests.support.filings import copy_sample
from tests.support.tables import BOOK, as_workbook

NAME = "qingcloud-2021-inquiry-reply"
Cells = Mapping[tuple[str, str], str]


def rewrite(filing: Path, schedule: str, cells: Cells) -> dict[tuple[str, str], int]:
    """Put the printed texts `cells` (by row and column code) into the table of `schedule`; the line of every cell."""
    path = filing / "facts" / f"{schedule}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines:
        if (line[0], line[1]) in cells:
            assert line[2] != cells[line[0], line[1]]
            line[2] = cells[line[0], line[1]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    found = {(line[0], line[1]): number for number, line in enumerate(lines, 1)}
    assert set(cells) <= set(found)
    return found


def findings(filing: Path) -> list[Diagnostic]:
    return list(check_filing(filing, Settings()).diagnostics)


# schedule, what is changed, then (code, rule instance, the cell that is named)
TOTAL_MOVED = ("net-basis-projects", {("total", "reduction"): "7,367.04"}, [("filing.rounding", "net-basis-sum", ("total", "reduction"))])
SMALL_TOTAL = ("collection", {("total", "balance"): "4,849.54"}, [("filing.rounding", "collection-sum[balance]", ("total", "balance"))])
SWAPPED = (
    "long-aged",
    {("ceb", "y2-3"): "-", ("ceb", "y1-2"): "665.85", ("tongfang", "y1-2"): "-", ("tongfang", "y2-3"): "769.08"},
    [
        ("filing.rule", "long-aged-cross[ceb]", ("ceb", "total")),
        ("filing.rule", "long-aged-cross[tongfang]", ("tongfang", "total")),
    ],
)
WRONG_SIGN = (
    "income-consolidated",
    {("q1-revenue", "adjustment"): "26,678,480.56"},
    [
        ("filing.rule", "correct-income-consolidated[q1-revenue]", ("q1-revenue", "after")),
        ("filing.rule", "income-cost-consolidated[q1]", ("q1-revenue", "adjustment")),
        ("filing.rule", "income-entities[q1-revenue]", ("q1-revenue", "adjustment")),
    ],
)
CASH_SIGN = (
    "cash-flow-parent",
    {("h1-other-paid", "adjustment"): "-69,454,902.50"},
    [
        ("filing.rule", "cash-payments-parent[h1]", None),
        ("filing.rule", "correct-cash-flow-parent[h1-other-paid]", ("h1-other-paid", "after")),
    ],
)
RATE_OFF = ("bad-debt-provision", {("issuer", "rate"): "14.72%"}, [("filing.rule", "provision-rate[issuer]", ("issuer", "rate"))])
CASES = {
    "a total moved by one in the last digit": TOTAL_MOVED,
    "a total of buckets moved by one in the last digit": SMALL_TOTAL,
    "buckets swapped between two customers": SWAPPED,
    "a restated figure with the wrong sign of its adjustment": WRONG_SIGN,
    "a cash flow with the wrong sign of its adjustment": CASH_SIGN,
    "a rate off by 0.01 %": RATE_OFF,
}


@pytest.mark.parametrize("form", ["csv", "workbook"])
@pytest.mark.parametrize("case", CASES)
def test_found_by_a_rule_and_named_with_its_cell(case: str, form: str, tmp_path: Path) -> None:
    schedule, cells, expected = CASES[case]
    filing = copy_sample(NAME, tmp_path)
    before = {d.message for d in findings(filing)}
    lines = rewrite(filing, schedule, cells)
    if form == "workbook":
        as_workbook(filing)
    new = [d for d in findings(filing) if d.message not in before]
    for code, instance, cell in expected:
        (said,) = [d for d in new if d.code == code and f"[{instance}]" in d.message]
        if cell:
            assert_at(said, schedule, lines[cell])


def assert_at(said: Diagnostic, schedule: str, line: int) -> None:
    """`said` names the printed cell: file, line and column, or book, sheet and cell (a table of three columns: the third holds values)."""
    place = said.location
    assert place.path is not None
    if Path(place.path).name == BOOK:
        assert (place.sheet, place.cell) == (schedule, f"C{line}")
    else:
        assert (Path(place.path).name, place.line, place.column) == (f"{schedule}.csv", line, 3)
