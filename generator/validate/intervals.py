"""Exact intervals: what a number reported to some decimals may stand for, and arithmetic on it.

The bounds are whole numbers over one positive whole denominator, so that nothing is ever rounded
and sums of facts of equal decimals cost three integer additions.
"""

from decimal import ROUND_DOWN, Context, Decimal
from math import lcm

from generator.records import NamedTuple

MAX_BITS = 100_000
_SHOWN = Context(prec=60)
_EXACT = Context(prec=50_000, Emax=999_999, Emin=-999_999)


class TooLarge(ArithmeticError):
    """A number has grown beyond MAX_BITS; the work would not be bounded."""


class Interval(NamedTuple):
    """The closed interval [low, high] ÷ scale, and the printed (or computed) `value` ÷ scale within it."""

    low: int
    value: int
    high: int
    scale: int

    @property
    def holds_zero(self) -> bool:
        """Whether 0 is within the bounds."""
        return self.low <= 0 <= self.high


def point(value: Decimal) -> Interval:
    """The interval of a number of infinite precision. Raises TooLarge, and ValueError for what is not finite."""
    return rounding_interval(value, None)


def rounding_interval(value: Decimal, decimals: int | None) -> Interval:
    """The closed range of values that `value`, reported to `decimals`, may stand for: ± half a unit.

    `decimals` of -3 means thousands; None is infinite precision. Raises ValueError if `value` is not
    finite, TooLarge where exponent or `decimals` are beyond reason. Calculations 1.1, round to nearest.
    """
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("the number is not finite")
    if max(abs(exponent), len(digits), abs(decimals or 0)) > 1_000:
        raise TooLarge
    places = max(0, -exponent, decimals or 0)
    unit = 10**places
    middle = int(value.scaleb(places, _EXACT)) * 2
    half = 0 if decimals is None else 10 ** (places - decimals)
    return Interval(middle - half, middle, middle + half, 2 * unit)


def add(a: Interval, b: Interval) -> Interval:
    """a + b."""
    if a.scale == b.scale:
        return Interval(a.low + b.low, a.value + b.value, a.high + b.high, a.scale)
    scale = lcm(a.scale, b.scale)
    m, n = scale // a.scale, scale // b.scale
    return _bounded(Interval(a.low * m + b.low * n, a.value * m + b.value * n, a.high * m + b.high * n, scale))


def negate(a: Interval) -> Interval:
    """−a."""
    return Interval(-a.high, -a.value, -a.low, a.scale)


def multiply(a: Interval, b: Interval) -> Interval:
    """a × b: the least and the greatest of the four products of bounds."""
    corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
    return _bounded(Interval(min(corners), a.value * b.value, max(corners), a.scale * b.scale))


def reciprocal(a: Interval) -> Interval:
    """1 ÷ a. Raises ZeroDivisionError where a holds 0."""
    if a.holds_zero:
        raise ZeroDivisionError
    if a.low == a.high:
        sign = 1 if a.value > 0 else -1
        return Interval(sign * a.scale, sign * a.scale, sign * a.scale, abs(a.value))
    # One denominator for 1/high, 1/value and 1/low: their product. All three have the same sign.
    product = a.low * a.value * a.high
    scale = a.scale if product > 0 else -a.scale
    return _bounded(Interval(scale * a.low * a.value, scale * a.low * a.high, scale * a.value * a.high, abs(product)))


def compare(a: int, a_scale: int, b: int, b_scale: int) -> int:
    """-1, 0 or 1 as a ÷ a_scale is less than, equal to or greater than b ÷ b_scale."""
    x, y = a * b_scale, b * a_scale
    return (x > y) - (x < y)


def meet(a: Interval, b: Interval) -> bool:
    """Whether the closed intervals have a point in common."""
    return compare(a.low, a.scale, b.high, b.scale) <= 0 and compare(b.low, b.scale, a.high, a.scale) <= 0


def rounded(number: int, scale: int, decimals: int) -> Decimal:
    """number ÷ scale rounded to `decimals`, halves away from zero (四舍五入, as Excel's ROUND)."""
    top, bottom = (abs(number) * 10**decimals, scale) if decimals >= 0 else (abs(number), scale * 10**-decimals)
    whole = (2 * top + bottom) // (2 * bottom)
    return Decimal(-whole if number < 0 else whole).scaleb(-decimals, _EXACT)


def decimal(number: int, scale: int) -> Decimal:
    """number ÷ scale as a Decimal without trailing zeros: exact where it terminates within 60 digits."""
    whole, rest = divmod(number, scale)
    if not rest:
        return Decimal(whole)
    result = _SHOWN.divide(Decimal(number), Decimal(scale)).normalize(_SHOWN)
    exponent = result.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:  # more than 60 digits before the point
        result = result.quantize(Decimal(1), ROUND_DOWN, _EXACT)
    return result


def _bounded(a: Interval) -> Interval:
    if a.scale.bit_length() > MAX_BITS or max(-a.low, a.high).bit_length() > MAX_BITS:
        raise TooLarge
    return a
