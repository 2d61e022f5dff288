"""The cells of an `.xlsx` workbook as text: one light, bounded reader for build and hook (ECMA-376, part 1, 18.3).

It reads values, not appearance, but for two things: a number in a percent format is the percentage shown, one in the format of a
date the day, month or year shown, as ISO 8601 writes it. Numbers are cut to the 15 significant digits that a spreadsheet keeps,
exactly, without passing through a float. Refused, with sheet and cell: error values, formulas without a stored value, times
of day, and days that a spreadsheet makes up (serial 60, the 29th of February 1900).
"""

import posixpath
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation, Overflow
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.facts.table import Sheet
from generator.inputs import read_file, read_zip
from generator.tabular import TableRow, column_letters
from generator.xmlstream import new_parser, parse

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAX_CELLS = 2_000_000
_MAX_MERGED = 200_000
_DIGITS = Context(prec=15)
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[Ee][+-]?[0-9]{1,9})?")
_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})\Z", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook writes a character that XML would change or could not hold
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?\Z")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_BUILT_IN_PERCENT = frozenset((9, 10))
_BUILT_IN_MONTHS = frozenset((17, 55, 57))  # 17 everywhere; the others in Chinese and Japanese books
_BUILT_IN_TIMES = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 56))
_BUILT_IN_DATES = frozenset((14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 58))


def read_workbook(path: Path, root: Path) -> tuple[dict[str, Sheet], list[Diagnostic]]:
    """The sheets of the workbook at `path` by name, and its cells that cannot be read. Raises InputError."""
    parts = read_zip(read_file(path, root), str(path))
    shown = str(path)
    if "xl/workbook.xml" not in parts:
        raise InputError(
            error(
                "filing.workbook",
                f"{quoted(path.name)} is no .xlsx workbook.",
                hint="Save it as “Excel workbook (.xlsx)”.",
                location=Location(path=shown),
            )
        )
    strings = _shared_strings(parts, shown)
    formats = _cell_formats(parts, shown)
    epoch = _epoch(parts, shown)
    found: list[Diagnostic] = []
    sheets = {}
    for name, part in _sheet_parts(parts, shown):
        if part not in parts:
            raise InputError(
                error(
                    "filing.workbook",
                    f"The sheet “{quoted(name)}” is missing inside {quoted(path.name)}.",
                    hint="Save the workbook again.",
                    location=Location(path=shown, sheet=name),
                )
            )
        reader = _SheetReader(shown, name, strings, formats, epoch, found)
        rows = reader.read(parts[part], part)
        sheets[name] = Sheet(shown, name, rows, merged_texts(rows, reader.merged))
    return sheets, found


def _collect(data: bytes, path: str, wanted: set[str]) -> list[tuple[str, dict[str, str]]]:
    """Every start tag of `data` whose name is in `wanted`, with its attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in wanted:
            found.append((name, attributes))

    parser = new_parser(path)
    parser.StartElementHandler = start
    parse(parser, data, path)
    return found


def _sheet_parts(parts: Mapping[str, bytes], path: str) -> list[tuple[str, str]]:
    """Each sheet's name and the part that holds it, in the book's order."""
    relations = "xl/_rels/workbook.xml.rels"
    package = "http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
    targets = {a.get("Id", ""): a.get("Target", "") for _, a in _collect(parts.get(relations, b"<x/>"), f"{path}/{relations}", {package})}
    result = []
    for _, attributes in _collect(parts["xl/workbook.xml"], f"{path}/xl/workbook.xml", {f"{_MAIN}}}sheet"}):
        target = targets.get(attributes.get(f"{_RELATIONSHIPS}}}id", ""), "")
        part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        result.append((attributes.get("name", ""), part))
    return result


def _shared_strings(parts: Mapping[str, bytes], path: str) -> list[str]:
    data = parts.get("xl/sharedStrings.xml")
    if data is None:
        return []
    strings: list[list[str]] = []
    state = {"text": False, "phonetic": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "si":
            strings.append([])
        state["phonetic"] += local == "rPh"
        state["text"] = local == "t" and not state["phonetic"]

    def end(name: str) -> None:
        state["text"] = False
        state["phonetic"] -= name.rpartition("}")[2] == "rPh"

    def text(data: str) -> None:
        if state["text"] and strings:
            strings[-1].append(data)

    parser = new_parser(f"{path}/xl/sharedStrings.xml")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data, f"{path}/xl/sharedStrings.xml")
    return [_unescaped("".join(pieces)) for pieces in strings]


def _unescaped(text: str) -> str:
    """A text of the workbook with its own escapes undone, `_x000D_` for a carriage return (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _epoch(parts: Mapping[str, bytes], path: str) -> date:
    """The day before serial 1 as spreadsheets count from March 1900 on, or the day of serial 0 in a book that counts from 1904."""
    told = _collect(parts["xl/workbook.xml"], f"{path}/xl/workbook.xml", {f"{_MAIN}}}workbookPr"})
    return _EPOCH_1904 if any(a.get("date1904") in ("1", "true") for _, a in told) else _EPOCH


def _cell_formats(parts: Mapping[str, bytes], path: str) -> list[str]:
    """For each cell style: "percent", "date", "month", "year", "time" or ""."""
    data = parts.get("xl/styles.xml")
    if data is None:
        return []
    codes: dict[int, str] = {}
    kinds: list[str] = []
    inside = False
    for name, attributes in _collect(
        data, f"{path}/xl/styles.xml", {f"{_MAIN}}}{n}" for n in ("numFmt", "cellXfs", "xf", "cellStyleXfs", "cellStyles")}
    ):
        local = name.rpartition("}")[2]
        if local == "numFmt":
            codes[_whole(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif local != "xf":
            inside = local == "cellXfs"
        elif inside:
            kinds.append(_format_kind(_whole(attributes.get("numFmtId", "0")), codes))
    return kinds


def _whole(text: str) -> int:
    """The whole number from 0 that `text` is in ASCII digits, at most eight of them; else −1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 8 else -1


def _format_kind(number: int, codes: Mapping[int, str]) -> str:
    code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", codes.get(number, ""))
    if number in _BUILT_IN_PERCENT or "%" in code:
        return "percent"
    if not code:
        named = (("month", _BUILT_IN_MONTHS), ("time", _BUILT_IN_TIMES), ("date", _BUILT_IN_DATES))
        return next((kind for kind, numbers in named if number in numbers), "")
    letters = frozenset(re.sub("general", "", code.casefold()))
    if letters & set("yd年日"):
        return "date" if letters & set("d日") else "month" if letters & set("m月") else "year"
    return "time" if letters & set("mhs月") else ""


def merged_texts(rows: list[TableRow], ranges: list[tuple[int, int, int, int]]) -> dict[tuple[int, int], str]:
    """For every merged cell but the first of its range the first's text, by line and column index; none where that is empty.

    `ranges` are (line, index, last line, last index). Nothing beyond the rows' extent is listed.
    """
    texts = {row.line: row.cells for row in rows}
    last = max(texts, default=0)
    found: dict[tuple[int, int], str] = {}
    for top, left, bottom, right in ranges:
        first = texts.get(top, [])
        text = first[left] if left < len(first) else ""
        if text:
            cells = ((line, at) for line in range(top, min(bottom, last) + 1) for at in range(left, right + 1))
            found |= dict.fromkeys(cells, text)
            del found[top, left]
    return found


def _column(letters: str) -> int:
    """The number from 1 of a column by its letters."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at


class _SheetReader:
    """Reads one sheet's cells, streaming; cells that cannot be read go to `found`."""

    def __init__(self, path: str, sheet: str, strings: list[str], formats: list[str], epoch: date, found: list[Diagnostic]) -> None:
        self.path = path
        self.sheet = sheet
        self.strings = strings
        self.formats = formats
        self.epoch = epoch
        self.merged: list[tuple[int, int, int, int]] = []
        self.merged_count = 0
        self.phonetic = 0
        self.found = found
        self.rows: list[TableRow] = []
        self.cells: dict[int, str] = {}
        self.line = 0
        self.count = 0
        self.at = -1
        self.kind = self.style = self.reference = ""
        self.formula = False
        self.collecting: list[str] | None = None
        self.value: str | None = None

    def read(self, data: bytes, part: str) -> list[TableRow]:
        parser = new_parser(f"{self.path}/{part}")
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self.start, self.end, self.text
        parse(parser, data, f"{self.path}/{part}")
        return self.rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "row":
            number = attributes.get("r", "")
            self.line = _whole(number) if _whole(number) > 0 else self.line + 1
            self.cells, self.at = {}, -1
        elif local == "c":
            self.reference = attributes.get("r", "")
            self.at = self.index(self.reference) if self.reference else self.at + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.formula, self.value = False, None
            self.spread(1)
        elif local == "f":
            self.formula = True
        elif local == "rPh":
            self.phonetic += 1
        elif local in ("v", "t") and not self.phonetic:
            self.collecting = []
        elif local == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def spread(self, cells: int) -> None:
        """Count `cells` more, those left empty before a far one too: they take room. Raises InputError beyond the bound."""
        self.count += cells
        if self.count > 2 * _MAX_CELLS:
            raise InputError(
                error(
                    "filing.workbook",
                    f"The sheet “{quoted(self.sheet)}” spreads over more than {_MAX_CELLS:,} cells.",
                    hint="Delete what stands far from the table, or divide the table.",
                    location=Location(path=self.path, sheet=self.sheet, cell=self.reference or None),
                )
            )

    def text(self, data: str) -> None:
        if self.collecting is not None:
            self.collecting.append(data)

    def end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        if local in ("v", "t") and self.collecting is not None:
            self.value = (self.value or "") + "".join(self.collecting)
            self.collecting = None
        elif local == "rPh":
            self.phonetic -= 1
        elif local == "c":
            text = self.shown()
            if text:
                self.cells[self.at] = text
        elif local == "row" and self.cells:
            width = max(self.cells) + 1
            self.spread(width)
            self.rows.append(TableRow(self.line, [self.cells.get(i, "") for i in range(width)]))

    def merge(self, reference: str) -> None:
        """Note a merged range; a book that merges a single cell or nothing is left alone."""
        match = _RANGE.match(reference)
        if match:
            top, left, bottom, right = int(match[2]), _column(match[1]), int(match[4]), _column(match[3])
            shown = min(bottom, self.line) - top + 1  # what lies below the last row repeats nothing
            self.merged_count += max(0, shown) * max(0, right - left + 1)
            if self.merged_count > _MAX_MERGED:
                raise InputError(
                    error(
                        "filing.workbook",
                        f"The sheet “{quoted(self.sheet)}” has more than {_MAX_MERGED:,} merged cells.",
                        hint="Merge cells within the table only.",
                        location=Location(path=self.path, sheet=self.sheet, cell=reference),
                    )
                )
            self.merged.append((top, left - 1, bottom, right - 1))

    def index(self, reference: str) -> int:
        match = _CELL.match(reference)
        at = _column(match[1]) if match else 0
        if not match or at > 16_384:
            raise InputError(
                error(
                    "filing.workbook",
                    f"“{quoted(reference)}” is no cell.",
                    hint="Save the workbook again.",
                    location=Location(path=self.path, sheet=self.sheet),
                )
            )
        return at - 1

    def shown(self) -> str:
        """The cell's text; "" for an empty cell and for one that cannot be read (noted)."""
        if self.kind == "e":
            return self.refuse(f"The cell holds the error {quoted(self.value or '')}.", "Mend the formula, or write the value.")
        if self.formula and not self.value:
            return self.refuse("The cell holds a formula without a stored value.", "Open the workbook in Excel, recalculate and save it.")
        if self.value is None:
            return ""
        if self.kind == "s":
            number = _whole(self.value)
            if not 0 <= number < len(self.strings):
                return self.refuse("The cell names a text that the workbook does not hold.", "Save the workbook again.")
            return self.strings[number]
        if self.kind in ("inlineStr", "str"):
            return _unescaped(self.value)
        if self.kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        if self.kind == "d":
            found = _ISO.match(self.value)
            return found[1] if found else self.refuse(f"“{quoted(self.value)}” is no day.", "Write the day as text.")
        return self.number(self.value)

    def number(self, text: str) -> str:
        style = _whole(self.style)
        kind = self.formats[style] if 0 <= style < len(self.formats) else ""
        try:
            value = _DIGITS.create_decimal(Decimal(text if _NUMBER.fullmatch(text) else "no number"))
        except (InvalidOperation, Overflow):
            return self.refuse(f"“{quoted(text)}” is no number.", "Save the workbook again.")
        if not value.is_finite() or abs(value.adjusted()) > 30:
            return self.refuse(f"“{quoted(text)}” is out of range.", "Write the figure as text.")
        if kind in ("date", "month", "year", "time"):
            return self.day(value, kind)
        value = value * 100 if kind == "percent" else value
        plain = f"{value.normalize():f}" if value else "0"
        return plain + "%" if kind == "percent" else plain

    def day(self, serial: Decimal, kind: str) -> str:
        """The day, month or year that the serial number of a date shows."""
        if kind == "time" or serial != serial.to_integral_value():
            return self.refuse("The cell holds a time of day.", "Format it as a number, or write the date without a time.")
        number = int(serial)
        from_1900 = self.epoch == _EPOCH
        if not int(from_1900) <= number <= (date.max - self.epoch).days or (from_1900 and number == 60):
            return self.refuse(f"{number} is the serial number of no day.", "Write the day as text, such as 1992-06-18.")
        if from_1900 and number < 60:
            number += 1  # before the day that never was, spreadsheets count from the 31st of December 1899
        text = (self.epoch + timedelta(days=number)).isoformat()
        return text[: {"month": 7, "year": 4}.get(kind, 10)]

    def refuse(self, message: str, hint: str) -> str:
        cell = self.reference or f"{column_letters(self.at)}{self.line}"
        self.found.append(error("filing.workbook-cell", message, hint=hint, location=Location(path=self.path, sheet=self.sheet, cell=cell)))
        return ""
