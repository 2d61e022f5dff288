"""XBRL 2.1: each rule's code, and what it leaves alone."""

from decimal import Decimal

import pytest

from generator.model import Fact, Period, Unit
from generator.qname import ISO4217, NOTE_CONCEPT, XBRLI, QName
from generator.validate import xbrl21
from tests.support.validate_builders import CLOSE, CNY, ENTITY, PURE, YEAR, abstract, concept, data_type, fact, report, taxonomy

SHARES = Unit((QName(XBRLI, "shares"),))
SMALL = data_type("smallType", QName(XBRLI, "decimalItemType"), ("maxInclusive", "10"), item_type="decimalItemType")
TAXONOMY = taxonomy(
    [
        concept("Revenue"),
        concept("Assets", period="instant"),
        concept("Share", "shares", "instant"),
        concept("Rate", "pure"),
        concept("Note", "string"),
        concept("Day", "date"),
        concept("Small", "decimal", type=SMALL.qname),
        concept("Firm", nillable=False),
        abstract("Heading"),
    ],
    types=[SMALL],
)


def unit(*measures: QName) -> Unit:
    return Unit(measures)


def codes(*facts: Fact) -> list[str]:
    return [d.code for d in xbrl21.check(report(*facts), TAXONOMY)]


def test_good_facts_have_no_finding() -> None:
    good = [
        fact("Revenue", Decimal("-12.50"), decimals=2),
        fact("Revenue", None),
        fact("Assets", Decimal(1), decimals=None, period=CLOSE),
        fact("Share", Decimal(10), unit=SHARES, period=CLOSE),
        fact("Rate", Decimal("0.5"), unit=unit(QName("urn:m", "turns"))),  # 4.8.2 binds pure items to no unit
        fact("Note", "任何文字"),
        fact("Note", "forever", period=None),
        fact("Day", "2024-02-29"),
        fact("Small", Decimal(10), unit=PURE),
        Fact("n", NOTE_CONCEPT, "footnote", ENTITY, None, language="zh"),
    ]
    assert codes(*good) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (fact("Missing"), "oime:unknownConcept"),
        (fact("Heading", "x"), "oime:valueForAbstractConcept"),
        (fact("Firm", None), "cvc-elt.3.1"),
        (fact("Revenue", unit=None), "xbrl.4.6.2"),
        (fact("Note", "x")._replace(unit=PURE), "xbrl.4.6.2"),
        (fact("Revenue", None)._replace(decimals=2), "xbrl.4.6.3"),
        (fact("Revenue", unit=PURE), "xbrl.4.8.2"),
        (fact("Revenue", unit=unit(QName(ISO4217, "Yuan"))), "xbrl.4.8.2"),
        (fact("Revenue", unit=unit(QName(ISO4217, "CNY"), QName(ISO4217, "USD"))), "xbrl.4.8.2"),
        (fact("Revenue", unit=Unit(CNY.numerators, PURE.numerators)), "xbrl.4.8.2"),
        (fact("Share", unit=PURE, period=CLOSE), "xbrl.4.8.2"),
        (fact("Rate", unit=unit(QName(XBRLI, "percent"))), "xbrl.4.8.2"),
        (fact("Rate", unit=Unit(CNY.numerators, CNY.numerators)), "xbrl.4.8.4"),
        (fact("Revenue", period=CLOSE), "xbrl.4.7.2"),
        (fact("Assets", period=YEAR), "xbrl.4.7.2"),
        (fact("Assets", period=None), "xbrl.4.7.2"),
        (fact("Revenue", period=Period(YEAR.end, YEAR.end)), "xbrl.4.7.2"),
        (fact("Revenue", period=Period(YEAR.end, "2023-06-30T00:00:00")), "xbrl.4.7.2"),
        (fact("Revenue", period=Period("2023-02-30T00:00:00", YEAR.end)), "xbrl.4.7.2"),
        (fact("Revenue", period=Period("2023-01-01T00:00:00Z", YEAR.end)), "xbrl.4.7.2"),
        (fact("Day", "2023-02-29"), "cvc-datatype-valid"),
        (fact("Revenue", "many")._replace(unit=CNY), "cvc-datatype-valid"),
        (fact("Revenue", Decimal("NaN")), "cvc-datatype-valid"),
        (fact("Small", Decimal("10.01"), unit=PURE), "cvc-maxInclusive-valid"),
    ],
)
def test_each_defect_has_its_code(bad: Fact, code: str) -> None:
    assert codes(bad) == [code]


def test_a_defect_repeated_in_every_fact_is_found_in_each() -> None:
    found = list(xbrl21.check(report(*(fact("Revenue", unit=PURE, id=f"f{n}") for n in range(3))), TAXONOMY))
    assert [d.location.fact for d in found] == ["f0", "f1", "f2"]
    assert all("pure" in d.message for d in found)


def test_a_long_hostile_value_is_quoted_short() -> None:
    (found,) = xbrl21.check(report(fact("Day", "\x1b[31m" + "x" * 5_000)), TAXONOMY)
    assert "\x1b" not in found.message
    assert len(found.message) < 250
