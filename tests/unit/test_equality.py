"""Equal facts: what counts and what does not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.equality import canonical_markup, compare, content_hash, fact_key, note_markup, number_text
from generator.model import NO_ENTITY, Fact, Link
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, QName
from tests.support.reports import END, NS, fact, name, report


def _note(key: str, text: str, language: str = "en") -> Fact:
    return Fact(key, NOTE_CONCEPT, text, NO_ENTITY, None, language=language)


def _linked(key: str, *targets: str) -> Fact:
    return fact("Cash", Decimal(1), key, links=(Link(FACT_FOOTNOTE, STANDARD_LINK, targets),))


@pytest.mark.parametrize(
    ("value", "text"),
    [("12.340", "12.34"), ("1E+3", "1000"), ("-0.00", "0"), ("-0", "0"), ("1E-7", "0.0000001"), ("100", "100"), ("-5.0", "-5")],
)
def test_numbers_have_one_text(value: str, text: str) -> None:
    assert number_text(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_has_none(value: str) -> None:
    with pytest.raises(ValueError, match="no finite number"):
        number_text(Decimal(value))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_number_text_is_exact(value: Decimal) -> None:
    assert Decimal(number_text(value)) == value
    assert "E" not in number_text(value)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('<p class="a" id="b">x</p>', "<p  id='b' class='a'>x</p>"),
        ("<p/>", "<p></p>"),
        ("<p>1 &lt; 2</p>", "<p><![CDATA[1 < 2]]></p>"),
        ("<p>x</p><!-- note -->", "<p>x</p>"),
        ('<h:p xmlns:h="http://www.w3.org/1999/xhtml">x</h:p>', "<p>x</p>"),
    ],
)
def test_markup_is_compared_in_canonical_form(first: str, second: str) -> None:
    assert fact_key(fact("Title", first)) == fact_key(fact("Title", second))


@pytest.mark.parametrize(
    ("first", "second"),
    [("<p>x</p>", "<p>x </p>"), ("<p>x</p>", "<b>x</b>"), ("a", "a "), ("<p>x</p>", '<p xmlns="">x</p>'), ("<p>&lt;</p>", "<p>&gt;</p>")],
)
def test_what_differs_stays_different(first: str, second: str) -> None:
    assert fact_key(fact("Title", first)) != fact_key(fact("Title", second))


@pytest.mark.parametrize("text", ["1 < 2", "<p>", "</div><div>", "<p>&nbsp;</p>", "<x:p/>", "a\x01<b/>"])
def test_what_does_not_parse_is_a_string(text: str) -> None:
    assert canonical_markup(text) is None
    assert fact_key(fact("Title", text)) == fact_key(fact("Title", text))
    assert note_markup(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_each_aspect_counts_and_id_and_prefix_do_not() -> None:
    base = fact("Cash", Decimal(5), "a", decimals=2)
    others = [
        base._replace(value=Decimal(6)),
        base._replace(value=None, decimals=None),
        base._replace(decimals=None),
        base._replace(period=END._replace(end="2025-01-01T00:00:00")),
        base._replace(entity=base.entity._replace(identifier="Z")),
        base._replace(unit=None),
        base._replace(language="en"),
        base._replace(dimensions=((name("CustomerAxis"), "East"),)),
        base._replace(dimensions=((name("CustomerAxis"), QName("", "East")),)),
        base._replace(dimensions=((name("CustomerAxis"), None),)),
        base._replace(concept=name("Revenue")),
    ]
    keys = {fact_key(f) for f in [base, *others]}
    assert len(keys) == len(others) + 1
    assert fact_key(base._replace(id="b", value=Decimal("5.00"))) == fact_key(base)


def test_the_hash_ignores_order_and_ids_and_counts_duplicates() -> None:
    one, two = fact("Cash", Decimal(5), "a"), fact("Title", "x", "b")
    assert content_hash([one, two]) == content_hash([two._replace(id="c"), one._replace(id="d")])
    assert content_hash([one, two]) != content_hash([one, one, two])
    assert content_hash([]) == content_hash([_note("n", "alone")])
    assert len(content_hash([one])) == 64


def test_the_hash_is_the_same_forever() -> None:
    given_facts = [fact("Cash", Decimal("5.10"), decimals=2), fact("Choice", QName(NS, "East")), fact("Title", "<p>资</p>")]
    assert content_hash(given_facts) == "872182280e282d8419ee8310bcdf4d7ef38289ad6aa1d8f289a522047b4b8bcf"


def test_links_are_no_part_of_equality_but_of_comparison() -> None:
    with_note = report(_linked("a", "n"), _note("n", "R&D"))
    assert content_hash(with_note.facts) == content_hash([fact("Cash", Decimal(1), "a")])
    assert compare(with_note, report(_linked("x", "y"), _note("y", "R&amp;D"))).equal
    for other in (
        report(_linked("a", "n"), _note("n", "R")),
        report(_linked("a", "n"), _note("n", "R&D", "zh")),
        report(fact("Cash", Decimal(1), "a")),
    ):
        assert not compare(with_note, other).equal


def test_links_to_facts_may_form_a_circle() -> None:
    assert compare(report(_linked("a", "b"), _linked("b", "a")), report(_linked("c", "d"), _linked("d", "c"))).equal


def test_comparison_names_what_is_missing_and_what_is_extra() -> None:
    same, gone, new = fact("Cash", Decimal(1), "a"), fact("Cash", Decimal(2), "b"), fact("Cash", Decimal(3), "c")
    found = compare(report(same, gone, same._replace(id="a2")), report(new, same))
    assert found.missing == (gone, same._replace(id="a2"))
    assert found.extra == (new,)
    assert not found.equal
    assert compare(report(same, _note("n", "x")), report(same)).equal
