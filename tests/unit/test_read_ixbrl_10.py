"""Inline XBRL 1.0 (2008 namespace), as EDINET uses it: footnoteRefs, registries 1 and 2, what 1.1 alone has."""

from decimal import Decimal

import pytest

from generator.diagnostics import Severity
from generator.model import Fact, Link
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK
from generator.read.ixbrl import read
from generator.read.result import ReadReport
from tests.support.pages import REFERENCES, RESOURCES, TEXT, figure, inline_page, words
from tests.support.reports import CNY, ENTITY, YEAR, load, name


def reading(body: str, **parts: str) -> ReadReport:
    return read(inline_page(body, version="1.0", **parts), "a.htm", load)


def codes(body: str, **parts: str) -> list[str]:
    return [d.code for d in reading(body, **parts).diagnostics]


@pytest.mark.parametrize(
    ("text", "attributes", "value"),
    [
        ("1,234", 'format="ixt2:numdotdecimal" scale="6"', "1234000000"),
        ("26.85", 'format="ixt2:numdotdecimal" scale="-2" sign="-"', "-0.2685"),
        ("1,234.5", 'format="ixt1:numcommadot"', "1234.5"),
        ("1 234,5", 'format="ixt1:numspacecomma"', "1234.5"),
        ("-", 'format="ixt1:numdash"', "0"),
        ("7", "", "7"),
    ],
)
def test_figures(text: str, attributes: str, value: str) -> None:
    found = reading(figure(text, attributes))
    assert found.diagnostics == ()
    assert found.report.facts == (Fact("n", name("Revenue"), Decimal(value), ENTITY, YEAR, CNY, 2),)


def test_texts_dates_and_nil() -> None:
    day = '<ix:nonNumeric id="d" name="s:Day" contextRef="c" format="ixt2:dateerayearmonthdayjp">令和８年７月12日</ix:nonNumeric>'
    block = words("<p>a<br/>&amp; <b>b</b></p>", 'escape="true"')
    nil = f'<ix:nonNumeric id="x" {TEXT} xsi:nil="true"/>'
    found = reading(day + block + nil)
    assert found.diagnostics == ()
    assert [f.value for f in found.report.facts] == ["2026-07-12", "<p>a<br/>&amp; <b>b</b></p>", None]


NOTE = '<ix:footnote footnoteID="x" xml:lang="ja" {}>※１</ix:footnote>'


def test_facts_refer_to_their_footnotes() -> None:
    role = 'footnoteLinkRole="http://example.com/role/balance"'
    body = figure("1", 'footnoteRefs="x y"') + NOTE.format(role) + NOTE.format("").replace('"x"', '"y"')
    found = reading(body)
    assert found.diagnostics == ()
    fact, *notes = found.report.facts
    assert fact.links == (
        Link(FACT_FOOTNOTE, "http://example.com/role/balance", ("x",)),
        Link(FACT_FOOTNOTE, STANDARD_LINK, ("y",)),
    )
    assert [(n.id, n.concept, n.value, n.language) for n in notes] == [("x", NOTE_CONCEPT, "※１", "ja"), ("y", NOTE_CONCEPT, "※１", "ja")]


def test_a_footnote_role_of_its_own_is_left_out_with_a_warning() -> None:
    found = reading(figure("1", 'footnoteRefs="x"') + NOTE.format('footnoteRole="http://example.com/role/number"'))
    assert [(d.code, d.severity) for d in found.diagnostics] == [("xbrlxe:nonStandardFootnoteResourceRole", Severity.WARNING)]
    assert len(found.report.facts) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (figure("1", 'footnoteRefs="gone"'), "ix10.9.1.2:footnoteRef"),
        (figure("1", 'footnoteRefs="n"'), "ix10.9.1.2:footnoteRef"),
        (figure("1", 'footnoteRefs="x"') + NOTE.format("") * 2, "ix10.5.1.2:uniqueFootnoteId"),
        (figure("1", 'footnoteRefs="x"') + NOTE.format("").replace('footnoteID="x"', ""), "ix10.5.1.1:missingAttribute"),
        (NOTE.format(""), "xbrlxe:unlinkedFootnoteResource"),
        (figure(figure("1", key="m")), "ix10.9.1.2:nonFractionChildren"),
        (figure("1,0"), "ix10.9.1.1:transformValueError"),
        (figure("1", 'format="ixt2:dateyearmonthday"'), "ix10.9.1.2:invalidTransformation"),
        (figure("1").replace('contextRef="c"', 'contextRef="d"'), "ix10.9.1.2:contextReference"),
        (figure("1").replace('unitRef="u"', 'unitRef="v"'), "ix10.9.1.2:unitReference"),
        (words("x", 'continuedAt="k"'), "ix10.10.1.1:unknownAttribute"),
        ('<ix:continuation id="k">x</ix:continuation>', "ix10.3:unknownElement"),
        ('<ix:tuple name="s:Group"/>', "xbrlxe:unsupportedTuple"),
        ('<ix:fraction name="s:Part" contextRef="c" unitRef="u"/>', "xbrlxe:unsupportedFraction"),
        ("<ix:exclude>x</ix:exclude>", "ix10.4.1.1:excludeMisplaced"),
    ],
)
def test_defects_have_the_codes_of_1_0(body: str, code: str) -> None:
    assert code in codes(body)


def test_a_footnote_needs_a_language() -> None:
    body = figure("1", 'footnoteRefs="x"') + NOTE.format("").replace('xml:lang="ja"', "")
    assert codes(body, attributes="") == ["ix10.5.1.2:footnoteLang"]


def test_hidden_facts_are_facts() -> None:
    header = f"<ix:header><ix:hidden>{figure('1')}</ix:hidden>{REFERENCES}{RESOURCES}</ix:header>"
    assert [f.value for f in reading("", header=header).report.facts] == [Decimal(1)]
