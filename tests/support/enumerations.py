"""A taxonomy with extensible enumerations of both versions as files, and reports of their facts, in XBRL 2.1 and inline."""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

NS = "http://example.com/e"
ROLE = "http://example.com/role/domain"
_ITEM = 'substitutionGroup="xbrli:item" xbrli:periodType="instant" nillable="true"'
_DOMAIN = 'domain="e:D" {0}:linkrole="http://example.com/role/domain"'
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:e="{NS}" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:enum="http://xbrl.org/2014/extensible-enumerations"
 xmlns:enum2="http://xbrl.org/2020/extensible-enumerations-2.0" targetNamespace="{NS}" elementFormDefault="qualified">
<xs:annotation><xs:appinfo><link:linkbaseRef xlink:type="simple" xlink:href="e_def.xml" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"
 xlink:role="http://www.xbrl.org/2003/role/definitionLinkbaseRef"/><link:roleType id="domain" roleURI="{ROLE}">
<link:usedOn>link:definitionLink</link:usedOn></link:roleType></xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="http://xbrl.org/2020/extensible-enumerations-2.0" schemaLocation="https://www.xbrl.org/2020/extensible-enumerations-2.0.xsd"/>
<xs:import namespace="http://xbrl.org/2014/extensible-enumerations" schemaLocation="http://www.xbrl.org/2014/extensible-enumerations.xsd"/>
<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>
<xs:complexType name="ownType"><xs:simpleContent><xs:restriction base="enum2:enumerationSetItemType"/></xs:simpleContent></xs:complexType>
<xs:element id="One" name="One" type="enum2:enumerationItemType" {_ITEM} enum2:{_DOMAIN.format("enum2")}/>
<xs:element id="Several" name="Several" type="e:ownType" {_ITEM} enum2:{_DOMAIN.format("enum2")} enum2:headUsable="true"/>
<xs:element id="First" name="First" type="enum:enumerationItemType" {_ITEM} enum:{_DOMAIN.format("enum")}/>
{"".join(f'<xs:element id="{m}" name="{m}" type="xbrli:stringItemType" abstract="true" {_ITEM}/>' for m in "DABNX")}
</xs:schema>"""
_ARCS = {"A": "", "B": "", "N": 'xbrldt:usable="false"'}
LINKBASE = f"""<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:xbrldt="http://xbrl.org/2005/xbrldt"><link:roleRef roleURI="{ROLE}" xlink:type="simple" xlink:href="e.xsd#domain"/>
<link:arcroleRef arcroleURI="http://xbrl.org/int/dim/arcrole/domain-member" xlink:type="simple"
 xlink:href="http://www.xbrl.org/2005/xbrldt-2005.xsd#domain-member"/>
<link:definitionLink xlink:type="extended" xlink:role="{ROLE}">
{"".join(f'<link:loc xlink:type="locator" xlink:href="e.xsd#{m}" xlink:label="{m}"/>' for m in "DABN")}
{
    "".join(
        f'<link:definitionArc xlink:type="arc" xlink:arcrole="http://xbrl.org/int/dim/arcrole/domain-member" xlink:from="D" xlink:to="{m}"'
        f' order="{at}" {more}/>'
        for at, (m, more) in enumerate(_ARCS.items(), 1)
    )
}
</link:definitionLink></link:linkbase>"""
_CONTEXT = """<xbrli:context id="c{0}"><xbrli:entity><xbrli:identifier scheme="http://example.com/id">1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>{1}-12-31</xbrli:instant></xbrli:period></xbrli:context>"""
_NAMES = f"""xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:e="{NS}" """
_REFERENCE = '<link:schemaRef xlink:type="simple" xlink:href="e.xsd"/>'


def uri(*members: str) -> str:
    """The value that names `members`, in the order given, as Extensible Enumerations 2.0 writes it."""
    return " ".join(f"{NS}#{member}" for member in members)


def write_taxonomy(folder: Path) -> None:
    """The schema and its linkbase: the domain D has the members A, B and, not usable, N; X is no member of it.

    `One` takes one member, `Several` a set and the head D too, `First` one in the first version.
    """
    (folder / "e.xsd").write_text(SCHEMA, encoding="utf-8")
    (folder / "e_def.xml").write_text(LINKBASE, encoding="utf-8")


def write_report(folder: Path, facts: Sequence[tuple[str, str | None]], *, inline: bool = False) -> Path:
    """A report of `facts` (concept, value) beside the taxonomy, with the ids `f0`, `f1` …; a value of None is nil."""
    contexts = "".join(_CONTEXT.format(at, 2000 + at) for at in range(len(facts)))
    shown = "\n".join(_fact(at, concept, value, inline=inline) for at, (concept, value) in enumerate(facts))
    path = folder / ("e.xhtml" if inline else "e.xbrl")
    if inline:
        header = f"<ix:references>{_REFERENCE}</ix:references><ix:resources>{contexts}</ix:resources>"
        text = (
            f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" {_NAMES}>'
            '<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/><title>e</title></head><body>'
            f'<div style="display:none"><ix:header>{header}</ix:header></div>{shown}</body></html>'
        )
    else:
        text = f"<xbrli:xbrl {_NAMES}>{_REFERENCE}{contexts}{shown}</xbrli:xbrl>"
    path.write_text(text, encoding="utf-8")
    return path


def _fact(at: int, concept: str, value: str | None, *, inline: bool) -> str:
    nil = "" if value is not None else ' xsi:nil="true"'
    more = f'id="f{at}" contextRef="c{at}"{nil}'
    text = escape(value or "")
    return (
        f'<p><ix:nonNumeric name="e:{concept}" {more}>{text}</ix:nonNumeric></p>' if inline else f"<e:{concept} {more}>{text}</e:{concept}>"
    )
