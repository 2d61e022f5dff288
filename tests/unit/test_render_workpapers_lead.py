"""Lead sheets: figures under their keys, adjustments beside them, comparatives, and what the change log says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl.cell import Cell as BookCell
from openpyxl.workbook import Workbook

from generator.filing import Adjustment
from generator.model import Period
from generator.rule import Cell
from tests.support.books import found, opened, row_of, titled
from tests.support.workpapers import PERCENT, TEN_THOUSANDS, YUAN, Made

LEAD, DETAIL = "N1-1 审定表 表a", "N1-2 表a"
HEADING = 8


def adjustment(row: str, column: str, kind: str, amount: str, *, by: str = "", on: str = "", note: str = "") -> Adjustment:
    assert kind in ("audit", "reclassification", "note")
    return Adjustment("a", row, column, kind, Decimal(amount), by, on, note, 2)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made() -> Made:
    """A table of two rows, a total and a nil, adjusted in three ways."""
    made = Made()
    made.table(
        "a",
        {"x": TEN_THOUSANDS, "s": PERCENT},
        {"one": ("1886.72", "23.66"), "two": ("-12.00", "0"), "three": ("nil", ""), "total": ("1874.72", "0.50")},
        groups={"parts": ("one", "two")},
    )
    made.rule("total.x = sum([parts].x)", "a")
    made.adjustments += [
        adjustment("one", "x", "audit", "100.50", by="甲", on="2022-06-02", note="函证差异"),
        adjustment("one", "x", "audit", "-0.50", by="乙", on="2022-06-03", note="函证差异"),
        adjustment("one", "x", "reclassification", "-20", note="重分类至合同资产"),
        adjustment("total", "s", "audit", "0.25"),
        adjustment("two", "x", "note", "0", note="已核对"),
    ]
    return made


@pytest.fixture(scope="module")
def book(made: Made) -> Workbook:
    return opened(made.write(prepared_on=date(2022, 6, 1))[0])


@pytest.fixture(scope="module")
def stored(made: Made) -> Workbook:
    return opened(made.write(prepared_on=date(2022, 6, 1))[0], values=True)


def line(book: Workbook, key: str) -> Mapping[str, BookCell]:
    """The line of a figure by heading."""
    return titled(book[LEAD], HEADING, row_of(book[LEAD], key, 1))


def test_a_line_a_figure_in_the_order_of_the_table(book: Workbook) -> None:
    sheet = book[LEAD]
    heads = ["键", "项目", "栏目", "未审数", "审计调整", "重分类调整", "审定数", "上期数", "索引号", "备注"]
    assert [c.value for c in sheet[HEADING]] == heads
    keys = [sheet.cell(r, 1).value for r in range(9, 14)]
    assert keys == ["a.one.x", "a.one.s", "a.two.x", "a.two.s", "a.total.x"]
    assert sheet.column_dimensions["A"].hidden
    assert [line(book, "a.total.s")[t].value for t in ("项目", "栏目")] == ["行total", "s"]


def test_the_unaudited_amount_is_the_reported_one_less_its_adjustments(book: Workbook, stored: Workbook) -> None:
    one = line(book, "a.one.x")
    assert [one[t].value for t in ("未审数", "审计调整", "重分类调整")] == [1806.72, 100, -20]
    assert one["审定数"].value == f"=SUM(D{one['审定数'].row}:F{one['审定数'].row})"
    assert line(stored, "a.one.x")["审定数"].value == 1886.72
    share = line(stored, "a.total.s")
    assert [share[t].value for t in ("未审数", "审计调整", "重分类调整", "审定数")] == [0.0025, 0.0025, None, 0.005]
    two = line(stored, "a.two.x")
    assert [two[t].value for t in ("未审数", "审计调整", "重分类调整", "审定数", "备注")] == [-12, None, None, -12, "已核对"]
    assert one["备注"].value == "函证差异; 重分类至合同资产"


def test_amounts_are_blue_entries_open_and_the_sheet_unprotected(book: Workbook) -> None:
    one = line(book, "a.one.x")
    assert one["未审数"].font.color.rgb == "FF0000FF"
    assert one["审定数"].protection.locked
    for title in ("审计调整", "重分类调整", "备注"):
        assert not line(book, "a.two.x")[title].protection.locked
    assert not book[LEAD].protection.sheet
    assert book[LEAD].auto_filter.ref == "A8:J14"
    assert book[DETAIL].protection.sheet


def test_a_line_leads_to_its_cell_and_the_detail_back(book: Workbook) -> None:
    link = line(book, "a.one.x")["索引号"]
    assert (link.value, link.hyperlink.location) == ("N1-2!C10", f"'{DETAIL}'!C10")
    assert book[DETAIL]["C10"].value == '=INDEX(audited_N1,MATCH("a.one.x",key_N1,0))'
    assert f"'{LEAD}'!A1" in {c.hyperlink.location for row in book[DETAIL].iter_rows() for c in row if c.hyperlink}
    assert found(book[LEAD], "审计结论：").row == 18


def test_what_others_look_figures_up_by_has_names(book: Workbook) -> None:
    named = {name: book.defined_names[name].attr_text for name in ("lead_N1", "key_N1", "audited_N1", "adjustments_N1")}
    assert named == {
        "lead_N1": f"'{LEAD}'!$A$8:$J$14",
        "key_N1": f"'{LEAD}'!$A$9:$A$14",
        "audited_N1": f"'{LEAD}'!$G$9:$G$14",
        "adjustments_N1": f"'{LEAD}'!$E$9:$F$14",
    }


def test_the_change_log_lists_adjustments_and_leaves_room(book: Workbook) -> None:
    sheet = book["L-1 变更记录"]
    first = titled(sheet, HEADING, 9)
    assert [first[t].value for t in ("日期", "人员", "索引号", "事实ID或单元格", "性质", "金额（表内单位）", "原因")] == [
        "2022-06-02",
        "甲",
        "N1-1!B9",
        "a.one.x",
        "审计调整",
        100.5,
        "函证差异",
    ]
    assert [titled(sheet, HEADING, r)["性质"].value for r in range(10, 14)] == ["审计调整", "重分类调整", "审计调整", "备注"]
    empty = sheet[14]
    assert [c.value for c in empty] == [None] * 9
    assert not any(c.protection.locked for c in empty)
    assert sheet.data_validations.dataValidation[0].formula1 == '"审计调整,重分类调整,备注,其他"'


def test_the_index_counts_adjustments(book: Workbook, stored: Workbook) -> None:
    sheet = stored["A 索引"]
    lead = titled(sheet, HEADING, row_of(sheet, "N1-1", 1))
    assert [lead[t].value for t in ("调整笔数", "未解释（红）", "状态")] == [3, 0, "有调整"]
    row = row_of(book["A 索引"], "N1-1", 1)
    assert book["A 索引"].cell(row, 10).value == '=COUNTIF(adjustments_N1,">-1E+300")'


def test_a_table_without_figures_has_no_lead_sheet() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("nil",)})
    book = opened(made.write()[0])
    assert book.sheetnames[2] == "N1 表a"
    assert not [name for name in book.sheetnames if "审定表" in name]
    assert "lead_N1" not in book.defined_names


def test_keys_are_told_apart_where_codes_differ_by_case_alone() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"r": ("1",), "R": ("2",)})
    data, _, _ = made.write()
    assert [opened(data)[LEAD].cell(r, 1).value for r in (9, 10)] == ["a.r.x", "a.R.x#2"]
    assert [opened(data)[DETAIL]["C10"].value, opened(data)[DETAIL]["C11"].value] == [
        '=INDEX(audited_N1,MATCH("a.r.x",key_N1,0))',
        '=INDEX(audited_N1,MATCH("a.R.x#2",key_N1,0))',
    ]
    assert opened(data)["T-1 XBRL勾稽表"]["J10"].value == '=INDEX(audited_N1,MATCH("a.R.x#2",key_N1,0))'


# ---------------------------------------------------------------- comparatives


def day(text: str) -> str:
    return f"{text}T00:00:00"


def over(start: str, end: str) -> Period:
    """A duration that ends before the day `end` begins."""
    return Period(day(start), day(end))


def comparatives(periods: Mapping[str, Period], rows: Sequence[str] = ("one",)) -> Mapping[str, object]:
    """The formula for the preceding period by key, of a table with a column a period."""
    made = Made()
    made.table("a", dict.fromkeys(periods, YUAN), {row: ("1",) * len(periods) for row in rows})
    bound = made.schedules["a"]
    made.schedules["a"] = replace(bound, cells={(r, c): replace(x, period=periods[c]) for (r, c), x in bound.cells.items()})
    sheet = opened(made.write()[0])[LEAD]
    return {str(sheet.cell(r, 1).value): sheet.cell(r, 8).value for r in range(9, 9 + len(periods) * len(rows))}


def fetched(key: str) -> str:
    return f'=INDEX(audited_N1,MATCH("{key}",key_N1,0))'


def test_the_prior_figure_is_the_preceding_years() -> None:
    years = {f"y{y}": over(f"{y}-01-01", f"{y + 1}-01-01") for y in (2021, 2019, 2020)}
    assert comparatives(years, ("one", "two")) == {
        "a.one.y2021": fetched("a.one.y2020"),
        "a.one.y2020": fetched("a.one.y2019"),
        "a.one.y2019": None,
        "a.two.y2021": fetched("a.two.y2020"),
        "a.two.y2020": fetched("a.two.y2019"),
        "a.two.y2019": None,
    }


def test_a_cumulative_period_is_compared_with_that_of_a_year_before() -> None:
    periods = {
        "h1": over("2021-01-01", "2021-07-01"),
        "q3": over("2021-01-01", "2021-10-01"),
        "h1-before": over("2020-01-01", "2020-07-01"),
        "year-before": over("2020-01-01", "2021-01-01"),
    }
    assert comparatives(periods) == {
        "a.one.h1": fetched("a.one.h1-before"),
        "a.one.q3": None,
        "a.one.h1-before": None,
        "a.one.year-before": None,
    }


def test_a_balance_is_compared_with_the_one_before_it_within_a_year() -> None:
    periods = {"old": Period(None, day("2019-01-01")), "end": Period(None, day("2022-01-01")), "start": Period(None, day("2021-01-01"))}
    assert comparatives(periods) == {"a.one.old": None, "a.one.end": fetched("a.one.start"), "a.one.start": None}


def test_a_period_without_dates_has_no_comparative() -> None:
    assert comparatives({"p": Period(None, "no date"), "q": Period(None, day("2022-01-01"))}) == {"a.one.p": None, "a.one.q": None}


def test_figures_of_other_members_are_no_comparatives() -> None:
    made = Made()
    made.table("a", {"x": YUAN, "y": YUAN}, {"one": ("1", "2")})
    bound = made.schedules["a"]
    earlier = replace(bound.cells["one", "y"], period=over("2020-01-01", "2021-01-01"), dimensions=())
    made.schedules["a"] = replace(bound, cells={**bound.cells, ("one", "y"): earlier})
    assert opened(made.write()[0])[LEAD]["H9"].value is None
    assert Cell("a", "one", "x").fact_id == "a.one.x"
