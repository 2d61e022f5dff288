"""The inline writer: heads, labels, figures as printed, notes, the page's texts; every figure read back as it was meant."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.diagnostics import InputError
from generator.equality import compare
from generator.filing import Assumption, Explanation, Filing, Kind
from generator.model import NO_ENTITY, PURE, Fact, Link, Period, Report
from generator.qname import FACT_FOOTNOTE, IX_11, NOTE_CONCEPT, STANDARD_LINK, XHTML
from generator.read import ixbrl as reader
from generator.render import ixbrl
from generator.render.ixbrl.tables import heads
from generator.render.ixbrl.tagging import Tagger, shown_number
from generator.render.ixbrl.wording import chinese_number, period_text
from generator.rule import Cell, Rule, RuleInstance, RuleResult, Sum, Verdict
from generator.schedule import BoundSchedule, CellAspects, Column, NumberFormat, Row, Schedule, Source, Text
from tests.support.reports import CNY, END, ENTITY, NS, TAXONOMY, URL, YEAR, fact, load, name, report
from tests.support.shared import REPOSITORY

WAN = NumberFormat(scale=4, places=2, dash="zero")
PERCENT = NumberFormat(scale=-2, places=2, percent=True, dash="nil")
BRACKETS = NumberFormat(places=2, negative="parentheses", dash="none")


def both(zh: str, en: str = "") -> Text:
    return Text(zh=zh, en=en or zh)


def column(code: str, *heading: str, form: NumberFormat = WAN) -> Column:
    return Column(code=code, heading=tuple(both(h) for h in heading), format=form)


def bound(columns: tuple[Column, ...], rows: tuple[Row, ...], cells: dict[tuple[str, str], CellAspects], labels: int = 1) -> BoundSchedule:
    schedule = Schedule(
        id="sheet",
        title=both("更正情况", "Corrections"),
        role="r",
        label_headings=tuple(both(f"标题{i}") for i in range(labels)),
        columns=columns,
        rows=rows,
        unit_note=both("单位：万元", "Unit: CNY 10,000"),
    )
    source = Source(document="文号1", heading="一、标题", table="表")
    return BoundSchedule(schedule=schedule, number=1, rows=rows, cells=cells, row_groups={}, column_groups={}, source=source)


def aspects(local: str, form: NumberFormat) -> CellAspects:
    unit = {"Revenue": CNY, "Share": PURE}.get(local)
    return CellAspects(concept=name(local), period=YEAR, unit=unit, dimensions=(), format=form)


COLUMNS = (column("a", "金额"), column("p", "占比", form=PERCENT), column("b", "备抵", form=BRACKETS))
ROWS = (
    Row(code="r1", label=(both("收入", "Revenue"),), level=1),
    Row(code="r2", label=(both("无", "None"),)),
    Row(code="total", label=(both("合计", "Total"),), total=True),
)
CELLS = {(r.code, c.code): aspects("Share" if c.code == "p" else "Revenue", c.format) for r in ROWS for c in COLUMNS}
NOTES = (
    Fact("note.zh", NOTE_CONCEPT, "尾差 & 舍入", NO_ENTITY, None, language="zh-cn"),
    Fact("note.en", NOTE_CONCEPT, "rounding", NO_ENTITY, None, language="en"),
)
FACTS = (
    fact("Revenue", Decimal("-12345678.90"), "sheet.r1.a", decimals=2),
    fact("Share", Decimal("0.2366"), "sheet.r1.p", decimals=4),
    fact("Revenue", Decimal("-1234.5"), "sheet.r1.b", decimals=2),
    fact("Revenue", Decimal(0), "sheet.r2.a", decimals=-2),
    fact("Share", None, "sheet.r2.p"),
    fact("Revenue", Decimal("10000"), "sheet.total.a", decimals=-2, links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("note.zh", "note.en")),)),
    fact("Cash", Decimal("5"), "elsewhere", decimals=0),
    *NOTES,
)
PRINTED = {"sheet.r1.a": "-1,234.56789", "sheet.r2.a": "-", "sheet.r2.p": "—", "sheet.total.a": "1.00"}


def kind(folder: Path = REPOSITORY / "templates" / "inquiry-reply") -> Kind:
    return Kind(
        id="k", title=both("问询函回复", "Reply"), entry_point=URL, namespace=NS, prefixes={}, schedules={}, rules=(), folder=folder
    )


def filing(**changes: object) -> Filing:
    given = Filing(
        id="f",
        kind="k",
        folder=Path("f"),
        title=both("回复 <一>", "Reply & more"),
        entity=ENTITY,
        entity_name=both("某公司", "Company"),
        languages=("zh", "en"),
        currency="CNY",
        periods={},
        sources={},
        assumptions=(Assumption(id="a", text=both("假设“甲”", "Assumption")),),
        explanations=(Explanation(name="x", instance="sum[a]", left="1.00", right="2.00", reason=both("原因", "Reason")),),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def result(verdict: Verdict, key: str = "a") -> RuleResult:
    left = Cell("sheet", "total", key)
    rule = Rule(
        id="sum",
        relation="sum",
        schedule="sheet",
        statement="",
        operator="=",
        left=left,
        right=Sum(()),
        variables={},
        label=both("各行之和 = 合计", "Rows add up"),
    )
    instance = RuleInstance(id=f"sum[{key}]", rule=rule, left=left, right=Sum(()))
    values = (Decimal(10000), Decimal(20000), Decimal(-10000))
    return RuleResult(
        instance=instance,
        verdict=verdict,
        left=values[0],
        right=values[1],
        gap=values[2],
        explanation="x" if verdict is Verdict.EXPLAINED else None,
    )


SHEET = bound(COLUMNS, ROWS, CELLS)
REPORT = report(*FACTS)
RESULTS = (result(Verdict.EXACT, "b"), result(Verdict.EXPLAINED))


def written(given: Report = REPORT, **changes: object) -> bytes:
    sink = io.BytesIO()
    ixbrl.write(given, filing(**changes), kind(), (SHEET,), TAXONOMY, RESULTS, PRINTED, sink)
    return sink.getvalue()


def laid_out(given: Report, schedule: BoundSchedule) -> bytes:
    sink = io.BytesIO()
    ixbrl.write(given, filing(), kind(), (schedule,), TAXONOMY, (), {}, sink)
    return sink.getvalue()


def shown(page: bytes) -> str:
    """What a reader sees of the page, tags left out, without the header."""
    root = ElementTree.fromstring(page)
    body = root.find(f"{{{XHTML}}}body")
    assert body is not None
    (header,) = (child for child in body if child.find(f"{{{IX_11}}}header") is not None)
    body.remove(header)
    return re.sub(r"\s+", " ", "".join(body.itertext()))


# ---------------------------------------------------------------- the whole page


def test_every_fact_is_read_back() -> None:
    found = reader.read(written(), "a.xhtml", load)
    assert found.diagnostics == ()
    assert compare(report(*FACTS), found.report).equal
    assert {f.id for f in found.report.facts} == {f.id for f in FACTS}


def test_figures_look_as_the_source_prints_them() -> None:
    text = shown(written())
    assert "-1,234.56789" in text  # as many places as the source
    assert "23.66%" in text
    assert "(1,234.50)" in text


def test_signs_and_percent_signs_stand_outside_the_element() -> None:
    page = written().decode()
    assert re.search(r'>-<ix:nonFraction id="sheet.r1.a"[^>]* scale="4" sign="-" format="ixt:num-dot-decimal">1,234.56789</ix', page)
    assert re.search(r'<ix:nonFraction id="sheet.r1.p"[^>]* scale="-2" format="ixt:num-dot-decimal">23.66</ix:nonFraction>%<', page)
    assert re.search(r'>\(<ix:nonFraction id="sheet.r1.b"[^>]* sign="-"[^>]*>1,234.50</ix:nonFraction>\)<', page)
    assert re.search(r'<ix:nonFraction id="sheet.r2.a"[^>]* decimals="-2" format="ixt:fixed-zero">-</ix:nonFraction>', page)
    assert re.search(r'<ix:nonFraction id="sheet.r2.p"[^>]* xsi:nil="true"/>—', page)


def test_a_zero_that_was_printed_as_a_number_stays_one() -> None:
    sink = io.BytesIO()
    ixbrl.write(REPORT, filing(), kind(), (SHEET,), TAXONOMY, (), {"sheet.r2.a": "0.00"}, sink)
    assert re.search(rb'id="sheet.r2.a"[^>]* scale="4" format="ixt:num-dot-decimal">0.00</ix', sink.getvalue())


def test_a_cell_without_a_fact_is_empty_or_the_dash_that_means_none() -> None:
    page = written().decode()
    row = page[page.index('id="sheet.r2.p"') :].partition("</tr>")[0]
    assert row.endswith("—</td><td>—</td>")


def test_what_no_table_shows_is_hidden_and_nothing_else() -> None:
    root = ElementTree.fromstring(written())
    (hidden,) = root.iter(f"{{{IX_11}}}hidden")
    assert [e.get("id") for e in hidden] == ["elsewhere"]
    without = ElementTree.fromstring(written(report(*FACTS[:6], *NOTES)))
    assert list(without.iter(f"{{{IX_11}}}hidden")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((("a.zh", "a.en"), ("b.zh", "b.en")), (("b.zh", "b.en"),)),  # a link a note
        ((("a.zh", "a.en", "b.zh", "b.en"),), (("b.zh", "b.en"),)),  # as an instance gives them back: one link to all
        ((("a.zh", "a.en"), ("b.zh", "b.en")), (("b.en",),)),  # a fact that links to one of its languages only
    ],
)
def test_a_note_has_one_number_however_facts_link_to_it(first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]) -> None:
    notes = [Fact(f"{n}.{language}", NOTE_CONCEPT, n, NO_ENTITY, None, language=language) for n in "ab" for language in ("zh", "en")]
    linked = [
        fact("Revenue", Decimal(1), key, links=tuple(Link(FACT_FOOTNOTE, STANDARD_LINK, targets) for targets in links))
        for key, links in (("one", first), ("two", second))
    ]
    tagger = Tagger(report(*linked, *notes), TAXONOMY)
    assert [tagger.marks(0), tagger.marks(1)] == [(1, 2), (2,)]
    below = [(number, [re.sub("<[^>]*>", "", text) for text in texts]) for number, texts in tagger.pending_notes()]
    assert below == [(1, ["a", "a"]), (2, ["b", "b"])]
    assert list(tagger.pending_notes()) == []


def test_notes_stand_below_their_table_with_a_mark_at_the_figure() -> None:
    page = written().decode()
    assert re.search(r'<a href="#note-1">注1</a></sup><ix:nonFraction id="sheet.total.a"', page)
    assert 'id="note-1"' in page
    assert '<ix:relationship arcrole="http://www.xbrl.org/2003/arcrole/fact-footnote"' in page
    assert page.count("<ix:footnote") == 2
    assert "尾差 &amp; 舍入</ix:footnote>" in page


def test_the_page_says_who_what_where_from_and_how_it_was_checked() -> None:
    text = shown(written())
    for wanted in ("某公司", "Company", "回复 <一>", "问询函回复", "一、更正情况", "单位：万元", "2023年1月1日至12月31日"):
        assert wanted in text
    assert "来源：文号1“一、标题”之“表”" in text
    assert "1、假设“甲”" in text
    assert "列报1.00，计算2.00，差异-1.00（单位：万元）。原因" in text
    assert "一致" in text
    assert "合计1——1—2" in re.sub(r"\s", "", text)


def test_the_second_language_is_left_out_where_the_filing_does_not_want_it() -> None:
    text = shown(written(languages=("zh",)))
    assert "Company" not in text
    assert "Revenue" not in text
    assert "收入" in text


def test_the_page_is_one_file_without_script_or_outside_reference() -> None:
    page = written().decode()
    assert page.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"')
    assert "<script" not in page
    assert " src=" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert re.findall(r'<a href="(?!#)', page) == []
    assert '<style type="text/css">' in page
    assert 'xml:lang="zh-CN"' in page


def test_bytes_depend_on_the_report_alone() -> None:
    code = "import hashlib; from tests.unit.test_render_ixbrl import written; print(hashlib.sha256(written()).hexdigest())"
    digests = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=REPOSITORY)
        digests.add(done.stdout)
    assert len(digests) == 1


# ---------------------------------------------------------------- tables


def spans(columns: tuple[Column, ...], labels: int = 1) -> list[list[tuple[str, int, int]]]:
    return [[(h.text.zh, h.columns, h.rows) for h in row] for row in heads(bound(columns, ROWS, {}, labels))]


def test_neighbours_with_equal_upper_heads_share_one() -> None:
    found = spans((column("x", "余额"), column("a", "账龄", "1年"), column("b", "账龄", "2年"), column("c", "其他", "1年")), labels=2)
    assert found == [
        [("标题0", 1, 2), ("标题1", 1, 2), ("余额", 1, 2), ("账龄", 2, 1), ("其他", 1, 1)],
        [("1年", 1, 1), ("2年", 1, 1), ("1年", 1, 1)],
    ]


def test_three_levels_and_empty_lower_levels() -> None:
    found = spans((column("a", "甲", "乙", "丙"), column("b", "甲", "乙", "丁"), column("c", "甲", "戊", ""), column("d", "甲")))
    assert found == [[("标题0", 1, 3), ("甲", 3, 1), ("甲", 1, 3)], [("乙", 2, 1), ("戊", 1, 2)], [("丙", 1, 1), ("丁", 1, 1)]]


def test_the_same_head_apart_is_printed_twice() -> None:
    found = spans((column("a", "甲", "1"), column("b", "乙", "1"), column("c", "甲", "1")))
    assert found[0][1:] == [("甲", 1, 1), ("乙", 1, 1), ("甲", 1, 1)]


def test_repeated_first_labels_are_printed_once() -> None:
    rows = tuple(Row(code=f"r{i}", label=(both(a), both(b))) for i, (a, b) in enumerate([("一季", "收"), ("一季", "支"), ("半年", "收")]))
    page = laid_out(report(), bound((column("a", "额"),), rows, {}, labels=2)).decode()
    assert page.count(">一季<") == 1
    assert '<th class="label whole" scope="rowgroup" rowspan="2">一季' in page
    assert page.count(">收<") == 2


def test_a_short_label_reaches_over_all_label_columns() -> None:
    rows = (Row(code="a", label=(both("甲"), both("乙"))), Row(code="t", label=(both("合计"),), total=True))
    page = laid_out(report(), bound((column("a", "额"),), rows, {}, labels=2)).decode()
    assert '<tr class="total"><th class="label whole" scope="row" colspan="2">合计' in page


def test_texts_in_cells_are_tagged_in_chinese() -> None:
    rows = (Row(code="r", label=(both("行"),)),)
    columns = (column("d", "日期"), column("f", "是否"), column("t", "说明"))
    cells = {("r", c.code): aspects(local, WAN) for c, local in zip(columns, ("Day", "Flag", "Title"), strict=True)}
    given = report(
        fact("Day", "2023-12-31", "sheet.r.d"), fact("Flag", "true", "sheet.r.f"), fact("Title", "a < “乙”", "sheet.r.t", language="zh-cn")
    )
    page = laid_out(given, bound(columns, rows, cells))
    assert "2023年12月31日 是a < “乙”" in shown(page).replace("日是", "日 是")
    found = reader.read(page, "a.xhtml", load)
    assert found.diagnostics == ()
    assert compare(given, found.report).equal


# ---------------------------------------------------------------- numbers and words


@pytest.mark.parametrize(
    ("value", "scale", "places", "text"),
    [
        ("12345678.9", 4, 2, "1,234.56789"),
        ("1234567890123456789012345678901234567890", 0, 2, "1,234,567,890,123,456,789,012,345,678,901,234,567,890.00"),
        ("-0.2366", -2, 2, "23.66"),
        ("1", -2, 2, "100.00"),
        ("1E+30", 4, 0, "100,000,000,000,000,000,000,000,000"),
        ("0", 4, 2, "0.00"),
    ],
)
def test_a_shown_number_is_exact(value: str, scale: int, places: int, text: str) -> None:
    assert shown_number(Decimal(value), scale, places) == text


def test_chinese_numerals_and_periods() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 34, 99, 100)] == ["一", "十", "十一", "二十", "三十四", "九十九", "100"]
    assert period_text(END).zh == "2023年12月31日"
    assert period_text(YEAR).en == "1 January 2023 to 31 December 2023"
    assert period_text(Period("2022-07-01T00:00:00", "2023-07-01T00:00:00")).zh == "2022年7月1日至2023年6月30日"


# ---------------------------------------------------------------- what cannot be written


def test_a_character_that_xml_forbids_is_refused_by_the_fact() -> None:
    with pytest.raises(ValueError, match=r"t1.*U\+0001"):
        ixbrl.write_report(report(fact("Title", "a\x01", "t1")), TAXONOMY, io.BytesIO())
    with pytest.raises(ValueError, match=r"U\+0002"):
        written(currency="C\x02")


def test_a_link_to_nothing_is_refused() -> None:
    given = report(fact("Revenue", Decimal(1), "f1", decimals=0, links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("gone",)),)))
    with pytest.raises(ValueError, match=r"f1 links to gone"):
        ixbrl.write_report(given, TAXONOMY, io.BytesIO())


def test_duplicate_ids_are_told_apart() -> None:
    given = report(fact("Revenue", Decimal(1), "f1", decimals=0), fact("Revenue", Decimal(2), "f1", decimals=0))
    tagger = Tagger(given, TAXONOMY)
    assert tagger.take("f1") == 0
    assert tagger.take("f1") is None
    assert 'id="f1_2"' in tagger.header()


# ---------------------------------------------------------------- templates


def own_kind(folder: Path, template: str) -> bytes:
    (folder / "report.xhtml.j2").write_text(template, encoding="utf-8")
    sink = io.BytesIO()
    ixbrl.write(REPORT, filing(), kind(folder), (SHEET,), TAXONOMY, (), {}, sink)
    return sink.getvalue()


def test_a_kind_may_extend_the_shared_page_and_add_its_style(tmp_path: Path) -> None:
    (tmp_path / "report.css").write_text(".own { color: #123456; }", encoding="utf-8")
    page = own_kind(tmp_path, '{% extends "_shared/page.xhtml.j2" %}{% block introduction %}<p>引言：{{ title.en }}</p>{% endblock %}')
    assert "引言：Reply &amp; more".encode() in page
    assert b".own { color: #123456; }" in page
    assert reader.read(page, "a.xhtml", load).diagnostics == ()


def test_a_kind_without_a_template_gets_the_shared_one(tmp_path: Path) -> None:
    sink = io.BytesIO()
    ixbrl.write(REPORT, filing(), kind(tmp_path), (SHEET,), TAXONOMY, (), {}, sink)
    assert "编制说明与规则核对".encode() in sink.getvalue()


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("\n\n{% if %}", "Expected an expression"),
        ("{{ nothing }}", "nothing"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 // 0 }}", "zero"),
        ("{{ title.zh + 1 }}", "str"),
        ("{% for i in range(99999999) %}x{% endfor %}", "Range too big"),
        ("{{ 'x' * 999999999 }}", "small whole numbers"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "small whole numbers"),
        ('{% include "../secret.txt" %}', "secret"),
        ('{% include "/etc/hostname" %}', "hostname"),
        ('{% extends "_shared/../inquiry-reply/kind.toml" %}', "kind.toml"),
    ],
)
def test_a_broken_or_prying_template_is_a_diagnostic(template: str, message: str, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        own_kind(tmp_path, template)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "filing.template"
    assert message in diagnostic.message
    assert diagnostic.location.line == (3 if template.startswith("\n") else None)


def test_the_plain_page_shows_every_fact() -> None:
    sink = io.BytesIO()
    ixbrl.write_report(report(*FACTS), TAXONOMY, sink, both("数据", "Data"))
    text = shown(sink.getvalue())
    assert "-12,345,678.9" in text
    assert "2023年1月1日至12月31日" in text
    assert "注1：尾差 & 舍入；rounding" in text
    assert NS not in text
