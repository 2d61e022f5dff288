"""The cells of an `.xlsx` workbook as text: one light, bounded reader for build and hook (ECMA-376, part 1, 18.3).

It reads values, not appearance, but for one thing: a number in a percent format is the percentage shown. Numbers are cut
to the 15 significant digits that a spreadsheet keeps, exactly, without passing through a float.
Refused, with sheet and cell: error values, formulas without a stored value, dates (a schedule of numbers has none).
"""

import posixpath
import re
from collections.abc import Mapping
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
_DIGITS = Context(prec=15)
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[Ee][+-]?[0-9]{1,9})?")
_BUILT_IN_PERCENT = {9, 10}
_BUILT_IN_DATES = {
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    45,
    46,
    47,
    50,
    51,
    52,
    53,
    54,
    55,
    56,
    57,
    58,
}


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
        reader = _SheetReader(shown, name, strings, formats, found)
        sheets[name] = Sheet(shown, name, reader.read(parts[part], part))
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
    return ["".join(pieces) for pieces in strings]


def _cell_formats(parts: Mapping[str, bytes], path: str) -> list[str]:
    """For each cell style: "percent", "date" or ""."""
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
    if number in _BUILT_IN_DATES or re.search(r"[ymdhs年月日]", code, re.IGNORECASE):
        return "date"
    return ""


class _SheetReader:
    """Reads one sheet's cells, streaming; cells that cannot be read go to `found`."""

    def __init__(self, path: str, sheet: str, strings: list[str], formats: list[str], found: list[Diagnostic]) -> None:
        self.path = path
        self.sheet = sheet
        self.strings = strings
        self.formats = formats
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
        elif local in ("v", "t"):
            self.collecting = []

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
        elif local == "c":
            text = self.shown()
            if text:
                self.cells[self.at] = text
        elif local == "row" and self.cells:
            width = max(self.cells) + 1
            self.spread(width)
            self.rows.append(TableRow(self.line, [self.cells.get(i, "") for i in range(width)]))

    def index(self, reference: str) -> int:
        match = _CELL.match(reference)
        at = 0
        for letter in match[1] if match else "":
            at = at * 26 + ord(letter) - 64
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
            return self.value
        if self.kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        return self.number(self.value)

    def number(self, text: str) -> str:
        style = _whole(self.style)
        kind = self.formats[style] if 0 <= style < len(self.formats) else ""
        if kind == "date":
            return self.refuse("The cell holds a date where a figure is wanted.", "Format the cell as a number.")
        try:
            value = _DIGITS.create_decimal(Decimal(text if _NUMBER.fullmatch(text) else "no number"))
        except (InvalidOperation, Overflow):
            return self.refuse(f"“{quoted(text)}” is no number.", "Save the workbook again.")
        if not value.is_finite() or abs(value.adjusted()) > 30:
            return self.refuse(f"“{quoted(text)}” is out of range.", "Write the figure as text.")
        value = value * 100 if kind == "percent" else value
        plain = f"{value.normalize():f}" if value else "0"
        return plain + "%" if kind == "percent" else plain

    def refuse(self, message: str, hint: str) -> str:
        cell = self.reference or f"{column_letters(self.at)}{self.line}"
        self.found.append(error("filing.workbook-cell", message, hint=hint, location=Location(path=self.path, sheet=self.sheet, cell=cell)))
        return ""
