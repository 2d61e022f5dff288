"""The source tables of a taxonomy, as rows of text that know where they stand.

The one place that knows the tables' syntax: CSV today. Whatever else a table is read from (a
workbook's sheets) yields the same `Table`, and nothing behind it changes.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import read_text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the cells' text by column name, stripped, and where it stands.

    `line` is the row's number in its table, from 1, the header included; `columns` are the columns' numbers.
    """

    cells: Mapping[str, str]
    path: str
    line: int
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        """The text in `column`, "" where the table has no such column."""
        return self.cells.get(column, "")

    def location(self, column: str) -> Location:
        """Where the cell of `column` stands."""
        return Location(path=self.path, line=self.line, column=self.columns.get(column))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One source table: its columns in order, its rows without blank ones."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_tables(folder: Path, languages: Iterable[str]) -> tuple[dict[str, Table], list[Diagnostic]]:
    """Every table of the taxonomy in `folder` by its name, and what is wrong with the files.

    A table that is missing or unreadable is an empty one, so that the others are still checked.
    """
    tables: dict[str, Table] = {}
    found: list[Diagnostic] = []
    for name, columns in REQUIRED_COLUMNS:
        path = folder / f"{name}.csv"
        wanted = [c.format(lang) for c in columns for lang in (languages if "{}" in c else ("",))]
        try:
            table = parse_csv(read_text(path, folder), str(path))
            _check_columns(table, wanted)
        except InputError as problem:
            found.extend(problem.diagnostics)
            table = Table(path=str(path), columns=(), rows=())
        tables[name] = table
    return tables, found


def parse_csv(text: str, path: str) -> Table:
    """The table in `text` (CSV with a header). Raises InputError: an empty, ragged or malformed table, a column twice."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            lines.append((reader.line_num, cells))
    except csv.Error as problem:
        raise InputError(
            error(
                "filing.taxonomy.csv",
                f"The table is not well-formed CSV: {quoted(str(problem))}.",
                location=Location(path=path, line=reader.line_num),
            )
        ) from None
    if not lines:
        raise InputError(error("filing.taxonomy.csv", "The table is empty: its header is missing.", location=Location(path=path, line=1)))
    header = [cell.strip() for cell in lines[0][1]]
    for number, column in enumerate(header, 1):
        if column and column in header[: number - 1]:
            place = Location(path=path, line=1, column=number)
            raise InputError(
                error("filing.taxonomy.duplicate-column", f"The column {quoted(column)} stands twice in the header.", location=place)
            )
    columns = {column: number for number, column in enumerate(header, 1) if column}
    rows = []
    for number, (_, cells) in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            place = Location(path=path, line=number, column=min(len(cells), len(header)) + 1)
            message = f"The row has {len(cells)} cells, but the header has {len(header)}."
            raise InputError(error("filing.taxonomy.ragged-row", message, hint="Quote a cell that holds a comma.", location=place))
        rows.append(Row(cells={c: cells[n - 1].strip() for c, n in columns.items()}, path=path, line=number, columns=columns))
    return Table(path=path, columns=tuple(columns), rows=tuple(rows))


def _check_columns(table: Table, wanted: list[str]) -> None:
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        names = ", ".join(missing)
        raise InputError(
            error(
                "filing.taxonomy.missing-column",
                f"The table lacks the column{'s' if len(missing) > 1 else ''} {names}.",
                hint=f"Write {names} into the header (row 1).",
                location=Location(path=table.path, line=1),
            )
        )
