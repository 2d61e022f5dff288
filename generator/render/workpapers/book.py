"""The one module that touches XlsxWriter: typed writing of cells, named formats, and a workbook of reproducible bytes.

Texts are always text cells: a leading "=", "+", "-" or "@" makes no formula, and no address becomes a
link by itself. Numbers are written from their decimal digits; no float holds one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, BinaryIO

import xlsxwriter

from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address, quoted_sheet

Style = Mapping[str, Any]
"""Properties of a cell format, by XlsxWriter's names."""

MAX_TEXT = 32_000
MAX_LINKS = 65_000
_SEVENTEEN = Context(prec=17)


def stored_number(value: Fraction | Decimal) -> Decimal:
    """`value` to the 17 significant digits that a spreadsheet's number can tell apart."""
    exact = Fraction(value)
    return _SEVENTEEN.divide(Decimal(exact.numerator), Decimal(exact.denominator))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a sheet is looked at and printed.

    `freeze` counts the frozen rows and columns, `repeat` gives the first and the last row that every page repeats,
    `left` and `right` are the footer's texts. `wide` and `tall` count the pages that it is fitted to (0: as many as needed),
    `print_to` is the last row and column printed (None: all), `break_at` a column that starts a new page.
    """

    freeze: tuple[int, int] = (0, 0)
    repeat: tuple[int, int] | None = None
    left: str = ""
    right: str = ""
    protected: bool = True
    wide: int = 1
    tall: int = 0
    print_to: tuple[int, int] | None = None
    break_at: int | None = None


class Sheet:
    """A sheet being written; rows and columns are counted from 0."""

    def __init__(self, book: "Workbook", raw: Any, name: str) -> None:
        self._book = book
        self._raw = raw
        self.name = name
        self._links = 0

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """A text cell (a blank one for ""), cut at what a cell can hold."""
        shown = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
        if shown:
            self._raw.write_string(row, column, shown, self._book.format(style))
        else:
            self._raw.write_blank(row, column, None, self._book.format(style))

    def number(self, row: int, column: int, value: Decimal, style: Style) -> None:
        """A number."""
        self._raw.write_number(row, column, stored_number(value), self._book.format(style))

    def formula(self, row: int, column: int, formula: Formula, style: Style) -> None:
        """A formula with its value. Raises ValueError where that is an error: none may leave."""
        value = formula.value
        if value is None:
            raise ValueError(f"{self.name}!{address(row, column)}: ={formula.text} is an error")
        stored = stored_number(value) if isinstance(value, Fraction) else value
        self._raw.write_formula(row, column, "=" + formula.text, self._book.format(style), stored)

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, style: Style) -> None:
        """A link to a cell of this workbook; plain text past what a sheet can hold of links."""
        self._links += 1
        if self._links > MAX_LINKS:
            self.text(row, column, text, style)
        else:
            self._raw.write_url(row, column, f"internal:{quoted_sheet(sheet)}!{cell}", self._book.format(style), text)

    def merged(self, first: tuple[int, int], last: tuple[int, int], text: str, style: Style) -> None:
        """One text over a block of cells."""
        if first == last:
            self.text(*first, text, style)
        else:
            self._raw.merge_range(*first, *last, "", self._book.format(style))
            self.text(*first, text, style)

    def widths(self, widths: Sequence[float]) -> None:
        """The columns' widths, from the first."""
        for column, width in enumerate(widths):
            self._raw.set_column(column, column, width)

    def height(self, row: int, lines: int, line: int = 15) -> None:
        """A row's height in lines of text."""
        self._raw.set_row(row, max(1, lines) * line)

    def red_if(self, first: tuple[int, int], last: tuple[int, int], formula: str, style: Style) -> None:
        """A conditional format over a block: `style` where `formula` holds, written for its first cell."""
        self._raw.conditional_format(*first, *last, {"type": "formula", "criteria": "=" + formula, "format": self._book.format(style)})

    def filter(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Filter buttons over a table."""
        self._raw.autofilter(*first, *last)

    def page(self, page: Page) -> None:
        """A4 landscape, with the footer, panes and protection that `page` says."""
        self._raw.set_paper(9)
        self._raw.set_landscape()
        self._raw.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self._raw.fit_to_pages(page.wide, page.tall)
        if page.print_to:
            self._raw.print_area(0, 0, *page.print_to)
        if page.break_at:
            self._raw.set_v_pagebreaks([page.break_at])
            self._raw.repeat_columns(0, 1)
        self._raw.hide_gridlines(2)
        footer = [part.replace("&", "&&") for part in (page.left, page.right)]
        self._raw.set_footer(f"&L&8{footer[0]}&C&8第 &P 页 / 共 &N 页&R&8{footer[1]}")
        if any(page.freeze):
            self._raw.freeze_panes(*page.freeze)
        if page.repeat:
            self._raw.repeat_rows(*page.repeat)
        if page.protected:
            self._raw.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


class Workbook:
    """A workbook being written to `sink`; `close` writes it."""

    def __init__(self, sink: BinaryIO, *, title: str, subject: str, author: str, company: str, comments: str, created: datetime) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._raw = xlsxwriter.Workbook(sink, options)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._raw.set_properties(
            {"title": title, "subject": subject, "author": author, "company": company, "comments": comments, "created": created}
        )

    def format(self, style: Style) -> Any:
        """The workbook's format for `style`, made once."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._raw.add_format(dict(key))
        return self._formats[key]

    def sheet(self, name: str, colour: str | None = None) -> Sheet:
        """A new sheet after those made before, its tab in `colour`."""
        raw = self._raw.add_worksheet(name)
        if colour:
            raw.set_tab_color(colour)
        return Sheet(self, raw, name)

    def name(self, name: str, reference: str) -> None:
        """A defined name for `reference` (without "=")."""
        self._raw.define_name(name, "=" + reference)

    def close(self) -> None:
        """Write the workbook to the sink."""
        self._raw.close()
