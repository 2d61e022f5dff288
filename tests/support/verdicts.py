"""Where the workpapers show a fact, and what verdicts a book holds."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from generator.pipeline.filing import CheckedFiling
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import plan


def figure_cells(checked: CheckedFiling) -> Mapping[str, tuple[str, str, int]]:
    """By fact id: the sheet, the cell, and the power of ten from the unit shown there to the fact's own."""
    pack = plan(
        checked.report, checked.filing, checked.kind, checked.schedules, checked.taxonomy, checked.results, checked.printed, (), "0"
    )
    return {
        cell.fact_id: (figure.place.sheet, address(figure.place.row, figure.place.column), figure.scale)
        for cell, figure in pack.grid.items()
    }


def verdicts_of_book(book: Path) -> Mapping[str, str]:
    """The verdict word of every rule instance in the workbook, from all its sheets."""
    found: dict[str, str] = {}
    for sheet in openpyxl.load_workbook(book, data_only=True).worksheets:
        head = next((c.row for row in sheet.iter_rows() for c in row if c.value == "勾稽关系"), None)
        titles = {str(c.value): c.column for c in sheet[head] if c.value} if head else {}
        if head is None or not {"规则实例", "结论"} <= titles.keys():
            continue
        for row in range(head + 1, sheet.max_row + 1):
            name = str(sheet.cell(row, titles["规则实例"]).value or "").partition("　")[0]
            if name:
                found[name] = str(sheet.cell(row, titles["结论"]).value)
    return found
