"""Where figures stand in the workbook: addresses, ranges, and what formulas need to know of each figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from functools import cache, reduce
from typing import NamedTuple

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import NUMERIC, Formula
from generator.rule import Cell
from generator.tabular import column_letters

letters = cache(column_letters)
"""The letters of a column counted from 0; a book has few columns and many cells."""

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
_LARGEST = 150  # a power of ten; twice that, a product, still fits


class Place(NamedTuple):
    """A cell of the workbook: the sheet's name, row and column counted from 0."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a cell: `value` in the unit shown there (None: no number stands there).

    `decimals` count in that unit too (None: infinite precision). `scale` is the power of ten from the shown
    unit to the fact's own (万元: 4); percentages are stored as fractions, so theirs is 0.
    """

    place: Place
    value: Decimal | None
    decimals: int | None
    scale: int

    @property
    def exact(self) -> Fraction:
        """The value as a Fraction; 0 where there is none."""
        return Fraction(*self.value.as_integer_ratio()) if self.value is not None else Fraction(0)

    @property
    def places(self) -> int:
        """The decimal places that its value and its precision need (negative: none, and tens and more are rounded)."""
        needed = [] if self.decimals is None else [self.decimals]
        if self.value is not None:
            exponent = self.value.normalize().as_tuple().exponent
            needed.append(-exponent if isinstance(exponent, int) and self.value else 0)
        return max(needed, default=0)


def fits(value: Decimal) -> bool:
    """Whether a spreadsheet's number can hold something of the size of `value`."""
    return not value or -_LARGEST < value.adjusted() < _LARGEST


Grid = Mapping[Cell, Figure]
"""Every cell of every schedule, whether a fact stands in it or not."""


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """`C5`, or `$C$5` where `fixed`."""
    return f"${letters(column)}${row + 1}" if fixed else f"{letters(column)}{row + 1}"


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas and hyperlinks write it."""
    return "'" + name.replace("'", "''") + "'"


def reference(place: Place, own_sheet: str | None, *, fixed: bool = False) -> str:
    """The reference to `place` from a cell of `own_sheet`."""
    cell = address(place.row, place.column, fixed=fixed)
    return cell if place.sheet == own_sheet else f"{quoted_sheet(place.sheet)}!{cell}"


def figure_reference(figure: Figure, own_sheet: str) -> Formula:
    """A reference to a figure, with its value (None where no number stands there)."""
    return Formula(reference(figure.place, own_sheet), None if figure.value is None else figure.exact)


def runs(figures: Sequence[Figure]) -> Iterator[Sequence[Figure]]:
    """`figures` in order, cut into runs of neighbours: each below, or each beside, the one before."""
    start = 0
    while start < len(figures):
        end, step = start, None
        while end + 1 < len(figures):
            a, b = figures[end].place, figures[end + 1].place
            move = (b.row - a.row, b.column - a.column)
            if a.sheet != b.sheet or move not in ((1, 0), (0, 1)) or step not in (None, move):
                break
            end, step = end + 1, move
        yield figures[start : end + 1]
        start = end + 1


def run_reference(run: Sequence[Figure], own_sheet: str) -> str:
    """The reference to one run of neighbours: C5, or C5:C9."""
    first, last = run[0].place, run[-1].place
    start = reference(first, own_sheet)
    return start if len(run) == 1 else f"{start}:{address(last.row, last.column)}"


def sum_of(run: Sequence[Figure], own_sheet: str) -> Formula:
    """SUM over one run; texts and empty cells take no part."""
    total = reduce(_EXACT.add, (x.value for x in run if x.value is not None), Decimal(0))
    return Formula(f"SUM({run_reference(run, own_sheet)})", Fraction(*total.as_integer_ratio()))


def count_of(figures: Sequence[Figure], own_sheet: str) -> Formula:
    """How many of `figures` are numbers."""
    return f.total(
        Formula(f"COUNTIF({run_reference(run, own_sheet)},{NUMERIC})", Fraction(sum(x.value is not None for x in run)))
        for run in runs(figures)
    )


def half_name(places: int) -> str:
    """The defined name of half a unit of the `places`th decimal: half_2, or half_m3 for thousands."""
    return f"half_{places}" if places >= 0 else f"half_m{-places}"


def half_unit(places: int) -> Formula:
    """Half a unit of the `places`th decimal, by its defined name."""
    return Formula(half_name(places), Fraction(1, 2) / Fraction(10) ** places)
