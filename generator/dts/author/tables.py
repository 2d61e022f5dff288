"""The source tables of a taxonomy, as rows of text that know where they stand.

The one place that knows the tables' syntax: CSV, or the same-named sheets of one workbook. Both yield the same `Table`,
and nothing behind it knows the difference.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import read_text
from generator.tabular import TableRow

REQUIRED_COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("concepts", ("name", "kind", "type", "period", "balance", "label_{}", "domain")),
    ("labels", ("name", "role", "lang", "text")),
    ("references", ("name", "role")),
    ("roles", ("code", "order", "definition_{}")),
    ("presentation", ("role", "depth", "name", "preferred_label")),
    ("hypercubes", ("role", "line_items", "hypercube", "axis")),
    ("members", ("axis", "depth", "name", "default")),
    ("calculation", ("role", "total", "part", "weight")),
)
"""Each table and its columns; `{}` stands for each of the taxonomy's languages."""
OPTIONAL_TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (("anchors", ("wider", "narrower")),)
WORKBOOK = "taxonomy.xlsx"

ReadSheets: TypeAlias = Callable[[Path, Path], tuple[Mapping[str, Sequence[TableRow]], list[Diagnostic]]]
"""Reads a workbook below a root: rows of text by sheet, and its cells that cannot be read. Raises InputError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the cells' text by column name, stripped, and where it stands.

    `line` is the row's number in its table, from 1, the header included; `columns` are the columns' numbers.
    """

    cells: Mapping[str, str]
    path: str
    line: int
    columns: Mapping[str, int]
    sheet: str | None = None

    def __getitem__(self, column: str) -> str:
        """The text in `column`, "" where the table has no such column."""
        return self.cells.get(column, "")

    def location(self, column: str) -> Location:
        """Where the cell of `column` stands."""
        return place(self.path, self.sheet, self.line, self.columns.get(column))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One source table: its columns in order, its rows without blank ones."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sheet: str | None = None


def place(path: str, sheet: str | None, line: int, column: int | None) -> Location:
    """A cell's location, `line` and `column` from 1: line and column in a CSV file, sheet and cell in a workbook."""
    if sheet is None:
        return Location(path=path, line=line, column=column)
    return Location(path=path, sheet=sheet, cell=f"{_letters(column or 1)}{line}")


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_tables(folder: Path, languages: Iterable[str], read_sheets: ReadSheets | None = None) -> tuple[dict[str, Table], list[Diagnostic]]:
    """Every table of the taxonomy in `folder` by its name, and what is wrong with the files.

    A table is `tables/NAME.csv`, or the sheet NAME of `taxonomy.xlsx`. One that is missing or unreadable is an empty one, so
    that the others are still checked.
    """
    tables: dict[str, Table] = {}
    found: list[Diagnostic] = []
    book = folder / WORKBOOK
    sheets: Mapping[str, Sequence[TableRow]] = {}
    if read_sheets is not None and book.is_file():
        try:
            sheets, found = read_sheets(book, folder)
        except InputError as problem:
            found = list(problem.diagnostics)
    languages = tuple(languages)
    for name, columns in (*REQUIRED_COLUMNS, *OPTIONAL_TABLES):
        path = folder / "tables" / f"{name}.csv"
        wanted = [c.format(lang) for c in columns for lang in (languages if "{}" in c else ("",))]
        empty = Table(path=str(path), columns=(), rows=())
        is_optional = name not in dict(REQUIRED_COLUMNS)
        try:
            if name in sheets:
                table = _sheet(sheets[name], str(book), name)
                if path.is_file():
                    message = f"The table {name} stands twice: in {WORKBOOK} and in tables/{name}.csv."
                    hint = "Delete the one that you do not edit."
                    found.append(error("filing.taxonomy.duplicate", message, hint=hint, location=Location(path=str(book), sheet=name)))
            elif is_optional and not path.is_file():
                table = empty
                wanted = []
            else:
                table = parse_csv(read_text(path, folder), str(path))
            _check_columns(table, wanted)
        except InputError as problem:
            found.extend(problem.diagnostics)
            table = empty
        tables[name] = table
    return tables, found


def parse_csv(text: str, path: str) -> Table:
    """The table in `text` (CSV with a header). Raises InputError: an empty, ragged or malformed table, a column twice."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[TableRow] = []
    try:
        # Rows are numbered as a spreadsheet shows them: a cell with several lines does not shift what is below it.
        rows.extend(TableRow(number, cells) for number, cells in enumerate(reader, 1))
    except csv.Error as problem:
        raise InputError(
            error(
                "filing.taxonomy.csv",
                f"The table is not well-formed CSV: {quoted(str(problem))}.",
                location=Location(path=path, line=reader.line_num),
            )
        ) from None
    return _table(rows, path, None)


def _sheet(rows: Sequence[TableRow], path: str, sheet: str) -> Table:
    """The table on a sheet: rows as wide as the header, since a sheet stores no empty cells at the end of a row."""
    width = max((at for at, cell in enumerate(rows[0].cells, 1) if cell.strip()), default=0) if rows else 0
    wide = [TableRow(row.line, [*row.cells, *[""] * (width - len(row.cells))]) for row in rows]
    blank = [row for row in wide if any(cell.strip() for cell in row.cells[width:])]
    if blank:
        message = f"The row has a cell beyond the header's {width} columns."
        raise InputError(error("filing.taxonomy.ragged-row", message, location=place(path, sheet, blank[0].line, width + 1)))
    return _table([TableRow(row.line, row.cells[:width]) for row in wide], path, sheet)


def _table(rows: Sequence[TableRow], path: str, sheet: str | None) -> Table:
    if not rows:
        raise InputError(error("filing.taxonomy.csv", "The table is empty: its header is missing.", location=place(path, sheet, 1, None)))
    header = [cell.strip() for cell in rows[0].cells]
    for number, column in enumerate(header, 1):
        if column and column in header[: number - 1]:
            where = place(path, sheet, rows[0].line, number)
            raise InputError(
                error("filing.taxonomy.duplicate-column", f"The column {quoted(column)} stands twice in the header.", location=where)
            )
    columns = {column: number for number, column in enumerate(header, 1) if column}
    found = []
    for number, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            where = place(path, sheet, number, min(len(cells), len(header)) + 1)
            message = f"The row has {len(cells)} cells, but the header has {len(header)}."
            raise InputError(error("filing.taxonomy.ragged-row", message, hint="Quote a cell that holds a comma.", location=where))
        texts = {c: cells[n - 1].strip() for c, n in columns.items()}
        found.append(Row(cells=texts, path=path, line=number, columns=columns, sheet=sheet))
    return Table(path=path, columns=tuple(columns), rows=tuple(found), sheet=sheet)


def _check_columns(table: Table, wanted: list[str]) -> None:
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        names = ", ".join(missing)
        raise InputError(
            error(
                "filing.taxonomy.missing-column",
                f"The table lacks the column{'s' if len(missing) > 1 else ''} {names}.",
                hint=f"Write {names} into the header (row 1).",
                location=place(table.path, table.sheet, 1, None),
            )
        )
