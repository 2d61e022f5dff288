"""The restatement bridge: figures before, as corrected and after, fetched by key, recomputed and judged."""

import re
from pathlib import Path

import pytest

from generator.render.workpapers.checks import VERDICT_WORDS
from generator.validate.rules import judge
from tests.support.filings import SAMPLES, change, copy_sample
from tests.support.losses import RESTATED, write_losses
from tests.support.special import Written, cells, checked, drafts, found, index_line, written

SHEET = "B-1 更正桥接表"
AUDIT = ("审计调整", "重分类调整")


def number(text: str) -> float:
    return float(text.replace(",", "").rstrip("%"))


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    return write_losses(tmp_path / "filing")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(write_losses(tmp_path_factory.mktemp("bridge") / "filing"))


@pytest.fixture(scope="module")
def sample() -> Written:
    return written(SAMPLES / "qingcloud-2021-inquiry-reply")


def test_every_restated_figure_is_fetched_by_key_and_recomputed(book: Written) -> None:
    for code, (before, correction, after) in RESTATED.items():
        line = book.line(SHEET, code)
        assert [line[h] for h in ("更正前", "更正金额", "更正后")] == [number(before), number(correction), number(after)]
        for heading, column in (("更正前", "before"), ("更正金额", "correction"), ("更正后", "after")):
            formula = line.formula(heading)
            assert re.fullmatch(rf"=INDEX\('N5-2 更正'!.*,MATCH\(\$A{line.row},.*,0\),MATCH\(\"{column}\",.*,0\)\)", formula)
        assert line.formula("复算数") == f"=C{line.row}+D{line.row}"
        assert (line["复算数"], line["差异"], line["舍入容差"], line["结论"]) == (number(after), 0, 0.015, "一致")


def test_the_subtotal_is_a_control_total(book: Written) -> None:
    line = book.labelled(SHEET, "小计（4 项的控制数）")
    sums = [sum(number(figures[i]) for figures in RESTATED.values()) for i in range(3)]
    assert [line[h] for h in ("更正前", "更正金额", "更正后")] == sums
    assert line.formula("更正后").startswith("=SUM(E")
    assert (line["复算数"], line["结论"]) == (sums[0] + sums[1], "一致")


def test_a_correction_that_does_not_add_up_is_red_here_and_in_the_index(filing: Path) -> None:
    change(filing / "facts" / "restated.csv", 'revenue,correction,"-500,000.00"', 'revenue,correction,"-500,000.05"')
    book = written(filing)
    line = book.line(SHEET, "revenue")
    assert line["差异"] == pytest.approx(0.05)
    assert (line["结论"], line["差异处理"]) == ("不一致", "未解释")
    assert book.labelled(SHEET, "小计（4 项的控制数）")["结论"] == "舍入内一致"
    assert index_line(book, "B-1")[2:6] == [5, 3, 1, 1]
    assert index_line(book, "B-1")[-2:] == [1, "有未解释差异"]


def test_an_explanation_of_the_same_relation_holds_here_too(filing: Path) -> None:
    change(filing / "facts" / "restated.csv", 'revenue,correction,"-500,000.00"', 'revenue,correction,"-500,000.05"')
    rule = "corrected,restated,restatement,{r}.before + {r}.correction = {r}.after,r: [*],更正,Correction\n"
    with (filing / "own" / "rules.csv").open("a", encoding="utf-8") as rules:
        rules.write(rule)
    with (filing / "filing.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '\n[[explained]]\nname = "known"\nrule = "corrected[revenue]"\nleft = "1,499,999.95"\nright = "1,500,000.00"\n'
            'reason = { zh = "来源如此", en = "So in the source" }\n'
        )
    c = checked(filing)
    assert [r.explanation for r in c.results if r.instance.id == "corrected[revenue]"] == ["known"], c.diagnostics
    line = written(c).line(SHEET, "revenue")
    assert (line["结论"], line["差异处理"], line["备注"]) == ("不一致", "已解释", "见 E-1：known")


def test_a_figure_that_is_not_given_is_not_computed(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "restated.toml"
    old = 'code = "correction"\nheading = "correction"'
    change(schedule, old, old + '\nformat = { places = 2, dash = "nil" }')
    change(filing / "facts" / "restated.csv", 'tax,correction,"20,000.00"', 'tax,correction,"-"')
    book = written(filing)
    line = book.line(SHEET, "tax")
    assert (line["更正金额"], line["结论"], line["复算数"]) == ("未提供基础数据", "未提供基础数据", None)
    assert book.labelled(SHEET, "小计（3 项的控制数）")["更正前"] == 2_100_000


def test_verdicts_are_the_validators(filing: Path) -> None:
    change(filing / "facts" / "restated.csv", 'revenue,correction,"-500,000.00"', 'revenue,correction,"-500,000.01"')
    change(filing / "facts" / "restated.csv", 'tax,correction,"20,000.00"', 'tax,correction,"20,000.02"')
    c = checked(filing)
    facts = {fact.id: fact for fact in c.report.facts}
    said = {}
    for special in drafts(c).values():
        for check in special.draft.checks if special.draft else ():
            expected = VERDICT_WORDS[judge(check.result.instance, facts).verdict]
            assert check.verdict.value == expected, check.result.instance.id
            said[check.result.instance.id] = expected
    assert (said["B-1[restated.revenue]"], said["B-1[restated.tax]"], said["B-1[restated.profit]"]) == ("舍入内一致", "不一致", "一致")
    assert len(said) == 5 + 8 + 6 + 2 + 3


def test_the_sample_has_its_four_restated_statements(sample: Written) -> None:
    sheet = sample.formulas[SHEET]
    titles = [str(c.value) for c in cells(sheet) if c.column == 1 and c.hyperlink]
    assert [t.split("　")[0].split(" ", 1)[1] for t in titles] == [
        "合并利润表更正情况",
        "母公司利润表更正情况",
        "合并现金流量表更正情况",
        "母公司现金流量表更正情况",
    ]
    line = sample.line(SHEET, "q3-revenue")
    assert [line[h] for h in ("更正前", "更正金额", "更正后", "结论")] == [371962970.53, -77188386.15, 294774584.38, "一致"]
    verdicts = [c.value for c in cells(sample.values[SHEET]) if c.column == found(sheet, "结论").column]
    assert verdicts.count("一致") == 36 + 4
    assert index_line(sample, "B-1")[2:6] == [40, 40, 0, 0]


def test_a_correction_is_no_audit_adjustment(sample: Written) -> None:
    assert not [c.value for c in cells(sample.formulas[SHEET]) if c.value in AUDIT]
    for name in sample.formulas.sheetnames:
        sheet = sample.values[name]
        heads = [c for c in cells(sheet) if c.value == "审计调整"] if "-1 " in name and name.startswith("N") else []
        for head in heads:
            assert not [
                sheet.cell(r, head.column).value for r in range(head.row + 1, sheet.max_row + 1) if sheet.cell(r, head.column).value
            ]


def test_a_filing_without_corrections_has_no_bridge() -> None:
    book = written(SAMPLES / "qingcloud-2020-ipo-reply")
    assert SHEET not in book.formulas.sheetnames
    assert "B-1" not in [c.value for c in book.values["A 索引"]["A"]]


def test_the_bridge_speaks_english(filing: Path) -> None:
    sheet = "B-1 Restatement bridge"
    book = written(filing, "en")
    line = book.line(sheet, "tax")
    assert (line["After correction"], line["Verdict"]) == (30_000, "agrees")
    head = found(book.formulas[sheet], "Row code").row
    texts = [re.sub(r"'[^']*'", "", str(c.value)) for c in cells(book.formulas[sheet]) if c.row >= head]
    assert [text for text in texts if re.search("[\u4e00-\u9fff]", text)] == []


def test_codes_that_differ_by_case_alone_are_named_by_their_cells(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "restated.toml"
    text = schedule.read_text(encoding="utf-8")
    schedule.write_text(text.replace('code = "tax"', 'code = "Revenue"').replace('"loss"]', '"loss", "Revenue"]'), encoding="utf-8")
    facts = filing / "facts" / "restated.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("tax,", "Revenue,"), encoding="utf-8")
    book = written(filing)
    lines = [c.row for c in book.formulas[SHEET]["A"] if c.value in ("revenue", "Revenue")]
    assert [book.value(SHEET, row, 3) for row in lines] == [2_000_000, 10_000]
    assert str(book.formulas[SHEET].cell(lines[1], 3).value).startswith("='N5-2 更正'!")


def test_the_sample_copied_with_a_wrong_figure_is_not_hidden(tmp_path: Path) -> None:
    filing = copy_sample("qingcloud-2021-inquiry-reply", tmp_path)
    change(filing / "facts" / "income-parent.csv", 'q1-cost,after,"88,713,260.06"', 'q1-cost,after,"88,713,260.16"')
    book = written(filing)
    line = book.line(SHEET, "q1-cost", after="N8-2")
    assert (line["结论"], line["差异"]) == ("不一致", pytest.approx(0.1))
