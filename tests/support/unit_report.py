"""A report with every pairing of some numeric types and some units, and its taxonomy, as files."""

from pathlib import Path

NS = "http://example.com/u"
NUM = "http://www.xbrl.org/dtr/type/numeric"
DTR = "http://www.xbrl.org/dtr/type/2022-03-31"
TYPES = (
    *("xbrli:monetaryItemType", "xbrli:sharesItemType", "xbrli:pureItemType", "xbrli:decimalItemType", "u:ownMoneyType", "u:ownAreaType"),
    *(f"num:{name}ItemType" for name in ("percent", "perShare", "area", "length", "mass", "volume", "energy", "power")),
    *(f"dtr:{name}ItemType" for name in ("percent", "perShare", "area", "energy", "flow")),
)
UNITS = (
    *("iso4217:CNY", "iso4217:DEM", "iso4217:RMB", "xbrli:pure", "xbrli:shares", "utr:sqm", "utr:m", "utr:kg", "utr:kWh", "utr:W", "utr:l"),
    *("iso4217:CNY/xbrli:shares", "iso4217:CNY/utr:kg", "utr:m*utr:m", "xbrli:pure*xbrli:pure", "u:sqm", "utr:nothing", "utr:m/utr:s"),
    *("iso4217:RMB/xbrli:shares", "iso4217:CNY*iso4217:CNY"),
)
_ITEM = 'substitutionGroup="xbrli:item" xbrli:periodType="instant"'
_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:u="{NS}"
 xmlns:num="{NUM}" xmlns:dtr="{DTR}" targetNamespace="{NS}" elementFormDefault="qualified">
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="{NUM}" schemaLocation="http://www.xbrl.org/dtr/type/numeric-2009-12-16.xsd"/>
<xs:import namespace="{DTR}" schemaLocation="https://www.xbrl.org/dtr/type/2022-03-31/types.xsd"/>
<xs:complexType name="ownMoneyType"><xs:simpleContent><xs:restriction base="xbrli:monetaryItemType"/></xs:simpleContent></xs:complexType>
<xs:complexType name="ownAreaType"><xs:simpleContent><xs:restriction base="num:areaItemType"/></xs:simpleContent></xs:complexType>
{"".join(f'<xs:element id="E{at}" name="E{at}" type="{kind}" {_ITEM}/>' for at, kind in enumerate(TYPES))}
</xs:schema>"""


def pairing(fact: str) -> tuple[str, str]:
    """The type and the unit of the fact with that id."""
    kind, unit = fact.removeprefix("f").split("-")
    return TYPES[int(kind)], UNITS[int(unit)]


def write_pairings(folder: Path) -> Path:
    """The report, beside its schema; the ids of its facts are `fTYPE-UNIT`, the two by number."""
    (folder / "u.xsd").write_text(_SCHEMA, encoding="utf-8")
    path = folder / "u.xbrl"
    names = f'xmlns:u="{NS}" xmlns:utr="http://www.xbrl.org/2009/utr" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"'
    facts = (
        f'<u:E{kind} id="f{kind}-{unit}" contextRef="c" unitRef="u{unit}" decimals="2">1</u:E{kind}>'
        for kind in range(len(TYPES))
        for unit in range(len(UNITS))
    )
    path.write_text(
        f'<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" {names}'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"><link:schemaRef xlink:type="simple" xlink:href="u.xsd"/><xbrli:context id="c">'
        '<xbrli:entity><xbrli:identifier scheme="http://example.com/id">1</xbrli:identifier></xbrli:entity><xbrli:period>'
        f"<xbrli:instant>2025-12-31</xbrli:instant></xbrli:period></xbrli:context>{''.join(map(_unit, range(len(UNITS))))}\n"
        + "\n".join(facts)
        + "</xbrli:xbrl>",
        encoding="utf-8",
    )
    return path


def _unit(at: int) -> str:
    above, _, below = UNITS[at].partition("/")
    parts = ["".join(f"<xbrli:measure>{measure}</xbrli:measure>" for measure in part.split("*") if measure) for part in (above, below)]
    if below:
        parts[0] = (
            f"<xbrli:divide><xbrli:unitNumerator>{parts[0]}</xbrli:unitNumerator>"
            f"<xbrli:unitDenominator>{parts[1]}</xbrli:unitDenominator></xbrli:divide>"
        )
    return f'<xbrli:unit id="u{at}">{parts[0]}</xbrli:unit>'
