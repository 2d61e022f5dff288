"""Values against values: equality, gaps and rounding intervals, exactly."""

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from generator.equality import value_key
from generator.model import Fact, Value
from generator.rule import Verdict

_EXACT = Context(prec=5_000, Emax=999_999, Emin=-999_999, traps=[Inexact])
_MOST = 1_000
"""Beyond this exponent or these decimals nothing is computed: the work would not be bounded."""


def same_value(a: Value, b: Value) -> bool:
    """Whether two values are equal: numbers as numbers, markup in canonical form, the rest exactly."""
    if type(a) is not type(b):
        return False
    if a == b:
        return True
    return isinstance(a, str) and isinstance(b, str) and "<" in a and "<" in b and value_key(a) == value_key(b)


def gap(old: Fact | None, new: Fact | None) -> Decimal | None:
    """The value of `new` less that of `old`, exactly; None where either is missing or no number, or the two are too far apart."""
    if old is None or new is None or not (isinstance(old.value, Decimal) and isinstance(new.value, Decimal)):
        return None
    try:
        return _EXACT.subtract(new.value, old.value)
    except Inexact:
        return None


def meets(old: Fact, new: Fact) -> bool:
    """Whether two numbers of different decimals may be one quantity: their rounding intervals meet."""
    return old.decimals != new.decimals and agreement((old,), new) is not Verdict.VIOLATED and _computable(old) and _computable(new)


def agreement(parts: Sequence[Fact | None], whole: Fact | None) -> Verdict:
    """Whether the parts come to the whole: exact as reported, within rounding, violated; not evaluated where one has no number.

    One part beside the whole is one quantity reported twice: at equal decimals it must be identical.
    """
    facts = [*parts, whole]
    known = [fact for fact in facts if fact is not None and _computable(fact)]
    if whole is None or not parts or len(known) < len(facts):
        return Verdict.NOT_EVALUATED
    values = [Fraction(fact.value) for fact in known if isinstance(fact.value, Decimal)]
    off = abs(sum(values[:-1]) - values[-1])
    if not off:
        return Verdict.EXACT
    if len(known) == 2 and known[0].decimals == known[1].decimals:
        return Verdict.VIOLATED
    return Verdict.WITHIN_ROUNDING if off <= sum(map(_half, known)) else Verdict.VIOLATED


def _computable(fact: Fact) -> bool:
    value = fact.value
    return isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _MOST and abs(fact.decimals or 0) <= _MOST


def _half(fact: Fact) -> Fraction:
    """Half a unit of the fact's last digit; none for infinite precision."""
    return Fraction(0) if fact.decimals is None else Fraction(1, 2) * Fraction(10) ** -fact.decimals
