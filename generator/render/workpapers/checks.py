"""A rule instance as a line of live cells: reported, recomputed, difference, what rounding explains, verdict.

The verdict is that of `validate/rules.py` on the same figures, said in formulas (DESIGN.md, "Rules,
exactly"). Spreadsheets compute in binary, which misjudges half of the exact edges: so every comparison is rounded
two places finer than the figures (six, where a ratio or product has no last place of its own).
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import Grid, Place, address
from generator.render.workpapers.tongue import Tongue
from generator.render.workpapers.translate import Translator, flag, shown_unit
from generator.render.workpapers.words import EXACT, NOT_EVALUATED, VIOLATED, WITHIN, Judgements
from generator.render.workpapers.workings import Book
from generator.rule import Cell, Expression, Number, RuleResult, Sum, Verdict, cells, is_linear

_VERDICTS = {
    Verdict.EXACT: EXACT,
    Verdict.WITHIN_ROUNDING: WITHIN,
    Verdict.VIOLATED: VIOLATED,
    Verdict.EXPLAINED: VIOLATED,
    Verdict.NOT_EVALUATED: NOT_EVALUATED,
}


def verdict_words(language: str) -> Mapping[Verdict, str]:
    """How a workbook in `language` says each verdict; "explained" stands beside it, since it is no verdict of its own."""
    tongue = Tongue(language)
    return {verdict: tongue.word(text) for verdict, text in _VERDICTS.items()}


VERDICT_WORDS = MappingProxyType(verdict_words("zh"))
"""The words of a Chinese workbook."""

_DIGITS = 14  # of the 15 that a spreadsheet's numbers have
_FINEST = 12  # where neither side has a last place


class CheckColumns(NamedTuple):
    """The columns of a check line that its formulas refer to."""

    reported: int
    recomputed: int
    gap: int
    tolerance: int
    verdict: int
    handling: int
    evaluable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The formulas of one check line, and how its numbers are shown.

    `places` are the decimal places of its numbers, of the fraction where `percent`. `shown` says that they are in the
    unit of the table, else they are in the facts' own. `explanation` names the entry of filing.toml or is "".
    """

    result: RuleResult
    row: int
    reported: Formula
    recomputed: Formula
    gap: Formula
    tolerance: Formula
    verdict: Formula
    handling: Formula
    evaluable: Formula
    places: int
    percent: bool
    shown: bool
    explanation: str


def build_check(
    result: RuleResult, grid: Grid, place: Place, columns: CheckColumns, book: Book, percent: Container[Cell], words: Judgements
) -> Check:
    """The check of one instance in the row of `place` (its column is not used); `percent` names the cells shown as percentages."""
    return _Builder(result, grid, place, columns, book, words).build(percent)


class _Side:
    """One side of the relation, translated."""

    def __init__(self, expression: Expression, translator: Translator) -> None:
        self.expression = expression
        self.linear = is_linear(expression)
        self.value = translator.value(expression)
        self.figures = [translator.grid[c] for c in cells(expression)]
        shift = (lambda x: 0) if translator.shown else (lambda x: -x.scale)
        stated = [x.decimals + shift(x) for x in self.figures if x.decimals is not None and x.value is not None]
        self.decimals = min(stated) if self.linear and stated else None
        self.places = max([x.places + shift(x) for x in self.figures] + _constant_places(expression), default=0)
        self.complete = all(x.value is not None for x in self.figures)

    def sizes(self, translator: Translator) -> list[Fraction]:
        """How large the side and each of its terms is."""
        terms = [t for _, t in self.expression.terms] if isinstance(self.expression, Sum) else []
        values = [self.value.value, *(translator.value(t).value for t in terms)]
        return [abs(value) for value in values if isinstance(value, Fraction)]


def _constant_places(expression: Expression) -> list[int]:
    """The decimal places of a constant side, or of the constants among a sum's terms."""
    terms = [t for _, t in expression.terms] if isinstance(expression, Sum) else [expression]
    return [max(0, -int(t.value.as_tuple().exponent)) for t in terms if isinstance(t, Number)]


class _Builder:
    def __init__(self, result: RuleResult, grid: Grid, place: Place, columns: CheckColumns, book: Book, words: Judgements) -> None:
        instance = result.instance
        self.result = result
        self.words = words
        self.row = place.row
        self.columns = columns
        self.operator = instance.rule.operator
        shown = shown_unit(instance.left, instance.right, grid)
        self.translator = Translator(grid, place.sheet, book.of(instance.id), shown=shown)
        self.left = _Side(instance.left, self.translator)
        self.right = _Side(instance.right, self.translator)
        self.linear = self.left.linear and self.right.linear
        self.digits = self._digits()

    def _digits(self) -> int:
        """The places to which differences are rounded before they are compared."""
        linear = [side.places for side in (self.left, self.right) if side.linear]
        last = max(linear, default=2)
        if self.linear:
            return last + 2
        largest = max((size for side in (self.left, self.right) for size in side.sizes(self.translator)), default=Fraction(1))
        room = _DIGITS - 1 - int(largest).bit_length() * 30_103 // 100_000
        return max(last + 2, min(last + 6 if linear else _FINEST, room))

    def cell(self, column: int, formula: Formula) -> Formula:
        """A reference to a cell of this line that holds `formula`."""
        return Formula(address(self.row, column), formula.value)

    def build(self, percent: Container[Cell]) -> Check:
        evaluable = self._evaluable()
        held = f.compared(self.cell(self.columns.evaluable, evaluable), "=", f.constant(1))
        reported = self._printed(self.left, self.right, held)
        recomputed = self._printed(self.right, self.left, held)
        x, y = self.cell(self.columns.reported, reported), self.cell(self.columns.recomputed, recomputed)
        gap = f.choose(held, f.rounded(f.minus(x, y), self.digits), f.text(""))
        gap_cell = self.cell(self.columns.gap, gap)
        tolerance = f.choose(held, self._tolerance(x, y, gap_cell), f.text(""))
        verdict = self._verdict(held, gap_cell, self.cell(self.columns.tolerance, tolerance))
        anchor = next((s.expression for s in (self.left, self.right) if s.linear and s.figures), None)
        return Check(
            result=self.result,
            row=self.row,
            reported=reported,
            recomputed=recomputed,
            gap=gap,
            tolerance=tolerance,
            verdict=verdict,
            handling=self._handling(self.cell(self.columns.verdict, verdict), gap_cell),
            evaluable=evaluable,
            places=max(0, min(self.digits, max((s.places for s in (self.left, self.right) if s.linear), default=4))),
            percent=anchor is not None and all(c in percent for c in cells(anchor)),
            shown=self.translator.shown,
            explanation=self.result.explanation or "",
        )

    def _evaluable(self) -> Formula:
        """1 where the instance can be judged: both sides have values, no divisor may be zero."""
        needed = [p for s in (self.left, self.right) for p in (self.translator.present(s.expression),) if p is not None]
        needed += [v for s in (self.left, self.right) for v in self.translator.validity(s.expression)]
        return flag(f.product(needed) if needed else None)

    def _printed(self, side: _Side, other: _Side, held: Formula) -> Formula:
        """A side as printed; a computed one as the linear other side would print it (only in equalities)."""
        if isinstance(side.expression, Cell) and side.complete:
            return side.value
        if side.linear:
            value = f.rounded(side.value, side.places)
            return value if side.complete else f.choose(held, value, f.text(""))
        value = f.rounded(side.value, self.digits)
        if self.operator == "=" and other.linear and other.decimals is not None:
            value = f.rounded(value, other.decimals)
        return f.choose(held, value, f.text(""))

    def _tolerance(self, x: Formula, y: Formula, gap: Formula) -> Formula:
        """How much of the difference rounding explains, towards the side on which it stands."""
        if self._printed_twice():
            return f.constant(0)
        if self.linear:
            return self.translator.half(self.left.expression, self.right.expression)
        below, above = self._distances(self.left, x), self._distances(self.right, y)
        positive = f.plus(below[0], above[1])  # left too great: left may come down, right may go up
        negative = f.plus(below[1], above[0])
        if self.operator in ("<", "<="):
            chosen = positive
        elif self.operator in (">", ">="):
            chosen = negative
        else:
            chosen = f.choose(f.compared(gap, ">=", f.constant(0)), positive, negative)
        # One place more than what is compared: products end in a 5 there often enough, and binary would round it either way.
        return f.rounded(f.absolute(chosen), self.digits + 1)

    def _distances(self, side: _Side, value: Formula) -> tuple[Formula, Formula]:
        """How far down and how far up from its printed value a side may be."""
        if side.linear:
            half = self.translator.half(side.expression)
            return half, half
        low, high = self.translator.bounds(side.expression)
        return f.minus(value, low), f.minus(high, value)

    def _printed_twice(self) -> bool:
        """Whether one quantity is printed twice to the same decimals: then nothing but identity will do."""
        single = isinstance(self.left.expression, Cell) and isinstance(self.right.expression, Cell)
        return single and self.operator == "=" and self.left.decimals == self.right.decimals

    def _verdict(self, held: Formula, gap: Formula, tolerance: Formula) -> Formula:
        zero = f.constant(0)
        exact = f.compared(gap, self.operator, zero)
        if self._printed_twice():
            judged = f.choose(exact, f.text(self.words.exact), f.text(self.words.violated))
        else:
            judged = f.choose(
                exact,
                f.text(self.words.exact),
                f.choose(self._possible(gap, tolerance), f.text(self.words.within), f.text(self.words.violated)),
            )
        return f.choose(held, judged, f.text(self.words.not_evaluated))

    def _possible(self, gap: Formula, tolerance: Formula) -> Formula:
        if self.operator == "=":
            return f.compared(f.rounded(f.minus(f.absolute(gap), tolerance), self.digits), "<=", f.constant(0))
        combine = f.minus if self.operator in ("<", "<=") else f.plus
        return f.compared(f.rounded(combine(gap, tolerance), self.digits), self.operator, f.constant(0))

    def _handling(self, verdict: Formula, gap: Formula) -> Formula:
        """What became of a difference: an explanation holds for the difference that it was given for, and no other."""
        handling = f.text(self.words.unexplained)
        if self.result.explanation and isinstance(gap.value, Fraction):
            same = f.compared(f.rounded(f.minus(gap, f.constant(gap.value)), self.digits), "=", f.constant(0))
            handling = f.choose(same, f.text(self.words.explained), f.text(self.words.stale))
        return f.choose(f.compared(verdict, "=", f.text(self.words.violated)), handling, f.text(""))
