"""What schedules are for beside their own sheets: the parts that they declare, bound to cells, and formulas that fetch them by key."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address, figure_reference, quoted_sheet
from generator.render.workpapers.layout import Layout, Pack
from generator.rule import Cell, Expression, Number, Rule, RuleSyntaxError, Sum, flat_terms, instances, parse_statement
from generator.schedule import BoundSchedule, Part, Text, Workpaper

_NO_TOTALS = ("ageing", "migration", "forward-looking")
_EMPTY = Text(zh="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a workpaper: a row of the schedule with its parts bound to cells; None where a cell is not in the filing's tables."""

    row: str
    parts: Mapping[str, tuple[Expression | None, ...]]

    def part(self, name: str) -> Expression | None:
        """The part `name`, the first one of a series; None where it is not declared or not there."""
        return next(iter(self.parts.get(name, ())), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """A schedule with what it is for. `lines` stand in the order in which they are shown."""

    layout: Layout
    workpaper: Workpaper
    lines: tuple[Line, ...]

    @property
    def bound(self) -> BoundSchedule:
        """The schedule."""
        return self.layout.bound

    def single(self, name: str) -> Expression | None:
        """A part that is one cell for all lines, such as a total."""
        return self.lines[0].part(name) if self.lines else None


def purposes(pack: Pack, use: str) -> tuple[Purpose, ...]:
    """The schedules of the filing whose workpaper is `use`, in order."""
    schedules = {layout.bound.id: layout.bound for layout in pack.layouts}
    return tuple(
        Purpose(layout=layout, workpaper=declared, lines=tuple(_lines(layout.bound, declared, schedules)))
        for layout in pack.layouts
        if (declared := layout.bound.schedule.workpaper) is not None and declared.use == use
    )


def _lines(bound: BoundSchedule, declared: Workpaper, schedules: Mapping[str, BoundSchedule]) -> Iterator[Line]:
    rows = declared.rows or [row.code for row in bound.rows if not (row.total and declared.use in _NO_TOTALS)]
    for row in rows:
        parts = {}
        for name, several in declared.parts.items():
            instead = declared.instead.get((row, name))
            parts[name] = tuple(_bound(part, bound.id, row, schedules) for part in ([instead] if instead else several))
        yield Line(row=row, parts=parts)


def _bound(part: Part, own: str, row: str, schedules: Mapping[str, BoundSchedule]) -> Expression | None:
    """The part in one row; None where a cell of it is not in the filing's tables."""
    operator, left, _ = parse_statement(f"{part.statement} = 0", own)
    rule = Rule(
        id="part",
        relation="",
        schedule=own,
        statement=part.statement,
        operator=operator,
        left=left,
        right=Number(Decimal(0)),
        variables={"r": (row,)},
        label=_EMPTY,
    )
    try:
        return next(instances(rule, schedules)).left
    except RuleSyntaxError:
        return None


# ---------------------------------------------------------------- formulas that fetch


class Fetcher:
    """Makes formulas that fetch figures from the detail sheets by the codes of row and column."""

    def __init__(self, pack: Pack) -> None:
        self._grid = pack.grid
        self._layouts = {layout.bound.id: layout for layout in pack.layouts}
        self._rows = {name: _alone(row.code for row in layout.bound.rows) for name, layout in self._layouts.items()}
        self._columns = {name: _alone(column.code for column in layout.bound.columns) for name, layout in self._layouts.items()}

    def value(self, expression: Expression, scale: int, key: tuple[str, str] | None = None) -> Formula:
        """A linear expression whose figures are all there, in units of 10^`scale`.

        `key` is (row code, the cell that holds it): figures of that row are found by the cell.
        """
        if isinstance(expression, Number):
            return f.constant(Fraction(expression.value))
        if isinstance(expression, Cell):
            shift = self._grid[expression].scale - scale
            found = self._found(expression, key)
            return f.times(found, f.constant(10**shift)) if shift >= 0 else f.over(found, f.constant(10**-shift))
        if not isinstance(expression, Sum):
            raise TypeError(f"no cell, and no sum of cells: {expression!r}")
        result: Formula | None = None
        for sign, term in flat_terms(expression.terms, strict=False):
            part = self.value(term, scale, key)
            if result is None:
                result = part if sign > 0 else f.negative(part)
            else:
                result = f.plus(result, part) if sign > 0 else f.minus(result, part)
        return result or f.constant(0)

    def _found(self, cell: Cell, key: tuple[str, str] | None) -> Formula:
        """A figure by the codes of its row and column, which stand on the detail sheet.

        Spreadsheets compare without case: where codes differ by case alone, the cell is named instead.
        """
        layout, figure = self._layouts[cell.schedule], self._grid[cell]
        if not (self._rows[cell.schedule][cell.row.casefold()] and self._columns[cell.schedule][cell.column.casefold()]):
            return figure_reference(figure, "")
        first, last = layout.body_row, layout.body_row + len(layout.bound.rows) - 1
        left, right = layout.value_column, layout.value_column + len(layout.bound.columns) - 1
        block, rows = _block(layout, first, left, last, right), _block(layout, first, 0, last, 0)
        columns = _block(layout, layout.code_row, left, layout.code_row, right)
        row_key = key[1] if key and key[0] == cell.row else f.text(cell.row).text
        return Formula(f"INDEX({block},MATCH({row_key},{rows},0),MATCH({f.text(cell.column).text},{columns},0))", figure.exact)


def _block(layout: Layout, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    first, last = address(first_row, first_column, fixed=True), address(last_row, last_column, fixed=True)
    return f"{quoted_sheet(layout.sheet)}!{first}:{last}"


def _alone(codes: Iterable[str]) -> dict[str, bool]:
    """By code without case, whether only one code is so."""
    found: dict[str, bool] = {}
    for code in codes:
        found[code.casefold()] = code.casefold() not in found
    return found


# ---------------------------------------------------------------- the same relation, however it is written


def explained_relations(pack: Pack) -> dict[frozenset[str], str]:
    """By relation (`relation` of its sides), the name of the explanation that a rule's instance has, "" for none."""
    found: dict[frozenset[str], str] = {}
    for layout in pack.layouts:
        for result in layout.results:
            instance = result.instance
            if instance.rule.operator == "=":
                found[relation(instance.left, instance.right)] = result.explanation or ""
    return found


def relation(left: Expression, right: Expression) -> frozenset[str]:
    """What tells an equation from others, whichever side and in whichever order its terms are written."""
    return frozenset((_normal(left), _normal(right)))


def _normal(expression: Expression) -> str:
    if isinstance(expression, Sum):
        return "+".join(sorted(f"{sign}{term!r}" for sign, term in flat_terms(expression.terms, strict=False)))
    return repr(expression)
