"""The Units Registry: which units it lists for which types."""

from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from generator.diagnostics import InputError, Severity
from generator.model import DataType, Unit
from generator.qname import ISO4217, XBRLI, QName
from generator.validate import units
from generator.validate.units import UTR, Registry, read_registry
from tests.support.validate_builders import CNY, MONETARY, PURE, concept, data_type, fact, report, taxonomy

DTR = "http://www.xbrl.org/dtr/type/numeric"


def dtr(name: str, base: str = "decimalItemType"):
    return DataType(qname=QName(DTR, name), base=QName(XBRLI, base), primitive="decimal", item_type=base)


TYPES = [dtr("perShareItemType"), dtr("areaItemType"), dtr("percentItemType", "pureItemType"), dtr("flowItemType")]
OWN = data_type("ownMoney", MONETARY)
CONCEPTS = [
    concept("Money"),
    concept("Own", type=OWN.qname),
    concept("Number", "decimal"),
    concept("Ratio", "decimal", type=QName(XBRLI, "pureItemType")),
    *(concept(t.qname.local, "decimal", type=t.qname) for t in TYPES),
]
TAXONOMY = taxonomy(CONCEPTS, types=[*TYPES, OWN])


@pytest.fixture(scope="module")
def registry() -> Registry:
    spec = find_spec("arelle")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0], "resources/cache/http/www.xbrl.org/utr/utr.xml")
    return read_registry(path.read_bytes())


def unit(above: str, below: str = "") -> Unit:
    spaces = {"iso": ISO4217, "xbrli": XBRLI, "utr": UTR, "own": "urn:own"}

    def names(text: str) -> tuple[QName, ...]:
        return tuple(QName(spaces[p.split(":")[0]], p.split(":")[1]) for p in text.split())

    return Unit(names(above), names(below))


@pytest.mark.parametrize(
    ("name", "given", "good"),
    [
        ("Money", unit("iso:CNY"), True),
        ("Money", unit("iso:MOP"), True),
        ("Money", unit("iso:RMB"), False),
        ("Own", unit("iso:MOP"), True),
        ("Own", unit("iso:RMB"), False),  # a type of our own is looked up by what it restricts
        ("Money", unit("own:CNY"), False),
        ("Number", unit("own:stars"), True),  # the registry does not constrain plain decimals
        ("percentItemType", unit("xbrli:pure"), True),
        ("percentItemType", unit("iso:CNY"), False),
        ("areaItemType", unit("utr:sqm"), True),
        ("areaItemType", unit("utr:t"), False),
        ("perShareItemType", unit("iso:CNY", "xbrli:shares"), True),
        ("perShareItemType", unit("iso:CNY"), False),
        ("perShareItemType", unit("xbrli:shares", "iso:CNY"), False),
        ("perShareItemType", unit("iso:RMB", "xbrli:shares"), False),
    ],
)
def test_units_by_type(registry: Registry, name: str, given: Unit, good: bool) -> None:
    found = list(units.check(report(fact(name, Decimal(1), unit=given)), TAXONOMY, lambda: registry))
    assert [d.code for d in found] == ([] if good else ["utre:error-NumericFactUtrInvalid"])


@pytest.mark.parametrize(
    ("name", "given", "severity"),
    [
        ("Ratio", unit("iso:CNY"), Severity.ERROR),
        ("Ratio", unit("xbrli:pure", "xbrli:shares"), Severity.ERROR),
        ("Ratio", unit("own:stars"), Severity.WARNING),  # XBRL 2.1, 4.8.2: any unit
        ("Money", unit("own:CNY"), Severity.ERROR),
        ("Money", unit("iso:DEM"), Severity.WARNING),  # a currency of the past
    ],
)
def test_a_unit_of_the_filers_own_may_stand_at_a_ratio(registry: Registry, name: str, given: Unit, severity: Severity) -> None:
    (found,) = units.check(report(fact(name, Decimal(1), unit=given)), TAXONOMY, lambda: registry)
    assert found.severity is severity


def test_the_registry_is_not_asked_for_while_units_are_the_usual_ones() -> None:
    def refuse() -> Registry:
        raise AssertionError("the registry was parsed")

    assert list(units.check(report(fact("Money", unit=CNY), fact("percentItemType", unit=PURE)), TAXONOMY, refuse)) == []


def test_the_usual_units_are_in_the_registry(registry: Registry) -> None:
    spaces = {"monetaryItemType": XBRLI, "pureItemType": XBRLI, "sharesItemType": XBRLI, "percentItemType": DTR}
    assert all(registry.allows(Unit((measure,)), QName(spaces[name], name)) for name, measure in units._EVIDENT)


def test_a_unit_of_very_many_measures_is_refused_at_once(registry: Registry) -> None:
    assert not registry.allows(Unit((QName(ISO4217, "CNY"),) * 100_000), MONETARY)


def test_a_registry_that_is_no_xml_is_an_input_error() -> None:
    with pytest.raises(InputError):
        read_registry(b"<utr>")
