"""Workpapers as a reviewer would return them: opened with openpyxl, edited, saved."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from tests.support.filings import copy_sample

FIRST_LINE = 9
"""The first line of a lead sheet's table."""

COLUMNS = {"key": 1, "item": 2, "column": 3, "unaudited": 4, "audit": 5, "reclassification": 6, "audited": 7, "prior": 8, "remark": 10}

Edit = Callable[[Any], None]

_SCHEDULE = re.compile(r"\[+schedules\.([a-z-]+)")


def receivables(folder: Path) -> Path:
    """A small filing below `folder`: of the reply of 2021 the tables of receivables by age and by customer alone."""
    filing = copy_sample("qingcloud-2021-inquiry-reply", folder)
    kept = ("collection", "long-aged")
    text = (filing / "filing.toml").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    named = [(match[1] if (match := _SCHEDULE.match(block)) else "", block) for block in blocks if not block.startswith("[[explained]]")]
    (filing / "filing.toml").write_text("".join(block for name, block in named if not name or name in kept), encoding="utf-8")
    shutil.rmtree(filing / "narrative")
    for path in (filing / "facts").iterdir():
        if path.stem not in kept:
            path.unlink()
    return filing


def edited(book: Path, target: Path, *edits: Edit) -> Path:
    """A copy of `book` as `target`, after `edits`."""
    opened = openpyxl.load_workbook(book)
    for edit in edits:
        edit(opened)
    opened.save(target)
    return target


def lead_sheet(book: Any, number: int) -> Any:
    """The lead sheet of the filing's schedule `number`."""
    return next(sheet for sheet in book if sheet.title.startswith(f"N{number}-1 "))


def detail_sheet(book: Any, number: int) -> Any:
    """The detail sheet of the filing's schedule `number`."""
    return next(sheet for sheet in book if sheet.title.startswith(f"N{number}-2 "))


def lines(sheet: Any) -> Mapping[str, int]:
    """The lines of a lead sheet by their keys."""
    return {sheet.cell(row, 1).value: row for row in range(FIRST_LINE, sheet.max_row + 1) if sheet.cell(row, 1).value}


def entered(number: int, fact: str, column: str, value: object) -> Edit:
    """Writes `value` in a column of the line of `fact` on the lead sheet of schedule `number`."""

    def edit(book: Any) -> None:
        sheet = lead_sheet(book, number)
        cell = sheet.cell(lines(sheet)[fact], COLUMNS[column])
        cell.value = value
        if isinstance(value, str) and value.startswith("=") and column == "remark":
            cell.data_type = "s"  # as a spreadsheet stores what was typed with an apostrophe

    return edit


def sorted_by_amount(number: int) -> Edit:
    """Sorts a lead sheet by its unaudited amounts, formulas moving with their lines as in a spreadsheet."""

    def edit(book: Any) -> None:
        sheet = lead_sheet(book, number)
        last = max(lines(sheet).values())
        rows = [[sheet.cell(row, column).value for column in range(1, 11)] for row in range(FIRST_LINE, last + 1)]
        order = sorted(range(len(rows)), key=lambda i: rows[i][3], reverse=True)
        assert order != sorted(order)
        for to, start in enumerate(order):
            for at, value in enumerate(rows[start]):
                letter = get_column_letter(at + 1)
                if isinstance(value, str) and value.startswith("="):
                    value = Translator(value, f"{letter}{FIRST_LINE + start}").translate_formula(f"{letter}{FIRST_LINE + to}")
                sheet.cell(FIRST_LINE + to, at + 1).value = value

    return edit


def beside(words: str, value: object, number: int) -> Edit:
    """Writes `value` in the cell to the right of the one that begins with `words`, on the detail sheet of schedule `number`."""

    def edit(book: Any) -> None:
        sheet = detail_sheet(book, number)
        (cell,) = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith(words)]
        sheet.cell(cell.row, cell.column + 1).value = value

    return edit


def repacked(book: Path, target: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] | None = None) -> Path:
    """A copy of `book`, every part as `change` makes it (None: left out), and `more` parts."""
    with ZipFile(book) as source, ZipFile(target, "w", ZIP_DEFLATED) as made:
        for entry in source.infolist():
            data = change(entry.filename, source.read(entry))
            if data is not None:
                made.writestr(entry.filename, data)
        for name, data in (more or {}).items():
            made.writestr(name, data)
    return target


def adjustment_lines(filing: Path) -> list[dict[str, str]]:
    """The lines of a filing's `adjustments.csv`."""
    text = (filing / "adjustments.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
