"""A workbook as a reviewer returns it: sheets of cells, comments, and what it says about who changed it and when."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from generator.records import NamedTuple, Record, field
from generator.tabular import column_letters

NUMBER, TEXT, FORMULA, ERROR, BOOLEAN, DATE = "number", "text", "formula", "error", "boolean", "date"


class Position(NamedTuple):
    """A cell of a sheet: row and column, from 1."""

    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell as spreadsheets write it: E12."""
        return f"{column_letters(self.column - 1)}{self.row}"


class CellContent(NamedTuple):
    """What a cell holds: `kind` is one of this module's; `text` says it (a formula with its "=").

    Numbers are plain decimals of at most 15 significant digits, days ISO 8601.
    """

    kind: str
    text: str


EMPTY = CellContent(TEXT, "")


class Comment(NamedTuple):
    """A comment on a cell; author and date (ISO 8601) are "" where the book does not say."""

    text: str
    author: str = ""
    date: str = ""


class Sheet(NamedTuple):
    """A sheet's cells that are not empty, and its comments, by position."""

    name: str
    cells: Mapping[Position, CellContent]
    comments: Mapping[Position, Comment]

    def text(self, row: int, column: int) -> str:
        """The text of a cell; "" for an empty one."""
        return self.cells.get(Position(row, column), EMPTY).text

    def rows(self) -> Mapping[int, dict[int, CellContent]]:
        """The cells by row, then by column, rows in order."""
        found: dict[int, dict[int, CellContent]] = {}
        for (row, column), content in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = content
        return found


class Sheets(Protocol):
    """Gives a book's sheets, one at a time, since a large book's cells take room."""

    def sheet(self, name: str) -> Sheet:
        """The sheet `name`. Raises InputError."""

    def value(self, name: str, position: Position) -> CellContent | None:
        """The stored value of the formula in a cell; None where there is none. Raises InputError."""


class Book(Record):
    """A workbook: `sheets` are the names in order, `names` its defined names with what they refer to.

    `modified_by` and `modified` (ISO 8601) are "" where it does not say; `unread` names what it holds besides and what is not read:
    macros, links to other books.
    """

    path: str
    sheets: tuple[str, ...]
    cells: Sheets
    names: Mapping[str, str] = field(default_factory=dict)
    modified_by: str = ""
    modified: str = ""
    unread: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Sheet]:
        """Every sheet in order. Raises InputError."""
        return (self.cells.sheet(name) for name in self.sheets)
