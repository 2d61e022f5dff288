"""Where the workpapers' figures are entered, and what verdicts a book holds."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from generator.pipeline.filing import CheckedFiling
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import plan
from generator.render.workpapers.lead import UNAUDITED

STATEMENTS = {"勾稽关系": ("规则实例", "结论"), "Statement": ("Rule instance", "Verdict")}
"""The heading of the check lines' statements, and those of the rule instance and the verdict beside it, in each language."""


def figure_cells(checked: CheckedFiling) -> Mapping[str, tuple[str, str, int]]:
    """By fact id: the lead sheet, the cell of the figure's 未审数, and the power of ten from the unit shown there to the fact's own."""
    pack = plan(
        checked.report, checked.filing, checked.kind, checked.schedules, checked.taxonomy, checked.results, checked.printed, (), "0"
    )
    return {
        line.cell.fact_id: (lead.sheet, address(line.row, UNAUDITED), pack.grid[line.cell].scale)
        for lead in pack.leads.values()
        for line in lead.lines
    }


def verdicts_of_book(book: Path) -> Mapping[str, str]:
    """The verdict word of every rule instance in the workbook, from all its sheets."""
    found: dict[str, str] = {}
    for sheet in openpyxl.load_workbook(book, data_only=True).worksheets:
        cells = (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
        head = next((c for c in cells if c.value.partition("\n")[0] in STATEMENTS), None)
        if head is None:
            continue
        titles = {str(c.value).partition("\n")[0]: c.column for c in sheet[head.row] if c.value}
        instance, verdict = STATEMENTS[str(head.value).partition("\n")[0]]
        for row in range(head.row + 1, sheet.max_row + 1):
            name = str(sheet.cell(row, titles[instance]).value or "").partition("　")[0]
            if name:
                found[name] = str(sheet.cell(row, titles[verdict]).value)
    return found
