"""The XBRL 2.1 reader: aspects as written, and every defect with its code, line and column."""

from decimal import Decimal

import pytest

from generator.diagnostics import InputError, Severity
from generator.equality import content_hash
from generator.model import NO_ENTITY, Link, Taxonomy
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read.result import ReadReport, resolve_reference
from generator.read.xbrl import read
from tests.support.reports import END, ENTITY, NS, TAXONOMY, URL, YEAR, load, name

HEAD = f"""<x:xbrl xmlns:x="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:d="http://xbrl.org/2006/xbrldi"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:s="{NS}" xml:lang="EN">
<link:schemaRef xlink:type="simple" xlink:href="{URL}"/>
"""
CONTEXTS = """<x:context id="end"><x:entity><x:identifier scheme="http://example.com/scheme"> ABC-1 </x:identifier></x:entity>
 <x:period><x:instant>2023-12-31</x:instant></x:period></x:context>
<x:context id="year"><x:entity><x:identifier scheme="http://example.com/scheme">ABC-1</x:identifier></x:entity>
 <x:period><x:startDate>2023-01-01</x:startDate><x:endDate>2023-12-31T24:00:00</x:endDate></x:period></x:context>
<x:unit id="cny"><x:measure>iso4217:CNY</x:measure></x:unit>
"""
LINE = HEAD.count("\n") + CONTEXTS.count("\n") + 1


def _read(body: str, contexts: str = CONTEXTS) -> ReadReport:
    return read(f"{HEAD}{contexts}{body}\n</x:xbrl>".encode(), "dir/a.xbrl", load)


def _findings(found: ReadReport) -> list[tuple[str, int | None, int | None]]:
    return [(d.code, d.location.line, d.location.column) for d in found.diagnostics]


def test_values_are_canonical() -> None:
    found = _read(
        '<s:Cash id="a" contextRef="end" unitRef="cny" decimals="-2"> +1,0 </s:Cash>'.replace("1,0", "012.50")
        + '<s:Flag id="b" contextRef="year"> 1 </s:Flag><s:Choice id="c" contextRef="year">\ns:East</s:Choice>'
        '<s:Title id="d" contextRef="year">  as it is </s:Title><s:Code id="e" xml:lang="zh-CN" contextRef="year"> a \n b </s:Code>'
        '<s:Day id="f" contextRef="year"> 2023-12-31</s:Day><s:Cash id="g" contextRef="end" unitRef="cny" xsi:nil="1"/>'
    )
    assert found.diagnostics == ()
    facts = {f.id: f for f in found.report.facts}
    assert [facts[key].value for key in "abcdefg"] == [Decimal("12.5"), "true", name("East"), "  as it is ", "a b", "2023-12-31", None]
    assert [facts[key].language for key in "abcde"] == [None, None, None, "en", "zh-cn"]
    assert (facts["a"].period, facts["b"].period, facts["a"].entity, facts["a"].decimals) == (END, YEAR, ENTITY, -2)
    assert found.report.taxonomy == (URL,)
    assert found.report.prefixes["s"] == NS
    assert (found.places["a"].line, found.places["a"].column, found.places["a"].path) == (LINE, 1, "dir/a.xbrl")


@pytest.mark.parametrize(
    ("value", "attributes", "decimals"),
    [
        ("1234.56", 'precision="4"', 0),
        ("1234.56", 'precision="6"', 2),
        ("0.00123", 'precision="2"', 4),
        ("0", 'precision="3"', None),
        ("5", 'precision="INF"', None),
        ("5", 'decimals="INF"', None),
        ("5", 'decimals=" +3 "', 3),
    ],
)
def test_precision_becomes_decimals(value: str, attributes: str, decimals: int | None) -> None:
    found = _read(f'<s:Cash contextRef="end" unitRef="cny" {attributes}>{value}</s:Cash>')
    assert found.diagnostics == ()
    assert found.report.facts[0].decimals == decimals


def test_contexts_and_units_may_come_after_the_facts() -> None:
    fact = '<s:Cash id="a" contextRef="end" unitRef="cny" decimals="0">1</s:Cash><s:Flag id="b" contextRef="year">true</s:Flag>\n'
    before, after = _read(fact), _read(CONTEXTS, contexts=fact)
    assert after.diagnostics == ()
    assert [f.id for f in after.report.facts] == ["a", "b"]
    assert content_hash(before.report.facts) == content_hash(after.report.facts)


def test_facts_without_id_get_one_that_nobody_has() -> None:
    fact = '<s:Flag {} contextRef="year">true</s:Flag>'
    found = _read("".join(fact.format(i) for i in ("", 'id="_1"', "", 'id="a"')))
    assert [f.id for f in found.report.facts] == ["_2", "_1", "_3", "a"]
    assert found.diagnostics == ()


def test_dimensions_in_scenario_or_segment_are_equal_and_defaults_are_refused() -> None:
    member = '<d:explicitMember dimension="s:SegmentAxis">s:{}</d:explicitMember>'
    typed = '<d:typedMember dimension="s:CustomerAxis"><s:customer>甲</s:customer></d:typedMember>'
    entity = '<x:entity><x:identifier scheme="http://example.com/scheme">ABC-1</x:identifier>{}</x:entity>'
    period = "<x:period><x:instant>2023-12-31</x:instant></x:period>"
    contexts = (
        f'<x:context id="a">{entity.format("")}{period}<x:scenario>{member.format("East")}{typed}</x:scenario></x:context>\n'
        f'<x:context id="b">{entity.format("<x:segment>" + typed + member.format("East") + "</x:segment>")}{period}</x:context>\n'
        f'<x:context id="c">{entity.format("")}{period}<x:scenario>{member.format("All")}</x:scenario></x:context>\n'
        '<x:unit id="cny"><x:measure>iso4217:CNY</x:measure></x:unit>'
    )
    fact = '<s:Cash id="{0}" contextRef="{0}" unitRef="cny" decimals="0">1</s:Cash>'
    found = _read("".join(fact.format(key) for key in "abc"), contexts)
    a, b, c = found.report.facts
    assert a.dimensions == b.dimensions == ((name("CustomerAxis"), "甲"), (name("SegmentAxis"), name("East")))
    assert c.dimensions == ()
    assert [d.code for d in found.diagnostics] == ["xbrldie:DefaultValueUsedInInstanceError"]
    assert found.diagnostics[0].location.line == HEAD.count("\n") + 3


FACT = '<s:Cash id="k" contextRef="end" unitRef="cny" decimals="0">1</s:Cash>'
LINK = '<link:footnoteLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">{}</link:footnoteLink>'
LOC = '<link:loc xlink:type="locator" xlink:href="#k" xlink:label="l"/>'
NOTE = '<link:footnote id="n" xlink:type="resource" xlink:label="f" xml:lang="zh-CN" {}>{}</link:footnote>'
ARC = '<link:footnoteArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/fact-footnote" xlink:from="l" xlink:to="f"/>'


def test_footnotes_become_notes_and_links() -> None:
    text = 'R&amp;D <h:b xml:lang="en" class="q&quot;">x<h:br/></h:b>'
    found = _read(FACT + LINK.format(LOC + NOTE.format('xmlns:h="http://www.w3.org/1999/xhtml"', text) + ARC))
    assert found.diagnostics == ()
    fact, note = found.report.facts
    assert fact.links == (Link(FACT_FOOTNOTE, STANDARD_LINK, ("n",)),)
    assert (note.id, note.concept, note.language, note.entity, note.period) == ("n", NOTE_CONCEPT, "zh-cn", NO_ENTITY, None)
    assert note.value == 'R&amp;D <b class="q&quot;" xml:lang="en">x<br></br></b>'
    assert found.places["n"].line == LINE


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LINK.format(LOC + NOTE.format("", "x") + ARC), "xbrl.4.11.1.1.1"),  # the fact k does not exist
        (FACT + LINK.format(LOC.replace("#k", "other.xbrl#k") + NOTE.format("", "x")), "xbrl.4.11.1.1.1"),
        (FACT + LINK.format(LOC + ARC), "xbrl.4.11.1.3.1"),
        (FACT + LINK.format(LOC + NOTE.format("", "x") + ARC.replace('from="l"', 'from="f"')), "xbrl.4.11.1.3.1"),
    ],
)
def test_broken_footnotes(body: str, code: str) -> None:
    found = _read(body)
    assert [d.code for d in found.diagnostics if d.severity is Severity.ERROR] == [code]
    assert all(not f.links for f in found.report.facts)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<s:Nothing contextRef="end"/>', "xbrl.4.6"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0">1,000</s:Cash>', "cvc-datatype-valid"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0">１２</s:Cash>', "cvc-datatype-valid"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0">1_0</s:Cash>', "cvc-datatype-valid"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0">INF</s:Cash>', "cvc-datatype-valid"),
        ('<s:Count contextRef="end" unitRef="cny" decimals="0">1.0</s:Count>', "cvc-datatype-valid"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0"/>', "cvc-datatype-valid"),
        ('<s:Flag contextRef="year">yes</s:Flag>', "cvc-datatype-valid"),
        ('<s:Choice contextRef="year">q:x</s:Choice>', "cvc-datatype-valid"),
        ('<s:Cash contextRef="no" unitRef="cny" decimals="0">1</s:Cash>', "xbrl.4.6.1"),
        ("<s:Flag>true</s:Flag>", "xbrl.4.6.1"),
        ('<s:Cash contextRef="end" unitRef="no" decimals="0">1</s:Cash>', "xbrl.4.6.2"),
        ('<s:Cash contextRef="end" decimals="0">1</s:Cash>', "xbrl.4.6.2"),
        ('<s:Flag contextRef="year" unitRef="cny">true</s:Flag>', "xbrl.4.6.2"),
        ('<s:Cash contextRef="end" unitRef="cny">1</s:Cash>', "xbrl.4.6.3"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0" precision="1">1</s:Cash>', "xbrl.4.6.3"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="0" xsi:nil="true"/>', "xbrl.4.6.3"),
        ('<s:Flag contextRef="year" decimals="0">true</s:Flag>', "xbrl.4.6.3"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="two">1</s:Cash>', "xbrl.4.6.5"),
        ('<s:Cash contextRef="end" unitRef="cny" decimals="99999">1</s:Cash>', "xbrl.4.6.5"),
        ('<s:Cash contextRef="end" unitRef="cny" precision="-1">1</s:Cash>', "xbrl.4.6.4"),
        ('<s:Cash contextRef="end" unitRef="cny" precision="0">1</s:Cash>', "xbrlxe:unsupportedZeroPrecisionFact"),
        ('<s:Group><s:Flag contextRef="year">true</s:Flag></s:Group>', "xbrlxe:unsupportedTuple"),
        ('<s:Part contextRef="year" unitRef="cny"><x:numerator>1</x:numerator></s:Part>', "xbrlxe:unsupportedFraction"),
        ('<s:Title contextRef="year"><b/></s:Title>', "xbrl.4.6"),
        ('<s:Title contextRef="year" xsi:nil="true">x</s:Title>', "xbrl.4.6"),
        ('<link:schemaRef xlink:type="simple"/>', "xbrl.4.2"),
    ],
)
def test_each_defect_of_a_fact_has_its_code_and_place(body: str, code: str) -> None:
    assert _findings(_read(f"\n  {body}")) == [(code, LINE + 1, 3)]


def test_an_id_used_twice_is_reported_and_both_facts_stay() -> None:
    found = _read(FACT + "\n" + FACT)
    assert _findings(found) == [("xbrl.4.6", LINE + 1, 1)]
    assert [f.id for f in found.report.facts] == ["k", "_1"]


def test_a_broken_context_is_reported_once() -> None:
    broken = CONTEXTS.replace("2023-12-31<", "2023-02-30<")
    found = _read(FACT * 2, broken)
    assert [d.code for d in found.diagnostics] == ["xbrl.4.7.2"]
    assert found.report.facts == []


def test_free_segment_content_is_refused() -> None:
    found = _read(FACT, CONTEXTS.replace("</x:entity>", "<x:segment><s:Free/></x:segment></x:entity>", 1))
    assert [d.code for d in found.diagnostics] == ["xbrlxe:nonDimensionalSegmentScenarioContent"]


def test_what_is_no_instance() -> None:
    assert [d.code for d in read(b"<a/>", "a.xbrl", load).diagnostics] == ["xbrl.4.1"]
    for data in (b"", b"<a>", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(InputError) as caught:
            read(data, "a.xbrl", load)
        assert caught.value.diagnostics[0].location.line is not None


def test_without_schema_reference_nothing_is_known() -> None:
    data = (HEAD.replace(f'<link:schemaRef xlink:type="simple" xlink:href="{URL}"/>', "") + FACT + "</x:xbrl>").encode()

    def load_nothing(entry_points: tuple[str, ...]) -> Taxonomy:
        assert entry_points == ()
        return TAXONOMY

    assert "xbrl.4.2" in [d.code for d in read(data, "a.xbrl", load_nothing).diagnostics]


def test_references_are_resolved_against_the_document() -> None:
    head = HEAD.replace(URL, "../t/a.xsd#x") + '<link:linkbaseRef xlink:href="b.xml"/><link:roleRef xlink:href="http://e.com/r.xsd#r"/>'
    asked: list[tuple[str, ...]] = []

    def remember(entry_points: tuple[str, ...]) -> Taxonomy:
        asked.append(entry_points)
        return TAXONOMY

    found = read((head + CONTEXTS + FACT + FACT.replace('"k"', '"l"') + "</x:xbrl>").encode(), "in/here/a.xbrl", remember)
    assert asked == [("in/t/a.xsd", "in/here/b.xml", "http://e.com/r.xsd")]
    assert found.report.taxonomy == ("in/t/a.xsd", "in/here/b.xml")


@pytest.mark.parametrize(
    ("reference", "path", "expected"),
    [
        ("a.xsd", "b.xbrl", "a.xsd"),
        ("a.xsd", "/x/b.xbrl", "/x/a.xsd"),
        ("../a.xsd", "x/b.xbrl", "a.xsd"),
        ("../../a.xsd", "x/b.xbrl", "../a.xsd"),
        ("/a.xsd", "x/b.xbrl", "/a.xsd"),
        ("http://e.com/a.xsd#b", "x/b.xbrl", "http://e.com/a.xsd"),
        ("../a.xsd", "http://e.com/x/b.xbrl", "http://e.com/a.xsd"),
        ("../../../a.xsd", "http://e.com/x/b.xbrl", "http://e.com/a.xsd"),
        ("/y/a.xsd", "http://e.com/x/b.xbrl", "http://e.com/y/a.xsd"),
        ("a%20b.xsd", "x/c.xbrl", "x/a b.xsd"),
        ("a%20b.xsd", "http://e.com/x/c.xbrl", "http://e.com/x/a%20b.xsd"),
        ("file:///x/a%20b.xsd", "c.xbrl", "/x/a b.xsd"),
        ("./y/./a.xsd", "x/c.xbrl", "x/y/a.xsd"),
    ],
)
def test_resolving_a_reference(reference: str, path: str, expected: str) -> None:
    assert resolve_reference(reference, path) == expected


def test_an_unknown_language_or_prefix_changes_nothing_else() -> None:
    found = _read('<s:Choice contextRef="year" id="q"> East </s:Choice>')
    assert found.report.facts[0].value == QName("", "East")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LINK.format(LOC + NOTE.format("", "x")), "xbrlxe:unlinkedFootnoteResource"),
        (LINK.format(LOC + NOTE.format('xlink:role="urn:own"', "x") + ARC), "xbrlxe:nonStandardFootnoteResourceRole"),
    ],
)
def test_what_only_the_open_information_model_refuses_is_no_error(body: str, code: str) -> None:
    found = _read(FACT + body)
    assert [(d.code, d.severity) for d in found.diagnostics] == [(code, Severity.WARNING)]
