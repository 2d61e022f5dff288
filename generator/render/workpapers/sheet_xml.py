"""The cells of a sheet as SpreadsheetML (ISO/IEC 29500-1, 18.3), rendered as they are written and deflated as soon as their rows are done.

A row that is done costs only its deflated bytes. Rows come in any order until then; of two cells in one place the later stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from urllib.parse import quote

from generator.render.workpapers.grid import letters
from generator.render.workpapers.package import Deflated

_LEVEL = 6
_CHUNK = 512  # rows that are deflated together
_SEVENTEEN = Context(prec=17)
_SEVENTEEN_DIGITS = 10**17
_PLAIN_HEIGHT = 15.0
MAX_TEXT, MAX_ROWS = 32_000, 1_048_576
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

# What XML cannot hold or would read as markup, and what Excel would read as an escaped character (22.9.2.19, ST_Xstring).
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ODD_IN_ATTRIBUTE = re.compile(_ODD.pattern + '|["\t\n]')
_NO_FORMULA = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
_CELL = re.compile(
    r'<c r="(?P<place>[A-Z]+\d+)" s="\d+"(?: t="(?P<kind>\w+)")?>'
    r"(?:<f>[^<]*</f>)?(?:<v>(?P<value>[^<]*)</v>|<is><t[^>]*>(?P<text>[^<]*)</t></is>)"
)


def stored_number(value: Fraction | Decimal) -> Decimal:
    """`value` to the 17 significant digits that a spreadsheet's number can tell apart."""
    if isinstance(value, Fraction):
        return _SEVENTEEN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _SEVENTEEN.plus(value)


def number_text(value: Fraction | Decimal) -> str:
    """The digits that `value` is stored with."""
    if isinstance(value, Fraction) and value.denominator == 1 and abs(value.numerator) < _SEVENTEEN_DIGITS:
        return str(value.numerator)
    return str(stored_number(value)) if value else "0"


def escaped(text: str) -> str:
    """`text` as the content of an element: what XML cannot hold as _xHHHH_, half a character (a lone surrogate) as U+FFFD."""
    return _ODD.sub(_replaced, text) if _ODD.search(text) else text


def _replaced(match: re.Match[str]) -> str:
    found = match[0]
    if found in _ENTITIES:
        return _ENTITIES[found]
    return "\ufffd" if "\ud800" <= found <= "\udfff" else f"_x{ord(found):04X}_"


def attribute(text: str) -> str:
    """`text` as the value of an attribute in double quotes."""
    if not _ODD_IN_ATTRIBUTE.search(text):
        return text
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def formula_xml(text: str) -> str:
    """A formula (without "=") as the content of an element. Raises ValueError for characters that no formula can hold."""
    if not _ODD.search(text):
        return text
    if _NO_FORMULA.search(text):
        raise ValueError(f"no formula: {text[:80]!r}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=8192)
def _text_xml(text: str) -> str:
    """What follows the attributes of a text cell; most texts of a book repeat."""
    if not text:
        return "/>"
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    kept = "" if text.strip() == text else ' xml:space="preserve"'
    return f' t="inlineStr"><is><t{kept}>{escaped(text)}</t></is></c>'


@lru_cache(maxsize=1024)
def _height_xml(points: float) -> str:
    """The attributes of a row's height, in whole pixels, as the programs keep them; none for the usual one."""
    return f' ht="{int(points * 4 / 3 + 0.5) * 0.75:g}" customHeight="1"' if points != _PLAIN_HEIGHT else ""


class SheetCells:
    """A sheet's rows, merged blocks and links; rows and columns are counted from 0, styles are numbers of cell formats."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heights: dict[int, float] = {}
        self._tall: dict[int, str] = {}
        self._rows: dict[int, dict[int, str]] = {}
        self._done = -1
        self._deflated = Deflated(_LEVEL)
        self._corner: tuple[int, int, int, int] | None = None
        self._merges: list[str] = []
        self._merged: set[tuple[int, int]] = set()
        self._links: list[str] = []
        self._files: dict[str, str] = {}
        self._conditions: list[str] = []

    # ------------------------------------------------------------ cells

    def _row(self, row: int) -> dict[int, str]:
        """The cells of a row by column. Raises ValueError where the row is done, or is past what a sheet holds."""
        if row <= self._done:
            raise ValueError(f"{self.name}: row {row + 1} is done and cannot be written to")
        cells = self._rows.get(row)
        if cells is None:
            if row >= MAX_ROWS:
                raise ValueError(f"{self.name}: a sheet holds at most {MAX_ROWS:,} rows")
            cells = self._rows[row] = {}
        return cells

    def text(self, row: int, column: int, text: str, style: int) -> None:
        """A text cell, cut at what a cell can hold; a blank one for ""."""
        self._row(row)[column] = f'<c r="{letters(column)}{row + 1}" s="{style}"{_text_xml(text)}'

    def texts(self, row: int, texts: Mapping[int, str], style: int) -> None:
        """Text cells of one row by column."""
        cells, line = self._row(row), f'{row + 1}" s="{style}"'
        for column, text in texts.items():
            cells[column] = f'<c r="{letters(column)}{line}{_text_xml(text)}'

    def number(self, row: int, column: int, value: Decimal, style: int) -> None:
        """A number."""
        self._row(row)[column] = f'<c r="{letters(column)}{row + 1}" s="{style}"><v>{number_text(value)}</v></c>'

    def formula(self, row: int, column: int, formula: str, value: Fraction | str | bool, style: int) -> None:
        """A formula (without "=") with its value."""
        if isinstance(value, Fraction):
            kind, shown = "", number_text(value)
        elif isinstance(value, bool):
            kind, shown = ' t="b"', str(int(value))
        else:
            kind, shown = ' t="str"', escaped(value)
        place = f'<c r="{letters(column)}{row + 1}" s="{style}"{kind}'
        self._row(row)[column] = f"{place}><f>{formula_xml(formula)}</f><v>{shown}</v></c>"

    def height(self, row: int, points: float) -> None:
        """A row's height."""
        if row <= self._done:
            raise ValueError(f"{self.name}: row {row + 1} is done and cannot be made higher")
        self.heights[row] = points
        self._tall[row] = _height_xml(points)

    def link(self, row: int, column: int, location: str, text: str, file: str = "") -> None:
        """A link from a cell to a place in the workbook, or in a `file` beside it; the cell itself is a text."""
        other = f' r:id="{self._files.setdefault(file, f"rIdFile{len(self._files) + 1}")}"' if file else ""
        place = f"{letters(column)}{row + 1}"
        self._links.append(f'<hyperlink ref="{place}"{other} location="{attribute(location)}" display="{attribute(text)}"/>')

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Join a block of cells. Raises ValueError where it overlaps another, for which Excel would call the file damaged."""
        block = {(row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1)}
        if not self._merged.isdisjoint(block):
            raise ValueError(f"{self.name}: merged blocks overlap at row {first[0] + 1}")
        self._merged |= block
        self._merges.append(f'<mergeCell ref="{self._block(first, last)}"/>')

    def condition(self, first: tuple[int, int], last: tuple[int, int], formula: str, style: int) -> None:
        """A differential format where `formula`, written for the first cell of a block, holds; of several the first stands."""
        order = len(self._conditions) + 1
        rule = f'<cfRule type="expression" dxfId="{style}" priority="{order}"><formula>{formula_xml(formula)}</formula></cfRule>'
        self._conditions.append(f'<conditionalFormatting sqref="{self._block(first, last)}">{rule}</conditionalFormatting>')

    def _block(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        start, end = f"{letters(first[1])}{first[0] + 1}", f"{letters(last[1])}{last[0] + 1}"
        return start if first == last else f"{start}:{end}"

    # ------------------------------------------------------------ rows that are done

    def done(self) -> None:
        """Render and deflate every row written so far; neither they nor those above are written to again."""
        wanted = sorted({*self._rows, *self._tall})
        if not wanted:
            return
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            self._deflated.add("".join(self._rendered(row) for row in chunk).encode())
            for row in chunk:
                self._rows.pop(row, None)
                self._tall.pop(row, None)
        self._done = wanted[-1]

    def _rendered(self, row: int) -> str:
        cells = self._rows.get(row, {})
        columns = list(cells)
        if columns:
            if columns != (ordered := sorted(columns)):
                cells = {column: cells[column] for column in ordered}
            self._reach(row, min(columns), max(columns))
        tall = self._tall.get(row, "")
        return f'<row r="{row + 1}"{tall}>{"".join(cells.values())}</row>' if cells else f'<row r="{row + 1}"{tall}/>'

    def _reach(self, row: int, first: int, last: int) -> None:
        top, left, bottom, right = self._corner or (row, first, row, last)
        self._corner = min(top, row), min(left, first), max(bottom, row), max(right, last)

    # ------------------------------------------------------------ the parts of the sheet's XML

    def rows(self) -> Deflated:
        """Every row, deflated: what stands in sheetData."""
        self.done()
        return self._deflated

    def dimension(self) -> str:
        """The block of cells in use."""
        top, left, bottom, right = self._corner or (0, 0, 0, 0)
        return self._block((top, left), (bottom, right))

    def merges(self) -> Iterator[str]:
        """The element mergeCells, or nothing, and those of conditional formats, in pieces."""
        if self._merges:
            yield from (f'<mergeCells count="{len(self._merges)}">', *self._merges, "</mergeCells>")
        yield from self._conditions

    def links(self) -> Iterator[str]:
        """The element hyperlinks in pieces, or nothing."""
        if self._links:
            yield from ("<hyperlinks>", *self._links, "</hyperlinks>")

    def relationships(self) -> str:
        """The relationships to the files that links lead to (ISO/IEC 29500-2, 9.3)."""
        return "".join(
            f'<Relationship Id="{name}" Type="{_HYPERLINK}" Target="{attribute(quote(file))}" TargetMode="External"/>'
            for file, name in self._files.items()
        )

    def stored(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Decimal | str]:
        """What is stored in those cells of `wanted` (rows and columns) that hold something, of rows that are done."""
        places = {f"{letters(column)}{row + 1}": (row, column) for row, column in wanted}
        found = (m for m in _CELL.finditer(self._deflated.inflated().decode()) if m["place"] in places)
        return {places[m["place"]]: _plain(m["text"] or m["value"]) if m["kind"] else Decimal(m["value"]) for m in found}


def _plain(content: str) -> str:
    return content.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
