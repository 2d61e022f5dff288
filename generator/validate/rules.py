"""The verdict on every rule instance of a filing (DESIGN.md, "Rules, exactly").

Every operand is its closed rounding interval; a relation holds when the intervals of both sides meet. What is
missing or nil: a side, or an operand of a ratio, product or power, that is one cell makes the instance
`not_evaluated`; a term of a sum, or of an average, is left out, unless all are, or unless the sum is a
difference inside a ratio, product or power (a growth rate needs both years).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator.diagnostics import Diagnostic, error
from generator.filing import Explanation
from generator.model import Fact
from generator.rule import (
    Average,
    Cell,
    Expression,
    Number,
    Power,
    Product,
    Quotient,
    Rule,
    RuleInstance,
    RuleResult,
    RuleSyntaxError,
    Sum,
    Verdict,
    cells,
    instances,
    is_linear,
)
from generator.schedule import BoundSchedule
from generator.validate.explanations import Printer, explain
from generator.validate.intervals import (
    Interval,
    TooLarge,
    add,
    compare,
    decimal,
    meet,
    multiply,
    negate,
    point,
    reciprocal,
    rounded,
    rounding_interval,
)


def evaluate(
    rules: Sequence[Rule],
    schedules: Mapping[str, BoundSchedule],
    facts: Mapping[str, Fact],
    explanations: Sequence[Explanation],
) -> tuple[tuple[RuleResult, ...], tuple[Diagnostic, ...]]:
    """The result of every instance of `rules`, in declared order, and the diagnostics.

    `facts` are by id. A violated instance is an error `filing.rule` at its left fact, or, where an explanation names it and
    both values, an info with `explained`; an explanation that covers nothing is an error
    `filing.stale-explanation`; a rule that cannot be bound to the schedules is an error `filing.rule-syntax`.
    """
    results: list[RuleResult] = []
    diagnostics: list[Diagnostic] = []
    for rule in rules:
        try:
            bound = list(instances(rule, schedules))
        except RuleSyntaxError as problem:
            diagnostics.append(
                error(
                    "filing.rule-syntax",
                    f"Rule “{rule.id}” cannot be applied: {problem}.",
                    hint="Name rows, columns and groups as the schedule declares them.",
                    location=rule.location,
                )
            )
            continue
        results += [judge(instance, facts) for instance in bound]
    judged, found = explain(results, explanations, Printer(schedules, facts))
    return judged, (*diagnostics, *found)


# ---------------------------------------------------------------- one instance


def judge(instance: RuleInstance, facts: Mapping[str, Fact]) -> RuleResult:
    """The verdict on one instance; `facts` are by id. Never VIOLATED for want of a value: then NOT_EVALUATED."""
    try:
        left = _Side(instance.left, _value(instance.left, facts), facts)
        right = _Side(instance.right, _value(instance.right, facts), facts)
        return _verdict(instance, left, right)
    except _NotEvaluated as why:
        reason = str(why)
    except TooLarge:
        reason = "the numbers are too large to be compared"
    return RuleResult(instance=instance, verdict=Verdict.NOT_EVALUATED, reason=reason)


class _NotEvaluated(Exception):
    """The reason why an instance has no verdict."""


class _Missing(_NotEvaluated):
    """A cell without a value: a sum may do without it."""


class _Side:
    """One side of a relation: its interval and, where it is linear, the decimals it is printed to."""

    def __init__(self, expression: Expression, interval: Interval, facts: Mapping[str, Fact]) -> None:
        self.interval = interval
        self.linear = is_linear(expression)
        self.single = isinstance(expression, Cell)
        found = [facts[c.fact_id].decimals for c in cells(expression) if self.linear and c.fact_id in facts]
        known = [d for d in found if d is not None]
        self.decimals = min(known) if known else None

    def printed(self, other: "_Side") -> tuple[int, int]:
        """The value as (number, scale): as printed, or as the linear other side would print it."""
        if self.linear or not other.linear or other.decimals is None:
            return self.interval.value, self.interval.scale
        return rounded(self.interval.value, self.interval.scale, other.decimals).as_integer_ratio()


def _verdict(instance: RuleInstance, left: _Side, right: _Side) -> RuleResult:
    operator = instance.rule.operator
    a, b = left.interval, right.interval
    x, y = (a.value, a.scale), (b.value, b.scale)
    if operator == "=":
        x, y = left.printed(right), right.printed(left)
    order = compare(*x, *y)
    exact = _HOLDS[operator](order)
    if left.single and right.single and operator == "=" and left.decimals == right.decimals:
        holds, slack = exact, Decimal(0)  # one quantity printed twice alike: touching intervals do not excuse it
    else:
        holds, slack = exact or _possible(operator, a, b), _slack(operator, order, a, b, x, y)
    return RuleResult(
        instance=instance,
        verdict=Verdict.EXACT if exact else Verdict.WITHIN_ROUNDING if holds else Verdict.VIOLATED,
        left=decimal(*x),
        right=decimal(*y),
        gap=decimal(x[0] * y[1] - y[0] * x[1], x[1] * y[1]),
        tolerance=slack,
    )


_HOLDS = {
    "=": lambda order: order == 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def _possible(operator: str, a: Interval, b: Interval) -> bool:
    """Whether some pair of values within the intervals satisfies the relation."""
    if operator == "=":
        return meet(a, b)
    if operator in ("<", "<="):
        return bool(_HOLDS[operator](compare(a.low, a.scale, b.high, b.scale)))
    return bool(_HOLDS[operator](compare(a.high, a.scale, b.low, b.scale)))


def _slack(operator: str, order: int, a: Interval, b: Interval, x: tuple[int, int], y: tuple[int, int]) -> Decimal:
    """How much of the gap x − y rounding explains, towards the side where it stands against the relation."""
    if operator in ("<", "<=") or (operator == "=" and order >= 0):
        (m, s), (n, t) = (a.low, a.scale), (b.high, b.scale)
    else:
        (m, s), (n, t) = (a.high, a.scale), (b.low, b.scale)
    # |(x - y) - (m/s - n/t)|
    gap, gap_scale = x[0] * y[1] - y[0] * x[1], x[1] * y[1]
    least, least_scale = m * t - n * s, s * t
    return decimal(gap * least_scale - least * gap_scale, gap_scale * least_scale).copy_abs()


# ---------------------------------------------------------------- values of expressions


def _value(expression: Expression, facts: Mapping[str, Fact], strict: bool = False) -> Interval:
    """The interval of `expression`. `strict`: inside a ratio, product or power. Raises _NotEvaluated, TooLarge."""
    match expression:
        case Cell():
            return _operand(expression, facts)
        case Number(value):
            return point(value)
        case Sum(terms):
            return _sum(terms, facts, strict)
        case Average(parts):
            return _average(parts, facts, strict)
        case Product(left, right):
            return multiply(_value(left, facts, True), _value(right, facts, True))
        case Quotient(left, right):
            return multiply(_value(left, facts, True), _divisor(right, facts))
        case Power(base, exponent):
            factor = result = _value(base, facts, True)
            for _ in range(exponent - 1):
                result = multiply(result, factor)
            return result


def _operand(cell: Cell, facts: Mapping[str, Fact]) -> Interval:
    fact = facts.get(cell.fact_id)
    if fact is None:
        raise _Missing(f"{cell.fact_id} has no value")
    if fact.value is None:
        raise _Missing(f"{cell.fact_id} is nil")
    if not isinstance(fact.value, Decimal) or not fact.value.is_finite():
        raise _NotEvaluated(f"{cell.fact_id} is not a number")
    return rounding_interval(fact.value, fact.decimals)


def _divisor(expression: Expression, facts: Mapping[str, Fact]) -> Interval:
    try:
        return reciprocal(_value(expression, facts, True))
    except ZeroDivisionError:
        names = ", ".join(c.fact_id for c in cells(expression))
        raise _NotEvaluated(f"the divisor ({names}) may be zero") from None


def _present(terms: Sequence[tuple[int, Expression]], facts: Mapping[str, Fact], strict: bool) -> Iterator[Interval]:
    """The signed intervals of the terms that have a value. Raises _Missing where none has, or where all must have."""
    whole = strict and any(sign < 0 for sign, _ in terms)
    missing: list[str] = []
    found = 0
    for sign, term in terms:
        try:
            interval = _value(term, facts, strict)
        except _Missing as why:
            if whole:
                raise
            missing.append(str(why))
            continue
        found += not isinstance(term, Number)
        yield negate(interval) if sign < 0 else interval
    if not found and (missing or not terms):
        raise _Missing(missing[0] if len(missing) == 1 else "no term of the sum has a value")


def _sum(terms: Sequence[tuple[int, Expression]], facts: Mapping[str, Fact], strict: bool) -> Interval:
    present = list(_present(terms, facts, strict))
    total = present[0]
    for interval in present[1:]:
        total = add(total, interval)
    return total


def _average(terms: Sequence[Expression], facts: Mapping[str, Fact], strict: bool) -> Interval:
    present = list(_present([(1, t) for t in terms], facts, strict))
    total = present[0]
    for interval in present[1:]:
        total = add(total, interval)
    return multiply(total, Interval(1, 1, 1, len(present)))
