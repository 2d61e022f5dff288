"""Calculations 1.1 and 1.0: consistent at the edges, inconsistent beyond, and what does not bind."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Fact
from generator.qname import SUMMATION_ITEM_2003, SUMMATION_ITEM_2023
from generator.validate import calculation
from tests.support.validate_builders import PURE, YEAR, arc, concept, fact, report, taxonomy

CONCEPTS = [concept("Total"), concept("A"), concept("B"), concept("Text", "string"), concept("Loose", "float")]
OLD, NEW = SUMMATION_ITEM_2003, SUMMATION_ITEM_2023
ROUNDING = "calc11e:inconsistentCalculationUsingRounding"
TRUNCATION = "calc11e:inconsistentCalculationUsingTruncation"


def model(arcrole: str = OLD, b: str = "1"):
    return taxonomy(CONCEPTS, [arc(arcrole, "Total", "A", weight=Decimal(1)), arc(arcrole, "Total", "B", weight=Decimal(b))])


def facts(total: str | None, a: str | None, b: str | None, decimals: int | None = 0) -> list[Fact]:
    named = (("Total", total), ("A", a), ("B", b))
    return [fact(n, Decimal(v) if v != "nil" else None, decimals=decimals, id=n) for n, v in named if v is not None]


def codes(found: list[Fact], mode: str = "1.1", taxonomy=None) -> list[str]:
    return [d.code for d in calculation.check(report(*found), taxonomy or model(), mode)]


@pytest.mark.parametrize(
    ("values", "rounding", "truncation", "old"),
    [
        (("3", "1", "2"), True, True, True),
        (("4", "1", "2"), True, True, False),  # truncated 1.x + 2.x = 3 … below 5
        (("4.5", "1.5", "2.5"), None, None, True),  # more digits than decimals: said so in 1.1; in 1.0 half to even, 4 = 2 + 2
        (("5", "1", "2"), False, False, False),
        (("2", "1", "2"), True, False, False),  # rounded: 2.5 = 0.5 + … meets; truncated: below 3
        (("1", "1", "2"), False, False, False),
        (("-4", "-1", "-2"), True, True, False),
        (("3", "1", None), False, False, False),
        (("1", "1", "nil"), True, True, True),
        (("nil", "1", "2"), True, True, True),
        (("3", None, None), True, True, True),
        ((None, "1", "2"), True, True, True),
        (("4.5", None, None), True, True, True),  # no calculation binds it, so that its digits are nobody's concern here
        ((None, "1.5", "2.5"), True, True, True),
    ],
)
def test_a_total_and_its_parts(values, rounding, truncation, old) -> None:
    reported = facts(*values)
    excess = ["calc11e:excessDigits"] * 3
    assert codes(reported) == (excess if rounding is None else [] if rounding else [ROUNDING])
    assert codes(reported, "1.1-truncate") == (excess if truncation is None else [] if truncation else [TRUNCATION])
    assert codes(reported, "1.0") == ([] if old else ["xbrl.5.2.5.2"])
    assert codes(reported, "none") == []


def test_weights_take_away() -> None:
    assert codes(facts("-1", "1", "2"), taxonomy=model(b="-1")) == []
    assert codes(facts("3", "1", "2"), taxonomy=model(b="-1")) == [ROUNDING]
    assert codes(facts("2", "1", "2"), taxonomy=model(b="0.5")) == []


def test_both_arcroles_in_11_and_the_old_one_in_10() -> None:
    wrong = facts("9", "1", "2")
    assert codes(wrong, taxonomy=model(NEW)) == [ROUNDING]
    assert codes(wrong, "1.0", model(NEW)) == []
    assert codes(wrong, "1.0", model(OLD)) == ["xbrl.5.2.5.2"]


def test_the_message_has_total_parts_and_difference() -> None:
    (found,) = calculation.check(report(*facts("1200000", "1000000", "150000", -3)), model())
    assert "Total is 1,200,000, but its parts sum to 1,150,000: the difference is 50,000" in found.message
    assert "at most 1,500" in found.message
    assert "A 1,000,000; B 150,000" in str(found.hint)
    assert found.location.fact == "Total"


def test_only_facts_of_equal_aspects_are_added() -> None:
    total, a, b = facts("3", "1", "2")
    assert codes([total, a, b._replace(unit=PURE)]) == [ROUNDING]
    assert codes([total, a, b._replace(period=YEAR._replace(end="2025-01-01T00:00:00"))]) == [ROUNDING]
    assert codes([total._replace(period=None), a, b]) == []


def test_duplicates_count_once_or_block() -> None:
    total, a, b = facts("3", "1", "2")
    assert codes([total, a, b, b._replace(id="B2")]) == []
    finer = b._replace(id="B2", value=Decimal("2.4"), decimals=1)
    assert codes([total, a, b, finer]) == []
    assert codes([total._replace(value=Decimal(2)), a, b, finer]) == [ROUNDING]  # the duplicates narrow B to 2.35 … 2.45
    inconsistent = b._replace(id="B2", value=Decimal(7))
    assert codes([total._replace(value=Decimal(99)), a, b, inconsistent]) == []  # reported by duplicates, not here
    assert codes([total, a, b, inconsistent], "1.1-truncate") == ["calc11e:disallowedDuplicateFactsUsingTruncation"]
    assert codes([total, a, b, b._replace(id="B2", value=None, decimals=None)]) == []
    assert codes([total._replace(value=Decimal(99)), a, b, b._replace(id="B2")], "1.0") == []  # duplicates do not bind


@pytest.mark.parametrize("again", ["2", "nil"])
def test_duplicates_that_disagree_block_though_their_ranges_touch(again: str) -> None:
    """As `duplicates` has it: of equal decimals equal values, nil with nil alone; 1 ± 0.5 and 2 ± 0.5 share 1.5."""
    second = fact("A", None if again == "nil" else Decimal(again), decimals=0, id="again")
    for reported in (facts("9", "1", "2"), facts("3", "1", "2")):
        assert codes([*reported, second]) == []
        assert codes([*reported, second], "1.1-truncate") == ["calc11e:disallowedDuplicateFactsUsingTruncation"]


def test_infinite_precision_is_a_point() -> None:
    assert codes(facts("3", "1", "2", None)) == []
    assert codes(facts("3.000001", "1", "2", None)) == [ROUNDING]


@pytest.mark.parametrize("mode", ["1.1", "1.1-truncate"])
def test_a_number_of_precision_0_blocks_its_calculations_and_has_no_excess_digits(mode: str) -> None:
    total, a, b = facts("9.7", "1", "2", 1)
    assert codes([total._replace(decimals=calculation.NOTHING_KNOWN), a, b], mode) == []
    assert codes([total, a._replace(decimals=calculation.NOTHING_KNOWN), b], mode) == []


def test_extreme_decimals_are_bounded_work() -> None:
    wide = [f._replace(decimals=-999_999_999) for f in facts("0", "0", "0")]
    fine = [f._replace(decimals=999_999_999) for f in facts("9", "1", "2")]
    assert codes(wide) == []
    assert codes(fine) == [ROUNDING]
    assert codes([f._replace(value=Decimal("1E+900000")) for f in facts("9", "1", "2")]) == []
    assert codes(fine, "1.0") == ["xbrl.5.2.5.2"]


def test_arcs_of_other_concepts_and_repeated_arcs_are_found() -> None:
    arcs = [arc(NEW, "Total", n, weight=Decimal(1)) for n in ("A", "A", "Text", "Loose")]
    found = codes([], taxonomy=taxonomy(CONCEPTS, arcs))
    assert found == ["calc11e:duplicateCalculationRelationships", "calc11e:nonDecimalItemNode", "calc11e:nonDecimalItemNode"]


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="no calculation mode"):
        list(calculation.check(report(), model(), "2.0"))


NUMBERS = st.tuples(st.integers(-40, 40), st.sampled_from([-1, 0, 1, None]))


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["1", "-1", "0.5"]))
def test_rounding_agrees_with_fractions(total, a, b, weight) -> None:
    reported = [
        fact(name, Decimal(n).scaleb(-(d or 0)), decimals=d, id=name)
        for name, (n, d) in zip(("Total", "A", "B"), (total, a, b), strict=True)
    ]

    def bounds(f: Fact) -> tuple[Fraction, Fraction]:
        half = Fraction(0) if f.decimals is None else Fraction(10) ** -f.decimals / 2
        return Fraction(f.value) - half, Fraction(f.value) + half  # type: ignore[arg-type]

    (low, high), (a_low, a_high) = bounds(reported[0]), bounds(reported[1])
    b_low, b_high = sorted(Fraction(weight) * x for x in bounds(reported[2]))
    consistent = low <= a_high + b_high and a_low + b_low <= high
    assert codes(reported, taxonomy=model(b=weight)) == ([] if consistent else [ROUNDING])
