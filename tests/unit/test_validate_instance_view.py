"""Instances that hold more than facts of the Open Information Model: each defect with its code, and what comes close and is valid."""

from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.pipeline.settings import Settings
from generator.pipeline.validate import validate

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:x="http://www.xbrl.org/2003/instance" xmlns:t="urn:t"
 xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" targetNamespace="urn:t" elementFormDefault="qualified">
<xs:annotation><xs:appinfo>
<link:linkbase>
 <link:calculationLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
  <link:loc xlink:type="locator" xlink:href="#Total" xlink:label="total"/>
  <link:loc xlink:type="locator" xlink:href="#Part" xlink:label="part"/>
  <link:calculationArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/summation-item" xlink:from="total" xlink:to="part"
   weight="1"/></link:calculationLink>
 <link:definitionLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
  <link:loc xlink:type="locator" xlink:href="#Total" xlink:label="total"/>
  <link:loc xlink:type="locator" xlink:href="#Alias" xlink:label="alias"/>
  <link:loc xlink:type="locator" xlink:href="#Needy" xlink:label="needy"/>
  <link:loc xlink:type="locator" xlink:href="#Note" xlink:label="note"/>
  <link:definitionArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/essence-alias" xlink:from="total" xlink:to="alias"/>
  <link:definitionArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/requires-element"
   xlink:from="needy" xlink:to="note"/>
 </link:definitionLink>
</link:linkbase></xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:element id="Total" name="Total" type="x:decimalItemType" substitutionGroup="x:item" x:periodType="instant" nillable="true"/>
<xs:element id="Part" name="Part" type="x:decimalItemType" substitutionGroup="x:item" x:periodType="instant" nillable="true"/>
<xs:element id="Alias" name="Alias" type="x:decimalItemType" substitutionGroup="x:item" x:periodType="instant" nillable="true"/>
<xs:element id="Needy" name="Needy" type="x:stringItemType" substitutionGroup="x:item" x:periodType="instant"/>
<xs:element id="Note" name="Note" type="x:stringItemType" substitutionGroup="x:item" x:periodType="instant"/>
<xs:element id="Ratio" name="Ratio" type="x:doubleItemType" substitutionGroup="x:item" x:periodType="instant"/>
<xs:element id="Share" name="Share" type="x:fractionItemType" substitutionGroup="x:item" x:periodType="instant"/>
<xs:element id="Rounded" name="Rounded" substitutionGroup="x:item" x:periodType="instant" nillable="true"><xs:complexType><xs:simpleContent>
 <xs:restriction base="x:decimalItemType"><xs:attribute name="decimals" type="x:decimalsType" fixed="2"/></xs:restriction>
</xs:simpleContent></xs:complexType></xs:element>
<xs:element id="Supplied" name="Supplied" type="x:decimalItemType" default="5" substitutionGroup="x:item" x:periodType="instant"/>
<xs:element id="Group" name="Group" substitutionGroup="x:tuple" nillable="true"><xs:complexType><xs:complexContent>
 <xs:restriction base="xs:anyType"><xs:sequence>
  <xs:element ref="t:Total" minOccurs="0"/><xs:element ref="t:Part" minOccurs="0" maxOccurs="2"/><xs:element ref="t:Group" minOccurs="0"/>
  <xs:choice minOccurs="0"><xs:element ref="t:Note"/><xs:element ref="t:Needy"/></xs:choice>
 </xs:sequence><xs:attribute name="id" type="xs:ID"/><xs:anyAttribute namespace="##other" processContents="lax"/></xs:restriction>
</xs:complexContent></xs:complexType></xs:element>
<xs:element id="place" name="place" type="xs:decimal"/>
<xs:attribute name="level" type="xs:integer"/>
</xs:schema>"""

INSTANCE = """<x:xbrl xmlns:x="http://www.xbrl.org/2003/instance" xmlns:t="urn:t" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217">
<link:schemaRef xlink:type="simple" xlink:href="t.xsd"/>
{before}
<x:context id="c"><x:entity><x:identifier scheme="urn:s">e</x:identifier>{segment}</x:entity>
 <x:period><x:instant>2023-12-31</x:instant></x:period>{scenario}</x:context>
<x:context id="d"><x:entity><x:identifier scheme="urn:s">e</x:identifier></x:entity>
 <x:period><x:instant>2023-12-31</x:instant></x:period></x:context>
<x:context id="o"><x:entity><x:identifier scheme="urn:s">e</x:identifier></x:entity>
 <x:period><x:instant>2022-12-31</x:instant></x:period></x:context>
<x:unit id="u"><x:measure>x:pure</x:measure></x:unit>
<x:unit id="v"><x:measure>x:shares</x:measure></x:unit>
{body}
</x:xbrl>"""

NUMBER = '<t:{0} contextRef="{2}" unitRef="u" decimals="0">{1}</t:{0}>'


def n(name: str, value: object, context: str = "c") -> str:
    """A number of the test taxonomy."""
    return NUMBER.format(name, value, context)


def codes(folder: Path, body: str, *, calc: str = "1.0", before: str = "", segment: str = "", scenario: str = "") -> list[str]:
    """The codes of the errors in an instance, each once, in order."""
    (folder / "t.xsd").write_text(SCHEMA, encoding="utf-8")
    instance = folder / "i.xbrl"
    instance.write_text(INSTANCE.format(body=body, before=before, segment=segment, scenario=scenario), encoding="utf-8")
    found = validate([instance], Settings(root=folder, calc=calc))
    return list(dict.fromkeys(d.code for d in found if d.severity is Severity.ERROR))


def segment(content: str) -> str:
    """A segment with this content."""
    return f"<x:segment>{content}</x:segment>"


VALID = {
    "a tuple": f"<t:Group>{n('Total', 1)}{n('Part', 1)}</t:Group>",
    "a nil tuple": '<t:Group xsi:nil="true"/>',
    "a tuple in a tuple": f"<t:Group><t:Group>{n('Part', 1)}</t:Group></t:Group>",
    "a fraction": '<t:Share contextRef="c" unitRef="u"><x:numerator>1</x:numerator><x:denominator>3</x:denominator></t:Share>',
    "precision 0": '<t:Total contextRef="c" unitRef="u" precision="0">1</t:Total>',
    "an infinite double": '<t:Ratio contextRef="c" unitRef="u" decimals="INF">-INF</t:Ratio>',
    "no double": '<t:Ratio contextRef="c" unitRef="u" decimals="INF">NaN</t:Ratio>',
    "decimals that the type supplies": '<t:Rounded contextRef="c" unitRef="u">1.234</t:Rounded>',
    "a value that the element supplies": '<t:Supplied contextRef="c" unitRef="u" decimals="0"/>',
    "an attribute of another namespace": '<t:Note contextRef="c" t:level="3">x</t:Note>',
    "what another requires": '<t:Needy contextRef="c">x</t:Needy><t:Note contextRef="c">y</t:Note>',
    "a required element in a tuple": '<t:Needy contextRef="c">x</t:Needy><t:Group><t:Note contextRef="c">y</t:Note></t:Group>',
    "an alias that agrees": n("Total", "1.0") + n("Alias", "01"),
    "an alias in another context": n("Total", 1) + n("Alias", 2, "o"),
    "an alias in a tuple": n("Alias", 2) + f"<t:Group>{n('Total', 1)}</t:Group>",
    "a nil alias": n("Total", 1) + '<t:Alias contextRef="c" unitRef="u" xsi:nil="true"/>',
    "duplicates": n("Alias", 1) + n("Alias", 2),
    "parts of a total in tuples below": n("Total", 3) + n("Part", 1) + f"<t:Group>{n('Part', 2)}</t:Group>",
    "a part that is reported twice": n("Total", 3) + n("Part", 1) + n("Part", 1),
    "a total that is reported twice, nil once": n("Total", 3) + '<t:Total contextRef="c" unitRef="u" xsi:nil="true"/>' + n("Part", 1),
    "a total in a tuple, its part outside": f"<t:Group>{n('Total', 3)}</t:Group>" + n("Part", 1),
}

INVALID = {
    "a tuple out of order": (f"<t:Group>{n('Part', 1)}{n('Total', 1)}</t:Group>", "cvc-complex-type.2.4"),
    "too many parts in a tuple": (f"<t:Group>{n('Part', 1) * 3}</t:Group>", "cvc-complex-type.2.4"),
    "both of a choice": ('<t:Group><t:Note contextRef="c">x</t:Note><t:Needy contextRef="c">x</t:Needy></t:Group>', "cvc-complex-type.2.4"),
    "text in a tuple": ("<t:Group>text</t:Group>", "cvc-complex-type.2.3"),
    "an attribute of XBRL on a tuple": ('<t:Group x:periodType="instant"/>', "xbrl.4.9"),
    "a context of a tuple": ('<t:Group contextRef="c"/>', "cvc-complex-type.3.2"),
    "a denominator of 0": (
        '<t:Share contextRef="c" unitRef="u"><x:numerator>1</x:numerator><x:denominator>0</x:denominator></t:Share>',
        "cvc-datatype-valid",
    ),
    "a fraction with decimals": (
        '<t:Share contextRef="c" unitRef="u" decimals="0"><x:numerator>1</x:numerator><x:denominator>3</x:denominator></t:Share>',
        "cvc-complex-type.3.2",
    ),
    "a fraction without denominator": (
        '<t:Share contextRef="c" unitRef="u"><x:numerator>1</x:numerator></t:Share>',
        "cvc-complex-type.2.4",
    ),
    "other decimals than the fixed ones": ('<t:Rounded contextRef="c" unitRef="u" decimals="3">1</t:Rounded>', "cvc-attribute.4"),
    "nil, with decimals that the type supplies": ('<t:Rounded contextRef="c" unitRef="u" xsi:nil="true"/>', "xbrl.4.6.3"),
    "neither decimals nor precision": ('<t:Total contextRef="c" unitRef="u">1</t:Total>', "xbrl.4.6.3"),
    "an attribute without a namespace": ('<t:Note contextRef="c" level="3">x</t:Note>', "cvc-complex-type.3.2"),
    "an attribute of a wrong value": ('<t:Note contextRef="c" t:level="high">x</t:Note>', "cvc-datatype-valid"),
    "no number": ('<t:Ratio contextRef="c" unitRef="u" decimals="INF">infinite</t:Ratio>', "cvc-datatype-valid"),
    "a required element that is missing": ('<t:Needy contextRef="c">x</t:Needy>', "xbrl.5.2.6.2.4"),
    "an alias that differs": (n("Total", 1) + n("Alias", 2), "xbrl.5.2.6.2.2"),
    "an alias in another unit": (n("Total", 1) + n("Alias", 1).replace('"u"', '"v"'), "xbrl.5.2.6.2.2"),
    "a total without its parts in tuples": (n("Total", 3) + f"<t:Group>{n('Part', 1)}</t:Group>", "xbrl.5.2.5.2"),
    "a total in a tuple": (f"<t:Group>{n('Total', 3)}{n('Part', 1)}</t:Group>", "xbrl.5.2.5.2"),
    "a part of precision 0": (n("Total", 1) + n("Part", 1).replace('decimals="0"', 'precision="0"'), "xbrl.5.2.5.2"),
    "an id used twice": (
        '<t:Note id="c" contextRef="c">x</t:Note>',
        "cvc-id.2",
    ),
    "an id that is no name": ('<t:Note id="1" contextRef="c">x</t:Note>', "cvc-datatype-valid"),
    "text between facts": ("stray" + n("Part", 1), "cvc-complex-type.2.3"),
    "a context for a unit": (n("Part", 1).replace('unitRef="u"', 'unitRef="d"'), "xbrl.4.6.2"),
    "a wrong language": ('<t:Note contextRef="c" xml:lang="zh_CN">x</t:Note>', "cvc-datatype-valid"),
}


@pytest.mark.parametrize("body", VALID.values(), ids=VALID.keys())
def test_valid_instances(tmp_path: Path, body: str) -> None:
    assert codes(tmp_path, body) == []


@pytest.mark.parametrize(("body", "code"), INVALID.values(), ids=INVALID.keys())
def test_each_defect_has_its_code(tmp_path: Path, body: str, code: str) -> None:
    assert codes(tmp_path, body)[:1] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<t:place>1</t:place>", None),
        ('<other xmlns="urn:other" a="1">1</other>', None),
        ("<other>1</other>", "cvc-complex-type.2.4"),  # segments take no elements without a namespace
        ("<t:place>near</t:place>", "cvc-datatype-valid"),
        ("<x:measure>x:pure</x:measure>", "xbrl.4.7.3.2"),
        ('<other xmlns="urn:other"><t:Note contextRef="d">x</t:Note></other>', "xbrl.4.7.3.2"),
    ],
)
def test_segments_hold_what_is_not_of_xbrl(tmp_path: Path, content: str, code: str | None) -> None:
    found = codes(tmp_path, n("Part", 1), segment=segment(content))
    assert (code in found) if code else not found


def test_contexts_are_equal_by_the_values_in_their_segments(tmp_path: Path) -> None:
    other = INSTANCE.replace(
        '<x:context id="d"><x:entity><x:identifier scheme="urn:s">e</x:identifier>',
        '<x:context id="d"><x:entity><x:identifier scheme="urn:s">e</x:identifier><x:segment><t:place>01.0</t:place></x:segment>',
    )
    (tmp_path / "t.xsd").write_text(SCHEMA, encoding="utf-8")
    instance = tmp_path / "i.xbrl"
    for place, inconsistent in (("1", True), ("2", False)):
        body = n("Total", 3) + n("Part", 1, "d")
        text = other.format(body=body, before="", segment=segment(f"<t:place>{place}</t:place>"), scenario="")
        instance.write_text(text, encoding="utf-8")
        found = [d.code for d in validate([instance], Settings(root=tmp_path, calc="1.0"))]
        assert found == (["xbrl.5.2.5.2"] if inconsistent else []), place


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ('<link:linkbaseRef xlink:type="simple" xlink:href="t.xsd"/>', "xbrl.4.3"),  # it has no arcrole
        ('<link:roleRef xlink:type="simple" xlink:href="t.xsd#Total" roleURI="urn:r"/>', "xbrl.3.5.2.4.5"),
        ('<link:arcroleRef xlink:type="simple" xlink:href="t.xsd#x" arcroleURI="urn:r"/>' * 2, "xbrl.3.5.2.5.5"),
        (
            '<link:roleRef xlink:type="simple" xlink:href="t.xsd#Total" roleURI="urn:r"/>'
            '<link:schemaRef xlink:type="simple" xlink:href="t.xsd"/>',
            "xbrl.4.1",
        ),
    ],
)
def test_references_of_an_instance(tmp_path: Path, before: str, code: str) -> None:
    assert code in codes(tmp_path, n("Part", 1), before=before)


FOOTNOTE = """<link:footnoteLink xlink:type="extended" xlink:role="{role}">
<link:loc xlink:type="locator" xlink:href="#{to}" xlink:label="f"/>
<link:footnote xlink:type="resource" xlink:label="n" xlink:role="{kind}" xml:lang="en">note</link:footnote>
<link:footnoteArc xlink:type="arc" xlink:arcrole="{arcrole}" xlink:from="f" xlink:to="n"/></link:footnoteLink>"""
STANDARD = {
    "role": "http://www.xbrl.org/2003/role/link",
    "kind": "http://www.xbrl.org/2003/role/footnote",
    "arcrole": "http://www.xbrl.org/2003/arcrole/fact-footnote",
    "to": "p",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"to": "g"}, None),  # a tuple
        ({"to": "c"}, "xbrl.4.11.1.1.1"),
        ({"role": "urn:mine"}, "xbrl.3.5.2.4"),
        ({"kind": "http://www.xbrl.org/2003/role/label"}, "xbrl.4.11.1.2"),
        ({"arcrole": "urn:mine"}, "xbrl.3.5.2.5"),
        ({"arcrole": "http://www.xbrl.org/2003/arcrole/parent-child"}, "xbrl.5.1.4.5"),
    ],
)
def test_footnote_links(tmp_path: Path, change: dict[str, str], code: str | None) -> None:
    body = '<t:Part id="p" contextRef="c" unitRef="u" decimals="0">1</t:Part><t:Group id="g"/>' + FOOTNOTE.format(**{**STANDARD, **change})
    assert codes(tmp_path, body) == ([code] if code else [])
