"""CSV tables as rows of text with their places: UTF-8 with or without BOM, comma, RFC 4180.

A row's number is the line of the file on which it begins, as an editor shows it.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import read_text
from generator.records import NamedTuple

_MAX_CELL = 10_000_000


class TableRow(NamedTuple):
    """A row of a table: its line number (from 1) and its cells."""

    line: int
    cells: list[str]


def read_csv(path: Path, root: Path) -> list[TableRow]:
    """The rows of the CSV file at `path`, empty lines left out. Raises InputError."""
    return list(csv_rows(read_text(path, root), str(path)))


def csv_rows(text: str, path: str) -> Iterator[TableRow]:
    """The rows of CSV `text`; `path` is for messages. Raises InputError where quotes do not match."""
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)  # lines end as in an editor: not at U+2028 or a form feed
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield TableRow(line, cells)
            line = reader.line_num + 1
    except csv.Error as problem:
        raise InputError(
            error(
                "filing.csv",
                f"The table cannot be read as CSV: {quoted(str(problem))}.",
                hint="Look for a quotation mark that is not closed or not doubled.",
                location=Location(path=path, line=max(line, 1)),
            )
        ) from None


def named_rows(
    rows: list[TableRow], path: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Each row after the header as (line, {column name: cell}), cells stripped, absent columns "".

    Raises InputError: no header, a missing, unknown or doubled column, a row with too many cells.
    """
    if not rows:
        raise InputError(
            error(
                "filing.csv-header",
                "The table is empty.",
                hint="Its first line is: " + ",".join(required),
                location=Location(path=path, line=1),
            )
        )
    header = [cell.strip() for cell in rows[0].cells]
    known = (*required, *optional)
    problems = []
    for at, name in enumerate(header):
        place = Location(path=path, line=rows[0].line, column=at + 1)
        if name not in known:
            problems.append(
                error("filing.csv-header", f"The column “{quoted(name)}” is not known.", hint="Known: " + ", ".join(known), location=place)
            )
        elif name in header[:at]:
            problems.append(error("filing.csv-header", f"The column “{name}” stands twice.", location=place))
    for name in required:
        if name not in header:
            problems.append(
                error(
                    "filing.csv-header",
                    f"The column “{name}” is missing.",
                    hint="Needed: " + ", ".join(required),
                    location=Location(path=path, line=rows[0].line),
                )
            )
    result = []
    for line, cells in rows[1:]:
        if len(cells) > len(header):
            problems.append(
                error(
                    "filing.csv-ragged",
                    f"The row has {len(cells)} cells for {len(header)} columns.",
                    hint="Put a cell that holds a comma into quotation marks.",
                    location=Location(path=path, line=line, column=len(header) + 1),
                )
            )
        result.append((line, {name: cells[at].strip() if at < len(cells) else "" for at, name in enumerate(header)}))
    if problems:
        raise InputError(*problems)
    return result


def column_letters(at: int) -> str:
    """The letters of a workbook column, from index 0: A, B … Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
