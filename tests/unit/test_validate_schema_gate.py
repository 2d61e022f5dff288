"""The XML Schema gate: our taxonomy passes, and each planted defect is found where it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from generator.dts.package import open_package
from generator.dts.resolver import Resolver
from generator.validate.schema_gate import MAX_ERRORS, SchemaGate

FOLDER = Path(__file__).resolve().parents[2] / "taxonomy"
BASE = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30"
LINKBASES = tuple(f"{BASE}_{name}.xml" for name in ("cal", "def", "lab-en", "lab-zh", "pre", "ref", "gla"))
INSTANCE = f"""<?xml version="1.0" encoding="UTF-8"?>
<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
  xmlns:cni="http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30">
  <link:schemaRef xlink:type="simple" xlink:href="{BASE}.xsd"/>
  <xbrli:context id="c">
    <xbrli:entity><xbrli:identifier scheme="urn:example">E1</xbrli:identifier></xbrli:entity>
    <xbrli:period><xbrli:startDate>2021-01-01</xbrli:startDate><xbrli:endDate>2021-03-31</xbrli:endDate></xbrli:period>
  <xbrli:scenario><xbrldi:explicitMember dimension="cni:ConsolidationAxis">cni:ParentCompanyMember</xbrldi:explicitMember></xbrli:scenario>
  </xbrli:context>
  <xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
  <cni:OperatingRevenue contextRef="c" unitRef="u" decimals="2">12.50</cni:OperatingRevenue>
</xbrli:xbrl>
"""


def resolver() -> Resolver:
    return Resolver([open_package(FOLDER / "package", FOLDER)])


@pytest.fixture(scope="module")
def gate() -> SchemaGate:
    return SchemaGate(resolver().read, [f"{BASE}.xsd"])


def with_change(old: bytes, new: bytes) -> Callable[[str], bytes]:
    def read(url: str) -> bytes:
        data = resolver().read(url)
        if url != f"{BASE}.xsd":
            return data
        assert old in data
        return data.replace(old, new, 1)

    return read


def test_our_taxonomy_is_valid(gate: SchemaGate) -> None:
    assert gate.findings == ()
    assert list(gate.linkbases(LINKBASES)) == []


def test_a_valid_instance_passes(gate: SchemaGate) -> None:
    assert list(gate.instance(INSTANCE.encode(), "a.xbrl")) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (">12.50<", ">many<", 12, "OperatingRevenue"),
        ("cni:OperatingRevenue", "cni:OperatingRevenues", 12, "xbrl"),
        (' contextRef="c"', "", 12, "contextRef"),
        ("2021-03-31", "2021-02-30", 8, "endDate"),
        ("</xbrli:unit>", "<xbrli:measure/></xbrli:unit>", 11, "measure"),
        (' dimension="cni:ConsolidationAxis"', "", 9, "dimension"),
        ("</cni:OperatingRevenue>", "", 13, "not well-formed"),
        ("<xbrli:xbrl", '<!DOCTYPE x [<!ENTITY e "1">]>\n<xbrli:xbrl', 1, "document type declaration"),
    ],
)
def test_a_defect_of_an_instance_has_its_line(gate: SchemaGate, old: str, new: str, line: int, said: str) -> None:
    found = list(gate.instance(INSTANCE.replace(old, new).encode(), "a.xbrl"))
    assert (found[0].location.path, found[0].location.line) == ("a.xbrl", line)
    assert said in found[0].message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'type="xbrli:monetaryItemType"', b'type="xbrli:moneyItemType"', "unknown type"),
        (b'abstract="true"', b'abstract="maybe"', "boolean"),
        (b'xlink:type="simple"', b'xlink:type="complex"', "linkbaseRef"),
        (b"</xs:schema>", b"", "not well-formed"),
        (b"xbrldt-2005.xsd", b"xbrldt-2099.xsd", "xbrldt-2099.xsd cannot be found"),
    ],
)
def test_a_defect_of_a_schema_is_found(old: bytes, new: bytes, said: str) -> None:
    found: tuple[Diagnostic, ...] = SchemaGate(with_change(old, new), [f"{BASE}.xsd"]).findings
    assert any(said in d.message for d in found)
    assert {d.location.path for d in found} & {f"{BASE}.xsd", "http://www.xbrl.org/2005/xbrldt-2099.xsd"}


def test_a_schema_finding_names_the_line_of_its_declaration() -> None:
    read = with_change(b'type="xbrli:monetaryItemType"', b'type="xbrli:moneyItemType"')
    (found,) = SchemaGate(read, [f"{BASE}.xsd"]).findings
    assert b"moneyItemType" in read(f"{BASE}.xsd").splitlines()[(found.location.line or 0) - 1]


def test_a_linkbase_that_is_nowhere_is_named(gate: SchemaGate) -> None:
    (found,) = gate.linkbases([f"{BASE}_none.xml"])
    assert f"{BASE}_none.xml" in found.message


def test_very_many_defects_are_cut_off(gate: SchemaGate) -> None:
    fact = '<cni:OperatingRevenue contextRef="c" unitRef="u" decimals="2">x</cni:OperatingRevenue>'
    found = list(gate.instance(INSTANCE.replace("</xbrli:xbrl>", fact * 500 + "</xbrli:xbrl>").encode(), "a.xbrl"))
    assert len(found) == MAX_ERRORS


def test_nothing_is_fetched_that_the_reader_does_not_give() -> None:
    """A schema location on the network, or a file outside, is asked of the reader and nowhere else."""
    asked: list[str] = []
    read = with_change(b"http://www.xbrl.org/2005/xbrldt-2005.xsd", b"file:///etc/hostname")

    def spying(url: str) -> bytes:
        asked.append(url)
        return read(url)

    assert SchemaGate(spying, [f"{BASE}.xsd"]).findings
    assert any(url.startswith("file:///etc/hostname") for url in asked)
