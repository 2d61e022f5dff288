"""A filing's tables from one form into the other: the sheets of one workbook, or one CSV a schedule."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

BOOK = "facts.xlsx"
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?%?")


def as_csv(filing: Path) -> Path:
    """The filing at `filing` with its workbook divided into one CSV a sheet, heads on one line, cells as Excel shows them."""
    book = openpyxl.load_workbook(filing / "facts" / BOOK)
    for sheet in book.worksheets:
        with (filing / "facts" / f"{sheet.title}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(_lines(sheet))
    (filing / "facts" / BOOK).unlink()
    return filing


def _lines(sheet: Worksheet) -> Iterator[list[str]]:
    rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    depth = next((r.max_row for r in sheet.merged_cells.ranges if r.min_row == r.min_col == 1), 1)
    head = rows[:depth]
    for level in range(depth - 1):
        for at in range(1, len(head[level])):
            head[level][at] = head[level][at] or head[level][at - 1]
    single = {r.min_col - 1 for r in sheet.merged_cells.ranges if r.min_row == 1 and r.max_row == depth}
    yield ["/".join(dict.fromkeys(line[at] for line in (head[:1] if at in single else head) if line[at])) for at in range(len(rows[0]))]
    yield from rows[depth:]


def _shown(cell: Cell | MergedCell) -> str:
    value, form = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        places = len(form.rstrip("%").partition(".")[2])
        return f"{value * 100:.{places}f}%" if form.endswith("%") else f"{value:,.{places}f}"
    return str(value)


def as_workbook(filing: Path) -> Path:
    """The filing at `filing` with its CSVs as sheets of one workbook as a clerk has it: heads on as many lines as levels, real numbers."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in sorted((filing / "facts").glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        depth = 2 if any("/" in name for name in rows[0]) else 1
        above = None
        for at, name in enumerate(rows[0], 1):
            top, _, low = name.partition("/") if depth == 2 else (name, "", "")
            sheet.cell(1, at, None if low and top == above else top)
            if low:
                sheet.cell(2, at, low)
            above = top
        for number, row in enumerate(rows[1:], depth + 1):
            for at, text in enumerate(row, 1):
                _write(sheet.cell(number, at), text, label=at == 1)
        table.unlink()
    book.save(filing / "facts" / BOOK)
    return filing


def _write(cell: Cell, text: str, *, label: bool) -> None:
    if label or not _NUMBER.fullmatch(text):
        cell.value = text or None
        return
    places = len(text.rstrip("%").partition(".")[2])
    number = float(text.rstrip("%").replace(",", ""))
    zeros = "." + "0" * places if places else ""
    if text.endswith("%"):
        cell.value, cell.number_format = round(number / 100, places + 2), f"0{zeros}%"
    else:
        cell.value, cell.number_format = number, f"#,##0{zeros}"
