"""The rules of inline XBRL 1.1 on the way in: what may stand where, attributes, ids, tuples, fractions, escaped content."""

import pytest

from generator.read.ixbrl import read
from tests.support.pages import HEADER, REFERENCES, RESOURCES, TEXT, UNIT, figure, inline_page, words
from tests.support.reports import load

_RELATIONSHIP = '<ix:relationship fromRefs="n" toRefs="x"/>'
_TERMS = "<ix:numerator>1</ix:numerator>/<ix:denominator>3</ix:denominator>"
_FRACTION = '<ix:fraction id="{}" name="s:Part" contextRef="c" unitRef="u"{}>{}</ix:fraction>'


def fraction(content: str, attributes: str = "", key: str = "p") -> str:
    return _FRACTION.format(key, f" {attributes}", content)


def codes(body: str, **parts: str) -> list[str]:
    found = read(inline_page(body, **parts), "a.xhtml", load)
    assert all(d.location.path == "a.xhtml" and d.location.line for d in found.diagnostics)
    return [d.code for d in found.diagnostics]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (f"<ix:header>{RESOURCES}{REFERENCES}</ix:header>", "ix11.8.1.1:headerContent"),
        (f"<ix:header>{REFERENCES}{RESOURCES}<ix:resources/></ix:header>", "ix11.8.1.1:headerContent"),
        (f"<ix:header>{REFERENCES}{RESOURCES}<ix:hidden>{words('x')}</ix:hidden></ix:header>", "ix11.8.1.1:headerContent"),
        (f"{HEADER}{REFERENCES}", "ix11.12.1.1:referencesMisplaced"),
        (f"{HEADER}<ix:hidden>{words('x')}</ix:hidden>", "ix11.9.1.1:hiddenMisplaced"),
        (f"{HEADER}<ix:resources/>", "ix11.14.1.1:resourcesMisplaced"),
        (HEADER + UNIT.replace('"u"', '"v"'), "ix11.14.1.1:unitMisplaced"),
        (HEADER + REFERENCES.partition(">")[2].removesuffix("</ix:references>"), "ix11.12.1.1:schemaRefMisplaced"),
        (f"{HEADER}{_RELATIONSHIP}", "ix11.14.1.1:relationshipMisplaced"),
        (HEADER.replace("<ix:references", "<ix:hidden><ix:exclude/></ix:hidden><ix:references"), "ix11.9.1.1:hiddenContent"),
        (HEADER.replace("<ix:header>", '<ix:header id="h">'), "ix11.8.1.1:unknownAttribute"),
        (HEADER.replace("<ix:references>", '<ix:references id="r"/><ix:references id="q">'), "ix11.12.1.2:referencesIdDuplication"),
        (
            HEADER.replace("<ix:references>", '<ix:references s:a="r"/><ix:references s:a="q">'),
            "ix11.12.1.2:referencesAttributeDuplication",
        ),
        (
            HEADER.replace("<ix:references>", '<ix:references/><ix:references xmlns:s="http://example.com/other">'),
            "ix11.12.1.2:referencesNamespacePrefixConflict",
        ),
        (f"<ix:header>{REFERENCES}</ix:header>", "ix11.14.1.2:missingResources"),
        (HEADER.replace(UNIT, UNIT * 2), "xbrl.4.8.1"),
    ],
)
def test_the_header_and_its_parts(header: str, code: str) -> None:
    assert code in codes("", header=header)


def test_a_sound_header_may_come_in_parts() -> None:
    more = f'<ix:header><ix:hidden>{words("x")}</ix:hidden><ix:references xml:base="http://example.com/small/">'
    more += '<link:schemaRef xlink:type="simple" xlink:href="small.xsd"/></ix:references></ix:header>'
    assert codes("", header=HEADER + more) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"<p>{words(HEADER)}</p>", "ix11.8.1.1:headerMisplaced"),
        (words("x", 'wrong="1"'), "ix11.11.1.1:unknownAttribute"),
        (figure("1", 'escape="true"'), "ix11.10.1.1:unknownAttribute"),
        (figure("1", 'ix:extra="1"'), "ix11.10.1.1:unknownAttribute"),
        (words("<ix:exclude id='e'>y</ix:exclude>"), "ix11.5.1.1:unknownAttribute"),
        (words("x", key="1a"), "ix11.11.1.1:id"),
        (words("x", 'target="a b"'), "ix11.11.1.1:target"),
        (words("x", 'order="first"'), "ix11.11.1.1:order"),
        (words("x", 'escape="yes"'), "ix11.11.1.1:escape"),
        (words("x", 'continuedAt="n"') + figure("1"), "ix11.4.1.2:continuationTarget"),
        (words('a<ix:continuation id="k">b</ix:continuation>', 'continuedAt="k"'), "ix11.4.1.2:continuationChainNested"),
        ('<p id="p"/><p id="p"/>', "xml.schema"),
        (f'<p style="-ix-hidden:n">{figure("1")}</p>', "filing.hidden-reference"),
    ],
)
def test_elements_and_their_attributes(body: str, code: str) -> None:
    assert code in codes(body)


def test_attributes_of_other_namespaces_are_welcome_on_facts() -> None:
    assert codes(figure("1", 's:own="x" xml:lang="fr"') + words("x", 's:own="x"')) == []


def test_a_header_stands_in_the_body() -> None:
    assert "ix11.8.1.1:headerMisplaced" in codes("", header="", head=HEADER)


def test_a_continuation_may_not_be_hidden() -> None:
    inner = words('a<ix:continuation id="k">b</ix:continuation>', key="o")
    header = HEADER.replace("<ix:references", f"<ix:hidden>{inner}</ix:hidden><ix:references", 1)
    assert "ix11.4.1.1:ancestorNodeDisallowed" in codes(words("x", 'continuedAt="k"'), header=header)


def test_hidden_marks_lead_to_hidden_facts() -> None:
    header = HEADER.replace("<ix:references", f"<ix:hidden>{figure('1')}</ix:hidden><ix:references", 1)
    assert codes('<p style="color:red;-ix-hidden:n;">1</p>', header=header) == []


# ---------------------------------------------------------------- tuples and fractions: read, checked, refused


def tuple_(content: str, attributes: str = "", key: str = "g") -> str:
    return f'<ix:tuple id="{key}" name="s:Group" {attributes}>{content}</ix:tuple>'


@pytest.mark.parametrize(
    ("body", "others"),
    [
        (tuple_(figure("1", 'order="1"') + words("x", 'order="2"')), []),
        (tuple_("", 'tupleID="a"') + figure("1", 'order="1" tupleRef="a"'), []),
        (tuple_(tuple_(figure("1", 'order="1"'), 'order="1"', key="h")), ["xbrlxe:unsupportedTuple"]),
        (tuple_(figure("1", 'order="1"') + figure("1", 'order="1.0"', key="m")), []),
        (tuple_(figure("1", 'order="1"') + figure("2", 'order="1"', key="m")), ["ix11.10.1.2:tupleSameOrderMembersUnequal"]),
        (tuple_(figure("1")), ["ix11.10.1.2:tupleMemberOrderMissing"]),
        (tuple_(""), ["ix11.15.1.1:tupleID"]),
        (tuple_(figure("1", 'order="1"')) + words("x", 'order="1" tupleRef="gone"'), ["ix11.11.1.2:tupleRefMissing"]),
        (tuple_("", 'tupleID="a" order="1" tupleRef="a"'), ["ix11.15.1.2:tupleNestingCycle"]),
        (tuple_(figure("1", 'order="1"'), 'xsi:nil="true"'), ["ix11.15.1.2:tupleNilContent"]),
        (fraction(_TERMS), []),
        (fraction("", 'xsi:nil="true"'), []),
        (fraction(fraction(_TERMS, key="q")), ["xbrlxe:unsupportedFraction"]),
        (fraction("<ix:numerator>1</ix:numerator>"), ["ix11.7.1.3:fractionTerms"]),
        (fraction(_TERMS + "<ix:numerator>2</ix:numerator>"), ["ix11.7.1.3:fractionTerms"]),
        (fraction(_TERMS, 'xsi:nil="true"'), ["ix11.7.1.2:nilFractionChildren"]),
        (fraction(_TERMS + figure("1")), ["ix11.7.1.3:fractionDescendants"]),
        (fraction(_TERMS.replace(">3<", ">0<")), ["ix11.7.1.3:fractionDenominatorZero"]),
        (fraction(_TERMS.replace(">1<", ">-1<")), ["ix11.7.1.2:nonFractionNegative"]),
        (fraction(_TERMS.replace(">1<", "><b>1</b><")), ["ix11.7.1.3:numeratorChildren"]),
        (
            fraction(fraction(_TERMS, key="q").replace('unitRef="u"', 'unitRef="v"')),
            ["xbrlxe:unsupportedFraction", "ix11.7.1.3:fractionChildAttributes"],
        ),
    ],
)
def test_tuples_and_fractions_are_refused_after_what_is_wrong_with_them(body: str, others: list[str]) -> None:
    refusal = "xbrlxe:unsupportedTuple" if "<ix:tuple" in body else "xbrlxe:unsupportedFraction"
    found = read(inline_page(body), "a.xhtml", load)
    assert sorted(d.code for d in found.diagnostics) == sorted([refusal, *others])
    assert found.report.facts == ()  # their members are no facts of their own


def test_a_term_needs_a_fraction() -> None:
    assert codes("<ix:numerator>1</ix:numerator>") == ["ix11.7.1.1:fractionTermMisplaced"]


# ---------------------------------------------------------------- escaped content


def escaped(content: str, head: str = "") -> object:
    found = read(inline_page(words(content, 'escape="true"'), head=head), "a.xhtml", load)
    assert found.diagnostics == ()
    return found.report.facts[0].value


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ('<img src="i/a.jpg" alt="i"/>', '<img src="http://example.com/docs/i/a.jpg" alt="i"/>'),
        ('<a href="../x.html#y">z</a>', '<a href="http://example.com/x.html#y">z</a>'),
        ('<a href="https://elsewhere.example/x">z</a>', '<a href="https://elsewhere.example/x">z</a>'),
        ('<ins cite="c">d</ins>', '<ins cite="http://example.com/docs/c">d</ins>'),
        ('<p title="i/a.jpg"/>', '<p title="i/a.jpg"/>'),
    ],
)
def test_urls_follow_the_pages_base(content: str, value: str) -> None:
    assert escaped(content, '<base href="http://example.com/docs/a.html"/>') == value


def test_urls_stay_relative_without_a_base() -> None:
    assert escaped('<img src="i/a.jpg" alt=""/>') == '<img src="i/a.jpg" alt=""/>'


def test_foreign_markup_keeps_its_namespaces() -> None:
    value = escaped('<m:math xmlns:m="urn:m" xmlns:k="urn:k" k:a="1"><m:mi><b>x</b></m:mi></m:math>')
    assert value == ('<math xmlns="urn:m" xmlns:a0="urn:k" a0:a="1"><mi><b xmlns="http://www.w3.org/1999/xhtml">x</b></mi></math>')


def test_text_without_escape_is_text() -> None:
    found = read(inline_page(words("<p>a &lt; <b>b</b></p>")), "a.xhtml", load)
    assert [f.value for f in found.report.facts] == ["a < b"]
    assert TEXT in words("")
