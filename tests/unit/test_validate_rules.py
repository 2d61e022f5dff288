"""Verdicts of the rule engine: the exact edges, what is missing, explanations, and agreement with brute force."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.diagnostics import Location, Severity
from generator.filing import Explanation
from generator.model import PURE, Entity, Fact, Period
from generator.qname import QName
from generator.rule import Rule, RuleResult, RuleSyntaxError, Verdict, parse_statement
from generator.schedule import BoundSchedule, CellAspects, NumberFormat, Row, Schedule, Source, Text
from generator.validate.intervals import meet, rounded, rounding_interval
from generator.validate.rules import evaluate

YEAR = Period("2023-01-01T00:00:00", "2024-01-01T00:00:00")
Values = Mapping[str, tuple[str | None, int | None]]


def fact(cell: str, value: str | None, decimals: int | None) -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(f"s.{cell}", QName("urn:x", cell), number, Entity("urn:e", "1"), YEAR, PURE, decimals)


def schedule(cells: Values, groups: Mapping[str, tuple[str, ...]], form: NumberFormat) -> BoundSchedule:
    text = Text(zh="表", en="Table")
    declared = Schedule(id="s", title=text, role="urn:r", label_headings=(text,), columns=(), rows=())
    keys = [tuple(c.split(".")) for c in cells]
    aspects = CellAspects(concept=QName("urn:x", "c"), period=YEAR, unit=PURE, dimensions=(), format=form)
    return BoundSchedule(
        schedule=declared,
        number=1,
        rows=tuple(Row(code=r, label=(text,)) for r in dict.fromkeys(k[0] for k in keys)),
        cells=dict.fromkeys(keys, aspects),
        row_groups=groups,
        column_groups={},
        source=Source(document="d", heading="h", table="t"),
    )


def rule(statement: str, **variables: tuple[str, ...]) -> Rule:
    operator, left, right = parse_statement(statement, "s")
    return Rule(
        id="r", relation="x", schedule="s", statement=statement, operator=operator, left=left, right=right, variables=variables,
        label=Text(zh="规则", en="Rule"), location=Location(path="rules.csv", line=2),
    )  # fmt: skip


def run(statement: str, cells: Values, *explanations: Explanation, form: NumberFormat | None = None, **groups: tuple[str, ...]):
    facts = {f"s.{c}": fact(c, v, d) for c, (v, d) in cells.items() if v != "absent"}
    return evaluate([rule(statement)], {"s": schedule(cells, groups, form or NumberFormat())}, facts, explanations)


def verdict(statement: str, cells: Values, **groups: tuple[str, ...]) -> RuleResult:
    (result,), diagnostics = run(statement, cells, **groups)
    said = {Verdict.VIOLATED: ["filing.rule"], Verdict.WITHIN_ROUNDING: ["filing.rounding"]}
    assert [d.code for d in diagnostics] == said.get(result.verdict, [])
    return result


@pytest.mark.parametrize(
    ("statement", "values", "expected"),
    [
        # linear: equal as printed, touching edges, one step beyond
        ("t.a = x.a + y.a", "3 1 2", "exact"),
        ("t.a = x.a + y.a", "4 1 2", "within_rounding"),
        ("t.a = x.a + y.a", "4.5 1 2", "within_rounding"),  # 4..5 and 2..4 touch at 4
        ("t.a = x.a + y.a", "4.51 1 2", "violated"),
        ("t.a = x.a + y.a", "-3 -1 -2", "exact"),
        ("t.a = x.a - y.a", "-1 1 2", "exact"),
        ("t.a - x.a = y.a", "3 1 2", "exact"),
        ("t.a - x.a = y.a", "6 1 2", "violated"),
        # a product, a ratio: rounded half away from zero to the left side's decimals
        ("t.a = x.a * y.a", "6 2 3", "exact"),
        ("t.a = x.a / y.a", "3 5 2", "exact"),  # 2.5 -> 3
        ("t.a = x.a / y.a", "-3 -5 2", "exact"),
        ("t.a = x.a / y.a", "2 5 2", "within_rounding"),
        ("t.a = x.a / y.a", "5 5 2", "violated"),  # 4.5/2.5 .. 5.5/1.5 = 1.8 .. 3.67 against 4.5 .. 5.5
        ("t.a = (x.a - y.a) / y.a", "1 20 10", "exact"),
        ("t.a = x.a * (1 + y.a) ^ 2", "18 2 2", "exact"),
        ("t.a = x.a / y.a", "0 5 0", "not_evaluated"),
        ("t.a = x.a / (y.a - y.a)", "0 5 7", "not_evaluated"),
        # one quantity printed twice
        ("x.a = y.a", "9 7 7", "exact"),
        ("x.a = y.a", "9 7 8", "violated"),  # touching intervals do not excuse it
        ("x.a < y.a", "0 1 2", "exact"),
        ("x.a < y.a", "0 2 2", "within_rounding"),
        ("x.a < y.a", "0 3 2", "violated"),  # 2.5 < 2.5 is false
        ("x.a <= y.a", "0 3 2", "within_rounding"),
        ("x.a >= y.a", "0 1 2", "within_rounding"),
        ("x.a > y.a", "0 1 2", "violated"),
        ("x.a > 0.5", "0 1 2", "exact"),
    ],
)
def test_verdicts_at_their_edges(statement: str, values: str, expected: str) -> None:
    cells = {f"{row}.a": (value, 0) for row, value in zip("txy", values.split(), strict=True)}
    assert verdict(statement, cells).verdict == expected


@pytest.mark.parametrize(("other", "expected"), [("0.435", "within_rounding"), ("0.445", "within_rounding"), ("0.4451", "violated")])
def test_one_quantity_at_two_precisions_meets_with_closed_ends(other: str, expected: str) -> None:
    assert verdict("x.a = y.a", {"x.a": ("0.44", 2), "y.a": (other, None)}).verdict == expected


def test_a_fact_of_infinite_precision_is_a_point() -> None:
    cells: Values = {"t.a": ("100", None), "x.a": ("40", None), "y.a": ("60.01", None)}
    assert verdict("t.a = x.a + y.a", cells).verdict == "violated"
    assert verdict("t.a = x.a + y.a", {**cells, "t.a": ("100", -2)}).verdict == "within_rounding"


@pytest.mark.parametrize(
    ("statement", "values", "expected", "reason"),
    [
        ("t.a = sum([g].a)", "3 3 nil", "exact", ""),
        ("t.a = sum([g].a)", "3 3 absent", "exact", ""),
        ("t.a = sum([g].a)", "3 nil absent", "not_evaluated", "no term"),
        ("t.a = sum([g].a)", "nil 1 2", "not_evaluated", "s.t.a is nil"),
        ("t.a = average([g].a)", "3 3 absent", "exact", ""),
        ("t.a = x.a / sum([g].a)", "1 3 nil", "exact", ""),
        ("t.a = x.a / y.a", "1 3 absent", "not_evaluated", "s.y.a has no value"),
        ("t.a = (x.a - y.a) / y.a", "-1 absent 2", "not_evaluated", "s.x.a has no value"),
        ("t.a = x.a * (1 + y.a)", "3 3 nil", "not_evaluated", "s.y.a is nil"),
        ("x.a = y.a", "3 3 nil", "not_evaluated", "s.y.a is nil"),
        ("t.a = sum([none].a)", "3 3 3", "not_evaluated", "no term"),
    ],
)
def test_missing_operands(statement: str, values: str, expected: str, reason: str) -> None:
    words = zip("txy", values.split(), strict=True)
    cells = {f"{row}.a": (None if word == "nil" else word, None if word == "nil" else 0) for row, word in words}
    result = verdict(statement, cells, g=("x", "y"), none=())
    assert result.verdict == expected
    assert reason in result.reason


def test_a_violation_says_both_sides_and_the_size_in_the_printed_unit() -> None:
    cells: Values = {"t.a": ("12000000", -2), "x.a": ("5000000", -2), "y.a": ("6500000", -2)}
    (result,), (diagnostic,) = run("t.a = x.a + y.a", cells, form=NumberFormat(scale=4, places=2))
    assert (result.left, result.right, result.gap, result.tolerance) == tuple(map(Decimal, ("12000000", "11500000", "500000", "150")))
    assert diagnostic.code == "filing.rule"
    assert diagnostic.location.fact == "s.t.a"
    assert "1,200.00 万" in diagnostic.message
    assert "1,150.00 万" in diagnostic.message
    assert "difference is 50.00 万" in diagnostic.message
    assert "0.015 万" in diagnostic.message
    assert "s.x.a 500.00 万" in str(diagnostic.hint)


def explanation(left: str, right: str, instance: str = "r") -> Explanation:
    reason = Text(zh="原文如此", en="It stands so in the source")
    return Explanation(name="why", instance=instance, left=left, right=right, reason=reason, location=Location(path="filing.toml", line=9))


def test_an_explanation_naming_both_printed_values_explains() -> None:
    cells: Values = {"t.a": ("0.45", 4), "x.a": ("3", 0), "y.a": ("1000", 0)}
    (result,), (diagnostic,) = run(
        "t.a = x.a / y.a", cells, explanation("45.00%", "0.3"), form=NumberFormat(scale=-2, places=2, percent=True)
    )
    assert (result.verdict, result.explanation) == (Verdict.EXPLAINED, "why")
    assert (diagnostic.severity, diagnostic.explained) == (Severity.INFO, "why")


@pytest.mark.parametrize(
    ("total", "given", "instance", "why"),
    [
        ("9", ("9", "4"), "r", "names the values"),
        ("9", ("九", "3"), "r", "names the values"),
        ("3", ("9", "3"), "r", "holds"),
        ("9", ("9", "3"), "q", "no rule has"),
        (None, ("9", "3"), "r", "not evaluated"),
    ],
)
def test_an_explanation_that_no_longer_fits_is_an_error(total: str | None, given: tuple[str, str], instance: str, why: str) -> None:
    cells: Values = {"t.a": (total, 0), "x.a": ("1", 0), "y.a": ("2", 0)}
    _, diagnostics = run("t.a = x.a + y.a", cells, explanation(*given, instance=instance))
    (stale,) = [d for d in diagnostics if d.code == "filing.stale-explanation"]
    assert why in stale.message
    assert stale.location.line == 9
    assert stale.severity is Severity.ERROR


def test_a_second_explanation_of_the_same_instance_is_stale() -> None:
    cells: Values = {"t.a": ("9", 0), "x.a": ("1", 0), "y.a": ("2", 0)}
    second = Explanation(name="again", instance="r", left="9", right="3", reason=Text(zh="", en=""))
    _, diagnostics = run("t.a = x.a + y.a", cells, explanation("9", "3"), second)
    assert [d.code for d in diagnostics] == ["filing.rule", "filing.stale-explanation"]
    assert "already explained" in diagnostics[1].message


def test_a_rule_that_cannot_be_bound_is_a_diagnostic_at_its_place() -> None:
    results, (diagnostic,) = run("t.a = z.a", {"t.a": ("1", 0)})
    assert results == ()
    assert diagnostic.code == "filing.rule-syntax"
    assert diagnostic.location == Location(path="rules.csv", line=2)


@pytest.mark.parametrize("statement", ["t.a = 1" + " * 1" * 5_000, "t.a = " + "(" * 50 + "1" + ")" * 50])
def test_a_statement_nested_beyond_reason_does_not_parse(statement: str) -> None:
    with pytest.raises(RuleSyntaxError, match=r"at most 200|more than 20 deep"):
        parse_statement(statement, "t")


def test_numbers_beyond_reason_are_not_evaluated() -> None:
    huge: Values = {"t.a": ("1E+5000", 0), "x.a": ("1", 0)}
    assert verdict("t.a = x.a + x.a", huge).reason == "the numbers are too large to be compared"
    deep = verdict("t.a = (x.a ^ 50) ^ 40", {"t.a": ("1", 0), "x.a": ("1E+900", None)})
    assert deep.verdict is Verdict.NOT_EVALUATED
    with pytest.raises(RuleSyntaxError, match="powers written out"):
        verdict("t.a = ((x.a ^ 50) * 1) ^ 50", {"t.a": ("1", 0), "x.a": ("3", None)})


# ---------------------------------------------------------------- properties

NUMBER = st.integers(-5_000, 5_000)
DECIMALS = st.sampled_from([-2, -1, 0, 1, 2, None])
REPORTED = st.tuples(NUMBER, DECIMALS).map(lambda p: (str(Decimal(p[0]).scaleb(-(p[1] or 0))), p[1]))
STATEMENTS = {
    "t.a = x.a + y.a": lambda x, y: x + y,
    "t.a = x.a - y.a": lambda x, y: x - y,
    "t.a = x.a * y.a": lambda x, y: x * y,
    "t.a = x.a / y.a": lambda x, y: x / y,
    "t.a = (x.a + 1) / (y.a - 2)": lambda x, y: (x + 1) / (y - 2),
}


def bounds(reported: tuple[str, int | None]) -> tuple[Fraction, Fraction]:
    value, decimals = Fraction(reported[0]), reported[1]
    half = Fraction(0) if decimals is None else Fraction(10) ** -decimals / 2
    return value - half, value + half


@given(st.sampled_from(sorted(STATEMENTS)), REPORTED, REPORTED, REPORTED, st.booleans())
def test_verdicts_agree_with_the_corners_by_brute_force(statement, t, x, y, computed) -> None:
    of = STATEMENTS[statement]
    low, high = bounds(y)
    if "/" in statement:
        shift = 2 if "- 2" in statement else 0
        if low - shift <= 0 <= high - shift:
            assert verdict(statement, {"t.a": t, "x.a": x, "y.a": y}).verdict == "not_evaluated"
            return
    value = of(Fraction(x[0]), Fraction(y[0]))
    if computed and t[1] is not None:  # a total near the truth: else nearly every example would be violated
        t = (str(rounded(*value.as_integer_ratio(), t[1])), t[1])
    corners = [of(a, b) for a, b in product(bounds(x), bounds(y))]
    meets = bounds(t)[0] <= max(corners) and min(corners) <= bounds(t)[1]
    result = verdict(statement, {"t.a": t, "x.a": x, "y.a": y})
    linear = "/" not in statement and "*" not in statement
    printed = value if linear or t[1] is None else Fraction(rounded(*value.as_integer_ratio(), t[1]))
    exact = Fraction(t[0]) == printed
    assert result.verdict == ("exact" if exact else "within_rounding" if meets else "violated")
    if result.verdict is not Verdict.VIOLATED and not exact and linear:
        assert result.gap is not None and result.tolerance is not None and abs(result.gap) <= result.tolerance  # noqa: PT018


@given(REPORTED, REPORTED)
def test_meeting_is_symmetric_and_reflexive(x, y) -> None:
    a, b = (rounding_interval(Decimal(v), d) for v, d in (x, y))
    assert meet(a, a)
    assert meet(a, b) == meet(b, a)


@given(st.integers(-(10**6), 10**6), st.integers(1, 999), st.integers(-3, 5))
def test_rounding_is_half_away_from_zero(number: int, scale: int, decimals: int) -> None:
    assume(number)
    result = Fraction(rounded(number, scale, decimals))
    error, unit = abs(Fraction(number, scale)) - abs(result), Fraction(10) ** -decimals
    assert -unit / 2 <= error < unit / 2
