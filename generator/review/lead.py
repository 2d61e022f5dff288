"""A lead sheet as it comes back: adjustments and notes that can be applied, figures changed otherwise, lines that were lost or doubled."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.records import NamedTuple
from generator.review.amounts import Unreadable, apart, decimal_places, read_amount, with_places
from generator.review.book import EMPTY, NUMBER, Book, CellContent, Position
from generator.review.changes import Difference, SheetComparison
from generator.review.records import (
    AUDITED,
    COLUMN,
    ENTRIES,
    ITEM,
    KEY,
    RECLASSIFICATION,
    REMARK,
    UNAUDITED,
    Change,
    Entry,
    LeadLine,
    LeadTable,
)
from generator.review.telling import Teller

_KNOWN_BY = (ITEM, COLUMN, UNAUDITED)


class LeadFindings(NamedTuple):
    """What came of a lead sheet; `others` are the differences that are about no figure."""

    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]
    others: tuple[Difference, ...]


def read_lead(comparison: SheetComparison, table: LeadTable, book: Book, teller: Teller) -> LeadFindings:
    """What a reviewer did on the lead sheet `table`. An entry that cannot be read is an error; nothing should be applied then."""
    return _LeadReader(comparison, table, book, teller).read()


class _LeadReader:
    """Reads one lead sheet; findings are collected."""

    def __init__(self, comparison: SheetComparison, table: LeadTable, book: Book, teller: Teller) -> None:
        self.comparison = comparison
        self.table = table
        self.book = book
        self.teller = teller
        self.lines = {line.row: line for line in table.lines}
        self.roles = {column: role for role, column in table.columns.items()}
        self.changes: list[Change] = []
        self.entries: list[Entry] = []
        self.found: list[Diagnostic] = []

    def read(self) -> LeadFindings:
        by_line: dict[int, dict[str, Difference]] = {}
        others = []
        for difference in self.comparison.differences:
            at = difference.ours
            role = self.roles.get(at.column) if at is not None and at.row in self.lines else None
            if at is None or role is None:
                others.append(difference)
            else:
                by_line.setdefault(at.row, {})[role] = difference
        for row, differences in by_line.items():
            self._line(self.lines[row], differences)
        for row, more in self.comparison.alignment.doubled.items():
            self._doubled(self.lines[row], more)
        return LeadFindings(tuple(self.changes), tuple(self.entries), tuple(self.found), tuple(others))

    # -------------------------------------------------------- a line

    def _line(self, line: LeadLine, differences: dict[str, Difference]) -> None:
        entries = [e for role in ENTRIES if role in differences and (e := self._entry(line, role, differences[role])) is not None]
        if entries and not self._is_known(differences):
            self._wrong(
                differences[next(iter(differences))].theirs,
                "The adjustment stands in a line that is no longer known for certain: its key is gone, and its texts or figure changed.",
                f"Put the key {line.fact_id} back into the hidden first column, or enter the adjustment again in a fresh book.",
                line,
            )
            return
        note = self._note(line, differences.get(REMARK), entries)
        self.entries += note
        for role, difference in differences.items():
            if role not in ENTRIES and role != REMARK:
                self._figure(line, role, difference)

    def _is_known(self, differences: dict[str, Difference]) -> bool:
        """Whether the line is the figure's beyond doubt: by its key, else by its texts and its figure, if no other line has these."""
        key = self.comparison.alignment.columns.get(self.table.columns[KEY])
        if key is not None and KEY not in differences:
            return True
        return not any(role in differences for role in _KNOWN_BY)

    def _entry(self, line: LeadLine, role: str, difference: Difference) -> Entry | None:
        """The adjustment that makes the sum of what was there what stands there now; None where there is none, or it cannot be read."""
        amount = self._amount(difference.theirs, difference.new, line)
        if isinstance(amount, Unreadable):
            self._wrong(difference.theirs, amount.message, amount.hint, line)
            return None
        before = line.audit if role != RECLASSIFICATION else line.reclassification
        added = apart(amount, before.scaleb(2) if line.percent else before)
        told = self.teller.about(self.comparison, difference.theirs, line.fact_id, ENTRIES[role])
        places = decimal_places(added)
        if places > line.places:
            message = f"The adjustment {added.normalize():f} has {places} decimal places; the schedule shows {line.places}."
            hint = "Round it as the schedule shows its figures."
            self._wrong(difference.theirs, message, hint, line, code="filing.precision")
            return None
        self._changed(role, difference, line, applied=bool(added), advice="" if added else "It adds nothing to what was there.")
        if not added:
            return None
        shown = with_places(added, line.places)
        where = self.comparison.theirs.name, difference.theirs.cell
        return Entry(line.fact, ENTRIES[role], shown, told.by, told.date, told.reason, *where)

    def _amount(self, at: Position, content: CellContent, line: LeadLine) -> Decimal | Unreadable:
        return read_amount(content, lambda: self.book.cells.value(self.comparison.theirs.name, at), line.percent)

    def _note(self, line: LeadLine, difference: Difference | None, entries: Sequence[Entry]) -> list[Entry]:
        """`entries` with the remark that was added, the first of them carries it; without any, a note of its own."""
        if difference is None:
            return list(entries)
        text = difference.new.text.strip()
        added = text.removeprefix(line.remark).lstrip("；;，, \n") if line.remark else text
        kept = bool(text) and (not line.remark or line.remark in text)
        advice = "" if kept else "Notes that the book was built with are kept: delete one in adjustments.csv itself."
        self._changed("note", difference, line, applied=bool(added), advice=advice)
        if not added:
            return list(entries)
        if entries:
            first = entries[0]
            return [first._replace(note=added if not first.note or first.note == added else f"{added}；{first.note}"), *entries[1:]]
        told = self.teller.about(self.comparison, difference.theirs, line.fact_id, "note")
        cell = difference.theirs.cell
        return [Entry(line.fact, "note", Decimal(0), told.by, told.date, added, self.comparison.theirs.name, cell)]

    def _figure(self, line: LeadLine, role: str, difference: Difference) -> None:
        """What was changed otherwise: it is named, with the adjustment that would say it, and not applied."""
        what = role if role in (UNAUDITED, AUDITED, KEY) else "formula" if difference.old.text.startswith("=") else "text"
        advice = "The line is found by its other cells." if role == KEY else ""
        if role in (UNAUDITED, AUDITED):
            before = line.unaudited if role == UNAUDITED else line.audited
            advice = self._as_adjustment(line, before, difference)
        self._changed(what, difference, line, advice=advice)

    def _as_adjustment(self, line: LeadLine, before: Decimal, difference: Difference) -> str:
        """How to say a figure that was typed over as an adjustment."""
        cell = self._cell_of(line, "audit")
        where = f" in {cell} (审计调整)" if cell else " in the column 审计调整"
        if difference.new.kind == NUMBER:
            more = apart(Decimal(difference.new.text), before)
            said = f"{more.scaleb(2).normalize():f}%" if line.percent else f"{more.normalize():f}"
            return f"It is not applied: enter the difference, {said},{where}, and put what stood here back."
        return f"It is not applied: put what stood here back, and enter what is to be added{where}."

    def _cell_of(self, line: LeadLine, role: str) -> str:
        now = self.comparison.alignment.place(Position(line.row, self.table.columns[role]))
        if now is None and line.row in self.comparison.alignment.rows and self.table.columns[role] in self.comparison.alignment.columns:
            now = Position(self.comparison.alignment.rows[line.row], self.comparison.alignment.columns[self.table.columns[role]])
        return now.cell if now else ""

    # -------------------------------------------------------- lines that stand twice

    def _doubled(self, line: LeadLine, more: Sequence[int]) -> None:
        """Lines that repeat a key: harmless where they enter the same, else nobody can say which counts."""
        alignment = self.comparison.alignment
        first = alignment.rows[line.row]
        for row in more:
            self.changes.append(self._change("row-repeated", Position(row, 1), "", f"again in row {row}, first in row {first}", line))
            for role in ENTRIES:
                column = alignment.columns.get(self.table.columns[role])
                if column is None:
                    continue
                cells = [self.comparison.theirs.cells.get(Position(r, column), EMPTY) for r in (first, row)]
                if cells[0] != cells[1]:
                    message = f"{line.fact_id} stands in the rows {first} and {row} with different adjustments."
                    self._wrong(Position(row, column), message, "Delete one of the two rows.", line)

    # -------------------------------------------------------- findings

    def _changed(self, what: str, difference: Difference, line: LeadLine, *, applied: bool = False, advice: str = "") -> None:
        change = self._change(what, difference.theirs, difference.old.text, difference.new.text, line)
        self.changes.append(change._replace(applied=applied, advice=advice))

    def _change(self, what: str, at: Position, old: str, new: str, line: LeadLine) -> Change:
        told = self.teller.about(self.comparison, at, line.fact_id, what)
        return Change(self.comparison.theirs.name, at.cell, what, old, new, line.fact_id, told.by, told.date)

    def _wrong(self, at: Position, message: str, hint: str, line: LeadLine, *, code: str = "filing.import-entry") -> None:
        place = Location(path=self.book.path, sheet=self.comparison.theirs.name, cell=at.cell, fact=line.fact_id)
        self.found.append(error(code, f"{message} ({quoted(line.fact_id)})", hint=hint, location=place))


def stray_entries(comparison: SheetComparison, table: LeadTable) -> Iterator[tuple[Position, CellContent]]:
    """What stands in the columns of adjustments in rows that were added below or between the figures' lines; sums there are formulas."""
    alignment = comparison.alignment
    repeated = {row for more in alignment.doubled.values() for row in more}
    columns = [alignment.columns[table.columns[role]] for role in ENTRIES if table.columns[role] in alignment.columns]
    for row in alignment.added_rows:
        for column in columns if row not in repeated else ():
            content = comparison.theirs.cells.get(Position(row, column))
            if content is not None and content.kind == NUMBER:
                yield Position(row, column), content


def lost_lines(comparison: SheetComparison, table: LeadTable) -> Iterator[LeadLine]:
    """The lines that were deleted."""
    deleted = set(comparison.alignment.deleted_rows)
    return (line for line in table.lines if line.row in deleted)
