"""The workbook of a comparison in LibreOffice: every formula, recalculated, comes to the value that was stored with it."""

from pathlib import Path

import openpyxl
import pytest

from tests.support.libreoffice import SOFFICE, plant, recalculated
from tests.unit.test_pipeline_diff import workbook

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def formulas(path: Path) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(path)
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"}


def test_every_stored_value_is_what_libreoffice_calculates(tmp_path: Path) -> None:
    book = tmp_path / "difference.xlsx"
    book.write_bytes(workbook())
    cells = formulas(book)
    assert {sheet for sheet, _ in cells} == {"汇总", "差异", "重述", "衔接"}
    stored = openpyxl.load_workbook(book, data_only=True)
    cents = next(cell for cell in cells if stored["差异"][cell[1]].value == 0.2)
    planted = tmp_path / "planted.xlsx"
    plant(book, planted, {cents: "999"})  # a wrong stored value is mended, or the comparison below would prove nothing
    again = openpyxl.load_workbook(recalculated(planted, tmp_path / "again"), data_only=True)
    for sheet, cell in cells:
        assert again[sheet][cell].value == pytest.approx(stored[sheet][cell].value, rel=1e-12), (sheet, cell, cells[sheet, cell])
