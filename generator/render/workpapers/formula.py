"""Spreadsheet formulas that know their own value.

A Formula is its text and the exact value that a spreadsheet would show for it, so that every formula
is stored with its value. Values are Fractions: a spreadsheet's binary arithmetic gives the same within
1e-9 where differences are rounded, which is what `rounded` is for. Only functions on which the common
spreadsheet engines agree are used: SUM, ROUND, ABS, IF, COUNTIF.
"""

import operator as operators
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

FormulaValue: TypeAlias = Fraction | str | bool | None
"""What a formula comes to: a number, a text, a truth value, or None for a spreadsheet error."""

_ATOM, _POWER, _PRODUCT, _SUM, _COMPARISON = 5, 4, 3, 2, 1

_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operators.eq,
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}

PLUS = _SUM
"""How tightly a formula binds whose outermost operator is + or -."""

NUMERIC = '">-1E+300"'
"""The COUNTIF criterion that numbers meet and texts and empty cells do not."""


class Formula(NamedTuple):
    """A formula without its leading "=", its value, and how tightly its outermost operator binds."""

    text: str
    value: FormulaValue
    binding: int = _ATOM

    @property
    def number(self) -> Fraction:
        """The value. Raises TypeError where it is no number."""
        if not isinstance(self.value, Fraction):
            raise TypeError(f"{self.text} is no number: {self.value!r}")
        return self.value


def constant(value: Fraction | int) -> Formula:
    """A number. Raises ValueError where it has no finite decimal expansion."""
    if isinstance(value, int):
        return _whole(value)
    return Formula(decimal_text(value), value, _ATOM if value.numerator >= 0 else _SUM)


@lru_cache(maxsize=1024)
def _whole(value: int) -> Formula:
    return Formula(str(value), Fraction(value), _ATOM if value >= 0 else _SUM)


@lru_cache(maxsize=1024)
def power_of_ten(exponent: int) -> Formula:
    """10^`exponent`."""
    return constant(Fraction(10) ** exponent)


def text(value: str) -> Formula:
    """A text constant."""
    return Formula('"' + value.replace('"', '""') + '"', value)


def decimal_text(value: Fraction) -> str:
    """`value` in decimal digits, exactly. Raises ValueError where it does not terminate."""
    if value.denominator == 1:
        return str(value.numerator)
    places, rest = 0, value.denominator
    while rest != 1:
        if places > 400:
            raise ValueError(f"{value} has no finite decimal expansion")
        places += 1
        rest = (value * 10**places).denominator
    whole = abs(value.numerator) * 10**places // value.denominator
    digits = str(whole).rjust(places + 1, "0")
    shown = digits[:-places] + "." + digits[-places:] if places else digits
    return "-" + shown if value < 0 else shown


def _numeric(value: FormulaValue) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    return Fraction(value) if isinstance(value, bool) else None


def _operand(formula: Formula, least: int) -> str:
    return formula.text if formula.binding >= least else f"({formula.text})"


def plus(a: Formula, b: Formula) -> Formula:
    """a + b."""
    x, y = _numeric(a.value), _numeric(b.value)
    return Formula(f"{_operand(a, _SUM)}+{_operand(b, _PRODUCT)}", None if x is None or y is None else x + y, _SUM)


def minus(a: Formula, b: Formula) -> Formula:
    """a − b."""
    x, y = _numeric(a.value), _numeric(b.value)
    return Formula(f"{_operand(a, _SUM)}-{_operand(b, _PRODUCT)}", None if x is None or y is None else x - y, _SUM)


def negative(a: Formula) -> Formula:
    """−a."""
    x = _numeric(a.value)
    return Formula("-" + _operand(a, _ATOM), None if x is None else -x, _SUM)


def times(a: Formula, b: Formula) -> Formula:
    """a × b; a factor of 1 is not written."""
    x, y = _numeric(a.value), _numeric(b.value)
    if b.text == "1":
        return a
    if a.text == "1":
        return b
    return Formula(f"{_operand(a, _PRODUCT)}*{_operand(b, _POWER)}", None if x is None or y is None else x * y, _PRODUCT)


def over(a: Formula, b: Formula) -> Formula:
    """a ÷ b; an error where b is 0."""
    x, y = _numeric(a.value), _numeric(b.value)
    return Formula(f"{_operand(a, _PRODUCT)}/{_operand(b, _POWER)}", None if x is None or not y else x / y, _PRODUCT)


def power(a: Formula, exponent: int) -> Formula:
    """a multiplied by itself, `exponent` (≥ 1) times."""
    x = _numeric(a.value)
    return Formula(f"{_operand(a, _ATOM)}^{exponent}", None if x is None else x**exponent, _POWER)


def total(formulas: Iterable[Formula]) -> Formula:
    """The sum of formulas, written with plus signs; 0 for none."""
    result: Formula | None = None
    for formula in formulas:
        result = formula if result is None else plus(result, formula)
    return result or constant(0)


def product(formulas: Iterable[Formula]) -> Formula:
    """The product of formulas; 1 for none."""
    result = constant(1)
    for formula in formulas:
        result = times(result, formula)
    return result


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """`value` rounded to `digits` places, halves away from zero, as the function ROUND does."""
    above, below = abs(value.numerator), value.denominator
    if digits >= 0:
        unit = 10**digits
        if unit % below == 0:
            return value
        result = Fraction((2 * above * unit + below) // (2 * below), unit)
    else:
        unit = 10**-digits
        result = Fraction((2 * above + below * unit) // (2 * below * unit) * unit)
    return -result if value.numerator < 0 else result


def rounded(a: Formula, digits: int) -> Formula:
    """ROUND(a, digits)."""
    x = _numeric(a.value)
    return Formula(f"ROUND({a.text},{digits})", None if x is None else round_half_up(x, digits))


def absolute(a: Formula) -> Formula:
    """ABS(a)."""
    x = _numeric(a.value)
    return Formula(f"ABS({a.text})", None if x is None else abs(x))


def compared(a: Formula, operator: str, b: Formula) -> Formula:
    """Whether a `operator` b holds: numbers in any way, texts for equality (a text beside a number counts as an error here)."""
    left, right = a.value, b.value
    value: bool | None = None
    if operator == "=" and isinstance(left, str) and isinstance(right, str):
        value = left.casefold() == right.casefold()
    elif (x := _numeric(left)) is not None and (y := _numeric(right)) is not None:
        value = _COMPARISONS[operator](x, y)
    return Formula(f"{_operand(a, _SUM)}{operator}{_operand(b, _SUM)}", value, _COMPARISON)


def choose(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    """IF(condition, then, otherwise): only the chosen branch may be an error."""
    value = None if condition.value is None else then.value if condition.value else otherwise.value
    return Formula(f"IF({condition.text},{then.text},{otherwise.text})", value)


def least(items: list[Formula]) -> Formula:
    """The least of several cells, with IF alone (MIN is not among the functions kept to)."""
    return _extreme(items, "<")


def greatest(items: list[Formula]) -> Formula:
    """The greatest of several cells, with IF alone."""
    return _extreme(items, ">")


def _extreme(items: list[Formula], operator: str) -> Formula:
    while len(items) > 1:
        pairs = [items[i : i + 2] for i in range(0, len(items), 2)]
        items = [choose(compared(p[0], operator, p[1]), p[0], p[1]) if len(p) == 2 else p[0] for p in pairs]
    return items[0]
