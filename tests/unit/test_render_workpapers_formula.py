"""Formulas: their texts, their values, and that only portable functions are used."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import Figure, Place, address, count_of, half_name, half_unit, quoted_sheet, runs, sum_of

A, B, C = (Formula(name, Fraction(value)) for name, value in (("A1", 6), ("B1", 4), ("C1", 3)))


@pytest.mark.parametrize(
    ("formula", "text", "value"),
    [
        (f.minus(A, f.minus(B, C)), "A1-(B1-C1)", 5),
        (f.plus(A, f.minus(B, C)), "A1+(B1-C1)", 7),
        (f.minus(f.plus(A, B), C), "A1+B1-C1", 7),
        (f.times(f.plus(A, B), C), "(A1+B1)*C1", 30),
        (f.over(A, f.times(B, C)), "A1/(B1*C1)", Fraction(1, 2)),
        (f.over(f.over(A, B), C), "A1/B1/C1", Fraction(1, 2)),
        (f.power(f.plus(f.constant(1), C), 2), "(1+C1)^2", 16),
        (f.power(f.constant(-2), 2), "(-2)^2", 4),
        (f.negative(f.plus(A, B)), "-(A1+B1)", -10),
        (f.minus(A, f.constant(-2)), "A1-(-2)", 8),
        (f.times(A, f.constant(1)), "A1", 6),
        (f.rounded(f.over(A, B), 0), "ROUND(A1/B1,0)", 2),
        (f.absolute(f.minus(C, A)), "ABS(C1-A1)", 3),
        (f.total([]), "0", 0),
        (f.choose(f.compared(A, ">", B), f.text("是"), f.text("否")), 'IF(A1>B1,"是","否")', "是"),
        (f.text('a"b'), '"a""b"', 'a"b'),
    ],
)
def test_a_formula_says_what_it_computes(formula: Formula, text: str, value: object) -> None:
    assert (formula.text, formula.value) == (text, value)


def test_an_error_is_caught_only_by_the_branch_not_taken() -> None:
    broken = f.over(A, f.constant(0))
    assert broken.value is None
    assert f.plus(broken, A).value is None
    assert f.choose(f.compared(A, "<", B), broken, C).value == 3
    assert f.choose(f.compared(A, ">", B), broken, C).value is None
    assert f.choose(f.compared(broken, ">", B), A, C).value is None


@given(st.lists(st.fractions(), min_size=1, max_size=6))
def test_extremes_are_those_of_the_values(values: list[Fraction]) -> None:
    items = [Formula(f"A{i}", value) for i, value in enumerate(values, start=1)]
    assert (f.least(items).value, f.greatest(items).value) == (min(values), max(values))
    assert "MIN" not in f.least(items).text


@pytest.mark.parametrize(("value", "digits", "expected"), [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.005", 2, "1.01"), ("1250", -2, "1300")])
def test_rounding_goes_away_from_zero(value: str, digits: int, expected: str) -> None:
    assert f.round_half_up(Fraction(value), digits) == Fraction(expected)


@pytest.mark.parametrize("text", ["0", "0.005", "-12.30", "1000", "0.00000001"])
def test_decimal_text_is_exact(text: str) -> None:
    assert Fraction(f.decimal_text(Fraction(text))) == Fraction(text)


def test_what_does_not_terminate_is_no_constant() -> None:
    with pytest.raises(ValueError, match="finite"):
        f.constant(Fraction(1, 3))


def figure(row: int, column: int, value: str | None = "1", sheet: str = "S") -> Figure:
    from decimal import Decimal

    return Figure(place=Place(sheet, row, column), value=None if value is None else Decimal(value), decimals=2, scale=4)


def test_neighbours_become_ranges() -> None:
    figures = [figure(4, 2), figure(5, 2), figure(6, 2), figure(9, 2), figure(9, 3), figure(9, 4, sheet="T")]
    assert [len(run) for run in runs(figures)] == [3, 2, 1]
    assert sum_of(figures[:3], "S") == Formula("SUM(C5:C7)", Fraction(3))
    assert sum_of(figures[:3], "T x").text == "SUM('S'!C5:C7)"
    assert count_of([figure(4, 2), figure(5, 2, None)], "S") == Formula('COUNTIF(C5:C6,">-1E+300")', Fraction(1))


def test_names_and_addresses() -> None:
    assert [address(0, c) for c in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]
    assert address(4, 27, fixed=True) == "$AB$5"
    assert quoted_sheet("it's") == "'it''s'"
    assert [half_name(p) for p in (2, 0, -3)] == ["half_2", "half_0", "half_m3"]
    assert half_unit(-3).value == 500
