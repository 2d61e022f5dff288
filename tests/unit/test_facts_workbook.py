"""Workbooks read light: openpyxl writes, we read; hostile books are refused with sheet and cell."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from generator.diagnostics import InputError
from generator.equality import content_hash
from generator.facts.workbook import read_workbook
from generator.pipeline.filing import check_filing
from generator.pipeline.settings import Settings
from tests.support.filings import SAMPLES, copy_sample, run_filing
from tests.support.tables import as_csv, as_workbook
from tests.support.typed_filing import write_typed_filing


def put(sheet: Worksheet, cell: str, value: object, form: str) -> None:
    """`value` in `cell`, with a number format."""
    sheet[cell].value, sheet[cell].number_format = value, form


def cells_of(edit: Callable[[Worksheet], None]) -> tuple[list[str], list[str | None]]:
    """The last row of a sheet that `edit` fills, as we read it, and the cells that were refused."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    edit(sheet)
    with TemporaryDirectory() as folder:
        sheets, found = read_workbook(saved(book, Path(folder)), Path(folder))
    rows = sheets["Sheet"].rows
    return (rows[-1].cells if rows else []), [d.location.cell for d in found]


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "facts.xlsx"
    book.save(path)
    return path


def test_values_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表一"
    sheet["A1"] = "项目"
    sheet["C2"] = 1234.5
    sheet["D2"] = 0.1 + 0.2
    sheet["B3"] = 0.2366
    sheet["B3"].number_format = "0.00%"
    sheet["C3"] = "'=1"
    sheet["XFD9"] = True
    sheets, found = read_workbook(saved(book, tmp_path), tmp_path)
    rows = {row.line: row.cells for row in sheets["表一"].rows}
    assert found == []
    assert rows[1] == ["项目"]
    assert rows[2] == ["", "", "1234.5", "0.3"]
    assert rows[3] == ["", "23.66%", "'=1"]
    assert rows[9][-1] == "TRUE"


@settings(max_examples=40, deadline=None)
@given(st.dates(min_value=date(1900, 3, 1)), st.sampled_from(["yyyy-mm-dd", "d/m/yy", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "m/d"]))
def test_every_day_of_a_workbook_is_that_day(day: date, form: str) -> None:
    assert cells_of(lambda sheet: put(sheet, "B2", day, form)) == (["", day.isoformat()], [])


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (43211, "yyyy-mm", "2018-04"),
        (43211, "yyyy年m月", "2018-04"),
        (43211, "mmm-yy", "2018-04"),
        (43211, "yyyy", "2018"),
        (0.5227, "0.00%", "52.27%"),
        (0.5, "0%", "50%"),
        (1, "0.00%", "100%"),
        (43211, "G/通用格式", "43211"),
        (43211, "General", "43211"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234.5"),
        (7, '0"天"', "7"),
        (7, "[Red]0", "7"),
        (True, "General", "TRUE"),
        ("合同1\n合同2", "@", "合同1\n合同2"),
        ("a_x000D_b_x005F_x000D_", "@", "a\rb_x000D_"),
    ],
)
def test_a_cell_as_shown(value: object, form: str, shown: str) -> None:
    assert cells_of(lambda sheet: put(sheet, "B2", value, form)) == (["", shown], [])


@pytest.mark.parametrize(
    ("value", "form"),
    [(60, "yyyy-mm-dd"), (0, "yyyy-mm-dd"), (-1, "yyyy-mm-dd"), (1e12, "yyyy-mm-dd"), (1.5, "yyyy-mm-dd"), (0.25, "h:mm")],
)
def test_a_day_that_is_none(value: object, form: str) -> None:
    assert cells_of(lambda sheet: put(sheet, "B2", value, form)) == ([], ["B2"])


def test_a_book_that_counts_from_1904() -> None:
    def edit(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        put(sheet, "A1", date(2018, 4, 21), "yyyy-mm-dd")
        put(sheet, "B1", 0, "yyyy-mm-dd")

    assert cells_of(edit) == (["2018-04-21", "1904-01-01"], [])


def test_a_day_that_the_book_writes_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.iso_dates = True
    sheet = book.active
    assert sheet is not None
    put(sheet, "A1", date(2018, 4, 21), "yyyy-mm-dd")
    sheets, found = read_workbook(saved(book, tmp_path), tmp_path)
    assert (sheets["Sheet"].rows[0].cells, found) == (["2018-04-21"], [])


def test_merged_ranges_name_the_text_of_their_first_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"], sheet["C4"] = "表", "存续", "x"
    for area in ("A1:C1", "B2:C3", "A4:A1048576", "B5:XFD9"):
        sheet.merged_cells.ranges.add(CellRange(area))
    sheets, found = read_workbook(saved(book, tmp_path), tmp_path)
    assert found == []
    assert sheets["Sheet"].merged == {(1, 1): "表", (1, 2): "表", (2, 2): "存续", (3, 1): "存续", (3, 2): "存续"}


def test_merged_ranges_are_bounded(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A9000"] = "x", "y"
    sheet.merged_cells.ranges.add(CellRange("A1:XFD9000"))
    with pytest.raises(InputError) as caught:
        read_workbook(saved(book, tmp_path), tmp_path)
    assert caught.value.diagnostics[0].location.cell == "A1:XFD9000"


def test_phonetic_guides_are_no_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(book, tmp_path)
    inner = '<row r="1"><c r="A1" t="inlineStr"><is><r><t>存</t></r><r><t>续</t></r><rPh sb="0" eb="1"><t>cun</t></rPh></is></c></row>'
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<sheetData\s*/>|<sheetData></sheetData>", f"<sheetData>{inner}</sheetData>".encode(), parts[sheet])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    sheets, _ = read_workbook(path, tmp_path)
    assert sheets["Sheet"].rows[0].cells == ["存续"]


def test_a_sheet_is_named_by_the_first_31_characters_of_a_longer_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = write_typed_filing(tmp_path / "filing")
    long = "particulars-of-all-the-customers-of-the-company"
    (filing / "own" / "schedules" / "particulars.toml").rename(filing / "own" / "schedules" / f"{long}.toml")
    for path in (filing / "filing.toml", filing / "own" / "kind.toml", filing / "own" / "schedules" / f"{long}.toml"):
        text = path.read_text(encoding="utf-8")
        for old in ("schedules.particulars", '["particulars"]', 'id = "particulars"'):
            text = text.replace(old, old.replace("particulars", long))
        path.write_text(text, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = long[:31]
    with (filing / "facts" / "particulars.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append(["\u200b" + text if text.startswith("=") else text for text in row])
    book.save(filing / "facts" / "facts.xlsx")
    (filing / "facts" / "particulars.csv").unlink()
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 0, ran.out
    sheet["F3"] = "是吗"
    book.save(filing / "facts" / "facts.xlsx")
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert [(d["location"]["sheet"], d["location"]["cell"]) for d in ran.errors] == [(long[:31], "F3")]


@pytest.mark.parametrize(("cell", "value", "format_code"), [("C3", "=1+1", ""), ("D4", "#DIV/0!", ""), ("E5", 60, "yyyy-mm-dd")])
def test_cells_that_are_no_figures(cell: str, value: object, format_code: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "t"
    sheet[cell] = value
    if format_code:
        sheet[cell].number_format = format_code
    _, found = read_workbook(saved(book, tmp_path), tmp_path)
    assert [(d.code, d.location.sheet, d.location.cell) for d in found] == [("filing.workbook-cell", "t", cell)]


def test_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    path.write_bytes(b"PK but no zip")
    with pytest.raises(InputError):
        read_workbook(path, tmp_path)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("hello.txt", "hello")
    path.write_bytes(sink.getvalue())
    with pytest.raises(InputError) as caught:
        read_workbook(path, tmp_path)
    assert caught.value.diagnostics[0].code == "filing.workbook"


def test_a_sheet_that_unpacks_to_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(64):
            part.write(bytes(1 << 20))
    with pytest.raises(InputError) as caught:
        read_workbook(path, tmp_path)
    assert "too many bytes" in caught.value.diagnostics[0].message


@pytest.mark.parametrize(("name", "other"), [("qingcloud-2020-ipo-reply", as_csv), ("qingcloud-2021-inquiry-reply", as_workbook)])
def test_a_filing_is_the_same_in_a_workbook_and_in_csv(name: str, other: Callable[[Path], Path], tmp_path: Path) -> None:
    first = check_filing(SAMPLES / name, Settings())
    second = check_filing(other(copy_sample(name, tmp_path)), Settings())
    assert first.report is not None
    assert second.report is not None
    assert {str(d.severity) for d in (*first.diagnostics, *second.diagnostics)} == {"info"}
    assert content_hash(first.report.facts) == content_hash(second.report.facts)
    assert [(r.instance.id, r.verdict) for r in first.results] == [(r.instance.id, r.verdict) for r in second.results]


def test_an_explained_difference_is_named_with_sheet_and_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", copy_sample("qingcloud-2020-ipo-reply", tmp_path), "--format", "json")
    assert ran.code == 0, ran.out
    (info,) = [d for d in ran.findings if d["explained"] == "types-2017"]
    assert (info["location"]["sheet"], info["location"]["cell"]) == ("cloud-service-types", "J6")


def test_a_wrong_cell_is_named_with_sheet_and_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    path = filing / "facts" / "facts.xlsx"
    book = openpyxl.load_workbook(path)
    book["revenue-composition"]["D4"] = 24609.58
    book.save(path)
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 1
    named = {(d["location"]["sheet"], d["location"]["cell"]) for d in ran.errors}
    assert ("revenue-composition", "D3") in named  # the sum over the segments
    assert all("24,609.58" in d["hint"] + d["message"] for d in ran.errors)
