"""Lead sheets (审定表), planned: which figures stand on them, under which keys, and what was adjusted. Nothing is written here.

A figure's line holds its unaudited amount, the audit adjustment, the reclassification and the audited amount, which is the reported fact.
Everything else in the book fetches the audited amount by the line's key, so that sorting a lead sheet keeps the book right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from generator.filing import Adjustment
from generator.model import Period
from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import Figure
from generator.rule import Cell
from generator.schedule import BoundSchedule, CellAspects

KEY, ITEM, COLUMN, UNAUDITED, AUDIT, RECLASSIFICATION, AUDITED, PRIOR, PLACE, REMARK = range(10)
_EXACT = Context(prec=120)  # sums of reported figures are never rounded
_LONGEST_GAP = 366  # days between a figure's period and the one that it is compared with
_ALIKE = 3  # days by which periods of like length may differ: leap years, quarters


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLine:
    """The line of one figure. `key` is the fact's id; `row` its line before anything is sorted.

    Amounts are in the unit shown (percentages as fractions); an adjustment is None where there is none. `prior` is the cell of the
    comparative figure.
    """

    cell: Cell
    key: str
    name: str
    row: int
    unaudited: Decimal
    audit: Decimal | None
    reclassification: Decimal | None
    remark: str
    prior: Cell | None

    @property
    def adjusted(self) -> bool:
        """Whether the book was built with adjustments of the figure."""
        return self.audit is not None or self.reclassification is not None

    @property
    def audited(self) -> Fraction:
        """The audited amount: the reported fact, in the unit shown."""
        amount = Fraction(*self.unaudited.as_integer_ratio())
        if self.audit is None and self.reclassification is None:
            return amount
        return amount + Fraction(self.audit or 0) + Fraction(self.reclassification or 0)

    def fetched(self, key: str | None = None) -> Formula:
        """The audited amount by the key that stands in the cell `key`, or by the line's own."""
        return fetched(self.name, key or f.text(self.key).text, self.audited)


def fetched(name: str, key: str, value: Fraction) -> Formula:
    """The audited amount of the line with `key` (a cell or a text in quotes) on the lead sheet `name`."""
    return Formula(f"INDEX(audited_{name},MATCH({key},key_{name},0))", value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The lead sheet of a schedule: `name` ("N1") ends its defined names."""

    index: str
    sheet: str
    name: str
    lines: tuple[LeadLine, ...]

    @property
    def last_row(self) -> int:
        """The last line."""
        return self.lines[-1].row


def lead_lines(
    bound: BoundSchedule, figures: Mapping[Cell, Figure], adjustments: Sequence[Adjustment], name: str, first_row: int
) -> tuple[LeadLine, ...]:
    """A line for every figure of `bound` that is a number, in the order of the table."""
    by_cell: dict[Cell, list[Adjustment]] = {}
    for adjustment in adjustments:
        by_cell.setdefault(Cell(adjustment.schedule, adjustment.row, adjustment.column), []).append(adjustment)
    shown = [Cell(bound.id, row.code, column.code) for row in bound.rows for column in bound.columns]
    held = [cell for cell in shown if cell in figures and figures[cell].value is not None]
    priors = _priors(bound, held)
    keys = _keys(held)
    return tuple(
        _line(cell, bound, figures[cell], by_cell.get(cell, ()), _LineName(keys[cell], name, first_row + i), priors.get(cell))
        for i, cell in enumerate(held)
    )


@dataclass(frozen=True, slots=True)
class _LineName:
    """How a line is found: its key, its sheet's name, its row."""

    key: str
    name: str
    row: int


def _line(
    cell: Cell, bound: BoundSchedule, figure: Figure, adjustments: Sequence[Adjustment], found: _LineName, prior: Cell | None
) -> LeadLine:
    percent = bound.cells[cell.row, cell.column].format.percent
    sums: dict[str, Decimal] = {}
    for adjustment in adjustments:
        if adjustment.kind != "note":
            amount = _EXACT.scaleb(adjustment.amount, -2) if percent else adjustment.amount
            sums[adjustment.kind] = _EXACT.add(sums.get(adjustment.kind, Decimal(0)), amount)
    unaudited = figure.value or Decimal(0)
    for amount in sums.values():
        unaudited = _EXACT.subtract(unaudited, amount)
    return LeadLine(
        cell=cell,
        key=found.key,
        name=found.name,
        row=found.row,
        unaudited=unaudited,
        audit=sums.get("audit"),
        reclassification=sums.get("reclassification"),
        remark="; ".join(dict.fromkeys(a.note for a in adjustments if a.note)),
        prior=prior,
    )


def _keys(cells: Iterable[Cell]) -> dict[Cell, str]:
    """Each figure's key: the fact's id; marked where another differs by case alone, which a spreadsheet does not tell apart."""
    found: dict[Cell, str] = {}
    counts: dict[str, int] = {}
    for cell in cells:
        folded = cell.fact_id.casefold()
        counts[folded] = counts.get(folded, 0) + 1
        found[cell] = cell.fact_id if counts[folded] == 1 else f"{cell.fact_id}#{counts[folded]}"
    return found


# ---------------------------------------------------------------- comparatives


def _priors(bound: BoundSchedule, cells: Iterable[Cell]) -> dict[Cell, Cell]:
    """The cell of each figure's comparative: the same but for the period, which is the preceding one of like length."""
    series: dict[object, dict[tuple[int, int], list[Cell]]] = {}
    for cell in cells:
        aspects = bound.cells[cell.row, cell.column]
        span = _span(aspects.period)
        if span is not None:
            series.setdefault(_but_for_period(aspects), {}).setdefault(span, []).append(cell)
    found: dict[Cell, Cell] = {}
    for members in series.values():
        for span, alike in members.items():
            before = max((other for other in members if _precedes(other, span)), default=None)
            if before is not None:
                rows = {cell.row: cell for cell in reversed(members[before])}
                found.update({cell: rows.get(cell.row, members[before][0]) for cell in alike})
    return found


def _but_for_period(aspects: CellAspects) -> object:
    return aspects.concept, aspects.unit, aspects.dimensions, aspects.format.scale, aspects.format.percent


def _span(period: Period) -> tuple[int, int] | None:
    """The period's first and last day as numbers (the last day twice for an instant); None where they are no dates."""
    try:
        end = date.fromisoformat(period.end[:10]).toordinal()
        return (end if period.start is None else date.fromisoformat(period.start[:10]).toordinal()), end
    except ValueError:
        return None


def _precedes(other: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether `other` is as long as `span`, over before it begins, and no more than a year earlier."""
    alike = abs((other[1] - other[0]) - (span[1] - span[0])) <= _ALIKE and (other[1] == other[0]) == (span[1] == span[0])
    return alike and other[1] <= span[0] and 0 < span[0] - other[0] <= _LONGEST_GAP
