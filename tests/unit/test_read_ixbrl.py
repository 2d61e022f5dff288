"""The inline reader on small pages: what each element becomes, and the code and place of each defect."""

from decimal import Decimal

import pytest

from generator.diagnostics import InputError, Severity
from generator.model import Fact, Link
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read.ixbrl import read
from generator.read.result import ReadReport
from tests.support.reports import CNY, ENTITY, NS, URL, YEAR, load, name

_CONTEXT = """<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">ABC-1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>"""
_REFERENCES = f'<ix:references><link:schemaRef xlink:type="simple" xlink:href="{URL}"/></ix:references>'
NUMBER = 'name="s:Revenue" contextRef="c" unitRef="u" decimals="2"'
TEXT = 'name="s:Title" contextRef="c"'


def page(body: str, *, resources: str = "", references: str = _REFERENCES, hidden: str = "", attributes: str = 'xml:lang="zh-CN"') -> bytes:
    unseen = f"<ix:hidden>{hidden}</ix:hidden>" if hidden else ""
    return f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:s="{NS}"
  xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xbrldi="http://xbrl.org/2006/xbrldi"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" {attributes}><head><title>x</title></head><body>
<div><ix:header>{unseen}{references}<ix:resources>{_CONTEXT}{resources}</ix:resources></ix:header></div>
<p>{body}</p></body></html>""".encode()


def reading(body: str, **parts: str) -> ReadReport:
    return read(page(body, **parts), "out/a.xhtml", load)


def facts(body: str, **parts: str) -> list[Fact]:
    found = reading(body, **parts)
    assert found.diagnostics == ()
    return list(found.report.facts)


def codes(body: str, **parts: str) -> list[str]:
    return [d.code for d in reading(body, **parts).diagnostics]


def number(text: str, attributes: str = "") -> str:
    return f'<ix:nonFraction id="n" {NUMBER} {attributes}>{text}</ix:nonFraction>'


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("text", "attributes", "value"),
    [
        ("1234.5", "", "1234.5"),
        ("1,234.50", 'format="ixt:num-dot-decimal"', "1234.50"),
        ("1,234.56", 'format="ixt:num-dot-decimal" scale="4"', "12345600"),
        ("26.85", 'format="ixt:num-dot-decimal" scale="-2" sign="-"', "-0.2685"),
        ("12345678901234567890123456789.5", 'scale="4" sign="-"', "-123456789012345678901234567895000"),
        ("—", 'format="ixt:fixed-zero"', "0"),
        ("0", 'sign="-"', "0"),
    ],
)
def test_a_figure_is_transformed_scaled_and_signed(text: str, attributes: str, value: str) -> None:
    (fact,) = facts(number(text, attributes))
    assert fact == Fact("n", name("Revenue"), Decimal(value), ENTITY, YEAR, CNY, 2)
    assert isinstance(fact.value, Decimal)
    assert fact.value.is_signed() is (fact.value < 0)  # no negative zero


def test_precision_and_infinity() -> None:
    exact = number("1234.5").replace('decimals="2"', 'decimals="INF"')
    by_precision = number("1234.5").replace('decimals="2"', 'precision="3"').replace('id="n"', 'id="m"')
    assert [f.decimals for f in facts(exact + by_precision)] == [None, -1]


def test_nil_figures_and_texts_have_no_value_and_no_decimals() -> None:
    nil = '<ix:nonFraction id="n" name="s:Revenue" contextRef="c" unitRef="u" xsi:nil="true"/>—<ix:nonNumeric id="t" {} xsi:nil="1"/>'
    found = facts(nil.format(TEXT))
    assert [(f.value, f.decimals) for f in found] == [(None, None), (None, None)]


def test_nested_figures_share_their_digits() -> None:
    inner = number("1,234", 'format="ixt:num-dot-decimal" scale="3"').replace('id="n"', 'id="m"')
    found = facts(number(f" {inner}\n", 'format="ixt:num-dot-decimal" scale="3"'))
    assert [(f.id, f.value) for f in found] == [("n", Decimal(1234000)), ("m", Decimal(1234000))]


def test_text_goes_on_in_continuations_and_leaves_out_what_is_excluded() -> None:
    body = (
        f'<ix:nonNumeric id="t" {TEXT} continuedAt="k">one <b>two</b><ix:exclude> page 3 {number("7")}</ix:exclude>'
        "</ix:nonNumeric> between "
        '<ix:continuation id="k" continuedAt="l"> three</ix:continuation> x <ix:continuation id="l"> &lt;four&gt;</ix:continuation>'
    )
    assert {f.id: f.value for f in facts(body)} == {"t": "one two three <four>", "n": Decimal(7)}


def test_an_exclusion_counts_only_for_what_holds_it() -> None:
    inner = f'<ix:nonNumeric id="b" {TEXT}>z<ix:exclude>w</ix:exclude>v</ix:nonNumeric>'
    body = f'<ix:nonNumeric id="a" {TEXT}>x<ix:exclude>y{inner}</ix:exclude>u</ix:nonNumeric>'
    assert {f.id: f.value for f in facts(body)} == {"a": "xu", "b": "zv"}


def test_escaped_text_keeps_its_markup_without_inline_elements() -> None:
    body = f'<ix:nonNumeric id="t" {TEXT} escape="true"><span class="a&quot;b">1 &lt; {number("2")}<br/></span>&amp;</ix:nonNumeric>'
    assert facts(body)[0].value == '<span class="a&quot;b">1 &lt; 2<br/></span>&amp;'


def test_values_follow_the_type_of_their_concept() -> None:
    body = "".join(
        f'<ix:nonNumeric id="{key}" name="s:{concept}" contextRef="c" {attributes}>{text}</ix:nonNumeric>'
        for key, concept, attributes, text in (
            ("d", "Day", 'format="ixt:date-year-month-day"', "2023年12月31日"),
            ("f", "Flag", "", " 1 "),
            ("q", "Choice", "", " s:East "),
            ("s", "Title", "", " kept "),
        )
    )
    assert [f.value for f in facts(body)] == ["2023-12-31", "true", QName(NS, "East"), " kept "]


def test_the_language_is_the_one_in_scope_and_only_texts_have_it() -> None:
    body = f'<span xml:lang="EN"><ix:nonNumeric id="a" {TEXT}>x</ix:nonNumeric></span><ix:nonNumeric id="b" {TEXT}>y</ix:nonNumeric>'
    body += f'<ix:nonNumeric id="c" {TEXT} xml:lang="">z</ix:nonNumeric>'
    body += '<ix:nonNumeric id="d" name="s:Flag" contextRef="c">true</ix:nonNumeric>'
    assert [f.language for f in facts(body)] == ["en", "zh-cn", None, None]


def test_hidden_facts_are_facts_and_ids_are_made_where_there_are_none() -> None:
    found = facts(number("1").replace('id="n"', 'id="_1"'), hidden=f"<ix:nonNumeric {TEXT}>h</ix:nonNumeric>")
    assert [(f.id, f.value) for f in found] == [("_2", "h"), ("_1", Decimal(1))]


def test_footnotes_become_notes_and_links() -> None:
    body = number("1") + '<ix:footnote id="x" continuedAt="k">see <b>R&amp;D</b></ix:footnote>'
    body += '<ix:continuation id="k">, too</ix:continuation>'
    found = facts(body, resources='<ix:relationship fromRefs="n" toRefs="x"/>')
    assert found[0].links == (Link(FACT_FOOTNOTE, STANDARD_LINK, ("x",)),)
    assert (found[1].concept, found[1].value, found[1].language) == (NOTE_CONCEPT, "see <b>R&amp;D</b>, too", "zh-cn")


def test_every_fact_has_its_place() -> None:
    found = reading("\n " + number("1"))
    place = found.places["n"]
    assert (place.path, place.line, place.column, place.fact) == ("out/a.xhtml", 9, 2, "n")


def test_only_the_default_target_is_read_and_the_other_is_named() -> None:
    references = _REFERENCES + _REFERENCES.replace("<ix:references>", '<ix:references target="x">')
    found = reading(number("1") + number("2", 'target="x"').replace('id="n"', 'id="m"'), references=references)
    assert [f.id for f in found.report.facts] == ["n"]
    assert [(d.code, d.severity) for d in found.diagnostics] == [("filing.other-targets", Severity.WARNING)]
    other = read(page(number("2", 'target="x"'), references=references), "a.xhtml", load, target="x")
    assert [f.value for f in other.report.facts] == [Decimal(2)]


def test_relative_references_are_resolved_against_the_page() -> None:
    seen = []

    def spying(points: tuple[str, ...]) -> object:
        seen.extend(points)
        return load((URL,))

    read(page("", references=_REFERENCES.replace(URL, "../t/small.xsd")), "a/out/a.xhtml", spying)  # type: ignore[arg-type]
    assert seen == ["a/t/small.xsd"]


# ---------------------------------------------------------------- defects


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (number("1,234"), "ix11.10.1.1:transformValueError"),
        (number("-1"), "ix11.10.1.2:nonFractionNegative"),
        (number("(1)", 'format="ixt:num-dot-decimal"'), "ix11.10.1.1:transformValueError"),
        (number("1", 'format="ixt:numdotdecimal"'), "ix11.10.1.2:invalidTransformation"),
        (number("1", 'format="s:own"'), "ix11.10.1.2:invalidTransformation"),
        (number("1", 'format="nowhere:own"'), "ix11.10.1.2:invalidTransformation"),
        (number(""), "ix11.10.1.1:nonFraction"),
        (number("1", 'scale="4.5"'), "ix11.10.1.1:scale"),
        (number("1", 'scale="999999"'), "ix11.10.1.1:scale"),
        (number("1", 'sign="+"'), "ix11.10.1.1:sign"),
        (number("<b>1</b>"), "ix11.10.1.2:nonFractionChildren"),
        (number("1", 'xsi:nil="true"'), "ix11.10.1.1:nilContent"),
        (number("").replace("></ix", ' xsi:nil="true"></ix'), "xbrl.4.6"),
        (number("1").replace('decimals="2"', ""), "xbrl.4.6"),
        (number("1").replace('decimals="2"', 'decimals="x"'), "xbrl.4.6"),
        (number("1").replace('contextRef="c"', 'contextRef="d"'), "ix11.10.1.2:contextReference"),
        (number("1").replace('unitRef="u"', 'unitRef="v"'), "ix11.10.1.2:unitReference"),
        (number("1").replace('unitRef="u"', ""), "ix11.10.1.1:missingAttribute"),
        (number("1").replace("s:Revenue", "s:Nothing"), "xbrl.4.6"),
        (number("1").replace("s:Revenue", "t:Revenue"), "ix11.10.1.1:name"),
        (number("1").replace("s:Revenue", "s:Title"), "ix11.10.1.2:conceptType"),
        (f"<ix:nonNumeric {TEXT.replace('Title', 'Revenue')}>1</ix:nonNumeric>", "ix11.11.1.2:conceptType"),
        (f"<ix:nonNumeric {TEXT.replace('Title', 'Flag')}>maybe</ix:nonNumeric>", "xbrl.4.6"),
        (f"<ix:nonNumeric {TEXT.replace('Title', 'Choice')}>nowhere:x</ix:nonNumeric>", "xbrl.4.6"),
        (f'<ix:nonNumeric {TEXT} format="ixt:date-year-month-day">二〇二三</ix:nonNumeric>', "ix11.11.1.1:transformValueError"),
        (f'<ix:nonNumeric {TEXT} continuedAt="k">x</ix:nonNumeric>', "ix11.4.1.2:continuationMissing"),
        (
            f'<ix:nonNumeric {TEXT} continuedAt="k">x</ix:nonNumeric><ix:continuation id="k" continuedAt="k">y</ix:continuation>',
            "ix11.4.1.2:continuationReferences",
        ),
        ('<ix:continuation id="k">y</ix:continuation>', "ix11.4.1.2:continuationNotReferenced"),
        (f'<ix:nonNumeric id="k" {TEXT}>x</ix:nonNumeric><ix:nonNumeric id="k" {TEXT}>y</ix:nonNumeric>', "ix11:uniqueIxId"),
        ("<ix:exclude>x</ix:exclude>", "ix11.5.1.1:excludeMisplaced"),
        ('<ix:footnote id="x">x</ix:footnote>', "xbrlxe:unlinkedFootnoteResource"),
        ('<ix:tuple name="s:Group"></ix:tuple>', "xbrlxe:unsupportedTuple"),
        ('<ix:fraction name="s:Part" contextRef="c" unitRef="u"></ix:fraction>', "xbrlxe:unsupportedFraction"),
        ("<ix:other/>", "ix11.3:unknownElement"),
        ('<old:nonFraction xmlns:old="http://www.xbrl.org/2008/inlineXBRL"/>', "filing.mixed-inline-versions"),
        ('<b onclick="x()">x</b>', "filing.active-content"),
    ],
)
def test_a_defect_has_its_code_and_makes_no_fact(body: str, code: str) -> None:
    found = reading(body)
    assert code in [d.code for d in found.diagnostics]
    assert all(d.location.path == "out/a.xhtml" and d.location.line for d in found.diagnostics)
    assert len([f for f in found.report.facts if f.id != "k"]) == 0


def test_a_circle_of_continuations_ends() -> None:
    body = (
        f'<ix:nonNumeric {TEXT} continuedAt="k">x</ix:nonNumeric><ix:continuation id="k" continuedAt="l">y</ix:continuation>'
        '<ix:continuation id="l" continuedAt="k">z</ix:continuation>'
    )
    assert "ix11.4.1.2:continuationCycle" in codes(body)


@pytest.mark.parametrize(
    ("relationship", "code"),
    [
        ('fromRefs="gone" toRefs="x"', "ix11.13.1.2:relationshipFromRef"),
        ('fromRefs="n" toRefs="gone"', "ix11.13.1.2:relationshipToRef"),
        ('fromRefs="n" toRefs="x m"', "ix11.13.1.2:relationshipReferencesMixed"),
        ('fromRefs="n" toRefs="n"', "ix11.13.1.2:relationshipFromToMatch"),
    ],
)
def test_relationships_lead_from_facts_to_facts_or_footnotes(relationship: str, code: str) -> None:
    body = number("1") + number("2").replace('id="n"', 'id="m"') + '<ix:footnote id="x">note</ix:footnote>'
    assert code in codes(body, resources=f"<ix:relationship {relationship}/>")


def test_a_footnote_needs_a_language() -> None:
    body = number("1") + '<ix:footnote id="x">note</ix:footnote>'
    assert codes(body, resources='<ix:relationship fromRefs="n" toRefs="x"/>', attributes="") == ["ix11.6.1.2:footnoteLang"]


def test_nested_figures_must_agree_and_not_be_nil() -> None:
    inner = number("1").replace('id="n"', 'id="m"')
    assert codes(number(inner, 'scale="3"')) == ["ix11.10.1.2:nestedNonFractionProperties"]
    assert "ix11.10.1.2:nonFractionChildren" in codes(number(f"{inner} beside"))


def test_deep_nesting_is_refused() -> None:
    body = f"<ix:nonNumeric {TEXT}>" * 100 + "x" + "</ix:nonNumeric>" * 100
    assert "filing.inline-nesting" in codes(body)


def test_what_the_document_must_have() -> None:
    bare = b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'
    with pytest.raises(InputError) as found:
        read(bare, "a.xhtml", load)
    assert [d.code for d in found.value.diagnostics] == ["ix11.8.1.3:missingHeader"]
    with pytest.raises(InputError) as other:
        read(b"<html/>", "a.xhtml", load)
    assert "ix11.3.3.1:rootElement" in [d.code for d in other.value.diagnostics]
    assert codes(number("1", 'target="y"')) == ["ix11.12.1.2:missingReferences", "filing.other-targets"]


def test_a_written_default_member_is_an_error() -> None:
    scenario = '<xbrli:scenario><xbrldi:explicitMember dimension="s:SegmentAxis">s:All</xbrldi:explicitMember></xbrli:scenario>'
    context = _CONTEXT.partition("<xbrli:unit")[0].replace('id="c"', 'id="d"').replace("</xbrli:context>", f"{scenario}</xbrli:context>")
    found = reading(number("1").replace('contextRef="c"', 'contextRef="d"'), resources=context)
    assert [d.code for d in found.diagnostics] == ["xbrldie:DefaultValueUsedInInstanceError"]
    assert found.report.facts[0].dimensions == ()


def test_a_broken_context_is_reported_once_and_its_facts_are_left_out() -> None:
    context = '<xbrli:context id="d"><xbrli:period/></xbrli:context>'
    found = reading(number("1").replace('contextRef="c"', 'contextRef="d"'), resources=context)
    assert [d.code for d in found.diagnostics] == ["xbrl.4.7"]
    assert found.report.facts == ()


@pytest.mark.parametrize("data", [b"<html", b"<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>", b"\xff\xfe\x00", b""])
def test_what_is_no_xml_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data, "a.xhtml", load)
