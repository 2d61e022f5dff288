"""Workbooks read light: openpyxl writes, we read; hostile books are refused with sheet and cell."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.diagnostics import InputError
from generator.facts.workbook import read_workbook
from tests.support.filings import copy_sample, run_filing


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


@pytest.mark.parametrize(("cell", "value", "format_code"), [("C3", "=1+1", ""), ("D4", "#DIV/0!", ""), ("E5", 45000, "yyyy-mm-dd")])
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


def book_of(filing: Path) -> None:
    """Replace the filing's CSV tables by one workbook with the same cells, heads on two merged lines."""
    import csv

    book = openpyxl.Workbook()
    del book["Sheet"]
    for table in sorted((filing / "facts").glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
        previous = ""
        for at, head in enumerate(rows[0], 1):
            top, _, low = head.partition("/")
            sheet.cell(1, at, None if top == previous else top)
            sheet.cell(2, at, low or None)
            previous = top
        for number, row in enumerate(rows[1:], 3):
            for at, text in enumerate(row, 1):
                cell = sheet.cell(number, at)
                if text.endswith("%"):
                    cell.value, cell.number_format = round(float(text[:-1]) / 100, 6), "0.00%"
                elif at > 1:
                    cell.value, cell.number_format = float(text.replace(",", "")), "#,##0.00"
                else:
                    cell.value = text
        table.unlink()
    book.save(filing / "facts" / "facts.xlsx")


def test_a_filing_kept_in_a_workbook_is_the_same_filing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    book_of(filing)
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 0, ran.out
    assert {d["severity"] for d in ran.findings} == {"info"}
    (info,) = [d for d in ran.findings if d["explained"]]
    assert (info["explained"], info["location"]["sheet"], info["location"]["cell"]) == ("types-2017", "cloud-service-types", "J6")


def test_a_wrong_cell_is_named_with_sheet_and_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    book_of(filing)
    path = filing / "facts" / "facts.xlsx"
    book = openpyxl.load_workbook(path)
    book["revenue-composition"]["D4"] = 24609.58
    book.save(path)
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 1
    named = {(d["location"]["sheet"], d["location"]["cell"]) for d in ran.errors}
    assert ("revenue-composition", "D3") in named  # the sum over the segments
    assert all("24,609.58" in d["hint"] + d["message"] for d in ran.errors)
