"""The workpapers, read back with openpyxl: every figure, every check, every link, and nothing that only people may fill in."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.declarations.rules import RELATIONS
from generator.filing import Assumption, Explanation
from generator.render.workpapers.checks import VERDICT_WORDS
from generator.render.workpapers.words import RELATIONS as RELATION_WORDS
from generator.rule import Verdict
from tests.support.books import PORTABLE, cells, found, functions, opened
from tests.support.shared import REPOSITORY
from tests.support.workpapers import YUAN, Made, both, every_shape, receivables, renamed

HUMAN = "人工复核"


def lines(sheet: Worksheet) -> Mapping[str, Mapping[str, Cell]]:
    """The check lines of a schedule's sheet by rule instance: cells by heading."""
    head = found(sheet, "勾稽关系").row
    titles = {c.column: str(c.value) for c in sheet[head] if c.value}
    last = next(c for c, title in titles.items() if title == "规则实例")
    by_instance = {}
    row = head + 1
    while sheet.cell(row, last).value:
        instance = str(sheet.cell(row, last).value).partition("　")[0]
        by_instance[instance] = {title: sheet.cell(row, column) for column, title in titles.items()}
        row += 1
    return by_instance


@pytest.fixture(scope="module")
def small() -> Made:
    """Two tables, three rules, one explained difference, one nil and one missing fact."""
    made = Made()
    receivables(made)
    made.table("b", {"z": YUAN}, {"one": ("18867200.00",)})
    made.rule("total.{c} = sum([parts].{c})", "a", "sum", c="x y")
    made.rule("{r}.s = {r}.y / {r}.x", "a", "share", r="one two total")
    made.rule("one.z = a!one.x", "b", "equality")
    made.explanations.append(Explanation(name="known", instance="r1[y]", left="446.40", right="446.42", reason=both("来源如此")))
    made.assumptions.append(Assumption(id="=assumed", text=both("假设文字")))
    return made


@pytest.fixture(scope="module")
def book(small: Made) -> Workbook:
    return opened(small.write(prepared_on=date(2022, 6, 1))[0])


@pytest.fixture(scope="module")
def stored(small: Made) -> Workbook:
    return opened(small.write(prepared_on=date(2022, 6, 1))[0], values=True)


def test_every_sheet_has_its_place(book: Workbook) -> None:
    assert book.sheetnames == [
        "A 索引",
        "A-1 声明与图例",
        "N1-1 审定表 表a",
        "N1-2 表a",
        "N2-1 审定表 表b",
        "N2-2 表b",
        "T-1 XBRL勾稽表",
        "T-2 区间运算",
        "E-1 差异说明",
        "E-2 既定假设",
        "L-1 变更记录",
        "E-3 输入文件",
    ]


def test_every_figure_of_a_detail_sheet_is_fetched_by_key_and_shown_in_the_printed_unit(book: Workbook, stored: Workbook) -> None:
    sheet = book["N1-2 表a"]
    row = found(sheet, "one").row
    amount, share = sheet.cell(row, 3), sheet.cell(row, 5)
    assert amount.value == '=INDEX(audited_N1,MATCH("a.one.x",key_N1,0))'
    assert amount.number_format == '#,##0.00_);\\(#,##0.00\\);"-"_);@_)'
    assert share.number_format.split(";")[0] == "0.00%_)"
    assert [stored["N1-2 表a"].cell(row, c).value for c in (3, 5)] == [1886.72, 0.2366]
    assert amount.font.color.rgb == "FF00642D"
    assert amount.protection.locked
    assert sheet.cell(found(sheet, "three").row, 3).value == "-"
    assert sheet.cell(found(sheet, "three").row, 4).value is None


def test_the_heading_is_as_printed(book: Workbook) -> None:
    sheet = book["N1-2 表a"]
    merged = {str(r) for r in sheet.merged_cells.ranges}
    assert {"C8:D8", "E8:E9", "B8:B9"} <= merged
    assert [sheet["C8"].value, sheet["C9"].value, sheet["D9"].value, sheet["E8"].value] == ["2021年度", "余额", "回款", "比例"]
    assert [sheet.cell(10, c).value for c in (3, 4, 5)] == ["x", "y", "s"]


def test_links_lead_both_ways(book: Workbook) -> None:
    def targets(sheet: str) -> set[str]:
        return {str(c.hyperlink.location) for c in cells(book[sheet]) if c.hyperlink}

    assert "'N1-2 表a'!A1" in targets("A 索引")
    for name in book.sheetnames[1:]:
        assert "'A 索引'!A1" in targets(name)
    assert "'T-1 XBRL勾稽表'!B9" in targets("N1-2 表a")
    assert "'N1-2 表a'!C11" in targets("T-1 XBRL勾稽表")
    for name in book.sheetnames:
        for target in targets(name):
            sheet, _, cell = target.rpartition("!")
            assert sheet.strip("'") in book.sheetnames
            assert re.fullmatch("[A-Z]+[0-9]+", cell)


def test_every_check_is_live(book: Workbook, stored: Workbook) -> None:
    formulas, values = lines(book["N1-2 表a"]), lines(stored["N1-2 表a"])
    assert list(formulas) == ["r1[x]", "r1[y]", "r2[one]", "r2[two]", "r2[total]"]
    for line in formulas.values():
        for title in ("报告数", "复算数", "差异", "舍入容差", "结论", "差异处理", "可评价"):
            assert str(line[title].value).startswith("="), title
    assert formulas["r1[y]"]["报告数"].value == "=D14"
    assert "SUM(D11:D13)" in str(formulas["r1[y]"]["复算数"].value)
    assert formulas["r2[one]"]["复算数"].value == '=IF(L20=1,ROUND(ROUND(D11/C11,10),4),"")'
    said = {name: (line["结论"].value, line["差异处理"].value) for name, line in values.items()}
    assert said == {
        "r1[x]": ("一致", None),
        "r1[y]": ("不一致", "已解释"),
        "r2[one]": ("一致", None),
        "r2[two]": ("一致", None),
        "r2[total]": ("一致", None),
    }
    assert lines(stored["N2-2 表b"])["r3"]["结论"].value == "一致"
    assert values["r1[y]"]["差异"].value == pytest.approx(-0.02)


def test_the_index_counts_live(book: Workbook, stored: Workbook) -> None:
    sheet, values = book["A 索引"], stored["A 索引"]
    row = found(sheet, "N1-2").row
    assert sheet.cell(row, 5).value == '=COUNTIF(verdict_N1,"一致")'
    assert [values.cell(row, c).value for c in range(4, 12)] == [5, 4, 0, 1, 1, 0, None, 0]
    assert values.cell(row, 12).value == "程序检查相符"
    lead = found(sheet, "N1-1").row
    assert sheet.cell(lead, 11).value == '=COUNTIF(adjustments_N1,"<>")-COUNTIF(adjustments_N1,">-1E+300")'
    assert [values.cell(lead, c).value for c in (10, 11, 12)] == [0, 0, "无调整"]
    assert values.cell(found(sheet, "T-1").row, 12).value == "程序检查相符"
    last = found(sheet, "合计").row
    assert [values.cell(last, c).value for c in range(4, 12)] == [6, 5, 0, 1, 1, 0, 0, 0]
    names = {"verdict_N1", "handling_N1", "verdict_N2", "lead_N1", "key_N1", "audited_N1", "half_2", "half_4", "fact_ids", "tie_marks"}
    assert names <= set(book.defined_names)


def test_what_differs_stands_with_its_reason(stored: Workbook) -> None:
    sheet = stored["E-1 差异说明"]
    row = found(sheet, "known").row
    assert [sheet.cell(row, c).value for c in (2, 3, 4, 6, 7, 8)] == ["r1[y]", "446.40", "446.42", "不一致", "已解释", "来源如此"]
    assert found(stored["E-2 既定假设"], "=assumed").data_type == "s"
    assert found(stored["E-3 输入文件"], "facts/a.csv").row == 9


def test_what_only_people_may_fill_in_is_empty(book: Workbook) -> None:
    for name in book.sheetnames:
        sheet = book[name]
        for key in ("复核人：", "复核日期："):
            field = found(sheet, key)
            assert sheet.cell(field.row, field.column + 1).value is None
            assert not sheet.cell(field.row, field.column + 1).protection.locked
        assert found(sheet, "编制人：编制者　　编制日期：2022-06-01").row == 4
        assert any("PBC" in str(c.value) for c in sheet[6])
    for line in lines(book["N1-2 表a"]).values():
        assert line[HUMAN].value is None
        assert line["程序标记"].value == "程序重算"
    sheet = book["N1-2 表a"]
    for key in ("审计说明：", "审计结论："):
        assert sheet.cell(found(sheet, key).row, 2).value is None


def test_every_sheet_prints_and_protects_as_it_should(book: Workbook) -> None:
    for name in book.sheetnames:
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in str(sheet.oddFooter.center.text) or "第 " in str(sheet.oddFooter.center.text)
        assert sheet.freeze_panes is not None
        sorts = name.startswith("T-1") or name.startswith("L-1") or "审定表" in name
        assert sheet.protection.sheet == (not sorts)
        assert (sheet.auto_filter.ref is not None) == sorts
        assert sheet.protection.password is None
    assert book["T-1 XBRL勾稽表"].auto_filter.ref == "A8:V20"
    assert book["N1-2 表a"]["C11"].font.name == "Arial"
    assert book["N1-2 表a"]["B11"].font.name == "宋体"


def test_only_portable_functions_are_used(book: Workbook) -> None:
    shapes = opened(every_shape(7, 3).write()[0])
    used = set()
    for sheet in (*book, *shapes):
        for cell in cells(sheet):
            if cell.data_type == "f":
                used |= functions(str(cell.value))
    assert used <= PORTABLE
    assert {"SUM", "ROUND", "ABS", "IF", "COUNTIF", "INDEX", "MATCH"} <= used


def test_no_formula_is_without_a_value(book: Workbook, stored: Workbook) -> None:
    checked = 0
    for sheet in book:
        for cell in cells(sheet):
            if cell.data_type == "f":
                value = stored[sheet.title][cell.coordinate].value
                assert not str(value).startswith("#"), f"{sheet.title}!{cell.coordinate}"
                checked += 1
    assert checked > 60


@pytest.mark.parametrize("seed", range(4))
def test_the_workbook_and_the_validator_give_one_verdict(seed: int) -> None:
    data, verdicts, results = every_shape(seed, 12).write()
    expected = {r.instance.id: VERDICT_WORDS[r.verdict] for r in results}
    assert verdicts == expected
    assert {r.verdict for r in results} >= {Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.VIOLATED, Verdict.NOT_EVALUATED}
    in_cells = {name: line["结论"].value for name, line in lines(opened(data, values=True)["N1-2 表main"]).items()}
    assert in_cells == expected


def test_reported_recomputed_gap_and_tolerance_are_the_validators() -> None:
    data, _, results = every_shape(11, 6).write()
    shown = lines(opened(data, values=True)["N1-2 表main"])
    compared = 0
    for result in results:
        instance = result.instance
        if result.left is None or instance.rule.relation in ("units", "units-sum", "constant"):
            continue
        scale = Decimal(1) if instance.rule.relation in _RATES else Decimal(10_000)
        line = shown[instance.id]
        for title, value in (("报告数", result.left), ("复算数", result.right), ("差异", result.gap), ("舍入容差", result.tolerance)):
            assert value is not None
            tolerance = 1e-5 if title in ("差异", "舍入容差") else 1e-9
            assert float(str(line[title].value)) == pytest.approx(float(value / scale), rel=tolerance, abs=1e-5), (instance.id, title)
        compared += 1
    assert compared > 100


_RATES = ("share", "growth", "growth-by-difference", "share-of-sum", "left-ratio", "two-ratios", "at-least", "weighted")


def test_texts_are_never_formulas_or_links() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("1",), "two": ("1",)})
    made.rule("one.x = two.x", "a")
    for name in ("=1+1", "+cmd", "-2", "@x", "http://example.com/x", "{=1}", "12", "external:x"):
        data, _, _ = renamed(made, name).write()
        book = opened(data)
        assert f"被审计单位：{name}" in [c.value for c in cells(book["A 索引"])]
        made.assumptions[:] = [Assumption(id=name, text=both(name))]
        cell = found(opened(made.write()[0])["E-2 既定假设"], name)
        assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_a_number_that_no_spreadsheet_can_hold_is_text() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("1E+400",), "two": ("5",)})
    made.rule("one.x = two.x * two.x", "a")
    data, _, _ = made.write()
    assert opened(data)["N1-2 表a"]["C10"].value == "1E+400"
    assert opened(data)["T-1 XBRL勾稽表"]["J9"].value == "1E+400"


def test_titles_make_names_that_a_sheet_can_have() -> None:
    made = Made()
    for i in range(3):
        made.table("长" * 40 + "/[x]*?:" + str(i), {"x": YUAN}, {"one": ("1",)})
    names = opened(made.write()[0]).sheetnames
    assert len({n.casefold() for n in names}) == len(names) == 14
    assert all(len(n) <= 31 for n in names)


def test_the_book_is_dated_by_the_filing_not_by_the_clock(small: Made) -> None:
    assert opened(small.write(prepared_on=date(2022, 6, 1))[0]).properties.created == datetime(2022, 6, 1)
    assert opened(small.write()[0]).properties.created == datetime(2000, 1, 1)


_HASH = """
import hashlib
from tests.support.workpapers import every_shape
print(hashlib.sha256(every_shape(3, 2).write()[0]).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes() -> None:
    def run(seed: str, zone: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run([sys.executable, "-c", _HASH], env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    here = hashlib.sha256(every_shape(3, 2).write()[0]).hexdigest()
    assert run("1", "Asia/Shanghai") == run("2", "America/New_York") == here


def test_every_kind_of_relation_has_a_name_in_both_languages() -> None:
    assert set(RELATION_WORDS) == set(RELATIONS)
    assert not any(word.zh.isascii() for word in RELATION_WORDS.values())
    assert all(word.en.isascii() for word in RELATION_WORDS.values())


def test_relations_are_said_in_words(book: Workbook) -> None:
    said = [line["勾稽关系"].value for line in lines(book["N1-2 表a"]).values()]
    assert said[:3] == [
        "【2021年度·余额】行total = 行one + 行two + 行three",
        "【2021年度·回款】行total = 行one + 行two + 行three",
        "【行one】比例 = 2021年度·回款 ÷ 2021年度·余额",
    ]
