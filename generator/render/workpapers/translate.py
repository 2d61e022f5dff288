"""Expressions of rules as spreadsheet formulas: what they come to, whether they can be had, and within which bounds.

The arithmetic is that of `validate/rules.py` (DESIGN.md, "Rules, exactly"), said once more in formulas: every
figure is its closed rounding interval; what is missing or nil is left out of a sum, but a ratio, product or
power, or a difference inside one, needs it. Bounds of products and quotients stand corner by corner in the workings sheet.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple, Protocol

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import Figure, Grid, count_of, figure_reference, half_unit, runs, sum_of
from generator.rule import Average, Cell, Expression, Number, Power, Product, Quotient, Sum, cells, flat_terms, is_linear

_JOIN = 3  # so many neighbours or more are written as a range


class Bounds(NamedTuple):
    """The least and the greatest that an expression may stand for."""

    low: Formula
    high: Formula


class Node(NamedTuple):
    """A product or quotient in the workings sheet: references to its bounds and to whether it is valid (0: the divisor may be zero)."""

    bounds: Bounds
    valid: Formula


class Workings(Protocol):
    """Where products and quotients get their bounds."""

    def node(self, expression: Product | Quotient, translator: "Translator") -> Node:
        """The node of `expression`, made at the first asking."""
        ...


def degree(expression: Expression, grid: Grid) -> int | None:
    """How often the scale of the figures multiplies the expression (sums of unequal terms: None)."""
    match expression:
        case Cell():
            return 1 if grid[expression].scale else 0
        case Number():
            return 0
        case Sum() | Average():
            terms = [t for _, t in expression.terms] if isinstance(expression, Sum) else list(expression.terms)
            found = {degree(term, grid) for term in terms}
            return found.pop() if len(found) == 1 else None
        case Product(left, right) | Quotient(left, right):
            a, b = degree(left, grid), degree(right, grid)
            sign = -1 if isinstance(expression, Quotient) else 1
            return None if a is None or b is None else a + sign * b
        case Power(base, exponent):
            once = degree(base, grid)
            return None if once is None else once * exponent


def shown_unit(left: Expression, right: Expression, grid: Grid) -> bool:
    """Whether both sides can be compared in the unit that their figures are shown in.

    So it is when one scale serves all (all in 万元, percentages apart) and both sides depend on it
    alike; otherwise every figure is multiplied into its own unit.
    """
    scales = {grid[c].scale for side in (left, right) for c in cells(side)} - {0}
    one = degree(left, grid)
    return not scales or (len(scales) == 1 and one is not None and one == degree(right, grid))


class Translator:
    """Translates expressions into formulas that stand on `sheet`; `shown`: figures are taken in the unit shown."""

    def __init__(self, grid: Grid, sheet: str, workings: Workings, *, shown: bool) -> None:
        self.grid = grid
        self.sheet = sheet
        self.workings = workings
        self.shown = shown

    def on(self, sheet: str) -> "Translator":
        """The same translator for formulas on another sheet."""
        return Translator(self.grid, sheet, self.workings, shown=self.shown)

    # ------------------------------------------------------------ value

    def value(self, expression: Expression, strict: bool = False) -> Formula:
        """What `expression` comes to. `strict`: inside a ratio, product or power."""
        match expression:
            case Cell():
                figure = self.grid[expression]
                return f.times(figure_reference(figure, self.sheet), self.factor(figure))
            case Number(value):
                return f.constant(Fraction(value))
            case Sum(terms):
                return self._sum(terms, strict)
            case Average(parts):
                return f.over(self._sum([(1, p) for p in parts], strict), self._count(parts, strict))
            case Product(left, right):
                return f.times(self.value(left, True), self.value(right, True))
            case Quotient(left, right):
                return f.over(self.value(left, True), self.value(right, True))
            case Power(base, exponent):
                return f.power(self.value(base, True), exponent)

    def factor(self, figure: Figure) -> Formula:
        """What a figure is multiplied by: 1, or the power of ten into its own unit."""
        return f.power_of_ten(0 if self.shown else figure.scale)

    def _sum(self, terms: Sequence[tuple[int, Expression]], strict: bool) -> Formula:
        result: Formula | None = None
        for sign, part in self._parts(terms, strict):
            if result is None:
                result = part if sign > 0 else f.negative(part)
            else:
                result = f.plus(result, part) if sign > 0 else f.minus(result, part)
        return result or f.constant(0)

    def _parts(self, terms: Sequence[tuple[int, Expression]], strict: bool) -> Iterator[tuple[int, Formula]]:
        """The terms with their signs, neighbouring figures of one sign and scale joined."""
        flat = list(flat_terms(terms, strict))
        alone = sum(not isinstance(t, Number) for _, t in flat) == 1
        for (sign, single, _), group in groupby(flat, self._kind):
            members = [term for _, term in group]
            if single:
                figures = [self.grid[m] for m in members if isinstance(m, Cell)]
                for run in runs(figures):
                    yield from ((sign, part) for part in self._run(run))
                continue
            for term in members:
                value = self.value(term, strict)
                if not alone and not isinstance(term, Number):
                    value = f.choose(f.compared(self.present(term, strict) or f.constant(1), ">", f.constant(0)), value, f.constant(0))
                yield sign, value

    def _kind(self, signed: tuple[int, Expression]) -> tuple[int, bool, int]:
        sign, term = signed
        return (sign, True, self.grid[term].scale) if isinstance(term, Cell) else (sign, False, 0)

    def _run(self, run: Sequence[Figure]) -> Iterator[Formula]:
        if len(run) >= _JOIN or any(x.value is None for x in run):
            yield f.times(sum_of(run, self.sheet), self.factor(run[0]))
        else:
            yield from (f.times(figure_reference(x, self.sheet), self.factor(x)) for x in run)

    def _count(self, parts: Sequence[Expression], strict: bool) -> Formula:
        """How many terms of an average have a value."""
        figures = [self.grid[p] for p in parts if isinstance(p, Cell)]
        found = [count_of(figures, self.sheet)] if figures else []
        for part in parts:
            if not isinstance(part, Cell):
                found.append(flag(self.present(part, strict)))
        return f.total(found)

    # ------------------------------------------------------------ presence

    def present(self, expression: Expression, strict: bool = False) -> Formula | None:
        """A number above 0 where `expression` has a value; None for constants, which always have one."""
        match expression:
            case Number():
                return None
            case Cell():
                return count_of([self.grid[expression]], self.sheet)
            case Sum(terms):
                if strict and any(sign < 0 for sign, _ in terms):
                    return self._all([t for _, t in terms], strict)
                return self._any([t for _, t in flat_terms(terms, strict)], strict)
            case Average(parts):
                return self._any(parts, strict)
            case Product(left, right) | Quotient(left, right):
                return self._all([left, right], True)
            case Power(base, _):
                return self.present(base, True)

    def _all(self, expressions: Sequence[Expression], strict: bool) -> Formula | None:
        found = [p for p in (self.present(e, strict) for e in expressions) if p is not None]
        return f.product(found) if found else None

    def _any(self, expressions: Sequence[Expression], strict: bool) -> Formula | None:
        figures = [self.grid[e] for e in expressions if isinstance(e, Cell)]
        found = [count_of(figures, self.sheet)] if figures else []
        found += [p for e in expressions if not isinstance(e, Cell) for p in (self.present(e, strict),) if p is not None]
        return f.total(found) if found else None

    # ------------------------------------------------------------ bounds

    def half(self, *expressions: Expression) -> Formula:
        """How far linear expressions may be from their value, together: half a unit for each figure."""
        figures = [self.grid[c] for e in expressions for c in cells(e)]
        found: list[Formula] = []
        for key in dict.fromkeys((x.decimals, x.scale) for x in figures if x.decimals is not None):
            alike = [x for x in figures if (x.decimals, x.scale) == key]
            unit = f.times(half_unit(key[0] or 0), self.factor(alike[0]))
            found.append(f.times(unit, self._how_many(alike)))
        return f.total(found)

    def _how_many(self, figures: Sequence[Figure]) -> Formula:
        """The number of figures: counted live in ranges, written out for single cells."""
        singles, counted = 0, []
        for run in runs(figures):
            if len(run) >= _JOIN or any(x.value is None for x in run):
                counted.append(count_of(run, self.sheet))
            else:
                singles += len(run)
        return f.total([*counted, *([f.constant(singles)] if singles else [])])

    def bounds(self, expression: Expression, strict: bool = False) -> Bounds:
        """The closed interval of `expression`."""
        if is_linear(expression):
            value, half = self.value(expression, strict), self.half(expression)
            return Bounds(value, value) if half.value == 0 else Bounds(f.minus(value, half), f.plus(value, half))
        match expression:
            case Sum(terms):
                return self._sum_bounds(terms, strict)
            case Average(parts):
                low, high = self._sum_bounds([(1, p) for p in parts], strict)
                count = self._count(parts, strict)
                return Bounds(f.over(low, count), f.over(high, count))
            case Power(base, exponent):
                return self.bounds(base, True) if exponent == 1 else self._node(Product(Power(base, exponent - 1), base)).bounds
            case Product() | Quotient():
                return self._node(expression).bounds
        raise TypeError(f"no expression: {expression!r}")

    def _node(self, expression: Product | Quotient) -> Node:
        return self.workings.node(expression, self)

    def _sum_bounds(self, terms: Sequence[tuple[int, Expression]], strict: bool) -> Bounds:
        """The linear terms together, then the others one by one, bounds swapped where they are taken away."""
        linear = [(sign, t) for sign, t in flat_terms(terms, strict) if is_linear(t)]
        low, high = self.bounds(Sum(tuple(linear)), strict) if linear else Bounds(f.constant(0), f.constant(0))
        for sign, term in terms:
            if is_linear(term):
                continue
            inner = self.bounds(term, strict)
            present = self.present(term, strict)
            if present is not None and len(terms) > 1:
                held = f.compared(present, ">", f.constant(0))
                inner = Bounds(f.choose(held, inner.low, f.constant(0)), f.choose(held, inner.high, f.constant(0)))
            low = f.plus(low, inner.low) if sign > 0 else f.minus(low, inner.high)
            high = f.plus(high, inner.high) if sign > 0 else f.minus(high, inner.low)
        return Bounds(low, high)

    def validity(self, expression: Expression) -> Iterator[Formula]:
        """For every quotient in `expression`, whether its divisor's interval leaves 0 out."""
        match expression:
            case Quotient(left, right):
                yield self._node(expression).valid
                yield from self.validity(left)
                yield from self.validity(right)
            case Product(left, right):
                yield from self.validity(left)
                yield from self.validity(right)
            case Power(base, _):
                yield from self.validity(base)
            case Sum(terms):
                for _, term in terms:
                    yield from self.validity(term)
            case Average(parts):
                for part in parts:
                    yield from self.validity(part)
            case Cell() | Number():
                pass


def flag(present: Formula | None) -> Formula:
    """1 where the number `present` is above 0, else 0; 1 for constants."""
    if present is None:
        return f.constant(1)
    return f.choose(f.compared(present, ">", f.constant(0)), f.constant(1), f.constant(0))
