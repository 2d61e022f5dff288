"""Wrong figures in the tables of the 2020 filing are found by a rule and named with their cell: in the workbook and in CSV."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from generator.diagnostics import Diagnostic, Location
from generator.model import Fact
from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.rule import RuleResult, Verdict, cells
from generator.validate.rules import judge
from tests.support.filings import SAMPLES, copy_sample
from tests.support.tables import BOOK, as_csv

NAME = "qingcloud-2020-ipo-reply"

# what is moved, as printed before and after; then the code, the rule instance, the cell that is named (the moved one where None)
CASES: Mapping[str, tuple[str, str, str, str, str, str | None]] = {
    "a total of customers moved by one": ("end-customers.total.count-fy1", "258", "259", "filing.rule", "customer-sum[count-fy1]", None),
    "a total in a workbook moved by one in the last digit": (
        "cloud-service-cost.total.amount-fy1",
        "16,484.03",
        "16,484.04",
        "filing.rounding",
        "cost-sum[amount-fy1]",
        None,
    ),
    "a total that stands in two tables": (
        "cloud-service-types.total.amount-current",
        "6,446.04",
        "6,446.05",
        "filing.rule",
        "cloud-service-tie[current]",
        None,
    ),
    "the other of two tables": (
        "revenue-composition.main.amount-current",
        "14,409.52",
        "14,409.53",
        "filing.rule",
        "market-tie[current]",
        "revenue-by-industry.total.amount-current",
    ),
    "a share off by 0.01 %": (
        "cloud-service-industries.transport.share-fy1",
        "11.33%",
        "11.34%",
        "filing.rule",
        "industry-share[transport,fy1]",
        None,
    ),
    "a share of customers off by 0.01 %": (
        "end-customers.media.share-current",
        "7.41%",
        "7.42%",
        "filing.rule",
        "customer-share[media,current]",
        None,
    ),
    "a growth off by 0.01 %": ("cloud-service-cost.staff.growth-fy2", "48.96%", "48.97%", "filing.rule", "cost-growth-fy2[staff]", None),
    "a compound growth off by 0.01 %": (
        "integrated-products.hyper-converged.cagr",
        "68.26%",
        "68.27%",
        "filing.rule",
        "integrated-cagr[hyper-converged]",
        "integrated-products.hyper-converged.amount-fy1",
    ),
    "a share in the text off by 0.01 %": (
        "text-repositioning.key-fy1.value",
        "43.65%",
        "43.66%",
        "filing.rule",
        "text-key-amount[fy1]",
        None,
    ),
    "an amount in the text moved by one in the last digit": (
        "text-new-products.storage-fy1.value",
        "1,836.35",
        "1,836.36",
        "filing.rule",
        "text-storage",
        None,
    ),
    "a number of customers in the text": (
        "text-main-products.repurchasing-fy2.value",
        "49",
        "48",
        "filing.rule",
        "text-repurchasing[fy2]",
        None,
    ),
}


@pytest.fixture(scope="module")
def sample() -> CheckedFiling:
    return check_filing(Path(SAMPLES / NAME), Settings())


@pytest.mark.parametrize("form", ["workbook", "csv"])
@pytest.mark.parametrize("case", CASES)
def test_found_by_a_rule_and_named_with_its_cell(case: str, form: str, tmp_path: Path, sample: CheckedFiling) -> None:
    fact, old, new, code, instance, named = CASES[case]
    filing = copy_sample(NAME, tmp_path)
    places: Mapping[str, Location] = sample.places
    if form == "csv":
        places = check_filing(as_csv(filing), Settings()).places
        write_csv(filing, places[fact], old, new)
    else:
        write_cell(filing, places[fact], old, new)
    before = {d.message for d in sample.diagnostics}
    (said,) = [d for d in check_filing(filing, Settings()).diagnostics if d.message not in before and found(d, code, instance)]
    assert said.location.fact == (named or fact)
    place = places[named or fact]
    assert said.location.path == str(filing / "facts" / (BOOK if form == "workbook" else f"{(named or fact).split('.')[0]}.csv"))
    assert same_cell(said.location, place)


def found(said: Diagnostic, code: str, instance: str) -> bool:
    return said.code == code and f"[{instance}]" in said.message


def same_cell(one: Location, other: Location) -> bool:
    return (one.sheet, one.cell, one.line, one.column) == (other.sheet, other.cell, other.line, other.column)


def write_cell(filing: Path, place: Location, old: str, new: str) -> None:
    """Put `new` in the place of `old` in the workbook: a text where the clerk wrote one, else a number."""
    assert place.sheet is not None
    assert place.cell is not None
    book = openpyxl.load_workbook(filing / "facts" / BOOK)
    cell = book[place.sheet][place.cell]
    if isinstance(cell.value, str):
        assert cell.value == old
        cell.value = new
    else:
        assert number(cell.value) == number(old)
        cell.value = float(number(new))
    book.save(filing / "facts" / BOOK)


def write_csv(filing: Path, place: Location, old: str, new: str) -> None:
    """The same in a CSV."""
    assert place.path is not None
    assert place.line is not None
    assert place.column is not None
    with Path(place.path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[place.line - 1][place.column - 1] == old
    rows[place.line - 1][place.column - 1] = new
    with Path(place.path).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def number(text: object) -> Decimal:
    plain = str(text).replace(",", "")
    return Decimal(plain[:-1]) / 100 if plain.endswith("%") else Decimal(plain)


# ---------------------------------------------------------------- every total, every share


def test_no_total_moves_by_one_in_the_last_digit_unsaid(sample: CheckedFiling) -> None:
    totals = {s.fact_id(r.code, c) for s in sample.schedules for r in s.rows if r.total for row, c in s.cells if row == r.code}
    assert len(totals) == 52
    assert unsaid(sample, totals) == set()


def test_no_share_moves_by_a_hundredth_of_a_percent_unsaid(sample: CheckedFiling) -> None:
    shares = {s.fact_id(*cell) for s in sample.schedules for cell, a in s.cells.items() if a.format.percent and a.format.places == 2}
    assert len(shares) == 215
    assert unsaid(sample, shares) == set()


def unsaid(sample: CheckedFiling, wanted: set[str]) -> set[str]:
    """Those of the facts `wanted` that may move by one unit of their last digit, up or down, without any rule saying so."""
    assert sample.report is not None
    facts = {fact.id: fact for fact in sample.report.facts}
    related: dict[str, list[RuleResult]] = {}
    for result in sample.results:
        for cell in dict.fromkeys((*cells(result.instance.left), *cells(result.instance.right))):
            related.setdefault(cell.fact_id, []).append(result)
    return {
        name
        for name in sorted(wanted)
        for moved in neighbours(facts[name], facts)
        if not any(says(result, judge(result.instance, moved)) for result in related.get(name, ()))
    }


def neighbours(fact: Fact, facts: Mapping[str, Fact]) -> Iterator[dict[str, Fact]]:
    """`facts` with `fact` one unit of its last digit up, then down."""
    assert isinstance(fact.value, Decimal)
    step = Decimal(1).scaleb(-(fact.decimals or 0))
    for value in (fact.value + step, fact.value - step):
        yield {**facts, fact.id: fact._replace(value=value)}


def says(before: RuleResult, after: RuleResult) -> bool:
    """Whether `after` leads to a finding that `before` did not: another difference, or an explanation that no longer fits."""
    if before.verdict is Verdict.EXPLAINED:
        return after.gap != before.gap
    return after.verdict is not Verdict.EXACT and after.gap != before.gap
