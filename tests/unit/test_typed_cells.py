"""Cells that are no numbers, their notes, merged cells: from a clerk's table to every output and back."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from generator.equality import number_text
from generator.mapping.notes import without_notes
from generator.model import Fact, Value
from generator.pipeline.build import build
from generator.pipeline.filing import check_filing
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from generator.qname import NOTE_CONCEPT
from tests.support.filings import change, line_of, run_filing
from tests.support.typed_filing import HEAD, NS, ROWS, write_typed_filing

VALUES = {
    "a.status": f"{NS}#ActiveMember",
    "a.markets": f"{NS}#NorthMember {NS}#SouthMember",
    "a.founded": "1992-06-18",
    "a.listed": "2018-04",
    "a.sued": None,
    "a.capital": "12345000",
    "a.reduction": "-77188386.15",
    "a.remark": "合同1：30 日内付款\n合同2：A & B < C",
    "b.status": f"{NS}#ActiveMember",
    "b.markets": f"{NS}#NorthMember",
    "b.founded": "2018-04-21",
    "b.sued": "false",
    "b.capital": "100000",
    "b.reduction": "0",
    "c.status": f"{NS}#ActiveMember",
    "c.markets": None,
    "c.founded": "2003-05-13",
    "c.listed": "2011-07",
    "c.sued": "true",
    "c.capital": "0",
    "c.reduction": "-1",
    "c.remark": "=无",
}
CELL = {"status": 2, "markets": 3, "founded": 4, "listed": 5, "sued": 6, "capital": 7, "reduction": 8, "remark": 9}


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """The filing, to be changed."""
    return write_typed_filing(tmp_path / "filing")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the filing as it stands."""
    folder = tmp_path_factory.mktemp("typed")
    done = build(write_typed_filing(folder / "filing"), folder / "out", Settings())
    assert done.manifest is not None, [d.message for d in done.diagnostics]
    return folder / "out"


def values(facts: Iterable[Fact]) -> dict[str, str | None]:
    """What each fact of the table says, without notes."""
    return {fact.id.removeprefix("particulars."): shown(fact.value) for fact in facts if fact.concept != NOTE_CONCEPT}


def shown(value: Value) -> str | None:
    """A value as text; None for nil."""
    return number_text(value) if isinstance(value, Decimal) else None if value is None else str(value)


def found(filing: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int, int]]:
    """(code, line, column) of every error in the table."""
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert all(d["hint"] for d in ran.errors), ran.out
    return [(d["code"], d["location"]["line"], d["location"]["column"]) for d in ran.errors]


def test_the_facts(filing: Path) -> None:
    checked = check_filing(filing, Settings())
    assert [d.message for d in checked.diagnostics] == []
    facts = {fact.id.removeprefix("particulars."): fact for fact in checked.report.facts}
    assert values(checked.report.facts) == VALUES
    assert {name for name, fact in facts.items() if fact.language} == {
        "a.remark",
        "c.remark",
        *(f"notes.{name}" for name in ("particulars-1.zh", "particulars-1.en", "particulars-2.zh", "particulars-2.en")),
    }
    assert facts["a.remark"].language == "zh-cn"
    assert {name for name, fact in facts.items() if fact.decimals is not None} == {n for n in VALUES if n[2:] in ("capital", "reduction")}


def test_the_long_shape_gives_the_same_facts(filing: Path) -> None:
    printed = check_filing(filing, Settings()).report
    rows = list(csv.reader(io.StringIO("\n".join(ROWS))))
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(("row", "column", "value"))
    for code, row in zip("abc", rows, strict=True):
        writer.writerows((code, column, row[at - 1] or ("存续" if column == "status" else "")) for column, at in CELL.items())
    (filing / "facts" / "particulars.csv").write_text(sink.getvalue(), encoding="utf-8")
    assert check_filing(filing, Settings()).report == printed


def test_the_long_shape_repeats_nothing(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["row,column,value", *(f"{code},{column},{'存续' if column == 'status' else ''}" for code in "abc" for column in CELL)]
    lines[9] = "b,status,"
    (filing / "facts" / "particulars.csv").write_text("\n".join(lines), encoding="utf-8")
    assert ("filing.empty-cell", 10, 3) in found(filing, capsys)


@pytest.mark.parametrize("name", ["typed.xbrl", "typed.xhtml", "typed.json", "typed-csv/typed.json", "typed.xbri"])
def test_every_syntax_gives_the_facts_back(name: str, built: Path) -> None:
    report = read_for(built / name, Settings(packages=(built / "typed-taxonomy.zip",))).report
    assert values(report.facts) == VALUES
    assert [f.id for f in without_notes(report).facts if f.concept == NOTE_CONCEPT] == []


# ---------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("line", "column", "text", "code", "said"),
    [
        (2, "founded", "1992-06-31", "filing.not-a-date", "date (FoundingDate)"),
        (3, "founded", "43211", "filing.not-a-date", "no date"),
        (4, "listed", "2011-07-05", "filing.not-a-date", "month (ListingMonth)"),
        (3, "sued", "是吗", "filing.not-a-boolean", "boolean (IsSued)"),
        (4, "status", "注销", "filing.not-a-member", "member (EntityStatus)"),
        (4, "status", "Operating", "filing.not-a-member", "OperatingMember, ActingMember"),
        (4, "status", "-", "filing.dash", "does not say what a dash means"),
        (2, "markets", "华北、东海", "filing.not-a-member", "list of members (Markets)"),
        (2, "markets", "华北、华北", "filing.not-a-member", "twice"),
        (3, "founded", "", "filing.empty-cell", "empty"),
        (3, "capital", "", "filing.empty-cell", "empty"),
        (3, "capital", "是", "filing.not-a-number", "no number"),
        (3, "capital", "2018-04-21", "filing.not-a-number", "no number"),
        (2, "reduction", "-1.00", "filing.not-a-number", "has a sign"),
        (2, "reduction", "(1.00)", "filing.not-a-number", "has a sign"),
        (3, "sued", "注9", "filing.unknown-note", "mark of no note"),
        (3, "sued", "注1", "filing.unknown-note", "mark of no note"),
        (3, "capital", "（注 3）", "filing.unknown-note", "mark of no note"),
        (4, "remark", "注3", "filing.unknown-note", "mark of no note"),
    ],
)
def test_a_wrong_cell(line: int, column: str, text: str, code: str, said: str, filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = filing / "facts" / "particulars.csv"
    rows = list(csv.reader(io.StringIO("\n".join((HEAD, *ROWS)), newline="")))
    rows[line - 1][CELL[column] - 1] = text
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    shift = 1 if line > 2 else 0  # the first customer's remark takes two lines
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert [(d["code"], d["location"]["line"], d["location"]["column"]) for d in ran.errors] == [(code, line + shift, CELL[column])], (
        ran.out
    )
    assert said in ran.errors[0]["message"]
    assert ran.errors[0]["hint"]


def test_the_labels_of_the_members_are_named(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(filing / "facts" / "particulars.csv", "丙公司,Alive", "丙公司,注销")
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert all(label in ran.errors[0]["hint"] for label in ("存续", "在业", "代管"))
    assert "状态" not in ran.errors[0]["hint"]  # the head of the domain is not usable
    assert "成员" not in ran.errors[0]["hint"]  # the shortest label: what a table prints


def test_zero_is_for_numbers(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schedule = filing / "own" / "schedules" / "particulars.toml"
    change(schedule, 'concept = "ListingMonth"\nformat = { dash = "none" }', 'concept = "ListingMonth"\nformat = { dash = "zero" }')
    assert found(filing, capsys) == [("filing.dash", 4, 5)]


def test_a_rows_own_format_leaves_the_sign_to_the_column(filing: Path) -> None:
    schedule = filing / "own" / "schedules" / "particulars.toml"
    others = ", ".join(f'"{column}"' for column in CELL if column != "reduction")
    row = f'\n[[rows]]\ncode = "sum"\nlabel = "合计"\nformat = {{ places = 0 }}\nwithout = [{others}]\n'
    schedule.write_text(schedule.read_text(encoding="utf-8") + row, encoding="utf-8")
    table = filing / "facts" / "particulars.csv"
    table.write_text(table.read_text(encoding="utf-8") + "合计,,,,,,,5,\n", encoding="utf-8")
    fact = next(fact for fact in check_filing(filing, Settings()).report.facts if fact.id == "particulars.sum.reduction")
    assert (fact.value, fact.decimals) == (-5, 0)


# ---------------------------------------------------------------- notes


def test_notes_on_the_page_have_one_number_each(built: Path) -> None:
    page = (built / "typed.xhtml").read_text(encoding="utf-8")
    cell = re.search(r'<td[^>]*><ix:nonNumeric id="particulars\.a\.sued"[^>]*xsi:nil="true"/>(.*?)</td>', page)
    assert cell is not None
    assert re.sub("<[^>]*>", "", cell[1]) == "注1、注2"
    assert page.count('id="notes.particulars-1.zh"') == page.count('id="notes.particulars-2.en"') == 1
    below = page[page.index("</table>") :]
    assert below.index("甲公司涉诉一件，标的 &lt; 10 元。") < below.index("资本为登记数。")


def test_an_enumeration_is_hidden_and_its_words_refer_to_it(built: Path) -> None:
    page = (built / "typed.xhtml").read_text(encoding="utf-8")
    hidden = page[page.index("<ix:hidden>") : page.index("</ix:hidden>")]
    referred = re.findall(r'<span style="-ix-hidden:([^"]*)">([^<]*)</span>', page)
    assert sorted(key for key, _ in referred) == sorted(re.findall(r'<ix:nonNumeric id="([^"]*)"', hidden))
    assert dict(referred)["particulars.b.status"] == "存续"
    assert dict(referred)["particulars.a.markets"] == "华北、华南"


def test_dates_and_booleans_stand_as_printed(built: Path) -> None:
    page = (built / "typed.xhtml").read_text(encoding="utf-8")
    for key, transformation, shown in (
        ("a.founded", "date-year-month-day", "1992-06-18"),
        ("b.founded", "date-year-month-day", "2018/4/21"),
        ("c.founded", "date-year-month-day", "2003年5月13日"),
        ("a.listed", "date-year-month", "2018年4月"),
        ("b.sued", "fixed-false", "否"),
    ):
        assert re.search(rf'id="particulars\.{key}"[^>]*format="ixt:{transformation}">{shown}<', page), key


def test_a_figure_that_words_make_negative_has_no_sign_in_print(built: Path) -> None:
    page = (built / "typed.xhtml").read_text(encoding="utf-8")
    assert re.search(r'<td><ix:nonFraction id="particulars\.a\.reduction"[^>]*sign="-"[^>]*>77,188,386\.15</ix:nonFraction></td>', page)


def test_notes_leave_as_footnotes(built: Path) -> None:
    facts = json.loads((built / "typed.json").read_bytes())["facts"]
    notes = ["notes.particulars-1.zh", "notes.particulars-1.en", "notes.particulars-2.zh", "notes.particulars-2.en"]
    assert facts["particulars.a.sued"]["links"] == {"footnote": {"_": notes}}
    assert all(facts[f"particulars.{code}.capital"]["links"] == {"footnote": {"_": notes[2:]}} for code in "abc")
    assert facts["notes.particulars-1.zh"]["value"] == "甲公司涉诉一件，标的 &lt; 10 元。"
    assert (built / "typed.xbrl").read_text(encoding="utf-8").count("<link:footnote ") == 4


NOTE = '\n[[schedules.particulars.notes]]\nmark = "{mark}"\ncells = {cells}\ntext = "Text"\n'


@pytest.mark.parametrize(
    ("mark", "cells", "code", "said"),
    [
        ("注3", '["a.suedd"]', "filing.unknown-cell", "no column “suedd”"),
        ("注3", '["d.sued"]', "filing.unknown-cell", "no row “d”"),
        ("注3", '["*.nothing"]', "filing.unknown-cell", "no column"),
        ("注3", '["b.listed"]', "filing.note-without-fact", "b.listed"),
        ("注3", '["sued"]', "filing.declaration", "is no cell"),
        ("注3", "[]", "filing.declaration", "about no cell"),
        ("注1", '["b.sued"]', "filing.declaration", "marks two notes"),
        ("1", '["b.sued"]', "filing.declaration", "is no mark"),
        ("-", '["b.sued"]', "filing.declaration", "is no mark"),
    ],
)
def test_a_wrong_note(mark: str, cells: str, code: str, said: str, filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = filing / "filing.toml"
    before = len(toml.read_text(encoding="utf-8").split("\n"))
    toml.write_text(toml.read_text(encoding="utf-8") + NOTE.format(mark=mark, cells=cells), encoding="utf-8")
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 1
    (error,) = ran.errors
    assert error["code"] == code
    assert said in error["message"]
    assert error["hint"]
    assert error["location"]["path"] == str(toml)
    assert error["location"]["line"] > before


def test_a_note_that_no_cell_of_a_column_has_a_fact_for(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = filing / "facts" / "particulars.csv"
    change(table, "2018年4月,", "-,")
    change(table, "2011-07,", "-,")
    toml = filing / "filing.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + NOTE.format(mark="注3", cells='["*.listed"]'), encoding="utf-8")
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert [d["code"] for d in ran.errors] == ["filing.note-without-fact"]
    assert ran.errors[0]["location"]["line"] == line_of(toml, 'mark = "注3"') - 1


def test_a_mark_behind_a_text_is_cut_and_an_annex_is_not(filing: Path) -> None:
    table = filing / "facts" / "particulars.csv"
    change(table, "=无", "详见附注3")
    change(table, "否,10.00", "否（注3）,10.00")
    toml = filing / "filing.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + NOTE.format(mark="注3", cells='["c.remark", "b.sued"]'), encoding="utf-8")
    checked = check_filing(filing, Settings())
    facts = {fact.id: fact for fact in checked.report.facts}
    assert facts["particulars.c.remark"].value == "详见附注3"
    assert facts["particulars.b.sued"].value == "false"
    assert [link.targets for link in facts["particulars.b.sued"].links] == [("notes.particulars-3.zh", "notes.particulars-3.en")]


# ---------------------------------------------------------------- merged cells, workbooks


def test_an_empty_first_cell_repeats_nothing(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(filing / "facts" / "particulars.csv", "甲公司,存续", "甲公司,")
    assert found(filing, capsys) == [("filing.empty-cell", 2, 2), ("filing.empty-cell", 4, 2)]


def in_a_workbook(filing: Path, edit: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> Path:
    """The filing with its table as a sheet of a workbook, as a clerk has it: dates, numbers, a boolean, a merged range."""
    (filing / "facts" / "particulars.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "particulars"
    for at, row in enumerate(csv.reader(io.StringIO("\n".join((HEAD, *ROWS)))), 1):
        for column, text in enumerate(row, 1):
            sheet.cell(at, column, text or None)
    for cell, day, form in (
        ("D2", date(1992, 6, 18), "yyyy-mm-dd"),
        ("D3", date(2018, 4, 21), "yyyy/m/d"),
        ("E4", date(2011, 7, 1), "yyyy年m月"),
    ):
        sheet[cell].value, sheet[cell].number_format = day, form
    sheet["F4"] = True
    sheet["G3"], sheet["H4"] = 10, 1
    sheet["I4"].value, sheet["I4"].data_type = "=无", "s"
    sheet.merge_cells("B2:B3")
    edit(sheet)
    book.save(filing / "facts" / "facts.xlsx")
    return filing


def test_a_clerks_workbook_gives_the_same_facts(filing: Path) -> None:
    given = check_filing(filing, Settings()).report
    checked = check_filing(in_a_workbook(filing, lambda sheet: None), Settings())
    assert [d.message for d in checked.diagnostics] == []
    assert checked.report == given
    assert checked.printed["particulars.b.capital"] == "10.00"  # a workbook drops final zeros by itself


@pytest.mark.parametrize(
    ("cell", "value", "form", "code", "said"),
    [
        ("D3", 60, "yyyy-mm-dd", "filing.workbook-cell", "serial number of no day"),
        ("D3", 43211.5, "yyyy-mm-dd hh:mm", "filing.workbook-cell", "time of day"),
        ("D3", 0.25, "hh:mm", "filing.workbook-cell", "time of day"),
        ("D3", 43211, "General", "filing.not-a-date", "no date"),
        ("E4", date(2011, 7, 5), "yyyy-mm-dd", "filing.not-a-date", "no month"),
        ("G3", date(2011, 7, 5), "yyyy-mm-dd", "filing.not-a-number", "no number"),
        ("G3", 0.5227, "0.00%", "filing.not-a-number", "percent sign"),
        ("F3", 1, "General", "filing.not-a-boolean", "neither"),
        ("I2", "a_x000B_b", "@", "filing.character", "U+000B"),
    ],
)
def test_a_wrong_cell_of_a_workbook(
    cell: str, value: object, form: str, code: str, said: str, filing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def edit(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet[cell].value, sheet[cell].number_format = value, form

    ran = run_filing(capsys, "validate", in_a_workbook(filing, edit), "--format", "json")
    named = [(d["code"], d["location"]["sheet"], d["location"]["cell"]) for d in ran.errors]
    assert (code, "particulars", cell) in named, ran.out
    assert said in next(d["message"] for d in ran.errors if d["code"] == code)


def test_cells_of_a_column_that_is_not_declared_merged(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(filing / "own" / "schedules" / "particulars.toml", "merged = true\n", "")
    ran = run_filing(capsys, "validate", in_a_workbook(filing, lambda sheet: None), "--format", "json")
    assert [(d["code"], d["location"]["cell"]) for d in ran.errors] == [("filing.empty-cell", "B3")]
    assert "merged = true" in ran.errors[0]["hint"]


# ---------------------------------------------------------------- workpapers


def test_texts_are_text_cells_that_wrap(built: Path) -> None:
    book = openpyxl.load_workbook(built / "typed-workpapers.xlsx")
    sheet = next(s for s in book.worksheets if s.title.startswith("N1-2"))
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    remark = cells["合同1：30 日内付款\n合同2：A & B < C"]
    assert (remark.data_type, remark.alignment.wrap_text, remark.alignment.horizontal, remark.number_format) == ("s", True, "left", "@")
    assert sheet.row_dimensions[remark.row].height > 33  # two lines
    assert cells["=无"].data_type == "s"
    assert {"注 1", "1992-06-18", "华北、华南", "甲公司涉诉一件，标的 < 10 元。"} <= set(cells)
    register = next(s for s in book.worksheets if s.title.startswith("T-1"))
    shown = {row[1].value: row[9].value for row in register.iter_rows(min_row=9)}
    assert shown["particulars.a.markets"] == "华北、华南"
    assert shown["particulars.a.sued"] == "nil"
