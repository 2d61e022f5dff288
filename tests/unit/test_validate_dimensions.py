"""XBRL Dimensions 1.0: members by themselves, and facts against hypercubes."""

from decimal import Decimal

import pytest

from generator.model import Fact, Member, Relationship, Taxonomy
from generator.qname import ALL, DIMENSION_DEFAULT, DIMENSION_DOMAIN, DOMAIN_MEMBER, HYPERCUBE_DIMENSION, NOT_ALL, XS, QName
from generator.validate import dimensions
from generator.validate.dimensions import Dimensional
from tests.support.validate_builders import abstract, arc, concept, data_type, fact, q, report, taxonomy

INVALID = "xbrldie:PrimaryItemDimensionallyInvalidError"
CUSTOMER_TYPE = data_type("customerType", QName(XS, "string"), ("minLength", "1"), ("maxLength", "8"), primitive="string")
CONCEPTS = [
    abstract("Heading"),
    concept("Sales"),
    concept("Free"),
    abstract("Cube", "hypercubeItem"),
    abstract("Excluded", "hypercubeItem"),
    abstract("Region", "dimensionItem"),
    abstract("Product", "dimensionItem"),
    abstract("Customer", "dimensionItem", typed_domain=q("customer")),
    *(abstract(name) for name in ("World", "Asia", "China", "Mars", "AllProducts", "Cloud")),
]
BASE = [
    arc(DOMAIN_MEMBER, "Heading", "Sales"),
    arc(ALL, "Heading", "Cube", closed=True, context_element="scenario"),
    arc(HYPERCUBE_DIMENSION, "Cube", "Region"),
    arc(HYPERCUBE_DIMENSION, "Cube", "Product"),
    arc(DIMENSION_DOMAIN, "Region", "World"),
    arc(DOMAIN_MEMBER, "World", "Asia", usable=False),
    arc(DOMAIN_MEMBER, "Asia", "China"),
    arc(DIMENSION_DOMAIN, "Product", "AllProducts"),
    arc(DOMAIN_MEMBER, "AllProducts", "Cloud"),
    arc(DIMENSION_DEFAULT, "Product", "AllProducts", "urn:role:defaults"),
]


def build(*relationships: Relationship) -> Taxonomy:
    return taxonomy(CONCEPTS, relationships, [CUSTOMER_TYPE], {q("customer"): CUSTOMER_TYPE.qname})


def codes(model: Taxonomy, *facts: Fact) -> list[str]:
    return [d.code for d in dimensions.check(report(*facts), model)]


def sales(**members: Member) -> Fact:
    return fact("Sales", Decimal(1), **members)


def test_points_of_a_closed_hypercube_are_valid() -> None:
    model = build(*BASE)
    assert codes(model, sales(Region=q("China")), sales(Region=q("World"), Product=q("Cloud"))) == []


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({}, "Region is missing"),  # no default
        ({"Region": q("Asia")}, "Asia is no usable member"),
        ({"Region": q("Mars")}, "Mars is no usable member"),
        ({"Region": q("Cloud")}, "Cloud is no usable member"),
        ({"Region": q("China"), "Customer": "A"}, "closed and has no Customer"),
    ],
)
def test_points_outside_a_closed_hypercube_are_not(members: dict[str, Member], why: str) -> None:
    (found,) = dimensions.check(report(sales(**members)), build(*BASE))
    assert found.code == INVALID
    assert why in str(found.hint)
    assert found.location.fact == "s.Sales.c"


def test_an_open_hypercube_takes_further_dimensions() -> None:
    model = build(*BASE[:1], arc(ALL, "Heading", "Cube", context_element="scenario"), *BASE[2:])
    assert codes(model, sales(Region=q("China"), Customer="A")) == []
    assert codes(model, sales(Customer="A")) == [INVALID]


def test_a_concept_without_hypercubes_takes_any_dimensions() -> None:
    assert codes(build(*BASE), fact("Free", Region=q("China"), Customer="A")) == []


@pytest.mark.parametrize(
    ("name", "member", "code"),
    [
        ("Heading", q("China"), "xbrldie:ExplicitMemberNotExplicitDimensionError"),
        ("Customer", q("China"), "xbrldie:ExplicitMemberNotExplicitDimensionError"),
        ("Nowhere", q("China"), "xbrldie:ExplicitMemberNotExplicitDimensionError"),
        ("Region", "China", "xbrldie:TypedMemberNotTypedDimensionError"),
        ("Region", q("Atlantis"), "xbrldie:ExplicitMemberUndefinedQNameError"),
        ("Product", q("AllProducts"), "xbrldie:DefaultValueUsedInInstanceError"),
        ("Customer", "", "cvc-minLength-valid"),
        ("Customer", "far too long", "cvc-maxLength-valid"),
    ],
)
def test_members_by_themselves(name: str, member: Member, code: str) -> None:
    assert codes(build(*BASE), fact("Free", **{name: member})) == [code]


def test_a_dimension_given_twice_is_found() -> None:
    twice = fact("Free")._replace(dimensions=((q("Region"), q("China")), (q("Region"), q("World"))))
    assert codes(build(*BASE), twice) == ["xbrldie:RepeatedDimensionInInstanceError"]


def test_a_fact_fits_when_the_hypercubes_of_one_role_do() -> None:
    other = [
        arc(DOMAIN_MEMBER, "Heading", "Sales", "urn:role:b"),
        arc(ALL, "Heading", "Excluded", "urn:role:b", closed=True, context_element="scenario"),
        arc(HYPERCUBE_DIMENSION, "Excluded", "Customer", "urn:role:b"),
    ]
    model = build(*BASE, *other)
    assert codes(model, sales(Region=q("China")), sales(Customer="A")) == []
    assert codes(model, sales()) == [INVALID]


def test_not_all_excludes_its_points() -> None:
    excluded = [
        arc(NOT_ALL, "Heading", "Excluded", context_element="scenario"),
        arc(HYPERCUBE_DIMENSION, "Excluded", "Region", target_role="urn:role:mars"),
        arc(DIMENSION_DOMAIN, "Region", "China", "urn:role:mars"),
    ]
    model = build(*BASE, *excluded)
    assert codes(model, sales(Region=q("World"))) == []
    assert codes(model, sales(Region=q("China"))) == [INVALID]


def test_target_roles_lead_from_role_to_role() -> None:
    model = build(
        arc(DOMAIN_MEMBER, "Heading", "Sales", target_role="urn:role:elsewhere"),
        arc(ALL, "Heading", "Cube", closed=True, context_element="scenario", target_role="urn:role:cube"),
        arc(HYPERCUBE_DIMENSION, "Cube", "Region", "urn:role:cube", target_role="urn:role:region"),
        arc(DIMENSION_DOMAIN, "Region", "World", "urn:role:region", target_role="urn:role:members"),
        arc(DOMAIN_MEMBER, "World", "China", "urn:role:members"),
        arc(DOMAIN_MEMBER, "World", "Mars", "urn:role:region"),  # not where the domain's target role leads
    )
    assert codes(model, sales(Region=q("China"))) == []
    assert codes(model, sales(Region=q("Mars"))) == [INVALID]


def test_inheritance_stops_where_the_roles_do_not_follow() -> None:
    """Grand → Heading in role a leads to role a; Heading → Sales stands in role b: Grand's hypercube is not Sales's."""
    model = build(
        arc(ALL, "Free", "Cube", closed=True, context_element="scenario"),
        arc(DOMAIN_MEMBER, "Free", "Heading"),
        arc(DOMAIN_MEMBER, "Heading", "Sales", "urn:role:b"),
    )
    assert codes(model, sales(Region=q("China"))) == []
    joined = build(
        arc(ALL, "Free", "Cube", closed=True, context_element="scenario"),
        arc(DOMAIN_MEMBER, "Free", "Heading", target_role="urn:role:b"),
        arc(DOMAIN_MEMBER, "Heading", "Sales", "urn:role:b"),
    )
    assert codes(joined, sales(Region=q("China"))) == [INVALID]


def test_a_loop_of_members_ends() -> None:
    model = build(*BASE, arc(DOMAIN_MEMBER, "China", "World"), arc(DOMAIN_MEMBER, "Sales", "Heading"))
    assert codes(model, sales(Region=q("China"))) == []


def test_segment_and_scenario_are_told_apart_where_they_are_known() -> None:
    dimensional = Dimensional(build(*BASE))
    china = ((q("Region"), q("China")),)
    assert dimensional.fits(q("Sales"), china, ()) is None
    assert dimensional.fits(q("Sales"), (), china) is not None
    assert dimensional.fits(q("Sales"), china, (), frozenset({"scenario"})) is not None
    assert dimensional.fits(q("Sales"), china, (), frozenset({"segment"})) is None


def test_two_closed_hypercubes_in_two_containers_share_a_fact_whose_containers_are_not_known() -> None:
    model = build(
        *BASE,
        arc(ALL, "Heading", "Excluded", closed=True, context_element="segment"),
        arc(HYPERCUBE_DIMENSION, "Excluded", "Customer"),
    )
    assert codes(model, sales(Region=q("China"), Customer="A")) == []
    assert codes(model, sales(Region=q("China"))) == [INVALID]
