"""SourceFact: one figure as the clerk gave it, with its place."""

from generator.diagnostics import Location
from generator.records import NamedTuple


class SourceFact(NamedTuple):
    """The text of one cell of a schedule, by row and column code.

    `path` and `line`, `column` (a CSV table) or `sheet` and `cell` (a workbook) say where it stands;
    `source` and `note` are the optional columns of the long shape.
    """

    schedule: str
    row: str
    column: str
    text: str
    path: str
    line: int | None = None
    at: int | None = None
    sheet: str | None = None
    cell: str | None = None
    source: str = ""
    note: str = ""

    @property
    def fact_id(self) -> str:
        """The id of the fact that this becomes."""
        return f"{self.schedule}.{self.row}.{self.column}"

    @property
    def location(self) -> Location:
        """Where the user can mend it."""
        return Location(path=self.path, sheet=self.sheet, cell=self.cell, line=self.line, column=self.at, fact=self.fact_id)
