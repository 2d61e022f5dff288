"""Arelle, offline, on inline pages: those we write are clean there, and from those that are hard to read both take the same facts."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from generator.dts.load import load as load_dts
from generator.dts.resolver import Resolver
from generator.equality import compare
from generator.model import NO_ENTITY, PURE, Entity, Fact, Link, Period, Report, Taxonomy, Unit
from generator.qname import FACT_FOOTNOTE, ISO4217, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read import ixbrl as reader
from generator.read import oim_json
from generator.render import ixbrl as writer
from tests.support.arelle import run_arelle

pytestmark = pytest.mark.oracle

NS = "http://example.com/page"
SCHEMA = (
    f"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:p="{NS}"
    xmlns:link="http://www.xbrl.org/2003/linkbase" targetNamespace="{NS}" elementFormDefault="qualified">
  <xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
"""
    + "".join(
        f'  <xs:element name="{name}" id="p_{name}" type="xbrli:{kind}ItemType" substitutionGroup="xbrli:item" nillable="true" '
        f'xbrli:periodType="duration"/>\n'
        for name, kind in (
            ("Revenue", "monetary"),
            ("Share", "pure"),
            ("Text", "string"),
            ("Day", "date"),
            ("Month", "gYearMonth"),
            ("Flag", "boolean"),
            ("Choice", "QName"),
        )
    )
    + "</xs:schema>\n"
)
FILER = Entity("http://example.com/scheme", "ABC")
YEAR = Period("2023-01-01T00:00:00", "2024-01-01T00:00:00")
CNY = Unit((QName(ISO4217, "CNY"),))

HEAD = f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:p="{NS}"
    xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"
    xmlns:ixt3="http://www.xbrl.org/inlineXBRL/transformation/2015-02-26" xml:lang="zh-CN">
<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/><title>page</title></head>
<body><div style="display:none"><ix:header>
<ix:hidden><ix:nonNumeric id="hidden" name="p:Choice" contextRef="c">p:Share</ix:nonNumeric></ix:hidden>
<ix:references><link:schemaRef xlink:type="simple" xlink:href="page.xsd"/></ix:references>
<ix:resources>
<ix:relationship fromRefs="a b" toRefs="n1 n2"/>
<ix:relationship fromRefs="a" toRefs="t1" arcrole="http://www.xbrl.org/2009/arcrole/fact-explanatoryFact"/>
<link:arcroleRef xlink:type="simple" xlink:href="http://www.xbrl.org/lrr/arcrole/factExplanatory-2009-12-16.xsd#fact-explanatoryFact"
  arcroleURI="http://www.xbrl.org/2009/arcrole/fact-explanatoryFact"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
"""
BODY = """<p>-<ix:nonFraction id="a" name="p:Revenue" contextRef="c" unitRef="u" decimals="-4" scale="4" sign="-"
  format="ixt:num-dot-decimal">1,234.50</ix:nonFraction>
<ix:nonFraction id="b" name="p:Revenue" contextRef="c" unitRef="u" decimals="-6" scale="6"
  format="ixt:num-dot-decimal"><ix:nonFraction id="b2" name="p:Revenue" contextRef="c" unitRef="u" decimals="INF" scale="6"
  format="ixt:num-dot-decimal"> 1 234 </ix:nonFraction></ix:nonFraction>
<ix:nonFraction name="p:Share" contextRef="c" unitRef="pure" decimals="4" scale="-2">23.66</ix:nonFraction>%
<ix:nonFraction name="p:Revenue" contextRef="c" unitRef="u" decimals="0" format="ixt:fixed-zero">—</ix:nonFraction>
<ix:nonFraction name="p:Revenue" contextRef="c" unitRef="u" xsi:nil="true"/>—
<ix:nonFraction name="p:Revenue" contextRef="c" unitRef="u" precision="3"
  format="ixt3:numunitdecimal">１，２３４元５６分</ix:nonFraction></p>
<p><ix:nonNumeric id="t1" name="p:Text" contextRef="c" xml:lang="zh-cn" continuedAt="k1">One <b>bold</b> &amp;
<ix:exclude>page 7</ix:exclude>text</ix:nonNumeric>
between <ix:continuation id="k1" continuedAt="k2"> two<ix:exclude>x<ix:nonFraction name="p:Share" contextRef="c" unitRef="pure"
  decimals="2">0.07</ix:nonFraction></ix:exclude></ix:continuation> and <ix:continuation id="k2"> three &lt;</ix:continuation></p>
<div><ix:nonNumeric name="p:Text" contextRef="c" escape="true" xml:lang="en"><p class="x">A <i>b</i> &amp; c<br/>
  <ix:nonNumeric name="p:Flag" contextRef="c" format="ixt:fixed-true">是</ix:nonNumeric></p></ix:nonNumeric></div>
<p><ix:nonNumeric name="p:Day" contextRef="c" format="ixt:date-year-month-day">2023年12月31日</ix:nonNumeric>
<ix:nonNumeric name="p:Month" contextRef="c" format="ixt:date-year-month">２０２３年12月</ix:nonNumeric>
<ix:nonNumeric name="p:Text" contextRef="c" xml:lang="" format="ixt:fixed-empty">none</ix:nonNumeric>
<ix:nonNumeric name="p:Text" contextRef="c" xsi:nil="true" xml:lang="fr"></ix:nonNumeric>
<ix:nonNumeric name="p:Flag" contextRef="c"> false </ix:nonNumeric></p>
<ix:footnote id="n1">注：<b>四舍五入</b> &amp; more</ix:footnote>
<ix:footnote id="n2" xml:lang="EN-us" continuedAt="k3">see </ix:footnote><p><ix:continuation id="k3">page <i>9</i></ix:continuation></p>
</body></html>
"""


def _taxonomy(folder: Path) -> Taxonomy:
    (folder / "page.xsd").write_text(SCHEMA, encoding="utf-8")
    taxonomy, diagnostics = load_dts((str(folder / "page.xsd"),), Resolver([], folder))
    assert diagnostics == ()
    return taxonomy


def _agrees(page: Path, taxonomy: Taxonomy) -> Report:
    """Our reading of `page`, which Arelle must find clean and read alike."""
    ours = reader.read(page.read_bytes(), str(page), lambda _: taxonomy)
    assert ours.diagnostics == ()
    saved = page.parent / "saved.json"
    result = run_arelle(page, save_json=saved)
    assert result.clean, str(result)
    theirs = oim_json.read(saved.read_bytes(), str(saved), lambda _: taxonomy)
    assert theirs.diagnostics == ()
    difference = compare(ours.report, theirs.report)
    assert difference.missing == ()
    assert difference.extra == ()
    return ours.report


def test_a_hard_page_is_read_as_arelle_reads_it(tmp_path: Path) -> None:
    page = tmp_path / "page.xhtml"
    page.write_text(HEAD + BODY, encoding="utf-8")
    report = _agrees(page, _taxonomy(tmp_path))
    values = [fact.value for fact in report.facts]
    assert Decimal(-12345000) in values
    assert "One bold &\ntext two three <" in values
    assert values.count(Decimal(1234000000)) == 2
    assert len(report.facts) == 19


def test_the_plain_page_of_every_kind_of_fact_is_clean(tmp_path: Path) -> None:
    taxonomy = _taxonomy(tmp_path)

    def fact(key: str, local: str, value: object, **aspects: object) -> Fact:
        base: dict[str, object] = {"entity": FILER, "period": YEAR} | aspects
        return Fact(key, QName(NS, local), value, **base)  # type: ignore[arg-type]

    facts = (
        fact("r1", "Revenue", Decimal("-1234567.89"), unit=CNY, decimals=2, links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("n", "m")),)),
        fact("r2", "Revenue", None, unit=CNY),
        fact("r3", "Share", Decimal("0.00001"), unit=PURE),
        fact("t1", "Text", "a < b & “c”", language="zh-cn"),
        fact("t2", "Text", "<p>one <b>two</b></p>", language="en"),
        fact("t3", "Text", None, language="en"),
        fact("d1", "Day", "2023-12-31"),
        fact("f1", "Flag", "false"),
        fact("q1", "Choice", QName("urn:elsewhere", "x")),
        Fact("n", NOTE_CONCEPT, "R&D 研发", NO_ENTITY, None, language="zh-cn"),
        Fact("m", NOTE_CONCEPT, "a <b>bold</b> word", NO_ENTITY, None, language="en"),
    )
    report = Report(facts=facts, taxonomy=("page.xsd",), prefixes={"p": NS})
    page = tmp_path / "plain.xhtml"
    sink = io.BytesIO()
    writer.write_report(report, taxonomy, sink)
    page.write_bytes(sink.getvalue())
    assert compare(report, _agrees(page, taxonomy)).equal
