"""The one module that touches XlsxWriter: typed writing of cells, named formats, and a workbook of reproducible bytes.

Cells, merged blocks, conditional formats and links are our own XML (`sheet_xml.py`); XlsxWriter writes what surrounds them: styles,
names, pages, choices, comments, charts. It is asked for a workbook of empty sheets, whose rows are then put in (`_assembled`). That
needs two things of it beyond its documentation, which a test holds: the numbers of formats (`_get_xf_index`, `_get_dxf_index`), and
that the elements of a sheet are written without prefixes, in the order of the schema.

Texts are always text cells: a leading "=", "+", "-" or "@" makes no formula, and no address becomes a
link by itself. Numbers are written from their decimal digits; no float holds one.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any, BinaryIO, Literal, NamedTuple

import xlsxwriter

from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address, quoted_sheet
from generator.render.workpapers.package import Archive, Deflated, deflated
from generator.render.workpapers.sheet_xml import MAX_TEXT, SheetCells, stored_number

__all__ = ["MAX_LINKS", "MAX_TEXT", "Chart", "Page", "Range", "Series", "Sheet", "Style", "Workbook", "stored_number"]

Style = Mapping[str, Any]
"""Properties of a cell format, by XlsxWriter's names."""

MAX_LINKS = 65_000
MAX_CHOICES = 255
_CHART_FACE = {"name": "宋体", "size": 9}
_SHEET_PART = re.compile(r"xl/worksheets/(sheet\d+)\.xml")
_DATA = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(r'(?<=<dimension ref=")[A-Z0-9:]+(?=")')
_AFTER_MERGES = re.compile("<(?:dataValidations|printOptions|pageMargins)[ />]")
_AFTER_LINKS = re.compile("<(?:printOptions|pageMargins)[ />]")
_NO_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_KNOWN_STYLES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a sheet is looked at and printed.

    `freeze` counts the frozen rows and columns, `repeat` gives the first and the last row that every page repeats,
    `left`, `centre` and `right` are the footer's texts (`centre` in Excel's codes: &P is the page). `wide` and `tall` count the
    pages that it is fitted to (0: as many as needed),
    `print_to` is the last row and column printed (None: all), `break_at` the columns and `break_rows` the rows that start
    a new page.
    """

    freeze: tuple[int, int] = (0, 0)
    repeat: tuple[int, int] | None = None
    left: str = ""
    centre: str = "第 &P 页 / 共 &N 页"
    right: str = ""
    protected: bool = True
    wide: int = 1
    tall: int = 0
    print_to: tuple[int, int] | None = None
    break_at: tuple[int, ...] = ()
    break_rows: tuple[int, ...] = ()


class Range(NamedTuple):
    """A block of cells: the sheet's name, its first and its last cell, counted from 0."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def text(self) -> str:
        """The fixed reference, as charts and names write it."""
        first, last = (address(self.first_row, self.first_column, fixed=True), address(self.last_row, self.last_column, fixed=True))
        return f"{quoted_sheet(self.sheet)}!{first}:{last}"

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        return product(range(self.first_row, self.last_row + 1), range(self.first_column, self.last_column + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of a chart: `categories` and `values` are blocks of equal length in one row or column.

    `colour` is "#RRGGBB" (None: the program's own); an `invisible` one only lifts those stacked on it, and the legend leaves it out.
    """

    name: str
    categories: Range
    values: Range
    colour: str | None = None
    invisible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: columns side by side, columns stacked, or lines; `size` is its width and height in pixels of 1/96 inch.

    `number_format` is that of the value axis.
    """

    kind: Literal["column", "stacked", "line"]
    title: str
    series: tuple[Series, ...]
    size: tuple[int, int] = (720, 360)
    number_format: str = "#,##0"


class Sheet:
    """A sheet being written; rows and columns are counted from 0."""

    def __init__(self, book: "Workbook", raw: Any, name: str) -> None:
        self._book = book
        self._raw = raw
        self.name = name
        self.cells = SheetCells(name)
        self.charts: list[tuple[int, int, Chart]] = []
        self._links = 0
        self._widths: tuple[float, ...] = ()

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """A text cell (a blank one for ""), cut at what a cell can hold."""
        self.cells.text(row, column, text, self._book.style(style))

    def texts(self, row: int, texts: Mapping[int, str], style: Style) -> None:
        """Text cells of one row by column, all in one style: what `text` does, quicker."""
        self.cells.texts(row, texts, self._book.style(style))

    def number(self, row: int, column: int, value: Decimal, style: Style) -> None:
        """A number."""
        self.cells.number(row, column, value, self._book.style(style))

    def formula(self, row: int, column: int, formula: Formula, style: Style) -> None:
        """A formula with its value. Raises ValueError where that is an error: none may leave."""
        if formula.value is None:
            raise ValueError(f"{self.name}!{address(row, column)}: ={formula.text} is an error")
        self.cells.formula(row, column, formula.text, formula.value, self._book.style(style))

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, style: Style) -> None:
        """A link to a cell of this workbook; plain text past what a sheet can hold of links."""
        self._links += 1
        self.text(row, column, text, style)
        if self._links <= MAX_LINKS:
            self.cells.link(row, column, f"{quoted_sheet(sheet)}!{cell}", text)

    def outside(self, row: int, column: int, file: str, anchor: str, text: str, style: Style) -> None:
        """A link to the place `anchor` of a file beside the workbook; plain text past what a sheet can hold of links."""
        self._links += 1
        self.text(row, column, text, style)
        if self._links <= MAX_LINKS:
            self.cells.link(row, column, anchor, text, file)

    def merged(self, first: tuple[int, int], last: tuple[int, int], text: str, style: Style) -> None:
        """One text over a block of cells."""
        if first != last:
            self.cells.merge(first, last)
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                self.text(row, column, text if (row, column) == first else "", style)

    def done(self) -> None:
        """Say that the rows written so far are done, so that they take no more memory; to write to them again raises ValueError."""
        self.cells.done()

    def widths(self, widths: Sequence[float]) -> None:
        """The columns' widths, from the first."""
        self._widths = tuple(widths)
        for column, width in enumerate(widths):
            self._raw.set_column(column, column, width)

    def hide(self, column: int) -> None:
        """Hide a column; its width stays what `widths` said, which comes first."""
        width = self._widths[column] if column < len(self._widths) else None
        self._raw.set_column(column, column, width, None, {"hidden": True})

    def height(self, row: int, lines: int, line: int = 15) -> None:
        """A row's height in lines of text."""
        self.cells.height(row, max(1, lines) * line)

    def red_if(self, first: tuple[int, int], last: tuple[int, int], formula: str, style: Style) -> None:
        """A conditional format over a block: `style` where `formula` holds, written for its first cell."""
        self.cells.condition(first, last, formula, self._book.difference(style))

    def choices(self, first: tuple[int, int], last: tuple[int, int], values: Sequence[str]) -> None:
        """A list to choose from in every cell of a block; it may stay empty.

        Raises ValueError where a value holds a comma, or all of them with their commas pass 255 characters: cells hold no such list.
        """
        if any("," in value for value in values) or len(",".join(values)) > MAX_CHOICES:
            raise ValueError(f"{self.name}!{address(*first)}: a cell cannot hold this list of choices")
        self._raw.data_validation(*first, *last, {"validate": "list", "source": list(values)})

    def comment(self, row: int, column: int, text: str) -> None:
        """A comment on a cell, without an author, shown when the cell is pointed at."""
        self._raw.write_comment(row, column, text, {"author": "", "visible": False, "font_name": "宋体", "font_size": 9})

    def chart(self, row: int, column: int, chart: Chart) -> None:
        """A chart whose upper left corner stands in a cell."""
        self.charts.append((row, column, chart))

    def place_charts(self) -> None:
        """Hand the charts to XlsxWriter, which needs the rows' heights to place them."""
        for row, points in self.cells.heights.items() if self.charts else ():
            self._raw.set_row(row, points)
        for row, column, chart in self.charts:
            self._raw.insert_chart(row, column, self._book.chart(chart))

    def show_charts(self, places: Iterable[tuple[int, int]]) -> None:
        """Hand the cells at `places`, which charts draw, to XlsxWriter: it stores what they hold with the chart."""
        for place, value in self.cells.stored(places).items():
            self._raw.write_formula(*place, "=0", None, value)

    def filter(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Filter buttons over a table."""
        self._raw.autofilter(*first, *last)

    def page(self, page: Page) -> None:
        """A4 landscape, with the footer, panes and protection that `page` says; the sheet's rows are done with that."""
        self.done()
        self._raw.set_paper(9)
        self._raw.set_landscape()
        self._raw.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self._raw.fit_to_pages(page.wide, page.tall)
        if page.print_to:
            self._raw.print_area(0, 0, *page.print_to)
        if page.break_rows:
            self._raw.set_h_pagebreaks(list(page.break_rows))
        if page.break_at:
            self._raw.set_v_pagebreaks(list(page.break_at))
            self._raw.repeat_columns(0, 1)
        self._raw.hide_gridlines(2)
        footer = [part.replace("&", "&&") for part in (page.left, page.right)]
        self._raw.set_footer(f"&L&8{footer[0]}&C&8{page.centre}&R&8{footer[1]}")
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
        self._sink = sink
        self._surroundings = io.BytesIO()
        self._raw = xlsxwriter.Workbook(self._surroundings, options)
        self._sheets: list[Sheet] = []
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._numbers: dict[tuple[tuple[str, Any], ...], int] = {}
        self._known: dict[int, tuple[Style, int]] = {}
        self._raw.set_properties(
            {"title": title, "subject": subject, "author": author, "company": company, "comments": comments, "created": created}
        )

    def format(self, style: Style) -> Any:
        """The workbook's format for `style`, made once."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._raw.add_format(dict(key))
        return self._formats[key]

    def style(self, style: Style) -> int:
        """The number of the cell format for `style`."""
        # Most styles are constants, known by their identity; they are kept here, so that no other takes it over.
        known = self._known.get(id(style))
        if known is not None:
            return known[1]
        number = self._numbers.get(key := tuple(style.items()))
        if number is None:
            number = self._numbers[key] = int(self.format(style)._get_xf_index())
        if len(self._known) >= _KNOWN_STYLES:
            self._known.clear()
        self._known[id(style)] = (style, number)
        return number

    def difference(self, style: Style) -> int:
        """The number of the differential format for `style`."""
        return int(self.format(style)._get_dxf_index())

    def sheet(self, name: str, colour: str | None = None) -> Sheet:
        """A new sheet after those made before, its tab in `colour`."""
        raw = self._raw.add_worksheet(name)
        if colour:
            raw.set_tab_color(colour)
        self._sheets.append(Sheet(self, raw, name))
        return self._sheets[-1]

    def chart(self, chart: Chart) -> Any:
        """XlsxWriter's chart for `chart`."""
        kinds = {"column": {"type": "column"}, "stacked": {"type": "column", "subtype": "stacked"}, "line": {"type": "line"}}
        raw = self._raw.add_chart(kinds[chart.kind])
        for series in chart.series:
            options: dict[str, Any] = {"name": series.name, "categories": "=" + series.categories.text, "values": "=" + series.values.text}
            if series.invisible:
                options |= {"fill": {"none": True}, "border": {"none": True}, "line": {"none": True}}
            elif series.colour:
                options["line" if chart.kind == "line" else "fill"] = {"color": series.colour}
            raw.add_series(options)
        raw.set_title({"name": chart.title, "name_font": {**_CHART_FACE, "size": 11}, "overlay": False})
        raw.set_x_axis({"num_font": _CHART_FACE, "label_position": "low"})
        lines = {"visible": True, "line": {"color": "#D9D9D9"}}
        raw.set_y_axis({"num_font": _CHART_FACE, "num_format": chart.number_format, "major_gridlines": lines})
        unseen = [i for i, series in enumerate(chart.series) if series.invisible]
        alone = len(chart.series) - len(unseen) < 2
        raw.set_legend({"none": True} if alone else {"position": "bottom", "font": _CHART_FACE, "delete_series": unseen})
        raw.set_size({"width": chart.size[0], "height": chart.size[1]})
        return raw

    def name(self, name: str, reference: str) -> None:
        """A defined name for `reference` (without "=")."""
        self._raw.define_name(name, "=" + reference)

    def close(self) -> None:
        """Write the workbook to the sink."""
        self._place_charts()
        self._raw.close()
        out = Archive(self._sink)
        cells = {f"sheet{number}": sheet.cells for number, sheet in enumerate(self._sheets, start=1)}
        related = {f"xl/worksheets/_rels/{name}.xml.rels": sheet.relationships() for name, sheet in cells.items() if sheet.relationships()}
        with zipfile.ZipFile(self._surroundings) as parts:
            for name in parts.namelist():
                found, data = _SHEET_PART.fullmatch(name), parts.read(name)
                if found:
                    out.add(name, _assembled(data.decode(), cells[found[1]]))
                else:
                    out.add(name, [deflated(_related(data, related.pop(name, "")), last=True)])
        for name, relationships in related.items():
            out.add(name, [deflated(_related(_NO_RELATIONSHIPS, relationships), last=True)])
        out.close()

    def _place_charts(self) -> None:
        drawn: dict[str, set[tuple[int, int]]] = {}
        for sheet in self._sheets:
            sheet.done()
            sheet.place_charts()
            for _, _, chart in sheet.charts:
                for block in (block for series in chart.series for block in (series.categories, series.values)):
                    drawn.setdefault(block.sheet, set()).update(block.cells())
        for sheet in self._sheets:
            if sheet.name in drawn:
                sheet.show_charts(drawn[sheet.name])


def _assembled(around: str, cells: SheetCells) -> list[Deflated]:
    """A sheet's XML in parts: what XlsxWriter wrote `around` the rows, the rows, and our other elements where the schema has them."""
    rows = cells.rows().end(last=False)
    data = _DATA.search(around)
    merges = data and _AFTER_MERGES.search(around, data.end())
    links = merges and _AFTER_LINKS.search(around, merges.start())
    if data is None or merges is None or links is None:
        raise RuntimeError("XlsxWriter no longer writes sheets as this module knows them")
    head = _DIMENSION.sub(cells.dimension(), around[: data.start()]) + "<sheetData>"
    tail = Deflated()
    tail.add(f"</sheetData>{around[data.end() : merges.start()]}".encode())
    tail.add("".join(cells.merges()).encode())
    tail.add(around[merges.start() : links.start()].encode())
    tail.add("".join(cells.links()).encode())
    tail.add(around[links.start() :].encode())
    return [deflated(head.encode(), last=False), rows, tail.end(last=True)]


def _related(data: bytes, relationships: str) -> bytes:
    """A part of relationships with more of them, and any part with none."""
    return data.replace(b"</Relationships>", relationships.encode() + b"</Relationships>") if relationships else data
