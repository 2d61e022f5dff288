"""Books of filings with special sheets, written in this process, and how to find things on them."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.render import workpapers
from generator.render.workpapers.layout import plan
from generator.render.workpapers.special import Special, plan_special


@dataclass(frozen=True)
class Written:
    """A book: its bytes, its formulas, the values stored with them."""

    data: bytes
    formulas: Workbook
    values: Workbook

    def value(self, sheet: str, row: int, column: int) -> object:
        """The stored value of a cell."""
        return self.values[sheet].cell(row, column).value

    def line(self, sheet: str, code: str, after: str = "") -> "Line":
        """The line with the row code `code` that follows the cell `after`, by its headings."""
        shown = self.formulas[sheet]
        start = found(shown, after).row if after else 0
        row = next(c.row for c in shown["A"] if c.value == code and c.row > start)
        return Line(self, sheet, row)

    def labelled(self, sheet: str, label: str) -> "Line":
        """The first line whose second column holds `label`."""
        return Line(self, sheet, next(c.row for c in self.formulas[sheet]["B"] if c.value == label))


@dataclass(frozen=True)
class Line:
    """A line of a table: the cells below the headings that stand nearest above it."""

    book: Written
    sheet: str
    row: int

    def _column(self, heading: str) -> int:
        sheet = self.book.formulas[self.sheet]
        for row in range(self.row - 1, 0, -1):
            for cell in sheet[row]:
                if cell.value == heading:
                    return cell.column
        raise AssertionError(f"no heading {heading} above {self.sheet}!{self.row}")

    def __getitem__(self, heading: str) -> object:
        """The stored value below a heading."""
        return self.book.value(self.sheet, self.row, self._column(heading))

    def formula(self, heading: str) -> str:
        """The formula below a heading, or its text."""
        return str(self.book.formulas[self.sheet].cell(self.row, self._column(heading)).value)


def checked(filing: Path, *packages: Path) -> CheckedFiling:
    """The filing in `filing`, checked with the taxonomy packages given."""
    return check_filing(filing, Settings(packages=packages))


def written(filing: Path | CheckedFiling, language: str = "zh") -> Written:
    """The workpapers of a filing, by the stages of a build."""
    c = filing if isinstance(filing, CheckedFiling) else checked(filing)
    told = replace(c.filing, workpapers=replace(c.filing.workpapers, language=language))
    sink = io.BytesIO()
    workpapers.write(c.report, told, c.kind, c.schedules, c.taxonomy, c.results, c.printed, [], "1", sink)
    return opened(sink.getvalue())


def opened(data: bytes) -> Written:
    """A book's bytes, read."""
    return Written(data, openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(data), data_only=True))


def drafts(c: CheckedFiling) -> Mapping[str, Special]:
    """The special sheets of a filing by index number, as they are drafted."""
    pack = plan(c.report, c.filing, c.kind, c.schedules, c.taxonomy, c.results, c.printed, [], "1")
    return {special.sheet.index: special for special in plan_special(pack)}


def cells(sheet: Worksheet) -> Iterator[Cell]:
    """Every cell that holds something."""
    for row in sheet.iter_rows():
        yield from (c for c in row if c.value is not None)


def found(sheet: Worksheet, text: str) -> Cell:
    """The first cell whose text begins with `text`."""
    return next(c for c in cells(sheet) if str(c.value).startswith(text))


def index_line(book: Written, number: str) -> list[object]:
    """The stored values of a line of the index, from the sheet's name on."""
    sheet = book.values["A 索引"]
    row = next(c.row for c in sheet["A"] if c.value == number)
    return [sheet.cell(row, column).value for column in range(2, sheet.max_column + 1)]
