"""Workbooks read back with openpyxl, by what stands in them."""

import io
import re
from collections.abc import Iterator, Mapping

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

PORTABLE = frozenset(
    (
        "SUM",
        "ROUND",
        "ABS",
        "IF",
        "IFERROR",
        "SUMIF",
        "SUMIFS",
        "COUNTIF",
        "INDEX",
        "MATCH",
        "VLOOKUP",
        "TEXT",
        "EDATE",
        "DATE",
        "SUMPRODUCT",
    )
)
"""The functions on which the common spreadsheet engines agree; SUMPRODUCT of blocks of cells alone."""


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """A workbook with its formulas, or with their stored values."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def cells(sheet: Worksheet) -> Iterator[Cell]:
    """Every cell that holds something."""
    for row in sheet.iter_rows():
        yield from (c for c in row if c.value is not None)


def found(sheet: Worksheet, text: str) -> Cell:
    """The first cell with `text`."""
    return next(c for c in cells(sheet) if c.value == text)


def titled(sheet: Worksheet, heading: int, row: int) -> Mapping[str, Cell]:
    """The cells of `row` by the texts of the heading line."""
    return {str(c.value): sheet.cell(row, c.column) for c in sheet[heading] if c.value}


def row_of(sheet: Worksheet, text: str, column: int) -> int:
    """The row in which `text` stands in `column`."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value == text)


def functions(formula: str) -> set[str]:
    """The functions that a formula calls; SUMPRODUCT of anything but blocks of cells as `SUMPRODUCT*`."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", formula)
    odd = re.search(r"SUMPRODUCT\((?![!$A-Z0-9:,]*\))", bare)
    return set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) | ({"SUMPRODUCT*"} if odd else set())
