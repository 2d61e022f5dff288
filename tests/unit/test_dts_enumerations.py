"""Enumerations: where their members come from, through every way of loading, and what their declarations get wrong."""

from pathlib import Path

import pytest

from generator.dts.author import compile_package
from generator.dts.cache import load_cached
from generator.dts.package import open_package, package_from_files
from generator.dts.resolver import Resolver
from generator.model import Enumeration, Relationship, Taxonomy
from generator.qname import DOMAIN_MEMBER, XBRLI, QName
from tests.support.extension import ENTRY_POINT, OWN, ROLE, write_extension
from tests.unit.test_dts_load import codes, load_files, schema

PACKAGE = Path(__file__).resolve().parents[2] / "taxonomy" / "package"
ENUM2 = "http://xbrl.org/2020/extensible-enumerations-2.0"


def own(name: str) -> QName:
    return QName(OWN, name)


def test_the_members_of_authored_enumerations_are_known_afresh_and_from_the_cache(tmp_path: Path) -> None:
    files, found = compile_package(write_extension(tmp_path / "tables"))
    assert found == []
    for _ in ("loaded", "out of the cache"):
        resolver = Resolver([package_from_files(files, "extension"), open_package(PACKAGE, PACKAGE)])
        taxonomy, found = load_cached([ENTRY_POINT], resolver, tmp_path / "cache")
        assert found == ()
        assert taxonomy.enumerations[own("MainRegion")] == Enumeration(own("AllRegionsMember"), ROLE, False)
        assert taxonomy.enumerations[own("Regions")].head_usable
        assert taxonomy.enumeration_members(own("MainRegion")) == (own("NorthMember"), own("SouthMember"))
        assert taxonomy.enumeration_members(own("Regions")) == (own("AllRegionsMember"), own("NorthMember"), own("SouthMember"))
        assert taxonomy.enumeration_members(own("LeaseRevenue")) == ()


def small(*arcs: tuple[str, str, bool, str | None, str]) -> Taxonomy:
    """A taxonomy with the enumeration `E` of domain `D` in the role `r`; `arcs` are (from, to, usable, target role, role)."""
    roles: dict[str, list[Relationship]] = {}
    for source, target, usable, target_role, role in arcs:
        related = Relationship(
            arcrole=DOMAIN_MEMBER, role=role, source=own(source), target=own(target), usable=usable, target_role=target_role
        )
        roles.setdefault(role, []).append(related)
    return Taxonomy(
        entry_points=(),
        concepts={},
        types={},
        relationships={DOMAIN_MEMBER: {role: tuple(found) for role, found in roles.items()}},
        labels={},
        references={},
        roles={},
        typed_domains={},
        enumerations={own("E"): Enumeration(own("D"), "r")},
    )


def members(*arcs: tuple[str, str, bool, str | None, str]) -> list[str]:
    return [name.local for name in small(*arcs).enumeration_members(own("E"))]


def test_members_are_followed_through_target_roles() -> None:
    assert members(("D", "A", True, "s", "r"), ("A", "B", True, None, "s"), ("A", "C", True, None, "r")) == ["A", "B"]


def test_what_is_not_usable_in_one_place_is_no_member_though_it_is_in_another() -> None:
    assert members(("D", "A", False, None, "r"), ("A", "B", True, None, "r"), ("D", "C", True, None, "r"), ("C", "A", True, None, "r")) == [
        "B",
        "C",
    ]


def test_members_in_a_loop_end() -> None:
    assert members(("D", "A", True, None, "r"), ("A", "D", True, None, "r")) == ["A"]


def declared(attributes: str, kind: str = "enum2:enumerationItemType") -> list[str]:
    """The codes for an enumeration with `attributes`, beside an item `M` and a dimension `X`."""
    element = (
        f'<xs:element id="E" name="E" type="{kind}" substitutionGroup="xbrli:item" xbrli:periodType="instant"'
        f' xmlns:enum2="{ENUM2}" xmlns:enum="http://xbrl.org/2014/extensible-enumerations" {attributes}/>'
        '<xs:element id="M" name="M" type="xbrli:stringItemType" substitutionGroup="xbrli:item" xbrli:periodType="instant"/>'
        '<xs:element id="X" name="X" type="xbrli:stringItemType" substitutionGroup="xbrldt:dimensionItem" abstract="true"'
        ' xbrli:periodType="instant" xmlns:xbrldt="http://xbrl.org/2005/xbrldt"/>'
    )
    imports = (
        f'<xs:import namespace="{XBRLI}" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>'
        f'<xs:import namespace="{ENUM2}" schemaLocation="https://www.xbrl.org/2020/extensible-enumerations-2.0.xsd"/>'
        '<xs:import namespace="http://xbrl.org/2014/extensible-enumerations"'
        ' schemaLocation="http://www.xbrl.org/2014/extensible-enumerations.xsd"/>'
        '<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>'
    )
    return codes(load_files({"t.xsd": schema(element, imports=imports)})[1])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('enum2:domain="t:M" enum2:linkrole="http://x.example/r"', []),
        ('enum2:linkrole="http://x.example/r"', ["enum2te:MissingDomainError"]),
        ('enum2:domain="t:M"', ["enum2te:MissingLinkRoleError"]),
        ('enum2:domain="t:X" enum2:linkrole="http://x.example/r"', ["enum2te:InvalidDomainError"]),
        ('enum2:domain="t:Nothing" enum2:linkrole="http://x.example/r"', ["enum2te:InvalidDomainError"]),
        ("", ["enum2te:MissingDomainError", "enum2te:MissingLinkRoleError"]),
    ],
)
def test_a_declaration_that_says_too_little_or_the_wrong_thing(attributes: str, expected: list[str]) -> None:
    assert declared(attributes) == expected


def test_the_first_version_has_codes_of_its_own() -> None:
    assert declared('enum:linkrole="http://x.example/r"', "enum:enumerationItemType") == ["enumte:MissingDomainError"]
