"""The small taxonomy of `reports.py` as files: a taxonomy package that any processor loads."""

from xml.sax.saxutils import quoteattr

from generator.archives import deterministic_zip
from generator.model import Concept
from generator.qname import XBRLI, QName
from tests.support.reports import NS, TAXONOMY

_HEAD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="{XBRLI}" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrldt="http://xbrl.org/2005/xbrldt" xmlns:s="{NS}" targetNamespace="{NS}"
 elementFormDefault="qualified">
<xs:annotation><xs:appinfo>
<link:roleType roleURI="http://example.com/role/defaults" id="r"><link:usedOn>link:definitionLink</link:usedOn></link:roleType>
<link:roleType roleURI="http://example.com/role/notes" id="n"><link:usedOn>link:footnoteLink</link:usedOn></link:roleType>
<link:linkbase>
<link:roleRef roleURI="http://example.com/role/defaults" xlink:type="simple" xlink:href="#r"/>
<link:arcroleRef arcroleURI="http://xbrl.org/int/dim/arcrole/dimension-default" xlink:type="simple"
 xlink:href="http://www.xbrl.org/2005/xbrldt-2005.xsd#dimension-default"/>
<link:definitionLink xlink:type="extended" xlink:role="http://example.com/role/defaults">
<link:loc xlink:type="locator" xlink:href="#s_SegmentAxis" xlink:label="a"/>
<link:loc xlink:type="locator" xlink:href="#s_All" xlink:label="b"/>
<link:definitionArc xlink:type="arc" xlink:arcrole="http://xbrl.org/int/dim/arcrole/dimension-default" xlink:from="a" xlink:to="b"/>
</link:definitionLink></link:linkbase></xs:appinfo></xs:annotation>
<xs:import namespace="{XBRLI}" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>
<xs:element name="customer" id="customer" type="xs:string" nillable="true"/>
"""


def _element(concept: Concept) -> str:
    attributes = {"name": concept.qname.local, "id": concept.id, "nillable": "true"}
    if concept.period_type:
        attributes["xbrli:periodType"] = concept.period_type
    if concept.abstract:
        attributes["abstract"] = "true"
    if concept.typed_domain is not None:
        attributes["xbrldt:typedDomainRef"] = "#customer"
    prefixes = {XBRLI: "xbrli", "http://xbrl.org/2005/xbrldt": "xbrldt", NS: "s"}

    def shown(name: QName) -> str:
        return f"{prefixes[name.namespace]}:{name.local}"

    attributes["substitutionGroup"] = shown(concept.substitution_group)
    attributes["type"] = shown(concept.type)
    return f"<xs:element {' '.join(f'{key}={quoteattr(value)}' for key, value in attributes.items())}/>\n"


def small_package() -> bytes:
    """The taxonomy package; tuples are left out."""
    schema = _HEAD + "".join(_element(c) for c in TAXONOMY.concepts.values() if c.period_type) + "</xs:schema>"
    metadata = (
        '<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="en"><tp:identifier>http://example.com/small'
        "</tp:identifier><tp:name>small</tp:name></tp:taxonomyPackage>"
    )
    catalog = (
        '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
        '<rewriteURI uriStartString="http://example.com/small/" rewritePrefix="../small/"/></catalog>'
    )
    files = {"META-INF/taxonomyPackage.xml": metadata, "META-INF/catalog.xml": catalog, "small/small.xsd": schema}
    return deterministic_zip({f"small/{name}": text.encode() for name, text in files.items()})
