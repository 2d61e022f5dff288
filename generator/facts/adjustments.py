"""`adjustments.csv` of a filing: what reviewers add to its figures, a line an adjustment, and notes on figures.

UTF-8, with or without BOM; the header is `schedule,row,column,kind,amount,by,date,note`. The reported value of a fact is what its table
prints plus all its adjustments (`mapping/adjusted.py`). The record is `filing.Adjustment`.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from pathlib import Path
from types import MappingProxyType

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.filing import ADJUSTMENTS, Adjustment
from generator.inputs import read_text
from generator.records import TYPE_CHECKING, NamedTuple, replace
from generator.schedule import BoundSchedule, Content
from generator.tabular import csv_rows, named_rows

if TYPE_CHECKING:
    from generator.filing import AdjustmentKind

HEADER = ("schedule", "row", "column", "kind", "amount", "by", "date", "note")
KINDS: "tuple[AdjustmentKind, ...]" = ("audit", "reclassification", "note")
_REQUIRED = HEADER[:5]
_AMOUNT = re.compile(r"[+\-−]?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(%?)", re.ASCII)
_MAX_DIGITS = 38
_EXACT = Context(prec=120)
_MAX_MISTAKES = 1_000


class AdjustmentTable(NamedTuple):
    """The adjustments of a filing in the order of their lines; `at` is the index of every column of the table at `path`."""

    adjustments: tuple[Adjustment, ...] = ()
    path: str = ""
    at: Mapping[str, int] = MappingProxyType(dict(zip(HEADER, range(len(HEADER)), strict=True)))

    def place(self, line: int, column: str) -> Location:
        """The location of a cell of the table."""
        return Location(path=self.path, line=line, column=self.at.get(column, 0) + 1)

    def named(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """`diagnostics`; those about an adjusted figure say so, since the cell that they point at prints another number."""
        lines: dict[str, list[str]] = {}
        for one in self.adjustments:
            if one.kind != "note":
                lines.setdefault(one.fact_id, []).append(str(one.line))
        for d in diagnostics:
            told = lines.get(d.location.fact or "")
            where = f"line{'s' if told and len(told) > 1 else ''} {', '.join(told or ())}"
            yield replace(d, message=f"{d.message} The figure is adjusted: {ADJUSTMENTS}, {where}.") if told else d


NO_ADJUSTMENTS = AdjustmentTable()


def read_adjustments(folder: Path, root: Path, schedules: Sequence[BoundSchedule]) -> tuple[AdjustmentTable, list[Diagnostic]]:
    """The adjustments of the filing in `folder`, none where it has no `adjustments.csv`, and what is wrong with the table.

    A wrong line is left out. `schedules` are those of tables.
    """
    path = folder / ADJUSTMENTS
    if not os.path.lexists(path):
        return NO_ADJUSTMENTS, []
    try:
        rows = list(csv_rows(read_text(path, root), str(path)))
        lines = named_rows(rows, str(path), _REQUIRED, HEADER[len(_REQUIRED) :])
    except InputError as problem:
        return NO_ADJUSTMENTS, list(problem.diagnostics)
    header = [cell.strip() for cell in rows[0].cells]
    table = AdjustmentTable(path=str(path), at={name: at for at, name in enumerate(header)})
    reader = _Reader(table, {schedule.id: schedule for schedule in schedules})
    read = [reader.adjustment(line, cells) for line, cells in lines]
    found = reader.found
    if len(found) > _MAX_MISTAKES:
        more = f"The table has {len(found) - _MAX_MISTAKES:,} more mistakes."
        hint = "Look whether it is the table of this filing; mend the first mistakes, and run again."
        found[_MAX_MISTAKES:] = [error("filing.too-many-mistakes", more, hint=hint, location=found[_MAX_MISTAKES].location)]
    return table._replace(adjustments=tuple(one for one in read if one is not None)), found


class _Reader:
    """Reads the lines of one table; what is wrong goes to `found`."""

    def __init__(self, table: AdjustmentTable, schedules: Mapping[str, BoundSchedule]) -> None:
        self.table = table
        self.schedules = schedules
        self.found: list[Diagnostic] = []

    def adjustment(self, line: int, cells: Mapping[str, str]) -> Adjustment | None:
        """The adjustment of a line; None where the line is wrong."""
        before = len(self.found)
        schedule = self._schedule(line, cells)
        kind = self._kind(line, cells["kind"])
        self._date(line, cells.get("date", ""))
        if schedule is None or kind is None or len(self.found) > before:
            return None
        amount = self._amount(line, cells, kind, schedule)
        if amount is None:
            return None
        by, day, note = (cells.get(name, "") for name in HEADER[len(_REQUIRED) :])
        return Adjustment(schedule.id, cells["row"], cells["column"], kind, amount, by, day, note, line)

    def _wrong(self, code: str, message: str, hint: str, line: int, column: str) -> None:
        self.found.append(error(code, message, hint=hint, location=self.table.place(line, column)))

    def _schedule(self, line: int, cells: Mapping[str, str]) -> BoundSchedule | None:
        """The schedule of the line, where it has such a cell, and that holds numbers."""
        name, row, column = cells["schedule"], cells["row"], cells["column"]
        schedule = self.schedules.get(name)
        if schedule is None:
            known = ", ".join(list(self.schedules)[:12])
            self._wrong("filing.unknown-schedule", f"The filing has no schedule “{quoted(name)}”.", f"Known: {known}", line, "schedule")
            return None
        codes = {"row": [r.code for r in schedule.rows], "column": [c.code for c in schedule.columns]}
        for part, known_codes in codes.items():
            if cells[part] not in known_codes:
                message = f"The schedule “{name}” has no {part} “{quoted(cells[part])}”."
                self._wrong(f"filing.unknown-{part}", message, "Known: " + ", ".join(known_codes[:12]), line, part)
                return None
        aspects = schedule.cells.get((row, column))
        if aspects is None:
            message = f"The schedule “{name}” prints nothing in row “{row}”, column “{column}”."
            self._wrong("filing.unknown-cell", message, "Delete the line, or mend its row or column.", line, "column")
            return None
        if aspects.content is not Content.NUMBER:
            message = f"{name}.{row}.{column} holds no number: there is nothing to adjust."
            self._wrong("filing.adjustment", message, "Change a text in the schedule's own table.", line, "column")
            return None
        return schedule

    def _kind(self, line: int, text: str) -> "AdjustmentKind | None":
        for kind in KINDS:
            if text == kind:
                return kind
        hint = "Write audit (审计调整), reclassification (重分类调整), or note for a note without an amount."
        self._wrong("filing.adjustment", f"“{quoted(text)}” is no kind of adjustment.", hint, line, "kind")
        return None

    def _date(self, line: int, text: str) -> None:
        if not text:
            return
        try:
            if date.fromisoformat(text).isoformat() == text:
                return
        except ValueError:
            pass
        self._wrong("filing.not-a-date", f"“{quoted(text)}” is no day.", "Write it as 2022-05-31, or leave it empty.", line, "date")

    def _amount(self, line: int, cells: Mapping[str, str], kind: str, schedule: BoundSchedule) -> Decimal | None:
        """The amount in the unit shown; None, with a diagnostic, where the text is none that the schedule could show."""
        text = cells["amount"]
        if kind == "note":
            if text:
                hint = "Leave the amount empty, or write audit or reclassification as its kind."
                self._wrong("filing.adjustment", "A note has no amount.", hint, line, "amount")
                return None
            return Decimal(0)
        form = schedule.cells[cells["row"], cells["column"]].format
        match = _AMOUNT.fullmatch(text)
        if match is None or (match[3] and not form.percent):
            hint = "Write an amount such as -1,234.56, in the unit of the schedule, without the unit; a minus for what is taken away."
            self._wrong("filing.not-a-number", f"“{quoted(text)}” is no number.", hint, line, "amount")
            return None
        whole, part = match[1].replace(",", ""), match[2] or ""
        places = len(part) - 1 if part else 0
        if places > form.places:
            message = f"“{quoted(text)}” has {places} decimal places; the schedule declares {form.places}."
            hint = "Round it as the schedule shows its figures: a finer amount would make the figure look finer than it is."
            self._wrong("filing.precision", message, hint, line, "amount")
            return None
        if len(whole) + max(places, 0) > _MAX_DIGITS:
            message = f"“{quoted(text)}” has more than {_MAX_DIGITS} digits."
            self._wrong("filing.not-a-number", message, "Look for figures that ran together.", line, "amount")
            return None
        value = Decimal(whole + part)
        return value.copy_negate() if text[0] in "-−" and value else value


# ---------------------------------------------------------------- writing


def amount_text(adjustment: Adjustment) -> str:
    """The amount as the table has it; "" for a note."""
    return "" if adjustment.kind == "note" else f"{adjustment.amount:f}"


def adjustments_csv(adjustments: Sequence[Adjustment]) -> bytes:
    """The table of `adjustments`, UTF-8 with BOM, which Excel needs."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(HEADER)
    for one in adjustments:
        writer.writerow((one.schedule, one.row, one.column, one.kind, amount_text(one), one.by, one.date, one.note))
    return sink.getvalue().encode("utf-8-sig")


def with_lines(data: bytes, table: Sequence[Adjustment], added: Sequence[Adjustment]) -> bytes:
    """The table `data` with the lines `added` after its own, which stay as they are; `table`, all of them, where its columns are others."""
    text = data.decode("utf-8-sig")
    if text.partition("\n")[0].rstrip("\r") != ",".join(HEADER):
        return adjustments_csv(table)
    lines = adjustments_csv(added).partition(b"\n")[2]
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return data + (b"" if data.endswith(b"\n") else end) + lines.replace(b"\n", end)


# ---------------------------------------------------------------- merging


def merged(
    built: Sequence[Adjustment], later: Sequence[Adjustment], new: Sequence[Adjustment], *, replace_later: bool = False
) -> tuple[list[Adjustment], list[Adjustment], list[Adjustment]]:
    """(all, those of `new` that come on top, those of `later` that contradict `new`) for a table with the lines `built` and `later`.

    `new` was entered in a book that was built with `built` alone. What `later` says already is not added again; about a
    figure of which `later` says something else nothing is added. With `replace_later` `new` takes the place of `later`.
    """
    known, wanted = _totals(later), _totals(new)
    if replace_later:
        added = list(new)
        return _numbered([*built, *added]), added, [one for one in later if wanted.get(_subject(one)) != known[_subject(one)]]
    added = [one for one in new if _subject(one) not in known]
    contradicted = {subject for subject, total in wanted.items() if subject in known and known[subject] != total}
    return _numbered([*built, *later, *added]), added, [one for one in later if _subject(one) in contradicted]


def _subject(one: Adjustment) -> tuple[str, ...]:
    """What a line is about: a figure and a kind; a note, also what it says."""
    return (one.fact_id, one.kind, one.note) if one.kind == "note" else (one.fact_id, one.kind)


def _totals(adjustments: Sequence[Adjustment]) -> dict[tuple[str, ...], Decimal]:
    found: dict[tuple[str, ...], Decimal] = {}
    for one in adjustments:
        found[_subject(one)] = _EXACT.add(found.get(_subject(one), Decimal(0)), one.amount)
    return found


def _numbered(adjustments: Sequence[Adjustment]) -> list[Adjustment]:
    """`adjustments` with the lines that they will stand in, where no cell spans several."""
    return [one._replace(line=line) for line, one in enumerate(adjustments, start=2)]
