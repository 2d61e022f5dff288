"""Who changed something, when and why, as far as the returned book says so.

In this order: its line in the change log, a comment on the cell, the reviewer named in the sheet's head, the book's own properties.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from generator.records import NamedTuple, Record
from generator.review.book import DATE, EMPTY, Book, CellContent, Position
from generator.review.changes import SheetComparison
from generator.review.records import LogTable

REVIEWED_BY = ("复核人", "Reviewed by")
REVIEWED_ON = ("复核日期", "Reviewed on")
_HEAD = 8  # the lines of a sheet's head
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T].*)?", re.ASCII)


class Told(NamedTuple):
    """Who, when (ISO 8601) and why; "" where nothing is said."""

    by: str = ""
    date: str = ""
    reason: str = ""

    def or_else(self, other: "Told") -> "Told":
        """This, what is missing taken from `other`."""
        return Told(self.by or other.by, self.date or other.date, self.reason or other.reason)


class Teller(Record):
    """What the book at `path` says: `logged` by fact id (or `sheet!cell`) and kind of adjustment ("" for any), `signed` by sheet of ours.

    `places` are the rows of the change log (`9:9`) in which `logged` stands.
    """

    path: str
    places: Mapping[tuple[str, str], tuple[str, ...]]
    logged: Mapping[tuple[str, str], Told]
    signed: Mapping[str, Told]
    book: Told

    def about(self, comparison: SheetComparison, at: Position, fact: str = "", kind: str = "") -> Told:
        """What is told about the cell `at` of the returned sheet; `fact` and `kind` are those of an adjustment in it, if it holds one."""
        found = Told()
        cell = f"{comparison.theirs.name}!{at.cell}"
        for name, one in ((fact, kind), (fact, ""), (cell, kind), (cell, "")):
            if name:
                found = found.or_else(self.logged.get((name, one), Told()))
        comment = comparison.theirs.comments.get(at)
        if comment is not None and comment != comparison.ours.comments.get(at):
            found = found.or_else(Told(comment.author, comment.date, comment.text))
        return found.or_else(self.signed.get(comparison.ours.name, Told())).or_else(self.book)


def teller(ours: Book, theirs: Book, comparisons: Sequence[SheetComparison], log: LogTable | None) -> Teller:
    """What `theirs` says about its changes. Its properties count as far as they are no longer those of `ours`."""
    logged: Mapping[tuple[str, str], Told] = {}
    places: Mapping[tuple[str, str], tuple[str, ...]] = {}
    for comparison in comparisons:
        if log is not None and comparison.ours.name == log.sheet:
            logged, places = _logged(comparison, log)
    by = "" if theirs.modified_by == ours.modified_by else theirs.modified_by
    on = "" if theirs.modified == ours.modified else theirs.modified
    signed = {comparison.ours.name: _signed(comparison) for comparison in comparisons}
    return Teller(path=theirs.path, places=places, logged=logged, signed=signed, book=Told(by, on))


def _logged(comparison: SheetComparison, log: LogTable) -> tuple[Mapping[tuple[str, str], Told], Mapping[tuple[str, str], tuple[str, ...]]]:
    """What was entered in the empty lines of the change log, by fact and kind; and in which rows."""
    found: dict[tuple[str, str], Told] = {}
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    columns = {name: comparison.alignment.columns.get(column, column) for name, column in log.columns.items()}
    for row in comparison.alignment.added_rows:
        cell = {name: comparison.theirs.cells.get(Position(row, column), EMPTY) for name, column in columns.items()}
        fact = cell["fact"].text.strip().replace("$", "")
        kind = log.kinds.get(cell["kind"].text.strip(), "")
        told = Told(cell["by"].text.strip(), iso_day(cell["date"]), cell["reason"].text.strip())
        if fact and any(told):
            found[fact, kind] = told.or_else(found.get((fact, kind), Told()))
            places[fact, kind] = (*places.get((fact, kind), ()), f"{row}:{row}")
    return found, places


def _signed(comparison: SheetComparison) -> Told:
    """Who reviewed a sheet and when, as its head says."""
    by, on = Told(), Told()
    for position, content in comparison.ours.cells.items():
        if position.row > _HEAD:
            continue
        now = comparison.alignment.place(Position(position.row, position.column))
        entered = comparison.theirs.cells.get(Position(now.row, now.column + 1), EMPTY) if now else EMPTY
        if content.text.startswith(REVIEWED_BY):
            by = Told(by=entered.text.strip())
        elif content.text.startswith(REVIEWED_ON):
            on = Told(date=iso_day(entered))
    return by.or_else(on)


def iso_day(content: CellContent) -> str:
    """The day that a cell holds, as a date or in words such as 2022年6月1日; "" for anything else."""
    if content.kind == DATE:
        return content.text[:10] if _DAY.fullmatch(content.text) else ""
    match = _DAY.fullmatch(content.text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else ""
    except ValueError:
        return ""
