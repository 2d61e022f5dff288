"""The XBRL 2.1 writer: the bytes themselves, ids, prefixes, refusals."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest

from generator.model import NO_ENTITY, Fact, Link, Period, Report, Taxonomy
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.render.xbrl import write
from tests.support.reports import PER_SHARE, TAXONOMY, URL, fact, name, report


def _written(given: Report, taxonomy: Taxonomy = TAXONOMY) -> str:
    sink = io.BytesIO()
    write(given, taxonomy, sink)
    return sink.getvalue().decode()


def test_the_whole_document() -> None:
    dimensions = ((name("CustomerAxis"), "A & B"), (name("RegionAxis"), name("North")))
    given = report(
        fact("Cash", Decimal("-12.50"), "t.r1.c1", decimals=2, dimensions=dimensions),
        fact("PerShare", None, "t.r1.c2"),
        fact("Title", "甲<乙", "t.r1.c3"),
    )
    assert _written(given) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<xbrli:xbrl\n"
        '    xmlns:iso4217="http://www.xbrl.org/2003/iso4217"\n'
        '    xmlns:link="http://www.xbrl.org/2003/linkbase"\n'
        '    xmlns:s="http://example.com/small"\n'
        '    xmlns:xbrldi="http://xbrl.org/2006/xbrldi"\n'
        '    xmlns:xbrli="http://www.xbrl.org/2003/instance"\n'
        '    xmlns:xlink="http://www.w3.org/1999/xlink"\n'
        '    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f'  <link:schemaRef xlink:type="simple" xlink:href="{URL}"/>\n'
        '  <xbrli:context id="c1">\n'
        '    <xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC-1</xbrli:identifier></xbrli:entity>\n'
        "    <xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period>\n"
        "    <xbrli:scenario>\n"
        '      <xbrldi:typedMember dimension="s:CustomerAxis"><s:customer>A &amp; B</s:customer></xbrldi:typedMember>\n'
        '      <xbrldi:explicitMember dimension="s:RegionAxis">s:North</xbrldi:explicitMember>\n'
        "    </xbrli:scenario>\n"
        "  </xbrli:context>\n"
        '  <xbrli:context id="c2">\n'
        '    <xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC-1</xbrli:identifier></xbrli:entity>\n'
        "    <xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period>\n"
        "  </xbrli:context>\n"
        '  <xbrli:unit id="u1"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>\n'
        '  <xbrli:unit id="u2"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unitNumerator>'
        "<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>\n"
        '  <s:Cash id="t.r1.c1" contextRef="c1" unitRef="u1" decimals="2">-12.5</s:Cash>\n'
        '  <s:PerShare id="t.r1.c2" contextRef="c2" unitRef="u2" xsi:nil="true"/>\n'
        '  <s:Title id="t.r1.c3" contextRef="c2" xml:lang="zh-cn">甲&lt;乙</s:Title>\n'
        "</xbrli:xbrl>\n"
    )


def test_large_and_small_numbers_have_no_exponent() -> None:
    text = _written(report(fact("Cash", Decimal("1E+20"), "a"), fact("Cash", Decimal("1E-9"), "b")))
    assert ">100000000000000000000<" in text
    assert ">0.000000001<" in text
    assert text.count('decimals="INF"') == 2


def test_times_within_a_day_and_forever() -> None:
    text = _written(
        report(
            fact("Revenue", Decimal(1), "a", period=Period("2023-01-01T00:00:00", "2023-06-01T12:00:00")),
            fact("Revenue", Decimal(1), "b", period=None),
        )
    )
    assert "<xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-06-01T12:00:00</xbrli:endDate>" in text
    assert "<xbrli:forever/>" in text


def test_ids_stay_unique_and_xml_names() -> None:
    text = _written(report(fact("Flag", "true", "c1"), fact("Flag", "true", "c1"), fact("Flag", "true", "1 odd"), fact("Flag", "true", "")))
    assert '<xbrli:context id="c1_">' in text
    assert [part.split('"')[1] for part in text.split("<s:Flag id=")[1:]] == ["c1", "c1_2", "f_2", "f_3"]


def test_a_preferred_prefix_that_has_a_fixed_meaning_is_not_taken() -> None:
    prefixes = {"xbrli": "urn:a", "xmlns": "urn:a", "0": "urn:a"}
    given = Report(facts=[fact("Choice", QName("urn:a", "x"))], taxonomy=(URL,), prefixes=prefixes)
    text = _written(given)
    assert 'xmlns:ns1="urn:a"' in text
    assert ">ns1:x<" in text


def test_a_footnote_holds_markup_as_elements_and_text_as_text() -> None:
    links = (Link(FACT_FOOTNOTE, STANDARD_LINK, ("n1", "n2")),)
    notes = [Fact(key, NOTE_CONCEPT, text, NO_ENTITY, None, language="en") for key, text in (("n1", "a <b>c</b>"), ("n2", "R&D < 5"))]
    text = _written(report(fact("Cash", Decimal(1), links=links), *notes, notes[0]._replace(id="unlinked")))
    assert '<link:footnote id="n1" xlink:type="resource" xlink:label="n1"' in text
    assert 'xmlns="http://www.w3.org/1999/xhtml">a <b>c</b></link:footnote>' in text
    assert ">R&amp;D &lt; 5</link:footnote>" in text
    assert "unlinked" not in text


def test_a_role_that_is_not_xbrls_own_is_referred_to_where_it_is_defined() -> None:
    role, arcrole, local = "http://example.com/role/notes", "http://example.com/arcrole/explains", "http://example.com/role/local"
    locations = {role: "http://example.com/small.xsd#notes", arcrole: "http://example.com/small.xsd#explains", local: "/here/own.xsd#local"}
    links = (Link(arcrole, role, ("n1",)), Link(FACT_FOOTNOTE, STANDARD_LINK, ("n1",)), Link(FACT_FOOTNOTE, local, ("n1",)))
    note = Fact("n1", NOTE_CONCEPT, "why", NO_ENTITY, None, language="en")
    given = report(fact("Cash", Decimal(1), links=links), note)
    text = _written(given, replace(TAXONOMY, role_locations=locations))
    referred = (
        f'  <link:roleRef roleURI="{role}" xlink:type="simple" xlink:href="{locations[role]}"/>\n'
        f'  <link:arcroleRef arcroleURI="{arcrole}" xlink:type="simple" xlink:href="{locations[arcrole]}"/>\n'
    )
    assert text.index("<link:schemaRef") < text.index(referred) < text.index("<xbrli:context")
    assert text.count("oleRef ") == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (fact("Title", "a\x00b", "bad"), "bad holds the character U\\+0000"),
        (fact("Title", "\ud800", "bad"), "bad holds the character U\\+D800"),
        (fact("Cash", Decimal("NaN"), "bad"), "bad: NaN is no finite number"),
        (fact("Cash", Decimal(1), "bad", links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("n",)),)), "bad links to n"),
        (fact("Cash", Decimal(1), "bad", dimensions=((name("RegionAxis"), "text"),)), "knows no typed dimension"),
        (Fact("bad", NOTE_CONCEPT, "x", NO_ENTITY, None), "bad has no language"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(given: Fact, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _written(report(given))


def test_linkbases_are_referred_to_as_such() -> None:
    given = Report(facts=[fact("PerShare", Decimal(1), unit=PER_SHARE)], taxonomy=(URL, "http://example.com/a_lab.xml"))
    assert 'linkbaseRef xlink:type="simple" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"' in _written(given)
