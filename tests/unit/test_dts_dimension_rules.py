"""What dimensional taxonomies may not say: every code of XBRL Dimensions 1.0 for taxonomies, and what comes close and is right."""

from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.dts.load import load
from generator.dts.resolver import Resolver

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:x="http://www.xbrl.org/2003/instance"
 xmlns:d="http://xbrl.org/2005/xbrldt" xmlns:t="urn:t" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" targetNamespace="urn:t">
<xs:annotation><xs:appinfo>
<link:roleType roleURI="urn:r2" id="r2"><link:usedOn>link:definitionLink</link:usedOn></link:roleType>
<link:linkbaseRef xlink:type="simple" xlink:href="l.xml" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>
</xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>
{elements}
<xs:element id="word" name="word" type="xs:string"/>
<xs:element id="vague" name="vague" type="xs:string" abstract="true"/>
<xs:complexType name="kind" id="kind"><xs:sequence/></xs:complexType>
</xs:schema>"""
ELEMENT = """<xs:element id="{0}" name="{0}" type="x:stringItemType" abstract="{2}" substitutionGroup="{1}" x:periodType="duration"
 nillable="true" {3}/>"""
CUBE, AXIS, ITEM = "d:hypercubeItem", "d:dimensionItem", "x:item"
CONCEPTS = {
    "Cube": (CUBE, "true", ""),
    "Axis": (AXIS, "true", ""),
    "Typed": (AXIS, "true", 'd:typedDomainRef="#word"'),
    "Item": (ITEM, "false", ""),
    "Other": (ITEM, "false", ""),
    "Member": (ITEM, "false", ""),
    "Child": (ITEM, "false", ""),
}
LINKBASE = """<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:d="http://xbrl.org/2005/xbrldt">
<link:roleRef roleURI="urn:r2" xlink:type="simple" xlink:href="t.xsd#r2"/>
{arcroles}{links}</link:linkbase>"""
NAMES = ("all", "notAll", "hypercube-dimension", "dimension-domain", "domain-member", "dimension-default")
ARC = '<link:definitionArc xlink:type="arc" xlink:arcrole="http://xbrl.org/int/dim/arcrole/{}" xlink:from="{}" xlink:to="{}" {}/>'
ARCROLES = "".join(
    f'<link:arcroleRef arcroleURI="http://xbrl.org/int/dim/arcrole/{name}" xlink:type="simple" '
    f'xlink:href="http://www.xbrl.org/2005/xbrldt-2005.xsd#{name}"/>'
    for name in NAMES
)
SCENARIO = 'd:contextElement="scenario"'
ALL = ("all", "Item", "Cube", SCENARIO)
HAS = ("hypercube-dimension", "Cube", "Axis", "")
DOMAIN = ("dimension-domain", "Axis", "Member", "")
CHILD = ("domain-member", "Member", "Child", "")


def codes(folder: Path, *arcs: tuple[str, ...], **concepts: tuple[str, str, str]) -> list[str]:
    """The codes of a taxonomy with these arcs (a fifth part is the link role) and these concepts among the usual ones."""
    declared = {**CONCEPTS, **concepts}
    elements = "".join(ELEMENT.format(name, *parts) for name, parts in declared.items())
    (folder / "t.xsd").write_text(SCHEMA.format(elements=elements), encoding="utf-8")
    locators = "".join(f'<link:loc xlink:type="locator" xlink:href="t.xsd#{name}" xlink:label="{name}"/>' for name in declared)
    links = ""
    for role in ("http://www.xbrl.org/2003/role/link", "urn:r2"):
        inside = "".join(ARC.format(*arc[:4]) for arc in arcs if (arc[4] if len(arc) > 4 else "http://www.xbrl.org/2003/role/link") == role)
        links += f'<link:definitionLink xlink:type="extended" xlink:role="{role}">{locators}{inside}</link:definitionLink>'
    (folder / "l.xml").write_text(LINKBASE.format(arcroles=ARCROLES, links=links), encoding="utf-8")
    _, found = load([str(folder / "t.xsd")], Resolver(root=folder))
    assert all(d.location.line and d.location.column for d in found), found
    return list(dict.fromkeys(d.code.removeprefix("xbrldte:") for d in found if d.severity is Severity.ERROR))


WRONG_ARCS = [
    ("HypercubeDimensionSourceError", ("hypercube-dimension", "Item", "Axis", "")),
    ("HypercubeDimensionTargetError", ("hypercube-dimension", "Cube", "Item", "")),
    ("HasHypercubeSourceError", ("all", "Axis", "Cube", SCENARIO)),
    ("HasHypercubeTargetError", ("notAll", "Item", "Other", SCENARIO)),
    ("HasHypercubeMissingContextElementAttributeError", ("all", "Item", "Cube", "")),
    ("TargetRoleNotResolvedError", ("all", "Item", "Cube", f'{SCENARIO} d:targetRole="urn:r3"')),
    ("DimensionDomainSourceError", ("dimension-domain", "Item", "Member", "")),
    ("DimensionDomainSourceError", ("dimension-domain", "Typed", "Member", "")),
    ("DimensionDomainTargetError", ("dimension-domain", "Axis", "Cube", "")),
    ("DomainMemberSourceError", ("domain-member", "Cube", "Member", "")),
    ("DomainMemberTargetError", ("domain-member", "Member", "Axis", "")),
    ("DimensionDefaultSourceError", ("dimension-default", "Typed", "Member", "")),
    ("DimensionDefaultSourceError", ("dimension-default", "Member", "Child", "")),
    ("DimensionDefaultTargetError", ("dimension-default", "Axis", "Cube", "")),
]


@pytest.mark.parametrize(("code", "arc"), WRONG_ARCS)
def test_what_an_arc_may_join(tmp_path: Path, code: str, arc: tuple[str, ...]) -> None:
    assert codes(tmp_path, arc) == [code]


def test_a_whole_dimension_is_right(tmp_path: Path) -> None:
    default = ("dimension-default", "Axis", "Member", "")
    assert codes(tmp_path, ALL, HAS, ("hypercube-dimension", "Cube", "Typed", ""), DOMAIN, CHILD) == []
    assert codes(tmp_path, default, (*default, "urn:r2")) == []  # one default, said twice


def test_a_dimension_has_one_default(tmp_path: Path) -> None:
    found = codes(tmp_path, ("dimension-default", "Axis", "Member", ""), ("dimension-default", "Axis", "Child", "", "urn:r2"))
    assert found == ["TooManyDefaultMembersError"]


def test_a_prohibited_arc_joins_nothing(tmp_path: Path) -> None:
    assert codes(tmp_path, ("all", "Item", "Other", f'{SCENARIO} use="prohibited"')) == []


@pytest.mark.parametrize(
    ("arcs", "code"),
    [
        (
            [ALL, HAS, DOMAIN, (*CHILD[:3], 'd:targetRole="urn:r2"'), ("domain-member", "Child", "Member", "", "urn:r2")],
            "DRSDirectedCycleError",
        ),
        ([(*CHILD[:3], 'd:targetRole="urn:r2"'), ("domain-member", "Child", "Member", "", "urn:r2")], None),  # no hypercube
        ([ALL, HAS, DOMAIN, CHILD, ("domain-member", "Child", "Member", "", "urn:r2")], None),  # urn:r2 is not led to
        ([ALL, HAS, ("dimension-domain", "Axis", "Item", "")], "PrimaryItemPolymorphismError"),
        ([ALL, HAS, ("dimension-domain", "Axis", "Item", 'd:usable="false"')], None),
        ([ALL, ("domain-member", "Item", "Child", ""), HAS, DOMAIN, CHILD], "PrimaryItemPolymorphismError"),
        ([ALL, ("domain-member", "Item", "Other", ""), HAS, DOMAIN, CHILD], None),
    ],
)
def test_dimensional_relationship_sets(tmp_path: Path, arcs: list[tuple[str, ...]], code: str | None) -> None:
    assert codes(tmp_path, *arcs) == ([code] if code else [])


@pytest.mark.parametrize(
    ("concept", "code"),
    [
        ((CUBE, "false", ""), "HypercubeElementIsNotAbstractError"),
        ((AXIS, "false", ""), "DimensionElementIsNotAbstractError"),
        ((ITEM, "true", 'd:typedDomainRef="#word"'), "TypedDomainRefError"),
        ((AXIS, "true", 'd:typedDomainRef="t.xsd"'), "TypedDimensionURIError"),
        ((AXIS, "true", 'd:typedDomainRef="other.xsd#word"'), "OutOfDTSSchemaError"),
        ((AXIS, "true", 'd:typedDomainRef="#kind"'), "TypedDimensionError"),
        ((AXIS, "true", 'd:typedDomainRef="#vague"'), "TypedDimensionError"),
        ((AXIS, "true", 'd:typedDomainRef="t.xsd#word"'), None),
        (("t:Axis", "true", ""), None),  # a dimension at one remove
        (("t:Cube", "false", ""), "HypercubeElementIsNotAbstractError"),
    ],
)
def test_declarations(tmp_path: Path, concept: tuple[str, str, str], code: str | None) -> None:
    assert codes(tmp_path, Tested=concept) == ([code] if code else [])


def test_attributes_of_dimensions_have_values_of_their_types(tmp_path: Path) -> None:
    for wrong in ('d:contextElement="footnote"', f'{SCENARIO} d:closed="yes"', f'{SCENARIO} d:targetRole="##"'):
        assert "sche:XmlSchemaError" in codes(tmp_path, ("all", "Item", "Cube", wrong)), wrong
