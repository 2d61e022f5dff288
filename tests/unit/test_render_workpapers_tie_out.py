"""The XBRL tie-out: every fact in its own unit, by key, with what it comes to again, and the ways to source, book and page."""

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from generator.filing import Adjustment, Explanation
from generator.model import Fact, Label
from generator.qname import DOCUMENTATION, OIM, QName
from tests.support import workpapers
from tests.support.books import opened, row_of, titled
from tests.support.workpapers import AMOUNT, ENTITY, NAMESPACE, PERCENT, TEN_THOUSANDS, YEAR, YUAN, Made, both, receivables

TIE, HEADING = "T-1 XBRL勾稽表", 8


@pytest.fixture(scope="module")
def made() -> Made:
    made = Made()
    made.outputs = ("ixbrl", "workpapers")
    receivables(made)
    made.table("b", {"z": YUAN}, {"one": ("18867200.00",), "two": ("5.00",), "off": ("7.00",)})
    made.rule("total.{c} = sum([parts].{c})", "a", "sum", c="x y")
    made.rule("{r}.s = {r}.y / {r}.x", "a", "share", r="one two total")
    made.rule("one.z = a!one.x", "b", "equality")
    made.rule("off.z = two.z", "b", "equality")
    made.rule("two.z <= one.z", "b", "comparison")
    made.explanations.append(Explanation(name="known", instance="r1[y]", left="446.40", right="446.42", reason=both("来源如此")))
    return made


@pytest.fixture(scope="module")
def book(made: Made) -> Workbook:
    return opened(made.write()[0])


@pytest.fixture(scope="module")
def stored(made: Made) -> Workbook:
    return opened(made.write()[0], values=True)


def texts(book: Workbook, fact_id: str) -> dict[str, object]:
    sheet = book[TIE]
    return {title: cell.value for title, cell in titled(sheet, HEADING, row_of(sheet, fact_id, 2)).items()}


def test_every_fact_is_reported_in_its_own_unit(made: Made, stored: Workbook) -> None:
    assert {stored[TIE].cell(r, 2).value for r in range(9, 9 + len(made.facts))} == set(made.facts)
    for name, fact in made.facts.items():
        value = texts(stored, name)["报告数（本位单位）"]
        assert value == ("nil" if fact.value is None else pytest.approx(float(str(fact.value)), rel=1e-12)), name


def test_the_reported_amount_is_fetched_by_the_lines_own_key(book: Workbook) -> None:
    one = texts(book, "a.one.x")
    assert one["报告数（本位单位）"] == "=ROUND(INDEX(audited_N1,MATCH(B9,key_N1,0))*10000,0)"
    assert (one["概念"], one["标签"], one["维度"], one["期间"]) == ("b:Amount", "金额", "账龄：五年以上", "2021-01-01 至 2021-12-31")
    assert (one["精度decimals"], one["单位"], one["印列"]) == (-2, "iso4217:CNY", "1886.72")
    assert [one[t] for t in ("来源文件", "来源标题", "来源表", "行", "列")] == ["文件", "标题", "表a", "行one", "2021年度·余额"]
    assert texts(book, "a.one.s")["报告数（本位单位）"].startswith("=INDEX(audited_N1,MATCH(B")


def test_what_a_rule_recomputes_stands_beside_with_its_difference_and_mark(book: Workbook, stored: Workbook) -> None:
    def shown(fact_id: str) -> list[object]:
        return [texts(stored, fact_id)[t] for t in ("报告数（本位单位）", "复算数", "差异", "标记")]

    assert shown("a.total.x") == [18747200, 18747200, 0, "程序重算"]
    assert shown("a.total.y") == [4464000, 4464200, -200, "已解释"]
    assert shown("a.one.s") == [0.2366, 0.2366, 0, "程序重算"]
    assert shown("b.one.z") == [18867200, 18867200, 0, "程序重算"]
    assert shown("b.off.z") == [7, 5, 2, "未解释"]
    assert shown("b.two.z") == [5, None, None, None]  # a comparison recomputes nothing
    assert shown("a.three.x") == ["nil", None, None, None]
    total = texts(book, "a.total.x")
    assert str(total["复算数"]).startswith("=IF('N1-2 表a'!$")
    assert str(total["差异"]).startswith("=IF(")


def test_a_relation_that_cannot_be_judged_has_no_recomputed_amount() -> None:
    made = Made()
    made.table("a", {"x": YUAN, "y": YUAN, "s": PERCENT}, {"one": ("5", "0", "1")})
    made.rule("one.s = one.x / one.y", "a", "share")
    line = texts(opened(made.write()[0], values=True), "a.one.s")
    assert [line[t] for t in ("复算数", "差异", "标记")] == [None, None, "未评价"]


def test_the_mark_speaks_of_all_checks_of_a_figure() -> None:
    made = Made()
    made.table("a", {"x": YUAN, "y": YUAN}, {"one": ("5", "5"), "two": ("6", "1")})
    made.rule("one.x = one.y", "a", "equality")
    made.rule("one.x = two.x", "a", "equality")
    book = opened(made.write()[0], values=True)
    assert [texts(book, "a.one.x")[t] for t in ("复算数", "差异", "标记")] == [5, 0, "未解释"]
    index = book["A 索引"]
    assert titled(index, HEADING, row_of(index, "T-1", 1))["状态"].value == "有未解释差异"


def test_an_adjusted_figure_is_reported_with_its_adjustments_and_printed_without() -> None:
    made = Made()
    made.table("a", {"x": TEN_THOUSANDS, "s": PERCENT}, {"one": ("1910.96", "23.66")})
    made.adjustments.append(Adjustment("a", "one", "x", "audit", Decimal("10"), "", "", "", 2))
    made.adjustments.append(Adjustment("a", "one", "s", "reclassification", Decimal("0.5"), "", "", "", 3))
    book = opened(made.write()[0], values=True)
    assert [texts(book, "a.one.x")[t] for t in ("报告数（本位单位）", "印列")] == [19109600, "1,900.96"]
    assert [texts(book, "a.one.s")[t] for t in ("报告数（本位单位）", "印列")] == [0.2366, "23.16%"]


def test_links_lead_to_the_books_cell_and_to_the_page_beside(book: Workbook) -> None:
    sheet = book[TIE]
    line = titled(sheet, HEADING, row_of(sheet, "a.one.x", 2))
    assert (line["底稿位置"].value, line["底稿位置"].hyperlink.location) == ("N1-2!C11", "'N1-2 表a'!C11")
    page = line["网页位置"].hyperlink
    assert (line["网页位置"].value, page.target, page.location) == ("iXBRL", "made.xhtml", "a.one.x")


def test_without_a_page_nothing_leads_to_one() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("1",)})
    sheet = opened(made.write()[0])[TIE]
    assert titled(sheet, HEADING, 9)["网页位置"].value is None
    assert not [c for row in sheet.iter_rows() for c in row if c.hyperlink and c.hyperlink.target]


def test_a_concepts_definition_stands_beside_its_label(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy = workpapers.taxonomy()
    documented = (*taxonomy.labels[AMOUNT], Label(DOCUMENTATION, "zh", "期末余额。"), Label(DOCUMENTATION, "en", "The balance."))
    labels = {**taxonomy.labels, AMOUNT: documented}
    monkeypatch.setattr(workpapers, "taxonomy", lambda: replace(taxonomy, labels=labels))
    assert texts(opened(made.write()[0]), "a.one.x")["定义"] == "期末余额。"


def test_a_number_beyond_fifteen_digits_is_kept_as_text_beside_it() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("1234567890123456.78",), "two": ("5",)})
    book = opened(made.write()[0])
    assert [texts(book, name)["精确值（超过15位）"] for name in ("a.one.x", "a.two.x")] == ["1234567890123456.78", None]


def test_facts_outside_the_tables_stand_there_and_footnotes_do_not() -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("1",)})
    story = Fact("story", QName(NAMESPACE, "Story"), "=文字" + "长" * 40_000, ENTITY, YEAR)
    loose = Fact("loose", AMOUNT, Decimal("0.07"), ENTITY, None, made.facts["a.one.x"].unit, 2)
    note = Fact("note", QName(OIM, "note"), "脚注", ENTITY, None)
    book = opened(made.write([story, loose, note])[0])
    sheet = book[TIE]
    assert [sheet.cell(r, 2).value for r in (9, 10, 11, 12)] == ["a.one.x", "story", "loose", None]
    told = titled(sheet, HEADING, 10)["报告数（本位单位）"]
    assert (told.data_type, len(str(told.value))) == ("s", 32_000)
    assert [texts(book, "loose")[t] for t in ("期间", "报告数（本位单位）", "底稿位置")] == ["永久", 0.07, "叙述"]
